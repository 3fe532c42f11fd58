"""Comments about a submission, kept sealed, and its history: who decided and said what, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts import store as accounts_store
from app.extensions.database import now, transaction
from app.extensions.vault import vault
from app.intake import comments_store
from app.intake.models import Submission, SubmissionComment
from app.intake.way_service import Told
from app.problems import Problem

LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, opened."""

    body: str
    user_id: int
    at: datetime


def add_comment(root_instance_id: str, body: str, user_id: int) -> Comment:
    """Append a comment about a submission and its edits."""
    body = body.strip()
    if not body or len(body) > LONGEST:
        raise Problem("intake.comment_length", limit=LONGEST)
    with transaction():
        row = comments_store.add_comment(
            SubmissionComment(
                root_instance_id=root_instance_id,
                body=vault.seal(body.encode(), _context(root_instance_id)),
                user_id=user_id,
                at=now(),
            )
        )
        return Comment(body, user_id, row.at)


def list_comments(root_instance_id: str) -> list[Comment]:
    """Answer the comments about a submission, newest first."""
    return [
        Comment(vault.unseal(row.body, _context(root_instance_id)).decode(), row.user_id, row.at)
        for row in comments_store.list_comments(root_instance_id)
    ]


def _context(root_instance_id: str) -> str:
    return f"comment:{root_instance_id}"


def history_of(row: Submission, done: Sequence[Told]) -> list[Told]:
    """Answer what was done about a submission together with what was said of it, newest first."""
    comments = list_comments(row.root_instance_id)
    names = accounts_store.names_of_users(comment.user_id for comment in comments)
    told = [*done, *(_commented(one, names) for one in comments)]
    return sorted(told, key=lambda one: one.at, reverse=True)


def _commented(comment: Comment, names: dict[int, str]) -> Told:
    return Told("Komentar", names.get(comment.user_id, ""), comment.at, comment.body)
