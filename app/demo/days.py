"""When invented things happen: opening days, filling a form, its arrival, an official reading it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from app.demo.dice import often
from app.demo.places import DILIGENT, SELDOM
from app.registry.periods import month_of, next_month

DUE_DAY = 10  # of the next month; after it the forms ask why
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Clock:
    """The demo's present: nothing in it happens later than `until`, an early morning hour."""

    until: datetime
    zone: ZoneInfo

    @property
    def period(self) -> str:
        """Answer the running month."""
        return month_of(self.until, self.zone)

    def months(self, before: int) -> list[str]:
        """Answer so many months before the running one, and it, oldest first."""
        return [next_month(self.period, -step) for step in range(before, -1, -1)]

    def at(self, day: date, hour: int, rng: Random) -> datetime:
        """Answer a moment in an hour of a day."""
        clock = time(hour, rng.randrange(60), rng.randrange(60), rng.randrange(1000) * 1000)
        return datetime.combine(day, clock, self.zone)


def clock_on(today: date, zone: ZoneInfo) -> Clock:
    """Answer the demo's present on a day: 6 in the morning, so that one day has one demo."""
    return Clock(datetime.combine(today, time(6), zone), zone)


@dataclass(frozen=True, slots=True)
class Filling:
    """When a form was opened, finished, and received."""

    start: datetime
    end: datetime
    received: datetime

    @property
    def day(self) -> date:
        """Answer the day of filling."""
        return self.end.date()


def first_day(period: str) -> date:
    """Answer the first day of a month."""
    return date.fromisoformat(f"{period}-01")


def days_in(period: str) -> int:
    """Answer how many days a month has."""
    first = first_day(period)
    return monthrange(first.year, first.month)[1]


def opening_day(period: str, week: int, weekday: int) -> date:
    """Answer the day a Posyandu opens: the first, second ... such weekday of the month."""
    first = first_day(period)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (week - 1))


def report_day(period: str, habit: str, opening: date | None, rng: Random) -> date:
    """Answer the day a kader fills a month's report, never before the opening day it tells of."""
    first = first_day(period)
    length = days_in(period)
    if habit == DILIGENT:
        day = first + timedelta(days=rng.randint(2, 23))
        if opening is not None:
            day = opening + timedelta(days=rng.randint(0, 4))
        return min(day, first + timedelta(days=length - 1))
    if often(rng, 0.26 if habit == SELDOM else 0.06):
        day = first + timedelta(days=length + rng.randint(DUE_DAY + 2, 20))
    elif often(rng, 0.3):
        day = first + timedelta(days=rng.randint(9, 23))
    else:
        day = first + timedelta(days=rng.randint(24, length + 7))
    return max(day, opening) if opening else day


def filling_on(day: date, clock: Clock, rng: Random, minutes: tuple[int, int]) -> Filling:
    """Answer when a form was filled on a day and received: soon, that night, or days later."""
    hour = rng.choice((8, 9, 9, 10, 10, 11, 13, 14, 16, 19, 20))
    start = clock.at(day, hour, rng)
    end = start + timedelta(minutes=rng.randint(*minutes), seconds=rng.randrange(60))
    if often(rng, 0.76):
        wait = timedelta(minutes=rng.randint(1, 25))
    elif often(rng, 0.7):
        wait = timedelta(hours=rng.randint(1, 9))
    else:
        wait = timedelta(days=rng.randint(1, 3), hours=rng.randint(0, 5))
    return Filling(start, end, end + wait + timedelta(seconds=rng.randrange(60)))


def reading_after(received: datetime, clock: Clock, rng: Random) -> datetime:
    """Answer when an official reads what was received: in office hours of the next workdays."""
    day = received.astimezone(clock.zone).date() + timedelta(days=rng.randint(1, 6))
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return clock.at(day, rng.randint(8, 15), rng)


def months_behind(period: str, day: date) -> int:
    """Answer how many months a day lies behind a month: 0 in it, 1 in the next."""
    year, month = (int(number) for number in period.split("-"))
    return (day.year - year) * 12 + day.month - month
