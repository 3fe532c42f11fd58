"""Months and deadlines in the kabupaten's zone: so that late is late, and never because of UTC."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONTHS = (
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
)
SATURDAY = 5


def month_of(moment: datetime, zone: ZoneInfo) -> str:
    """Answer the month (`2026-11`) a moment falls in, in the kabupaten's zone."""
    return moment.astimezone(zone).strftime("%Y-%m")


def month_name(period: str) -> str:
    """Answer `November 2026` for `2026-11`."""
    year, month = period.split("-")
    return f"{MONTHS[int(month) - 1]} {year}"


def next_month(period: str, step: int = 1) -> str:
    """Answer the month `step` months on (or back)."""
    year, month = (int(part) for part in period.split("-"))
    total = year * 12 + month - 1 + step
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def is_period(text: str) -> bool:
    """Answer whether a text is a month of a plausible year."""
    year, dash, month = text.partition("-")
    return (
        dash == "-"
        and len(year) == 4
        and len(month) == 2
        and year.isdecimal()
        and month.isdecimal()
        and 2000 <= int(year) <= 2100
        and 1 <= int(month) <= 12
    )


def day_of(value: object) -> date | None:
    """Answer the day an ISO text begins with; None where there is none."""
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def end_of_month(period: str, zone: ZoneInfo) -> datetime:
    """Answer the last second of a month, in UTC."""
    year, month = (int(part) for part in next_month(period).split("-"))
    return datetime(year, month, 1, tzinfo=zone).astimezone(UTC) - timedelta(seconds=1)


def last_day(period: str) -> date:
    """Answer the last day of a month."""
    return date.fromisoformat(f"{next_month(period)}-01") - timedelta(days=1)


def due_day(period: str, day: int, holidays: Collection[date]) -> date:
    """Answer a report's last day on time: `day` of the next month, or the first workday after."""
    year, month = (int(part) for part in next_month(period).split("-"))
    due = date(year, month, 1) + timedelta(days=day - 1)
    while due.weekday() >= SATURDAY or due in holidays:
        due += timedelta(days=1)
    return due


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Answer the first moment after a day, in the kabupaten's zone."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)


def is_late(received: datetime, due: date, zone: ZoneInfo) -> bool:
    """Answer whether something received came after the end of its due day."""
    return received >= end_of_day(due, zone)
