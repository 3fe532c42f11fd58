"""What a person is asked about a value, and what there is to choose from. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.merge.facts import Fact, key_of
from app.merge.fold import Cell
from app.merge.gathering import options_of
from app.merge.resolution import ASKED, CONFLICT, in_order
from app.merge.rules import RULES
from app.registry.values import is_point

# The gravest first: words sort as they weigh, so one index holds the queue in order.
SEVERITIES = {CONFLICT: "Nilai bertentangan", ASKED: "Nilai meragukan"}
# How a subject is called where it may not be named.
SUBJECT = "Sasaran"
SUBJECTS = {"orang": "Seorang warga", "keluarga": "Sebuah keluarga", "rumah": "Sebuah rumah"}
PATIENCE = 5  # working days a value may wait
KEYS = 9  # choices that have a key of their own
SATURDAY = 5
_PARTS = 5


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the order of the queue."""

    status: str
    latest: str
    place: str
    field: str
    period: str

    def write(self) -> str:
        """Answer it as one word of an address."""
        return "~".join((self.status, self.latest, self.place, self.field, self.period))


def position_from(text: str) -> Position | None:
    """Answer the position an address names, or None."""
    parts = text.split("~")
    return Position(*parts) if len(parts) == _PARTS else None


@dataclass(frozen=True, slots=True)
class Choice:
    """A value a person may choose, with the facts that say so; `shown` now stands in the profile."""

    value: Any
    facts: tuple[Fact, ...]
    shown: bool


def choices_of(cell: Cell, facts: Sequence[Fact]) -> list[Choice]:
    """Answer what may be chosen: what the profile shows first, then the newest first."""
    if cell.rule == "union":
        return _choices_of_union(cell, facts)
    kept = RULES[cell.rule].keep(facts)
    values = {key_of(fact.value): fact.value for fact in reversed(in_order(kept))}
    shown = key_of(_plain(cell.value)) if cell.value is not None else ""
    found = [
        Choice(value, tuple(f for f in in_order(facts) if key_of(f.value) == key), key == shown)
        for key, value in values.items()
    ]
    return sorted(found, key=lambda one: not one.shown)


def _choices_of_union(cell: Cell, facts: Sequence[Fact]) -> list[Choice]:
    """All options that stand, or only what the newest names."""
    ordered = in_order(facts)
    found = [Choice(list(cell.value or ()), tuple(ordered), shown=True)]
    newest = sorted(options_of(ordered[-1]))
    if newest != found[0].value:
        found.append(Choice(newest, (ordered[-1],), shown=False))
    return found


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value as JSON holds it
    return tuple(value) if isinstance(value, list) else value


def point_of(text: str) -> str:
    """Answer `latitude,longitude` of a point as Collect writes it; "" of anything else."""
    return ",".join(text.split(" ")[:2]) if is_point(text) else ""


def working_days(since: date, until: date, holidays: Collection[date]) -> int:
    """Answer how many working days have passed after a day, up to and with another."""
    days = (since + timedelta(days=n) for n in range(1, (until - since).days + 1))
    return sum(1 for day in days if day.weekday() < SATURDAY and day not in holidays)


def masked_hint(field: str, value: Any) -> str:  # noqa: ANN401 - a value as JSON holds it
    """Answer what may be seen of a value that tells of people, to tell two apart; "" for nothing."""
    text = str(value or "")
    if "nama" in field and not text.isdecimal():
        return " ".join(f"{word[0]}•••" for word in text.split())
    parts = text.split("-")
    if [len(part) for part in parts] == [4, 2, 2] and all(part.isdecimal() for part in parts):
        return f"tahun {parts[0]}"
    return ""
