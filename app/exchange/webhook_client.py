"""Calling a receiver of webhooks: once, briefly, never at a private address unless allowed.

What it answers beyond the status is not read: nothing here depends on it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.exchange.address_client import guarded_session
from app.exchange.addresses import read_allowed
from app.exchange.remote_client import Call, Remote
from app.exchange.remote_errors import RemoteError
from app.web.guards import settings

ANSWER_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back: a status, or in words why there is none; and how long it took."""

    status: int | None
    error: str
    milliseconds: int
    retry_after: int | None = None

    @property
    def is_good(self) -> bool:
        """Answer whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answered:
    """Send a body to an address; never raises for what the other side does."""
    parts = urlsplit(url)
    session = guarded_session(read_allowed(settings().allowed_hosts))
    remote = Remote("penerima", f"{parts.scheme}://{parts.netloc}", session)
    call = Call("POST", url, body=body, headers=headers, accept="*/*", read_seconds=ANSWER_SECONDS)
    begun = time.monotonic()
    status, error, retry_after = None, "", None
    try:
        response = remote.open(call)
        status = response.status_code
        response.close()
    except RemoteError as failed:
        told = failed.details.get("status")
        status = told if isinstance(told, int) else None
        error, retry_after = failed.reason, failed.retry_after
    took = round((time.monotonic() - begun) * 1000)
    return Answered(status, error, took, retry_after)
