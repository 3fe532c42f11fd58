"""Reading and writing mentions, strands, cells and subjects. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import ScalarResult, Select, bindparam, delete, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions.database import db, is_sqlite, now
from app.extensions.vault import vault
from app.intake.models import Decision
from app.merge.changes import Held
from app.merge.facts import FieldSpec
from app.merge.fold import PERSON, Cell, CellKey, Strand, StrandKey, pack, unpack
from app.merge.matching import Mention as MatchMention
from app.merge.models import CellRow, Mention, StrandRow, SubjectRow
from app.merge.resolution import CERTAIN

CHUNK = 400  # rows a statement: SQLite allows some 32,000 parameters
STRAND_KEY = ("posyandu_code", "kind", "key", "period")
CELL_KEY = ("place", "field", "period")


def _scalars(query: Select[Any]) -> ScalarResult[Any]:
    # Rows are written by upserts the session does not see, so what it remembers may be old.
    return db.session.scalars(query.execution_options(populate_existing=True))


# -- mentions


LINKS = ("mention_id", "nik", "family")


def list_closure(start: Iterable[MatchMention], subject_ids: Collection[str]) -> dict[int, Held]:
    """Answer, by submission, the stored mentions linked by any chain with mentions or subjects."""
    found: dict[int, Held] = {}
    asked: set[tuple[str, Any]] = set()
    wanted = _keys(start) | {("subject_id", subject_id) for subject_id in subject_ids}
    while wanted:
        asked |= wanted
        fresh = {row.seq: row for row in _list_mentions(wanted) if row.seq not in found}
        found |= fresh
        wanted = _keys(row.mention for row in fresh.values()) - asked
    return found


def _keys(mentions: Iterable[MatchMention]) -> set[tuple[str, Any]]:
    pairs = {(name, getattr(mention, name)) for mention in mentions for name in LINKS}
    return {(name, value) for name, value in pairs if value is not None}


def _list_mentions(keys: Collection[tuple[str, Any]]) -> Iterable[Held]:
    for name in (*LINKS, "subject_id"):
        values = [value for key, value in keys if key == name]
        for start in range(0, len(values), CHUNK):
            column = getattr(Mention, name)
            rows = _scalars(select(Mention).where(column.in_(values[start : start + CHUNK])))
            yield from map(_mentioned, rows)


def list_mentions_of(seqs: Collection[int]) -> dict[int, Held]:
    """Answer the stored mentions of submissions."""
    rows = _scalars(select(Mention).where(Mention.seq.in_(list(seqs))))
    return {row.seq: _mentioned(row) for row in rows}


def list_mentions_in(posyandu_code: str) -> list[Held]:
    """Answer the stored mentions of a Posyandu."""
    rows = _scalars(select(Mention).where(Mention.posyandu_code == posyandu_code))
    return [_mentioned(row) for row in rows]


def _mentioned(row: Mention) -> Held:
    match = MatchMention(row.mention_id, row.nik, row.family)
    return Held(row.seq, row.posyandu_code, row.period, row.subject_id, match)


def save_mentions(rows: Iterable[Held]) -> None:
    """Insert or update mentions."""
    values = [
        {
            "seq": row.seq,
            "mention_id": row.mention.mention_id,
            "kind": PERSON,
            "nik": row.mention.nik,
            "family": row.mention.family,
            "subject_id": row.subject_id,
            "posyandu_code": row.posyandu_code,
            "period": row.period,
        }
        for row in rows
    ]
    _upsert(Mention, values, ("seq",))


def remove_mentions(seqs: Collection[int]) -> None:
    """Forget mentions of submissions that count no more."""
    if seqs:
        db.session.execute(delete(Mention).where(Mention.seq.in_(list(seqs))))


# -- strands


def list_strands(keys: Collection[StrandKey]) -> dict[StrandKey, Strand]:
    """Answer the strands of these keys."""
    wanted = [(key.posyandu_code, key.kind, key.key, key.period) for key in sorted(keys)]
    columns = tuple_(StrandRow.posyandu_code, StrandRow.kind, StrandRow.key, StrandRow.period)
    found: dict[StrandKey, Strand] = {}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        found |= _open(_scalars(select(StrandRow).where(columns.in_(part))))
    return found


def list_strands_around(
    posyandu_code: str, periods: Collection[str], fields: Collection[str]
) -> dict[StrandKey, Strand]:
    """Answer a Posyandu's strands of these periods that hold any of the fields."""
    rows = db.session.execute(
        select(StrandRow.kind, StrandRow.key, StrandRow.period, StrandRow.fields).where(
            StrandRow.posyandu_code == posyandu_code, StrandRow.period.in_(list(periods))
        )
    )
    wanted = set(fields)
    return list_strands(
        {
            StrandKey(posyandu_code, kind, key, period)
            for kind, key, period, names in rows
            if not wanted.isdisjoint(names.split())
        }
    )


