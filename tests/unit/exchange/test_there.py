"""Which of the two may be written: an entity there, or the sasaran here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.exchange.there import SAME, TYPED, WAITS, WRITE, Wanted, judge

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
OURS, SOMEBODY = 7, 8
WANTED = Wanted("Ananda", {"rt": "2"}, NOON)


def version(number: int, rt: str = "1", **more: Any) -> dict[str, Any]:
    """A version as Central tells of it: by a phone's submission, or typed by an account."""
    root = more.pop("root", None)
    hours = more.pop("hours", 0)
    return {
        "version": number,
        "label": "Ananda",
        "data": {"rt": rt, "lain": "x"},
        "creatorId": more.pop("by", OURS),
        "createdAt": (NOON + timedelta(hours=hours)).isoformat(),
        "source": {"submission": {"instanceId": root}} if root else {},
    }


ROWS = [
    ("we wrote it last", [version(1)], set(), WRITE),
    ("it is so there already", [version(1, rt="2", root="uuid:a")], set(), SAME),
    ("a phone's word is not here", [version(1), version(2, root="uuid:a")], set(), WAITS),
    ("a phone's word is here", [version(1), version(2, root="uuid:a")], {"uuid:a"}, WRITE),
    (
        "an older word is not here though the newest is",
        [version(1), version(2, root="uuid:a"), version(3, root="uuid:b")],
        {"uuid:b"},
        WAITS,
    ),
    (
        "our writing over it is no reason to forget a phone's word",
        [version(1), version(2, root="uuid:a"), version(3)],
        set(),
        WAITS,
    ),
    ("a submission without a number", [version(1, root="-")], set(), WAITS),
    ("typed there later", [version(1), version(2, by=SOMEBODY, hours=1)], set(), TYPED),
    ("typed there before", [version(1), version(2, by=SOMEBODY, hours=-1)], set(), WRITE),
    (
        "typed there, then a phone's word that is here",
        [version(1, by=SOMEBODY, hours=1), version(2, root="uuid:a", hours=2)],
        {"uuid:a"},
        WRITE,
    ),
]


@pytest.mark.parametrize(("case", "versions", "taken", "what"), ROWS, ids=[r[0] for r in ROWS])
def test_nothing_newer_is_written_over(
    case: str, versions: list[dict[str, Any]], taken: set[str], what: str
) -> None:
    for order in (versions, versions[::-1]):
        found = judge(order, WANTED, taken, OURS)
        assert (found.what, found.version) == (what, len(versions)), case
