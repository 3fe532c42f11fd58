"""What one report's answers work out to, by itself: minutes until officers came, and the like. Pure.

Merging treats each result as if the report had told it; so it is added up, counted or compared by the
rule of its field, late, edited and rejected reports included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.scores.declared import ANY
from app.scores.judging import FUNCTIONS
from app.scores.limits import Limits
from app.scores.seen import Seen


@dataclass(frozen=True, slots=True)
class PerReport:
    """A field worked out of each report: the function, what it needs, and what is taken of the result.

    `classes`: yes or no, whether the result is one of them; none: its number. `only`: the answer a
    report must have given to be judged at all.
    """

    field: str
    function: str
    needs: tuple[str, ...]
    classes: frozenset[str]
    only: tuple[str, str] | None
    source: str

    def value_of(self, told: Mapping[str, Any], day: date, limits: Limits) -> int | str | None:
        """Answer what a report told on a day works out to; None where it cannot be judged."""
        if self.only and told.get(self.only[0]) != self.only[1]:
            return None
        values = tuple(told.get(name) for name in self.needs)
        outcome = FUNCTIONS[self.function](Seen(day, f"{day:%Y-%m}", values, limits))
        if outcome is None or not outcome.key:
            return None
        if not self.classes:
            return int(outcome.number) if outcome.number.isdecimal() else outcome.number
        return int(outcome.key in self.classes or ANY in self.classes)


def per_report_from(rows: Iterable[Mapping[str, str]]) -> tuple[PerReport, ...]:
    """Answer what rows declare."""
    found = []
    for row in rows:
        field, _, answer = row["bila"].partition(" = ")
        found.append(
            PerReport(
                row["field"],
                row["function"],
                tuple(row["needs"].split()),
                frozenset(row["classes"].split()),
                (field, answer) if answer else None,
                row["source"],
            )
        )
    return tuple(found)
