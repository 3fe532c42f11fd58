"""Tables of places and people we know."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    Float,
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


class Opd(db.Model):
    """A government agency and the bidang it guides."""

    __tablename__ = "opd"

    opd_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(160), unique=True)
    bidang: Mapped[str] = mapped_column(code_text(20), index=True)


class Wilayah(db.Model):
    """An area by its Kemendagri code, with the dates the code holds."""

    __tablename__ = "wilayah"

    code: Mapped[str] = mapped_column(code_text(13), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    level: Mapped[str] = mapped_column(code_text(12), index=True)  # kabupaten kecamatan desa
    kind: Mapped[str] = mapped_column(code_text(12))  # kabupaten kecamatan desa kelurahan
    parent: Mapped[str | None] = mapped_column(ForeignKey("wilayah.code"), index=True)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    # The code that took this one's place.
    successor: Mapped[str | None] = mapped_column(code_text(13))


class Posyandu(db.Model):
    """A Posyandu: the desa's code and a three-digit order, never used again."""

    __tablename__ = "posyandu"

    code: Mapped[str] = mapped_column(code_text(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    desa: Mapped[str] = mapped_column(ForeignKey("wilayah.code"), index=True)
    official_number: Mapped[str | None] = mapped_column(String(40))
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)
    is_pilot: Mapped[bool] = mapped_column(Boolean, default=False)
    closed_on: Mapped[date | None] = mapped_column(Date)  # the first day it is no longer open
    ended_as: Mapped[str | None] = mapped_column(code_text(12))  # ditutup digabung kode_lama
    # Which code counts instead: for what happened from that day on, or (None) always.
    successor: Mapped[str | None] = mapped_column(code_text(20), index=True)
    successor_from: Mapped[date | None] = mapped_column(Date)
    address: Mapped[str] = mapped_column(String(200), default="")
    rw: Mapped[str] = mapped_column(String(40), default="")
    rt: Mapped[str] = mapped_column(String(80), default="")
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    puskesmas: Mapped[str] = mapped_column(String(120), default="")
    pustu: Mapped[str] = mapped_column(String(120), default="")
    founded_on: Mapped[date | None] = mapped_column(Date)


class PosyanduAlias(db.Model):
    """A name a Posyandu is or was also known by."""

    __tablename__ = "posyandu_alias"
    __table_args__ = (UniqueConstraint("posyandu_code", "name"),)

    alias_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    posyandu_code: Mapped[str] = mapped_column(ForeignKey("posyandu.code"))
    name: Mapped[str] = mapped_column(String(120), index=True)


class RegistryEvent(db.Model):
    """What happened to a Posyandu, a kader or an area: append-only, in order, with who and why."""

    __tablename__ = "registry_event"

    event_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(code_text(20))
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(80))
    effective_on: Mapped[date] = mapped_column(Date)
    decree: Mapped[str] = mapped_column(String(120), default="")  # number of the SK
    reason: Mapped[str] = mapped_column(Text, default="")
    # The Posyandu it happened to, and the other one: merged into, split off, the new code.
    posyandu_code: Mapped[str | None] = mapped_column(code_text(20), index=True)
    other_code: Mapped[str | None] = mapped_column(code_text(20), index=True)
    kader_id: Mapped[int | None] = mapped_column(Integer, index=True)
    area: Mapped[str | None] = mapped_column(code_text(13))
    # What undoing it needs: no names of people.
    details: Mapped[dict[str, Any]] = mapped_column(Json)
    undoes: Mapped[int | None] = mapped_column(Integer, unique=True)


class Kader(db.Model):
    """A volunteer of a Posyandu."""

    __tablename__ = "kader"
    __table_args__ = (Index("ix_kader_name", "name"),)

    kader_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    posyandu_code: Mapped[str] = mapped_column(ForeignKey("posyandu.code"), index=True)
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)
    started_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    jabatan: Mapped[str] = mapped_column(code_text(20), default="")
    bidang: Mapped[str] = mapped_column(code_text(20), default="")
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed


class Rollout(db.Model):
    """From when a bidang (or one of its forms) runs in an area; the newest row for the same counts."""

    __tablename__ = "rollout"
    __table_args__ = (Index("ix_rollout_of", "bidang", "form_id", "area"),)

    rollout_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    bidang: Mapped[str] = mapped_column(code_text(20))
    form_id: Mapped[str] = mapped_column(code_text(64), default="")  # "": all of the bidang
    area: Mapped[str] = mapped_column(code_text(20), default="")  # "": the whole kabupaten
    starts_on: Mapped[date | None] = mapped_column(Date)  # None: not yet decided, so not running
    withdrawn: Mapped[bool] = mapped_column(Boolean, default=False)
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[str] = mapped_column(String(80))


class LegalText(db.Model):
    """A text shown on forms and reports, in versions; the one in force on a day is shown."""

    __tablename__ = "legal_text"
    __table_args__ = (UniqueConstraint("key", "version"),)

    legal_text_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(code_text(40))
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    from_date: Mapped[date] = mapped_column(Date)
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[str] = mapped_column(String(80))


class ImportRun(db.Model):
    """A workbook that was checked, and what came of it; the file lies sealed in the file store."""

    __tablename__ = "import_run"

    import_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    filename: Mapped[str] = mapped_column(String(160))
    file_id: Mapped[str] = mapped_column(code_text(32))
    checked_at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(80))
    counts: Mapped[dict[str, Any]] = mapped_column(Json)
    errors: Mapped[int] = mapped_column(Integer)
    applied_at: Mapped[datetime | None] = mapped_column(Moment)


class Holiday(db.Model):
    """A day that is no workday: deadlines move past it."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    name: Mapped[str] = mapped_column(Text)


class Deadline(db.Model):
    """A due day set by hand for one form and month, instead of the form's own rule."""

    __tablename__ = "deadline"

    form_id: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    period: Mapped[str] = mapped_column(code_text(7), primary_key=True)
    due_on: Mapped[date] = mapped_column(Date)
    set_at: Mapped[datetime] = mapped_column(Moment)


class Returned(db.Model):
    """A submission that waits for its kader to correct it, with the reason and nobody's answers."""

    __tablename__ = "returned"
    __table_args__ = (Index("ix_returned_group", "posyandu_code", "form_id", "period"),)

    instance_id: Mapped[str] = mapped_column(code_text(120), primary_key=True)
    posyandu_code: Mapped[str] = mapped_column(code_text(20))
    form_id: Mapped[str] = mapped_column(code_text(64))
    period: Mapped[str] = mapped_column(code_text(7))
    observed_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)
    kader_id: Mapped[int | None] = mapped_column(Integer)
    returned_at: Mapped[datetime] = mapped_column(Moment)
