"""One row of a rule's table: what stood, what came, what stands then, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from app.merge.facts import Fact
from app.merge.resolution import LOST, REASONS, Decision
from app.merge.rules import RULES
from tests.unit.merge.facts import lines


@dataclass(frozen=True, slots=True)
class Row:
    """`before` was kept already, `facts` came after; `lost` says who lost and why (`a: lebih_lama`)."""

    sentence: str
    before: str
    facts: str
    after: Any
    status: str
    reason: str
    lost: str = ""
    decision: Decision | None = None


def rows(*table: Row) -> pytest.MarkDecorator:
    """Run a test for every row, named by its sentence."""
    return pytest.mark.parametrize("row", table, ids=[row.sentence for row in table])


def check(rule: str, row: Row) -> None:
    """Check a row: through what was kept, and from all facts at once."""
    before, facts = lines(row.before), lines(row.facts)
    keep, resolve = RULES[rule].keep, RULES[rule].resolve
    kept = resolve(keep([*keep(before), *facts]), row.decision)
    whole = resolve([*before, *facts], row.decision)
    for resolution in (kept, whole):
        assert (resolution.value, resolution.status) == (row.after, row.status)
        assert resolution.reason == row.reason
        assert resolution.reason in REASONS
    assert _words(whole.losers) == [word.strip() for word in row.lost.split(";") if word.strip()]
    assert all(why in LOST for _, why in whole.losers)


def _words(losers: Iterable[tuple[Fact, str]]) -> list[str]:
    return sorted(f"{fact.origin.instance_id}: {why}" for fact, why in losers)
