"""What a process remembers instead of reading it at each request: for a while, or while a mark stays.

Another process' change is heard of when that while is over; who changes it here lets it be forgotten.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from flask import current_app

Value = TypeVar("Value")


def remembered(name: str, holds: timedelta, read: Callable[[], Value]) -> Value:
    """Answer what was read under this name, read again when it is older than `holds`."""
    known: tuple[Value, float] | None = current_app.extensions.get(name)
    if known is None or time.monotonic() - known[1] > holds.total_seconds():
        known = current_app.extensions[name] = (read(), time.monotonic())
    return known[0]


def remembered_at(name: str, mark: object, read: Callable[[], Value]) -> Value:
    """Answer what was read under this name when the mark was this one, read again when it is another."""
    known: tuple[Value, object] | None = current_app.extensions.get(name)
    if known is None or known[1] != mark:
        known = current_app.extensions[name] = (read(), mark)
    return known[0]


def forget(name: str) -> None:
    """Let it be read again at the next request."""
    current_app.extensions.pop(name, None)
