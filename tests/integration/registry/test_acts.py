"""What happens to Posyandu on the pages of the registry, and that all the rest follows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from click.testing import Result
from flask.testing import FlaskClient

from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import (
    ELSEWHERE,
    MALUHU,
    MAWAR,
    MELATI,
    month_before,
    monthly_answers,
    new_id,
    this_month,
)

WHY = {"alasan": "uji perubahan registri", "sk": "SK 14/2026"}
TIMBAU = "64.02.06.1004"
FIRST = f"{this_month()}-01"


def act(client: FlaskClient, place: str, what: str, **fields: str) -> None:
    """Do something to a Posyandu on its page."""
    path = f"/pengaturan/posyandu/{place}/{what}"
    response = client.post(path, data={**WHY, **fields})
    assert response.status_code == 302, text_of(response)


def send(simpul: Simpul, phone: Phone, place: str, period: str = "", d: str = "21") -> str:
    """Send a monthly report that names a place; answer its instanceID."""
    instance_id = new_id()
    answers = monthly_answers(place, period or this_month(), skdn__balita_d_l=d)
    xml = simpul.submission_xml("kes_bulanan", answers, instance_id=instance_id)
    assert simpul.send(phone, xml).status_code == 201
    return instance_id


def value(simpul: Simpul, place: str, period: str = "") -> object:
    """The number of boys weighed that a profile shows."""
    rows = simpul.query(
        "SELECT value FROM cell WHERE place = :p AND field = 'kes.balita_d_l' AND period = :m",
        p=place,
        m=period or this_month(),
    )
    return rows[0][0] if rows else None


def undo_newest(simpul: Simpul, client: FlaskClient) -> None:
    """Undo what was done last."""
    number = simpul.query("SELECT max(event_id) FROM registry_event")[0][0]
    response = client.post(f"/pengaturan/riwayat/{number}/batal", data=WHY)
    assert response.status_code == 302, text_of(response)


def area_of(simpul: Simpul, phone: Phone) -> str:
    """The area a phone holds now."""
    query = "SELECT area FROM device WHERE device_id = :d"
    return str(simpul.query(query, d=phone.device_id)[0][0])


def test_a_phone_with_an_old_list_lands_right_after_a_move(simpul: Simpul, phone: Phone) -> None:
    client, before = simpul.signed_in("sekretariat"), send(simpul, phone, MAWAR)
    simpul.run_pending()
    act(client, MAWAR, "pindah", kode_desa=TIMBAU)
    new = f"{TIMBAU}.001"
    assert area_of(simpul, phone) == new
    late = send(simpul, phone, MAWAR, month_before(), d="17")
    assert simpul.submission(late).posyandu_code == new
    assert "kode_lama" in simpul.submission(late).flags
    simpul.run_pending()
    assert simpul.submission(before).posyandu_code == new
    assert (value(simpul, new), value(simpul, new, month_before())) == (21, 17)
    assert value(simpul, MAWAR) is None
    assert simpul.differences(new) == simpul.differences(MAWAR) == []
    version = simpul.schema("kes_bulanan").version
    path = f"{phone.door}/forms/kes_bulanan/{version}/media/posyandu.csv"
    assert simpul.client().get(path).text.splitlines()[1:] == [f"{new},Posyandu Mawar,{TIMBAU}"]


def test_a_former_code_leads_to_the_page_of_today(simpul: Simpul) -> None:
    client = simpul.signed_in("sekretariat")
    act(client, MAWAR, "pindah", kode_desa=TIMBAU)
    new = f"{TIMBAU}.001"
    for page in (f"/posyandu/{MAWAR}", f"/pengaturan/posyandu/{MAWAR}"):
        response = client.get(page)
        assert response.status_code == 302
        assert new in response.location
    assert MAWAR in text_of(client.get(f"/pengaturan/posyandu/{new}"))


def test_a_code_is_never_used_again(simpul: Simpul) -> None:
    client = simpul.signed_in("sekretariat")
    act(client, MAWAR, "pindah", kode_desa=TIMBAU)
    undo_newest(simpul, client)
    act(client, MAWAR, "pindah", kode_desa=TIMBAU)
    rows = simpul.query("SELECT code, successor FROM posyandu WHERE desa = :d", d=TIMBAU)
    assert sorted(map(tuple, rows)) == [(f"{TIMBAU}.001", MAWAR), (f"{TIMBAU}.002", None)]


def test_a_merged_one_keeps_the_months_before_and_gives_the_rest(
    simpul: Simpul, phone: Phone
) -> None:
    client = simpul.signed_in("sekretariat")
    early, late = send(simpul, phone, MAWAR, month_before()), send(simpul, phone, MAWAR)
    simpul.run_pending()
    act(client, MAWAR, "gabung", ke=MELATI, berlaku=FIRST)
    after = send(simpul, phone, MAWAR, month_before(), d="30")
    simpul.run_pending()
    places = [simpul.submission(one).posyandu_code for one in (early, late, after)]
    assert places == [MAWAR, MELATI, MAWAR]
    assert value(simpul, MELATI) == 21
    assert value(simpul, MAWAR) is None
    assert area_of(simpul, phone) == MELATI
    assert simpul.query("SELECT posyandu_code FROM kader")[0][0] == MELATI
    grid = client.get(f"/posyandu?periode={this_month()}")
    assert "Mawar" not in text_of(grid)
    assert "Mawar" in text_of(client.get(f"/posyandu?periode={month_before()}"))
    undo_newest(simpul, client)
    simpul.run_pending()
    assert simpul.submission(late).posyandu_code == MAWAR
    assert area_of(simpul, phone) == MAWAR
    assert simpul.differences(MAWAR) == simpul.differences(MELATI) == []


def test_the_whole_past_goes_along_by_choice(simpul: Simpul, phone: Phone) -> None:
    client, early = simpul.signed_in("sekretariat"), send(simpul, phone, MAWAR, month_before())
    act(client, MAWAR, "gabung", ke=MELATI, riwayat="ikut")
    simpul.run_pending()
    assert simpul.submission(early).posyandu_code == MELATI


def test_what_is_split_off_has_its_own_code_kader_and_phone(simpul: Simpul, phone: Phone) -> None:
    client = simpul.signed_in("sekretariat")
    act(client, MAWAR, "pecah", nama="Posyandu Kecil", kader=str(phone.kader_id))
    new = f"{MALUHU}.004"
    assert area_of(simpul, phone) == new
    sent = send(simpul, phone, new)
    undo_newest(simpul, client)
    simpul.run_pending()
    assert simpul.submission(sent).posyandu_code == MAWAR
    assert area_of(simpul, phone) == MAWAR


def test_a_change_of_a_kecamatans_code_takes_everything_along(simpul: Simpul, phone: Phone) -> None:
    client = simpul.signed_in("admin")
    camat = simpul.session_of(simpul.add_user("camat", "64.02.06"))
    sent, far = send(simpul, phone, MAWAR), simpul.add_phone(ELSEWHERE)
    fields = {**WHY, "lama": "64.02.06", "baru": "64.02.21", "nama": "Tenggarong Baru"}
    assert client.post("/pengaturan/wilayah", data=fields).status_code == 302
    simpul.run_pending()
    new = "64.02.21.1011.001"
    assert simpul.submission(sent).posyandu_code == new
    assert (area_of(simpul, phone), area_of(simpul, far)) == (new, ELSEWHERE)
    assert value(simpul, new) == 21
    assert "Mawar" in text_of(camat.get("/posyandu"))
    assert camat.get(f"/posyandu/{new}").status_code == 200
    valid = simpul.query("SELECT valid_to, successor FROM wilayah WHERE code = '64.02.06'")[0]
    assert valid[1] == "64.02.21"
    assert valid[0] is not None
    again = {**fields, "lama": "64.02.01", "baru": "64.02.06"}
    assert_problem(client.post("/pengaturan/wilayah", data=again), "registry.area_taken")
    number = simpul.query("SELECT event_id FROM registry_event WHERE kind = 'ganti_wilayah'")[0][0]
    assert client.post(f"/pengaturan/riwayat/{number}/batal", data=WHY).status_code == 302
    simpul.run_pending()
    assert simpul.submission(sent).posyandu_code == MAWAR
    assert camat.get(f"/posyandu/{MAWAR}").status_code == 200
    assert simpul.differences(MAWAR) == simpul.differences(new) == []


def test_a_renamed_one_is_found_by_both_names_and_the_old_comes_back(simpul: Simpul) -> None:
    client = simpul.signed_in("sekretariat")
    act(client, MAWAR, "nama", nama="Posyandu Cempaka")
    for name in ("Cempaka", "Posyandu Mawar"):
        assert MAWAR in client.get(f"/pengaturan/posyandu?q={name}").text
    undo_newest(simpul, client)
    assert "Posyandu Mawar" in text_of(client.get(f"/posyandu/{MAWAR}"))


@sqlite_only
def test_a_closed_one_still_takes_what_its_phones_send_and_says_so(
    simpul: Simpul, phone: Phone
) -> None:
    client, other = simpul.signed_in("sekretariat"), simpul.add_phone(area=MALUHU)
    act(client, MAWAR, "tutup")
    assert simpul.submission(send(simpul, other, MAWAR)).flags == ["posyandu_ditutup"]
    act(client, MAWAR, "buka")
    assert simpul.submission(send(simpul, other, MAWAR)).flags == []


@sqlite_only
@pytest.mark.parametrize(
    ("what", "fields", "problem"),
    [
        ("gabung", {"ke": MAWAR}, "registry.same_place"),
        ("gabung", {"ke": "64.02.06.1011.777"}, "registry.unknown_posyandu"),
        ("gabung", {"ke": MELATI, "berlaku": "2090-01-01"}, "registry.future_day"),
        ("gabung", {"ke": MELATI, "berlaku": "kemarin"}, "registry.bad_value"),
        ("pindah", {"kode_desa": "64.02.06"}, "registry.no_desa"),
        ("pindah", {"kode_desa": "64.02.06.9999"}, "registry.unknown_area"),
        ("nama", {"nama": "Posyandu Mawar"}, "registry.same_name"),
        ("nama", {"nama": " "}, "registry.no_name"),
        ("buka", {}, "registry.not_closed"),
        ("data", {"lintang": "di sana"}, "registry.bad_value"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    simpul: Simpul, what: str, fields: Mapping[str, str], problem: str
) -> None:
    client, before = simpul.signed_in("sekretariat"), simpul.counts()
    response = client.post(f"/pengaturan/posyandu/{MAWAR}/{what}", data={**WHY, **fields})
    assert_problem(response, problem)
    assert simpul.counts() == {**before, "user_account": before["user_account"] or 1}


@sqlite_only
def test_only_the_newest_of_acts_that_build_on_each_other_is_undone(simpul: Simpul) -> None:
    client = simpul.signed_in("sekretariat")
    act(client, MAWAR, "gabung", ke=MELATI)
    first = simpul.query("SELECT max(event_id) FROM registry_event")[0][0]
    act(client, MELATI, "pindah", kode_desa=TIMBAU)
    response = client.post(f"/pengaturan/riwayat/{first}/batal", data=WHY)
    assert_problem(response, "registry.cannot_undo")
    undo_newest(simpul, client)
    assert client.post(f"/pengaturan/riwayat/{first}/batal", data=WHY).status_code == 302
    twice = client.post(f"/pengaturan/riwayat/{first}/batal", data=WHY)
    assert_problem(twice, "registry.cannot_undo")


def test_a_straggler_received_under_the_old_code_is_placed_by_the_second_round(
    simpul: Simpul, phone: Phone
) -> None:
    client = simpul.signed_in("sekretariat")
    act(client, MAWAR, "pindah", kode_desa=TIMBAU)
    simpul.run_pending()
    sent = send(simpul, phone, MAWAR)
    # As if it had been read before the act and written after it.
    simpul.execute(
        "UPDATE submission SET posyandu_code = :p, sent_code = :p WHERE instance_id = :i",
        p=MAWAR,
        i=sent,
    )
    moment = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    simpul.execute("UPDATE job SET run_after = :m WHERE state = 'menunggu'", m=moment)
    simpul.run_pending()
    assert simpul.submission(sent).posyandu_code == f"{TIMBAU}.001"
    assert value(simpul, f"{TIMBAU}.001") == 21


def test_what_came_before_its_posyandu_was_registered_is_placed_then(simpul: Simpul) -> None:
    other = simpul.add_phone(area=MALUHU)
    instance_id = send(simpul, other, f"{MALUHU}.004")
    assert simpul.submission(instance_id).posyandu_code is None
    client = simpul.signed_in("sekretariat")
    fields = {"nama": "Posyandu Terlambat", "kode_desa": MALUHU}
    assert client.post("/pengaturan/posyandu", data=fields).status_code == 302
    simpul.run_pending()
    row = simpul.submission(instance_id)
    assert (row.posyandu_code, row.flags) == (f"{MALUHU}.004", [])
    assert value(simpul, f"{MALUHU}.004") == 21


@sqlite_only
def test_a_reviewer_reads_that_a_report_came_under_an_old_code(
    simpul: Simpul, phone: Phone
) -> None:
    client = simpul.signed_in("admin")
    act(client, MAWAR, "pindah", kode_desa=TIMBAU)
    sent = send(simpul, phone, MAWAR)
    assert "kode Posyandu yang lama" in text_of(client.get(f"/kiriman/{sent}"))


def add_device(simpul: Simpul, code: str) -> Result:
    """Register a phone by command."""
    words = ["devices", "add", "--kader", "Ani", "--posyandu", code, "--json"]
    return simpul.app.test_cli_runner().invoke(args=words)


def test_a_phone_added_under_a_former_code_is_of_the_posyandu_of_today(
    simpul: Simpul,
) -> None:
    act(simpul.signed_in("sekretariat"), MELATI, "gabung", ke=MAWAR)
    done = add_device(simpul, MELATI)
    assert done.exit_code == 0, done.output
    assert done.stderr == f"Kode {MELATI} sekarang {MAWAR}, Posyandu Mawar.\n"
    number = json.loads(done.stdout)["device_id"]
    rows = simpul.query(
        "SELECT d.area, k.posyandu_code FROM device d JOIN kader k ON k.kader_id = d.kader_id"
        " WHERE d.device_id = :number",
        number=number,
    )
    assert [tuple(row) for row in rows] == [(MAWAR, MAWAR)]


def test_a_phone_of_a_closed_posyandu_is_refused_in_words(
    simpul: Simpul,
) -> None:
    act(simpul.signed_in("sekretariat"), MELATI, "tutup")
    done = add_device(simpul, MELATI)
    assert done.exit_code == 1
    assert f"Posyandu {MELATI} sudah ditutup" in done.stderr
    assert simpul.counts()["device"] == 0
