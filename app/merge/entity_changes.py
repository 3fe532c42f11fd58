"""What a submission does to the sasaran it names: applied, held, waiting for approval, or a fault. Pure.

A submission is looked at with its whole chain of edits. What the chain did before is brought up to date
in its old place: an edit's answers replace the first ones, a rejected submission's are taken out and
come back when it is accepted again. Only what is new is then judged as arriving now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.merge.entity_state import (
    CORRECTION,
    CREATE,
    DECISION,
    HARD,
    SOFT,
    UPDATE,
    Delta,
    Entity,
    Version,
    state_of,
    with_version,
)
from app.openrosa.entities import EntityChange


@dataclass(frozen=True, slots=True)
class Chain:
    """A submission with its edits: all their instanceIDs, the one that counts now (None: none does).

    `changes` are what the one that counts says of sasaran, or, if none counts, the newest. `filled_at`
    is given where they came by another server: the version numbers they name are that server's.
    `root_id` is the instanceID it first had, by which every server knows it.
    """

    first_id: str
    instance_ids: frozenset[str]
    active_id: str | None
    accepted: bool
    posyandu_code: str | None
    changes: tuple[EntityChange, ...]
    at: datetime
    forced: bool = False
    filled_at: datetime | None = None
    root_id: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a submission's sasaran could not be applied: a word, the list, and how many of how many."""

    code: str
    list_name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a submission: sasaran that change, updates that are held, a fault."""

    changed: Mapping[str, Entity] = field(default_factory=dict)
    held: tuple[EntityChange, ...] = ()
    fault: Fault | None = None


class _Held(Exception):
    """This update waits for the one before it."""


class _Faulty(Exception):
    """This change cannot be applied."""


def plan_chain(
    chain: Chain, entities: Mapping[str, Entity], needs_approval: Mapping[str, bool]
) -> Plan:
    """Answer what a chain does to sasaran; `needs_approval` knows every list by name."""
    known = dict(entities)
    corrected, new = _correct_slots(chain, known)
    known |= corrected
    arrived: dict[str, Entity] = {}
    held: list[EntityChange] = []
    faults: list[tuple[EntityChange, str]] = []
    for change in new:
        before = arrived.get(change.entity_id) or known.get(change.entity_id)
        try:
            after = _arrive(chain, change, before, needs_approval)
        except _Held:
            held.append(change)
        except _Faulty as fault:
            faults.append((change, str(fault)))
        else:
            if after is not None:
                arrived[change.entity_id] = after
    if faults:
        arrived, held = {}, []
    changed = corrected | arrived
    settled = {key: _settle(one, entities.get(key), chain) for key, one in changed.items()}
    # Of what was rejected or returned nothing is left to do; accepted again, it is judged again.
    told = _fault_of(faults, len(new)) if chain.active_id else None
    return Plan(settled, tuple(held), told)


def _fault_of(faults: Sequence[tuple[EntityChange, str]], total: int) -> Fault | None:
    if not faults:
        return None
    change, code = faults[0]
    detail = f"{len(faults)} dari {total}" if total > 1 else ""
    return Fault(code, change.list_name, detail)


# -- what the chain did before


def _correct_slots(
    chain: Chain, known: Mapping[str, Entity]
) -> tuple[dict[str, Entity], list[EntityChange]]:
    """Answer the sasaran whose versions of this chain now say something else, and what is left over."""
    left = list(chain.changes)
    corrected = {}
    for entity in known.values():
        versions = [_slot(version, entity, chain, left) for version in entity.versions]
        made = any(v.kind == CREATE and v.instance_id in chain.instance_ids for v in versions)
        place = chain.posyandu_code if made and chain.active_id else entity.posyandu_code
        if (versions, place) != (list(entity.versions), entity.posyandu_code):
            corrected[entity.entity_id] = replace(
                entity, versions=tuple(versions), posyandu_code=place
            )
    return corrected, left


def _slot(version: Version, entity: Entity, chain: Chain, left: list[EntityChange]) -> Version:
    if version.instance_id not in chain.instance_ids or version.kind not in {CREATE, UPDATE}:
        return version
    ours = (c for c in left if (c.list_name, c.entity_id) == (entity.list_name, entity.entity_id))
    change = next(ours, None)
    if change is None:
        return replace(version, source_id=None)
    left.remove(change)
    if chain.active_id is None:
        return replace(version, source_id=None)
    return replace(version, source_id=chain.active_id, delta=_delta(change))


def _delta(change: EntityChange) -> Delta:
    return Delta(change.label, dict(change.values))


def _settle(entity: Entity, before: Entity | None, chain: Chain) -> Entity:
    """A sasaran whose old versions say something else now gets a new one, so that phones hear of it."""
    if before is None or entity.current > before.current:
        return entity
    if (state_of(entity), entity.posyandu_code) == (state_of(before), before.posyandu_code):
        return entity
    number = entity.current + 1
    return with_version(
        entity,
        Version(number, CORRECTION, chain.active_id or chain.first_id, None, Delta(), chain.at),
    )


# -- what arrives


def _arrive(
    chain: Chain,
    change: EntityChange,
    entity: Entity | None,
    needs_approval: Mapping[str, bool],
) -> Entity | None:
    """Answer the sasaran after a change; None when it waits for the submission's approval."""
    if change.fault:
        raise _Faulty(change.fault)
    if change.list_name not in needs_approval:
        raise _Faulty("daftar_tidak_ada")
    if entity is not None and entity.list_name != change.list_name:
        raise _Faulty("daftar_lain")
    if entity is not None:
        late = _update if change.update else _create_late
        return late(chain, change, entity)
    if (not change.create or (change.update and change.branch_id)) and not chain.forced:
        raise _Held
    if not change.create and chain.active_id is None:
        return None  # rejected, and about nothing: it comes back when it is accepted again
    if needs_approval[change.list_name] and not chain.accepted:
        if not change.create:
            raise _Held
        return None
    return _create(chain, change)


