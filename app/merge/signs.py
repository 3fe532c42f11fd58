"""Signs of what must not wait, as strands and cells show them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.merge.changes import Changes
from app.merge.facts import holds, stored_number
from app.merge.fold import PERSON, CellKey
from app.scores.declared import Alarm


class Where(NamedTuple):
    """What is looked at as a whole: a place, of whom (or the Posyandu's own), and the month.

    Without a month: how somebody stands, for good.
    """

    place: str
    key: str
    period: str


class Sign(NamedTuple):
    """One sign: where it shows, and which alarm."""

    where: Where
    alarm: str


def signs_in(changes: Changes, alarms: Sequence[Alarm]) -> tuple[set[Sign], set[Sign]]:
    """Answer every sign that what changed may show, and those of them it shows now.

    A month of a person is one strand, whole, and so is what holds for good; of a Posyandu only the
    cells that changed are here, and they say nothing of its other signs.
    """
    of_subjects = {one.field: one.key for one in alarms if one.of_subject}
    of_reports = {one.field: one.key for one in alarms if not one.of_subject}
    looked: set[Sign] = set()
    found: set[Sign] = set()
    for key, strand in changes.strands.items():
        if key.kind != PERSON:
            continue
        where = Where(key.posyandu_code, key.key, key.period)
        looked |= {Sign(where, alarm) for alarm in of_subjects.values()}
        for field in strand.keys() & of_subjects.keys():
            if any(holds(fact.value) for fact in strand[field]):
                found.add(Sign(where, of_subjects[field]))
    for cell in changes.cells:
        if cell.key.field in of_reports:
            sign, number = _of_report(cell.key, of_reports), stored_number(cell.value)
            looked.add(sign)
            if number is not None and number > 0:
                found.add(sign)
    looked |= {_of_report(key, of_reports) for key in changes.gone if key.field in of_reports}
    return looked, found


def _of_report(key: CellKey, alarms: Mapping[str, str]) -> Sign:
    return Sign(Where(key.place, key.place, key.period), alarms[key.field])
