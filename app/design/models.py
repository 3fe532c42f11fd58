"""Tables of forms, their versions, and the fields of the profile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions.database import BigKey, Json, Moment, code_text, db


class Form(db.Model):
    """A form of one bidang, whatever its versions."""

    __tablename__ = "form"

    form_id: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    bidang: Mapped[str] = mapped_column(code_text(20), index=True)
    title: Mapped[str] = mapped_column(String(200))
    frekuensi: Mapped[str] = mapped_column(code_text(12))
    tenggat: Mapped[int | None] = mapped_column(Integer)
    subjek: Mapped[str | None] = mapped_column(code_text(12))
    current_version: Mapped[str | None] = mapped_column(code_text(64))
    # Closed: phones no longer get it, and what still comes is kept and marked.
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(String(80))
    # Counts the changes of what phones are listed, so that a list built before is known to be old.
    listing: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))


class FormVersion(db.Model):
    """One version of a form: the author's workbook and, immutable once released, what phones get."""

    __tablename__ = "form_version"
    __table_args__ = (UniqueConstraint("form_id", "version"),)

    form_version_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    form_id: Mapped[str] = mapped_column(ForeignKey("form.form_id"))
    version: Mapped[str] = mapped_column(code_text(64))
    state: Mapped[str] = mapped_column(code_text(8))  # draf terbit
    title: Mapped[str] = mapped_column(String(200))
    xform: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    md5: Mapped[str] = mapped_column(code_text(32))
    workbook: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    # Of the expanded workbook: a library form that did not change is not compiled again at each start.
    source_hash: Mapped[str] = mapped_column(code_text(64))
    schema: Mapped[str] = mapped_column(Text, deferred=True)
    settings: Mapped[dict[str, Any]] = mapped_column(Json)
    fields: Mapped[list[dict[str, Any]]] = mapped_column(Json, deferred=True)
    # The words of groups and choices, for screens.
    labels: Mapped[dict[str, Any]] = mapped_column(Json, deferred=True)
    media: Mapped[list[str]] = mapped_column(Json)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[str] = mapped_column(String(80))
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    released_by: Mapped[str | None] = mapped_column(String(80))
    # Another server's own, kept to read by it what was answered on it: phones never get it.
    taken_over: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class ReviewPolicy(db.Model):
    """Who reviews a form's submissions, and whether they wait for it; the newest row counts."""

    __tablename__ = "review_policy"
    __table_args__ = (Index("ix_review_policy_form", "form_id", "policy_id"),)

    policy_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    form_id: Mapped[str] = mapped_column(ForeignKey("form.form_id"))
    levels: Mapped[list[str]] = mapped_column(Json)
    # After how many working days a level is passed over, for those that may be.
    patience: Mapped[dict[str, int]] = mapped_column(Json)
    waits: Mapped[bool] = mapped_column(Boolean)
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[str] = mapped_column(String(80))


class FormFile(db.Model):
    """A file an author gave with a version of a form; the bytes lie sealed in the file store."""

    __tablename__ = "form_file"

    form_id: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    version: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    file_id: Mapped[str] = mapped_column(code_text(32))
    size: Mapped[int] = mapped_column(Integer)
    md5: Mapped[str] = mapped_column(code_text(32))
    mime: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(String(80))


class ProfileField(db.Model):
    """A field of the profile: defined once, owned by one bidang, with its rule and unit."""

    __tablename__ = "profile_field"

    field: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    bidang: Mapped[str] = mapped_column(code_text(20), index=True)
    section: Mapped[str] = mapped_column(String(120))
    label: Mapped[str] = mapped_column(String(200))
    label_en: Mapped[str] = mapped_column(String(200))
    scope: Mapped[str] = mapped_column(code_text(12))  # posyandu orang
    rule: Mapped[str] = mapped_column(code_text(12))
    unit: Mapped[str] = mapped_column(String(24))
    # The strictest class of the questions that write it: umum, identitas or spesifik.
    privacy: Mapped[str] = mapped_column(code_text(12), default="umum")
    position: Mapped[int] = mapped_column(Integer)


class FormEffect(db.Model):
    """What the release of a version changes in profiles: measured before, then how far it is applied."""

    __tablename__ = "form_effect"
    __table_args__ = (Index("ix_form_effect_version", "form_id", "version", "effect_id"),)

    effect_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    form_id: Mapped[str] = mapped_column(code_text(64))  # empty: of the catalogue of fields
    version: Mapped[str] = mapped_column(code_text(64))
    mark: Mapped[str] = mapped_column(code_text(64))  # of the plan it was measured for
    state: Mapped[str] = mapped_column(code_text(12))
    changes: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    forms: Mapped[list[str]] = mapped_column(Json)
    tally: Mapped[dict[str, Any]] = mapped_column(Json)
    # Ten values before and after; of what may name people only that it changes.
    sample: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    cursor: Mapped[str] = mapped_column(code_text(40))
    total: Mapped[int] = mapped_column(Integer)  # Posyandu
    done: Mapped[int] = mapped_column(Integer)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    begun_by: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Manuscript(db.Model):
    """The working copy of a form: what officers write before it becomes a draft of a version."""

    __tablename__ = "manuscript"
    __table_args__ = (
        Index("ix_manuscript_bidang", "bidang", "manuscript_id"),
        Index("ix_manuscript_begun_from", "begun_from"),
    )

    manuscript_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    bidang: Mapped[str] = mapped_column(code_text(20))
    form_id: Mapped[str] = mapped_column(code_text(64))  # as its settings say; empty: not yet named
    title: Mapped[str] = mapped_column(String(200))
    # The form it was begun from or became a draft of: only that form gets new versions from it.
    begun_from: Mapped[str] = mapped_column(code_text(64))
    document: Mapped[dict[str, Any]] = mapped_column(Json, deferred=True)
    revision: Mapped[int] = mapped_column(Integer)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    begun_by: Mapped[str] = mapped_column(String(80))
    saved_at: Mapped[datetime] = mapped_column(Moment)
    saved_by: Mapped[str] = mapped_column(String(80))
    drafted: Mapped[str] = mapped_column(code_text(64))  # the version last made of it, or empty
    discarded_at: Mapped[datetime | None] = mapped_column(Moment)
    discarded_by: Mapped[str | None] = mapped_column(String(80))


class ManuscriptFile(db.Model):
    """A file given with a manuscript; the bytes lie sealed in the file store, its draft's too."""

    __tablename__ = "manuscript_file"

    manuscript_id: Mapped[int] = mapped_column(
        ForeignKey("manuscript.manuscript_id"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    file_id: Mapped[str] = mapped_column(code_text(32))
    size: Mapped[int] = mapped_column(Integer)
    md5: Mapped[str] = mapped_column(code_text(32))
    mime: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(String(80))
