"""The queue of values that ask a person, and what people said about them. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, text, tuple_
from sqlalchemy.orm import aliased

from app.accounts.access import Reach
from app.extensions.database import db
from app.intake.models import Decision
from app.merge.fold import CellKey
from app.merge.models import CellRow
from app.registry.bidang import BY_KEY
from app.registry.store import within
from app.review.models import ReviewNote
from app.review.queue import Position

# As the partial index says it, to the letter: SQLite uses it for no other words.
_ASKS = text("cell.status <> 'pasti'")
_ORDER = (CellRow.status, CellRow.latest, CellRow.place, CellRow.field, CellRow.period)
TASK, COMMENT = "tugas", "catatan"


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


def position_of(row: CellRow) -> Position:
    """Answer where in the queue a value stands."""
    return Position(row.status, row.latest, row.place, row.field, row.period)


def list_questions(
    reaches: Sequence[Reach],
    wanted: Filter,
    after: Position | None,
    limit: int,
    *,
    backwards: bool = False,
) -> Sequence[CellRow]:
    """Answer values that ask a person, the gravest first and of these the oldest."""
    query = _filtered(select(CellRow), reaches, wanted)
    if after is not None:
        there = tuple_(*(literal(getattr(after, column.key)) for column in _ORDER))
        here = tuple_(*_ORDER)
        query = query.where(here < there if backwards else here > there)
    order = [column.desc() if backwards else column for column in _ORDER]
    query = query.order_by(*order).limit(limit).execution_options(populate_existing=True)
    return db.session.scalars(query).all()


def count_questions(reaches: Sequence[Reach], wanted: Filter) -> dict[str, int]:
    """Answer how many values ask a person, by severity."""
    query = select(CellRow.status, func.count()).group_by(CellRow.status)
    return {key: count for key, count in db.session.execute(_filtered(query, reaches, wanted))}


def _filtered(query: Any, reaches: Sequence[Reach], wanted: Filter) -> Any:  # noqa: ANN401 - a query
    query = query.where(_ASKS, or_(*map(_inside, reaches)) if reaches else literal(value=False))
    if wanted.area:
        query = query.where(within(CellRow.place, wanted.area))
    if wanted.bidang:
        query = query.where(_of_bidang(wanted.bidang))
    if wanted.person:
        query = query.where(_is_task_of(wanted.person))
    parts = {
        CellRow.period: wanted.period,
        CellRow.status: wanted.status,
        CellRow.field: wanted.field,
        CellRow.reason: wanted.reason,
    }
    return query.where(*(column == value for column, value in parts.items() if value))


def _inside(reach: Reach) -> ColumnElement[bool]:
    place = within(CellRow.place, reach.area)
    return and_(place, _of_bidang(reach.bidang)) if reach.bidang else place


def _of_bidang(bidang: str) -> ColumnElement[bool]:
    known = BY_KEY.get(bidang)
    return within(CellRow.field, known.prefix) if known else literal(value=False)


def _is_task_of(person: str) -> ColumnElement[bool]:
    newer = aliased(ReviewNote)
    last = (
        select(func.max(newer.note_id))
        .where(
            newer.place == CellRow.place,
            newer.field == CellRow.field,
            newer.period == CellRow.period,
            newer.kind == TASK,
        )
        .correlate(CellRow)
        .scalar_subquery()
    )
    return (
        select(ReviewNote.note_id)
        .where(ReviewNote.note_id == last, ReviewNote.person == person)
        .exists()
    )


def find_question(key: CellKey, *, locked: bool = False) -> CellRow | None:
    """Answer the row of a cell; locked, nobody else decides about it until the transaction ends."""
    query = select(CellRow).where(
        CellRow.place == key.place, CellRow.field == key.field, CellRow.period == key.period
    )
    query = query.with_for_update() if locked else query
    return db.session.scalar(query.execution_options(populate_existing=True))


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
