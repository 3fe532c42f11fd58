"""When a level of review is passed over, and which levels nobody can take. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from app.accounts.access import Seat
from app.design.policies import Policy
from app.review.queue import working_days

VACANT_PATIENCE = 3  # working days a level may be waited for that nobody can take


def patience_for(policy: Policy, level: str, *, vacant: bool) -> int | None:
    """Answer how many working days a level is waited for; None for ever.

    The last level is never passed over. One that nobody can take is not waited for long.
    """
    if level == policy.last or level not in policy.levels:
        return None
    days = policy.patience.get(level)
    return min(days or VACANT_PATIENCE, VACANT_PATIENCE) if vacant else days


def waited_through(today: date, patience: int, holidays: Collection[date]) -> date:
    """Answer the first of the last so many working days before today.

    What began to wait before that day has waited through all of them; today is not over yet.
    """
    day, left = today, patience
    while left:
        day -= timedelta(days=1)
        left -= working_days(day - timedelta(days=1), day, holidays)
    return day


def reason_of(patience: int, *, vacant: bool) -> str:
    """Answer why a level was passed over, as the log tells it."""
    if vacant:
        return "Belum ada akun yang meninjau di tingkat ini"
    return f"Tidak ada keputusan dalam {patience} hari kerja"


def places_without(
    seats: Iterable[Seat], level: str, bidang: str, places: Iterable[str]
) -> list[str]:
    """Answer the places in which nobody reviews a bidang at a level."""
    areas = {seat.area for seat in seats if seat.level == level and seat.bidang in {"", bidang}}
    return [place for place in places if areas.isdisjoint(_around(place))]


def _around(place: str) -> set[str]:
    """Answer a place's code and those of all areas it lies in."""
    parts = place.split(".")
    return {"", *(".".join(parts[:end]) for end in range(1, len(parts) + 1))}
