"""Tables of review: findings of quality follow from the log; checks, settings and notes are a log."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions.database import BigKey, Json, Moment, code_text, db


def _partial(name: str, *columns_and_condition: str) -> Index:
    """Answer an index of only those rows for which a condition holds."""
    *columns, condition = columns_and_condition
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


class QualityReading(db.Model):
    """What the quality rules may read of one submission that counts: numbers and keyed marks."""

    __tablename__ = "quality_reading"
    __table_args__ = (
        Index("ix_quality_reading_month", "posyandu_code", "period"),
        _partial("ix_quality_reading_day", "sender", "day", "sender <> ''"),
        _partial("ix_quality_reading_subject", "subject_id", "instance_id", "subject_id <> ''"),
        _partial("ix_quality_reading_nik", "nik", "instance_id", "nik <> ''"),
    )

    seq: Mapped[int] = mapped_column(ForeignKey("submission.seq"), primary_key=True)
    instance_id: Mapped[str] = mapped_column(code_text(120))
    form_id: Mapped[str] = mapped_column(code_text(64))
    bidang: Mapped[str] = mapped_column(code_text(20))
    posyandu_code: Mapped[str] = mapped_column(code_text(20))
    period: Mapped[str] = mapped_column(code_text(7))
    day: Mapped[date] = mapped_column(Date)
    sender: Mapped[str] = mapped_column(code_text(24))
    accepted: Mapped[bool] = mapped_column(Boolean)
    edited: Mapped[bool] = mapped_column(Boolean)
    status: Mapped[str] = mapped_column(code_text(16))
    observed_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    filled_at: Mapped[datetime | None] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    subject_id: Mapped[str] = mapped_column(code_text(64))
    nik: Mapped[str] = mapped_column(code_text(40))  # a keyed fingerprint
    numbers: Mapped[dict[str, Any]] = mapped_column(Json)
    marks: Mapped[dict[str, Any]] = mapped_column(Json)


class QualityFinding(db.Model):
    """What a rule saw: where, when, in which submission, and whether it still holds."""

    __tablename__ = "quality_finding"
    __table_args__ = (
        UniqueConstraint("rule", "key"),
        Index("ix_quality_finding_group", "group_name"),
        Index("ix_quality_finding_instance", "instance_id"),
        _partial("ix_quality_finding_open", "rank", "first_seen", "finding_id", "holds"),
        _partial("ix_quality_finding_place", "posyandu_code", "period", "holds"),
    )

    finding_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    rule: Mapped[str] = mapped_column(code_text(32))
    key: Mapped[str] = mapped_column(code_text(160))
    group_name: Mapped[str] = mapped_column(code_text(160))
    rank: Mapped[int] = mapped_column(Integer)  # 0 the gravest
    posyandu_code: Mapped[str] = mapped_column(code_text(20))
    period: Mapped[str] = mapped_column(code_text(7))
    bidang: Mapped[str] = mapped_column(code_text(20))
    form_id: Mapped[str] = mapped_column(code_text(64))
    instance_id: Mapped[str] = mapped_column(code_text(120))
    sender: Mapped[str] = mapped_column(code_text(24))
    subject_id: Mapped[str] = mapped_column(code_text(64))
    details: Mapped[dict[str, Any]] = mapped_column(Json)
    evidence: Mapped[str] = mapped_column(code_text(32))
    # When all it rests on had come: the same after a rebuild.
    first_seen: Mapped[datetime] = mapped_column(Moment)
    holds: Mapped[bool] = mapped_column(Boolean)
    resolved_at: Mapped[datetime | None] = mapped_column(Moment)
    # Whether a person said that it is right, of just this evidence: follows from quality_check.
    checked: Mapped[bool] = mapped_column(Boolean)


class QualityCheck(db.Model):
    """A person said of a finding's evidence that it is right, or took that back; append-only."""

    __tablename__ = "quality_check"
    __table_args__ = (Index("ix_quality_check_finding", "rule", "key"),)

    check_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    rule: Mapped[str] = mapped_column(code_text(32))
    key: Mapped[str] = mapped_column(code_text(160))
    evidence: Mapped[str] = mapped_column(code_text(32))
    verdict: Mapped[str] = mapped_column(code_text(8))  # benar batal
    reason: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Moment)


class QualitySetting(db.Model):
    """How an installation uses a rule: on or off, with which thresholds; the newest row counts."""

    __tablename__ = "quality_setting"
    __table_args__ = (Index("ix_quality_setting_rule", "rule", "setting_id"),)

    setting_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    rule: Mapped[str] = mapped_column(code_text(32))
    enabled: Mapped[bool] = mapped_column(Boolean)
    limits: Mapped[dict[str, Any]] = mapped_column(Json)
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[str] = mapped_column(String(80))


class ReviewNote(db.Model):
    """What people say to each other about a value: a comment, or whose task it is; append-only."""

    __tablename__ = "review_note"
    __table_args__ = (Index("ix_review_note_cell", "place", "field", "period", "note_id"),)

    note_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    place: Mapped[str] = mapped_column(code_text(64))
    field: Mapped[str] = mapped_column(code_text(64))
    period: Mapped[str] = mapped_column(code_text(7))
    kind: Mapped[str] = mapped_column(code_text(8))  # tugas catatan
    text: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(String(80))  # whose task; empty: nobody's any more
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Moment)


class BulkAct(db.Model):
    """Accepting at once all that a filter held when it began: what, who, how far, and whether undone."""

    __tablename__ = "bulk_act"
    __table_args__ = (Index("ix_bulk_act_actor", "actor", "act_id"),)

    act_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    batch: Mapped[str] = mapped_column(code_text(32), unique=True)  # names its decisions in the log
    wanted: Mapped[dict[str, Any]] = mapped_column(Json)  # the filter, by its parts
    reaches: Mapped[list[list[str]]] = mapped_column(Json)  # (area, bidang) it may touch
    # What had come and been decided when it began: nothing later is ever a part of it.
    newest: Mapped[int] = mapped_column(BigInteger)
    last_decision: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int] = mapped_column(Integer)
    left_out: Mapped[dict[str, int]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(code_text(12))
    cursor: Mapped[int] = mapped_column(BigInteger, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    undone: Mapped[int] = mapped_column(Integer, default=0)
    reason: Mapped[str] = mapped_column(Text, default="")
    actor: Mapped[str] = mapped_column(String(80))
    begun_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[str] = mapped_column(String(80), default="")


class BulkSample(db.Model):
    """A submission drawn as sample of such an act, when it was opened, and what was found."""

    __tablename__ = "bulk_sample"

    act_id: Mapped[int] = mapped_column(ForeignKey("bulk_act.act_id"), primary_key=True)
    instance_id: Mapped[str] = mapped_column(code_text(120), primary_key=True)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    verdict: Mapped[str] = mapped_column(code_text(8), default="")  # benar salah
    judged_at: Mapped[datetime | None] = mapped_column(Moment)
