"""Typed against counted totals of one Posyandu's month, and who was counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.design.library import read_totals
from app.merge import store as merge_store
from app.merge.compare_service import known_now
from app.merge.compare_store import Known
from app.merge.explain_service import explain
from app.merge.fold import CellKey
from app.registry.periods import next_month
from app.report.totals import Compared, compare

SHOWN = 60  # people of a list; more are counted


@dataclass(frozen=True, slots=True)
class People:
    """Some of the people a total counts, by subject; how many more; and how many are nobody known."""

    known: dict[str, Known]
    more: int
    nameless: int


def compared_of(posyandu_code: str, field: str, period: str) -> Compared | None:
    """Answer both totals a field takes part in, or None where nothing is compared."""
    total = next((one for one in read_totals() if one.holds(field)), None)
    if total is None or not period:
        return None

    def value(name: str) -> object:
        cell = merge_store.find_cell(CellKey(posyandu_code, name, period))
        return cell and cell.value

    return compare(total, value)


def counted_people(
    posyandu_code: str, field: str, period: str, may_see: Callable[[Known], bool]
) -> tuple[People, People]:
    """Answer who was counted in a month, and who was the month before but is not in this one."""
    now = _counted(posyandu_code, field, period)
    before = _counted(posyandu_code, field, next_month(period, -1))
    missing = [one for one in dict.fromkeys(before) if one and one not in set(now)]
    return _people(now, may_see), _people(missing, may_see)


def _counted(posyandu_code: str, field: str, period: str) -> list[str]:
    found = explain(posyandu_code, field, period)
    return [fact.subject for fact in found.resolution.winners] if found else []


def _people(subject_ids: list[str], may_see: Callable[[Known], bool]) -> People:
    named = sorted({one for one in subject_ids if one})
    known = {one: who for one, who in known_now(named[:SHOWN]).items() if may_see(who)}
    return People(known, len(named) - len(known), sum(not one for one in subject_ids))
