"""What one report works out to: the minutes officers took, and whether that was soon enough."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.merge.facts import Fact, Origin
from app.merge.reckoning import reckoned
from app.scores.library import read_limits, read_per_report

ZONE = ZoneInfo("Asia/Makassar")
AT = "2026-11-20T01:00:00+00:00"
FIELDS = {one.needs[place]: place for one in read_per_report() for place in range(4)}
LONGEST, JUDGED, IN_TIME = (
    f"tib.kejadian_{name}" for name in ("tanggap_terlama", "kebakaran_dinilai", "kebakaran_tepat")
)


def incident(kind: str, *told: str | None) -> dict[str, object]:
    """What follows of an incident: of which kind, when officers were told, when they came."""
    origin = Origin("uuid:1", "tib_kejadian", "1", "diterima", AT, AT, AT)
    facts = [Fact("tib.kejadian_jenis", kind, "kejadian/jenis_kejadian", "", origin)]
    facts += [
        Fact(field, text, f"tanggap/{place}", "", origin)
        for field, place in FIELDS.items()
        if (text := told[place] if place < len(told) else None)
    ]
    found = reckoned(facts, read_per_report(), read_limits(), ZONE)
    assert {fact.origin for fact in found} <= {origin}
    assert {fact.path for fact in found} <= {"tanggap/3"}
    return {fact.field: fact.value for fact in found}


def came(minutes: int) -> tuple[str, str, str, str]:
    """Officers told late in the evening, and coming so many minutes later."""
    hour = f"{(50 + minutes) // 60 - 1:02}:{(50 + minutes) % 60:02}:00.000+08:00"
    return ("2026-11-19", "23:50:00.000+08:00", "2026-11-20", hour)


def test_a_fire_is_reached_in_time_within_fifteen_minutes() -> None:
    assert incident("kebakaran", *came(15)) == {LONGEST: 15, JUDGED: 1, IN_TIME: 1}
    assert incident("kebakaran", *came(16)) == {LONGEST: 16, JUDGED: 1, IN_TIME: 0}


def test_the_fire_services_standard_holds_for_fires_alone() -> None:
    assert incident("banjir", *came(90)) == {LONGEST: 90}


def test_whoever_has_not_come_or_came_before_being_told_is_not_judged() -> None:
    assert incident("kebakaran") == {}
    assert incident("kebakaran", "2026-11-19", "23:50:00.000+08:00") == {}
    before = ("2026-11-19", "23:50:00.000+08:00", "2026-11-19", "23:49:00.000+08:00")
    assert incident("kebakaran", *before) == {}
