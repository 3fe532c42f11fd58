"""Tables of other servers, and of which form is which there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, UniqueConstraint
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
    # The last of the target's own submission numbers seen by a pull of all that is new.
    cursor: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
