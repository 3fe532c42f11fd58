"""How long officers took to come: minutes from being told to arriving. Pure."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from app.scores.seen import Outcome, Seen, judged

MINUTE = 60


def minutes_to_arrive(seen: Seen) -> Outcome | None:
    """Response: day told, hour told, day arrived, hour arrived. Fire service standard, 15 minutes."""
    told, came = _moment(*seen.values[:2]), _moment(*seen.values[2:4])
    if told is None or came is None or came < told:
        return None
    return judged(seen, "tanggap", Decimal(int((came - told).total_seconds()) // MINUTE))


def _moment(day: object, hour: object) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{str(day)[:10]}T{str(hour)[:5]}")
    except ValueError:
        return None
