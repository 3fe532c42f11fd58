"""What a phone may ask and send while it is in use, lost, found, stopped, replaced, revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from app.registry.periods import month_name
from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem, message_of, text_of
from tests.integration.installation import Phone, Simpul
from tests.integration.openrosa_reads import listed_forms, manifest_of
from tests.integration.submissions import MALUHU, MAWAR, PHOTO, monthly_answers, new_id

REASON = "laporan kader lewat telepon"


@pytest.fixture
def admin(simpul: Simpul) -> FlaskClient:
    """Somebody who may change how phones stand."""
    return simpul.signed_in("admin")


def change(admin: FlaskClient, phone: Phone, verb: str, reason: str = REASON) -> None:
    """Change how a phone stands, by its page."""
    form = {"perubahan": verb, "alasan": reason}
    assert admin.post(f"/perangkat/{phone.device_id}/ubah", data=form).status_code == 302


def media_path(simpul: Simpul, phone: Phone, name: str) -> str:
    version = simpul.schema("kes_bulanan").version
    return f"{phone.door}/forms/kes_bulanan/{version}/media/{name}"


def ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def test_a_lost_phone_is_answered_with_nothing_in_it(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    manifest = listed_forms(simpul, phone)[0]["manifestUrl"]
    change(admin, phone, "hilang")
    assert listed_forms(simpul, phone) == []
    assert manifest_of(simpul.client(), manifest) == {}
    answer = simpul.client().get(media_path(simpul, phone, "posyandu.csv"))
    assert (answer.status_code, answer.text) == (200, "name,label,desa\n")


def test_what_a_lost_phone_sends_is_kept_aside_and_answered_well(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    change(admin, phone, "hilang")
    xml = simpul.submission_xml("kes_bulanan", monthly_answers(penutup__foto_register="r.jpg"))
    for _ in range(2):  # Collect may send it again
        response = simpul.send(phone, xml, {"r.jpg": PHOTO})
        assert response.status_code == 202
        assert "menunggu pemeriksaan petugas" in message_of(response)
    assert simpul.submissions() == []
    (kept,) = simpul.quarantined()
    assert [simpul.open_file(file["file_id"]) for file in kept.files] == [xml, PHOTO]


def test_a_found_phone_goes_on_and_what_was_kept_is_taken_in_as_of_when_it_came(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    change(admin, phone, "hilang")
    instance_id = new_id()
    answers = monthly_answers(penutup__foto_register="r.jpg")
    xml = simpul.submission_xml("kes_bulanan", answers, instance_id=instance_id)
    simpul.send(phone, xml, {"r.jpg": PHOTO})
    came = simpul.quarantined()[0].received_at
    release = f"/perangkat/{phone.device_id}/terima"
    assert_problem(admin.post(release), "accounts.phone_state")  # not while it is lost

    change(admin, phone, "ditemukan")
    assert len(listed_forms(simpul, phone)) > 5
    assert admin.post(release).status_code == 302
    row = simpul.submission(instance_id)
    assert (row.received_at, row.state, row.device_id) == (came, "belum_ditinjau", phone.device_id)
    assert "dari_karantina" in row.flags
    assert simpul.files_of(instance_id) == {"r.jpg": PHOTO}
    (kept,) = simpul.quarantined()
    assert kept.settled_at is not None
    admin.post(release)  # again: nothing waits any more
    assert len(simpul.submissions()) == 1


def test_what_cannot_be_taken_in_stays_in_quarantine_under_its_own_problem(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    change(admin, phone, "hilang")
    assert simpul.send(phone, b"<data id='x'/>").status_code == 202
    change(admin, phone, "ditemukan")
    admin.post(f"/perangkat/{phone.device_id}/terima")
    first, second = simpul.quarantined()
    assert first.settled_at is not None
    assert (second.code, second.settled_at) == ("intake.missing_instance_id", None)


def test_a_stopped_kader_sends_on_for_review_and_then_into_quarantine(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    change(admin, phone, "berhenti")
    assert len(listed_forms(simpul, phone)) > 5  # drafts can still be finished
    xml = simpul.submission_xml("kes_bulanan", monthly_answers())
    response = simpul.send(phone, xml)
    assert response.status_code == 201
    assert message_of(response).endswith("Petugas memeriksanya lebih dahulu.")
    assert simpul.submissions()[0].flags == ["kader_berhenti"]

    simpul.execute("UPDATE device SET state_since = :since", since=ago(31))
    assert listed_forms(simpul, phone) == []
    later = simpul.submission_xml("kes_bulanan", monthly_answers())
    assert simpul.send(phone, later).status_code == 202
    assert len(simpul.submissions()) == 1
    assert [row.code for row in simpul.quarantined()] == ["intake.phone_kept_aside"]


def test_a_kader_whose_service_ended_is_a_stopped_one(simpul: Simpul, phone: Phone) -> None:
    simpul.execute("UPDATE kader SET ended_on = :day", day=ago(2).date())
    xml = simpul.submission_xml("kes_bulanan", monthly_answers())
    assert simpul.send(phone, xml).status_code == 201
    assert simpul.submissions()[0].flags == ["kader_berhenti"]


def test_a_phone_is_replaced_in_one_act(simpul: Simpul, phone: Phone, admin: FlaskClient) -> None:
    page = admin.post(f"/perangkat/{phone.device_id}/ganti", data={"alasan": "layar pecah"})
    assert page.status_code == 200
    assert_problem(simpul.client().get(f"{phone.door}/formList"), "publish.revoked")
    token = page.text.partition('id="alamat">')[2].partition("<")[0].rpartition("/")[2]
    assert simpul.client().get(f"/k/{token}/formList").status_code == 200
    states = simpul.query("SELECT state, label FROM device ORDER BY device_id")
    assert [(row.state, row.label) for row in states] == [
        ("dicabut", "HP uji"),
        ("aktif", "HP uji"),
    ]


def test_every_change_is_logged_with_who_and_why(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    change(admin, phone, "hilang", "tertinggal di angkot")
    change(admin, phone, "ditemukan", "sopir mengantar kembali")
    page = text_of(admin.get(f"/perangkat/{phone.device_id}"))
    for words in ("Dilaporkan hilang", "tertinggal di angkot", "Ditemukan", "sopir mengantar"):
        assert words in page
    name = simpul.query("SELECT name FROM user_account")[0].name
    query = "SELECT action FROM access_log WHERE actor = :name ORDER BY log_id"
    rows = simpul.query(query, name=name)
    assert [row.action for row in rows] == ["perangkat.hilang", "perangkat.ditemukan"]


@sqlite_only
@pytest.mark.parametrize("verb", ["ditemukan", "hapus", ""])
def test_a_change_that_does_not_start_from_this_state_is_refused(
    simpul: Simpul, phone: Phone, admin: FlaskClient, verb: str
) -> None:
    form = {"perubahan": verb, "alasan": REASON}
    response = admin.post(f"/perangkat/{phone.device_id}/ubah", data=form)
    assert_problem(response, "accounts.phone_state")


@sqlite_only
def test_a_change_needs_a_reason(simpul: Simpul, phone: Phone, admin: FlaskClient) -> None:
    form = {"perubahan": "cabut", "alasan": "a"}
    response = admin.post(f"/perangkat/{phone.device_id}/ubah", data=form)
    assert_problem(response, "accounts.reason_missing")


@sqlite_only
def test_a_phone_is_heard_with_its_collect_and_its_forms(simpul: Simpul, phone: Phone) -> None:
    agent = "org.odk.collect.android/v2025.2.3 Dalvik/2.1.0 (Linux; U; Android 13)"
    client = simpul.client()
    path = f"{phone.door}/formList?deviceID=collect%3Aabc"
    for _ in range(3):
        assert client.get(path, headers={"User-Agent": agent}).status_code == 200
    version = simpul.schema("kes_bulanan").version
    client.get(f"{phone.door}/forms/kes_bulanan/{version}/form.xml")
    page = text_of(simpul.signed_in("admin").get(f"/perangkat/{phone.device_id}"))
    for words in ("collect:abc", "v2025.2.3", f"versi {version}", "1 hari dalam 60 hari"):
        assert words in page
    assert simpul.counts()["device_day"] == 1


@sqlite_only
def test_days_a_phone_was_heard_are_kept_for_a_while_only(simpul: Simpul, phone: Phone) -> None:
    for days in (59, 61, 400):
        simpul.execute(
            "INSERT INTO device_day (device_id, day, last_at) VALUES (:id, :day, :at)",
            id=phone.device_id,
            day=ago(days).date(),
            at=ago(days),
        )
    simpul.client().get(f"{phone.door}/formList")
    assert simpul.counts()["device_day"] == 2


def test_an_outdated_form_and_a_wrong_clock_stand_in_the_list(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    simpul.execute(
        "INSERT INTO device_form (device_id, form_id, version, fetched_at)"
        " VALUES (:id, 'kes_bulanan', '1', :at)",
        id=phone.device_id,
        at=ago(1),
    )
    ended = datetime.now(UTC) + timedelta(days=5)
    simpul.send(phone, simpul.submission_xml("kes_bulanan", monthly_answers(ended=ended)))
    simpul.send(phone, b"rusak")
    page = text_of(admin.get("/perangkat"))
    for words in ("1 kiriman tertahan", "1 formulir lama", "Jam ponsel lebih cepat"):
        assert words in page


def test_phones_are_found_by_kader_within_the_grant_and_by_state(simpul: Simpul) -> None:
    here, _lost = simpul.add_phone(MAWAR), simpul.add_phone("64.02.01.2001.001")
    simpul.execute("UPDATE kader SET name = 'Halimah' WHERE posyandu_code = :c", c=MAWAR)
    camat = simpul.signed_in("camat", MALUHU[:8])
    assert "Posyandu Jauh" not in camat.get("/perangkat").text
    assert "Halimah" in text_of(camat.post("/perangkat/cari", data={"q": "hali"}))
    assert "Tidak ada ponsel" in text_of(camat.post("/perangkat/cari", data={"q": "Siti"}))
    assert "Halimah" in text_of(camat.get("/perangkat?keadaan=menunggu"))
    assert "Tidak ada ponsel" in text_of(camat.get("/perangkat?keadaan=hilang"))
    simpul.client().get(f"{here.door}/formList")
    assert "Halimah" in text_of(camat.get("/perangkat?keadaan=aktif"))
    assert "Tidak ada ponsel" in text_of(camat.get("/perangkat?keadaan=diam"))


@sqlite_only
def test_a_thousand_phones_are_paged_without_loss(simpul: Simpul, phone: Phone) -> None:
    for number in range(120):
        simpul.execute(
            "INSERT INTO device (area, kader_id, state, created_at, label, bidang, token_hash)"
            " VALUES (:a, 1, 'aktif', :t, 'HP', '', :c)",
            a=MAWAR,
            t=ago(0),
            c=f"hash{number}".encode(),
        )
    admin, seen, path = simpul.signed_in("admin"), set(), "/perangkat"
    for _ in range(3):
        page = admin.get(path).text
        seen |= {part.partition("?")[0] for part in page.split('href="/perangkat/')[1:]}
        path = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
        path = path.replace("&amp;", "&")
    assert len({one for one in seen if one.isdecimal()}) == 121


def test_a_photo_that_is_missing_is_told_for_the_telephone(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    answers = monthly_answers(penutup__foto_register="r.jpg")
    response = simpul.send(phone, simpul.submission_xml("kes_bulanan", answers))
    assert "Foto: 0 dari 1." in message_of(response)
    for path in (f"/perangkat/{phone.device_id}", f"/perangkat/kader/{phone.kader_id}"):
        page = text_of(admin.get(path))
        assert "Satu foto belum sampai." in page
        assert "kirim ulang Laporan bulanan Kesehatan" in page


def test_months_that_were_never_reported_are_asked_for_until_they_come(
    simpul: Simpul, phone: Phone, admin: FlaskClient
) -> None:
    assert "Kirim Laporan" not in text_of(admin.get(f"/perangkat/{phone.device_id}"))
    simpul.execute("UPDATE device SET created_at = :then", then=ago(100))
    period = (ago(0).replace(day=1) - timedelta(days=40)).strftime("%Y-%m")  # its due day is past
    task = f"Kirim Laporan bulanan Kesehatan {month_name(period)}."
    assert task in text_of(admin.get(f"/perangkat/{phone.device_id}"))
    simpul.send(phone, simpul.submission_xml("kes_bulanan", monthly_answers(period=period)))
    page = text_of(admin.get(f"/perangkat/{phone.device_id}"))
    assert task not in page
    assert f"Kirim Laporan bulanan Sosial {month_name(period)}." in page


def test_a_duplicate_says_that_nothing_is_doubled(simpul: Simpul, phone: Phone) -> None:
    xml = simpul.submission_xml("kes_bulanan", monthly_answers(penutup__foto_register="r.jpg"))
    simpul.send(phone, xml, {"r.jpg": PHOTO})
    again = simpul.send(phone, xml)
    assert again.status_code == 202
    assert message_of(again).endswith(
        "Posyandu Mawar sudah diterima sebelumnya. Tidak ada yang ganda. Foto: 1 dari 1."
    )


def test_an_edit_says_that_it_replaced(simpul: Simpul, phone: Phone) -> None:
    first = new_id()
    simpul.send(phone, simpul.submission_xml("kes_bulanan", monthly_answers(), instance_id=first))
    edit = simpul.submission_xml("kes_bulanan", monthly_answers(), deprecated_id=first)
    message = message_of(simpul.send(phone, edit))
    assert message.startswith("Perbaikan Laporan bulanan Kesehatan")


def test_the_page_of_a_phone_shows_no_more_than_the_grant(simpul: Simpul, phone: Phone) -> None:
    simpul.send(phone, simpul.submission_xml("kes_bulanan", monthly_answers()))
    social = simpul.signed_in("opd", "", "sosial")
    page = text_of(social.get(f"/perangkat/{phone.device_id}"))
    assert (
        "Kesehatan"
        not in page.partition("Formulir di ponsel")[0]
        .replace("Dinas", "")
        .partition("Kiriman, untuk dibacakan")[2]
    )
