"""The browser as a door: the same intake, lists and rules as a phone's, under an account."""

from __future__ import annotations

import base64
import gzip
import io
from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Simpul
from tests.integration.submissions import (
    ELSEWHERE,
    MALUHU,
    MAWAR,
    MELATI,
    PHOTO,
    instance_id_of,
    monthly_answers,
    this_month,
    visit_answers,
)
from tests.integration.workbooks import FORM, workbook

SOURCE = "/api/isi/formulir/kes_bulanan"


@pytest.fixture
def kader(simpul: Simpul) -> FlaskClient:
    """A kader of Posyandu Mawar, logged in."""
    return simpul.signed_in("kader", MAWAR)


def send(client: FlaskClient, xml: bytes, files: Mapping[str, bytes] | None = None) -> TestResponse:
    """Post a submission as the page's script does."""
    parts: dict[str, object] = {
        "xml_submission_file": (io.BytesIO(xml), "xml_submission_file", "text/xml")
    }
    for name, content in (files or {}).items():
        parts[name] = (io.BytesIO(content), name, "image/jpeg")
    return client.post("/api/isi/submission", data=parts)


def test_a_submission_arrives_once_with_its_account_and_door(
    simpul: Simpul, kader: FlaskClient
) -> None:
    xml = simpul.submission_xml(
        "kes_bulanan", monthly_answers(penutup__foto_register="register.jpg")
    )
    first, again = (send(kader, xml, {"register.jpg": PHOTO}) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 202)
    assert first.json is not None
    assert first.json["message"] == "Laporan bulanan Kesehatan: diterima."
    (row,) = simpul.submissions()
    assert (row.door, row.device_id, row.kader_id) == ("web", None, None)
    assert row.posyandu_code == MAWAR
    assert row.flags == []
    assert simpul.files_of(row.instance_id) == {"register.jpg": PHOTO}
    (name,) = simpul.query("SELECT name FROM user_account WHERE user_id = :id", id=row.user_id)[0]
    assert name in kader.get(first.json["url"]).text


def test_the_same_answers_by_phone_and_by_browser_are_one_submission(
    simpul: Simpul, kader: FlaskClient
) -> None:
    xml = simpul.submission_xml("kes_bulanan", monthly_answers())
    assert simpul.send(simpul.add_phone(), xml).status_code == 201
    assert send(kader, xml).status_code == 202
    assert len(simpul.submissions()) == 1


def test_other_answers_under_a_known_number_are_refused_in_words_and_quarantined(
    simpul: Simpul, kader: FlaskClient
) -> None:
    instance_id = "uuid:satu"
    answers = [monthly_answers(), monthly_answers(skdn__balita_d_l="3")]
    first, other = (
        simpul.submission_xml("kes_bulanan", one, instance_id=instance_id) for one in answers
    )
    assert send(kader, first).status_code == 201
    assert_problem(send(kader, other), "intake.other_content_same_id")
    (kept,) = simpul.quarantined()
    assert kept.sender.startswith("user:")


@sqlite_only
def test_places_follow_the_rules_of_a_phone(simpul: Simpul, kader: FlaskClient) -> None:
    for posyandu, place, flags in (
        (MELATI, MELATI, ["di_luar_wilayah_akun"]),
        ("64.02.06.1011.099", MAWAR, ["posyandu_dari_akun"]),
    ):
        xml = simpul.submission_xml("kes_bulanan", monthly_answers(posyandu))
        assert send(kader, xml).status_code == 201
        row = simpul.submission(instance_id_of(xml))
        assert (row.posyandu_code, row.flags) == (place, flags)
    of_two = simpul.add_user("kader", MAWAR, "kesehatan")
    simpul.execute(
        "INSERT INTO account_grant (user_id, role, area, bidang) SELECT user_id, 'kader', "
        ":area, 'sosial' FROM user_account WHERE name = :name",
        area=MAWAR,
        name=of_two,
    )
    xml = simpul.submission_xml("kes_bulanan", monthly_answers("tidak.ada"))
    assert send(simpul.session_of(of_two), xml).status_code == 201
    assert simpul.submission(instance_id_of(xml)).posyandu_code == MAWAR  # two grants, one place
    village = simpul.signed_in("kader", MALUHU)
    xml = simpul.submission_xml("kes_bulanan", monthly_answers("tidak.ada"))
    assert send(village, xml).status_code == 201
    row = simpul.submission(instance_id_of(xml))
    assert (row.posyandu_code, row.flags) == (None, ["posyandu_tidak_dikenal"])


