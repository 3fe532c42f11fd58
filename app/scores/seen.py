"""What a score is judged from, and what comes of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.scores.limits import Band, Limits

IMPLAUSIBLE = "tidak_masuk_akal"
ADJUSTED_UP, ADJUSTED_DOWN = "ditambah", "dikurangi"
NOTES = {
    IMPLAUSIBLE: "Nilai ini tidak masuk akal: periksa tanggal lahir, jenis kelamin, dan hasil ukur.",
    ADJUSTED_UP: "Diukur berdiri padahal seharusnya berbaring: tinggi ditambah sesuai ketentuan.",
    ADJUSTED_DOWN: "Diukur berbaring padahal seharusnya berdiri: panjang dikurangi sesuai ketentuan.",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One visit as a score needs it: the day, its month, and the values in the order it asks them.

    A value nobody told is None; options chosen are a list.
    """

    day: date
    period: str
    values: tuple[Any, ...]
    limits: Limits

    def number(self, place: int) -> Decimal | None:
        """Answer a value as a number, or None."""
        value = self.values[place]
        if not isinstance(value, int | str):
            return None
        try:
            return Decimal(value)
        except InvalidOperation:
            return None

    def date(self, place: int) -> date | None:
        """Answer a value as a day, or None."""
        try:
            return date.fromisoformat(str(self.values[place])[:10])
        except ValueError:
            return None

    def chosen(self, place: int) -> frozenset[str] | None:
        """Answer the options chosen, without the one that says there are none; None: not asked."""
        value = self.values[place]
        if value is None:
            return None
        found = value if isinstance(value, list | tuple) else [value]
        return frozenset(map(str, found)) - {"tidak_ada"}

    def is_within(self, measure: str, value: Decimal | int | str) -> bool:
        """Answer whether a value lies in any class of a measure."""
        return self.band(measure, value) is not None

    def band(self, measure: str, value: Decimal | int | str) -> Band | None:
        """Answer the class a value falls in on the day of the visit."""
        return self.limits.class_of(
            measure, Decimal(value) if isinstance(value, int) else value, self.day
        )

    def worth(self, measure: str, value: Decimal | int | str) -> Decimal | None:
        """Answer what a value is worth on the day of the visit."""
        band = self.band(measure, value)
        return band.worth if band else None

    def amount(self, measure: str) -> Decimal:
        """Answer a measure's one amount on the day of the visit."""
        return self.limits.amount(measure, self.day)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of judging a visit: a number in its unit, the class it falls in, and notes.

    `key` is the class as the tables of counts name it; where the number is not plausible there is
    none, so that it counts nowhere.
    """

    number: str
    band: Band | None
    notes: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()  # what it is made of: label and text

    @property
    def key(self) -> str:
        """Answer the class, or nothing where it is not plausible."""
        return "" if self.band is None or IMPLAUSIBLE in self.notes else self.band.key


Judge = Callable[[Seen], Outcome | None]
# All visits in order, and the month from which on they are judged: of earlier ones nothing is said.
JudgeAll = Callable[[Sequence[Seen], str], list[Outcome | None]]


def judged(seen: Seen, measure: str, value: Decimal | int | str, *notes: str) -> Outcome | None:
    """Answer a value with the class it falls in, or None where no class holds it."""
    band = seen.band(measure, value)
    return Outcome(str(value), band, notes) if band else None
