"""Tables of what merging keeps: all of it can be rebuilt from the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions.database import Json, Moment, code_text, db


class Mention(db.Model):
    """One live submission speaking of one subject, findable by keyed fingerprints."""

    __tablename__ = "mention"
    __table_args__ = (Index("ix_mention_subject", "subject_id", "posyandu_code", "period"),)

    seq: Mapped[int] = mapped_column(ForeignKey("submission.seq"), primary_key=True)
    mention_id: Mapped[str] = mapped_column(code_text(64))
    # What stays of mention_id when a day is corrected: decisions and phones know the mention by it.
    anchor: Mapped[str] = mapped_column(code_text(22), index=True, default="")
    kind: Mapped[str] = mapped_column(code_text(12))
    nik: Mapped[bytes | None] = mapped_column(LargeBinary(20), index=True)
    family: Mapped[bytes | None] = mapped_column(LargeBinary(20), index=True)
    household: Mapped[bytes | None] = mapped_column(LargeBinary(20), index=True)
    # What it tells of who it is: names, dates and numbers, sealed.
    traits: Mapped[bytes | None] = mapped_column(LargeBinary)
    subject_id: Mapped[str] = mapped_column(code_text(64))
    posyandu_code: Mapped[str] = mapped_column(code_text(20), index=True)
    period: Mapped[str] = mapped_column(code_text(7))


class StrandRow(db.Model):
    """What is kept of the facts of one form or subject in one Posyandu and month, sealed."""

    __tablename__ = "strand"
    __table_args__ = (Index("ix_strand_key", "kind", "key"),)

    posyandu_code: Mapped[str] = mapped_column(code_text(20), primary_key=True)
    kind: Mapped[str] = mapped_column(code_text(12), primary_key=True)
    key: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    period: Mapped[str] = mapped_column(code_text(7), primary_key=True)
    fields: Mapped[str] = mapped_column(Text)  # names, space-separated: to open only what is needed
    facts: Mapped[bytes] = mapped_column(LargeBinary)


class CellRow(db.Model):
    """A profile's value for one Posyandu, field and month; sealed where the field names people."""

    __tablename__ = "cell"
    __table_args__ = (
        # The queue of values that ask a person, in its order.
        Index(
            "ix_cell_asks",
            *("status", "latest", "place", "field", "period"),
            sqlite_where=text("status <> 'pasti'"),
            postgresql_where=text("status <> 'pasti'"),
        ),
    )

    place: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    field: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    period: Mapped[str] = mapped_column(code_text(7), primary_key=True)
    value: Mapped[Any | None] = mapped_column(Json)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    rule: Mapped[str] = mapped_column(code_text(12))
    status: Mapped[str] = mapped_column(code_text(16))
    reason: Mapped[str] = mapped_column(code_text(32))
    unreviewed: Mapped[bool] = mapped_column(Boolean)
    sources: Mapped[int] = mapped_column(Integer)
    latest: Mapped[str] = mapped_column(String(40))


class SubjectRow(db.Model):
    """A person, family, house or asset as merged: all values sealed, only counts in the clear."""

    __tablename__ = "subject"

    subject_id: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    kind: Mapped[str] = mapped_column(code_text(12))
    posyandu_code: Mapped[str] = mapped_column(code_text(20), index=True)
    cells: Mapped[bytes] = mapped_column(LargeBinary)
    conflicts: Mapped[int] = mapped_column(Integer)
    merged_at: Mapped[datetime] = mapped_column(Moment)


class SubjectQuestion(db.Model):
    """A cell of a subject that is not certain: where it stands in the queue, without its value."""

    __tablename__ = "subject_question"
    __table_args__ = (
        Index("ix_subject_question_order", "status", "latest", "place", "field", "period"),
    )

    place: Mapped[str] = mapped_column(code_text(64), primary_key=True)  # the subject's id
    field: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    period: Mapped[str] = mapped_column(code_text(7), primary_key=True)
    home: Mapped[str] = mapped_column(code_text(20))  # the Posyandu it was last seen in
    bidang: Mapped[str] = mapped_column(code_text(20))  # whose question it is
    rule: Mapped[str] = mapped_column(code_text(12))
    status: Mapped[str] = mapped_column(code_text(16))
    reason: Mapped[str] = mapped_column(code_text(32))
    latest: Mapped[str] = mapped_column(String(40))


class AlarmSign(db.Model):
    """What must not wait, as merged values show it: of whom, where, which month (none: for good).

    `due`: to look at.
    """

    __tablename__ = "alarm_sign"
    __table_args__ = (
        Index(
            "ix_alarm_sign_due",
            *("place", "key"),
            sqlite_where=text("due"),
            postgresql_where=text("due"),
        ),
        Index("ix_alarm_sign_key", "key", "period"),
    )

    place: Mapped[str] = mapped_column(code_text(20), primary_key=True)
    key: Mapped[str] = mapped_column(code_text(64), primary_key=True)  # a subject, or the Posyandu
    period: Mapped[str] = mapped_column(code_text(7), primary_key=True)
    alarm: Mapped[str] = mapped_column(code_text(32), primary_key=True)
    shown: Mapped[bool] = mapped_column(Boolean)
    due: Mapped[bool] = mapped_column(Boolean)


class SubjectDue(db.Model):
    """A subject that changed and is to be compared again; touch tells a change made meanwhile."""

    __tablename__ = "subject_due"

    subject_id: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    touch: Mapped[int] = mapped_column(Integer, default=0)


class PortraitRow(db.Model):
    """All that the mentions of a subject tell of who it is, sealed: what others are compared with."""

    __tablename__ = "portrait"

    subject_id: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    posyandu_code: Mapped[str] = mapped_column(code_text(20))
    bidang: Mapped[str] = mapped_column(code_text(20))  # empty where forms of several speak of it
    content: Mapped[bytes] = mapped_column(LargeBinary)


class PortraitKey(db.Model):
    """A key by which a subject is looked for, as a keyed fingerprint."""

    __tablename__ = "portrait_key"

    key: Mapped[bytes] = mapped_column(LargeBinary(20), primary_key=True)
    subject_id: Mapped[str] = mapped_column(code_text(64), primary_key=True, index=True)


class CandidateRow(db.Model):
    """Two subjects that may be one: how sure, by which level and reasons; no word of who they are."""

    __tablename__ = "candidate"
    __table_args__ = (Index("ix_candidate_score", "score", "low", "high"),)

    low: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    high: Mapped[str] = mapped_column(code_text(64), primary_key=True, index=True)
    level: Mapped[str] = mapped_column(code_text(32))
    score: Mapped[int] = mapped_column(Integer)
    reasons: Mapped[list[str]] = mapped_column(Json)
    low_place: Mapped[str] = mapped_column(code_text(20))
    high_place: Mapped[str] = mapped_column(code_text(20))
    bidang: Mapped[str] = mapped_column(code_text(20))
