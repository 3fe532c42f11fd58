"""Sessions of other programs: a token for a day, opened with a password, ended by its holder."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts import api_sessions_store as store
from app.accounts import store as accounts_store
from app.accounts.models import ApiSession, User
from app.accounts.service import hash_token, log_act
from app.extensions.database import now, transaction

SESSION_HOURS = 24
TOKEN_BYTES = 48


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened: its token, shown this once, and how long it holds."""

    token: str
    created_at: datetime
    expires_at: datetime


def open_session(user: User) -> Opened:
    """Open a session for an account whose password was shown; its sessions that ran out are removed."""
    token, moment = secrets.token_urlsafe(TOKEN_BYTES), now()
    opened = Opened(token, moment, moment + timedelta(hours=SESSION_HOURS))
    with transaction():
        store.remove_ended(user.user_id, moment)
        store.add_session(
            ApiSession(
                token_hash=hash_token(token),
                user_id=user.user_id,
                session_mark=user.session_mark,
                created_at=opened.created_at,
                expires_at=opened.expires_at,
            )
        )
        log_act(user.name, "masuk.api", f"user:{user.user_id}")
    return opened


def find_session(token: str) -> ApiSession | None:
    """Answer the session of a token, while it holds."""
    session = store.find_session(hash_token(token))
    return session if session and session.expires_at > now() else None


def user_of_session(token: str) -> User | None:
    """Answer whose session a token is; a changed password ends it."""
    session = find_session(token)
    user = accounts_store.find_user_by_id(session.user_id) if session else None
    if session is None or user is None or user.session_mark != session.session_mark:
        return None
    return user


def end_session(token: str) -> None:
    """End a session; ending it again changes nothing."""
    with transaction():
        store.remove_session(hash_token(token))
