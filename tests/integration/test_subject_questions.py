"""What rules cannot settle about persons stands in the queue of values: masked, decided, taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.merge.fold import CellKey
from app.merge.service import rebuild_place
from app.review.queue_places_service import explain_value
from tests.app_fixtures import KINDS
from tests.integration.expect import assert_problem
from tests.integration.installation import Phone, Simpul, copied_home, opened
from tests.integration.submissions import MAWAR, MELATI, visit_answers
from tests.integration.test_intake_concurrent import at_once

MOTHER, SEX, SHOTS = "kes.balita_nama_ibu", "umum.orang_jenis_kelamin", "kes.balita_imunisasi"
WHY = "dilihat di kartu keluarga"


@dataclass(frozen=True)
class Clinic:
    """An installation of all these tests, each about a child of its own."""

    simpul: Simpul
    officer: FlaskClient
    phone: Phone


@pytest.fixture(scope="module", params=KINDS)
def clinic(
    request: pytest.FixtureRequest, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clinic]:
    """One installation on each database."""
    home = tmp_path_factory.mktemp("sasaran") / "rumah"
    with copied_home(request.param, prepared_home, home) as url, opened(home, url, {}) as simpul:
        officer = simpul.signed_in("opd", "", "kesehatan")
        yield Clinic(simpul, officer, simpul.add_phone(area="64.02.06.1011"))
        simpul.run_pending()
        assert simpul.differences() == simpul.differences(MELATI) == []


@dataclass
class Child:
    """A child two kader told of differently: a mother's name and a sex, each in two ways."""

    clinic: Clinic
    number: int

    @property
    def simpul(self) -> Simpul:
        """The installation."""
        return self.clinic.simpul

    @property
    def subject_id(self) -> str:
        """Who it is now."""
        query = "SELECT DISTINCT subject_id FROM mention JOIN submission USING (seq) "
        query += "WHERE instance_id LIKE :one"
        ((subject_id,),) = self.simpul.query(query, one=f"uuid:{self.number:08}-%")
        return str(subject_id)

    def visit(
        self, which: str, *, mother: str = "", sex: str = "P", posyandu: str = MAWAR, **more: str
    ) -> None:
        """A visit of this child, merged."""
        answers = visit_answers(
            posyandu,
            orang__nama=f"Anak Uji {self.number}",
            orang__nik=f"640206550522{self.number:04}",
            orang__no_kk="",
            orang__tanggal_lahir="2022-05-15",
            orang__jenis_kelamin=sex,
            lahir__nama_ibu=mother,
            **more,
        )
        instance_id = f"uuid:{self.number:08}-0000-4000-8000-{which:0>12}"
        xml = self.simpul.submission_xml("kes_balita", answers, instance_id=instance_id)
        assert self.simpul.send(self.clinic.phone, xml).status_code == 201
        self.simpul.run_pending()

    def rebuilt(self) -> None:
        """Fold both Posyandu anew from the log."""
        for place in (MAWAR, MELATI):
            with self.simpul.app.app_context():
                rebuild_place(place)
            self.simpul.run_pending()

    def asking(self) -> dict[str, str]:
        """Which fields ask, and how gravely, as the queue's rows say it."""
        query = "SELECT field, status FROM subject_question WHERE place = :one"
        return {row.field: row.status for row in self.simpul.query(query, one=self.subject_id)}

    def address(self, field: str) -> str:
        """Where a value of this child is decided."""
        return f"/tinjau/nilai?sasaran={self.subject_id}&isian={field}&bulan="

    def page(self, field: str, client: FlaskClient | None = None) -> str:
        """The page of one value."""
        answer = (client or self.clinic.officer).get(self.address(field))
        assert answer.status_code == 200, answer.text[-500:]
        return answer.text

    def opened(self, field: str) -> str:
        """The page of one value with people's data, after giving a reason."""
        form = {"sasaran": self.subject_id, "isian": field, "bulan": "", "alasan": WHY}
        answer = self.clinic.officer.post("/tinjau/nilai/buka", data=form)
        assert answer.status_code == 200, answer.text[-500:]
        return answer.text

    def value(self, field: str) -> object:
        """What stands for this child."""
        key = CellKey(self.subject_id, field, "")
        with self.simpul.app.app_context():
            return explain_value(key).cell.value


