"""Uploading forms: what is right becomes a draft, what is wrong is told with its place, all at once."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.app_fixtures import sqlite_only
from tests.corpus.files import as_csv, as_xls
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Simpul
from tests.integration.workbooks import (
    FORM,
    mistaken_workbook,
    plain_workbook,
    workbook,
    zip_of_something,
)
from tests.unit.xlsform.hostile import FILES
from xlsform.wording.catalogue import CATALOGUE
from xlsform.workbook import Workbook, read_workbook

pytestmark = sqlite_only


def upload(client: FlaskClient, content: bytes, name: str = "uji.xlsx") -> TestResponse:
    """Upload a file as the page of forms does."""
    return client.post("/formulir", data={"berkas": (io.BytesIO(content), name)})


@pytest.fixture
def admin(simpul: Simpul) -> FlaskClient:
    return simpul.signed_in("admin")


def test_a_sound_workbook_becomes_a_draft_that_no_phone_gets_yet(
    simpul: Simpul, admin: FlaskClient
) -> None:
    response = upload(admin, workbook())
    assert response.status_code == 302
    assert response.location.startswith(f"/formulir/{FORM}")
    page = text_of(admin.get(f"/formulir/{FORM}"))
    assert "2026112301" in page
    assert "draf" in page.lower()
    listed = simpul.client().get(f"{simpul.add_phone().door}/formList").text
    assert FORM not in listed


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (mistaken_workbook(), "salah.xlsx", ("survey", "integr")),
        (plain_workbook(), "barang.xlsx", ("survey",)),
        (zip_of_something(), "arsip.xlsx", ()),
        (b"bukan buku kerja", "catatan.xlsx", ()),
        (b"", "kosong.xlsx", ()),
        (b"%PDF-1.7 ...", "laporan.pdf", ("xlsx",)),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "lama.xls", ()),
        (b"| survey |", "kosong.md", ()),
    ],
)
def test_a_file_that_is_no_sound_form_is_422_with_what_to_do(
    simpul: Simpul, admin: FlaskClient, content: bytes, name: str, words: tuple[str, ...]
) -> None:
    before = simpul.counts()
    response = upload(admin, content, name)
    assert response.status_code == 422
    page = text_of(response)
    assert "Perbaiki di berkas Anda, lalu unggah lagi." in page
    assert "Ada 0 kesalahan" not in page
    for word in words:
        assert word in page
    assert simpul.counts() == before


def test_what_means_harm_is_422_with_what_to_do_and_nothing_is_kept(
    simpul: Simpul, admin: FlaskClient
) -> None:
    before = simpul.counts()
    for name in ("zip_bomb", "a_million_rows", "macros", "formula_without_value", "deep_groups"):
        make, ending, code = FILES[name]
        response = upload(admin, make(), f"jahat{ending}")
        assert response.status_code == 422, name
        assert CATALOGUE[code].cure in text_of(response), name
    assert simpul.counts() == before


def test_findings_name_sheet_row_and_column_as_excel_shows_them(admin: FlaskClient) -> None:
    page = text_of(upload(admin, mistaken_workbook()))
    assert "survey" in page
    assert "baris 5" in page.lower()
    assert "type" in page


def test_a_form_without_a_file_is_told(admin: FlaskClient) -> None:
    assert_problem(admin.post("/formulir", data={}), "design.no_file")
    assert_problem(upload(admin, b"", ""), "design.no_file")


def test_a_file_over_ten_megabytes_is_413_in_words_about_files(admin: FlaskClient) -> None:
    assert_problem(upload(admin, b"PK\x03\x04" + bytes(11_000_000)), "design.too_large")


@pytest.mark.parametrize("version", ["2026/1", "satu dua", "../..", "versi?"])
def test_a_version_that_no_address_can_hold_is_refused(admin: FlaskClient, version: str) -> None:
    assert upload(admin, workbook(version=version)).status_code == 422


def test_an_officer_uploads_and_releases_forms_of_their_own_bidang_only(simpul: Simpul) -> None:
    health = simpul.signed_in("opd", bidang="kesehatan")
    social = simpul.signed_in("opd", bidang="sosial")
    assert_problem(upload(social, workbook()), "accounts.not_allowed")
    assert upload(health, workbook()).status_code == 302
    release = f"/formulir/{FORM}/versi/2026112301/terbitkan"
    assert_problem(social.post(release), "accounts.not_allowed")
    assert_problem(social.get(f"/formulir/{FORM}"), "accounts.not_allowed")
    assert health.post(release).status_code == 302


def test_an_officer_cannot_take_over_another_bidangs_form(simpul: Simpul) -> None:
    assert upload(simpul.signed_in("admin"), workbook()).status_code == 302
    mine = workbook(version="2", bidang="sosial").replace(b"kes.uji_peserta", b"sos.uji_peserta")
    response = upload(simpul.signed_in("opd", bidang="sosial"), mine)
    assert response.status_code in {403, 422}
    with simpul.app.app_context():
        assert simpul.query("SELECT bidang FROM form WHERE form_id = :f", f=FORM) == [
            ("kesehatan",)
        ]


def test_the_secretariat_uploads_only_general_forms(simpul: Simpul) -> None:
    response = upload(simpul.signed_in("sekretariat"), workbook())
    assert_problem(response, "accounts.not_allowed")


@pytest.mark.parametrize("role", ["camat", "desa", "kader"])
def test_who_only_reads_cannot_upload(simpul: Simpul, role: str) -> None:
    response = upload(simpul.signed_in(role, "64.02.06"), workbook())
    assert_problem(response, "accounts.not_allowed")


def test_the_workbook_comes_back_as_xlsx_with_the_same_questions(admin: FlaskClient) -> None:
    upload(admin, workbook())
    response = admin.get(f"/formulir/{FORM}/versi/2026112301/xlsx")
    assert response.status_code == 200
    assert f"{FORM}-2026112301.xlsx" in response.headers["Content-Disposition"]
    names = [row.get("name") for row in read_workbook(response.data, "a.xlsx").rows("survey")]
    assert "kode_posyandu" in names
    assert names[-1] == "peserta"
    markdown = admin.get(f"/formulir/{FORM}/versi/2026112301/markdown")
    assert f"{FORM}-2026112301.md" in markdown.headers["Content-Disposition"]
    assert read_workbook(markdown.data, "a.md") == read_workbook(response.data, "a.xlsx")


@pytest.mark.parametrize(("make", "name"), [(as_xls, "uji.xls"), (as_csv, "uji.csv")])
def test_old_excel_and_csv_are_taken_like_new_excel(
    admin: FlaskClient, make: Callable[[Workbook], bytes], name: str
) -> None:
    content = make(read_workbook(workbook(version="3"), "uji.xlsx"))
    assert upload(admin, content, name).status_code == 302
    assert "3" in text_of(admin.get(f"/formulir/{FORM}"))
