"""Reading and writing who was spoken of: mentions and subjects. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import astuple
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete, select, text
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions.database import db, is_sqlite, now, parts
from app.extensions.vault import vault
from app.intake import subject_log_store as subject_log
from app.merge import question_store
from app.merge.changes import Subject
from app.merge.fold import plain
from app.merge.likeness import Traits
from app.merge.log import Held
from app.merge.matching import Link
from app.merge.matching import Mention as MatchMention
from app.merge.models import Mention, SubjectDue, SubjectRow
from app.merge.question_store import STATUS
from app.merge.resolution import CERTAIN
from app.merge.store import remove, upsert

LINKS = ("anchor", "nik", "family")


def take_turn() -> None:
    """Let nobody else match persons or decide about them until this transaction ends."""
    if not is_sqlite():  # where every writing transaction has its turn
        db.session.execute(text("SELECT pg_advisory_xact_lock(822)"))


# -- mentions


def list_closure(start: Iterable[MatchMention], subject_ids: Collection[str]) -> dict[int, Held]:
    """Answer, by submission, the stored mentions linked by any chain with mentions or subjects."""
    found: dict[int, Held] = {}
    asked: set[tuple[str, Any]] = set()
    wanted = _keys(start) | {("subject_id", subject_id) for subject_id in subject_ids}
    while wanted:
        asked |= wanted
        fresh = {row.seq: row for row in _list_mentions(wanted) if row.seq not in found}
        found |= fresh
        keys = _keys(row.mention for row in fresh.values())
        wanted = (keys | _joined(wanted | keys)) - asked
    return found


def _joined(keys: Iterable[tuple[str, Any]]) -> set[tuple[str, Any]]:
    """Answer the mentions people joined with these."""
    links = list_links({value for name, value in keys if name == "anchor"})
    return {("anchor", one) for link in links if link.joins for one in link.left | link.right}


def list_links(anchors: Collection[str], until: datetime | None = None) -> list[Link]:
    """Answer the decisions in force, now or before a moment, that speak of any of these mentions."""
    return [
        Link(one.seq, one.kind == subject_log.JOIN, one.left, one.right)
        for one in subject_log.list_sides_in_force(anchors, until)
    ]


def _keys(mentions: Iterable[MatchMention]) -> set[tuple[str, Any]]:
    pairs = {(name, getattr(mention, name)) for mention in mentions for name in LINKS}
    return {(name, value) for name, value in pairs if value is not None}


def _list_mentions(keys: Collection[tuple[str, Any]]) -> Iterable[Held]:
    for name in (*LINKS, "subject_id"):
        for part in parts([value for key, value in keys if key == name]):
            yield from _held(getattr(Mention, name).in_(part))


def list_mentions_of(seqs: Collection[int]) -> dict[int, Held]:
    """Answer the stored mentions of submissions."""
    return {row.seq: row for part in parts(sorted(seqs)) for row in _held(Mention.seq.in_(part))}


def list_mentions_in(posyandu_code: str) -> list[Held]:
    """Answer the stored mentions of a Posyandu."""
    return list(_held(Mention.posyandu_code == posyandu_code))


def list_mentions_of_subjects(subject_ids: Collection[str]) -> list[Held]:
    """Answer the stored mentions of subjects."""
    wanted = parts(sorted(subject_ids))
    return [one for part in wanted for one in _held(Mention.subject_id.in_(part))]


def list_mentions_at(anchors: Collection[str]) -> list[Held]:
    """Answer the stored mentions by what decisions and phones know them by."""
    wanted = parts(sorted(anchors))
    return [one for part in wanted for one in _held(Mention.anchor.in_(part))]


def list_household(households: Collection[bytes]) -> list[Held]:
    """Answer the stored mentions with any of these family cards."""
    wanted = parts(sorted(households))
    return [one for part in wanted for one in _held(Mention.household.in_(part))]


def _held(condition: Any) -> Iterator[Held]:  # noqa: ANN401 - a SQL condition
    columns = (Mention.seq, Mention.posyandu_code, Mention.period, Mention.subject_id, Mention.kind)
    keys = (Mention.mention_id, Mention.nik, Mention.family, Mention.household, Mention.traits)
    for row in db.session.execute(select(*columns, *keys).where(condition)):
        traits = _traits(row.seq, row.traits)
        mention = MatchMention(row.mention_id, row.nik, row.family, traits, row.household, row.kind)
        yield Held(row.seq, row.posyandu_code, row.period, row.subject_id, mention)


def _traits(seq: int, sealed: bytes | None) -> Traits:
    if sealed is None:
        return Traits()
    return Traits(*orjson.loads(vault.unseal(sealed, f"mention:{seq}")))


def _sealed(seq: int, traits: Traits) -> bytes | None:
    if traits == Traits():
        return None
    return vault.seal(orjson.dumps(astuple(traits)), f"mention:{seq}")


def save_mentions(rows: Iterable[Held]) -> None:
    """Insert or update mentions."""
    values = [
        {
            "seq": row.seq,
            "mention_id": row.mention.mention_id,
            "anchor": row.mention.anchor,
            "kind": row.mention.kind,
            "nik": row.mention.nik,
            "family": row.mention.family,
            "household": row.mention.household,
            "traits": _sealed(row.seq, row.mention.traits),
            "subject_id": row.subject_id,
            "posyandu_code": row.posyandu_code,
            "period": row.period,
        }
        for row in rows
    ]
    upsert(Mention, values, ("seq",))


def remove_mentions(seqs: Collection[int]) -> None:
    """Forget mentions of submissions that count no more."""
    if seqs:
        db.session.execute(delete(Mention).where(Mention.seq.in_(list(seqs))))


# -- subjects


def save_subjects(subjects: Mapping[str, Subject]) -> None:
    """Store what changed of subjects; one nobody speaks of any more is forgotten."""
    stay = {subject_id: one for subject_id, one in subjects.items() if one.home}
    known = list_cells_of(stay)
    moment = now()
    values, asking = [], {}
    for subject_id, one in stay.items():
        before = known.get(subject_id, [])
        cells = _changed(before, one)
        if any(cell[STATUS] != CERTAIN for cell in (*before, *cells)):
            asking[subject_id] = (one.home, cells)
        values.append(
            {
                "subject_id": subject_id,
                "kind": one.kind,
                "posyandu_code": one.home,
                "cells": vault.seal(orjson.dumps(cells), f"subject:{subject_id}"),
                "conflicts": sum(cell[STATUS] != CERTAIN for cell in cells),
                "merged_at": moment,
            }
        )
    upsert(SubjectRow, values, ("subject_id",))
    question_store.save_questions(asking)
    remove_subjects(subjects.keys() - stay.keys())
    save_due(subjects)


def save_due(subject_ids: Iterable[str]) -> None:
    """Let subjects be compared with others again."""
    rows = [{"subject_id": subject_id, "touch": 1} for subject_id in sorted(subject_ids)]
    if rows:
        insert = (sqlite if is_sqlite() else postgresql).insert(SubjectDue)
        once_more = {"touch": SubjectDue.touch + 1}
        statement = insert.on_conflict_do_update(index_elements=("subject_id",), set_=once_more)
        db.session.connection().execute(statement, rows)


def save_due_in(posyandu_code: str) -> None:
    """Let the subjects of a Posyandu be compared again: what was merged there is being forgotten."""
    query = select(Mention.subject_id).where(Mention.posyandu_code == posyandu_code)
    save_due(db.session.scalars(query.distinct()))


def list_people_in(codes: Collection[str]) -> list[str]:
    """Answer the subjects who were ever seen in these Posyandu."""
    seen = select(Mention.subject_id).where(Mention.posyandu_code.in_(codes))
    home = select(SubjectRow.subject_id).where(SubjectRow.posyandu_code.in_(codes))
    return list(db.session.scalars(seen.union(home)))


def list_seqs_of_people(subject_ids: Collection[str]) -> list[int]:
    """Answer the submissions, wherever they were made, about these subjects."""
    wanted = parts(sorted(subject_ids))
    queries = (select(Mention.seq).where(Mention.subject_id.in_(part)) for part in wanted)
    return [seq for query in queries for seq in db.session.scalars(query)]


def _changed(known: Iterable[list[Any]], subject: Subject) -> list[list[Any]]:
    """Answer a subject's cells as stored, by field and period, with what changed of them."""
    cells = {(field, period): [field, period, *rest] for field, period, *rest in known}
    for key in subject.gone:
        cells.pop((key.field, key.period), None)
    cells |= {(one.key.field, one.key.period): [*plain(one)] for one in subject.cells}
    return [cells[key] for key in sorted(cells)]


