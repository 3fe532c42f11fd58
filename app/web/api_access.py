"""Who calls the doors of programs: by token, by password, or a person's browser that only reads."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict
from datetime import datetime

from flask import current_app, request
from werkzeug.datastructures import Authorization

from app.accounts import service as accounts
from app.accounts import store as accounts_store
from app.accounts.api_sessions_service import user_of_session
from app.accounts.models import User
from app.config import Settings
from app.problems import Problem
from app.web.limits import check_failures, count_failure

API = "/v1/"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
# argon2 is slow on purpose; a program that shows its password with each of a thousand calls is
# recognised for this long by a keyed mark of it. What ends an account or changes its password holds.
RECOGNISED_SECONDS = 60.0
MOST_RECOGNISED = 500
_KEY = secrets.token_bytes(32)
_recognised: OrderedDict[bytes, tuple[int, str, float]] = OrderedDict()


def is_api(path: str) -> bool:
    """Answer whether another program is spoken to at an address."""
    return path.startswith(API)


def user_of_call() -> User | None:
    """Answer whose token or password a call shows; None when it shows neither, Problem when wrong."""
    shown = request.authorization
    if shown is None:
        return None
    if shown.type == "bearer":
        user = user_of_session(shown.token or "")
        if user is None:
            raise Problem("accounts.session_ended")
        return user
    if shown.type == "basic":
        return user_of_password(shown)
    raise Problem("accounts.login_needed")


def user_of_password(shown: Authorization) -> User:
    """Answer whose password this is; wrong ones are counted and slow the next ones down."""
    if not (request.is_secure or _from_here()):
        raise Problem("accounts.https_needed")
    name, password = str(shown.username or "").strip(), str(shown.password or "")
    mark = hmac.digest(_KEY, f"{name}\0{password}".encode(), "sha256")
    return _known(mark) or _checked(mark, name, password)


def _known(mark: bytes) -> User | None:
    user_id, session_mark, since = _recognised.get(mark, (0, "", 0.0))
    if not user_id or time.monotonic() - since > RECOGNISED_SECONDS:
        return None
    user = accounts_store.find_user_by_id(user_id)
    return user if user is not None and user.session_mark == session_mark else None


def _checked(mark: bytes, name: str, password: str) -> User:
    user = login(name, password)
    _recognised[mark] = (user.user_id, user.session_mark, time.monotonic())
    while len(_recognised) > MOST_RECOGNISED:
        _recognised.popitem(last=False)
    return user


def login(name: str, password: str) -> User:
    """Answer the account of a name and password; wrong ones are counted."""
    check_failures()
    settings: Settings = current_app.extensions["simpul"]
    try:
        return accounts.login(name, password, datetime.now(settings.zone).date())
    except Problem:
        count_failure()
        raise


def _from_here() -> bool:
    """Answer whether the call did not cross a network: a proxy of this machine speaks TLS itself."""
    return (request.remote_addr or "") in {"127.0.0.1", "::1"}
