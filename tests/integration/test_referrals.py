"""One agency hands a matter to another: taken over once, answered, reminded of, read by both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.access import Reach
from app.review import referral_service, referral_store
from app.review.referral_models import Referral
from app.review.referrals import standing_of
from tests.app_fixtures import KINDS
from tests.integration.entity_forms import REGISTER, register, release
from tests.integration.expect import assert_problem
from tests.integration.installation import Simpul, copied_home, opened
from tests.integration.submissions import MAWAR, NAMED, monthly_answers, new_id, visit_answers
from tests.integration.test_intake_concurrent import at_once
from tests.integration.test_query_plans import plans

WHY = "Dinding bambu rapuh dan lantai tanah; keluarga Siti Aminah perlu ditinjau."
NAME = NAMED["orang/nama"]


@dataclass
class Matter:
    """A visit of health in a house unfit to live in, referred to housing."""

    simpul: Simpul
    instance_id: str
    sender: FlaskClient
    receiver: FlaskClient
    number: int

    @property
    def path(self) -> str:
        """Where the referral is."""
        return f"/rujukan/{self.number}"

    @property
    def row(self) -> Referral:
        """The referral as it stands."""
        with self.simpul.app.app_context():
            return referral_store.get_referral(self.number)

    def act(
        self, client: FlaskClient, kind: str, words: str = "", seen: int | None = None
    ) -> TestResponse:
        """Take a step after having seen the referral as it stands, or as it stood."""
        last = self.row.last if seen is None else seen
        form = {"langkah": kind, "alasan": words, "terakhir": str(last)}
        return client.post(f"{self.path}/langkah", data=form)

    def undo(self, client: FlaskClient) -> TestResponse:
        """Take the newest step back."""
        return client.post(f"{self.path}/batal", data={"terakhir": str(self.row.last)})


def refer(client: FlaskClient, kind: str, key: str, **more: str) -> TestResponse:
    """Send the form by which a thing is referred, as the page offers it."""
    query = {"jenis": kind, "kunci": key}
    page = client.get("/rujukan/baru", query_string=query)
    due = re.search(r'name="tenggat" type="date" value="([\d-]+)"', page.text)
    assert due is not None, page.text[-400:]
    form = {"hal": "perumahan_rakyat:rtlh", "tenggat": due[1], "alasan": WHY} | query | more
    return client.post("/rujukan/baru", data=form)


@dataclass(frozen=True)
class Office:
    """An installation with one visit of a named child, merged, and an officer of each bidang."""

    kind: str
    simpul: Simpul
    instance_id: str
    sender: FlaskClient
    receiver: FlaskClient


@pytest.fixture(scope="module", params=KINDS)
def office(
    request: pytest.FixtureRequest, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """One installation on each database for all these tests."""
    home = tmp_path_factory.mktemp("rujukan") / "rumah"
    with copied_home(request.param, prepared_home, home) as url, opened(home, url, {}) as simpul:
        instance_id, phone = new_id(), simpul.add_phone()
        visit = simpul.submission_xml("kes_balita", visit_answers(), instance_id=instance_id)
        report = simpul.submission_xml("kes_bulanan", monthly_answers())
        for xml in (visit, report):
            assert simpul.send(phone, xml).status_code == 201
        simpul.run_pending()
        sender = simpul.signed_in("opd", "", "kesehatan")
        receiver = simpul.signed_in("opd", "64.02", "perumahan_rakyat")
        yield Office(str(request.param), simpul, instance_id, sender, receiver)


@pytest.fixture
def matter(office: Office) -> Iterator[Matter]:
    """The visit, referred by the officer of health; nothing else is."""
    simpul, instance_id = office.simpul, office.instance_id
    for table in ("referral_step", "referral", "access_log"):
        simpul.execute(f"DELETE FROM {table}")  # noqa: S608
    answer = refer(office.sender, "kiriman", instance_id)
    assert answer.status_code == 302, answer.text[-600:]
    number = int(answer.location.split("?")[0].rpartition("/")[2])
    yield Matter(simpul, instance_id, office.sender, office.receiver, number)
    with simpul.app.app_context():
        steps = [referral_service.as_step(one) for one in referral_store.list_steps(number)]
        row = referral_store.get_referral(number)
        assert (row.state, row.holder, row.last) == (
            standing_of(steps).state,
            standing_of(steps).holder,
            standing_of(steps).last,
        )


def test_the_receiver_takes_it_over_and_answers_and_the_sender_reads_it(matter: Matter) -> None:
    listed = matter.receiver.get("/rujukan").text
    assert "Rumah tidak layak huni" in listed
    assert "Posyandu Mawar" in listed
    assert 'class="rail-count" aria-label="1 menunggu"' in listed
    assert matter.act(matter.receiver, "ambil").status_code == 302
    words = "Sudah diusulkan BSPS tahun depan."
    assert_problem(matter.act(matter.receiver, "selesai", "x"), "accounts.reason_missing")
    assert matter.act(matter.receiver, "selesai", words).status_code == 302
    page = matter.sender.get(matter.path).text
    assert "Selesai" in page
    assert words in page
    assert WHY in page
    assert "Rumah tidak layak huni" in matter.sender.get("/rujukan?arah=keluar&keadaan=tutup").text
    assert "rail-count" not in matter.receiver.get("/rujukan").text
    about = {"jenis": "kiriman", "kunci": matter.instance_id}
    assert (
        "Rumah tidak layak huni" in matter.sender.get("/rujukan/tentang", query_string=about).text
    )
    assert "/rujukan/tentang?" in matter.sender.get(f"/kiriman/{matter.instance_id}").text


def test_it_names_nobody_where_it_is_listed_or_kept(matter: Matter) -> None:
    for page in ("/rujukan", matter.path):
        for client in (matter.receiver, matter.sender):
            assert NAME not in client.get(page).text
    assert "Rumah tidak layak huni" in matter.receiver.get(matter.path).text
    for table in ("referral", "referral_step"):
        rows = matter.simpul.query(f"SELECT * FROM {table}")  # noqa: S608
        assert rows
        assert "Aminah" not in repr([tuple(row) for row in rows])


def test_the_receiver_opens_the_name_with_a_reason_that_is_logged(matter: Matter) -> None:
    assert_problem(matter.receiver.post(f"{matter.path}/buka"), "accounts.reason_missing")
    page = matter.receiver.post(f"{matter.path}/buka", data={"alasan": "mendatangi rumahnya"})
    assert NAME in page.text
    ((subject, reason),) = matter.simpul.query(
        "SELECT subject, reason FROM access_log WHERE action = 'kiriman.buka'"
    )
    assert (subject, reason) == (f"rujukan:{matter.number}", "mendatangi rumahnya")
    # The submission itself stays closed to the other bidang, and its page is not led to.
    assert f"/kiriman/{matter.instance_id}" not in page.text
    assert_problem(matter.receiver.get(f"/kiriman/{matter.instance_id}"), "accounts.not_allowed")


def test_nobody_else_reads_or_changes_it(matter: Matter) -> None:
    simpul = matter.simpul
    grants = (
        ("opd", "", "sosial"),
        ("opd", "64.02.01", "perumahan_rakyat"),
        ("sekretariat", "", ""),
        ("camat", "64.02.06", ""),
    )
    for grant in grants:
        other = simpul.signed_in(*grant)
        assert_problem(other.get(matter.path), "accounts.not_allowed")
        assert_problem(matter.act(other, "ambil"), "accounts.not_allowed")
        assert_problem(matter.undo(other), "accounts.not_allowed")
        if grant[0] != "camat":
            assert "Rumah tidak layak huni" not in other.get("/rujukan").text
            assert "Rumah tidak layak huni" not in other.get("/rujukan?arah=keluar").text
    assert matter.row.state == "menunggu"
    admin = simpul.signed_in("admin")
    assert WHY in admin.get(matter.path).text
    assert_problem(matter.act(matter.sender, "ambil"), "review.referral_act")


def test_of_four_who_take_it_over_in_the_same_moment_one_does(matter: Matter) -> None:
    clients = [matter.simpul.signed_in("opd", "", "perumahan_rakyat") for _ in range(4)]

    def take(client: FlaskClient) -> int:
        return matter.act(client, "ambil", seen=1).status_code

    assert sorted(at_once([partial(take, one) for one in clients])) == [302, 409, 409, 409]
    assert matter.row.last == 2
    late = matter.act(clients[0], "ambil", seen=1)
    assert_problem(late, "review.referral_moved")
    assert matter.row.holder in late.text


def test_a_colleague_frees_it_before_taking_it_over(matter: Matter) -> None:
    matter.act(matter.receiver, "ambil")
    colleague = matter.simpul.signed_in("opd", "", "perumahan_rakyat")
    assert_problem(matter.act(colleague, "selesai", "sudah beres"), "review.referral_act")
    assert matter.act(colleague, "lepas", "yang mengerjakan cuti").status_code == 302
    assert matter.act(colleague, "ambil").status_code == 302
    assert matter.act(colleague, "tidak_dapat", "bukan aset kabupaten").status_code == 302
    assert matter.row.state == "tidak_dapat"


def test_a_question_comes_back_to_the_sender(matter: Matter) -> None:
    matter.act(matter.receiver, "ambil")
    matter.act(matter.receiver, "tanya", "Apakah tanahnya milik sendiri?")
    assert "rujukan Anda perlu keterangan" in matter.sender.get("/").text
    assert "Apakah tanahnya milik sendiri?" in matter.sender.get(matter.path).text
    assert matter.act(matter.sender, "jawab", "Milik sendiri, ada surat.").status_code == 302
    assert matter.row.state == "dikerjakan"
    assert "rujukan menunggu Anda jawab" in matter.receiver.get("/").text


def test_every_step_is_taken_back_by_its_side_and_stays_in_the_log(matter: Matter) -> None:
    matter.act(matter.receiver, "ambil")
    matter.act(matter.receiver, "selesai", "sudah diusulkan")
    assert_problem(matter.undo(matter.sender), "review.referral_act")
    assert matter.undo(matter.receiver).status_code == 302
    assert matter.row.state == "dikerjakan"
    assert matter.undo(matter.receiver).status_code == 302
    assert (matter.row.state, matter.row.holder) == ("menunggu", "")
    matter.act(matter.sender, "ditarik", "sudah ditangani desa")
    assert matter.row.state == "ditarik"
    assert matter.undo(matter.sender).status_code == 302
    assert matter.row.state == "menunggu"
    page = matter.sender.get(matter.path).text
    assert page.count("membatalkan langkah terakhir") == 3
    assert "sudah diusulkan" in page


def test_what_is_overdue_is_told_on_the_start_page_of_both(matter: Matter) -> None:
    assert "lewat tenggat" not in matter.receiver.get("/").text
    matter.simpul.execute("UPDATE referral SET due_on = '2026-01-05'")
    assert "rujukan masuk lewat tenggat" in matter.receiver.get("/").text
    assert "rujukan Anda belum dijawab dan lewat tenggat" in matter.sender.get("/").text
    assert "Rumah tidak layak huni" in matter.receiver.get("/rujukan?keadaan=lewat").text
    assert "hari kerja" in matter.receiver.get(matter.path).text
    matter.act(matter.receiver, "ambil")
    matter.act(matter.receiver, "selesai", "sudah diusulkan")
    assert "lewat tenggat" not in matter.receiver.get("/").text


def test_a_value_and_a_person_are_referred_too(matter: Matter) -> None:
    simpul, admin = matter.simpul, matter.simpul.signed_in("admin")
    ((subject_id,),) = simpul.query("SELECT DISTINCT subject_id FROM mention")
    ((field, period),) = simpul.query(
        "SELECT field, period FROM cell WHERE place = :p AND field LIKE 'kes.%' "
        "ORDER BY field LIMIT 1",
        p=MAWAR,
    )
    for kind, key in (("orang", subject_id), ("nilai", f"{MAWAR}~{field}~{period}")):
        answer = refer(admin, kind, key, hal="sosial:bantuan")
        assert answer.status_code == 302, kind
        page = admin.get(answer.location).text
        assert "Keluarga miskin belum menerima bantuan" in page
        assert NAME not in page
        named = admin.post(answer.location.split("?")[0] + "/buka", data={"alasan": "kunjungan"})
        assert (NAME in named.text) == (kind == "orang")
    assert "/rujukan/tentang?" in admin.get(f"/sasaran/orang/{subject_id}").text
    panel = admin.get(f"/posyandu/{MAWAR}/nilai?field={field}&period={period}").text
    assert "Rujuk ke OPD lain" in panel


def test_a_sasaran_is_referred_under_its_list_and_opened_by_name(matter: Matter) -> None:
    simpul, entity_id = matter.simpul, str(uuid4())
    admin = simpul.signed_in("admin")
    release(admin, REGISTER)
    register(simpul, simpul.add_phone(), entity_id, "Ananda Rekaan")
    simpul.run_pending()
    answer = refer(matter.sender, "sasaran", entity_id)
    assert answer.status_code == 302, answer.text[-400:]
    path = answer.location.split("?")[0]
    page = matter.receiver.get(path).text
    assert "A••• R•••" in page
    assert "Ananda Rekaan" not in page
    assert f"/sasaran/{entity_id}" not in page
    opened_page = matter.receiver.post(f"{path}/buka", data={"alasan": "kunjungan rumah"})
    assert "Ananda Rekaan" in opened_page.text
    assert "/rujukan/tentang?" in matter.sender.get(f"/sasaran/{entity_id}").text


def test_what_cannot_be_referred_is_refused_in_words(matter: Matter) -> None:
    wrong = (
        ({"hal": "kesehatan:gizi_anak"}, "review.referral_to_own"),
        ({"hal": "sosial:rtlh"}, "review.unknown_matter"),
        ({"hal": ""}, "review.unknown_matter"),
        ({"tenggat": "2020-01-01"}, "review.referral_due"),
        ({"tenggat": "besok"}, "review.referral_due"),
        ({"alasan": "x"}, "accounts.reason_missing"),
        ({"kunci": "uuid:tidak-ada"}, "review.unknown_subject_of_referral"),
        ({"jenis": "lain"}, "review.unknown_subject_of_referral"),
    )
    for more, code in wrong:
        answer = refer(matter.sender, "kiriman", matter.instance_id, **more)
        assert_problem(answer, code)
    assert_problem(
        matter.receiver.post(
            "/rujukan/baru", data={"jenis": "kiriman", "kunci": matter.instance_id}
        ),
        "accounts.not_allowed",
    )
    assert len(matter.simpul.query("SELECT 1 FROM referral")) == 1


def test_lists_are_walked_page_by_page_from_their_index(
    matter: Matter, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        assert refer(matter.sender, "kiriman", matter.instance_id).status_code == 302
    monkeypatch.setattr("app.review.referral_routes.PAGE", 2)
    for state, walked in (("terbuka", 5), ("tutup", 0)):
        seen, url = [], f"/rujukan?keadaan={state}"
        while url:
            page = matter.receiver.get(url).text
            seen += re.findall(r'row-link" href="/rujukan/(\d+)', page)
            found = re.search(r'href="([^"]+)" rel="next"', page)
            url = found[1].replace("&amp;", "&") if found else ""
        assert len(set(seen)) == len(seen) == walked
    if office.kind == "sqlite":
        with matter.simpul.app.app_context(), plans() as steps:
            wanted = referral_store.Filter("penerima", "64.02")
            referral_store.list_referrals([Reach("", "sosial")], wanted, None, 9)
            referral_store.list_about("kiriman", ["uuid:1"])
        assert any("ix_referral_open" in step for step in steps)
        assert not [step for step in steps if step.startswith("SCAN referral") and "ix" not in step]
