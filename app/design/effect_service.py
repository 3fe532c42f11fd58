"""What a release would change in profiles: the plan, measuring it by the worker, and applying it.

Design knows what answers will mean; which values follow from that, merging measures and folds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any

from app.design import effect_store, service, store
from app.design.library import FieldRow
from app.design.mapping import (
    STRICTNESS,
    Change,
    FieldState,
    Force,
    Plan,
    changed_fields,
    changed_questions,
    fields_of,
    plan_of,
    states_after,
)
from app.design.models import FormEffect, FormVersion
from app.extensions.database import now, transaction
from app.outbox.kinds import FOLD_ANEW, MEASURE_EFFECT
from app.outbox.service import enqueue
from app.problems import Problem
from xlsform.field_map import FieldUse

CATALOGUE = "katalog"
SCORES = "skor"


@dataclass(frozen=True, slots=True)
class Version:
    """A version that may be released: its form, its questions, and whom it is about."""

    form_id: str
    uses: Sequence[FieldUse]
    subjek: str | None


def plan_of_draft(row: FormVersion) -> Plan:
    """Answer what the release of a draft would make mean something else; of a released one nothing."""
    if row.state == store.RELEASED:
        return Plan((), {}, {}, ())
    uses = service.uses_of(row.fields)
    return plan_of_versions([Version(row.form_id, uses, row.settings["subjek"])])


def plan_of_versions(versions: Iterable[Version], catalogue: Iterable[FieldRow] = ()) -> Plan:
    """Answer what releasing versions, and another catalogue of fields, would change together."""
    now_in_force, known = service.every_force(), _states()
    will, proposed = _with_catalogue(known, catalogue), {}
    changes: list[Change] = []
    for one in versions:
        force = now_in_force.get(one.form_id, {})
        will = states_after(will, one.uses, one.subjek)
        proposed[one.form_id] = {**force, **{use.path: use for use in one.uses}}
        changes += changed_questions(one.form_id, force, one.uses, _asked_now(one.form_id))
    changes += changed_fields(_written(known, now_in_force.values()), will)
    return plan_of(changes, now_in_force, proposed, will)


def _with_catalogue(
    known: dict[str, FieldState], catalogue: Iterable[FieldRow]
) -> dict[str, FieldState]:
    found = dict(known)
    for row in catalogue:
        was = known.get(row.field, FieldState("", "", "", STRICTNESS[0]))
        found[row.field] = FieldState(row.rule, row.unit, row.scope, was.privacy)
    return found


def states_with(uses: Iterable[FieldUse], subjek: str | None) -> dict[str, FieldState]:
    """Answer the profile's fields as a version leaves them."""
    return states_after(_states(), uses, subjek)


def states_now(names: Iterable[str]) -> dict[str, FieldState]:
    """Answer some of the profile's fields as they are; of a field not there yet nothing."""
    known = _states()
    return {name: known[name] for name in names if name in known}


def _states() -> dict[str, FieldState]:
    return {
        row.field: FieldState(row.rule, row.unit, row.scope, row.privacy)
        for row in store.list_field_states()
    }


def _written(known: dict[str, FieldState], forces: Iterable[Force]) -> dict[str, FieldState]:
    """Answer the fields that any released form fills: of others no value can stand anywhere."""
    filled: frozenset[str] = frozenset().union(*(fields_of(force) for force in forces))
    return {name: state for name, state in known.items() if name in filled}


def _asked_now(form_id: str) -> tuple[FieldUse, ...]:
    """Answer the questions of the version phones have now."""
    form = store.find_form(form_id)
    version = form and form.current_version
    row = store.find_version(form_id, version, whole=True) if version else None
    return service.uses_of(row.fields) if row else ()


# -- measuring, before a release


