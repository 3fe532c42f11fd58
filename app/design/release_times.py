"""From when a version holds: a moment an officer chose, or the first of a month. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.registry.periods import is_period, month_of, next_month
from app.registry.words import date_words

MONTHS_AHEAD = 12
LONGEST = timedelta(days=366)


def first_moment(period: str, zone: ZoneInfo) -> datetime:
    """Answer when a month begins in the kabupaten's zone."""
    day = date.fromisoformat(f"{period}-01")
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def moment_of(text: str, zone: ZoneInfo) -> datetime | None:
    """Answer the moment a field of day and time tells in the kabupaten's zone; None for none."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)


def due_words(due: datetime, zone: ZoneInfo) -> str:
    """Answer a moment in words, in the kabupaten's zone."""
    local = due.astimezone(zone)
    return f"{date_words(local.date().isoformat())} pukul {local:%H.%M} {local:%Z}"


def may_be_due(due: datetime, now: datetime) -> bool:
    """Answer whether a release may be set for a moment: to come, and within a year."""
    return now < due <= now + LONGEST


def months_ahead(now: datetime, zone: ZoneInfo) -> list[str]:
    """Answer the months a release may be pinned to: those that have not begun."""
    current = month_of(now, zone)
    return [next_month(current, step) for step in range(1, MONTHS_AHEAD)]


def is_ahead(period: str, now: datetime, zone: ZoneInfo) -> bool:
    """Answer whether a release may be pinned to a month."""
    return is_period(period) and period in months_ahead(now, zone)
