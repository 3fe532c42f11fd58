"""Reading and writing refused sends. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions.database import db, is_sqlite
from app.intake.models import Quarantine


def count_quarantine(sender: str) -> int:
    """Answer how many refused sends of one sender wait for a person."""
    query = select(func.count()).select_from(Quarantine).where(Quarantine.sender == sender)
    return db.session.scalar(query.where(Quarantine.settled_at.is_(None))) or 0


def find_quarantined(sender: str, content_hash: str, code: str) -> Quarantine | None:
    """Answer the same refused send, kept before."""
    return db.session.scalar(
        select(Quarantine).where(
            Quarantine.sender == sender,
            Quarantine.content_hash == content_hash,
            Quarantine.code == code,
        )
    )


def add_quarantined(values: dict[str, Any]) -> bool:
    """Keep a refused send; answer whether it was not there yet."""
    dialect = sqlite if is_sqlite() else postgresql
    statement = dialect.insert(Quarantine).values(values).on_conflict_do_nothing()
    return db.session.scalar(statement.returning(Quarantine.quarantine_id)) is not None


def count_all_quarantine() -> int:
    """Answer how many refused sends wait for a person."""
    query = select(func.count()).select_from(Quarantine).where(Quarantine.settled_at.is_(None))
    return db.session.scalar(query) or 0


def list_quarantine(before: int | None, limit: int = 50) -> Sequence[Quarantine]:
    """Answer refused sends, newest first (keyset)."""
    query = select(Quarantine).order_by(Quarantine.quarantine_id.desc()).limit(limit)
    if before is not None:
        query = query.where(Quarantine.quarantine_id < before)
    return db.session.scalars(query).all()


def save_settled(quarantine_id: int, at: datetime, by: str) -> None:
    """Note that a refused send was taken in after all, and by whom."""
    db.session.execute(
        update(Quarantine)
        .where(Quarantine.quarantine_id == quarantine_id)
        .values(settled_at=at, settled_by=by)
    )
