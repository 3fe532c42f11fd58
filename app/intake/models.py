"""Tables of what came in, and of what people decided about it: together, the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
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


FLAGGED = "flags <> '[]'"


class Submission(db.Model):
    """One submission, once, whatever door it came by. XML and answers are sealed; heads are plain."""

    __tablename__ = "submission"
    __table_args__ = (
        Index("ix_submission_group", "posyandu_code", "form_id", "period"),
        # Another program pages through one form, newest first, or asks what came since a moment.
        Index("ix_submission_form", "form_id", "received_at", "seq"),
        Index("ix_submission_month", "period", "bidang", "posyandu_code"),
        _partial("ix_submission_device", "device_id", "seq", "device_id IS NOT NULL"),
        # Edits are few, so only they stand in these: every other submission is written faster.
        _partial("ix_submission_edits", "deprecated_id", "deprecated_id IS NOT NULL"),
        _partial("ix_submission_chain", "root_instance_id", "root_instance_id <> instance_id"),
        _partial("ix_submission_due", "posyandu_code", "seq", "merge_due"),
        _partial("ix_submission_unplaced", "sent_code", "posyandu_code IS NULL"),
        _partial("ix_submission_entity_due", "seq", "entity_due"),
        _partial("ix_submission_flagged", "seq", FLAGGED),
        _partial("ix_submission_examine_due", "posyandu_code", "seq", "examine_due"),
        _partial(
            "ix_submission_level", "form_id", "level", "level_since", "level_since IS NOT NULL"
        ),
    )

    seq: Mapped[int] = mapped_column(BigKey, primary_key=True)
    instance_id: Mapped[str] = mapped_column(code_text(120), unique=True)
    # The first instanceID of a chain of edits, and the one this replaces.
    root_instance_id: Mapped[str] = mapped_column(code_text(120))
    deprecated_id: Mapped[str | None] = mapped_column(code_text(120))
    # The entity (person, house, ...) the form says it creates or updates: a UUID.
    entity_id: Mapped[str | None] = mapped_column(code_text(64))
    form_id: Mapped[str] = mapped_column(code_text(64))
    version: Mapped[str] = mapped_column(code_text(64))
    bidang: Mapped[str] = mapped_column(code_text(20))
    posyandu_code: Mapped[str | None] = mapped_column(code_text(20))
    # The code it was sent under; posyandu_code is what that code means now.
    sent_code: Mapped[str | None] = mapped_column(code_text(20))
    period: Mapped[str] = mapped_column(code_text(7), default="")
    observed_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    # When another server received it first, by its own clock; never later than received_at.
    there_at: Mapped[datetime | None] = mapped_column(Moment)
    report_status: Mapped[str] = mapped_column(code_text(16), default="")
    state: Mapped[str] = mapped_column(code_text(16), default="belum_ditinjau")
    # The level that reviews it next, where that is not the OPD's; and since when, where another follows.
    level: Mapped[str | None] = mapped_column(code_text(10))
    level_since: Mapped[datetime | None] = mapped_column(Moment)
    late: Mapped[bool] = mapped_column(Boolean, default=False)
    flags: Mapped[list[str]] = mapped_column(Json, default=list)
    door: Mapped[str] = mapped_column(code_text(12))
    device_id: Mapped[int | None] = mapped_column(Integer)
    kader_id: Mapped[int | None] = mapped_column(Integer)
    # The account that sent it from a browser.
    user_id: Mapped[int | None] = mapped_column(Integer)
    # What the sending app calls itself (deviceID): its own word, never a proof of who sent.
    collect_id: Mapped[str | None] = mapped_column(String(120))
    target_id: Mapped[int | None] = mapped_column(Integer)
    remote_id: Mapped[str | None] = mapped_column(code_text(64))
    xml_sha256: Mapped[str] = mapped_column(code_text(64))
    answers_hash: Mapped[str] = mapped_column(code_text(64))
    xml: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    answers: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    files_expected: Mapped[int] = mapped_column(Integer, default=0)
    # The merge queue: due until folded in; touch tells a change made while it was being folded.
    merge_due: Mapped[bool] = mapped_column(Boolean, default=True)
    merged: Mapped[bool] = mapped_column(Boolean, default=False)
    touch: Mapped[int] = mapped_column(Integer, default=0)
    # The queue of sasaran: whether the form makes or changes any, and whether that is still to be done.
    has_entities: Mapped[bool] = mapped_column(Boolean, default=False)
    entity_due: Mapped[bool] = mapped_column(Boolean, default=False)
    # The queue of quality: what was merged anew is to be examined anew.
    examine_due: Mapped[bool] = mapped_column(Boolean, default=False)

    @property
    def came_at(self) -> datetime:
        """Answer when it first came to a server, this one or another: by this deadlines are kept."""
        return self.there_at or self.received_at


class Attachment(db.Model):
    """A file of a submission; the bytes lie sealed in the file store."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("seq", "name"),)

    attachment_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    seq: Mapped[int] = mapped_column(ForeignKey("submission.seq"))
    name: Mapped[str] = mapped_column(String(255))
    file_id: Mapped[str] = mapped_column(code_text(32))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(code_text(64))
    mime: Mapped[str] = mapped_column(String(120))
    referenced: Mapped[bool] = mapped_column(Boolean)
    received_at: Mapped[datetime] = mapped_column(Moment)


