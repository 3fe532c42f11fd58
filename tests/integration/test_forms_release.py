"""A released version never changes, and whatever was ever released is served and accepted for ever."""

from __future__ import annotations

import hashlib
import io

import pytest
from flask.testing import FlaskClient

from tests.integration.expect import assert_problem
from tests.integration.installation import Phone, Simpul
from tests.integration.openrosa_reads import listed_forms, path_of
from tests.integration.submissions import MAWAR, this_month
from tests.integration.workbooks import FORM, workbook

FIRST, SECOND = "2026112301", "2026112302"


@pytest.fixture
def admin(simpul: Simpul) -> FlaskClient:
    return simpul.signed_in("admin")


def draft(client: FlaskClient, content: bytes) -> int:
    return client.post("/formulir", data={"berkas": (io.BytesIO(content), "uji.xlsx")}).status_code


def release(client: FlaskClient, version: str = FIRST) -> int:
    return client.post(f"/formulir/{FORM}/versi/{version}/terbitkan").status_code


def xform(simpul: Simpul, phone: Phone, version: str = FIRST) -> bytes:
    return simpul.client().get(f"{phone.door}/forms/{FORM}/{version}/form.xml").data


def test_a_released_draft_reaches_the_phones_with_the_hash_of_its_bytes(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    assert draft(admin, workbook()) == 302
    assert release(admin) == 302
    entry = next(one for one in listed_forms(simpul, phone) if one["formID"] == FORM)
    served = simpul.client().get(path_of(entry["downloadUrl"])).data
    assert entry["version"] == FIRST
    assert entry["hash"] == f"md5:{hashlib.md5(served, usedforsecurity=False).hexdigest()}"
    download = admin.get(f"/formulir/{FORM}/versi/{FIRST}/xform")
    assert download.data == served
    assert "attachment" in download.headers["Content-Disposition"]


def test_other_bytes_under_a_released_version_are_refused(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    draft(admin, workbook())
    release(admin)
    before = xform(simpul, phone)
    other = workbook(label="Peserta yang lain")
    response = admin.post("/formulir", data={"berkas": (io.BytesIO(other), "uji.xlsx")})
    assert_problem(response, "design.version_taken")
    assert xform(simpul, phone) == before


def test_the_same_workbook_again_changes_nothing(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    draft(admin, workbook())
    release(admin)
    rows = simpul.query("SELECT * FROM form_version WHERE form_id = :f", f=FORM)
    assert draft(admin, workbook()) == 302
    assert release(admin) == 302
    assert simpul.query("SELECT * FROM form_version WHERE form_id = :f", f=FORM) == rows


def test_a_draft_may_be_uploaded_again_until_it_is_released(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    draft(admin, workbook(label="Salah ketik"))
    draft(admin, workbook(label="Sudah benar"))
    release(admin)
    assert "Sudah benar" in xform(simpul, phone).decode()


def test_a_draft_is_not_served_to_phones(simpul: Simpul, phone: Phone, admin: FlaskClient) -> None:
    draft(admin, workbook())
    for last in ("form.xml", "manifest.xml", "media/posyandu.csv"):
        response = simpul.client().get(f"{phone.door}/forms/{FORM}/{FIRST}/{last}")
        assert_problem(response, "design.unknown_version")


def test_answers_on_a_draft_are_quarantined(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    draft(admin, workbook())
    xml = simpul.submission_xml("kes_bulanan", {}, root_id=FORM, version=FIRST)
    assert_problem(simpul.send(phone, xml), "intake.unknown_version")


def test_a_draft_does_not_change_what_the_released_version_says(
    simpul: Simpul, admin: FlaskClient
) -> None:
    draft(admin, workbook())
    release(admin)
    draft(admin, workbook(SECOND, title="Judul baru", tenggat="25"))
    query = "SELECT title, tenggat, current_version FROM form WHERE form_id = :f"
    assert simpul.query(query, f=FORM) == [("Formulir uji", 10, FIRST)]
    release(admin, SECOND)
    assert simpul.query(query, f=FORM) == [("Judul baru", 25, SECOND)]


def test_the_old_version_is_still_served_and_its_answers_accepted(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    draft(admin, workbook())
    release(admin)
    old = xform(simpul, phone)
    draft(admin, workbook(SECOND, label="Jumlah peserta"))
    release(admin, SECOND)
    assert xform(simpul, phone) == old
    assert [one["version"] for one in listed_forms(simpul, phone) if one["formID"] == FORM] == [
        SECOND
    ]
    answers = {
        "kepala/kode_posyandu": MAWAR,
        "kepala/periode": f"{this_month()}-01",
        "peserta": "12",
    }
    for version in (FIRST, SECOND):
        schema_xml = simpul.submission_xml(FORM, answers, version=version)
        assert simpul.send(phone, schema_xml).status_code == 201
    simpul.run_pending()
    rows = simpul.query("SELECT value FROM cell WHERE field = 'kes.uji_peserta'")
    assert [str(row.value) for row in rows] == ["12"]
    assert simpul.differences() == []


def test_releasing_what_does_not_exist_is_404(admin: FlaskClient) -> None:
    response = admin.post(f"/formulir/{FORM}/versi/{FIRST}/terbitkan")
    assert_problem(response, "design.unknown_form")
    draft(admin, workbook())
    response = admin.post(f"/formulir/{FORM}/versi/9/terbitkan")
    assert_problem(response, "design.unknown_version")
