"""What another mapping or rule would change in profiles: kinds of change, counts, a sample. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.design.effect_words import APPEARS, CLASHES, DIFFERS, HIDES, SETTLES, UNIT, VANISHES
from app.design.mapping import FieldState
from app.merge.fold import POSYANDU_SCOPE, Cell, CellKey
from app.merge.resolution import CONFLICT

SAMPLE = 10
OPEN = "umum"


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell before and after, in the Posyandu it belongs to, and how it changes."""

    posyandu_code: str
    key: CellKey
    kind: str
    before: Cell | None
    after: Cell | None
    masked: bool

    @property
    def rank(self) -> str:
        """Answer by what a sample is drawn: as good as chance, and the same each time."""
        return hashlib.sha256("\0".join((self.posyandu_code, *self.key)).encode()).hexdigest()[:16]


Fields = Mapping[str, FieldState]
Cells = Mapping[CellKey, Cell]


def differences(
    posyandu_code: str, before: Cells, after: Cells, was: Fields, will: Fields
) -> list[Difference]:
    """Answer what changes between a Posyandu's cells now and as they would be."""
    found = []
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        states = was.get(key.field), will[key.field]
        kind = kind_of(one, other, *states)
        if kind:
            masked = any(state and _is_masked(state) for state in states)
            found.append(Difference(posyandu_code, key, kind, one, other, masked))
    return found


def kind_of(
    before: Cell | None, after: Cell | None, was: FieldState | None, will: FieldState
) -> str:
    """Answer how a value changes, "" where nobody would see a difference."""
    clashed = before is not None and before.status == CONFLICT
    if after is not None and after.status == CONFLICT and not clashed:
        return CLASHES
    if before is None or after is None:
        return APPEARS if before is None else VANISHES
    if before.value != after.value:
        return DIFFERS
    if clashed and after.status != CONFLICT:
        return SETTLES
    if was and was.privacy == OPEN != will.privacy:
        return HIDES
    return UNIT if was and was.unit != will.unit else ""


def _is_masked(state: FieldState) -> bool:
    """Answer whether values may tell of a person: those are never kept outside their cells."""
    return state.privacy != OPEN or state.scope != POSYANDU_SCOPE or state.rule == "event"


def _shown(cell: Cell | None) -> Any:  # noqa: ANN401 - a value as JSON holds it
    if cell is None:
        return None
    return f"{len(cell.value)} berkas" if cell.rule == "attachment" else cell.value


@dataclass(slots=True)
class Tally:
    """How many values in how many Posyandu change, by field and kind, and ten of them by chance."""

    fields: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    kinds: dict[str, list[int]] = field(default_factory=dict)
    posyandu: int = 0
    sample: list[dict[str, Any]] = field(default_factory=list)

    @property
    def values(self) -> int:
        """Answer how many values change."""
        return sum(count for count, _places in self.kinds.values())

    def add(self, found: Iterable[Difference]) -> None:
        """Count what changes in one Posyandu."""
        every = list(found)
        self.posyandu += bool(every)
        for kind in dict.fromkeys(one.kind for one in every):
            same = [one for one in every if one.kind == kind]
            _count(self.kinds, kind, len(same))
            for name in dict.fromkeys(one.key.field for one in same):
                here = sum(one.key.field == name for one in same)
                _count(self.fields.setdefault(name, {}), kind, here)
        # Of values nobody may see ten lines would tell nothing: open ones come first.
        drawn = [*self.sample, *map(_row, sorted(every, key=_order)[:SAMPLE])]
        self.sample = sorted(drawn, key=lambda row: (row["masked"], row["rank"]))[:SAMPLE]


def _order(one: Difference) -> tuple[bool, str]:
    return one.masked, one.rank


def _row(one: Difference) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "place": one.posyandu_code,
        "field": one.key.field,
        "period": one.key.period,
        "kind": one.kind,
        "masked": one.masked,
        "had": one.before is not None,
        "has": one.after is not None,
        "before": None if one.masked else _shown(one.before),
        "after": None if one.masked else _shown(one.after),
    }


def _count(counts: dict[str, list[int]], name: str, values: int) -> None:
    known = counts.setdefault(name, [0, 0])
    known[0] += values
    known[1] += 1
