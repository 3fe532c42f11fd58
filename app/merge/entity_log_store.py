"""Sasaran with their versions, held updates and faults, as the database holds them. Never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Select, delete, insert, select

from app.accounts.access import Reach
from app.extensions.database import db
from app.extensions.vault import vault
from app.intake.models import Submission
from app.intake.store import reached_by
from app.merge.entity_state import ALIVE, GONE, UNNAMED, Delta, Entity, Version, state_of
from app.registry import entity_store
from app.registry.entity_models import Entity as EntityRow
from app.registry.entity_models import EntityBacklog, EntityProblem, EntityVersion

LARGEST_IN = 400


def list_entities(entity_ids: Collection[str]) -> dict[str, Entity]:
    """Answer sasaran with all their versions, by number."""
    if not entity_ids:
        return {}
    wanted = sorted(entity_ids)
    versions: dict[str, list[Version]] = {entity_id: [] for entity_id in wanted}
    rows: list[EntityRow] = []
    for start in range(0, len(wanted), LARGEST_IN):
        part = wanted[start : start + LARGEST_IN]
        query = select(EntityVersion).where(EntityVersion.entity_id.in_(part))
        for row in _fresh(query.order_by(EntityVersion.version)):
            versions[row.entity_id].append(_version(row))
        rows += _fresh(select(EntityRow).where(EntityRow.entity_id.in_(part)))
    return {row.entity_id: _entity(row, versions[row.entity_id]) for row in rows}


def _fresh(query: Select[tuple[Any]]) -> Sequence[Any]:
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _entity(row: EntityRow, versions: Sequence[Version]) -> Entity:
    return Entity(
        entity_id=row.entity_id,
        list_name=row.list_name,
        posyandu_code=row.posyandu_code,
        versions=tuple(versions),
        conflict=row.conflict,
        resolved_version=row.resolved_version,
    )


def _version(row: EntityVersion) -> Version:
    label, values = orjson.loads(vault.unseal(row.delta, _context(row.entity_id, row.version)))
    return Version(
        number=row.version,
        kind=row.kind,
        instance_id=row.instance_id,
        source_id=row.source_id,
        delta=Delta(label, values),
        at=row.at,
        base=row.base_version,
        trunk=row.trunk_version,
        branch_id=row.branch_id,
        branch_base=row.branch_base,
        conflict=row.conflict,
        forced=row.forced,
        actor=row.actor,
        root_id=row.root_id,
    )


def _context(entity_id: str, version: int) -> str:
    return f"entity_version:{entity_id}:{version}"


def list_touched(instance_ids: Collection[str]) -> set[str]:
    """Answer the sasaran that have a version made by any of these submissions."""
    query = select(EntityVersion.entity_id).where(EntityVersion.instance_id.in_(list(instance_ids)))
    return set(db.session.scalars(query))


def save_entity(entity: Entity, before: Entity | None, at: datetime) -> None:
    """Store a sasaran and the versions that are new or say something else; count it for its phones."""
    state = state_of(entity)
    row = db.session.get(EntityRow, entity.entity_id) or EntityRow(
        entity_id=entity.entity_id, list_name=entity.list_name, created_at=at
    )
    row.posyandu_code, row.version, row.updated_at = entity.posyandu_code, entity.current, at
    row.content = entity_store.seal_content(entity.entity_id, state.label, state.values)
    row.state = ALIVE if state.alive else GONE
    row.conflict, row.resolved_version = entity.conflict, entity.resolved_version
    row.fault = "tanpa_nama" if state.alive and state.label == UNNAMED else ""
    db.session.add(row)
    db.session.flush()
    old = dict(enumerate(before.versions)) if before else {}
    for place, version in enumerate(entity.versions):
        if old.get(place) != version:
            db.session.merge(_version_row(entity.entity_id, version))
    db.session.flush()
    if before is None or entity.current > before.current:
        places = {entity.posyandu_code, before.posyandu_code if before else None}
        for code in sorted(filter(None, places)):
            entity_store.save_mark(entity.list_name, code)


def _version_row(entity_id: str, version: Version) -> EntityVersion:
    return EntityVersion(**_version_columns(entity_id, version))


def _version_columns(entity_id: str, version: Version) -> dict[str, Any]:
    delta = orjson.dumps([version.delta.label, version.delta.values])
    return {
        "entity_id": entity_id,
        "version": version.number,
        "kind": version.kind,
        "instance_id": version.instance_id,
        "source_id": version.source_id,
        "root_id": version.root_id,
        "base_version": version.base,
        "trunk_version": version.trunk,
        "branch_id": version.branch_id,
        "branch_base": version.branch_base,
        "delta": vault.seal(delta, _context(entity_id, version.number)),
        "conflict": version.conflict,
        "forced": version.forced,
        "actor": version.actor,
        "at": version.at,
    }


def sealed_new(entity: Entity, at: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answer a sasaran of one version as its two rows: sealed before anybody waits for its turn."""
    state, version = state_of(entity), entity.versions[0]
    row = {
        "entity_id": entity.entity_id,
        "list_name": entity.list_name,
        "posyandu_code": entity.posyandu_code,
        "version": version.number,
        "content": entity_store.seal_content(entity.entity_id, state.label, state.values),
        "state": ALIVE,
        "conflict": "",
        "resolved_version": 0,
        "fault": "",
        "created_at": at,
        "updated_at": at,
    }
    return row, _version_columns(entity.entity_id, version)


