"""Tables of referrals: a matter one agency hands to another, and the log of what was done about it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions.database import BigKey, Moment, code_text, db


class Referral(db.Model):
    """What is referred, from which bidang to which, until when. Names nobody; how it stands follows."""

    __tablename__ = "referral"
    __table_args__ = (
        Index("ix_referral_about", "kind", "key"),
        Index("ix_referral_alarm", "alarm", unique=True),
        Index(
            "ix_referral_open",
            *("due_on", "referral_id"),
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )

    referral_id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    kind: Mapped[str] = mapped_column(code_text(8))  # kiriman nilai sasaran orang
    key: Mapped[str] = mapped_column(code_text(160))
    place: Mapped[str] = mapped_column(code_text(20))
    sender: Mapped[str] = mapped_column(code_text(20))  # bidang
    receiver: Mapped[str] = mapped_column(code_text(20))  # bidang
    matter: Mapped[str] = mapped_column(code_text(32))
    due_on: Mapped[date] = mapped_column(Date)
    # The sign a server's own referral was made for, once; nobody sent that.
    alarm: Mapped[str | None] = mapped_column(code_text(120))
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(Moment)
    # How it stands follows from its steps.
    state: Mapped[str] = mapped_column(code_text(20))
    is_open: Mapped[bool] = mapped_column(Boolean)
    holder: Mapped[str] = mapped_column(String(80))
    last: Mapped[int] = mapped_column(Integer)


class ReferralStep(db.Model):
    """A step of a referral in order, its words sealed; append-only."""

    __tablename__ = "referral_step"
    __table_args__ = (UniqueConstraint("referral_id", "undoes"),)

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.referral_id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(code_text(12))
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    side: Mapped[str] = mapped_column(code_text(8))  # pengirim penerima
    actor: Mapped[str] = mapped_column(String(80))
    undoes: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment)
