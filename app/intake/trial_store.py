"""Reading and writing what is sent to try drafts. A store never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import undefer

from app.extensions.database import db
from app.intake.trial_models import Trial, TrialAnswer, TrialFile
from app.problems import Problem


def get_trial(trial_id: int, *, locked: bool = False) -> Trial:
    """Answer a channel or raise Problem; locked, nobody else writes until the transaction ends."""
    query = select(Trial).where(Trial.trial_id == trial_id)
    query = query.with_for_update() if locked else query
    found: Trial | None = db.session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise Problem("intake.unknown_trial")
    return found


def find_trial_of_token(token_hash: bytes) -> Trial | None:
    """Answer the channel a token opens."""
    return db.session.scalar(select(Trial).where(Trial.token_hash == token_hash))


def list_trials(form_id: str) -> Sequence[Trial]:
    """Answer the channels of a form, newest first; those of the last 30 days are all there are."""
    query = select(Trial).where(Trial.form_id == form_id)
    return db.session.scalars(query.order_by(Trial.trial_id.desc())).all()


def list_unended(form_id: str, version: str) -> Sequence[Trial]:
    """Answer the channels of a version that nobody ended."""
    query = select(Trial).where(Trial.form_id == form_id, Trial.version == version)
    query = query.where(Trial.ended_at.is_(None)).order_by(Trial.trial_id.desc())
    return db.session.scalars(query).all()


def list_answers(
    form_id: str, before: int | None, limit: int
) -> Sequence[tuple[TrialAnswer, Trial]]:
    """Answer what was sent to try a form's drafts, newest first (keyset), each with its channel."""
    query = select(TrialAnswer, Trial).join(Trial, Trial.trial_id == TrialAnswer.trial_id)
    query = query.where(Trial.form_id == form_id)
    if before is not None:
        query = query.where(TrialAnswer.answer_id < before)
    rows = db.session.execute(query.order_by(TrialAnswer.answer_id.desc()).limit(limit))
    return [(answer, trial) for answer, trial in rows]


def get_answer(form_id: str, answer_id: int) -> tuple[TrialAnswer, Trial]:
    """Answer one of a form's answers with all of it, and its channel; or raise Problem."""
    query = select(TrialAnswer, Trial).join(Trial, Trial.trial_id == TrialAnswer.trial_id)
    query = query.where(TrialAnswer.answer_id == answer_id, Trial.form_id == form_id)
    row = db.session.execute(query.options(undefer(TrialAnswer.lines))).first()
    if row is None:
        raise Problem("intake.unknown_trial")
    return row[0], row[1]


def find_answer(trial_id: int, instance_id: str) -> TrialAnswer | None:
    """Answer what a channel received under an instanceID."""
    query = select(TrialAnswer).where(TrialAnswer.trial_id == trial_id)
    return db.session.scalar(query.where(TrialAnswer.instance_id == instance_id))


def count_answers(trial_id: int) -> int:
    """Answer how many answers a channel received."""
    query = select(func.count()).where(TrialAnswer.trial_id == trial_id)
    return db.session.scalar(query) or 0


def list_files(answer_ids: Iterable[int]) -> Sequence[TrialFile]:
    """Answer the files of some answers, by answer and name."""
    query = select(TrialFile).where(TrialFile.answer_id.in_(list(answer_ids)))
    return db.session.scalars(query.order_by(TrialFile.answer_id, TrialFile.name)).all()


def add_row(row: Trial | TrialAnswer | TrialFile) -> None:
    """Add a row of any of these tables."""
    db.session.add(row)
    db.session.flush()


def remove_trial(trial_id: int) -> list[str]:
    """Remove a channel with all that was sent there; answer the files that no row names any more."""
    own = select(TrialAnswer.answer_id).where(TrialAnswer.trial_id == trial_id)
    gone = select(TrialFile.file_id).where(TrialFile.answer_id.in_(own))
    file_ids = list(db.session.scalars(gone))
    db.session.execute(delete(TrialFile).where(TrialFile.answer_id.in_(own)))
    db.session.execute(delete(TrialAnswer).where(TrialAnswer.trial_id == trial_id))
    db.session.execute(delete(Trial).where(Trial.trial_id == trial_id))
    return file_ids
