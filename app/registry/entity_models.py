"""Tables of the lists phones receive: persons, families, houses, assets, and how each came to be."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions.database import Json, Moment, code_text, db


class EntityList(db.Model):
    """A list of sasaran that phones receive: whose it is, its properties, whether it needs approval."""

    __tablename__ = "entity_list"

    name: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    bidang: Mapped[str] = mapped_column(code_text(20))
    label: Mapped[str] = mapped_column(String(160))
    # {property: {"label": ..., "privacy": ...}}
    properties: Mapped[dict[str, Any]] = mapped_column(Json)
    needs_approval: Mapped[bool] = mapped_column(Boolean, default=False)
    owner_form: Mapped[str] = mapped_column(code_text(64))
    created_at: Mapped[datetime] = mapped_column(Moment)


class Entity(db.Model):
    """One sasaran as it is now: label and properties sealed, everything that filters is plain."""

    __tablename__ = "entity"
    __table_args__ = (
        Index("ix_entity_place", "list_name", "posyandu_code", "entity_id"),
        Index(
            "ix_entity_conflict",
            "list_name",
            "entity_id",
            sqlite_where=text("conflict <> ''"),
            postgresql_where=text("conflict <> ''"),
        ),
        Index(
            "ix_entity_fault",
            "list_name",
            sqlite_where=text("fault <> ''"),
            postgresql_where=text("fault <> ''"),
        ),
    )

    entity_id: Mapped[str] = mapped_column(code_text(36), primary_key=True)
    list_name: Mapped[str] = mapped_column(ForeignKey("entity_list.name"))
    posyandu_code: Mapped[str | None] = mapped_column(code_text(20))
    version: Mapped[int] = mapped_column(Integer)
    # [label, {property: text}]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(code_text(8))  # aktif dihapus
    conflict: Mapped[str] = mapped_column(code_text(8), default="")  # soft hard
    # Up to which version a person has looked at the conflicts.
    resolved_version: Mapped[int] = mapped_column(Integer, default=0)
    # Why the row cannot travel as it is: rusak tanpa_nama.
    fault: Mapped[str] = mapped_column(code_text(16), default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class EntityVersion(db.Model):
    """One version of a sasaran: what made it, on what it was based, and what it said, sealed.

    `instance_id` is the submission that made the version, `source_id` the one whose answers count in its
    place now: an edit of it, or none while it is rejected. `root_id` is the instanceID that submission
    first had, before any edit: by it other servers know it.
    """

    __tablename__ = "entity_version"

    entity_id: Mapped[str] = mapped_column(ForeignKey("entity.entity_id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(code_text(12))  # buat ubah koreksi keputusan
    instance_id: Mapped[str | None] = mapped_column(code_text(120), index=True)
    source_id: Mapped[str | None] = mapped_column(code_text(120))
    root_id: Mapped[str | None] = mapped_column(code_text(120))
    # The server's version it was based on; then what the phone itself said of trunk, branch and base.
    base_version: Mapped[int | None] = mapped_column(Integer)
    trunk_version: Mapped[int | None] = mapped_column(Integer)
    branch_id: Mapped[str | None] = mapped_column(code_text(36))
    branch_base: Mapped[int | None] = mapped_column(Integer)
    # [label or null, {property: text}]
    delta: Mapped[bytes] = mapped_column(LargeBinary)
    conflict: Mapped[str] = mapped_column(code_text(8), default="")
    forced: Mapped[bool] = mapped_column(Boolean, default=False)
    actor: Mapped[str] = mapped_column(String(80), default="")
    at: Mapped[datetime] = mapped_column(Moment)


class EntityBacklog(db.Model):
    """A submission's update that waits for the one before it on the same phone."""

    __tablename__ = "entity_backlog"

    instance_id: Mapped[str] = mapped_column(code_text(120), primary_key=True)
    entity_id: Mapped[str] = mapped_column(code_text(36), primary_key=True, index=True)
    list_name: Mapped[str] = mapped_column(code_text(64))
    seq: Mapped[int] = mapped_column(BigInteger)
    branch_base: Mapped[int | None] = mapped_column(Integer)
    held_at: Mapped[datetime] = mapped_column(Moment, index=True)


class EntityProblem(db.Model):
    """A submission whose entities could not be applied: none of them was, and why."""

    __tablename__ = "entity_problem"

    instance_id: Mapped[str] = mapped_column(code_text(120), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, index=True)
    list_name: Mapped[str] = mapped_column(code_text(64))
    code: Mapped[str] = mapped_column(code_text(24))
    detail: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Moment)


class EntityMark(db.Model):
    """The number of changes to a list in one Posyandu: from it follows a phone's hash, at any size."""

    __tablename__ = "entity_mark"

    list_name: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    posyandu_code: Mapped[str] = mapped_column(code_text(20), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
