"""Reading what is known of other servers' rows, to look at it again. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, select

from app.extensions.database import db
from app.intake.models import Attachment, Submission
from app.intake.remote_models import RemoteSubmission

IDS_LOOKED_AT = 5000  # so that a form without files costs little


def _between(publication_id: int, after: int, upto: int) -> tuple[ColumnElement[bool], ...]:
    return (
        RemoteSubmission.publication_id == publication_id,
        RemoteSubmission.number > after,
        RemoteSubmission.number <= upto,
        RemoteSubmission.deleted_at.is_(None),
    )


def count_between(publication_id: int, after: int, upto: int, *, judged: bool) -> int:
    """Answer how many rows are known with a number between two; `judged`: of which something is said."""
    query = select(func.count()).where(*_between(publication_id, after, upto))
    if judged:
        query = query.where(RemoteSubmission.said != "")
    return db.session.scalar(query) or 0


def middle_between(publication_id: int, after: int, upto: int, place: int) -> int:
    """Answer the number at a place among those known between two."""
    query = select(RemoteSubmission.number).where(*_between(publication_id, after, upto))
    query = query.order_by(RemoteSubmission.number).offset(place - 1).limit(1)
    return db.session.scalar(query) or after


def list_between(publication_id: int, after: int, upto: int) -> Sequence[RemoteSubmission]:
    """Answer the rows known with a number between two."""
    query = select(RemoteSubmission).where(*_between(publication_id, after, upto))
    return db.session.scalars(query.with_for_update()).all()


def list_with_files(
    publication_id: int, after: int, limit: int
) -> tuple[Sequence[RemoteSubmission], int]:
    """Answer the next rows that hold files here, and after which to go on, 0 from the beginning."""
    has_files = exists().where(
        Submission.instance_id == RemoteSubmission.instance_id, Attachment.seq == Submission.seq
    )
    query = select(RemoteSubmission).where(
        RemoteSubmission.publication_id == publication_id,
        RemoteSubmission.remote_submission_id > after,
        RemoteSubmission.remote_submission_id <= after + IDS_LOOKED_AT,
        RemoteSubmission.deleted_at.is_(None),
        has_files,
    )
    query = query.order_by(RemoteSubmission.remote_submission_id).limit(limit)
    rows = db.session.scalars(query).all()
    if len(rows) == limit:
        return rows, rows[-1].remote_submission_id
    last = db.session.scalar(select(func.max(RemoteSubmission.remote_submission_id))) or 0
    return rows, after + IDS_LOOKED_AT if after + IDS_LOOKED_AT < last else 0


def list_files(instance_id: str) -> list[tuple[str, str]]:
    """Answer the files of a submission: name, and where its bytes are."""
    query = select(Attachment.name, Attachment.file_id).join(
        Submission, Submission.seq == Attachment.seq
    )
    query = query.where(Submission.instance_id == instance_id).order_by(Attachment.name)
    return [(name, file_id) for name, file_id in db.session.execute(query)]
