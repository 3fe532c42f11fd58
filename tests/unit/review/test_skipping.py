"""When a level of review is passed over: by working days, never the last, sooner where it is vacant."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.accounts.access import Seat
from app.design.policies import Policy, fault_of
from app.review.queue import working_days
from app.review.skipping import patience_for, places_without, waited_through

LADDER = Policy(("desa", "kecamatan", "opd"), {"desa": 5})
FRIDAY = date(2026, 11, 27)
MONDAY = FRIDAY + timedelta(days=3)


def test_two_working_days_are_two_whole_ones_and_today_is_not_over() -> None:
    # What began before Thursday has waited all of Thursday and Friday by Monday.
    assert waited_through(MONDAY, 2, ()) == FRIDAY - timedelta(days=1)
    assert waited_through(MONDAY, 2, {FRIDAY}) == FRIDAY - timedelta(days=2)
    assert waited_through(FRIDAY, 1, ()) == FRIDAY - timedelta(days=1)


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(1, 60),
    st.sets(st.dates(date(2025, 6, 1), date(2027, 12, 31)), max_size=20),
)
def test_what_began_before_has_waited_so_many_working_days_and_no_later_has(
    today: date, patience: int, holidays: set[date]
) -> None:
    day, yesterday = waited_through(today, patience, holidays), today - timedelta(days=1)
    assert working_days(day - timedelta(days=1), yesterday, holidays) == patience
    assert working_days(day, yesterday, holidays) == patience - 1


def test_the_last_level_is_waited_for_and_a_vacant_one_not_for_long() -> None:
    assert patience_for(LADDER, "desa", vacant=False) == 5
    assert patience_for(LADDER, "desa", vacant=True) == 3
    assert patience_for(LADDER, "kecamatan", vacant=False) is None
    assert patience_for(LADDER, "kecamatan", vacant=True) == 3
    assert patience_for(LADDER, "opd", vacant=True) is None
    assert patience_for(LADDER, "ketua", vacant=True) is None


def test_a_place_is_without_reviewer_where_no_seat_of_level_and_bidang_holds_it() -> None:
    places = ["64.02.06.1011.001", "64.02.06.1012.001"]
    seats = [Seat("desa", "64.02.06.1011", ""), Seat("kecamatan", "64.02.06", "sosial")]
    assert places_without(seats, "desa", "kesehatan", places) == places[1:]
    assert places_without(seats, "kecamatan", "sosial", places) == []
    assert places_without(seats, "kecamatan", "kesehatan", places) == places
    assert places_without([Seat("desa", "", "")], "desa", "kesehatan", places) == []


def test_a_policy_names_known_levels_and_possible_days() -> None:
    assert fault_of((), {}) == "tanpa_tingkat"
    assert fault_of(("bupati",), {}) == "tingkat_lain"
    assert fault_of(("desa", "opd"), {"desa": 0}) == "hari"
    assert fault_of(("desa", "opd"), {"desa": 61}) == "hari"
    assert fault_of(("desa", "opd"), {"desa": 60}) == ""
