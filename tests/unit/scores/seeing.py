"""Visits for tests of scores, judged by the real tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from app.scores.library import read_limits
from app.scores.limits import Limits
from app.scores.seen import Seen

TODAY = date(2026, 11, 20)


def seen(*values: Any, day: date = TODAY, limits: Limits | None = None) -> Seen:
    """A visit that told these values."""
    return Seen(day, f"{day:%Y-%m}", values, limits or read_limits())


def classes(measure: str, *numbers: str) -> list[str]:
    """The classes numbers fall in."""
    limits = read_limits()
    bands = [limits.class_of(measure, Decimal(number), TODAY) for number in numbers]
    return [band.key if band else "" for band in bands]
