"""What a webhook sends: body, signature, and what becomes of the answer. Pure.

The signature is HMAC-SHA256 over `timestamp.body` with the webhook's secret, so that neither can be
changed or sent again much later unnoticed. The body names things by their identifiers; who may read
them asks for them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

PAUSES = (10, 30, 120, 600, 1800, 3600)  # seconds after the 1st, 2nd, ... failed try
# A receiver that answers and refuses one event for half a day will go on refusing it; the others wait.
REFUSED_AT_MOST = 16
LONGEST_PAUSE = 86_400

DELIVERED, CLOSED, AGAIN, GIVEN_UP = "terkirim", "ditutup", "lagi", "dilewati"


def body_of(event_id: int, kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    """Answer the body of an event: the same bytes at every try."""
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    document = {"id": event_id, "event": kind, "time": moment, "data": dict(data)}
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def signature(secret: bytes, timestamp: int, body: bytes) -> str:
    """Answer the signature a receiver makes again to compare."""
    message = f"{timestamp}.".encode() + body
    return f"sha256={hmac.new(secret, message, hashlib.sha256).hexdigest()}"


def headers_of(
    secret: bytes, kind: str, delivery_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """Answer the headers of a delivery."""
    return {
        "Content-Type": "application/json",
        "X-Simpul-Event": kind,
        "X-Simpul-Delivery": delivery_id,
        "X-Simpul-Timestamp": str(timestamp),
        "X-Simpul-Signature": signature(secret, timestamp, body),
    }


def outcome(status: int | None, attempts: int) -> str:
    """Answer what becomes of a delivery after so many tries; without an answer the status is None.

    A receiver that is away, or busy, is waited for as long as it takes.
    """
    if status is not None and 200 <= status < 300:
        return DELIVERED
    if status == 410:
        return CLOSED
    refused = status is not None and 300 <= status < 500 and status != 429
    return GIVEN_UP if refused and attempts >= REFUSED_AT_MOST else AGAIN


def pause_after(attempts: int, asked: int | None = None) -> int:
    """Answer the seconds to wait after a failed try; longer when the receiver asked for it."""
    usual = PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]
    return max(usual, min(asked or 0, LONGEST_PAUSE))
