"""What the pages of the queue have in common: their filter, addresses and the clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.merge.fold import CellKey, is_subject
from app.review.queue import PATIENCE, SEVERITIES, working_days
from app.review.queue_store import Asking, Filter
from app.web.guards import get_person, settings
from app.web.layout import here

FILTERS = ("tingkat", "bidang_isian", "hanya", "tugas")


def filter_from(values: Mapping[str, str]) -> tuple[Filter, dict[str, str]]:
    """Answer the filter an address asks for, and its parts as later addresses keep them."""
    kept = {name: values.get(name, "")[:40] for name in FILTERS if values.get(name)}
    wanted = Filter(
        area=here().area,
        period=here().period if kept.get("hanya") == "bulan" else "",
        bidang=kept.get("bidang_isian", ""),
        status=kept["tingkat"] if kept.get("tingkat") in SEVERITIES else "",
        person=get_person().name if kept.get("tugas") == "saya" else "",
    )
    return wanted, kept


def key_query(row: Asking | CellKey) -> dict[str, str]:
    """Answer the parts of an address that name a value."""
    place = "sasaran" if is_subject(row.place) else "posyandu"
    return {place: row.place, "isian": row.field, "bulan": row.period}


@dataclass(frozen=True, slots=True)
class Age:
    """Since when a value waits, in working days, and whether that is too long."""

    since: date
    days: int
    overdue: bool


def age_of(latest: str, today: date, holidays: Collection[date]) -> Age | None:
    """Answer how long a value waits, counted from its newest source that is not doubtful."""
    if not latest:
        return None
    since = datetime.fromisoformat(latest).astimezone(settings().zone).date()
    days = working_days(since, today, holidays)
    return Age(since, days, days > PATIENCE)
