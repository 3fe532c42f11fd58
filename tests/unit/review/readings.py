"""Readings for tests of the quality rules, with defaults for whatever a test does not speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.review.quality_checks import Group, Seen
from app.review.quality_reading import Number, Reading
from app.review.quality_rules import RULES, default_settings

MAWAR = "64.02.06.1011.001"
NOON = datetime(2026, 10, 12, 4, tzinfo=UTC)  # noon in the kabupaten


def reading(
    number: int = 1,
    *,
    numbers: Mapping[str, Number] | None = None,
    marks: Mapping[str, Any] | None = None,
    at: datetime = NOON,
    form_id: str = "kes_balita",
    place: str = MAWAR,
    status: str = "ada_kegiatan",
    **more: Any,
) -> Reading:
    """Answer a reading; `at` is when it was filled, and when what it tells was so."""
    values: dict[str, Any] = {
        "sender": "kader:7",
        "accepted": False,
        "edited": False,
        "bidang": "kesehatan",
        "period": at.strftime("%Y-%m"),
        "day": at.date(),
        "observed_at": at,
        "ended_at": at,
        "filled_at": at,
        "received_at": at + timedelta(minutes=5),
    } | more
    return Reading(
        seq=number,
        instance_id=f"uuid:{number:04}",
        form_id=form_id,
        posyandu_code=place,
        status=status,
        numbers=numbers or {},
        marks=marks or {},
        **values,
    )


def report(number: int = 1, **more: Any) -> Reading:
    """Answer a reading of a monthly health report."""
    return reading(number, **{"form_id": "kes_bulanan", **more})


def seen(
    code: str,
    readings: Iterable[Reading],
    *,
    about: str = "",
    period: str = "2026-10",
    **limits: Number,
) -> list[Seen]:
    """Answer what a rule sees in readings, with its own thresholds but for those given."""
    rule, setting = RULES[code], default_settings()[code]
    members = tuple(sorted(readings, key=lambda one: one.order))
    group = Group(rule.kind, about or MAWAR, period, members)
    return list(rule.check(group, {**setting.limits, **limits}))
