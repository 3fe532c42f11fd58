"""Tables of what stands before a release: a second officer's word, a moment, and counted answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions.database import Json, Moment, code_text, db


class SecondOfficer(db.Model):
    """Whether a bidang's versions need a second officer before they are released; the newest counts."""

    __tablename__ = "second_officer"

    rule_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    bidang: Mapped[str] = mapped_column(code_text(20), index=True)
    needed: Mapped[bool] = mapped_column(Boolean)
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[str] = mapped_column(String(80))


class DraftReview(db.Model):
    """A draft shown to a second officer: who asked, and what was said of exactly this content."""

    __tablename__ = "draft_review"
    __table_args__ = (
        Index("ix_draft_review_version", "form_id", "version", "review_id"),
        Index("ix_draft_review_state", "state"),
    )

    review_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    form_id: Mapped[str] = mapped_column(ForeignKey("form.form_id"))
    version: Mapped[str] = mapped_column(code_text(64))
    mark: Mapped[str] = mapped_column(code_text(64))  # of the content it was asked about
    state: Mapped[str] = mapped_column(code_text(12))  # diminta disetujui dikembalikan ditarik
    note: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(String(80))


class ReleasePlan(db.Model):
    """A release set for a moment, pinned to a month where it names one, and what became of it."""

    __tablename__ = "release_plan"
    __table_args__ = (
        Index("ix_release_plan_form", "form_id", "plan_id"),
        Index("ix_release_plan_state", "state"),
    )

    plan_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    form_id: Mapped[str] = mapped_column(ForeignKey("form.form_id"))
    version: Mapped[str] = mapped_column(code_text(64))
    mark: Mapped[str] = mapped_column(code_text(64))  # of the content that was confirmed
    due_at: Mapped[datetime] = mapped_column(Moment)
    period: Mapped[str] = mapped_column(code_text(7), default="")
    state: Mapped[str] = mapped_column(code_text(8))  # menunggu terbit gagal batal dilepas
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text, default="")


class AnswerCount(db.Model):
    """How many answers each question and choice of a form has, over all versions: only numbers."""

    __tablename__ = "answer_count"

    form_id: Mapped[str] = mapped_column(ForeignKey("form.form_id"), primary_key=True)
    state: Mapped[str] = mapped_column(code_text(8))  # dihitung siap
    tally: Mapped[dict[str, Any]] = mapped_column(Json)  # of the last count that came to its end
    counted_at: Mapped[datetime | None] = mapped_column(Moment)
    running: Mapped[dict[str, Any]] = mapped_column(Json)  # of the count under way
    cursor_at: Mapped[datetime | None] = mapped_column(Moment)
    cursor_seq: Mapped[int] = mapped_column(BigInteger)
    done: Mapped[int] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(Integer)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    begun_by: Mapped[str] = mapped_column(String(80))
