"""Totals typed in reports beside what was counted one by one: neither replaces the other. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.design.totals import Total
from app.merge.facts import canonical, stored_number
from app.registry.words import number_words


@dataclass(frozen=True, slots=True)
class Compared:
    """A month's typed total and counted total; the fields each comes from."""

    total: Total
    typed: Decimal
    counted: Decimal

    @property
    def differs(self) -> bool:
        """Answer whether they are not the same."""
        return self.typed != self.counted

    @property
    def has_begun(self) -> bool:
        """Answer whether most are recorded one by one: else a difference says nothing yet."""
        return self.counted * 2 >= self.typed

    @property
    def words(self) -> str:
        """Answer both as people read them."""
        typed, counted = (number_words(canonical(one)) for one in (self.typed, self.counted))
        return f"diketik {typed}, terhitung {counted}"


Value = Callable[[str], Any]  # a field's value in the month, None where there is none


def compare(total: Total, value: Value) -> Compared | None:
    """Answer both totals of a month, or None where either was not told."""
    typed = [one for name in total.typed if (one := stored_number(value(name))) is not None]
    counted = stored_number(value(total.counted))
    if not typed or counted is None:
        return None
    return Compared(total, sum(typed, Decimal(0)), counted)


def by_field(totals: Iterable[Total], value: Value) -> Mapping[str, Compared]:
    """Answer what is compared of a month, by every field that takes part."""
    found: dict[str, Compared] = {}
    for total in totals:
        compared = compare(total, value)
        if compared:
            found |= dict.fromkeys((*total.typed, total.counted), compared)
    return found
