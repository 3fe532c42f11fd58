"""Tables of other servers, and of which form is which there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions.database import Moment, code_text, db


class Target(db.Model):
    """Another server answers come from: its address, its token sealed, the key its hooks must show."""

    __tablename__ = "target"

    target_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(code_text(12))  # kobo
    name: Mapped[str] = mapped_column(String(120), unique=True)
    url: Mapped[str] = mapped_column(String(300))
    token: Mapped[bytes] = mapped_column(LargeBinary)
    hook_key_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    # At which level of review a decision made there counts here.
    level: Mapped[str] = mapped_column(code_text(10), default="opd")
    created_at: Mapped[datetime] = mapped_column(Moment)


class Publication(db.Model):
    """A form as a target knows it: its own id there, and the version of ours it carries."""

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("target_id", "remote_id"),)

    publication_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.target_id"))
    form_id: Mapped[str] = mapped_column(code_text(64))
    version: Mapped[str] = mapped_column(code_text(64))
    remote_id: Mapped[str] = mapped_column(code_text(64))
    # Made there and taken over: its own versions are read by the one of ours it is linked with.
    adopted: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)


class PublicationVersion(db.Model):
    """What a target calls a version of ours: Kobo gives each deployment a name of its own."""

    __tablename__ = "publication_version"

    publication_id: Mapped[int] = mapped_column(
        ForeignKey("publication.publication_id"), primary_key=True
    )
    remote_version: Mapped[str] = mapped_column(code_text(64), primary_key=True)
    version: Mapped[str] = mapped_column(code_text(64))
    noted_at: Mapped[datetime] = mapped_column(Moment)