def choose(client: FlaskClient, page: str, text: str) -> TestResponse:
    """Press the button under a value, as it stood on a page that was open."""
    sides = re.findall(r"<article.*?</article>", page, re.DOTALL)
    side = next(one for one in sides if f'<span class="v">{text}' in one)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', side))
    return client.post("/tinjau/nilai/pilih", data=hidden)


def undo(client: FlaskClient, simpul: Simpul) -> TestResponse:
    """Take the newest decision about a value back."""
    ((seq,),) = simpul.query("SELECT max(seq) FROM decision WHERE kind = 'nilai'")
    return client.post("/tinjau/nilai/batal", data={"keputusan": seq})


@pytest.fixture
def child(clinic: Clinic) -> Child:
    """A child of its own, told of twice, in which two values disagree."""
    ((count,),) = clinic.simpul.query("SELECT count(*) FROM submission")
    one = Child(clinic, int(count) + 1)
    one.visit("1", mother="Bunda Karangan")
    one.visit("2", mother="Bunda Rekaan", sex="L", posyandu=MELATI)
    assert one.asking() == {MOTHER: "bertentangan", SEX: "bertentangan"}
    return one


def test_they_stand_in_the_queue_masked_with_the_values_of_posyandu(child: Child) -> None:
    page = child.clinic.officer.get("/tinjau").text
    assert f"sasaran={child.subject_id}&amp;isian={MOTHER}" in page
    assert "Sasaran" in page
    one = child.page(MOTHER)
    assert "Karangan" not in one
    assert '<span class="v">B••• K•••' in one
    assert '<span class="v">B••• R•••' in one
    assert "Seorang warga" in one
    assert "Putuskan" not in one  # alike is only what a Posyandu tells
    for grant in (("opd", "", "sosial"), ("opd", "64.02.01", "kesehatan")):
        other = child.simpul.signed_in(*grant)
        assert child.subject_id not in other.get("/tinjau").text
        assert_problem(other.get(child.address(MOTHER)), "accounts.not_allowed")


def test_unmasking_shows_both_and_is_logged_with_the_reason(child: Child) -> None:
    form = {"sasaran": child.subject_id, "isian": MOTHER, "bulan": ""}
    short = child.clinic.officer.post("/tinjau/nilai/buka", data=form)
    assert_problem(short, "accounts.reason_missing")
    page = child.opened(MOTHER)
    assert '<span class="v">Bunda Karangan' in page
    assert '<span class="v">Bunda Rekaan' in page
    told = f"orang:{child.subject_id}:{MOTHER}"
    query = "SELECT reason FROM access_log WHERE subject = :one"
    assert [row.reason for row in child.simpul.query(query, one=told)] == [WHY]
    office = child.simpul.signed_in("sekretariat")
    assert_problem(office.post("/tinjau/nilai/buka", data=form), "accounts.not_allowed")


def test_choosing_settles_it_sealed_and_undo_is_as_if_never_decided(child: Child) -> None:
    before = child.value(MOTHER)
    answer = choose(child.clinic.officer, child.opened(MOTHER), "Bunda Rekaan")
    assert answer.status_code == 302, answer.text[-400:]
    assert child.value(MOTHER) == "Bunda Rekaan"
    assert child.asking() == {SEX: "bertentangan"}
    kept = repr([tuple(row) for row in child.simpul.query("SELECT * FROM decision")])
    assert "Rekaan" not in kept
    assert "memilih" in child.page(MOTHER)
    assert undo(child.clinic.officer, child.simpul).status_code == 302
    assert child.value(MOTHER) == before
    assert child.asking() == {MOTHER: "bertentangan", SEX: "bertentangan"}
    again = undo(child.clinic.officer, child.simpul)
    assert_problem(again, "review.unknown_value_decision")