def add_new(rows: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Add many sasaran at once, and count them for their phones."""
    connection = db.session.connection()
    connection.execute(insert(EntityRow.__table__), [row for row, _version in rows])
    connection.execute(insert(EntityVersion.__table__), [version for _row, version in rows])
    for name, code in sorted({(row["list_name"], row["posyandu_code"] or "") for row, _v in rows}):
        entity_store.save_mark(name, code or None)


# -- held updates


def save_held(held: Iterable[EntityBacklog], instance_ids: Collection[str]) -> None:
    """Replace what is held of a chain of submissions."""
    chain = EntityBacklog.instance_id.in_(list(instance_ids))
    db.session.execute(delete(EntityBacklog).where(chain))
    db.session.add_all(list(held))
    db.session.flush()


def list_held_of(instance_ids: Collection[str]) -> dict[str, datetime]:
    """Answer since when each sasaran's update of these submissions is held."""
    chain = EntityBacklog.instance_id.in_(list(instance_ids))
    query = select(EntityBacklog.entity_id, EntityBacklog.held_at).where(chain)
    return {entity_id: held_at for entity_id, held_at in db.session.execute(query)}


def list_held_for(entity_ids: Collection[str]) -> set[str]:
    """Answer the submissions with an update that waits at any of these sasaran."""
    query = select(EntityBacklog.instance_id).where(EntityBacklog.entity_id.in_(list(entity_ids)))
    return set(db.session.scalars(query))


def find_overdue(before: datetime) -> EntityBacklog | None:
    """Answer the update that was held longest, if since before a moment; a branch in its own order."""
    return db.session.scalar(
        select(EntityBacklog)
        .where(EntityBacklog.held_at < before)
        .order_by(EntityBacklog.entity_id, EntityBacklog.branch_base, EntityBacklog.seq)
        .limit(1)
    )


def list_held(
    reaches: Sequence[Reach], limit: int = 50, seq: int | None = None
) -> list[tuple[EntityBacklog, Submission]]:
    """Answer held updates of submissions within the reaches, newest first; of one submission if told."""
    query = select(EntityBacklog, Submission).join(Submission, Submission.seq == EntityBacklog.seq)
    if seq is not None:
        query = query.where(EntityBacklog.seq == seq)
    query = query.where(reached_by(reaches)).order_by(EntityBacklog.seq.desc()).limit(limit)
    return [(row[0], row[1]) for row in db.session.execute(query)]


def list_held_at(entity_id: str) -> Sequence[EntityBacklog]:
    """Answer the updates that wait at one sasaran."""
    query = select(EntityBacklog).where(EntityBacklog.entity_id == entity_id)
    return db.session.scalars(query.order_by(EntityBacklog.seq)).all()


# -- faults


def save_problem(problem: EntityProblem | None, instance_ids: Collection[str]) -> None:
    """Replace what is wrong with a chain of submissions."""
    chain = EntityProblem.instance_id.in_(list(instance_ids))
    db.session.execute(delete(EntityProblem).where(chain))
    if problem is not None:
        db.session.add(problem)
    db.session.flush()


def list_problems(
    reaches: Sequence[Reach], limit: int = 50
) -> list[tuple[EntityProblem, Submission]]:
    """Answer the submissions within the reaches whose sasaran could not be applied, newest first."""
    query = select(EntityProblem, Submission).join(Submission, Submission.seq == EntityProblem.seq)
    query = query.where(reached_by(reaches)).order_by(EntityProblem.seq.desc()).limit(limit)
    return [(row[0], row[1]) for row in db.session.execute(query)]
