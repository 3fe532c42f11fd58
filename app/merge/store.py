"""Reading and writing strands, cells and decisions about them. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    ScalarResult,
    Select,
    Table,
    bindparam,
    delete,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions.database import db, execute_each, parts
from app.extensions.prepared import Prepared
from app.extensions.vault import vault
from app.intake.models import Decision
from app.merge.facts import FieldSpec
from app.merge.fold import PERSON, Cell, CellKey, Strand, StrandKey, pack, plain, unpack
from app.merge.models import AlarmSign, CellRow, Mention, StrandRow, SubjectQuestion, SubjectRow

STRAND_KEY = ("posyandu_code", "kind", "key", "period")
CELL_KEY = ("place", "field", "period")


def _scalars(query: Select[Any]) -> ScalarResult[Any]:
    # Rows are written by upserts the session does not see, so what it remembers may be old.
    return db.session.scalars(query.execution_options(populate_existing=True))


# -- strands

_KEY = (StrandRow.posyandu_code, StrandRow.kind, StrandRow.key, StrandRow.period)


def list_strands(
    keys: Collection[StrandKey], fields: Collection[str] | None = None
) -> dict[StrandKey, Strand]:
    """Answer the strands of these keys; with `fields`, only what they hold of those."""
    found: dict[StrandKey, Strand] = {}
    for part in parts(sorted(keys)):
        wanted = [(key.posyandu_code, key.kind, key.key, key.period) for key in part]
        found |= _open(select(*_KEY, StrandRow.facts).where(tuple_(*_KEY).in_(wanted)), fields)
    return found


def list_strands_around(
    posyandu_code: str,
    periods: Collection[str],
    fields: Collection[str],
    but: Collection[StrandKey] = (),
) -> dict[StrandKey, Strand]:
    """Answer a Posyandu's other strands of these periods, as far as they hold the fields."""
    told = list_fields_told([posyandu_code], periods)
    return list_strands(holding(told, fields).difference(but), set(fields))


def list_strands_holding(
    posyandu_code: str, fields: Collection[str], periods: Collection[str] | None
) -> dict[StrandKey, Strand]:
    """Answer a Posyandu's strands, of some periods or of all, as far as they hold the fields."""
    told = list_fields_told([posyandu_code], periods)
    return list_strands(holding(told, fields), set(fields))


def list_fields_told(
    codes: Collection[str], periods: Collection[str] | None
) -> dict[StrandKey, frozenset[str]]:
    """Answer of which fields the strands of these Posyandu, and periods or all, hold facts."""
    query = select(*_KEY, StrandRow.fields).where(StrandRow.posyandu_code.in_(list(codes)))
    if periods is not None:
        query = query.where(StrandRow.period.in_(list(periods)))
    rows = db.session.execute(query)
    return {StrandKey(*key): frozenset(names.split()) for *key, names in rows}


def holding(told: Mapping[StrandKey, frozenset[str]], fields: Collection[str]) -> set[StrandKey]:
    """Answer those of the strands that hold facts of any of these fields."""
    wanted = set(fields)
    return {key for key, names in told.items() if not wanted.isdisjoint(names)}


def list_strands_of_subjects(wanted: Collection[tuple[str, str]]) -> dict[StrandKey, Strand]:
    """Answer the strands of these (subject, period), in any Posyandu."""
    found: dict[StrandKey, Strand] = {}
    for part in parts(sorted(wanted)):
        pairs = tuple_(StrandRow.key, StrandRow.period).in_(part)
        found |= _open(select(*_KEY, StrandRow.facts).where(StrandRow.kind == PERSON, pairs))
    return found


def list_all_strands_of_subjects(subject_ids: Collection[str]) -> dict[StrandKey, Strand]:
    """Answer every strand of these subjects, in any Posyandu."""
    found: dict[StrandKey, Strand] = {}
    for part in parts(sorted(subject_ids)):
        theirs = StrandRow.key.in_(part)
        found |= _open(select(*_KEY, StrandRow.facts).where(StrandRow.kind == PERSON, theirs))
    return found


