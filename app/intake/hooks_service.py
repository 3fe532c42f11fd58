"""Webhooks: a call we can authenticate becomes a pull job, durable before it is answered."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from werkzeug.datastructures import Authorization, Headers

from app.accounts.service import hash_token
from app.exchange import store as exchange_store
from app.exchange.models import Target
from app.exchange.service import KEY_HEADER
from app.extensions.database import now, transaction
from app.intake.central_hints import central_hint
from app.intake.webhooks import Hint, kobo_hint
from app.outbox.kinds import PULL_HINTED
from app.outbox.service import enqueue
from app.problems import Problem

# Ours, and the only one central-webhook can send.
KEY_HEADERS = (KEY_HEADER, "X-API-Key")
# Kobo's files may still be on their way; Central's hook fires before it commits.
SETTLES: Mapping[str, timedelta] = {"kobo": timedelta(seconds=2), "central": timedelta(seconds=5)}
# Calls of other servers that are served at once: phones keep threads of their own.
AT_ONCE = 2
_served = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """Serve a call at once or not at all: raise Problem (503), after which a server calls again."""
    if not _served.acquire(blocking=False):
        raise Problem("web.busy")
    try:
        yield
    finally:
        _served.release()


def authenticated_target(
    kind: str, target_id: int, headers: Headers, authorization: Authorization | None
) -> Target:
    """Answer the target whose key the call shows, in a header or as a Basic password."""
    target = exchange_store.find_target(target_id)
    if target is None or target.kind != kind or target.off_at is not None:
        raise Problem("intake.unknown_hook")
    in_header = next((headers[name] for name in KEY_HEADERS if headers.get(name)), "")
    shown = in_header or (authorization.password if authorization else None) or ""
    if not hmac.compare_digest(hash_token(shown), target.hook_key_hash):
        raise Problem("intake.wrong_key", header=KEY_HEADER)
    return target


def take_hint(target: Target, body: bytes, content_type: str) -> None:
    """Make a pull job of a hint. What it says is not believed, only used to look."""
    hint = _hint_of(target, body, content_type)
    if hint is None:
        return
    form, key = hint.asset_uid or "", hint.submission_id or hint.instance_id
    with transaction():
        enqueue(
            PULL_HINTED,
            f"{target.target_id}:{form}:{key or ''}"[:200],
            {"target_id": target.target_id, "asset_uid": form, "submission_key": key},
            after=now() + SETTLES[target.kind],
        )


def _hint_of(target: Target, body: bytes, content_type: str) -> Hint | None:
    return central_hint(body) if target.kind == "central" else kobo_hint(body, content_type)
