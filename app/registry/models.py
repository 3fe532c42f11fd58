"""Tables of places and people we know."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions.database import Moment, code_text, db


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


class Posyandu(db.Model):
    """A Posyandu: the desa's code and a three-digit order, never used again."""

    __tablename__ = "posyandu"

    code: Mapped[str] = mapped_column(code_text(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    desa: Mapped[str] = mapped_column(ForeignKey("wilayah.code"), index=True)
    official_number: Mapped[str | None] = mapped_column(String(40))
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)
    is_pilot: Mapped[bool] = mapped_column(Boolean, default=False)
    closed_on: Mapped[date | None] = mapped_column(Date)


class Kader(db.Model):
    """A volunteer of a Posyandu."""

    __tablename__ = "kader"
    __table_args__ = (Index("ix_kader_name", "name"),)

    kader_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    posyandu_code: Mapped[str] = mapped_column(ForeignKey("posyandu.code"), index=True)
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)
    ended_on: Mapped[date | None] = mapped_column(Date)


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