def _open(
    query: Any,  # noqa: ANN401 - a query of _KEY and facts
    fields: Collection[str] | None = None,
) -> dict[StrandKey, Strand]:
    found = {}
    for *place, facts in db.session.execute(query):
        key = StrandKey(*place)
        found[key] = unpack(orjson.loads(vault.unseal(facts, _strand_context(key))), fields)
    return found


def _strand_bytes(strand: Strand) -> bytes:
    return orjson.dumps(pack(strand))


def _strand_context(key: StrandKey) -> str:
    return f"strand:{key.posyandu_code}:{key.kind}:{key.key}:{key.period}"


def save_strands(strands: Mapping[StrandKey, Strand]) -> None:
    """Store strands; an empty one is removed."""
    values = [
        {
            "posyandu_code": key.posyandu_code,
            "kind": key.kind,
            "key": key.key,
            "period": key.period,
            "fields": " ".join(sorted(strand)),
            "facts": vault.seal(_strand_bytes(strand), _strand_context(key)),
        }
        for key, strand in strands.items()
        if strand
    ]
    upsert(StrandRow, values, STRAND_KEY)
    gone = [
        {name: getattr(key, name) for name in STRAND_KEY} for key in strands if not strands[key]
    ]
    remove(StrandRow, gone, STRAND_KEY)


def strands_to_write(
    posyandu_code: str, strands: Mapping[StrandKey, Strand]
) -> dict[StrandKey, Strand]:
    """Answer which of a Posyandu's strands are not stored so yet; those it has no more, as empty."""
    rows = db.session.execute(
        select(*_KEY, StrandRow.facts).where(StrandRow.posyandu_code == posyandu_code)
    )
    changed = dict(strands)
    for *place, sealed in rows:
        key = StrandKey(*place)
        stored = vault.unseal(sealed, _strand_context(key))
        if key not in strands:
            changed[key] = {}
        elif stored == _strand_bytes(strands[key]):
            del changed[key]
    return changed


def remove_people_in(posyandu_code: str) -> None:
    """Forget who was spoken of in a Posyandu, before it is rebuilt."""
    db.session.execute(delete(Mention).where(Mention.posyandu_code == posyandu_code))
    theirs = select(SubjectRow.subject_id).where(SubjectRow.posyandu_code == posyandu_code)
    db.session.execute(delete(SubjectQuestion).where(SubjectQuestion.place.in_(theirs)))
    db.session.execute(delete(SubjectRow).where(SubjectRow.posyandu_code == posyandu_code))


def remove_place(posyandu_code: str) -> None:
    """Forget all that was merged for a Posyandu."""
    db.session.execute(delete(StrandRow).where(StrandRow.posyandu_code == posyandu_code))
    db.session.execute(delete(CellRow).where(CellRow.place == posyandu_code))
    gone = update(AlarmSign).where(AlarmSign.place == posyandu_code)
    db.session.execute(gone.values(shown=False, due=True))
    remove_people_in(posyandu_code)


# -- cells


def save_cells(cells: Iterable[Cell], specs: Mapping[str, FieldSpec]) -> None:
    """Store cells; a value that may name people is sealed."""
    upsert(CellRow, [_cell_values(cell, specs) for cell in cells], CELL_KEY)


def _cell_values(cell: Cell, specs: Mapping[str, FieldSpec]) -> dict[str, Any]:
    hidden = _is_hidden(cell, specs)
    return {
        "place": cell.key.place,
        "field": cell.key.field,
        "period": cell.key.period,
        "value": None if hidden else cell.value,
        "sealed": vault.seal(orjson.dumps(cell.value), _cell_context(cell.key)) if hidden else None,
        "rule": cell.rule,
        "status": cell.status,
        "reason": cell.reason,
        "unreviewed": cell.unreviewed,
        "sources": cell.sources,
        "latest": cell.latest,
    }


def _is_hidden(cell: Cell, specs: Mapping[str, FieldSpec]) -> bool:
    return specs[cell.key.field].privacy != "umum" or cell.rule == "event"


def _cell_context(key: CellKey) -> str:
    return f"cell:{key.place}:{key.field}:{key.period}"


