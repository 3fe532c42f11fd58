"""A person on the lists of phones: registered once, known everywhere they may be, and warned about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.merge import subject_store
from tests.app_fixtures import sqlite_only
from tests.collect.engine import FilledForm, Form, Refused
from tests.collect.phone import Phone
from tests.integration.installation import Simpul
from tests.integration.submissions import MALUHU, MAWAR, MELATI

# PostgreSQL is travelled with lists of other sasaran in the journeys.
pytestmark = [pytest.mark.collect, sqlite_only]
TODAY = date.today()
BORN = TODAY.replace(year=TODAY.year - 2, day=1)
NIK = f"640206{BORN:%d%m%y}0001"
NAME = "Ananda Daftar"
PLACE = {"kode_kecamatan": MALUHU[:8], "kode_desa": MALUHU, "tanggal_kegiatan": TODAY}
NEW = {"orang/pernah": "tidak", "orang/nama": NAME, "orang/nik": NIK, "orang/no_kk": None}
CHILD = {"orang/jenis_kelamin": "P", "orang/tanggal_lahir": BORN}
HERE = {"orang/keadaan": "tinggal", "kunjungan/hadir": "posyandu"}


def renewed(phone: Phone) -> Phone:
    """A phone with what the server has for it now, of the forms these tests fill."""
    for form_id in {"kes_balita", "pend_anak"} & {one.entry.form_id for one in phone.refresh()}:
        phone.download(form_id)
    return phone


def begun(phone: Phone, form_id: str, answers: dict[str, Any], posyandu: str = MAWAR) -> Form:
    """A form about a person, answered plausibly where nothing is said."""
    head = {
        f"kepala/{name}": value for name, value in (PLACE | {"kode_posyandu": posyandu}).items()
    }
    return phone.open(form_id).auto_fill(1, head | {"orang/persetujuan": "ya"} | answers)


def filled(phone: Phone, form_id: str, answers: dict[str, Any]) -> FilledForm:
    """The same, finished: the phone takes it over at once."""
    return phone.finish(begun(phone, form_id, answers))


def chosen(child: str, **more: Any) -> dict[str, Any]:
    """Answers about somebody chosen from the list."""
    paths = {path.replace("__", "/"): value for path, value in more.items()}
    return {"orang/pernah": "ya", "orang/warga": child, "orang/data_berubah": "tidak"} | paths


def known(phone: Phone, child: str) -> tuple[str, int, dict[str, str]]:
    """What a phone holds of a child after a refresh."""
    one = renewed(phone).entities.lists["orang"].entities[child]
    return one.label, one.version, dict(one.properties)


def offered(phone: Phone) -> dict[str, str]:
    """Whom the form of children offers at Posyandu Mawar."""
    form = begun(phone, "kes_balita", {"orang/pernah": "tidak", **CHILD})
    form.fill({"orang/pernah": "ya"}, partial=True)
    (question,) = (one for one in form.questions() if one.path == "orang/warga")
    return {choice.value: choice.label for choice in question.choices}


def test_a_child_is_registered_once_and_followed_on_every_phone_that_may_know_it(
    simpul: Simpul, live_server: str
) -> None:
    def phone(posyandu: str = MAWAR, bidang: str = "") -> Phone:
        return renewed(Phone(live_server + simpul.add_phone(posyandu, bidang).door))

    first, second, school, elsewhere = phone(), phone(), phone(bidang="pendidikan"), phone(MELATI)
    weighed = {"ukur/bb": 9.4, "ukur/pb_tb": 80.0, "sehat/rujuk": "puskesmas"}
    made = filled(first, "kes_balita", NEW | CHILD | HERE | weighed)
    child = made.entities[0].entity_id
    assert offered(first) == {child: f"{NAME}, lahir {BORN:%d-%m-%Y}"}  # before it is sent
    assert first.send(made).status == 201
    simpul.run_pending()

    label, _version, told = known(second, child)
    assert label == f"{NAME}, lahir {BORN:%d-%m-%Y}"
    assert told["kes_bb"] == "9.4"
    assert told["kes_rujuk"] == "puskesmas"
    assert known(school, child)[2].keys() == {
        *("jenis_kelamin", "keadaan", "pend_kebutuhan", "pend_status", "pend_tanggal"),
        *("posyandu", "tanggal_lahir"),
    }
    renewed(elsewhere)
    assert elsewhere.entities.lists["orang"].entities == {}
    for one in (second, school):
        assert NIK.encode() not in one.entities.csv("orang")

    # Weighed on the other phone: far from last month it is asked again, and sent all the same.
    visit = chosen(child, ukur__bb=12.0, ukur__pb_tb=78.5, ukur__cara_ukur="berdiri") | HERE
    form = begun(second, "kes_balita", visit | {"ukur/yakin_bb": "sama", "ukur/yakin_tb": "belum"})
    labels = {one.path: one.label for one in form.questions()}
    assert "9.4 kg" in labels["ukur/yakin_bb"]
    assert f"{TODAY:%d-%m-%Y}: berat 9.4 kg, tinggi 80 cm" in labels["kunjungan/catatan_lalu"]
    assert "puskesmas" in labels["kunjungan/catatan_rujukan_lalu"]
    assert "orang/nama" not in labels
    assert second.send(second.finish(form)).status == 201
    simpul.run_pending()
    near = begun(second, "kes_balita", visit | {"ukur/bb": 12.5, "ukur/pb_tb": 79.0})
    assert not {"ukur/yakin_bb", "ukur/yakin_tb"} & {one.path for one in near.questions()}

    renewed(school)
    studied = filled(school, "pend_anak", chosen(child) | {"orang/keadaan": "tinggal"})
    assert school.send(studied).status == 201
    simpul.run_pending()

    label, version, told = known(first, child)
    assert (label.startswith(NAME), version, told["kes_bb"]) == (True, 3, "12")
    assert told["pend_tanggal"] == TODAY.isoformat()
    with simpul.app.app_context():
        ((subject_id, cells),) = subject_store.list_subjects_in(MAWAR).items()
    values = {field: value for field, _period, value, *_ in cells}
    assert subject_id == child
    assert (values["umum.orang_nama"], values["kes.balita_bb"]) == (NAME, "12")
    assert "pend.anak_status" in values
    assert simpul.query("SELECT 1 FROM entity WHERE conflict <> ''") == []

    moved = chosen(child) | {"orang/keadaan": "pindah"}
    assert first.send(filled(first, "kes_balita", moved)).status == 201
    simpul.run_pending()
    renewed(second)
    assert offered(second) == {}


def test_what_differs_much_must_be_confirmed_before_the_form_is_finished(
    simpul: Simpul, live_server: str
) -> None:
    phone = renewed(Phone(live_server + simpul.add_phone().door))
    child = filled(phone, "kes_balita", NEW | CHILD | HERE | {"ukur/bb": 9.4}).entities[0].entity_id
    form = begun(phone, "kes_balita", chosen(child, ukur__bb=9.5) | HERE)
    form.fill({"ukur/bb": 14.0}, partial=True)
    with pytest.raises(Refused) as refused:
        form.finalize()
    assert (refused.value.path, refused.value.reason) == ("ukur/yakin_bb", "required")
    form.fill({"ukur/yakin_bb": "belum"}, partial=True)
    assert phone.finish(form).entities[0].update
