"""Sessions of other programs, as the database holds them. A store never commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from app.accounts.models import ApiSession
from app.extensions.database import db


def find_session(token_hash: bytes) -> ApiSession | None:
    """Answer a session by its token's hash."""
    return db.session.get(ApiSession, token_hash)


def add_session(session: ApiSession) -> None:
    """Add a session."""
    db.session.add(session)
    db.session.flush()


def remove_session(token_hash: bytes) -> None:
    """Remove a session."""
    db.session.execute(delete(ApiSession).where(ApiSession.token_hash == token_hash))


def remove_ended(user_id: int, at: datetime) -> None:
    """Remove the sessions of an account that have run out."""
    ended = ApiSession.expires_at <= at
    db.session.execute(delete(ApiSession).where(ApiSession.user_id == user_id, ended))