def remove_subjects(subject_ids: Collection[str]) -> None:
    """Forget subjects."""
    keys = [{"subject_id": subject_id} for subject_id in sorted(subject_ids)]
    remove(SubjectRow, keys, ("subject_id",))
    question_store.remove_questions(subject_ids)


def list_ids_in(posyandu_code: str) -> list[str]:
    """Answer the subjects whose home a Posyandu is."""
    query = select(SubjectRow.subject_id).where(SubjectRow.posyandu_code == posyandu_code)
    return list(db.session.scalars(query))


def list_subjects_in(posyandu_code: str, kind: str = "") -> dict[str, list[Any]]:
    """Answer the subjects of a Posyandu, all or of one kind, with their cells as stored."""
    return _list_subjects(SubjectRow.posyandu_code, [posyandu_code], kind)


def list_cells_of(subject_ids: Collection[str]) -> dict[str, list[Any]]:
    """Answer the cells of subjects as stored."""
    return _list_subjects(SubjectRow.subject_id, subject_ids)


def _list_subjects(
    column: Any,  # noqa: ANN401 - a column of the table
    values: Iterable[str],
    kind: str = "",
) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for part in parts(sorted(values)):
        query = select(SubjectRow.subject_id, SubjectRow.cells).where(column.in_(part))
        query = query.where(SubjectRow.kind == kind) if kind else query
        for subject_id, sealed in db.session.execute(query):
            found[subject_id] = orjson.loads(vault.unseal(sealed, f"subject:{subject_id}"))
    return found