def list_strands_in(posyandu_code: str) -> dict[StrandKey, Strand]:
    """Answer every strand of a Posyandu."""
    return _open(_scalars(select(StrandRow).where(StrandRow.posyandu_code == posyandu_code)))


def list_strands_of_subjects(subject_ids: Collection[str]) -> dict[StrandKey, Strand]:
    """Answer every strand of these subjects, in any Posyandu."""
    found: dict[StrandKey, Strand] = {}
    ids = sorted(subject_ids)
    for start in range(0, len(ids), CHUNK):
        query = select(StrandRow).where(
            StrandRow.kind == PERSON, StrandRow.key.in_(ids[start : start + CHUNK])
        )
        found |= _open(_scalars(query))
    return found


def _open(rows: Iterable[StrandRow]) -> dict[StrandKey, Strand]:
    found = {}
    for row in rows:
        key = StrandKey(row.posyandu_code, row.kind, row.key, row.period)
        found[key] = unpack(orjson.loads(vault.unseal(row.facts, _strand_context(key))))
    return found


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
            "facts": vault.seal(orjson.dumps(pack(strand)), _strand_context(key)),
        }
        for key, strand in strands.items()
        if strand
    ]
    _upsert(StrandRow, values, STRAND_KEY)
    gone = [
        {name: getattr(key, name) for name in STRAND_KEY} for key in strands if not strands[key]
    ]
    _remove(StrandRow, gone, STRAND_KEY)


def remove_place(posyandu_code: str) -> None:
    """Forget all that was merged for a Posyandu, before it is rebuilt."""
    db.session.execute(delete(StrandRow).where(StrandRow.posyandu_code == posyandu_code))
    db.session.execute(delete(CellRow).where(CellRow.place == posyandu_code))
    db.session.execute(delete(Mention).where(Mention.posyandu_code == posyandu_code))
    db.session.execute(delete(SubjectRow).where(SubjectRow.posyandu_code == posyandu_code))


# -- cells


def save_cells(cells: Iterable[Cell], specs: Mapping[str, FieldSpec]) -> None:
    """Store cells; a value that may name people is sealed."""
    _upsert(CellRow, [_cell_values(cell, specs) for cell in cells], CELL_KEY)


def _cell_values(cell: Cell, specs: Mapping[str, FieldSpec]) -> dict[str, Any]:
    hidden = specs[cell.key.field].privacy != "umum" or cell.rule == "event"
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


def _cell_context(key: CellKey) -> str:
    return f"cell:{key.place}:{key.field}:{key.period}"


def remove_cells(keys: Iterable[CellKey]) -> None:
    """Forget cells nothing speaks for any more."""
    _remove(CellRow, [{name: getattr(key, name) for name in CELL_KEY} for key in keys], CELL_KEY)


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


def list_field(field: str, period: str, places: Collection[str]) -> dict[str, Cell]:
    """Answer a field's cells of one month by place."""
    query = select(CellRow).where(
        CellRow.field == field, CellRow.period == period, CellRow.place.in_(list(places))
    )
    return {row.place: _cell(row) for row in _scalars(query)}


