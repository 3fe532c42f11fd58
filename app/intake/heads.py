"""What a submission's answers say of where and when they belong: pure, from well-known questions.

The shared block `kepala` asks the Posyandu and the month (`periode`) or the day (`tanggal_kegiatan`).
Times are compared, never trusted: a phone's clock may be years off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.registry.periods import day_of, end_of_month, month_of

POSYANDU = "kepala/kode_posyandu"
PERIOD = "kepala/periode"
DAY = "kepala/tanggal_kegiatan"
STATUS = "status_laporan"
START = "start"
END = "end"
UNPLACED = "posyandu_tidak_dikenal"
FUTURE_ALLOWED = timedelta(days=1)
YEARS = range(1900, 2200)  # of a real day; outside, answers are a fault and calendars end


@dataclass(frozen=True, slots=True)
class Head:
    """Where and when a submission belongs.

    `period` is `YYYY-MM`, or empty for a form filled once. `observed_at` is when what it tells was so:
    the day asked, or for a monthly report the end of filling, at most the end of its month.
    """

    posyandu_code: str | None
    period: str
    observed_at: datetime
    ended_at: datetime | None
    report_status: str


def read_head(
    answers: Mapping[str, object], frekuensi: str, received: datetime, zone: ZoneInfo
) -> Head:
    """Answer the head of a submission from its decoded answers."""
    ended = _moment(answers.get(END)) or _moment(answers.get(START))
    month = _day(answers.get(PERIOD))
    day = _day(answers.get(DAY))
    if month is not None:
        period = month.strftime("%Y-%m")
        last = end_of_month(period, zone)
        observed = min(ended, last) if ended else datetime.combine(month, time(), zone)
    elif day is not None:
        observed = datetime.combine(day, time(12), zone)
        period = "" if frekuensi == "sekali" else day.strftime("%Y-%m")
    else:
        observed = ended or received
        period = "" if frekuensi == "sekali" else month_of(observed, zone)
    return Head(
        posyandu_code=_text(answers.get(POSYANDU)),
        period=period,
        observed_at=observed.astimezone(UTC),
        ended_at=ended,
        report_status=_text(answers.get(STATUS)) or "",
    )


def day_counted(frekuensi: str, period: str, observed_at: datetime, zone: ZoneInfo) -> date:
    """Answer the day by which it is decided which Posyandu a submission counts for.

    A monthly report is of its whole month, so its first day; anything else of the day it tells of.
    """
    if frekuensi == "bulanan" and period:
        return date.fromisoformat(f"{period}-01")
    return observed_at.astimezone(zone).date()


def is_future(head: Head, received: datetime) -> bool:
    """Answer whether what a submission tells is dated more than a day after it was received."""
    return head.observed_at > received + FUTURE_ALLOWED


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _day(value: object) -> date | None:
    day = day_of(value)
    return day if day and day.year in YEARS else None


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or moment.year not in YEARS:
        return None
    return moment.astimezone(UTC)
