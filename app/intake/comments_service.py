"""Comments about a submission, kept sealed, and its history: who decided and said what, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.accounts import store as accounts_store
from app.exchange.remote_rows import Remark
from app.extensions.database import now, transaction
from app.extensions.vault import vault
from app.intake import comments_store
from app.intake.models import Submission, SubmissionComment
from app.intake.way_service import Told
from app.problems import Problem

LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, opened; `author` names who wrote it on another server, which no account here did."""

    body: str
    user_id: int | None
    at: datetime
    author: str = ""


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
    return [_opened(row) for row in comments_store.list_comments(root_instance_id)]


def _opened(row: SubmissionComment) -> Comment:
    body = vault.unseal(row.body, _context(row.root_instance_id)).decode()
    return Comment(body, row.user_id, row.at, row.author)


def keep_remarks(root_instance_id: str, remarks: Sequence[tuple[str, Remark]]) -> None:
    """Keep what was written elsewhere, each with its author, unless it is here: also if it began here.

    Inside the caller's transaction, in which nobody else does so for this submission.
    """
    rows = comments_store.list_comments(root_instance_id)
    known = {row.mark or _mark_of(root_instance_id, _opened(row)) for row in rows}
    for author, one in remarks:
        comment = Comment(one.body, None, one.at, author)
        mark = _mark_of(root_instance_id, comment)
        if mark not in known:
            known.add(mark)
            comments_store.add_comment(
                SubmissionComment(
                    root_instance_id=root_instance_id,
                    body=vault.seal(one.body.encode(), _context(root_instance_id)),
                    author=author,
                    mark=mark,
                    at=one.at,
                )
            )


def _mark_of(root_instance_id: str, comment: Comment) -> str:
    """Answer how a comment is known again: by its words and moment, as finely as servers tell it."""
    moment = comment.at.astimezone(UTC).isoformat(timespec="milliseconds")
    said = f"{root_instance_id}\n{moment}\n{comment.body}"
    return vault.fingerprint("comment", said).hex()


def _context(root_instance_id: str) -> str:
    return f"comment:{root_instance_id}"


def history_of(row: Submission, done: Sequence[Told]) -> list[Told]:
    """Answer what was done about a submission together with what was said of it, newest first."""
    comments = list_comments(row.root_instance_id)
    names = accounts_store.names_of_users(comment.user_id for comment in comments)
    told = [*done, *(_commented(one, names) for one in comments)]
    return sorted(told, key=lambda one: one.at, reverse=True)


def _commented(comment: Comment, names: dict[int, str]) -> Told:
    who = comment.author or names.get(comment.user_id or 0, "")
    return Told("Komentar", who, comment.at, comment.body)
