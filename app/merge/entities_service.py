"""Making and changing sasaran as submissions arrive: one turn at a time, one transaction a submission.

Sasaran follow arrival, as phones expect; no profile value is ever taken from them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from app.accounts.models import AccessLog
from app.accounts.store import add_log
from app.design.service import find_released, list_released
from app.extensions.database import now, transaction
from app.extensions.vault import vault
from app.intake import entity_queue_store as queue
from app.intake.models import Submission
from app.intake.states import ACCEPTED, COUNTED
from app.merge import entity_log_store as store
from app.merge.entity_changes import Chain, Plan, plan_chain, resolve
from app.merge.entity_state import Entity
from app.openrosa.entities import EntityChange, read_entities
from app.openrosa.envelope import parse
from app.problems import Problem
from app.registry import entity_store
from app.registry.entity_models import EntityBacklog, EntityProblem
from app.web.guards import settings


def apply_entities(seq: int) -> None:
    """Make and change the sasaran of one submission, in its whole chain of edits."""
    with transaction():
        entity_store.take_turn()
        _apply_chain(seq, forced=False)


def force_overdue() -> bool:
    """Apply the update that was held too long, flagged; answer whether there was one."""
    patience = timedelta(days=settings().entity_hold_days)
    if store.find_overdue(now() - patience) is None:
        return False
    with transaction():
        entity_store.take_turn()
        overdue = store.find_overdue(now() - patience)
        if overdue is not None:
            _apply_chain(overdue.seq, forced=True)
    return True


def force_held(seq: int, actor: str) -> None:
    """Apply a held submission's updates now, because a person says so; flagged."""
    with transaction():
        entity_store.take_turn()
        add_log(_logged(actor, "sasaran.terapkan", f"submission:{seq}", ""))
        _apply_chain(seq, forced=True)


def _apply_chain(seq: int, *, forced: bool) -> None:
    members = queue.list_chain_of(seq)
    touched = {row.seq: row.touch for row in members}
    chain = _chain(members, forced=forced)
    ids = {change.entity_id for change in chain.changes if not change.fault}
    entities = store.list_entities(ids | store.list_touched(chain.instance_ids))
    needs_approval = {row.name: row.needs_approval for row in entity_store.list_lists()}
    plan = plan_chain(chain, entities, needs_approval)
    _save(plan, chain, members[0], entities)
    queue.save_entity_done(seq, touched[seq])


def _chain(members: Sequence[Submission], *, forced: bool) -> Chain:
    """Answer a chain of edits as what it does to sasaran is judged by: the newest that counts speaks."""
    active = next((row for row in reversed(members) if row.state in COUNTED), None)
    speaker = active or members[-1]
    return Chain(
        first_id=members[0].instance_id,
        instance_ids=frozenset(row.instance_id for row in members),
        active_id=active.instance_id if active else None,
        accepted=speaker.state == ACCEPTED,
        posyandu_code=speaker.posyandu_code,
        changes=tuple(changes_of(speaker)),
        at=now(),
        forced=forced,
        root_id=members[0].root_instance_id,
        filled_at=(speaker.ended_at or speaker.came_at) if speaker.target_id else None,
    )


def changes_of(row: Submission) -> list[EntityChange]:
    """Answer what a submission says of sasaran."""
    released = find_released(row.form_id, row.version)
    if released is None:  # a submission is only ever received on a released version
        raise LookupError(f"{row.form_id} {row.version} was never released")
    xml = vault.unseal(row.xml, f"xml:{row.instance_id}")
    return read_entities(parse(xml), released.schema)


def _save(plan: Plan, chain: Chain, first: Submission, entities: Mapping[str, Entity]) -> None:
    for entity_id, entity in plan.changed.items():
        store.save_entity(entity, entities.get(entity_id), chain.at)
    since = {} if chain.forced else store.list_held_of(chain.instance_ids)
    held = [
        EntityBacklog(
            instance_id=first.instance_id,
            entity_id=change.entity_id,
            list_name=change.list_name,
            seq=first.seq,
            branch_base=change.base_version,
            held_at=since.get(change.entity_id, chain.at),
        )
        for change in {change.entity_id: change for change in plan.held}.values()
    ]
    store.save_held(held, chain.instance_ids)
    store.save_problem(_problem(plan, chain, first), chain.instance_ids)
    waiting = store.list_held_for(plan.changed.keys()) - chain.instance_ids
    if waiting:
        queue.save_entity_due(waiting)


def _problem(plan: Plan, chain: Chain, first: Submission) -> EntityProblem | None:
    if plan.fault is None:
        return None
    return EntityProblem(
        instance_id=first.instance_id,
        seq=first.seq,
        list_name=plan.fault.list_name,
        code=plan.fault.code,
        detail=plan.fault.detail,
        at=chain.at,
    )


# -- what people decide


def resolve_conflict(
    entity_id: str, seen_version: int, values: Mapping[str, str], actor: str, reason: str
) -> None:
    """Close the conflicts of a sasaran: keep it as it is, or with typed values as a new version.

    `seen_version` is the version the person saw: when another came meanwhile, nothing is written.
    """
    with transaction():
        entity_store.take_turn()
        before = store.list_entities([entity_id]).get(entity_id)
        if before is None:
            raise Problem("registry.unknown_entity")
        if before.current != seen_version:
            raise Problem("merge.entity_changed")
        add_log(_logged(actor, "sasaran.selesaikan", f"sasaran:{entity_id}", reason))
        store.save_entity(resolve(before, values, actor, now()), before, now())
        queue.save_entity_due(store.list_held_for([entity_id]))


def set_needs_approval(name: str, needs_approval: bool, actor: str) -> None:
    """Say whether new sasaran of a list wait until their submission is accepted.

    When they need not wait any longer, those that waited are made.
    """
    with transaction():
        entity_store.take_turn()
        entity_list = entity_store.get_list(name)
        entity_list.needs_approval = needs_approval
        entity_store.save_list(entity_list)
        add_log(_logged(actor, "sasaran.persetujuan", f"daftar:{name}", ""))
        if not needs_approval:
            queue.save_all_due(forms_making(name))


def forms_making(name: str) -> Collection[tuple[str, str]]:
    """Answer the released versions whose submissions make or change sasaran of a list."""
    return [
        (released.form_id, released.version)
        for released in list_released()
        if any(use.dataset == name for use in released.schema.entities)
    ]


def _logged(actor: str, action: str, subject: str, reason: str) -> AccessLog:
    return AccessLog(at=now(), actor=actor, action=action, subject=subject, reason=reason[:500])
