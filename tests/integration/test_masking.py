"""NIK and names are masked until somebody with the right gives a reason, and no log tells them."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from app.intake import photos_service
from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import MAWAR, NAMED, PHOTO, new_id, this_month, visit_answers

pytestmark = sqlite_only

NIK, NAME, MOTHER = NAMED["orang/nik"], NAMED["orang/nama"], NAMED["lahir/nama_ibu"]
PERSONAL = (NIK, NAME, MOTHER, NAMED["orang/no_kk"], "2024-05-15", "081234567890")
REASON = "verifikasi stunting dengan bidan"


@pytest.fixture
def visit(simpul: Simpul, phone: Phone) -> str:
    """A visit of a named child, merged."""
    instance_id = new_id()
    answers = visit_answers(kepala__no_hp_kader="081234567890")
    xml = simpul.submission_xml("kes_balita", answers, instance_id=instance_id)
    assert simpul.send(phone, xml).status_code == 201
    simpul.run_pending()
    return instance_id


def test_the_page_of_a_submission_masks_people(simpul: Simpul, visit: str) -> None:
    page = simpul.signed_in("admin").get(f"/kiriman/{visit}").text
    for one in PERSONAL:
        assert one not in page
    assert "6402********0001" in page
    assert "Siti" in page  # the kader who reported is not hidden from admins


def test_no_other_page_names_people(simpul: Simpul, visit: str) -> None:
    admin = simpul.signed_in("admin")
    pages = [
        "/", "/kiriman", "/posyandu", f"/posyandu/{MAWAR}", "/karantina", "/perangkat",
        f"/posyandu/{MAWAR}?bidang=kesehatan", f"/posyandu/{MAWAR}?bidang=umum",
    ]  # fmt: skip
    for path in pages:
        text = admin.get(path).text
        assert not [one for one in PERSONAL if one in text], path


def test_unmasking_shows_the_data_and_is_logged_without_them(simpul: Simpul, visit: str) -> None:
    officer = simpul.add_user("opd", bidang="kesehatan")
    client = simpul.session_of(officer)
    response = client.post(f"/kiriman/{visit}/buka", data={"alasan": REASON})
    assert response.status_code == 200
    for one in (NIK, NAME, MOTHER):
        assert one in response.text
    (row,) = simpul.query("SELECT * FROM access_log WHERE action = 'kiriman.buka'")
    assert (row.actor, row.subject, row.reason) == (officer, f"kiriman:{visit}", REASON)
    assert not [one for one in PERSONAL if one in str(row)]
    assert NIK not in client.get(f"/kiriman/{visit}").text  # for this once only


@pytest.mark.parametrize("reason", ["", "   ", "x"])
def test_unmasking_needs_a_reason(simpul: Simpul, visit: str, reason: str) -> None:
    response = simpul.signed_in("admin").post(f"/kiriman/{visit}/buka", data={"alasan": reason})
    assert_problem(response, "accounts.reason_missing")
    assert NIK not in response.text
    assert simpul.query("SELECT * FROM access_log WHERE action LIKE 'kiriman.%'") == []


@pytest.mark.parametrize("role", ["sekretariat", "camat", "desa", "kader"])
def test_who_has_no_right_to_unmask_is_not_offered_it_and_refused(
    simpul: Simpul, visit: str, role: str
) -> None:
    client = simpul.signed_in(role, "" if role == "sekretariat" else MAWAR)
    assert f"/kiriman/{visit}/buka" not in client.get(f"/kiriman/{visit}").text
    response = client.post(f"/kiriman/{visit}/buka", data={"alasan": REASON})
    assert_problem(response, "accounts.not_allowed")
    assert NIK not in response.text


def test_unmasking_cannot_be_done_by_a_link(simpul: Simpul, visit: str) -> None:
    response = simpul.signed_in("admin").get(f"/kiriman/{visit}/buka?alasan={REASON}")
    assert_problem(response, "web.method_not_allowed")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything any logger says, from the finest on."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_no_log_names_a_person_or_a_token(
    simpul: Simpul, phone: Phone, visit: str, log: pytest.LogCaptureFixture
) -> None:
    client = simpul.signed_in("admin")
    client.post(f"/kiriman/{visit}/buka", data={"alasan": REASON})
    # Ways in which things go wrong, some of them inside the database and the worker.
    refused = simpul.submission_xml("kes_balita", visit_answers(), root_id="bukan_formulir")
    simpul.send(phone, refused, {"r.jpg": PHOTO})
    simpul.send(phone, refused[:-30])
    simpul.execute("UPDATE submission SET answers = :junk, merge_due = true", junk=b"rusak")
    simpul.run_pending()
    assert client.get(f"/kiriman/{visit}").status_code == 500
    simpul.execute("DROP TABLE attachment")
    broken = simpul.submission_xml("kes_balita", visit_answers())
    assert simpul.send(phone, broken, {"r.jpg": PHOTO}).status_code in {500, 503}
    assert log.records
    assert not [one for one in (*PERSONAL, phone.token) if one in log.text]


def test_no_address_names_a_person(simpul: Simpul, visit: str) -> None:
    admin = simpul.signed_in("admin")
    for path in ("/kiriman", f"/kiriman/{visit}", f"/posyandu/{MAWAR}?periode={this_month()}"):
        text = admin.get(path).text
        links = [part.split('"', 1)[0] for part in text.split('href="')[1:]]
        links += [part.split('"', 1)[0] for part in text.split('src="')[1:]]
        assert links
        assert not [link for link in links for one in PERSONAL if one in link]


LIST, HALL, STRAY = "hadir.jpg", "balai.jpg", "lain.jpg"


@pytest.fixture
def activity(simpul: Simpul, phone: Phone) -> str:
    """An activity with a photo of the hall, one of who was there, and a file no answer names."""
    instance_id = new_id()
    head = {path: said for path, said in visit_answers().items() if "/" not in path}
    head |= {path: said for path, said in visit_answers().items() if path.startswith("kepala/")}
    answers = head | {"hasil/foto": HALL, "hasil/daftar_hadir": LIST}
    xml = simpul.submission_xml("kegiatan", answers, instance_id=instance_id)
    files = {HALL: PHOTO, LIST: PHOTO + b"nama", STRAY: PHOTO + b"siapa"}
    assert simpul.send(phone, xml, files).status_code == 201
    simpul.run_pending()
    return instance_id


def test_a_photo_that_shows_people_waits_for_a_reason(simpul: Simpul, activity: str) -> None:
    admin = simpul.signed_in("admin")
    page, folder = admin.get(f"/kiriman/{activity}").text, f"/kiriman/{activity}/lampiran"
    assert HALL in page
    assert "2 foto memuat data pribadi" in page
    assert f"lampiran/{LIST}" not in page
    assert admin.get(f"{folder}/{HALL}").data == PHOTO
    for name in (LIST, STRAY):
        assert_problem(admin.get(f"{folder}/{name}"), "intake.private_file")
    opened = admin.post(f"/kiriman/{activity}/buka", data={"alasan": REASON}).text
    assert f"lampiran/{LIST}" in opened
    assert admin.get(f"{folder}/{LIST}").data == PHOTO + b"nama"
    other = simpul.signed_in("opd", bidang="umum")
    assert_problem(other.get(f"{folder}/{LIST}"), "intake.private_file")


def test_a_photo_that_shows_people_is_seen_for_a_while_only(
    simpul: Simpul, activity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = simpul.signed_in("admin")
    admin.post(f"/kiriman/{activity}/buka", data={"alasan": REASON})
    monkeypatch.setattr(photos_service, "OPEN_SECONDS", -1)
    admin.post(f"/kiriman/{activity}/buka", data={"alasan": REASON})
    response = admin.get(f"/kiriman/{activity}/lampiran/{LIST}")
    assert_problem(response, "intake.private_file")
