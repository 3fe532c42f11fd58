"""Reading the sealed answers of a form part by part. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, tuple_

from app.extensions.database import db
from app.intake.models import Submission
from app.intake.states import SENT


class Sealed(NamedTuple):
    """A submission's place in the order of arrival, and its sealed answers."""

    received_at: datetime
    seq: int
    instance_id: str
    answers: bytes


def count_sent(form_id: str) -> int:
    """Answer how many submissions of a form hold or wait."""
    query = select(func.count()).select_from(Submission)
    query = query.where(Submission.form_id == form_id, Submission.state.in_(SENT))
    return db.session.scalar(query) or 0


def list_sealed_after(
    form_id: str, after: tuple[datetime, int] | None, limit: int
) -> Sequence[Sealed]:
    """Answer the next submissions of a form that hold or wait, in the order they arrived."""
    query = select(
        Submission.received_at, Submission.seq, Submission.instance_id, Submission.answers
    ).where(Submission.form_id == form_id, Submission.state.in_(SENT))
    if after is not None:
        query = query.where(tuple_(Submission.received_at, Submission.seq) > after)
    rows = db.session.execute(query.order_by(Submission.received_at, Submission.seq).limit(limit))
    return [Sealed(*row) for row in rows]
