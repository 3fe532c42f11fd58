"""Staged roll-out on phones, the grid and lateness; the legal basis; invitations to accounts."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

from openpyxl import load_workbook

from app.registry.legal_service import PERMENDAGRI
from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import PASSWORD, Phone, Simpul
from tests.integration.submissions import (
    ELSEWHERE,
    MAWAR,
    MELATI,
    month_before,
    monthly_answers,
    new_id,
    this_month,
)

RULES = "/pengaturan/penggelaran"
LONG_AGO = "2020-01-01"


def set_rule(simpul: Simpul, bidang: str, area: str = "", day: str = "", **more: str) -> None:
    """Set a rule on the page of the roll-out."""
    fields = {"bidang": bidang, "wilayah": area, "mulai": day, **more}
    assert simpul.signed_in("sekretariat").post(RULES, data=fields).status_code == 302


def forms_of(simpul: Simpul, phone: Phone) -> str:
    """The list of forms a phone gets."""
    return simpul.client().get(f"{phone.door}/formList").text


def test_a_phone_gets_a_bidang_only_where_and_when_it_runs(simpul: Simpul, phone: Phone) -> None:
    far = simpul.add_phone(ELSEWHERE)
    assert "sos_bulanan" in forms_of(simpul, far)
    set_rule(simpul, "sosial")
    set_rule(simpul, "sosial", "64.02.06", LONG_AGO)
    assert "sos_bulanan" in forms_of(simpul, phone)
    assert "sos_bulanan" not in forms_of(simpul, far)
    assert "kes_bulanan" in forms_of(simpul, far)
    set_rule(simpul, "sosial", "64.02.01", "2090-01-01")
    assert "sos_bulanan" not in forms_of(simpul, far)
    set_rule(simpul, "sosial", "64.02.01", LONG_AGO)
    assert "sos_bulanan" in forms_of(simpul, far)
    set_rule(simpul, "sosial", "64.02.01", cabut="ya")
    assert "sos_bulanan" not in forms_of(simpul, far)


def test_a_phone_is_never_left_without_a_form(simpul: Simpul, phone: Phone) -> None:
    for bidang in (
        *("kesehatan", "pendidikan", "pekerjaan_umum"),
        *("perumahan_rakyat", "sosial", "trantibumlinmas"),
    ):
        set_rule(simpul, bidang)
    assert "<formID>profil</formID>" in forms_of(simpul, phone)


def test_the_grid_says_not_begun_instead_of_missing_or_late(simpul: Simpul) -> None:
    client = simpul.signed_in("admin")
    before = text_of(client.get(f"/posyandu?periode={month_before()}&q={MAWAR}"))
    assert "Belum dimulai" not in before
    set_rule(simpul, "sosial")
    words = text_of(client.get(f"/posyandu?periode={month_before()}&q={MAWAR}"))
    assert words.count("Belum dimulai") == 1
    page = client.get(f"/posyandu?periode={month_before()}&status=belum_ada").text
    late = client.get(f"/posyandu?periode={month_before()}&status=terlambat").text
    assert "Tidak ada Posyandu yang cocok" in page or "Tidak ada Posyandu yang cocok" in late


def test_what_is_not_owed_is_not_late_and_counts_all_the_same(simpul: Simpul, phone: Phone) -> None:
    instance_id, at = new_id(), datetime.now(UTC)
    xml = simpul.submission_xml(
        "kes_bulanan", monthly_answers(period="2026-01"), instance_id=instance_id
    )
    simpul.receive(phone, xml, at)
    assert simpul.submission(instance_id).late
    tomorrow = (at + timedelta(days=2)).date().isoformat()
    set_rule(simpul, "kesehatan", "64.02.06", tomorrow)
    simpul.run_pending()
    assert not simpul.submission(instance_id).late
    assert simpul.query("SELECT count(*) FROM cell WHERE field = 'kes.balita_d_l'")[0][0] == 1
    second = new_id()
    xml = simpul.submission_xml(
        "kes_bulanan", monthly_answers(period="2026-02"), instance_id=second
    )
    simpul.receive(phone, xml, at)
    assert not simpul.submission(second).late
    set_rule(simpul, "kesehatan", "64.02.06", cabut="ya")
    simpul.run_pending()
    assert simpul.submission(second).late


@sqlite_only
def test_a_pilots_set_is_copied_to_other_areas(simpul: Simpul) -> None:
    far = simpul.add_phone(ELSEWHERE)
    for bidang in ("sosial", "pendidikan"):
        set_rule(simpul, bidang)
    set_rule(simpul, "sosial", MAWAR, LONG_AGO)
    fields = {"dari": MAWAR, "ke": ["64.02.01", MELATI], "mulai": LONG_AGO}
    client = simpul.signed_in("sekretariat")
    assert client.post(f"{RULES}/salin", data=fields).status_code == 302
    assert "sos_bulanan" in forms_of(simpul, far)
    assert "pend_bulanan" not in forms_of(simpul, far)
    history = text_of(client.get(RULES))
    assert "Seluruh kabupaten" in history


# -- legal basis


def test_the_legal_basis_of_a_months_report_is_that_of_its_month(simpul: Simpul) -> None:
    client = simpul.signed_in("sekretariat")
    new = "Peraturan Bupati Nomor 1 Tahun Ini tentang Posyandu"
    fields = {"kunci": "dasar_hukum", "isi": new, "mulai": f"{this_month()}-01"}
    assert PERMENDAGRI in text_of(client.get(f"/posyandu/{MAWAR}"))
    assert client.post("/pengaturan/dasar-hukum", data=fields).status_code == 302
    assert new in text_of(client.get(f"/posyandu/{MAWAR}?periode={this_month()}"))
    assert PERMENDAGRI in text_of(client.get(f"/posyandu/{MAWAR}?periode={month_before()}"))
    book = client.get(f"/posyandu/unduh?periode={this_month()}").data
    sheet = load_workbook(io.BytesIO(book)).worksheets[0]
    assert sheet.oddFooter is not None
    assert new in str(sheet.oddFooter.left.text)
    assert new in [row[0].value for row in sheet.iter_rows()]
    versions = text_of(client.get("/pengaturan/dasar-hukum"))
    assert new in versions
    assert PERMENDAGRI in versions


@sqlite_only
def test_a_form_shows_its_legal_note_and_an_empty_text_is_refused(simpul: Simpul) -> None:
    client = simpul.signed_in("sekretariat")
    assert PERMENDAGRI in text_of(client.get("/formulir/kes_bulanan"))
    response = client.post("/pengaturan/dasar-hukum", data={"kunci": "dasar_hukum", "isi": " "})
    assert_problem(response, "registry.bad_legal_text")


# -- accounts


def invited(simpul: Simpul, **more: str) -> str:
    """Invite a person; answer the path of the link that is shown."""
    fields = {"nama": "camat.baru", "peran": "camat", "wilayah": "64.02.06", **more}
    page = simpul.signed_in("sekretariat").post("/pengaturan/akun", data=fields)
    assert page.status_code == 200, text_of(page)
    return "/undangan/" + page.text.partition("/undangan/")[2].partition("<")[0]


def test_an_invited_person_sets_a_password_once_and_is_logged_in(simpul: Simpul) -> None:
    link, client = invited(simpul), simpul.client()
    assert "camat.baru" in text_of(client.get(link))
    login = {"nama": "camat.baru", "sandi": "!"}
    assert_problem_page = simpul.client().post("/login", data=login)
    assert assert_problem_page.status_code == 401
    short = client.post(link, data={"sandi": "pendek", "sandi_lagi": "pendek"})
    assert short.status_code == 422
    other = client.post(link, data={"sandi": PASSWORD, "sandi_lagi": PASSWORD + "x"})
    assert other.status_code == 422
    done = client.post(link, data={"sandi": PASSWORD, "sandi_lagi": PASSWORD})
    assert done.status_code == 302
    assert client.get("/posyandu").status_code == 200
    assert_problem(simpul.client().get(link), "accounts.invitation_closed")
    again = {"nama": "camat.baru", "sandi": PASSWORD}
    assert simpul.client().post("/login", data=again).status_code == 302
    assert not simpul.query("SELECT 1 FROM user_account WHERE password = '!'")


def test_an_old_link_ends_with_time_or_a_newer_one(simpul: Simpul) -> None:
    link = invited(simpul)
    number = simpul.query("SELECT user_id FROM user_account WHERE name = 'camat.baru'")[0][0]
    client = simpul.signed_in("sekretariat")
    page = client.post(f"/pengaturan/akun/{number}/undang").text
    newer = "/undangan/" + page.partition("/undangan/")[2].partition("<")[0]
    assert_problem(simpul.client().get(link), "accounts.invitation_closed")
    assert simpul.client().get(newer).status_code == 200
    past = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=1)
    simpul.execute("UPDATE account_invitation SET expires_at = :past", past=past)
    assert_problem(simpul.client().get(newer), "accounts.invitation_closed")


@sqlite_only
def test_the_secretariat_gives_no_role_that_keeps_accounts(simpul: Simpul) -> None:
    client = simpul.signed_in("sekretariat")
    for role in ("admin", "sekretariat"):
        fields = {"nama": f"saya.{role}", "peran": role}
        assert_problem(client.post("/pengaturan/akun", data=fields), "accounts.not_allowed")
    admin = simpul.add_user("admin")
    number = simpul.query("SELECT user_id FROM user_account WHERE name = :n", n=admin)[0][0]
    for act in ("undang", "akhiri", "hak"):
        response = client.post(f"/pengaturan/akun/{number}/{act}", data={"peran": "opd"})
        assert_problem(response, "accounts.not_allowed")


@sqlite_only
def test_an_ended_grant_gives_nothing_from_the_next_day(simpul: Simpul) -> None:
    name = simpul.add_user("camat", "64.02.06")
    client, desk = simpul.session_of(name), simpul.signed_in("admin")
    number, grant = simpul.query(
        "SELECT user_id, grant_id FROM account_grant WHERE area = '64.02.06'"
    )[0]
    day = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    assert client.get("/posyandu").status_code == 200
    path = f"/pengaturan/akun/{number}/hak/{grant}/akhiri"
    assert desk.post(path, data={"sampai": day}).status_code == 302
    assert_problem(client.get("/posyandu"), "accounts.not_allowed")


@sqlite_only
def test_incomplete_grants_and_bad_names_are_refused(simpul: Simpul) -> None:
    client = simpul.signed_in("admin")
    for fields, problem in (
        ({"nama": "x", "peran": "opd", "bidang": "sosial"}, "accounts.bad_name"),
        ({"nama": "camat.tanpa", "peran": "camat"}, "accounts.bad_grant"),
        ({"nama": "opd.tanpa", "peran": "opd"}, "accounts.bad_grant"),
        ({"nama": "camat.jauh", "peran": "camat", "wilayah": "99.99"}, "registry.unknown_area"),
    ):
        assert_problem(client.post("/pengaturan/akun", data=fields), problem)
