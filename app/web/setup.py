"""The one-time link that makes the first admin of a real installation."""

from __future__ import annotations

import hmac
import secrets

from app.accounts import store as accounts_store
from app.problems import Problem
from app.web.guards import settings


def open_setup() -> str:
    """Make a fresh one-time secret and answer the path of its link."""
    token = secrets.token_urlsafe(24)
    file = settings().home / "secret" / "setup"
    file.write_text(token)
    file.chmod(0o600)
    return f"/awal/{token}"


def check_setup(token: str) -> None:
    """Raise Problem unless this is the open link and there is no account yet."""
    file = settings().home / "secret" / "setup"
    known = file.read_text().strip() if file.exists() else ""
    same = hmac.compare_digest(known.encode(), token.encode())
    if not known or accounts_store.count_users() or not same:
        raise Problem("accounts.setup_closed")


def close_setup() -> None:
    """End the link."""
    (settings().home / "secret" / "setup").unlink(missing_ok=True)
