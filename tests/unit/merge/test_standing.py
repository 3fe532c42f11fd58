"""Where somebody stands in life: at home, moved away or dead, and in which age group on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.merge.standing import (
    AGE_GROUPS,
    SINCE,
    STATE,
    Standing,
    age_group,
    standing_of,
)
from app.scores.ages import age_in_months
from tests.unit.merge.cases import cases

BIRTHS = st.dates(date(1920, 1, 1), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        ({}, Standing()),
        ({STATE: "tinggal", SINCE: "2026-05-03"}, Standing()),  # came back
        ({STATE: "pindah", SINCE: "2026-05-03"}, Standing("pindah", date(2026, 5, 3))),
        ({STATE: "meninggal"}, Standing("meninggal")),
        ({STATE: "lain"}, Standing()),
    ],
)
def test_who_moved_away_or_died_stands_so_since_a_day(
    told: dict[str, str], standing: Standing
) -> None:
    assert standing_of(told) == standing


@pytest.mark.parametrize(
    ("born", "day", "months"),
    [
        ("2026-01-31", "2026-02-28", 0),  # the month is full on the first of March
        ("2026-01-31", "2026-03-01", 1),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2021-11-25", "2026-11-24", 59),
        ("2021-11-25", "2026-11-25", 60),
        ("2026-11-25", "2026-11-25", 0),
    ],
)
def test_a_month_of_age_is_full_on_its_day(born: str, day: str, months: int) -> None:
    assert age_in_months(date.fromisoformat(born), date.fromisoformat(day)) == months


@pytest.mark.parametrize(
    ("born", "key"),
    [
        (("2025-11-26",), "bayi"),
        (("2025-11-25",), "balita"),
        (("2021-11-26",), "balita"),
        (("2021-11-25",), "prasekolah"),
        (("2020-11-25",), "sekolah"),
        (("2007-11-26",), "sekolah"),
        (("2007-11-25",), "dewasa"),
        (("1966-11-26",), "dewasa"),
        (("1966-11-25",), "lansia"),
        (("2010-01-01", "2024-01-01"), "balita"),
        (("2026-11-26",), None),
        (("bukan tanggal",), None),
        ((), None),
    ],
)
def test_the_age_group_is_that_of_the_day(born: tuple[str, ...], key: str | None) -> None:
    found = age_group(born, date(2026, 11, 25))
    assert (found and found.key) == key


@cases(200)
@given(born=BIRTHS, lived=st.integers(0, 40_000))
def test_a_group_is_left_on_the_day_the_next_one_begins(born: date, lived: int) -> None:
    day = born + timedelta(days=lived)
    group = age_group([born.isoformat()], day)
    assert group is not None
    left = group.left_on(born)
    assert day < left
    before = age_group([born.isoformat()], left - timedelta(days=1))
    assert before == group
    if group != AGE_GROUPS[-1]:
        after = age_group([born.isoformat()], left)
        assert after == AGE_GROUPS[AGE_GROUPS.index(group) + 1]
