"""Reading and writing the lists phones receive. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import bindparam, func, select, text, update

from app.extensions.database import db, is_sqlite
from app.extensions.vault import Sealed, vault
from app.problems import Problem
from app.registry.entity_models import Entity, EntityList, EntityMark, EntityVersion
from app.registry.store import within

ROWS = 500  # of one read while a list streams
ALIVE = "aktif"
_TABLE = Entity.__table__
Row = tuple[str, int, str, dict[str, str]]


def take_turn() -> None:
    """Let one transaction at a time change sasaran. On SQLite every writing transaction is one."""
    if not is_sqlite():
        db.session.execute(text("SELECT pg_advisory_xact_lock(823)"))


# -- lists


def find_list(name: str) -> EntityList | None:
    """Answer a list by its name."""
    return db.session.get(EntityList, name)


def get_list(name: str) -> EntityList:
    """Answer a list by its name, or raise Problem."""
    found = find_list(name)
    if found is None:
        raise Problem("registry.unknown_list", name=name)
    return found


def list_lists() -> Sequence[EntityList]:
    """Answer all lists by bidang and name."""
    return db.session.scalars(select(EntityList).order_by(EntityList.bidang, EntityList.name)).all()


def list_names() -> frozenset[str]:
    """Answer the names of all lists."""
    return frozenset(db.session.scalars(select(EntityList.name)))


def save_list(entity_list: EntityList) -> None:
    """Add or change a list."""
    db.session.merge(entity_list)
    db.session.flush()


# -- what a phone gets


def list_marks(name: str, area: str) -> list[tuple[str, int]]:
    """Answer the number of changes to a list in each Posyandu of an area, by code."""
    query = select(EntityMark.posyandu_code, EntityMark.number).where(
        EntityMark.list_name == name, within(EntityMark.posyandu_code, area)
    )
    return [(code, number) for code, number in db.session.execute(query.order_by(*_BY_CODE))]


_BY_CODE = (EntityMark.posyandu_code,)


def save_mark(name: str, posyandu_code: str | None) -> None:
    """Count one more change to a list in a Posyandu."""
    if posyandu_code is None:
        return
    mark = db.session.get(EntityMark, (name, posyandu_code), populate_existing=True)
    if mark is None:
        mark = EntityMark(list_name=name, posyandu_code=posyandu_code, number=0)
        db.session.add(mark)
    mark.number += 1
    db.session.flush()


def stream_rows(name: str, area: str, faults: list[str]) -> Iterator[list[Row]]:
    """Answer the living rows of a list in an area, some hundreds at a time, by Posyandu and number.

    A row that does not open is left out and its number added to `faults`.
    """
    connection = db.session.connection()
    for place, _number in list_marks(name, area):
        after = ""
        while True:
            asked = {"list_name": name, "place": place, "after": after}
            sealed = connection.execute(_PAGE, asked).all()
            yield _opened(sealed, faults)
            if len(sealed) < ROWS:
                break
            after = sealed[-1].entity_id


# One Posyandu at a time: so each page begins at its place in the index, however long the list.
_PAGE = (
    select(_TABLE.c.entity_id, _TABLE.c.version, _TABLE.c.content)
    .where(
        _TABLE.c.list_name == bindparam("list_name"), _TABLE.c.posyandu_code == bindparam("place")
    )
    .where(_TABLE.c.entity_id > bindparam("after"), _TABLE.c.state == ALIVE)
    .order_by(_TABLE.c.entity_id)
    .limit(ROWS)
)


def _opened(sealed: Iterable[Any], faults: list[str]) -> list[Row]:
    found: list[Row] = []
    for entity_id, version, content in sealed:
        try:
            label, values = open_content(entity_id, content)
        except Sealed:
            faults.append(entity_id)
        else:
            found.append((entity_id, version, label, values))
    return found


def seal_content(entity_id: str, label: str, values: dict[str, str]) -> bytes:
    """Seal what a sasaran is now."""
    return vault.seal(orjson.dumps([label, values]), f"entity:{entity_id}")


def open_content(entity_id: str, content: bytes) -> tuple[str, dict[str, str]]:
    """Open what `seal_content` sealed."""
    label, values = orjson.loads(vault.unseal(content, f"entity:{entity_id}"))
    return label, values


def find_row(entity_id: str) -> tuple[Entity, str, dict[str, str]] | None:
    """Answer a living sasaran as it is at this moment, with its label and properties opened.

    None where there is none, or where it does not open.
    """
    row = db.session.get(Entity, entity_id, populate_existing=True)
    if row is None or row.state != ALIVE:
        return None
    try:
        return row, *open_content(entity_id, row.content)
    except Sealed:
        return None


def list_roots(entity_id: str) -> set[str]:
    """Answer the first instanceIDs of the submissions that are in a sasaran's versions."""
    query = select(EntityVersion.root_id).where(
        EntityVersion.entity_id == entity_id, EntityVersion.root_id.is_not(None)
    )
    return {root_id for root_id in db.session.scalars(query) if root_id}