def begin_measuring(form_id: str, version: str, actor: str) -> FormEffect:
    """Let the worker measure what a draft's release would change; one under way goes on."""
    with transaction():
        row = store.get_version(form_id, version, whole=True)
        if row.state == store.RELEASED:
            raise Problem("design.version_taken", form_id=form_id, version=version)
        plan = plan_of_draft(row)
        mark = mark_of(plan, row.source_hash)
        known = effect_store.find_newest_effect(form_id, version)
        if known and known.mark == mark and known.state in effect_store.OF_DRAFTS:
            return known
        effect = _effect(plan, form_id, version, mark, actor)
        effect.state = effect_store.MEASURING if plan.changes_values else effect_store.READY
        effect_store.add_effect(effect)
        if not plan.changes_values:
            return effect
        enqueue(MEASURE_EFFECT, str(effect.effect_id), {"effect_id": effect.effect_id})
        return effect


def find_effect(row: FormVersion) -> FormEffect | None:
    """Answer what was measured of a draft as it is now, or of a released version how it is applied."""
    effect = effect_store.find_newest_effect(row.form_id, row.version)
    if effect is None or row.state == store.RELEASED:
        return effect
    return effect if effect.mark == mark_of(plan_of_draft(row), row.source_hash) else None


def changes_of(row: FormVersion) -> list[dict[str, Any]]:
    """Answer what a draft's release would make mean something else, as effects keep it."""
    return [asdict(one) for one in plan_of_draft(row).changes]


def changes_values(draft: FormVersion) -> bool:
    """Answer whether a draft's release may change values that stand in profiles."""
    row = store.get_version(draft.form_id, draft.version, whole=True)
    return plan_of_draft(row).changes_values


def needs_a_look(row: FormVersion) -> bool:
    """Answer whether a draft changes values and nobody has been shown which."""
    if row.state == store.RELEASED or not plan_of_draft(row).changes_values:
        return False
    effect = find_effect(row)
    return effect is None or effect.state != effect_store.READY


def mark_of(plan: Plan, source_hash: str) -> str:
    """Answer what tells one plan from another: what was measured of another one says nothing."""
    changes = [astuple(one) for one in plan.changes]
    fields = {name: astuple(state) for name, state in plan.fields.items()}
    told = [source_hash, changes, plan.forms, fields]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _effect(plan: Plan, form_id: str, version: str, mark: str, actor: str) -> FormEffect:
    return FormEffect(
        form_id=form_id,
        version=version,
        mark=mark,
        changes=[asdict(one) for one in plan.changes],
        forms=list(plan.forms),
        tally={},
        sample=[],
        cursor="",
        total=0,
        done=0,
        begun_at=now(),
        begun_by=actor,
    )


# -- applying, with a release


def apply_plan(plan: Plan, form_id: str, version: str, source_hash: str, actor: str) -> None:
    """Let the worker fold anew where values change; inside the transaction that changes them."""
    mark = mark_of(plan, source_hash)
    effect = effect_store.find_newest_effect(form_id, version)
    if not plan.changes_values:
        if effect is not None:
            effect.state, effect.ended_at = effect_store.DONE, now()
        return
    if effect is None or effect.mark != mark or effect.state not in effect_store.OF_DRAFTS:
        effect = _effect(plan, form_id, version, mark, actor)
    effect.state, effect.cursor, effect.done = effect_store.APPLYING, "", 0
    effect_store.add_effect(effect)
    enqueue(FOLD_ANEW, str(effect.effect_id), {"effect_id": effect.effect_id})


def apply_scoring(mark: str, actor: str, *, is_new: bool) -> None:
    """Let the worker fold everything anew where people are judged by other cut-offs than before.

    In the transaction of the caller. A new installation has nothing to fold.
    """
    known = effect_store.find_newest_effect("", SCORES)
    if known is not None and known.mark == mark:
        return
    effect = _effect(Plan((), {}, {}, ()), "", SCORES, mark, actor)
    effect.state = effect_store.DONE if is_new else effect_store.APPLYING
    effect.ended_at = now() if is_new else None
    effect_store.add_effect(effect)
    if not is_new:
        enqueue(FOLD_ANEW, str(effect.effect_id), {"effect_id": effect.effect_id})
