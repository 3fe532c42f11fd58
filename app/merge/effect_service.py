"""What a release would change in profiles, folded from the log twice; and folding anew once it is out.

Both go through the Posyandu in an order of chance, in parts of a second: merging goes on between them,
and what the first parts found is a fair sample of the whole.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.design import effect_store
from app.design.effect_service import mark_of, plan_of_draft, states_now
from app.design.mapping import FieldState, Force, Plan, meanings
from app.design.models import FormEffect
from app.design.service import Released, find_released
from app.design.store import find_version
from app.extensions.database import now, transaction
from app.intake import examining_store
from app.intake import queue_store as queue
from app.intake.models import Submission
from app.intake.queue_store import Sent
from app.intake.states import COUNTED
from app.merge import subject_store
from app.merge.changes import decide
from app.merge.effect import Difference, Tally, differences
from app.merge.facts import SEEN, FieldSpec
from app.merge.fold import PERSON, POSYANDU_SCOPE, Cell, CellKey, facts_by_cell, settle
from app.merge.log import Item, Strands
from app.merge.log_service import DatabaseLog, item_from, specs_of_fields
from app.merge.rules import RULES
from app.merge.service import rebuild_place
from app.outbox.kinds import FOLD_ANEW, MEASURE_EFFECT
from app.outbox.service import enqueue

PART_SECONDS = 1.0


@dataclass(slots=True)
class Reading:
    """How answers are read: a mapping of some forms, and the fields that are looked at."""

    forms: tuple[str, ...]
    force: Mapping[str, Force]  # of forms whose mapping is not today's
    states: Mapping[str, FieldState]
    known: dict[tuple[str, str], Released] = field(default_factory=dict)

    @property
    def specs(self) -> dict[str, FieldSpec]:
        """Answer what merging needs to know of the fields."""
        found = {
            name: FieldSpec(name, one.scope, one.rule, one.privacy)
            for name, one in self.states.items()
            if one.rule in RULES
        }
        return found | {SEEN: FieldSpec(SEEN, PERSON, "latest")}

    @property
    def speaks_of_people(self) -> bool:
        """Answer whether any of the fields is of a person, family, house or asset."""
        return any(one.scope != POSYANDU_SCOPE for one in self.states.values())

    def released(self, form_id: str, version: str) -> Released:
        """Answer a version under this mapping, cut to these fields."""
        known = self.known.get((form_id, version))
        if known is None:
            found = find_released(form_id, version)
            if found is None:  # a submission is only ever received on a released version
                raise LookupError(f"{form_id} {version} was never released")
            force = self.force.get(form_id)
            mapping = found.mapping if force is None else meanings(found.fields, force)
            cut = tuple(
                use for use in mapping if any(name in self.states for name, _rule in use.fields)
            )
            known = self.known[form_id, version] = replace(found, mapping=cut)
        return known


class MappedLog(DatabaseLog):
    """The log around one Posyandu under some reading, as if nothing had been folded but who is who."""

    def __init__(self, posyandu_code: str, reading: Reading) -> None:
        """Take the Posyandu and the reading."""
        super().__init__(posyandu_code)
        self.reading = reading

    def item(self, row: Sent, *, merged: bool | None = None) -> Item:
        """Answer a submission under the reading."""
        del merged
        return item_from(
            row, merged=False, released=self.reading.released(row.form_id, row.version)
        )

    def everything(self) -> list[Item]:
        """Answer the Posyandu's live submissions of the forms that are looked at."""
        rows = queue.list_with_answers(
            (Submission.posyandu_code == self.posyandu_code)
            & Submission.form_id.in_(self.reading.forms)
            & Submission.state.in_(COUNTED)
        )
        return [self.item(row) for row in rows]

    def strands(self, keys: object) -> Strands:
        """Answer nothing."""
        return {}

    def strands_around(self, periods: object, fields: object, but: object) -> Strands:
        """Answer nothing: every form that fills the fields is read."""
        return {}

    def strands_of_subjects(self, wanted: object) -> Strands:
        """Answer nothing: people are settled apart."""
        return {}


def readings_of(plan: Plan) -> tuple[Reading, Reading]:
    """Answer how answers are read today, and as a plan would have it."""
    today = states_now(plan.fields)
    return Reading(plan.forms, {}, today), Reading(plan.forms, plan.force, plan.fields)


def cells_in(posyandu_code: str, reading: Reading) -> dict[CellKey, Cell]:
    """Answer the cells of a Posyandu and of who was last seen there, under a reading."""
    log, specs = MappedLog(posyandu_code, reading), reading.specs
    changes = decide(posyandu_code, log.everything(), log, specs)
    found = {cell.key: cell for cell in changes.cells}
    if reading.speaks_of_people:
        found |= _cells_of_people(posyandu_code, log, changes.strands)
    return found