def _cell(row: CellRow) -> Cell:
    key = CellKey(row.place, row.field, row.period)
    value = row.value
    if row.sealed is not None:
        value = orjson.loads(vault.unseal(row.sealed, _cell_context(key)))
    return Cell(
        key, value, row.rule, row.status, row.reason, row.unreviewed, row.sources, row.latest
    )


# -- subjects


def save_subjects(subjects: Mapping[str, tuple[str, Sequence[Cell]]]) -> None:
    """Store subjects as merged, each with its home and cells; one nobody speaks of is forgotten."""
    moment = now()
    values = [
        {
            "subject_id": subject_id,
            "kind": PERSON,
            "posyandu_code": posyandu_code,
            "cells": vault.seal(
                orjson.dumps([[*_plain(cell)] for cell in cells]), f"subject:{subject_id}"
            ),
            "conflicts": sum(cell.status != CERTAIN for cell in cells),
            "merged_at": moment,
        }
        for subject_id, (posyandu_code, cells) in subjects.items()
        if cells
    ]
    _upsert(SubjectRow, values, ("subject_id",))
    gone = [{"subject_id": subject_id} for subject_id, (_, cells) in subjects.items() if not cells]
    _remove(SubjectRow, gone, ("subject_id",))


def list_subjects_in(posyandu_code: str) -> dict[str, list[Any]]:
    """Answer the subjects of a Posyandu with their cells as stored."""
    rows = _scalars(select(SubjectRow).where(SubjectRow.posyandu_code == posyandu_code))
    return {row.subject_id: _open_subject(row) for row in rows}


def find_subject(subject_id: str) -> list[Any] | None:
    """Answer a subject's cells as stored."""
    row = db.session.get(SubjectRow, subject_id, populate_existing=True)
    return _open_subject(row) if row else None


def subject_values(cells: Sequence[Cell]) -> list[Any]:
    """Answer cells in the shape subjects are stored in."""
    shaped: list[Any] = orjson.loads(orjson.dumps([[*_plain(cell)] for cell in cells]))
    return shaped


def _open_subject(row: SubjectRow) -> list[Any]:
    cells: list[Any] = orjson.loads(vault.unseal(row.cells, f"subject:{row.subject_id}"))
    return cells


def _plain(cell: Cell) -> Iterable[Any]:
    yield cell.key.field
    yield cell.key.period
    yield from (cell.value, cell.rule, cell.status, cell.reason, cell.unreviewed, cell.sources)
    yield cell.latest


# -- decisions


def list_value_decisions(places: Collection[str]) -> list[Any]:
    """Answer the decisions about the values of places, oldest first."""
    found: list[Any] = []
    ids = sorted(places)
    columns = (Decision.place, Decision.field, Decision.period, Decision.values_seen)
    for start in range(0, len(ids), CHUNK):
        query = select(*columns, Decision.chosen, Decision.actor).where(
            Decision.kind == "nilai", Decision.place.in_(ids[start : start + CHUNK])
        )
        found += db.session.execute(query.order_by(Decision.seq))
    return found


def _remove(model: type[db.Model], keys: list[dict[str, Any]], key: tuple[str, ...]) -> None:
    """Delete rows by their whole keys, in one statement prepared once."""
    if keys:
        table = model.__table__
        where = [table.c[name] == bindparam(name) for name in key]
        db.session.connection().execute(delete(table).where(*where), keys)


def _upsert(model: type[db.Model], values: list[dict[str, Any]], key: tuple[str, ...]) -> None:
    """Insert or update rows, in one statement prepared once for all of them."""
    if values:
        statement = (sqlite if is_sqlite() else postgresql).insert(model.__table__)
        changes = {name: statement.excluded[name] for name in values[0] if name not in key}
        statement = statement.on_conflict_do_update(index_elements=key, set_=changes)
        db.session.connection().execute(statement, values)
