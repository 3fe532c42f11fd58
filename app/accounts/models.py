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


class AccountInvitation(db.Model):
    """A one-time link by which a person sets the password of their account; only its hash is kept."""

    __tablename__ = "account_invitation"

    invitation_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[str] = mapped_column(String(80))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class ApiSession(db.Model):
    """A session of another program's, opened with an account's password: its token only as a hash."""

    __tablename__ = "api_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.user_id"), index=True)
    # The account's mark when it was opened: a changed password ends it.
    session_mark: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class Device(db.Model):
    """A kader's phone: its token only as a hash, and what it may receive."""

    __tablename__ = "device"

    device_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    kader_id: Mapped[int] = mapped_column(ForeignKey("kader.kader_id"), index=True)
    area: Mapped[str] = mapped_column(code_text(20), index=True)
    bidang: Mapped[str] = mapped_column(code_text(20), default="")
    label: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(code_text(12), default="aktif")  # words of standing.py
    state_since: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    # An invitation no phone has contacted by then has run out; a phone that came once stays.
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    last_seen: Mapped[datetime | None] = mapped_column(Moment)
    # What Collect calls itself, and its version, as last seen.
    collect_id: Mapped[str | None] = mapped_column(String(120))
    collect_version: Mapped[str | None] = mapped_column(String(40))
    # Sealed: what a password for clients without a token in their address is checked by.
    password: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class DeviceForm(db.Model):
    """The version of a form a phone fetched last, and when."""

    __tablename__ = "device_form"

    device_id: Mapped[int] = mapped_column(ForeignKey("device.device_id"), primary_key=True)
    form_id: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    version: Mapped[str] = mapped_column(code_text(64))
    fetched_at: Mapped[datetime] = mapped_column(Moment)


class DeviceDay(db.Model):
    """A day a phone was heard: when last, and with which Collect. Only so many days are kept."""

    __tablename__ = "device_day"

    device_id: Mapped[int] = mapped_column(ForeignKey("device.device_id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    last_at: Mapped[datetime] = mapped_column(Moment)
    collect_version: Mapped[str | None] = mapped_column(String(40))


class Invitation(db.Model):
    """A link that sets up one phone, once: its code only as a hash."""

    __tablename__ = "invitation"

    invitation_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    kader_id: Mapped[int] = mapped_column(ForeignKey("kader.kader_id"), index=True)
    bidang: Mapped[str] = mapped_column(code_text(20), default="")
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.device_id"))


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
