"""What was returned reaches the kader: in the form, on the page, on paper; and leaves when corrected."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import (
    ELSEWHERE,
    MAWAR,
    MELATI,
    NAMED,
    monthly_answers,
    new_id,
    this_month,
    visit_answers,
)

REASON = "Jumlah ditimbang lebih besar dari jumlah balita"


@pytest.fixture
def admin(simpul: Simpul) -> FlaskClient:
    """A reviewer."""
    return simpul.signed_in("admin")


def send(simpul: Simpul, phone: Phone, form_id: str = "kes_bulanan", **more: object) -> str:
    """Send a report or visit; answer its instanceID."""
    instance_id = new_id()
    is_report = form_id == "kes_bulanan"
    answers = monthly_answers(phone.area) if is_report else visit_answers(phone.area)
    xml = simpul.submission_xml(form_id, answers, instance_id=instance_id, **more)
    assert simpul.send(phone, xml).status_code == 201
    return instance_id


def decide(admin: FlaskClient, instance_id: str, decision: str, reason: str = REASON) -> None:
    form = {"keputusan": decision, "alasan": reason}
    assert admin.post(f"/kiriman/{instance_id}/keputusan", data=form).status_code == 302


def returned_list(
    simpul: Simpul, phone: Phone, form_id: str = "kes_bulanan"
) -> list[dict[str, str]]:
    """The returned list as the phone gets it with a form."""
    version = simpul.schema(form_id).version
    path = f"{phone.door}/forms/{form_id}/{version}/media/dikembalikan.csv"
    return list(csv.DictReader(io.StringIO(simpul.client().get(path).text)))


def test_a_returned_report_is_on_its_phones_list_with_month_and_reason_alone(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    instance_id = send(simpul, phone)
    assert returned_list(simpul, phone) == []
    decide(admin, instance_id, "kembalikan", f"{REASON}; NIK 6402061505220001, HP 0812-3456-7890")
    assert returned_list(simpul, phone) == [
        {
            "name": "1",
            "label": f"{REASON}; NIK ••••, HP ••••.",
            "posyandu": MAWAR,
            "bulan": this_month(),
        }
    ]
    assert returned_list(simpul, phone, "sos_bulanan") == []
    assert returned_list(simpul, simpul.add_phone(MELATI)) == []
    assert returned_list(simpul, simpul.add_phone(ELSEWHERE)) == []


def test_the_hash_in_the_manifest_tells_that_the_list_changed(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    version = simpul.schema("kes_bulanan").version
    path = f"{phone.door}/forms/kes_bulanan/{version}/manifest.xml"
    instance_id = send(simpul, phone)
    before = simpul.client().get(path).data
    decide(admin, instance_id, "kembalikan")
    after = simpul.client().get(path).data
    assert before != after
    media = f"{phone.door}/forms/kes_bulanan/{version}/media/dikembalikan.csv"
    etag = simpul.client().get(media).headers["ETag"]
    assert simpul.client().get(media, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("decision", ["terima", "tolak"])
def test_another_decision_takes_it_off(
    simpul: Simpul, phone: Phone, admin: FlaskClient, decision: str
) -> None:
    instance_id = send(simpul, phone)
    decide(admin, instance_id, "kembalikan")
    decide(admin, instance_id, decision)
    assert returned_list(simpul, phone) == []


def test_an_edit_takes_it_off_and_a_rejected_edit_brings_it_back(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    instance_id = send(simpul, phone)
    decide(admin, instance_id, "kembalikan")
    edit = send(simpul, phone, deprecated_id=instance_id)
    assert returned_list(simpul, phone) == []
    decide(admin, edit, "tolak", "Bukan perbaikannya.")
    assert [row["label"] for row in returned_list(simpul, phone)] == [f"{REASON}."]


def test_a_fresh_report_takes_it_off_and_its_rejection_brings_it_back(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    decide(admin, send(simpul, phone), "kembalikan")
    fresh = send(simpul, phone)
    assert returned_list(simpul, phone) == []
    decide(admin, fresh, "tolak", "Salah Posyandu.")
    assert len(returned_list(simpul, phone)) == 1
    decide(admin, fresh, "kembalikan", "Periksa lagi.")  # the newer one alone is asked for
    assert [row["label"] for row in returned_list(simpul, phone)] == ["Periksa lagi."]


def test_of_visits_only_the_one_that_is_edited_comes_off_and_none_names_anybody(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    first, second = (send(simpul, phone, "kes_balita") for _ in range(2))
    for one in (first, second):
        decide(admin, one, "kembalikan")
    send(simpul, phone, "kes_balita")  # tells of another child
    rows = returned_list(simpul, phone, "kes_balita")
    assert len(rows) == 2
    assert all(row["label"].startswith("(") for row in rows)  # the day
    send(simpul, phone, "kes_balita", deprecated_id=first)
    rows = returned_list(simpul, phone, "kes_balita")
    assert len(rows) == 1
    assert not any(name in str(rows) for name in NAMED.values())


def test_the_sheet_tells_each_desa_what_to_correct(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    for one in (phone, simpul.add_phone(ELSEWHERE)):
        decide(admin, send(simpul, one), "kembalikan")
    camat = simpul.signed_in("camat", "64.02.06")
    content = camat.get("/dikembalikan/cetak").data
    (page,) = (one.extract_text() for one in PdfReader(io.BytesIO(content)).pages)
    words = " ".join(page.split())
    for part in (
        "Maluhu: 1 laporan",
        "Laporan bulanan Kesehatan",
        "kader Siti",
        f"Alasan: {REASON}",
    ):
        assert part in words
    assert len(PdfReader(io.BytesIO(admin.get("/dikembalikan/cetak").data)).pages) == 2
    shown = text_of(camat.get("/dikembalikan"))
    assert REASON in shown
    assert "Posyandu Jauh" not in shown


@sqlite_only
def test_an_officer_sees_what_was_returned_of_their_bidang_alone(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    decide(admin, send(simpul, phone), "kembalikan")
    assert REASON in text_of(simpul.signed_in("opd", "", "kesehatan").get("/dikembalikan"))
    social = simpul.signed_in("opd", "", "sosial")
    assert REASON not in text_of(social.get("/dikembalikan"))
    assert_problem(social.get("/dikembalikan/cetak"), "publish.nothing_returned")
