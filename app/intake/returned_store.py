"""Reading states of submissions as they are now, past what the session remembers. Never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.extensions.database import db
from app.intake.models import Decision, Submission
from app.intake.states import RETURNED, SENT
from app.problems import Problem

_COLUMNS = (
    Submission.seq,
    Submission.instance_id,
    Submission.posyandu_code,
    Submission.form_id,
    Submission.period,
    Submission.observed_at,
    Submission.kader_id,
    Submission.state,
)


@dataclass(frozen=True, slots=True)
class State:
    """A submission's state with what the list of returned reports tells of it."""

    seq: int
    instance_id: str
    posyandu_code: str | None
    form_id: str
    period: str
    observed_at: datetime
    kader_id: int | None
    state: str


def list_states(instance_ids: Iterable[str]) -> list[State]:
    """Answer the states of submissions as they stand in this transaction."""
    query = select(*_COLUMNS).where(Submission.instance_id.in_(list(instance_ids)))
    return [State(**row._mapping) for row in db.session.execute(query)]


def list_returned_in_group(submission: Submission) -> Sequence[str]:
    """Answer the returned submissions of the same Posyandu, form and month."""
    return db.session.scalars(
        select(Submission.instance_id).where(
            Submission.posyandu_code == submission.posyandu_code,
            Submission.form_id == submission.form_id,
            Submission.period == submission.period,
            Submission.state == RETURNED,
        )
    ).all()


def has_newer(row: State) -> bool:
    """Answer whether a newer report of the same Posyandu, form and month counts or was returned."""
    query = select(Submission.seq).where(
        Submission.posyandu_code == row.posyandu_code,
        Submission.form_id == row.form_id,
        Submission.period == row.period,
        Submission.seq > row.seq,
        Submission.state.in_([*sorted(SENT), RETURNED]),
    )
    return db.session.scalar(query.limit(1)) is not None


def get_last_decision(instance_id: str) -> Decision:
    """Answer the last decision about a submission's state."""
    query = select(Decision).where(Decision.kind == "status", Decision.instance_id == instance_id)
    decision: Decision | None = db.session.scalar(query.order_by(Decision.seq.desc()).limit(1))
    if decision is None:
        raise Problem("intake.unknown_submission")
    return decision