def _create(chain: Chain, change: EntityChange) -> Entity:
    # An update whose sasaran never came is made one when it has waited long enough.
    made = change.create
    if made and not change.label and not chain.forced:
        raise _Faulty("tanpa_nama")
    entity = Entity(change.entity_id, change.list_name, chain.posyandu_code)
    version = _version(chain, change, 1, CREATE if made else UPDATE)
    return with_version(entity, replace(version, conflict=SOFT if version.forced else ""))


def _create_late(chain: Chain, change: EntityChange, entity: Entity) -> Entity:
    """What creates a sasaran may come after an update that had to be made into one."""
    if any(version.kind == CREATE for version in entity.versions):
        raise _Faulty("sudah_ada")
    if not change.label:
        raise _Faulty("tanpa_nama")
    version = _version(chain, change, entity.current + 1, CREATE)
    conflict = _conflict(entity, 0, version.delta) if chain.active_id else ""
    grown = with_version(entity, replace(version, conflict=conflict))
    return replace(grown, posyandu_code=chain.posyandu_code or entity.posyandu_code)


def _update(chain: Chain, change: EntityChange, entity: Entity) -> Entity:
    if chain.filled_at is not None:
        stood = [one.number for one in entity.versions if one.at <= chain.filled_at]
        trunk = max(stood, default=1)
        base = _base_elsewhere(change, entity, trunk)
        change = replace(change, trunk_version=trunk)
    else:
        base = _base(change, entity)
    forced = base is None
    if base is None:
        if not chain.forced:
            raise _Held
        base = entity.current
    version = replace(_version(chain, change, entity.current + 1, UPDATE), base=base, forced=forced)
    if chain.active_id is None:
        return with_version(entity, version)
    conflict = _conflict(entity, base, version.delta)
    if not conflict and (forced or _interrupted(change, entity)):
        conflict = SOFT
    return with_version(entity, replace(version, conflict=conflict))


def _version(chain: Chain, change: EntityChange, number: int, kind: str) -> Version:
    return Version(
        number=number,
        kind=kind,
        instance_id=chain.active_id or chain.first_id,
        source_id=chain.active_id,
        root_id=chain.root_id,
        delta=_delta(change),
        at=chain.at,
        trunk=change.trunk_version,
        branch_id=change.branch_id,
        branch_base=change.base_version if change.branch_id else None,
        forced=chain.forced,
    )


def _base_elsewhere(change: EntityChange, entity: Entity, trunk: int) -> int | None:
    """Answer the version an update that came by another server was based on; None as `_base` does.

    Each server counts its own versions, so numbers say only what followed what on one phone. What it
    began from is what stood here when it was filled in: `trunk`.
    """
    if change.branch_id is None or change.base_version in {None, 1, change.trunk_version}:
        return trunk
    return _own_before(change, entity)


def _base(change: EntityChange, entity: Entity) -> int | None:
    """Answer the version an update was based on; None when the one before it has not come yet."""
    if (change.trunk_version or 0) > entity.current:
        raise _Faulty("versi_tidak_dikenal")
    base = change.base_version
    if base is None:
        if change.create:  # the phone's list did not hold it: based on nothing
            return 0
        raise _Faulty("tanpa_versi")
    if base == 1:
        return 1
    if change.branch_id is None or base == change.trunk_version:
        if base > entity.current or base < 1:
            raise _Faulty("versi_tidak_dikenal")
        return base
    return _own_before(change, entity)


def _own_before(change: EntityChange, entity: Entity) -> int | None:
    """Answer what the same phone said before this, None when it has not come yet."""
    own = (
        version.number
        for version in entity.versions
        if version.branch_id == change.branch_id
        and version.branch_base == (change.base_version or 0) - 1
    )
    return next(own, None)


def _conflict(entity: Entity, base: int, delta: Delta) -> str:
    """Answer how a change based on `base` clashes with what came since."""
    if base == entity.current:
        return ""
    then, present = state_of(entity, base).named(), state_of(entity).named()
    clash = any(
        present.get(name) != then.get(name) and present.get(name) != text
        for name, text in delta.said().items()
    )
    return HARD if clash else SOFT


def _interrupted(change: EntityChange, entity: Entity) -> bool:
    """Answer whether another came between this phone's updates and the version they began from."""
    if change.branch_id is None:
        return False
    begun = change.trunk_version or 1
    return any(
        version.number > begun and version.branch_id != change.branch_id
        for version in entity.versions
    )


# -- what a person decides


def resolve(entity: Entity, values: Mapping[str, str], actor: str, at: datetime) -> Entity:
    """Answer a sasaran whose conflicts a person has looked at; typed values become a version."""
    label = values.get("label")
    typed = {name: text for name, text in values.items() if name != "label"}
    if values:
        number = entity.current + 1
        delta = Delta(label, typed)
        version = Version(number, DECISION, None, None, delta, at, base=entity.current, actor=actor)
        entity = with_version(entity, version)
    return replace(entity, conflict="", resolved_version=entity.current)


def open_conflicts(entity: Entity) -> list[Version]:
    """Answer the versions whose conflicts nobody has looked at, oldest first."""
    return [v for v in entity.versions if v.conflict and v.number > entity.resolved_version]
