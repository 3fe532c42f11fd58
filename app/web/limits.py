"""What slows the guessing of passwords: tries are counted per address, in this process."""

from __future__ import annotations

from flask import request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from app.problems import Problem

TRIES = RateLimitItemPerMinute(20)
# Programs show their password with every call: only wrong ones are counted, over all addresses.
FAILED = "api"
_storage = MemoryStorage()
_limiter = FixedWindowRateLimiter(_storage)


def count_try() -> None:
    """Count a try at this route from this address; raise Problem when there were too many."""
    if not _limiter.hit(TRIES, request.endpoint or "", request.remote_addr or ""):
        raise Problem("web.too_many_requests")


def check_failures() -> None:
    """Raise Problem when too many wrong passwords were shown by programs at this address."""
    if not _limiter.test(TRIES, FAILED, request.remote_addr or ""):
        raise Problem("web.too_many_requests")


def count_failure() -> None:
    """Count a wrong password that a program showed from this address."""
    _limiter.hit(TRIES, FAILED, request.remote_addr or "")


def forget_tries() -> None:
    """Begin counting anew, for everybody."""
    _storage.reset()
