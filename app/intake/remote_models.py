"""Tables of what other servers hold: how far they were pulled from, and each of their submissions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions.database import BigKey, Moment, code_text, db


def _partial(name: str, condition: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


# What the comparison of both sides shows: few rows, so they have an index of their own.
DIFFERS = "(gone_open OR refused IS NOT NULL OR files_missing > 0 OR met_there <> met_here)"


class Pull(db.Model):
    """How going through a form of another server stands: the run under way, or the last one."""

    __tablename__ = "pull"
    __table_args__ = (UniqueConstraint("publication_id", "way"),)

    pull_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.publication_id"))
    way: Mapped[str] = mapped_column(code_text(8))  # tarik banding
    state: Mapped[str] = mapped_column(code_text(8))  # berjalan selesai gagal
    run: Mapped[int] = mapped_column(Integer, default=0)
    # From where this run asks, where its next page begins, and the newest moment it has seen.
    since: Mapped[str] = mapped_column(code_text(40), default="")
    position: Mapped[str] = mapped_column(Text, default="")
    newest: Mapped[datetime | None] = mapped_column(Moment)
    # From where the next run asks.
    cursor: Mapped[str] = mapped_column(code_text(40), default="")
    # Rows on pages that are finished, on the page under way, and how many there are in all.
    done: Mapped[int] = mapped_column(Integer, default=0)
    part: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int | None] = mapped_column(Integer)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(Text)
    # The row after which the next run looks again whether files were replaced.
    files_after: Mapped[int] = mapped_column(BigInteger, default=0)


class RemoteSubmission(db.Model):
    """A submission another server holds: which one it is here, and what is said of it there."""

    __tablename__ = "remote_submission"
    __table_args__ = (
        UniqueConstraint("publication_id", "remote_id"),
        Index("ix_remote_submission_number", "publication_id", "number"),
        Index("ix_remote_submission_instance_id", "instance_id"),
        _partial("ix_remote_submission_settle", "settle_due", "publication_id"),
        _partial("ix_remote_submission_look", "look_at IS NOT NULL", "publication_id", "look_at"),
        _partial("ix_remote_submission_talk", "talk_at IS NOT NULL", "publication_id", "talk_at"),
        _partial("ix_remote_submission_differs", DIFFERS, "publication_id", "remote_submission_id"),
    )

    remote_submission_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.publication_id"))
    remote_id: Mapped[str] = mapped_column(code_text(120))
    number: Mapped[int | None] = mapped_column(BigInteger)
    root_id: Mapped[str] = mapped_column(code_text(120))
    # The newest version of it that is kept here, and the mark it had then.
    instance_id: Mapped[str | None] = mapped_column(code_text(120))
    mark: Mapped[str] = mapped_column(code_text(64))
    files: Mapped[int | None] = mapped_column(Integer)
    files_missing: Mapped[int] = mapped_column(Integer, default=0)
    look_at: Mapped[datetime | None] = mapped_column(Moment)
    # What the server knew its files by when they were looked at last, "" where it tells nothing.
    files_mark: Mapped[str] = mapped_column(code_text(64), default="")
    # Why it could not be taken in, as a problem's code.
    refused: Mapped[str | None] = mapped_column(code_text(60))
    # Deleted there; and whether somebody here still has to say what that means for it.
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)
    gone_open: Mapped[bool] = mapped_column(Boolean, default=False)
    # What is said of it there; and what was said there and here when both were last compared.
    said: Mapped[str] = mapped_column(code_text(16), default="")
    said_at: Mapped[datetime | None] = mapped_column(Moment)
    said_by: Mapped[str] = mapped_column(String(120), default="")
    met_there: Mapped[str] = mapped_column(code_text(16), default="")
    met_here: Mapped[str] = mapped_column(code_text(16), default="")
    # What we last told them.
    told: Mapped[str] = mapped_column(code_text(16), default="")
    settle_due: Mapped[bool] = mapped_column(Boolean, default=False)
    # When to look for what people write about it there; None where nobody can, or does any more.
    talk_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    # The run through all of the form that saw it last.
    run: Mapped[int] = mapped_column(Integer, default=0)
