"""A draft is tried on a phone: by a door of its own, and nothing that is sent there counts anywhere."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from app.openrosa.documents import LIST
from tests.app_fixtures import sqlite_only
from tests.integration.entity_forms import REGISTER, WEIGH, register, workbook_of
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Simpul
from tests.integration.openrosa_reads import entries, manifest_of, path_of
from tests.integration.released_forms import FIRST, FORM, PAGE, release, upload
from tests.integration.submissions import ELSEWHERE, MAWAR, PHOTO, submission_xml
from xlsform.schema import Schema

NAME = "penguji"


@pytest.fixture
def officer(simpul: Simpul) -> FlaskClient:
    """An officer of health in Tenggarong, with a draft nobody has released."""
    simpul.add_user("opd", "64.02.06", "kesehatan", name=NAME)
    client = simpul.session_of(NAME)
    assert upload(client, FIRST) == 302
    return client


def door_of(client: FlaskClient, page: str = PAGE, version: str = FIRST) -> str:
    """Open the channel of a draft; the door its QR code leads to."""
    told = client.post(f"{page}/versi/{version}/uji")
    assert told.status_code == 200, told.text[-900:]
    found = re.search(r"/uji/[\w-]{20,}", told.text)
    assert found
    return found[0]


def answers(simpul: Simpul, peserta: str = "41", **more: str) -> bytes:
    """The draft filled."""
    text = simpul.query("SELECT schema FROM form_version WHERE form_id = :one", one=FORM)[0][0]
    given = {"kepala/kode_posyandu": MAWAR, "peserta": peserta, "dana": "desa warga", **more}
    return submission_xml(Schema.from_json(text), given, instance_id="uuid:uji-1")


def post(client: FlaskClient, path: str, xml: bytes, **files: bytes) -> int:
    """Send answers to a door; the status."""
    parts = {"xml_submission_file": (io.BytesIO(xml), "kiriman.xml", "text/xml")}
    parts |= {name: (io.BytesIO(one), f"{name}.jpg", "image/jpeg") for name, one in files.items()}
    return client.post(f"{path}/submission", data=parts).status_code


def test_a_draft_is_fetched_filled_and_read_and_no_other_table_hears_of_it(
    simpul: Simpul, officer: FlaskClient
) -> None:
    door, phone = door_of(officer), simpul.client()
    (listed,) = entries(phone.get(f"{door}/formList"), LIST, "xform")
    assert (listed["formID"], listed["version"]) == (FORM, FIRST)
    xform = phone.get(path_of(listed["downloadUrl"])).data
    assert listed["hash"] == f"md5:{hashlib.md5(xform, usedforsecurity=False).hexdigest()}"
    places = manifest_of(phone, listed["manifestUrl"])["posyandu.csv"]
    given = phone.get(path_of(places["downloadUrl"]))
    assert MAWAR in given.text
    assert ELSEWHERE not in given.text
    again = phone.get(
        path_of(places["downloadUrl"]), headers={"If-None-Match": given.headers["ETag"]}
    )
    assert again.status_code == 304

    simpul.run_pending()
    before = simpul.counts()
    assert phone.head(f"{door}/submission").status_code == 204
    assert post(phone, door, answers(simpul)) == 201
    assert post(phone, door, answers(simpul)) == 202
    assert post(phone, door, answers(simpul), foto=PHOTO) == 201
    assert post(phone, door, answers(simpul, peserta="42")) == 409
    simpul.run_pending()
    after = simpul.counts()
    assert {name for name in after if after[name] != before[name]} == {"trial_answer", "trial_file"}
    sealed = simpul.query("SELECT xml, lines FROM trial_answer")[0]
    assert not any(b"peserta" in bytes(one).lower() for one in sealed)

    page = officer.get(f"{PAGE}/uji")
    link = re.search(rf"{PAGE}/uji/jawaban/\d+", page.text)
    assert link
    assert "ODK Collect" in text_of(page)
    shown = text_of(officer.get(link[0]))
    assert "Peserta 41 orang" in shown
    assert "Dana Desa, Swadaya" in shown
    assert "Posyandu Mawar" in shown
    assert officer.get(f"{link[0]}/lampiran/foto.jpg").data == PHOTO
    other = simpul.signed_in("opd", "", "sosial")
    for path in (f"{PAGE}/uji", link[0], f"{link[0]}/lampiran/foto.jpg"):
        assert_problem(other.get(path), "accounts.not_allowed")


@sqlite_only
def test_what_a_browser_sends_to_try_a_draft_lands_in_the_same_place(
    simpul: Simpul, officer: FlaskClient
) -> None:
    door = f"/api/uji/{FORM}/{FIRST}"
    assert post(officer, door, answers(simpul)) == 403
    door_of(officer)
    assert "Kirim jawaban uji" in officer.get(f"{PAGE}/versi/{FIRST}/uji").text
    assert post(officer, door, answers(simpul)) == 201
    assert post(officer, door, answers(simpul).replace(FIRST.encode(), b"1")) == 422
    assert NAME in text_of(officer.get(f"{PAGE}/uji")).partition("Riwayat uji")[0]
    assert simpul.submissions() == []


@sqlite_only
def test_a_channel_ends_by_its_officer_by_time_by_a_new_code_and_by_the_release(
    simpul: Simpul, officer: FlaskClient
) -> None:
    phone = simpul.client()
    first, second = door_of(officer), door_of(officer)
    assert_problem(phone.get(f"{first}/formList"), "intake.trial_ended")
    assert phone.get(f"{second}/formList").status_code == 200
    officer.post(f"{PAGE}/uji/2/akhiri")
    assert_problem(phone.get(f"{second}/formList"), "intake.trial_ended")
    third = door_of(officer)
    simpul.execute("UPDATE trial SET expires_at = opened_at")
    assert post(phone, third, answers(simpul)) == 403
    fourth = door_of(officer)
    assert post(phone, fourth, answers(simpul)) == 201
    release(officer, FIRST)
    for path in (
        "formList",
        f"forms/{FORM}/{FIRST}/form.xml",
        f"forms/{FORM}/{FIRST}/manifest.xml",
    ):
        assert_problem(phone.get(f"{fourth}/{path}"), "intake.trial_ended")
    assert post(phone, fourth, answers(simpul)) == 403
    assert_problem(officer.post(f"{PAGE}/versi/{FIRST}/uji"), "intake.trial_no_draft")
    page = text_of(officer.get(f"{PAGE}/uji"))
    assert "Berakhir: versi terbit" in page
    assert "tidak punya draf" in page
    history = text_of(officer.get(PAGE))
    assert "Uji di ponsel dibuka" in history
    assert "Uji di ponsel diakhiri" in history


@sqlite_only
def test_after_thirty_days_the_channel_is_gone_with_all_that_was_sent(
    simpul: Simpul, officer: FlaskClient
) -> None:
    held = len(simpul.stored_files())
    door = door_of(officer)
    assert post(simpul.client(), door, answers(simpul), foto=PHOTO) == 201
    assert len(simpul.stored_files()) == held + 1
    simpul.run_pending()
    assert simpul.counts()["trial_answer"] == 1
    due = simpul.query("SELECT run_after, created_at FROM job WHERE kind = 'uji.hapus'")[0]
    assert (datetime.fromisoformat(due[0]) - datetime.fromisoformat(due[1])).days in {29, 30}
    simpul.execute("UPDATE job SET run_after = created_at WHERE kind = 'uji.hapus'")
    simpul.run_pending()
    counts = simpul.counts()
    assert [counts[name] for name in ("trial", "trial_answer", "trial_file")] == [0, 0, 0]
    assert len(simpul.stored_files()) == held
    assert "Jawaban uji dihapus" in text_of(officer.get(PAGE))


@sqlite_only
@pytest.mark.forms(REGISTER, WEIGH)
def test_the_lists_of_sasaran_hold_invented_people_alone(simpul: Simpul) -> None:
    phone = simpul.add_phone()
    register(simpul, phone, "11111111-1111-4111-8111-111111111111", "Ananda Sungguhan")
    simpul.run_pending()
    admin, newer = simpul.signed_in("admin"), "2026112302"
    book = workbook_of(WEIGH, **{"2026112301": newer})
    admin.post("/formulir", data={"berkas": (io.BytesIO(book), "uji.xlsx")})
    door = door_of(admin, f"/formulir/{WEIGH}", newer)
    visitor = simpul.client()
    files = manifest_of(visitor, f"{door}/forms/{WEIGH}/{newer}/manifest.xml")
    given = visitor.get(path_of(files["balita.csv"]["downloadUrl"]))
    assert files["balita.csv"]["hash"] == f"md5:{given.get_etag()[0]}"
    assert "Ananda" not in given.text
    head, *rows = given.text.splitlines()
    assert head.split(",")[:3] == ["name", "label", "__version"]
    assert "tanggal_lahir" in head
    assert all("bukan orang sungguhan" in one for one in rows)
    assert len(rows) >= 2
    gone = visitor.get(path_of(files["balita.csv"]["integrityUrl"]) + "?id=a,b").text
    assert gone.count("false") == 2
    assert (
        "Ananda"
        in simpul.client().get(f"{phone.door}/forms/{WEIGH}/2026112301/media/balita.csv").text
    )
