"""What slows the guessing of passwords: tries are counted per address, in this process."""

from __future__ import annotations

from flask import request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from app.problems import Problem

TRIES = RateLimitItemPerMinute(20)
_storage = MemoryStorage()
_limiter = FixedWindowRateLimiter(_storage)


def count_try() -> None:
    """Count a try at this route from this address; raise Problem when there were too many."""
    if not _limiter.hit(TRIES, request.endpoint or "", request.remote_addr or ""):
        raise Problem("web.too_many_requests")


def forget_tries() -> None:
    """Begin counting anew, for everybody."""
    _storage.reset()
