"""Cut-offs and classes as data: which class a value falls in, by the rules of a day. Pure."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

GOOD, WATCH, DANGER = "baik", "waspada", "bahaya"
_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_BOUND = re.compile(r"(<=|>=|<|>) (-?[0-9]+(?:\.[0-9]+)?)")


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a class: how a value is compared with which number."""

    sign: str
    number: Decimal

    def holds(self, value: Decimal) -> bool:
        """Answer whether a value lies on the right side."""
        return _COMPARE[self.sign](value, self.number)


@dataclass(frozen=True, slots=True)
class Band:
    """A class of a measure: its bounds or its words, what it is worth, and whose rule says so."""

    measure: str
    key: str
    name: str
    bounds: tuple[Bound, ...]
    words: frozenset[str]
    worth: Decimal | None
    unit: str
    level: str
    source: str
    version: str
    since: date
    confirmed: bool

    def holds(self, value: Decimal | str) -> bool:
        """Answer whether a number lies within the bounds, or a word is one of the words."""
        if isinstance(value, str):
            return value in self.words
        return not self.words and all(bound.holds(value) for bound in self.bounds)

    @property
    def told(self) -> str:
        """Answer the cut-off as a person reads it: `-3 sampai < -2 SD`."""
        ends = " dan ".join(
            f"{one.sign} {one.number}".replace(".", ",").replace(">=", "≥").replace("<=", "≤")
            for one in self.bounds
        )
        return f"{ends} {self.unit}".strip() if ends else ""


@dataclass(frozen=True, slots=True)
class Limits:
    """All cut-offs, by measure, the newest rule first."""

    bands: Mapping[str, tuple[tuple[date, tuple[Band, ...]], ...]]

    def on(self, measure: str, day: date) -> tuple[Band, ...]:
        """Answer the classes of a measure in force on a day; before the first rule, that one."""
        versions = self.bands[measure]
        return next((bands for since, bands in versions if since <= day), versions[-1][1])

    def class_of(self, measure: str, value: Decimal | str, day: date) -> Band | None:
        """Answer the class a value falls in on a day; None where none holds it."""
        return next((band for band in self.on(measure, day) if band.holds(value)), None)

    def worth_of(self, measure: str, value: Decimal | str, day: date) -> Decimal | None:
        """Answer what a value is worth on a day: points, or an amount."""
        band = self.class_of(measure, value, day)
        return band.worth if band else None

    def amount(self, measure: str, day: date) -> Decimal:
        """Answer a measure's one amount on a day."""
        return next(band.worth for band in self.on(measure, day) if band.worth is not None)


def limits_from(rows: Iterable[Mapping[str, str]]) -> Limits:
    """Answer the cut-offs that rows of the table say."""
    found: dict[str, dict[date, list[Band]]] = {}
    for row in rows:
        band = _band(row)
        found.setdefault(band.measure, {}).setdefault(band.since, []).append(band)
    return Limits(
        {
            measure: tuple(
                (since, tuple(bands)) for since, bands in sorted(every.items(), reverse=True)
            )
            for measure, every in found.items()
        }
    )


def _band(row: Mapping[str, str]) -> Band:
    words = row["dari"].removeprefix("= ").split() if row["dari"].startswith("= ") else []
    ends: Sequence[str] = () if words else [one for one in (row["dari"], row["sampai"]) if one]
    return Band(
        measure=row["ukuran"],
        key=row["kelas"],
        name=row["nama"],
        bounds=tuple(_bound(one) for one in ends),
        words=frozenset(words),
        worth=Decimal(row["nilai"]) if row["nilai"] else None,
        unit=row["satuan"],
        level=row["tingkat"],
        source=row["sumber"],
        version=row["versi"],
        since=date.fromisoformat(row["berlaku"]),
        confirmed=row["konfirmasi"] != "ya",
    )


def _bound(text: str) -> Bound:
    found = _BOUND.fullmatch(text)
    if found is None:
        raise ValueError(f"'{text}' is no bound: write for example '>= -3' or '< 2'")
    return Bound(found[1], Decimal(found[2]))
