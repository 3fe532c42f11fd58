"""Where and when a submission belongs: what is odd is kept and flagged, never refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.registry import service as registry
from tests.app_fixtures import sqlite_only
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import (
    ELSEWHERE,
    MAWAR,
    MELATI,
    month_before,
    monthly_answers,
    new_id,
    stamp,
    this_month,
    visit_answers,
)

OCTOBER = "2026-10"  # due on Tuesday 10 November 2026
LAST_SECOND = datetime(2026, 11, 10, 15, 59, 59, tzinfo=UTC)  # 23:59:59 WITA
MIDNIGHT = LAST_SECOND + timedelta(seconds=1)


def sent(simpul: Simpul, phone: Phone, at: datetime, period: str = OCTOBER) -> bool:
    """Send a month's report at a moment; answer whether it is late."""
    instance_id = new_id()
    answers = monthly_answers(period=period, ended=at)
    simpul.receive(
        phone, simpul.submission_xml("kes_bulanan", answers, instance_id=instance_id), at
    )
    return simpul.submission(instance_id).late


def test_a_report_is_late_from_the_first_second_after_its_due_day_in_wita(
    simpul: Simpul, phone: Phone
) -> None:
    assert not sent(simpul, phone, LAST_SECOND)
    assert sent(simpul, phone, MIDNIGHT)


@sqlite_only
def test_a_due_day_on_a_weekend_moves_to_monday(simpul: Simpul, phone: Phone) -> None:
    # 10 October 2026 is a Saturday.
    assert not sent(simpul, phone, datetime(2026, 10, 12, 15, tzinfo=UTC), period="2026-09")
    assert sent(simpul, phone, datetime(2026, 10, 12, 16, tzinfo=UTC), period="2026-09")


def test_a_due_day_on_a_holiday_moves_past_it(simpul: Simpul, phone: Phone) -> None:
    simpul.execute("INSERT INTO holiday (day, name) VALUES ('2026-11-10', 'Hari Uji')")
    assert not sent(simpul, phone, MIDNIGHT)
    assert sent(simpul, phone, MIDNIGHT + timedelta(days=1))


def test_a_deadline_set_by_hand_goes_before_the_forms_own(simpul: Simpul, phone: Phone) -> None:
    with simpul.app.app_context():
        registry.set_deadline("kes_bulanan", OCTOBER, date(2026, 11, 20))
    assert not sent(simpul, phone, MIDNIGHT)
    assert sent(simpul, phone, datetime(2026, 11, 20, 16, tzinfo=UTC))
    with simpul.app.app_context():
        registry.set_deadline("kes_bulanan", OCTOBER, date(2026, 11, 25))
    assert not sent(simpul, phone, datetime(2026, 11, 20, 16, tzinfo=UTC))


def test_a_deadline_set_on_the_calendar_counts_lateness_again(simpul: Simpul, phone: Phone) -> None:
    assert sent(simpul, phone, MIDNIGHT)
    form = {"form_id": "kes_bulanan", "period": OCTOBER, "tanggal": "2026-11-20"}
    assert simpul.signed_in("admin").post("/kalender/tenggat", data=form).status_code == 302
    simpul.run_pending()
    assert [row.late for row in simpul.submissions()] == [False]


@sqlite_only
def test_a_visit_is_never_late(simpul: Simpul, phone: Phone) -> None:
    instance_id = new_id()
    answers = visit_answers(day="2025-01-15")
    xml = simpul.submission_xml("kes_balita", answers, instance_id=instance_id)
    assert simpul.send(phone, xml).status_code == 201
    row = simpul.submission(instance_id)
    assert (row.late, row.period) == (False, "2025-01")


def kept(simpul: Simpul, phone: Phone, form_id: str, answers: dict[str, object]) -> str:
    """Send answers; answer the instanceID."""
    instance_id = new_id()
    xml = simpul.submission_xml(form_id, answers, instance_id=instance_id)
    assert simpul.send(phone, xml).status_code == 201
    simpul.run_pending()
    return instance_id


def test_a_phone_whose_clock_runs_years_ahead_does_not_win_for_ever(
    simpul: Simpul, phone: Phone
) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=1500)).date().isoformat()
    answers = {"kepala/kode_posyandu": MAWAR, "pembina/strata": "purnama"}
    today = datetime.now(UTC).date().isoformat()
    kept(simpul, phone, "profil", {**answers, "kepala/tanggal_kegiatan": today})
    wrong = kept(
        simpul,
        phone,
        "profil",
        {**answers, "pembina/strata": "mandiri", "kepala/tanggal_kegiatan": ahead},
    )
    assert simpul.submission(wrong).flags == ["tanggal_masa_depan"]
    admin = simpul.signed_in("admin")
    page = admin.get(f"/posyandu/{MAWAR}/nilai?field=umum.strata&period=").text
    assert "Purnama" in page.split("<h", 2)[1] or page.index("Purnama") < page.index("Mandiri")
    assert simpul.differences() == []


