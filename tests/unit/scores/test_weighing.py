"""Weighings month by month: N, T, O, B, and 2T."""

from __future__ import annotations

from datetime import date

import pytest

from app.scores.seen import Seen
from app.scores.weighing import results_of_weighing, twice_not_gained
from tests.unit.scores.seeing import seen

BORN = "2025-01-10"


def visits(*told: tuple[str, str | None]) -> list[Seen]:
    return [seen(weight, BORN, day=date.fromisoformat(day)) for day, weight in told]


def keys(*told: tuple[str, str | None]) -> tuple[list[str], list[str]]:
    """What each weighing is, and whether it is the second without gain."""
    every = visits(*told)
    return (
        [one.key if one else "" for one in results_of_weighing(every)],
        [one.key if one else "" for one in twice_not_gained(every)],
    )


def test_the_first_gains_and_gaps_are_told_apart() -> None:
    months = [
        ("2026-01-15", "9.0"),
        ("2026-02-15", "9.2"),
        ("2026-03-15", "9.3"),
        ("2026-05-15", "9.9"),
    ]
    assert keys(*months) == (["b", "n", "t", "o"], ["", "tidak", "tidak", ""])


def test_twice_without_gain_needs_two_months_that_could_be_told() -> None:
    months = [
        ("2026-01-15", "9.0"),
        ("2026-02-15", "9.0"),
        ("2026-03-15", "9.1"),
        ("2026-04-15", "9.3"),
    ]
    assert keys(*months) == (["b", "t", "t", "n"], ["", "tidak", "ya", "tidak"])
    # after a gap the first weighing says nothing of gain, so nor does the next say twice
    months = [
        ("2026-01-15", "9.0"),
        ("2026-03-15", "9.0"),
        ("2026-04-15", "9.0"),
        ("2026-05-15", "9.0"),
    ]
    assert keys(*months) == (["b", "o", "t", "t"], ["", "", "tidak", "ya"])


@pytest.mark.parametrize(
    ("day", "before", "now", "key"),
    [
        ("2025-02-10", "3.0", "3.8", "n"),  # one month: 800 g
        ("2025-02-10", "3.0", "3.79", "t"),
        ("2025-03-10", "4.0", "4.9", "n"),  # two months: 900 g
        ("2025-03-10", "4.0", "4.89", "t"),
        ("2025-07-09", "6.0", "6.5", "n"),  # five months: 500 g
        ("2025-07-10", "6.0", "6.4", "n"),  # six months: 400 g
        ("2025-07-10", "6.0", "6.39", "t"),
        ("2026-01-09", "9.0", "9.3", "n"),  # eleven months: 300 g
        ("2026-01-10", "9.0", "9.2", "n"),  # twelve months: 200 g
        ("2026-01-10", "9.0", "9.19", "t"),
    ],
)
def test_the_least_gain_is_that_of_the_age(day: str, before: str, now: str, key: str) -> None:
    today = date.fromisoformat(day)
    month = today.month - 1 or 12
    earlier = date(today.year - (today.month == 1), month, 20 if today.day < 20 else 1)
    found = keys((earlier.isoformat(), before), (day, now))[0]
    assert found[-1] == key


def test_of_two_weighings_in_a_month_the_newest_counts() -> None:
    months = [("2026-01-05", "8.0"), ("2026-01-25", "9.0"), ("2026-02-15", "9.2")]
    assert keys(*months)[0] == ["", "b", "n"]


def test_over_a_new_year_december_is_the_month_before() -> None:
    assert keys(("2025-12-20", "8.9"), ("2026-01-20", "9.2"))[0] == ["b", "n"]


def test_a_visit_without_a_weight_is_no_weighing() -> None:
    assert keys(("2026-01-05", "9.0"), ("2026-02-05", None), ("2026-03-05", "9.5"))[0] == [
        "b",
        "",
        "o",
    ]
