"""Reading and writing which submissions are late. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Text, cast, func, or_, select, update

from app.extensions.database import db
from app.intake.models import Submission
from app.intake.states import FORM_CLOSED

_CAME_AT = func.coalesce(Submission.there_at, Submission.received_at)
_CAME_TO_CLOSED_FORM = cast(Submission.flags, Text).contains(FORM_CLOSED)


def list_report_months(form_ids: Sequence[str], period: str) -> list[tuple[str, str]]:
    """Answer the (form_id, period) that have submissions, of one month or of all."""
    query = select(Submission.form_id, Submission.period).where(Submission.form_id.in_(form_ids))
    if period:
        query = query.where(Submission.period == period)
    rows = db.session.execute(query.where(Submission.period != "").distinct())
    return [(form_id, month) for form_id, month in rows]


def save_lateness(form_id: str, period: str, due_end: datetime) -> None:
    """Mark a form's submissions of a month late when they came after the due day's end."""
    db.session.execute(
        update(Submission)
        .where(Submission.form_id == form_id, Submission.period == period)
        .values(late=or_(due_end <= _CAME_AT, _CAME_TO_CLOSED_FORM))
    )


def list_late_places(form_id: str, period: str) -> list[str]:
    """Answer the Posyandu with a late submission of a form and month."""
    query = select(Submission.posyandu_code).where(
        Submission.form_id == form_id, Submission.period == period, Submission.late
    )
    return [code for code in db.session.scalars(query.distinct()) if code]


def save_not_late(form_id: str, period: str, places: Sequence[str]) -> None:
    """Mark a form's submissions of a month from these Posyandu as not late."""
    for start in range(0, len(places), 500):
        db.session.execute(
            update(Submission)
            .where(Submission.form_id == form_id, Submission.period == period)
            .where(Submission.posyandu_code.in_(places[start : start + 500]))
            .values(late=False)
        )