ODD_ANSWERS: tuple[dict[str, str], ...] = (
    {"kepala/periode": "9999-12-01"},
    {"kepala/periode": "0001-01-01"},
    {"kepala/periode": "2026-13-45"},
    {"kepala/periode": "kemarin"},
    {"kepala/periode": "2026-10"},
    {"end": "0001-01-01T00:00:00.000+08:00", "start": ""},
    {"end": "9999-12-31T23:59:59.999-12:00"},
    {"end": "bukan waktu", "start": "juga bukan"},
    {"end": "2026-10-01T00:00:00"},
    {"skdn/balita_s_l": "NaN"},
    {"skdn/balita_s_l": "-7"},
    {"skdn/balita_s_l": "9" * 5000},
    {"skdn/balita_s_l": "tiga puluh"},
    {"status_laporan": "x" * 300},
    {"kepala/kode_posyandu": "x" * 300},
    {"kepala/lokasi_gps": "bukan tempat"},
    {"penutup/kendala": "\U0001f6b2 \u202e terbalik \u0000".replace("\0", "")},
)


def test_answers_no_form_would_let_through_are_kept_all_the_same(
    simpul: Simpul, phone: Phone
) -> None:
    ids = [
        kept(simpul, phone, "kes_bulanan", monthly_answers() | answers) for answers in ODD_ANSWERS
    ]
    ids += [
        kept(simpul, phone, "kes_balita", visit_answers(day=day))
        for day in ("9999-12-31", "0001-01-01", "1899-05-05", "2026-13-45")
    ]
    assert simpul.differences() == []
    admin = simpul.signed_in("admin")
    pages = ["/", "/kiriman", "/posyandu", f"/posyandu/{MAWAR}"]
    for page in pages + [f"/kiriman/{instance_id}" for instance_id in ids]:
        assert admin.get(page).status_code == 200, page


@pytest.mark.parametrize("number", ["9" * 30, "9" * 400, "1e400"])
def test_a_number_too_large_for_any_count_stops_nobodys_merging(
    simpul: Simpul, phone: Phone, number: str
) -> None:
    kept(simpul, phone, "kes_bulanan", monthly_answers(skdn__balita_s_l=number))
    good = kept(simpul, simpul.add_phone(MELATI), "kes_bulanan", monthly_answers(MELATI))
    assert simpul.submission(good).merged
    assert simpul.differences() == []


@sqlite_only
def test_a_report_for_this_month_is_not_from_the_future(simpul: Simpul, phone: Phone) -> None:
    ids = [
        kept(simpul, phone, "kes_bulanan", monthly_answers(period=period))
        for period in (this_month(), month_before())
    ]
    assert [simpul.submission(one).flags for one in ids] == [[], []]


def test_a_submission_for_another_posyandu_than_the_phones_is_flagged_and_kept_there(
    simpul: Simpul, phone: Phone
) -> None:
    row = simpul.submission(kept(simpul, phone, "kes_bulanan", monthly_answers(MELATI)))
    assert (row.posyandu_code, row.flags) == (MELATI, ["di_luar_wilayah_ponsel"])


@sqlite_only
def test_a_phone_of_a_whole_desa_may_report_for_each_of_its_posyandu(simpul: Simpul) -> None:
    phone = simpul.add_phone(MAWAR, area="64.02.06.1011")
    for code, flags in ((MELATI, []), (ELSEWHERE, ["di_luar_wilayah_ponsel"])):
        row = simpul.submission(kept(simpul, phone, "kes_bulanan", monthly_answers(code)))
        assert (row.posyandu_code, row.flags) == (code, flags)


def test_an_unknown_posyandu_is_taken_for_the_phones_own_and_flagged(
    simpul: Simpul, phone: Phone
) -> None:
    answers = monthly_answers("64.02.06.1011.999")
    row = simpul.submission(kept(simpul, phone, "kes_bulanan", answers))
    assert (row.posyandu_code, row.flags) == (MAWAR, ["posyandu_dari_ponsel"])


def test_a_submission_nobody_can_place_is_kept_flagged_and_shown_to_the_admin(
    simpul: Simpul,
) -> None:
    phone = simpul.add_phone(MAWAR, area="64.02.06.1011")
    answers = monthly_answers("64.99.99.9999.001", ended=datetime.now(UTC))
    instance_id = kept(simpul, phone, "kes_bulanan", answers | {"end": stamp()})
    row = simpul.submission(instance_id)
    assert (row.posyandu_code, row.flags) == (None, ["posyandu_tidak_dikenal"])
    admin = simpul.signed_in("admin")
    assert instance_id in admin.get("/kiriman").text
    assert admin.get(f"/kiriman/{instance_id}").status_code == 200
    inside = simpul.signed_in("camat", "64.02.06")
    assert instance_id not in inside.get("/kiriman").text
    assert inside.get(f"/kiriman/{instance_id}").status_code == 403
