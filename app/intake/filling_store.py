"""Reading what a kader's page of forms shows. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from app.accounts.access import Reach
from app.extensions.database import db
from app.intake.models import Submission
from app.intake.store import reached_by


def count_by_form(reaches: Sequence[Reach], period: str) -> list[tuple[str, str, int]]:
    """Answer (form_id, state, count) of a month's submissions, with those of forms filled once."""
    query = (
        select(Submission.form_id, Submission.state, func.count())
        .where(reached_by(reaches), Submission.period.in_([period, ""]))
        .group_by(Submission.form_id, Submission.state)
    )
    return [(form_id, state, count) for form_id, state, count in db.session.execute(query)]
