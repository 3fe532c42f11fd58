"""What people wrote about submissions. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.extensions.database import db
from app.intake.models import SubmissionComment


def list_comments(root_instance_id: str) -> Sequence[SubmissionComment]:
    """Answer the comments about a submission and its edits, newest first."""
    query = select(SubmissionComment).where(SubmissionComment.root_instance_id == root_instance_id)
    return db.session.scalars(query.order_by(SubmissionComment.comment_id.desc())).all()


def add_comment(comment: SubmissionComment) -> SubmissionComment:
    """Append a comment."""
    db.session.add(comment)
    db.session.flush()
    return comment