def test_a_value_names_the_account_it_came_from(simpul: Simpul) -> None:
    name = simpul.add_user("kader", MAWAR)
    kader = simpul.session_of(name)
    assert send(kader, simpul.submission_xml("kes_bulanan", monthly_answers())).status_code == 201
    simpul.run_pending()
    source = simpul.signed_in("admin").get(
        f"/posyandu/{MAWAR}/nilai?field=kes.balita_d_l&period={this_month()}"
    )
    assert name in text_of(source)
    assert simpul.differences() == []


@sqlite_only
def test_a_report_past_its_deadline_is_late_by_this_door_too(
    simpul: Simpul, kader: FlaskClient
) -> None:
    old = simpul.submission_xml("kes_bulanan", monthly_answers(period="2025-01"))
    new = simpul.submission_xml("kes_bulanan", monthly_answers())
    assert [send(kader, xml).status_code for xml in (old, new)] == [201, 201]
    assert simpul.submission(instance_id_of(old)).late
    assert not simpul.submission(instance_id_of(new)).late


@sqlite_only
def test_without_a_login_nothing_is_taken(simpul: Simpul) -> None:
    xml = simpul.submission_xml("kes_bulanan", monthly_answers())
    assert_problem(send(simpul.client(), xml), "accounts.login_needed")
    assert_problem(send(simpul.signed_in("opd", "", "kesehatan"), xml), "accounts.not_allowed")
    assert simpul.submissions() == []


