"""Tables of accounts, grants, phones and logged reads."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions.database import Moment, code_text, db


class User(db.Model):
    """A person's account. The password is kept as argon2 only."""

    __tablename__ = "user_account"

    user_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(code_text(80), unique=True)
    password: Mapped[str] = mapped_column(Text)
    # Changes with the password, so that every session opened before ends.
    session_mark: Mapped[str] = mapped_column(String(32))
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)
    ended_on: Mapped[date | None] = mapped_column(Date)
    grants: Mapped[list[AccountGrant]] = relationship(lazy="selectin")


class AccountGrant(db.Model):
    """What an account may do: a role over an area and a bidang, between two days."""

    __tablename__ = "account_grant"

    grant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"), index=True)
    role: Mapped[str] = mapped_column(code_text(20))
    area: Mapped[str] = mapped_column(code_text(20), default="")
    bidang: Mapped[str] = mapped_column(code_text(20), default="")
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class Device(db.Model):
    """A kader's phone: its token only as a hash, and what it may receive."""

    __tablename__ = "device"

    device_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    kader_id: Mapped[int] = mapped_column(ForeignKey("kader.kader_id"), index=True)
    area: Mapped[str] = mapped_column(code_text(20), index=True)
    bidang: Mapped[str] = mapped_column(code_text(20), default="")
    label: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(code_text(12), default="aktif")  # aktif dicabut
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen: Mapped[datetime | None] = mapped_column(Moment)
    # What Collect calls itself, as first seen and last seen.
    collect_id: Mapped[str | None] = mapped_column(String(120))
    # Sealed: what a password for clients without a token in their address is checked by.
    password: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class AccessLog(db.Model):
    """A read or act that must be answerable: who, what, why, when. Append-only, no personal data."""

    __tablename__ = "access_log"
    __table_args__ = (Index("ix_access_log_subject", "subject"),)

    log_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(code_text(40))
    subject: Mapped[str] = mapped_column(String(160))
    reason: Mapped[str] = mapped_column(Text, default="")
