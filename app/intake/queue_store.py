"""The merge queue: the submissions due for folding into profiles. A store never commits.

The submission table is the queue; merge reads it and clears it through here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import TextClause, bindparam, func, not_, or_, select, text, update

from app.extensions.database import db, fetch_first
from app.extensions.prepared import prepared
from app.intake.models import Submission

_TABLE = Submission.__table__
STREAMED = 500  # rows held at once


class Sent(NamedTuple):
    """A submission as what follows its arrival reads it: its heads, and its sealed answers."""

    seq: int
    touch: int
    instance_id: str
    root_instance_id: str
    deprecated_id: str | None
    entity_id: str | None
    form_id: str
    version: str
    bidang: str
    posyandu_code: str | None
    period: str
    observed_at: datetime
    ended_at: datetime | None
    received_at: datetime
    report_status: str
    state: str
    kader_id: int | None
    user_id: int | None
    merged: bool
    answers: bytes


_READ = [_TABLE.c[name] for name in Sent._fields]
# As the partial index says it, to the letter: SQLite does not see that "= 1" is the same.
_DUE = text("submission.merge_due")
_NEWEST = prepared(select(func.max(Submission.seq)))
_SAVE_MERGED = (
    update(_TABLE)
    # A row that a rebuild folds again as it was is not written again, answers and all.
    .where(_TABLE.c.seq == bindparam("of"), or_(_TABLE.c.merge_due, not_(_TABLE.c.merged)))
    .values(merged=True, merge_due=_TABLE.c.touch != bindparam("seen"), examine_due=True)
)


def find_newest() -> int:
    """Answer the number of the submission that came last; 0 before the first."""
    row = fetch_first(_NEWEST, {})
    return 0 if row is None else row[0] or 0


def find_due_places(limit: int) -> Sequence[tuple[str, int]]:
    """Answer Posyandu that have submissions due for merging, and how many, longest waiting first."""
    query = (
        select(Submission.posyandu_code, func.count())
        .where(_DUE, Submission.posyandu_code.is_not(None))
        .group_by(Submission.posyandu_code)
        .order_by(func.min(Submission.seq))
        .limit(limit)
    )
    return [(code or "", due) for code, due in db.session.execute(query)]


def list_places() -> Sequence[str]:
    """Answer the Posyandu that have any submission."""
    query = select(Submission.posyandu_code).where(Submission.posyandu_code.is_not(None))
    return [code for code in db.session.scalars(query.distinct()) if code]


def list_places_of(form_ids: Collection[str]) -> Sequence[str]:
    """Answer the Posyandu that have any submission of these forms."""
    query = select(Submission.posyandu_code).where(Submission.form_id.in_(list(form_ids)))
    return [code for code in db.session.scalars(query.distinct()) if code]


def list_due(posyandu_code: str, limit: int) -> Sequence[Sent]:
    """Answer a Posyandu's submissions due for merging, with answers, in order of arrival."""
    return list_queued(_DUE, posyandu_code, limit)


def list_due_in(codes: Collection[str]) -> Sequence[Sent]:
    """Answer all submissions due for merging in several Posyandu, in order of arrival."""
    query = select(*_READ).where(_DUE, Submission.posyandu_code.in_(list(codes)))
    return [Sent._make(row) for row in db.session.execute(query.order_by(Submission.seq))]


def list_queued(due: TextClause, posyandu_code: str, limit: int) -> Sequence[Sent]:
    """Answer a Posyandu's submissions that a queue's condition holds for, as `list_due` does."""
    query = select(*_READ).where(due, Submission.posyandu_code == posyandu_code)
    rows = db.session.execute(query.order_by(Submission.seq).limit(limit))
    return [Sent._make(row) for row in rows]


def list_with_answers(condition: Any) -> Iterator[Sent]:  # noqa: ANN401 - a SQL condition
    """Stream submissions with their answers, in a stable order."""
    query = select(*_READ).where(condition).order_by(Submission.seq)
    rows = db.session.execute(query.execution_options(yield_per=STREAMED))
    return map(Sent._make, rows)


def save_merged(merged: Iterable[tuple[int, int]]) -> None:
    """Mark submissions (number, touch) folded in, unless they were touched again meanwhile."""
    rows = [{"of": seq, "seen": touch} for seq, touch in merged]
    if rows:
        db.session.connection().execute(_SAVE_MERGED, rows)


def save_due(seqs: Iterable[int]) -> None:
    """Make submissions due again: something they share a subject with has changed."""
    wanted = list(seqs)
    if wanted:
        db.session.execute(
            update(Submission)
            .where(Submission.seq.in_(wanted))
            .values(merge_due=True, touch=Submission.touch + 1)
        )
