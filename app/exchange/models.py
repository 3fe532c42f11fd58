"""Tables of other servers, which form is which there, and how a form is brought to them."""

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
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions.database import Json, Moment, code_text, db


class Target(db.Model):
    """Another server: its address, its credential sealed, the key its hooks must show."""

    __tablename__ = "target"

    target_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(code_text(12))  # central kobo
    name: Mapped[str] = mapped_column(String(120), unique=True)
    url: Mapped[str] = mapped_column(String(300))
    # Kobo: its token; Central: account and password as JSON. Sealed.
    token: Mapped[bytes] = mapped_column(LargeBinary)
    hook_key_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    # The same key, sealed: registering a hook tells it. None: it was shown once, and kept nowhere.
    hook_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    # Central: the project forms go to. Kobo: the address phones collect at.
    project_id: Mapped[int | None] = mapped_column(Integer)
    project_name: Mapped[str] = mapped_column(String(200), default="")
    collect_url: Mapped[str] = mapped_column(String(300), default="")
    # What the last look at it found, as the screens show it.
    verdict: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    # When the worker looks at it next by itself; None: in the first night after it was entered.
    look_at: Mapped[datetime | None] = mapped_column(Moment)
    off_at: Mapped[datetime | None] = mapped_column(Moment)  # no longer used; its history stays
    # At which level of review a decision made there counts here.
    level: Mapped[str] = mapped_column(code_text(10), default="opd")
    created_at: Mapped[datetime] = mapped_column(Moment)


class TargetAct(db.Model):
    """What a person did with another server: append-only, with who and when, no credential in it."""

    __tablename__ = "target_act"
    __table_args__ = (Index("ix_target_act_target", "target_id", "act_id"),)

    act_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.target_id"))
    act: Mapped[str] = mapped_column(code_text(16))
    details: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(80))


class Publication(db.Model):
    """A form as a target knows it: its own id there, the version of ours it carries, how it stands."""

    __tablename__ = "publication"
    __table_args__ = (
        UniqueConstraint("target_id", "remote_id"),
        Index("ix_publication_form", "form_id", "target_id"),
    )

    publication_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.target_id"))
    form_id: Mapped[str] = mapped_column(code_text(64))
    version: Mapped[str] = mapped_column(code_text(64))
    remote_id: Mapped[str] = mapped_column(code_text(64))
    # Made there and taken over: its own versions are fetched when a submission names them.
    adopted: Mapped[bool] = mapped_column(Boolean, default=False)
    # Which form of the form went there: with all its lists, or `tanpa_daftar`.
    variant: Mapped[str] = mapped_column(code_text(16), default="")
    # What stood there after we had published: version, hash, files. Another state there is drift.
    stands: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    # The drift the last look found, in words; empty: all is as we left it.
    drift: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    looked_at: Mapped[datetime | None] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)


class PublicationVersion(db.Model):
    """Which version of ours a version of the target's own is: submissions name theirs."""

    __tablename__ = "publication_version"
    __table_args__ = (UniqueConstraint("publication_id", "remote_version"),)

    row_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.publication_id"))
    remote_version: Mapped[str] = mapped_column(code_text(80))
    version: Mapped[str] = mapped_column(code_text(64))
    # Not to be had there, so that another version reads its submissions.
    borrowed: Mapped[bool] = mapped_column(Boolean, default=False)
    published_at: Mapped[datetime] = mapped_column(Moment)


class PublishPlan(db.Model):
    """One act of bringing one version of a form to other servers: planned, begun, ended."""

    __tablename__ = "publish_plan"
    __table_args__ = (Index("ix_publish_plan_form", "form_id", "plan_id"),)

    plan_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    form_id: Mapped[str] = mapped_column(ForeignKey("form.form_id"))
    version: Mapped[str] = mapped_column(code_text(64))
    planned_at: Mapped[datetime] = mapped_column(Moment)
    planned_by: Mapped[str] = mapped_column(String(80))
    begun_at: Mapped[datetime | None] = mapped_column(Moment)
    begun_by: Mapped[str] = mapped_column(String(80), default="")


class PublishPart(db.Model):
    """A plan at one target: which form of the form goes there, and what forbids it."""

    __tablename__ = "publish_part"
    __table_args__ = (UniqueConstraint("plan_id", "target_id"),)

    part_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("publish_plan.plan_id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("target.target_id"), index=True)
    variant: Mapped[str] = mapped_column(code_text(16))
    state: Mapped[str] = mapped_column(code_text(12))  # rencana ditolak berjalan selesai gagal
    # Why it cannot go, or what to know before it goes.
    refusal: Mapped[str] = mapped_column(code_text(24))
    findings: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    # The target's own id of the form, once known: Kobo's is made in the first step.
    remote_id: Mapped[str] = mapped_column(code_text(64))
    # Somebody's unpublished work there that it would replace; {}: none. A person agrees first.
    replaces: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class PublishStep(db.Model):
    """One step of a part, in order: what it does, how it went, why it failed."""

    __tablename__ = "publish_step"
    __table_args__ = (UniqueConstraint("part_id", "position"),)

    step_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("publish_part.part_id"))
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(code_text(16))
    # The file, list or version it is about, and what it keeps for being taken up again.
    about: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(code_text(12))  # menunggu berjalan selesai gagal
    attempts: Mapped[int] = mapped_column(Integer)
    error: Mapped[str] = mapped_column(Text)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
