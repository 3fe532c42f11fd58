"""Telling others what merging changed: one event for each Posyandu and batch, never a value.

Called within the transaction that writes it. Where nobody listens nothing is read or written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.merge import question_store
from app.merge.changes import Changes
from app.merge.fold import Cell, CellKey
from app.merge.resolution import CERTAIN
from app.outbox.events import CONFLICT_OPENED, PROFILE_CHANGED
from app.outbox.events_service import event_row, is_listened, note_events
from app.registry.bidang import bidang_of_field

QUESTIONS_TOLD = 100  # of one Posyandu and batch; how many there are in all is told too


@dataclass(slots=True)
class _Touched:
    """What changed of one Posyandu: its own cells, and how many of its subjects."""

    keys: set[CellKey] = field(default_factory=set)
    subjects: int = 0
    asking: list[Cell] = field(default_factory=list)


def asked_before(changes: Changes) -> frozenset[CellKey]:
    """Answer which of the cells that ask a person now did so before they are written."""
    if not is_listened(CONFLICT_OPENED):
        return frozenset()
    return frozenset(question_store.list_asking([cell.key for cell in _asking(changes)]))


def tell_changes(
    changes: Changes, places: Iterable[str], asked: frozenset[CellKey] = frozenset()
) -> None:
    """Tell what changed in each Posyandu.

    `places` are those merged: at the first of them counts a subject nobody speaks of any more.
    """
    if not is_listened(PROFILE_CHANGED, CONFLICT_OPENED):
        return
    touched = _by_place(changes, sorted(places))
    rows = []
    if is_listened(PROFILE_CHANGED):
        rows += [_changed(code, one) for code, one in touched.items() if one.keys or one.subjects]
    if is_listened(CONFLICT_OPENED):
        for code, one in touched.items():
            opened = [cell.key for cell in one.asking if cell.key not in asked]
            rows += [_opened(code, sorted(opened))] if opened else []
    note_events(rows)


def tell_cell(key: CellKey, posyandu_code: str) -> None:
    """Tell that one cell, of a Posyandu or of a subject seen in it, was settled anew by a decision."""
    if is_listened(PROFILE_CHANGED):
        own = key.place == posyandu_code
        one = _Touched({key}, 0 if own else 1)
        note_events([_changed(posyandu_code, one)])


def _asking(changes: Changes) -> Iterable[Cell]:
    yield from (cell for cell in changes.cells if cell.status != CERTAIN)
    for subject in changes.subjects.values():
        yield from (cell for cell in subject.cells if cell.status != CERTAIN)


def _by_place(changes: Changes, places: Sequence[str]) -> dict[str, _Touched]:
    touched: dict[str, _Touched] = {}
    for key in (*(cell.key for cell in changes.cells), *changes.gone):
        touched.setdefault(key.place, _Touched()).keys.add(key)
    for cell in changes.cells:
        if cell.status != CERTAIN:
            touched[cell.key.place].asking.append(cell)
    for subject in changes.subjects.values():
        here = touched.setdefault(subject.home or places[0], _Touched())
        here.subjects += 1
        here.keys |= {cell.key for cell in subject.cells}
        here.asking += [cell for cell in subject.cells if cell.status != CERTAIN]
    return touched


def _changed(posyandu_code: str, one: _Touched) -> dict[str, Any]:
    bidang = sorted({bidang_of_field(key.field) for key in one.keys})
    data = {
        "posyandu": posyandu_code,
        "bidang": bidang,
        "periods": sorted({key.period for key in one.keys if key.period}),
        "fields": len({key.field for key in one.keys if key.place == posyandu_code}),
        "subjects": one.subjects,
    }
    return event_row(PROFILE_CHANGED, data, posyandu_code, bidang)


def _opened(posyandu_code: str, keys: Sequence[CellKey]) -> dict[str, Any]:
    bidang = sorted({bidang_of_field(key.field) for key in keys})
    questions = [
        {"field": key.field, "period": key.period, "subject": _subject(key, posyandu_code)}
        for key in keys[:QUESTIONS_TOLD]
    ]
    data = {"posyandu": posyandu_code, "count": len(keys), "questions": questions}
    return event_row(CONFLICT_OPENED, data, posyandu_code, bidang)


def _subject(key: CellKey, posyandu_code: str) -> str | None:
    return None if key.place == posyandu_code else key.place