def list_states(entity_ids: Sequence[str]) -> dict[str, tuple[str, str, str | None]]:
    """Answer (list, state, Posyandu) of the sasaran given, by number."""
    found: dict[str, tuple[str, str, str | None]] = {}
    columns = (Entity.entity_id, Entity.list_name, Entity.state, Entity.posyandu_code)
    for start in range(0, len(entity_ids), ROWS):
        part = list(entity_ids[start : start + ROWS])
        rows = db.session.execute(select(*columns).where(Entity.entity_id.in_(part)))
        found |= {row.entity_id: (row.list_name, row.state, row.posyandu_code) for row in rows}
    return found


def save_faults(entity_ids: Collection[str], fault: str) -> None:
    """Note why sasaran cannot travel as they are."""
    if entity_ids:
        chosen = Entity.entity_id.in_(list(entity_ids))
        db.session.execute(update(Entity).where(chosen).values(fault=fault))


# -- what people see


def count_entities(name: str, areas: Sequence[str]) -> int:
    """Answer how many living sasaran of a list lie in any of the areas."""
    query = select(func.count()).select_from(Entity).where(*_seen(name, areas))
    return db.session.scalar(query.where(Entity.state == ALIVE)) or 0


def count_conflicts(name: str, areas: Sequence[str]) -> int:
    """Answer how many sasaran of a list in the areas have a conflict nobody has looked at."""
    query = select(func.count()).select_from(Entity).where(*_seen(name, areas))
    return db.session.scalar(query.where(Entity.conflict != "")) or 0


def count_faults(name: str) -> int:
    """Answer how many sasaran of a list cannot travel as they are."""
    query = select(func.count()).select_from(Entity)
    return db.session.scalar(query.where(Entity.list_name == name, Entity.fault != "")) or 0


def list_entities(
    name: str, areas: Sequence[str], after: str = "", limit: int = 50, *, conflicts: bool = False
) -> Sequence[Entity]:
    """Answer sasaran of a list in any of the areas, by number, after one (keyset)."""
    query = select(Entity).where(*_seen(name, areas), Entity.entity_id > after)
    if conflicts:
        query = query.where(Entity.conflict != "")
    return db.session.scalars(query.order_by(Entity.entity_id).limit(limit)).all()


def _seen(name: str, areas: Sequence[str]) -> tuple[Any, ...]:
    inside = [within(Entity.posyandu_code, area) for area in areas if area]
    if "" in areas:
        return (Entity.list_name == name,)
    place = inside[0] if inside else Entity.entity_id.is_(None)
    for one in inside[1:]:
        place |= one
    return Entity.list_name == name, place


def get_entity(entity_id: str) -> Entity:
    """Answer a sasaran by its number, or raise Problem."""
    found = db.session.get(Entity, entity_id, populate_existing=True)
    if found is None:
        raise Problem("registry.unknown_entity")
    return found
