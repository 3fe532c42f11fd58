"""The queue of values that ask a person, and what people said about them. A store never commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, text, tuple_
from sqlalchemy.orm import aliased

from app.accounts.access import Reach
from app.extensions.database import db
from app.intake.models import Decision
from app.merge import question_store
from app.merge.fold import CellKey, is_subject
from app.merge.models import CellRow, SubjectQuestion
from app.registry.bidang import BY_KEY
from app.registry.store import within
from app.review.models import ReviewNote
from app.review.queue import Position

# As the partial index says it, to the letter: SQLite uses it for no other words.
_ASKS = text("cell.status <> 'pasti'")
_ORDER = ("status", "latest", "place", "field", "period")
TASK, COMMENT = "tugas", "catatan"
Asking = CellRow | SubjectQuestion


@dataclass(frozen=True, slots=True)
class Filter:
    """Which values the queue shows; an empty part means any."""

    area: str = ""
    period: str = ""
    bidang: str = ""
    status: str = ""
    field: str = ""
    reason: str = ""
    person: str = ""  # whose task it is


def position_of(row: Asking) -> Position:
    """Answer where in the queue a value stands."""
    return Position(row.status, row.latest, row.place, row.field, row.period)


def list_questions(
    reaches: Sequence[Reach],
    wanted: Filter,
    after: Position | None,
    limit: int,
    *,
    backwards: bool = False,
) -> Sequence[Asking]:
    """Answer values that ask a person, of Posyandu and of subjects: the gravest first, then the oldest.

    Each kind is read in order from its own index; what of both comes first is the queue.
    """
    found: list[Asking] = []
    for table in (CellRow, SubjectQuestion):
        query = _filtered(select(table), table, reaches, wanted)
        columns = [getattr(table, name) for name in _ORDER]
        if after is not None:
            there = tuple_(*(literal(getattr(after, name)) for name in _ORDER))
            query = query.where(tuple_(*columns) < there if backwards else tuple_(*columns) > there)
        order = [column.desc() if backwards else column for column in columns]
        query = query.order_by(*order).limit(limit).execution_options(populate_existing=True)
        found += db.session.scalars(query)
    return sorted(found, key=_place_of, reverse=backwards)[:limit]


def _place_of(row: Asking) -> tuple[str, ...]:
    return tuple(getattr(row, name) for name in _ORDER)


def list_cells_asking(reaches: Sequence[Reach], wanted: Filter, limit: int) -> Sequence[CellRow]:
    """Answer only the values of Posyandu, in the same order."""
    query = _filtered(select(CellRow), CellRow, reaches, wanted)
    query = query.order_by(*(getattr(CellRow, name) for name in _ORDER)).limit(limit)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def count_cells_asking(reaches: Sequence[Reach], wanted: Filter) -> int:
    """Answer how many values `list_cells_asking` lists in all."""
    query = _filtered(select(func.count()).select_from(CellRow), CellRow, reaches, wanted)
    return db.session.scalar(query) or 0


def count_questions(reaches: Sequence[Reach], wanted: Filter) -> dict[str, int]:
    """Answer how many values ask a person, by severity."""
    found: Counter[str] = Counter()
    for table in (CellRow, SubjectQuestion):
        query = select(table.status, func.count()).group_by(table.status)
        rows = db.session.execute(_filtered(query, table, reaches, wanted))
        found.update({key: count for key, count in rows})
    return dict(found)


def _filtered(query: Any, table: Any, reaches: Sequence[Reach], wanted: Filter) -> Any:  # noqa: ANN401
    inside = [_inside(table, one) for one in reaches]
    query = query.where(or_(*inside) if inside else literal(value=False))
    query = query.where(_ASKS) if table is CellRow else query
    if wanted.area:
        query = query.where(within(_home(table), wanted.area))
    if wanted.bidang:
        query = query.where(_of_bidang(table, wanted.bidang))
    if wanted.person:
        query = query.where(_is_task_of(table, wanted.person))
    names = ("period", "status", "field", "reason")
    parts = ((getattr(table, name), getattr(wanted, name)) for name in names)
    return query.where(*(column == value for column, value in parts if value))


def _home(table: Any) -> Any:  # noqa: ANN401 - a column
    """Answer the column that says in which Posyandu a value is."""
    return CellRow.place if table is CellRow else SubjectQuestion.home


def _inside(table: Any, reach: Reach) -> ColumnElement[bool]:  # noqa: ANN401 - a table
    place = within(_home(table), reach.area)
    return and_(place, _of_bidang(table, reach.bidang)) if reach.bidang else place


def _of_bidang(table: Any, bidang: str) -> ColumnElement[bool]:  # noqa: ANN401 - a table
    if table is SubjectQuestion:
        return SubjectQuestion.bidang == bidang
    known = BY_KEY.get(bidang)
    return within(CellRow.field, known.prefix) if known else literal(value=False)


def _is_task_of(table: Any, person: str) -> ColumnElement[bool]:  # noqa: ANN401 - a table
    newer = aliased(ReviewNote)
    last = (
        select(func.max(newer.note_id))
        .where(
            newer.place == table.place,
            newer.field == table.field,
            newer.period == table.period,
            newer.kind == TASK,
        )
        .correlate(table)
        .scalar_subquery()
    )
    return (
        select(ReviewNote.note_id)
        .where(ReviewNote.note_id == last, ReviewNote.person == person)
        .exists()
    )


def find_question(key: CellKey) -> Asking | None:
    """Answer the row of a cell; of a subject's only while it asks."""
    if is_subject(key.place):
        return question_store.find_question(key)
    return db.session.get(CellRow, tuple(key), populate_existing=True)


# -- what was decided


def list_decisions(key: CellKey, places: Collection[str]) -> Sequence[Decision]:
    """Answer all that was decided about a cell, under each code its place ever had, oldest first."""
    return db.session.scalars(
        select(Decision)
        .where(
            Decision.kind == "nilai",
            Decision.place.in_({key.place, *places}),
            Decision.field == key.field,
            Decision.period == key.period,
        )
        .order_by(Decision.seq)
    ).all()


def find_decision(seq: int) -> Decision | None:
    """Answer a decision by its number."""
    return db.session.get(Decision, seq)


def list_batch(
    batch: str, kind: str = "nilai", after: int = 0, limit: int | None = None
) -> Sequence[Decision]:
    """Answer the decisions of a kind that were made at once, in order, after a number (keyset)."""
    query = select(Decision).where(Decision.batch == batch, text("decision.batch IS NOT NULL"))
    query = query.where(Decision.kind == kind, Decision.seq > after)
    return db.session.scalars(query.order_by(Decision.seq).limit(limit)).all()


# -- notes


def add_note(note: ReviewNote) -> None:
    """Append a note or a task."""
    db.session.add(note)


def list_notes(keys: Collection[CellKey]) -> Sequence[ReviewNote]:
    """Answer what was noted about cells, oldest first."""
    wanted = [(key.place, key.field, key.period) for key in keys]
    columns = tuple_(ReviewNote.place, ReviewNote.field, ReviewNote.period)
    query = select(ReviewNote).where(columns.in_(wanted)).order_by(ReviewNote.note_id)
    return db.session.scalars(query).all() if wanted else []
