"""In which order a KoboToolbox project is asked for what is new in it. Pure.

Kobo has no list of changes. What is kept of a submission for searching tells of reviews by their time,
of edits only that there was one ever. So a round asks for new numbers, then for reviews since the
newest one seen, then for a few pages of what was ever edited, going on there in the next round.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

NUMBERS, REVIEWS, EDITS = "baru", "tinjau", "sunting"
NEWS, PAGE_SIZE = 200, 1000  # rows of one page: to be fetched mostly, or known mostly
EDIT_PAGES = 2  # in one round
# Kobo names nodes as they were sent, with the prefix of OpenRosa's namespace or without.
_EDITED = ("meta/deprecatedID", "orx:meta/orx:deprecatedID", "orx:meta/deprecatedID")
OVERLAP = 600  # seconds: a review is written before it can be searched for


@dataclass(frozen=True, slots=True)
class Since:
    """From where a round asks: a number, the time of a review, a number among those edited."""

    number: int = 0
    said_at: int = 0
    edited: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One page of a round: what it asks for after which number, and what the round has seen.

    `said_at` is the newest review seen, `said_since` the one asked from, `begun` the second the
    round began, `pages` how many of those edited were read. `is_first`: all there is, is new.
    """

    of: str
    after: int
    said_since: int
    said_at: int
    edited: int
    begun: int
    pages: int = 0
    is_first: bool = False

    def query(self) -> dict[str, Any]:
        """Answer the question in Mongo's words."""
        asked: dict[str, Any] = {"_id": {"$gt": self.after}}
        if self.of == REVIEWS:
            asked["_validation_status.timestamp"] = {"$gte": max(0, self.said_since - OVERLAP)}
        elif self.of == EDITS:
            asked["$or"] = [{path: {"$exists": True}} for path in _EDITED]
        return asked

    @property
    def limit(self) -> int:
        """Answer how many rows its page holds at most."""
        return NEWS if self.of == NUMBERS else PAGE_SIZE

    def written(self) -> str:
        """Answer it as text."""
        return json.dumps(asdict(self))


def read_since(text: str) -> Since:
    """Read from where a round asks; what was written before reviews were asked for has a number."""
    parts = [int(part) for part in text.split("@")] if text else []
    return Since(*parts)


def turn_of(since: str, position: str, moment: int) -> Turn:
    """Answer the page a round is at; a position of older times is a number."""
    if position and not position.isdecimal():
        return Turn(**json.loads(position))
    cursor = read_since(since)
    after = int(position or cursor.number)
    seen = (cursor.said_at, cursor.said_at, cursor.edited)
    return Turn(NUMBERS, after, *seen, moment, is_first=not since)


def following(turn: Turn, rows: Sequence[Mapping[str, Any]], moment: int) -> Turn | None:
    """Answer the next page of a round after one that gave these rows, None at its end."""
    times = [_said_at(row) for row in rows]
    seen = replace(turn, said_at=max([turn.said_at, *times]))
    is_full, last = len(rows) == turn.limit, int(rows[-1]["_id"]) if rows else turn.after
    if turn.of == EDITS:
        more = is_full and turn.pages + 1 < EDIT_PAGES
        return replace(seen, after=last, pages=turn.pages + 1) if more else None
    if is_full:
        return replace(seen, after=last)
    if turn.of == REVIEWS:
        return replace(seen, of=EDITS, after=turn.edited)
    return None if turn.is_first else replace(seen, of=REVIEWS, after=0, begun=moment)


def cursor_after(turn: Turn, rows: Sequence[Mapping[str, Any]], moment: int) -> str:
    """Answer what the round leaves for the next one, to be put after its number.

    A round that took longer than times overlap may have passed by a review made meanwhile.
    """
    said_at = max([turn.said_at, *(_said_at(row) for row in rows)])
    if moment - turn.begun >= OVERLAP:
        said_at = turn.said_since
    goes_on = turn.of == EDITS and len(rows) == turn.limit
    return f"@{said_at}@{int(rows[-1]['_id']) if goes_on else 0}"


def _said_at(row: Mapping[str, Any]) -> int:
    status = row.get("_validation_status")
    at = status.get("timestamp") if isinstance(status, Mapping) else None
    return int(at) if isinstance(at, int | float) else 0
