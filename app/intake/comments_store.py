"""What people wrote about submissions, and where to look for more of it. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from app.extensions.database import db
from app.intake.models import Submission, SubmissionComment
from app.intake.remote_models import RemoteSubmission


def list_comments(root_instance_id: str) -> Sequence[SubmissionComment]:
    """Answer the comments about a submission and its edits, newest first."""
    query = select(SubmissionComment).where(SubmissionComment.root_instance_id == root_instance_id)
    order = SubmissionComment.at.desc(), SubmissionComment.comment_id.desc()
    return db.session.scalars(query.order_by(*order)).all()


def add_comment(comment: SubmissionComment) -> SubmissionComment:
    """Append a comment."""
    db.session.add(comment)
    db.session.flush()
    return comment


_CAME_AT = func.coalesce(Submission.there_at, Submission.received_at)


class Talk(NamedTuple):
    """A row there that is to be looked at for comments: since when nothing happened to it."""

    remote_submission_id: int
    remote_id: str
    root_instance_id: str
    active_at: datetime


def list_to_talk(publication_id: int, at: datetime, limit: int) -> list[Talk]:
    """Answer rows at which to look for comments now: those that became due last first.

    So a history that was pulled at once does not keep what is new waiting.
    """
    query = (
        select(RemoteSubmission, Submission.root_instance_id, _CAME_AT)
        .join(Submission, Submission.instance_id == RemoteSubmission.instance_id)
        .where(RemoteSubmission.publication_id == publication_id, RemoteSubmission.talk_at <= at)
        .order_by(RemoteSubmission.talk_at.desc())
        .limit(limit)
    )
    return [
        Talk(row.remote_submission_id, row.remote_id, root, max(row.said_at or since, since))
        for row, root, since in db.session.execute(query)
    ]
