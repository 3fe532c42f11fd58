"""A Posyandu's profile as it was before a moment, folded from the part of the log known until then.

Nothing is stored of the past. Rules and registry are today's: the past of a Posyandu that was renamed or
merged is shown as what its submissions count for now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.intake import past_store as past
from app.intake.models import Decision
from app.intake.states import COUNTED
from app.merge import subject_store
from app.merge.changes import decide
from app.merge.explain_service import Explained
from app.merge.fold import CellKey, facts_by_cell, settle
from app.merge.log import Held, Item, Strands
from app.merge.log_service import EmptyPlaceLog, item_from, scoring_now, specs_of_fields
from app.merge.matching import Link, Mention
from app.registry import history_store

Past = dict[CellKey, Explained]


class PastLog(EmptyPlaceLog):
    """The log around one Posyandu, cut at a moment: what came or was decided later is not in it."""

    def __init__(self, posyandu_code: str, until: datetime) -> None:
        """Take the Posyandu and the moment."""
        super().__init__(posyandu_code)
        self.moment = self.until = until

    def everything(self) -> list[Item]:
        """Answer the submissions of the Posyandu that counted then, in the states they had."""
        states = past.states_in(self.posyandu_code, self.moment)
        return [
            item_from(row, merged=False, state=states[row.instance_id])
            for row in past.list_received(self.posyandu_code, self.moment)
            if states.get(row.instance_id) in COUNTED
        ]

    def closure(self, mentions: Iterable[Mention], subject_ids: Collection[str]) -> dict[int, Held]:
        """Answer what other Posyandu held then, also what counts no more today."""
        mine = list(mentions)
        linked = super().closure(mine, subject_ids)
        fallen = self._fallen()
        while True:
            everybody = [*mine, *(one.mention for one in linked.values())]
            joined = _joined(self.links(everybody))
            keys = _keys(everybody) | {("anchor", anchor) for anchor in joined}
            held = [one for one in subject_store.list_mentions_at(joined) if self._elsewhere(one)]
            held += [one for one in fallen if not keys.isdisjoint(_keys([one.mention]))]
            fresh = {one.seq: one for one in held if one.seq not in linked}
            if not fresh:
                return self._counted(linked)
            linked |= super().closure([one.mention for one in fresh.values()], ()) | fresh

    def strands_of_subjects(self, wanted: Collection[tuple[str, str]]) -> Strands:
        """Answer nothing: only the Posyandu's own cells are asked of the past."""
        return {}

    def _fallen(self) -> list[Held]:
        items = (
            (row, item_from(row, state="diterima"))
            for row in past.list_fallen_since(self.moment, self.posyandu_code)
        )
        return [
            Held(row.seq, row.posyandu_code or "", row.period, "", item.mention)
            for row, item in items
            if item.mention
        ]

    def _elsewhere(self, one: Held) -> bool:
        return one.posyandu_code != self.posyandu_code

    def _counted(self, linked: dict[int, Held]) -> dict[int, Held]:
        names = past.list_instance_ids(linked)
        received = past.list_received_before(names.values(), self.moment)
        states = past.states_of(received, self.moment)
        return {seq: one for seq, one in linked.items() if states.get(names[seq]) in COUNTED}


def _keys(mentions: Iterable[Mention]) -> set[tuple[str, object]]:
    pairs = {(name, getattr(mention, name)) for mention in mentions for name in subject_store.LINKS}
    return {(name, value) for name, value in pairs if value is not None}


def _joined(links: Iterable[Link]) -> set[str]:
    return {anchor for link in links if link.joins for anchor in link.left | link.right}


def profile_before(posyandu_code: str, until: datetime) -> Past:
    """Answer every cell a Posyandu had before a moment, with its reasons."""
    specs, log = specs_of_fields(), PastLog(posyandu_code, until)
    changes = decide(posyandu_code, log.everything(), log, specs, scoring_now())
    facts = facts_by_cell(changes.strands, specs.keys(), specs)
    decisions = log.decisions({posyandu_code: posyandu_code})
    found: Past = {}
    for cell in changes.cells:
        settled = settle(cell.key, facts[cell.key], specs, decisions.get(cell.key))
        if settled:
            found[cell.key] = Explained(*settled, tuple(facts[cell.key]))
    return found


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a value changed: a submission that came or counts no more, or a decision about the value."""

    what: str
    instance_id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell before and after, and why."""

    key: CellKey
    before: Explained | None
    after: Explained | None
    causes: tuple[Cause, ...]


CAME, BACK, LEFT, LOST, CHOSEN = "masuk", "dipakai", "keluar", "kalah", "dipilih"


def difference(posyandu_code: str, start: datetime, end: datetime) -> list[Change]:
    """Answer what differs between the profile before one moment and before a later one."""
    before, after = profile_before(posyandu_code, start), profile_before(posyandu_code, end)
    keys = [key for key in sorted(before | after) if _differ(before.get(key), after.get(key))]
    sources = {key: (_sources(before.get(key)), _sources(after.get(key))) for key in keys}
    moved = {name for was, now in sources.values() for name in was ^ now}
    codes = {posyandu_code, *history_store.list_former_codes([posyandu_code])}
    decisions = past.list_decisions_between(start, end, moved, codes)
    states, early = past.states_of(moved, end), past.list_received_before(moved, start)
    changes = []
    for key in keys:
        was, now = sources[key]
        causes = [Cause(BACK if name in early else CAME, name) for name in sorted(now - was)]
        causes += [_left(name, states[name], decisions) for name in sorted(was - now)]
        causes += [
            Cause(CHOSEN, reason=one.reason)
            for one in decisions
            if one.kind == "nilai" and (one.field, one.period or "") == (key.field, key.period)
        ]
        changes.append(Change(key, before.get(key), after.get(key), tuple(causes)))
    return changes


def _left(name: str, state: str, decisions: Iterable[Decision]) -> Cause:
    reasons = [one.reason for one in decisions if one.instance_id == name]
    if state in COUNTED:
        return Cause(LOST, name)
    return Cause(LEFT, name, reasons[-1] if reasons else "")


def _differ(before: Explained | None, after: Explained | None) -> bool:
    if before is None or after is None:
        return before is not after
    return (before.cell.value, before.cell.status) != (after.cell.value, after.cell.status)


def _sources(found: Explained | None) -> set[str]:
    """Answer what a value comes from; where nothing has won yet, what it is to be decided from."""
    facts = found.resolution.winners or found.facts if found else ()
    return {fact.origin.instance_id for fact in facts}
