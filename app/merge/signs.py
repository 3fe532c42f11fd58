"""Signs of what must not wait, as strands and cells show them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.merge.changes import Changes
from app.merge.facts import holds, stored_number
from app.merge.fold import PERSON
from app.scores.declared import Alarm


class Where(NamedTuple):
    """What is looked at as a whole: a place, of whom (or the Posyandu's own), and the month."""

    place: str
    key: str
    period: str


class Sign(NamedTuple):
    """One sign: where it shows, and which alarm."""

    where: Where
    alarm: str


def signs_in(changes: Changes, alarms: Sequence[Alarm]) -> tuple[set[Where], set[Sign]]:
    """Answer what changed that may show alarms, and every sign it shows now."""
    of_subjects = {one.field: one.key for one in alarms if one.of_subject}
    of_reports = {one.field: one.key for one in alarms if not one.of_subject}
    looked: set[Where] = set()
    found: set[Sign] = set()
    for key, strand in changes.strands.items():
        if key.kind != PERSON or not key.period:
            continue
        where = Where(key.posyandu_code, key.key, key.period)
        looked.add(where)
        for field in strand.keys() & of_subjects.keys():
            if any(holds(fact.value) for fact in strand[field]):
                found.add(Sign(where, of_subjects[field]))
    for cell in changes.cells:
        if cell.key.field in of_reports:
            where = Where(cell.key.place, cell.key.place, cell.key.period)
            number = stored_number(cell.value)
            looked.add(where)
            if number is not None and number > 0:
                found.add(Sign(where, of_reports[cell.key.field]))
    gone = (key for key in changes.gone if key.field in of_reports)
    looked |= {Where(key.place, key.place, key.period) for key in gone}
    return looked, found
