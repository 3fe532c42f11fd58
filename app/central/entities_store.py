"""Lists of sasaran page by page, with who made each. A store never commits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, null, or_, select

from app.accounts.models import User
from app.central.filter_store import Filtered
from app.central.wire import actor_id
from app.extensions.database import db
from app.intake.models import Submission
from app.merge.entity_state import ALIVE
from app.registry.entity_models import Entity, EntityVersion
from app.registry.store import within

PAGE = 500


@dataclass(frozen=True, slots=True)
class WantedEntities:
    """Which sasaran: of a list, in areas, for which a condition holds, after a number."""

    name: str
    areas: Sequence[str]
    condition: ColumnElement[bool] | None = None
    after: str = ""
    skip: int = 0


def _chosen(query: Select[Any], wanted: WantedEntities) -> Select[Any]:
    query = query.where(Entity.list_name == wanted.name, Entity.state == ALIVE)
    if "" not in wanted.areas:
        query = query.where(or_(*(within(Entity.posyandu_code, one) for one in wanted.areas)))
    if wanted.condition is not None:
        query = query.where(wanted.condition)
    return query


def count_entities(wanted: WantedEntities) -> int:
    """Answer how many there are, wherever a page begins."""
    return db.session.scalar(_chosen(select(func.count()).select_from(Entity), wanted)) or 0


def stream_entities(wanted: WantedEntities, page: int = PAGE) -> Iterator[Sequence[Entity]]:
    """Answer living sasaran by number, a page at a time."""
    after, skip = wanted.after, wanted.skip
    while True:
        query = _chosen(select(Entity), wanted).where(Entity.entity_id > after)
        query = query.order_by(Entity.entity_id).offset(skip or None).limit(page)
        rows = db.session.scalars(query).all()
        if rows:
            yield rows
        if len(rows) < page:
            return
        after, skip = rows[-1].entity_id, 0


def creators_of(entity_ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Answer the number and name of who made each sasaran; of phones no name is told."""
    query = (
        select(
            EntityVersion.entity_id,
            EntityVersion.actor,
            Submission.user_id,
            Submission.device_id,
            Submission.target_id,
        )
        .outerjoin(Submission, Submission.instance_id == EntityVersion.instance_id)
        .where(EntityVersion.entity_id.in_(list(entity_ids)), EntityVersion.version == 1)
    )
    rows = db.session.execute(query).all()
    numbers = numbers_of_users({row.actor for row in rows if row.actor})
    return {
        row.entity_id: (
            numbers.get(row.actor, 0)
            if row.actor
            else actor_id(row.user_id, row.device_id, row.target_id),
            row.actor,
        )
        for row in rows
    }


def numbers_of_users(names: set[str]) -> dict[str, int]:
    """Answer the numbers of accounts by their names."""
    if not names:
        return {}
    rows = db.session.execute(select(User.name, User.user_id).where(User.name.in_(names)))
    return {name: user_id for name, user_id in rows}


def filter_fields() -> dict[str, Filtered]:
    """Answer the fields a filter of sasaran may name."""
    changed = case((Entity.version > 1, Entity.updated_at), else_=null())
    conflict = case((Entity.conflict == "", null()), else_=Entity.conflict)
    return {
        "__id": Filtered(Entity.entity_id, "text", is_never_null=True),
        "__system/createdAt": Filtered(Entity.created_at, "moment", is_never_null=True),
        "__system/updatedAt": Filtered(changed, "moment"),
        "__system/deletedAt": Filtered(null(), "moment"),
        "__system/conflict": Filtered(conflict, "text"),
        "__system/version": Filtered(Entity.version, "number", is_never_null=True),
    }
