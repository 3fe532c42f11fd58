"""Whose death somebody must be told of at once, at every boundary."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.scores.deaths import group_of_death
from tests.unit.scores.seeing import seen

DIED = date(2026, 11, 10)


def before(days: int) -> str:
    """A day so many days before the death."""
    return (DIED - timedelta(days=days)).isoformat()


def group(
    born: str | None, situation: str | None = None, *days: str | None, how: str = "meninggal"
) -> str:
    """The group of somebody: birth, situation as a mother, last birth, last period."""
    delivered, period = (*days, None, None)[:2]
    found = group_of_death(seen(how, DIED.isoformat(), born, situation, delivered, period))
    return found.key if found else ""


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2026-11-10", "bayi"),
        ("2025-11-11", "bayi"),  # a year old on the day after
        ("2025-11-10", "balita"),
        ("2021-11-11", "balita"),  # five on the day after
        ("2021-11-10", ""),
        ("2026-11-11", ""),  # not born yet: a mistake, nobody's death
        (None, ""),
    ],
)
def test_a_child_is_an_infant_for_a_year_and_an_under_five_for_five(
    born: str | None, expected: str
) -> None:
    assert group(born) == expected


@pytest.mark.parametrize("how", ["tinggal", "pindah"])
def test_nobody_died_who_lives_here_or_moved_away(how: str) -> None:
    assert group("2026-01-10", how=how) == ""


MOTHERS: list[tuple[str | None, str | None, str | None, str]] = [
    # situation, last birth, last period
    ("nifas", before(0), None, "ibu"),
    ("nifas", before(42), None, "ibu"),
    ("nifas", before(43), None, ""),
    ("menyusui", before(42), None, "ibu"),
    ("menyusui", None, before(200), ""),
    ("hamil", None, before(0), "ibu"),
    ("hamil", None, before(294 + 42), "ibu"),  # whoever gave birth unseen, at the latest
    ("hamil", None, before(294 + 43), ""),
    ("hamil", None, before(-1), ""),
    ("hamil", None, None, "ibu"),  # of when nothing is known: asked about
    ("hamil", before(700), before(100), "ibu"),  # the next pregnancy
    ("hamil", before(700), before(980), "ibu"),  # that period was the last child's
    ("nifas", before(100), before(300), ""),  # born early, over for long
    ("nifas", before(700), before(250), "ibu"),  # the birth told is an older one
    ("nifas", None, None, "ibu"),
    (None, None, None, ""),
]


@pytest.mark.parametrize(("situation", "delivered", "period", "expected"), MOTHERS)
def test_a_mother_is_one_from_pregnancy_until_forty_two_days_after_birth(
    situation: str | None, delivered: str | None, period: str | None, expected: str
) -> None:
    assert group("1995-03-01", situation, delivered, period) == expected


def test_a_death_without_a_day_is_judged_on_the_day_it_was_told() -> None:
    told = group_of_death(
        seen("meninggal", None, "2025-11-11", None, None, None, day=date(2026, 11, 11))
    )
    assert told is not None
    assert told.key == "balita"