class Quarantine(db.Model):
    """What had to be refused, kept as bytes for a person to look at."""

    __tablename__ = "quarantine"
    __table_args__ = (UniqueConstraint("sender", "content_hash", "code"),)

    quarantine_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    received_at: Mapped[datetime] = mapped_column(Moment, index=True)
    sender: Mapped[str] = mapped_column(code_text(40))
    door: Mapped[str] = mapped_column(code_text(12))
    code: Mapped[str] = mapped_column(code_text(60))
    message: Mapped[str] = mapped_column(Text)
    form_id: Mapped[str | None] = mapped_column(code_text(64))
    instance_id: Mapped[str | None] = mapped_column(code_text(120))
    content_hash: Mapped[str] = mapped_column(code_text(64))
    size: Mapped[int] = mapped_column(BigInteger)
    # [{name, file_id, size, sha256}], the XML first under its part name.
    files: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    # When and by whom it was taken in after all; it stays here all the same.
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by: Mapped[str | None] = mapped_column(String(80))


class Decision(db.Model):
    """What a person decided, append-only: about a submission's state, or about a profile's value."""

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_cell", "place", "field", "period"),
        Index("ix_decision_submission", "instance_id"),
        _partial("ix_decision_batch", "batch", "batch IS NOT NULL"),
        # Another program asks what was decided since a moment.
        _partial("ix_decision_at", "at", "instance_id IS NOT NULL"),
    )

    seq: Mapped[int] = mapped_column(BigKey, primary_key=True)
    kind: Mapped[str] = mapped_column(code_text(12))  # status lewat nilai
    instance_id: Mapped[str | None] = mapped_column(code_text(120))
    state: Mapped[str | None] = mapped_column(code_text(16))
    # Of a submission: at which level it was decided, or which one the clock passed over (lewat).
    level: Mapped[str | None] = mapped_column(code_text(10))
    place: Mapped[str | None] = mapped_column(code_text(64))
    field: Mapped[str | None] = mapped_column(code_text(64))
    period: Mapped[str | None] = mapped_column(code_text(7))
    values_seen: Mapped[list[Any] | None] = mapped_column(Json)
    chosen: Mapped[Any | None] = mapped_column(Json)
    # Both of these, where they tell of people.
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # The decision this takes back; it then says once more what holds without that one.
    undoes: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    # What was decided at once for many alike, and can be taken back at once.
    batch: Mapped[str | None] = mapped_column(code_text(32))
    reason: Mapped[str] = mapped_column(Text, default="")
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Moment)


class SubmissionComment(db.Model):
    """What a person wrote about a submission, sealed, by the first instanceID of its chain of edits.

    Of one written on another server `author` names that server and the person, and `mark` is how it is
    known again.
    """

    __tablename__ = "submission_comment"
    __table_args__ = (UniqueConstraint("root_instance_id", "mark"),)

    comment_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    root_instance_id: Mapped[str] = mapped_column(code_text(120), index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    user_id: Mapped[int | None] = mapped_column(Integer)
    author: Mapped[str] = mapped_column(String(120), default="")
    mark: Mapped[str | None] = mapped_column(code_text(40))
    at: Mapped[datetime] = mapped_column(Moment)


class SubjectDecision(db.Model):
    """What a person decided about who is who, append-only: one, not one, or an earlier word undone."""

    __tablename__ = "subject_decision"

    seq: Mapped[int] = mapped_column(BigKey, primary_key=True)
    kind: Mapped[str] = mapped_column(code_text(8))  # gabung pisah batal
    undoes: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Moment)


class SubjectSide(db.Model):
    """A mention that stood on one side of such a decision, by the part of its id that stays."""

    __tablename__ = "subject_side"

    anchor: Mapped[str] = mapped_column(code_text(22), primary_key=True)
    seq: Mapped[int] = mapped_column(
        ForeignKey("subject_decision.seq"), primary_key=True, index=True
    )
    side: Mapped[str] = mapped_column(code_text(5))  # kiri kanan
