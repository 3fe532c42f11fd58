"""Tables of drafts that are tried on a phone: kept apart from all that counts, and for 30 days."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions.database import Json, Moment, code_text, db


class Trial(db.Model):
    """A channel by which one draft is tried: its token as a hash, and whose places its lists hold."""

    __tablename__ = "trial"
    __table_args__ = (Index("ix_trial_form", "form_id", "trial_id"),)

    trial_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    form_id: Mapped[str] = mapped_column(code_text(64))
    version: Mapped[str] = mapped_column(code_text(64))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    areas: Mapped[list[str]] = mapped_column(Json)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    opened_by: Mapped[str] = mapped_column(String(80))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(String(80))


class TrialAnswer(db.Model):
    """Answers sent to try a draft: the XML, and how they read when they came, both sealed."""

    __tablename__ = "trial_answer"
    __table_args__ = (UniqueConstraint("trial_id", "instance_id"),)

    answer_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("trial.trial_id"))
    instance_id: Mapped[str] = mapped_column(code_text(120))
    door: Mapped[str] = mapped_column(code_text(12))  # collect web
    form_md5: Mapped[str] = mapped_column(code_text(32))  # of the draft as it was then
    xml_sha256: Mapped[str] = mapped_column(code_text(64))
    xml: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    # A draft may change or go: its questions and choices are kept as they were.
    lines: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    received_at: Mapped[datetime] = mapped_column(Moment)
    sent_by: Mapped[str] = mapped_column(String(80))  # of a browser


class TrialFile(db.Model):
    """A file of such answers; its bytes lie sealed in the file store."""

    __tablename__ = "trial_file"

    answer_id: Mapped[int] = mapped_column(ForeignKey("trial_answer.answer_id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    file_id: Mapped[str] = mapped_column(code_text(32))
    size: Mapped[int] = mapped_column(Integer)
    mime: Mapped[str] = mapped_column(String(120))
