"""Facts that a submission does not tell but that follow from it alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app.merge.facts import Fact
from app.scores.limits import Limits
from app.scores.reports import PerReport


def reckoned(
    facts: Sequence[Fact], declared: Sequence[PerReport], limits: Limits, zone: ZoneInfo
) -> list[Fact]:
    """Answer what follows from a submission's facts; each stands where the last one it needs stands.

    A form with these questions asks each once, never in a repeat.
    """
    told = {fact.field: fact for fact in facts}
    wanted = [one for one in declared if one.needs[0] in told]
    if not wanted:  # nearly always
        return []
    values = {name: fact.value for name, fact in told.items()}
    moment = datetime.fromisoformat(facts[0].origin.observed_at)
    found = []
    for one in wanted:
        value = one.value_of(values, moment.astimezone(zone).date(), limits)
        last = next((told[name] for name in reversed(one.needs) if name in told), None)
        if value is not None and last is not None:
            found.append(last._replace(field=one.field, value=value))
    return found
