"""The whole plot: who reports, and everything they send and officials decide up to today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from app.demo.child_story import profile_story, visit_story
from app.demo.community import community_of
from app.demo.days import clock_on
from app.demo.field_story import field_story
from app.demo.month_story import monthly_story
from app.demo.places import Reporter
from app.demo.story import Event, Stage, told


def tell(
    chosen: Sequence[Reporter], today: date, zone: ZoneInfo, seed: int, months: int, visits: int
) -> list[Event]:
    """Answer the events of so many whole months and the running one, in order of time.

    The same arguments give the same events, instanceIDs included.
    """
    clock = clock_on(today, zone)
    stage = Stage(seed, clock, tuple(clock.months(months)))
    communities = {one.place.code: community_of(one.place, seed) for one in chosen}
    events: list[Event] = []
    for reporter in chosen:
        community = communities[reporter.place.code]
        events += profile_story(stage, reporter, community)
        events += monthly_story(stage, reporter, community)
        events += field_story(stage, reporter.place, community)
    events += visit_story(stage, chosen, communities, visits)
    return told(events, clock)