def cells_to_write(
    posyandu_code: str, cells: Iterable[Cell], specs: Mapping[str, FieldSpec]
) -> tuple[list[Cell], list[CellKey]]:
    """Answer which of a Posyandu's cells are not stored so yet, and which it has no more."""
    columns = [*CellRow.__table__.c]
    rows = db.session.execute(select(*columns).where(CellRow.place == posyandu_code))
    stored = {CellKey(row.place, row.field, row.period): row for row in rows}
    changed = [cell for cell in cells if not _is_stored(cell, stored.pop(cell.key, None), specs)]
    return changed, list(stored)


def _is_stored(cell: Cell, row: Any, specs: Mapping[str, FieldSpec]) -> bool:  # noqa: ANN401
    if row is None or (row.sealed is not None) != _is_hidden(cell, specs):
        return False
    told = (row.rule, row.status, row.reason, row.unreviewed, row.sources, row.latest)
    if told != (cell.rule, cell.status, cell.reason, cell.unreviewed, cell.sources, cell.latest):
        return False
    if row.sealed is None:
        return bool(row.value == cell.value)
    return vault.unseal(row.sealed, _cell_context(cell.key)) == orjson.dumps(cell.value)


def remove_cells(keys: Iterable[CellKey]) -> None:
    """Forget cells nothing speaks for any more."""
    remove(CellRow, [{name: getattr(key, name) for name in CELL_KEY} for key in keys], CELL_KEY)


def list_cells(place: str, periods: Sequence[str] | None = None) -> list[Cell]:
    """Answer the cells of a place: all, or those of some months and those that hold for good."""
    query = select(CellRow).where(CellRow.place == place)
    if periods is not None:
        query = query.where(CellRow.period.in_(["", *periods]))
    rows = _scalars(query.order_by(CellRow.field, CellRow.period))
    return [_cell(row) for row in rows]


def find_cell(key: CellKey) -> Cell | None:
    """Answer one cell."""
    identity = (key.place, key.field, key.period)
    row = db.session.get(CellRow, identity, populate_existing=True)
    return _cell(row) if row else None


def _cell(row: CellRow) -> Cell:
    key = CellKey(row.place, row.field, row.period)
    value = row.value
    if row.sealed is not None:
        value = orjson.loads(vault.unseal(row.sealed, _cell_context(key)))
    return Cell(
        key, value, row.rule, row.status, row.reason, row.unreviewed, row.sources, row.latest
    )


def cell_values(cells: Sequence[Cell]) -> list[Any]:
    """Answer cells in the shape and order subjects hold them."""
    shaped: list[Any] = orjson.loads(orjson.dumps([[*plain(cell)] for cell in cells]))
    return shaped


# -- decisions


def list_value_decisions(places: Collection[str], until: datetime | None = None) -> list[Any]:
    """Answer the decisions about the values of places, all or those before a moment, oldest first."""
    found: list[Any] = []
    known = Decision.at < until if until else true()
    which = (Decision.seq, Decision.place, Decision.field, Decision.period)
    what = (Decision.values_seen, Decision.chosen, Decision.sealed, Decision.actor)
    for part in parts(sorted(places)):
        query = select(*which, *what).where(
            Decision.kind == "nilai", Decision.place.in_(part), known
        )
        found += db.session.execute(query)
    return sorted(found, key=lambda row: row.seq)


# -- statements


def remove(model: type[db.Model], keys: list[dict[str, Any]], key: tuple[str, ...]) -> None:
    """Delete rows by their whole keys, in one statement prepared once."""
    if keys:
        table = model.__table__
        where = [table.c[name] == bindparam(name) for name in key]
        db.session.connection().execute(delete(table).where(*where), keys)


def upsert(model: type[db.Model], values: list[dict[str, Any]], key: tuple[str, ...]) -> None:
    """Insert or update rows, in one statement prepared once for all of them."""
    if values:
        execute_each(_upsert(model.__table__, tuple(values[0]), key), values)


@lru_cache
def _upsert(table: Table, names: tuple[str, ...], key: tuple[str, ...]) -> Prepared:
    statements = {}
    for dialect in (sqlite, postgresql):
        statement: Any = dialect.insert(table)
        changes = {name: statement.excluded[name] for name in names if name not in key}
        name = dialect.__name__.rpartition(".")[2]
        statements[name] = statement.on_conflict_do_update(index_elements=key, set_=changes)
    return Prepared(statements, names)
