"""Computed fields: named functions of other cells of the same place. Pure.

Nothing computed is stored: it is worked out from the settled cells wherever they are read, today's or
those of a past day. So it can never differ from what it is computed from, whatever came late, was
edited, rejected or decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.design.computed import COMPUTED, Formula
from app.merge.facts import canonical, stored_number
from app.merge.fold import Cell, CellKey
from app.merge.resolution import ASKED, CERTAIN, CONFLICT, Said

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Function:
    """A named function of numbers, and one sentence about it."""

    compute: Callable[[Sequence[Decimal]], Decimal | None]
    words: Said


def _total(numbers: Sequence[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0))


def _percent(numbers: Sequence[Decimal]) -> Decimal | None:
    part, whole = numbers
    if whole == 0:
        return None
    return (part * 100 / whole).quantize(TENTH, ROUND_HALF_UP)


FUNCTIONS: Mapping[str, Function] = {
    "jumlah": Function(
        _total,
        Said(
            "Jumlah dari nilai-nilai di bawah; kosong bila salah satunya belum ada.",
            "The sum of the values below; empty while one of them is missing.",
        ),
    ),
    "persen": Function(
        _percent,
        Said(
            "Nilai pertama dibagi nilai kedua (penyebut), dalam persen.",
            "The first value divided by the second (the denominator), in percent.",
        ),
    ),
}


def with_computed(cells: Iterable[Cell], formulas: Sequence[Formula]) -> list[Cell]:
    """Answer the cells and what is computed from them; `formulas` as `in_order` answers them.

    A value of a month is computed from that month's values and those that hold for good; one from
    lasting values alone holds for good.
    """
    given = list(cells)
    months: dict[tuple[str, str], dict[str, Cell]] = {}
    for cell in given:
        months.setdefault((cell.key.place, cell.key.period), {})[cell.key.field] = cell
    lasting = {place: found for (place, period), found in months.items() if not period}
    for place, found in lasting.items():
        given += _compute(place, "", found, formulas)
    for (place, period), found in months.items():
        if period:
            known = {**lasting.get(place, {}), **found}
            given += _compute(place, period, known, formulas)
    return given


def _compute(
    place: str, period: str, known: dict[str, Cell], formulas: Sequence[Formula]
) -> list[Cell]:
    fresh = []
    for formula in formulas:
        needs = [known[name] for name in formula.needs if name in known]
        if formula.field in known or len(needs) < len(formula.needs):
            continue
        cell = computed_cell(CellKey(place, formula.field, period), formula, needs)
        if cell:
            known[formula.field] = cell
            fresh.append(cell)
    return fresh


def computed_cell(key: CellKey, formula: Formula, needs: Sequence[Cell]) -> Cell | None:
    """Answer a computed cell, or None where it cannot be computed: as doubtful as what it needs."""
    numbers = [stored_number(cell.value) for cell in needs]
    told = [number for number in numbers if number is not None]
    value = FUNCTIONS[formula.function].compute(told) if len(told) == len(numbers) else None
    if value is None:
        return None
    return Cell(
        key=key,
        value=canonical(value),
        rule=COMPUTED,
        status=_status(cell.status for cell in needs),
        reason="dihitung",
        unreviewed=any(cell.unreviewed for cell in needs),
        sources=len(needs),
        latest=max((cell.latest for cell in needs), default=""),
    )


def _status(statuses: Iterable[str]) -> str:
    found = set(statuses)
    return next((one for one in (CONFLICT, ASKED) if one in found), CERTAIN)
