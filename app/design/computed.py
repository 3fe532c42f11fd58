"""Which fields the server computes, by which named function, from which other fields. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from graphlib import TopologicalSorter

COMPUTED = "computed"  # the rule such a field has


@dataclass(frozen=True, slots=True)
class Formula:
    """A computed field: the function's name, the fields it needs in their order, and its source."""

    field: str
    function: str
    needs: tuple[str, ...]
    source: str


def in_order(formulas: Iterable[Formula]) -> tuple[Formula, ...]:
    """Answer formulas so that each comes after those it needs; CycleError where none can be first."""
    known = {one.field: one for one in formulas}
    graph = {one.field: one.needs for one in known.values()}
    return tuple(known[name] for name in TopologicalSorter(graph).static_order() if name in known)


def computed_from(fields: Iterable[str], formulas: Iterable[Formula]) -> tuple[str, ...]:
    """Answer what changes with these fields; `formulas` as `in_order` answers them."""
    changed = set(fields)
    found = []
    for formula in formulas:
        if not changed.isdisjoint(formula.needs):
            changed.add(formula.field)
            found.append(formula.field)
    return tuple(found)