def _cells_of_people(posyandu_code: str, log: MappedLog, strands: Strands) -> dict[CellKey, Cell]:
    """Answer the cells of who was last seen here, over every Posyandu they were seen in."""
    specs = log.reading.specs
    homed = set(subject_store.list_ids_in(posyandu_code))
    held = subject_store.list_mentions_of_subjects(homed)
    elsewhere: dict[str, list[int]] = {}
    for one in held:
        if one.posyandu_code != posyandu_code:
            elsewhere.setdefault(one.posyandu_code, []).append(one.seq)
    every = dict(strands)
    for code, seqs in elsewhere.items():
        there = MappedLog(code, log.reading)
        items = [one for one in there.items(seqs) if one.form_id in log.reading.forms]
        every |= decide(code, items, there, specs).strands
    mine = {key: one for key, one in every.items() if key.kind == PERSON and key.key in homed}
    decisions = log.decisions(
        {one: one for one in homed} | {one.mention.mention_id: one.subject_id for one in held}
    )
    found = {}
    for key, facts in facts_by_cell(mine, specs.keys() - {SEEN}, specs).items():
        settled = settle(key, facts, specs, decisions.get(key))
        if settled and key.place in homed:
            found[key] = settled[0]
    return found


def differences_in(posyandu_code: str, today: Reading, planned: Reading) -> list[Difference]:
    """Answer what a plan would change in one Posyandu."""
    before, after = cells_in(posyandu_code, today), cells_in(posyandu_code, planned)
    return differences(posyandu_code, before, after, today.states, planned.states)


def measure(plan: Plan, told: Callable[[int, int], None] = lambda _done, _all: None) -> Tally:
    """Answer what a plan would change everywhere; `told` hears how far it is."""
    today, planned = readings_of(plan)
    places, tally = list(_places(_forms_to_visit(today, planned), "")), Tally()
    for number, (_mark, code) in enumerate(places, start=1):
        tally.add(differences_in(code, today, planned))
        told(number, len(places))
    return tally


# -- by the worker, in parts


def measure_part(payload: Mapping[str, Any]) -> None:
    """Measure what a draft's release would change in the next Posyandu."""
    effect = effect_store.get_effect(payload["effect_id"])
    if effect.state != effect_store.MEASURING:
        return
    row = find_version(effect.form_id, effect.version, whole=True)
    plan = plan_of_draft(row) if row else None
    if row is None or plan is None or mark_of(plan, row.source_hash) != effect.mark:
        return  # measured for what is no longer so: the page begins anew
    specs_of_fields()  # hears of releases
    today, planned = readings_of(plan)
    tally = Tally(**effect.tally, sample=effect.sample) if effect.tally else Tally()

    def look(code: str) -> None:
        tally.add(differences_in(code, today, planned))

    step = _go_through(effect, _forms_to_visit(today, planned), look)
    with transaction():
        effect = effect_store.get_effect(effect.effect_id, locked=True)
        if effect.cursor != step.begun or effect.state != effect_store.MEASURING:
            return
        effect.tally = {
            "fields": tally.fields,
            "kinds": tally.kinds,
            "posyandu": tally.posyandu,
        }
        effect.sample = tally.sample
        _note(effect, step, MEASURE_EFFECT, effect_store.READY)


def fold_part(payload: Mapping[str, Any]) -> None:
    """Fold the next Posyandu anew after a release; the old values stand until the new ones do."""
    effect = effect_store.get_effect(payload["effect_id"])
    if effect.state != effect_store.APPLYING:
        return
    forms = tuple(effect.forms)

    def fold(code: str) -> None:
        rebuild_place(code)
        with transaction():
            examining_store.save_place_to_examine(code, forms)

    step = _go_through(effect, forms, fold)
    with transaction():
        effect = effect_store.get_effect(effect.effect_id, locked=True)
        if effect.cursor == step.begun and effect.state == effect_store.APPLYING:
            _note(effect, step, FOLD_ANEW, effect_store.DONE)


@dataclass(frozen=True, slots=True)
class Step:
    """How far one part came: from where, to where, of how many, and whether that was all."""

    begun: str
    cursor: str
    done: int
    total: int
    ended: bool


def _forms_to_visit(today: Reading, planned: Reading) -> tuple[str, ...]:
    """Answer whose Posyandu to look at; none for all: who was seen here may be at home there."""
    return () if today.speaks_of_people or planned.speaks_of_people else planned.forms


def _go_through(effect: FormEffect, forms: tuple[str, ...], act: Callable[[str], None]) -> Step:
    """Act in the next Posyandu for about a second."""
    until = time.monotonic() + PART_SECONDS
    places = list(_places(forms, effect.cursor))
    cursor, done = effect.cursor, 0
    for mark, code in places:
        act(code)
        cursor, done = mark, done + 1
        if time.monotonic() > until:
            break
    total = effect.done + len(places)
    return Step(effect.cursor, cursor, effect.done + done, total, done == len(places))


def _note(effect: FormEffect, step: Step, kind: str, end: str) -> None:
    effect.cursor, effect.done, effect.total = step.cursor, step.done, step.total
    if step.ended:
        effect.state, effect.ended_at = end, now()
        return
    enqueue(kind, str(effect.effect_id), {"effect_id": effect.effect_id})


def _places(forms: tuple[str, ...], after: str) -> Iterator[tuple[str, str]]:
    """Answer the Posyandu that any of the forms came from, in an order of chance that stays."""
    codes = queue.list_places_of(forms) if forms else queue.list_places()
    marked = sorted((hashlib.sha256(code.encode()).hexdigest()[:32], code) for code in codes)
    return ((mark, code) for mark, code in marked if mark > after)