def test_what_was_decided_survives_rebuilds_and_the_child_being_renamed(child: Child) -> None:
    choose(child.clinic.officer, child.opened(MOTHER), "Bunda Rekaan")
    name = child.subject_id
    child.rebuilt()
    assert (child.value(MOTHER), child.asking()) == ("Bunda Rekaan", {SEX: "bertentangan"})
    # An earlier visit tells the same: the child's name becomes that visit's.
    early = "2026-01-05T08:00:00.000+08:00"
    child.visit(
        "3", mother="Bunda Karangan", kepala__tanggal_kegiatan=early[:10], start=early, end=early
    )
    assert child.subject_id != name
    for _ in range(2):
        assert (child.value(MOTHER), child.asking()) == ("Bunda Rekaan", {SEX: "bertentangan"})
        child.rebuilt()
    # A third way of telling it opens the question again.
    child.visit("4", mother="Bunda Lain")
    assert child.asking() == {MOTHER: "bertentangan", SEX: "bertentangan"}


def test_of_four_who_decide_in_the_same_moment_one_does(child: Child) -> None:
    desks = [child.simpul.signed_in("opd", "", "kesehatan") for _ in range(4)]
    pages = [(desk, child.page(SEX, desk)) for desk in desks]

    def act(desk: FlaskClient, page: str) -> int:
        found = re.findall(r"<article.*?</article>", page, re.DOTALL)[-1]
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found))
        return desk.post("/tinjau/nilai/pilih", data=hidden).status_code

    assert sorted(at_once([partial(act, *one) for one in pages])) == [302, 409, 409, 409]
    assert child.asking() == {MOTHER: "bertentangan"}
    child.simpul.run_pending()
    assert child.asking() == {MOTHER: "bertentangan"}


def test_a_union_that_asks_is_settled_on_the_screen(child: Child) -> None:
    child.visit("3", mother="Bunda Karangan", layanan__imunisasi="hb0 bcg")
    child.visit("4", mother="Bunda Karangan", layanan__imunisasi="hb0 opv1")
    assert child.asking()[SHOTS] == "ditanya"
    page = child.opened(SHOTS)
    assert page.count("<article") == 2
    newest = "Hepatitis B saat lahir (HB0), Polio tetes 1"
    assert choose(child.clinic.officer, page, newest).status_code == 302
    assert child.value(SHOTS) == ["hb0", "opv1"]
    assert SHOTS not in child.asking()
    undo(child.clinic.officer, child.simpul)
    assert child.asking()[SHOTS] == "ditanya"
    every = "BCG (cegah tuberkulosis), Hepatitis B saat lahir (HB0), Polio tetes 1"
    assert choose(child.clinic.officer, child.opened(SHOTS), every).status_code == 302
    assert child.value(SHOTS) == ["bcg", "hb0", "opv1"]
    assert SHOTS not in child.asking()


def test_notes_and_returning_work_as_for_any_value(child: Child) -> None:
    cell = {"sasaran": child.subject_id, "isian": MOTHER, "bulan": ""}
    words = cell | {"alasan": "tanya bidan desa"}
    answer = child.clinic.officer.post("/tinjau/nilai/catatan", data=words)
    assert answer.status_code == 302
    assert "tanya bidan desa" in child.page(MOTHER)
    wrong = f"uuid:{child.number:08}-0000-4000-8000-000000000002"
    returned = cell | {"kiriman": wrong, "alasan": "nama ibu keliru"}
    answer = child.clinic.officer.post("/tinjau/nilai/kembalikan", data=returned)
    assert answer.status_code == 302
    assert child.asking() == {}
    assert child.value(MOTHER) == "Bunda Karangan"