@sqlite_only
def test_a_form_and_its_lists_are_those_a_phone_of_the_area_gets(
    simpul: Simpul, kader: FlaskClient
) -> None:
    phone = simpul.add_phone()
    version = simpul.schema("kes_bulanan").version
    base = f"{phone.door}/forms/kes_bulanan/{version}"
    for web, door in (
        ("xform", "form.xml"),
        *((f"media/{name}.csv",) * 2 for name in ("kecamatan", "desa", "posyandu")),
    ):
        answer = kader.get(f"{SOURCE}/{version}/{web}")
        assert answer.data == simpul.client().get(f"{base}/{door}").data
        tag = answer.headers["ETag"]
        assert (
            kader.get(f"{SOURCE}/{version}/{web}", headers={"If-None-Match": tag}).status_code
            == 304
        )
    packed = kader.get(f"{SOURCE}/{version}/xform", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == simpul.client().get(f"{base}/form.xml").data
    assert "Posyandu Mawar" in kader.get(f"{SOURCE}/{version}/media/posyandu.csv").text
    assert "Melati" not in kader.get(f"{SOURCE}/{version}/media/posyandu.csv").text


@sqlite_only
def test_a_grant_of_one_bidang_fills_its_forms_and_those_of_all(simpul: Simpul) -> None:
    kader = simpul.signed_in("kader", MAWAR, "kesehatan")
    page = kader.get("/isi").text
    assert "Laporan bulanan Kesehatan" in page
    assert "Profil Posyandu" in page
    assert "Laporan bulanan Sosial" not in page
    assert_problem(kader.get("/isi/sos_bulanan"), "accounts.not_allowed")
    assert kader.get("/isi/profil").status_code == 200


def test_the_page_tells_what_was_sent_this_month_and_what_came_back(
    simpul: Simpul, kader: FlaskClient
) -> None:
    assert "Terkirim" not in kader.get("/isi").text
    xml = simpul.submission_xml("kes_bulanan", monthly_answers())
    send(kader, xml)
    for _ in range(2):
        send(kader, simpul.submission_xml("kes_balita", visit_answers()))
    page = kader.get("/isi").text
    assert page.count("Terkirim") == 2
    assert "2 kiriman bulan ini" in page
    assert "Terkirim" not in simpul.signed_in("kader", MELATI).get("/isi").text
    returned = {"keputusan": "kembalikan", "alasan": "Jumlah balita tertukar."}
    simpul.signed_in("admin").post(f"/kiriman/{instance_id_of(xml)}/keputusan", data=returned)
    page = kader.get("/isi").text
    assert "Jumlah balita tertukar." in page
    assert f"/isi/kes_bulanan/perbaiki/{instance_id_of(xml)}" in page


@sqlite_only
def test_only_what_is_returned_can_be_corrected_and_opening_it_is_recorded(
    simpul: Simpul, kader: FlaskClient
) -> None:
    xml = simpul.submission_xml("kes_balita", visit_answers())
    send(kader, xml)
    instance_id = instance_id_of(xml)
    assert_problem(kader.get(f"/api/isi/kiriman/{instance_id}"), "intake.not_returned")
    returned = {"keputusan": "kembalikan", "alasan": "Berat badan keliru."}
    simpul.signed_in("admin").post(f"/kiriman/{instance_id}/keputusan", data=returned)
    answer = kader.get(f"/api/isi/kiriman/{instance_id}")
    assert answer.json is not None
    assert answer.json["xml"].encode() == xml
    assert "no-store" in answer.headers["Cache-Control"]
    logged = simpul.query(
        "SELECT action FROM access_log WHERE subject = :s", s=f"kiriman:{instance_id}"
    )
    assert [row[0] for row in logged] == ["kiriman.perbaiki"]
    assert_problem(
        kader.get(f"/isi/kes_bulanan/perbaiki/{instance_id}"), "intake.unknown_submission"
    )


@sqlite_only
def test_the_key_of_drafts_is_of_the_account_and_stays_the_same(simpul: Simpul) -> None:
    one, other = simpul.add_user("kader", MAWAR), simpul.add_user("kader", MAWAR)
    keys = [simpul.session_of(name).get("/api/isi/sesi").json["key"] for name in (one, one, other)]  # type: ignore[index]
    assert keys[0] == keys[1] != keys[2]
    assert len(base64.b64decode(keys[0])) == 32


@sqlite_only
def test_only_pages_with_a_form_get_the_wider_policy(simpul: Simpul, kader: FlaskClient) -> None:
    wide = kader.get("/isi/kes_bulanan").headers["Content-Security-Policy"]
    assert "'wasm-unsafe-eval'" in wide
    assert "'unsafe-eval'" not in wide
    assert "http" not in wide  # nothing of elsewhere
    for path in ("/isi", "/kiriman", "/isi/pekerja.js", "/api/isi/sesi"):
        assert "unsafe" not in kader.get(path).headers["Content-Security-Policy"]


@sqlite_only
def test_the_worker_reaches_these_pages_and_no_other(simpul: Simpul) -> None:
    answer = simpul.client().get("/isi/pekerja.js")
    assert answer.headers["Service-Worker-Allowed"] == "/isi"
    assert answer.mimetype in {"text/javascript", "application/javascript"}


@sqlite_only
def test_an_officer_tries_a_draft_of_her_bidang_with_the_lists_of_her_area(simpul: Simpul) -> None:
    officer = simpul.signed_in("opd", "", "kesehatan")
    officer.post("/formulir", data={"berkas": (io.BytesIO(workbook()), "uji.xlsx")})
    page = f"/formulir/{FORM}/versi/2026112301"
    assert 'data-mode="coba"' in officer.get(f"{page}/coba").text
    assert officer.get(f"{page}/xform").status_code == 200
    assert_problem(officer.get(f"{page}/media/tidak-ada.csv"), "publish.unknown_media")
    version = simpul.schema("kes_bulanan").version
    camat = simpul.signed_in("camat", ELSEWHERE[:8])
    places = camat.get(f"/formulir/kes_bulanan/versi/{version}/media/posyandu.csv").text
    assert "Posyandu Jauh" in places
    assert "Mawar" not in places
