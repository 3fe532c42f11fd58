"""How a person stands on a day: living here, moved away or dead; and in which age group. Pure.

Nobody is ever removed for it: who moved away or died stays a subject with all that was told, and stands
under another heading. An age group is worked out for a day, never stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.registry.periods import day_of
from app.scores.ages import YEAR, age_in_months, months_after

STATE, SINCE = "umum.orang_keadaan", "umum.orang_keadaan_sejak"
HERE, MOVED, DEAD = "tinggal", "pindah", "meninggal"
STATES: Mapping[str, str] = {
    HERE: "Tinggal di sini",
    MOVED: "Sudah pindah",
    DEAD: "Sudah meninggal",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody lives here, and since when not (None where nobody said)."""

    state: str = HERE
    since: date | None = None

    @property
    def words(self) -> str:
        """Answer it in words."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """A group of the life cycle: its name, from which age, and below which, in months."""

    key: str
    name: str
    first: int
    below: int

    def left_on(self, born: date) -> date:
        """Answer the first day on which somebody belongs to the group no more."""
        return months_after(born, self.below)


# The life cycle Posyandu serve; a child of exactly 60 months is a balita no more.
AGE_GROUPS = (
    AgeGroup("bayi", "Bayi (0 sampai 11 bulan)", 0, YEAR),
    AgeGroup("balita", "Balita (1 sampai 4 tahun)", YEAR, 5 * YEAR),
    AgeGroup("prasekolah", "Prasekolah (5 tahun)", 5 * YEAR, 6 * YEAR),
    AgeGroup("sekolah", "Usia sekolah dan remaja (6 sampai 18 tahun)", 6 * YEAR, 19 * YEAR),
    AgeGroup("dewasa", "Dewasa (19 sampai 59 tahun)", 19 * YEAR, 60 * YEAR),
    AgeGroup("lansia", "Lanjut usia (60 tahun ke atas)", 60 * YEAR, 200 * YEAR),
)


def standing_of(told: Mapping[str, Any]) -> Standing:
    """Answer how somebody stands by the merged values told of them, by field."""
    state = told.get(STATE)
    if state not in {MOVED, DEAD}:
        return Standing()
    return Standing(str(state), day_of(told.get(SINCE)))


def age_group(births: Iterable[str], day: date) -> AgeGroup | None:
    """Answer the age group of a day, by the latest birth date told; None where nothing valid is told.

    The latest one keeps a child a balita for as long as any date told makes them one.
    """
    born = max(filter(None, map(day_of, births)), default=None)
    if born is None or born > day:
        return None
    months = age_in_months(born, day)
    return next((group for group in AGE_GROUPS if group.first <= months < group.below), None)
