"""Webhooks: a call we can authenticate becomes a pull job, durable before it is answered."""

from __future__ import annotations

import hmac
from datetime import timedelta

from werkzeug.datastructures import Authorization, Headers

from app.accounts.service import hash_token
from app.extensions.database import now, transaction
from app.intake.webhooks import kobo_hint
from app.outbox.kinds import PULL_KOBO
from app.outbox.service import enqueue
from app.problems import Problem
from app.publish import store as publish_store
from app.publish.models import Target
from app.publish.service import KEY_HEADER

SETTLE = timedelta(seconds=2)  # files of a submission may still be on their way to Kobo


def authenticated_target(
    target_id: int, headers: Headers, authorization: Authorization | None
) -> Target:
    """Answer the target whose key the call shows, in the header or as a Basic password."""
    target = publish_store.find_target(target_id)
    if target is None or target.kind != "kobo":
        raise Problem("intake.unknown_hook")
    shown = headers.get(KEY_HEADER) or (authorization.password if authorization else None) or ""
    if not hmac.compare_digest(hash_token(shown), target.hook_key_hash):
        raise Problem("intake.wrong_key", header=KEY_HEADER)
    return target


def take_hint(target: Target, body: bytes, content_type: str) -> None:
    """Make a pull job of a hint. What it says is not believed, only used to look."""
    hint = kobo_hint(body, content_type)
    asset, key = hint.asset_uid or "", hint.submission_id or hint.instance_id
    with transaction():
        enqueue(
            PULL_KOBO,
            f"{target.target_id}:{asset}:{key or ''}"[:200],
            {"target_id": target.target_id, "asset_uid": asset, "submission_key": key},
            after=now() + SETTLE,
        )
