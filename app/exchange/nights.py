"""When the night's work with other servers begins. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

NIGHT = 1  # the hour at which it begins
# So that not all servers are asked at the same minute, nor by all installations.
APART, LAST = timedelta(minutes=7), timedelta(hours=2)


def next_night(after: datetime) -> datetime:
    """Answer the next time the night's work begins, in the zone of `after`."""
    night = after.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return night if night > after else night + timedelta(days=1)


def next_turn(after: datetime, number: int) -> datetime:
    """Answer when the one of this number has its next turn: each night at a moment of its own."""
    wait = (number * APART) % LAST
    return next_night(after - wait) + wait
