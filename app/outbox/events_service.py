"""Noting what happened, inside the transaction of what caused it, where anybody asked to be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from app.extensions.database import now
from app.extensions.memory import forget, remembered
from app.outbox import events_store as store

LISTENED = "simpul.listened"
# What a process remembers of who listens: a new webhook is heard of by the others within this.
LISTENED_HOLDS = timedelta(seconds=5)


def is_listened(*kinds: str) -> bool:
    """Answer whether anybody asked to be told of one of these kinds."""
    return not remembered(LISTENED, LISTENED_HOLDS, store.list_listened).isdisjoint(kinds)


def forget_listened() -> None:
    """Let this process hear at once that somebody asked for something else."""
    forget(LISTENED)


def note_event(
    kind: str, data: dict[str, Any], place: str | None = "", bidang: Iterable[str] = ()
) -> None:
    """Note an event, unless nobody asked for its kind. `data` holds identifiers, never an answer."""
    if is_listened(kind):
        note_events([event_row(kind, data, place, bidang)])


def note_events(rows: Sequence[dict[str, Any]]) -> None:
    """Note several events at once, already asked about."""
    if rows:
        store.add_events(rows)


def event_row(
    kind: str, data: dict[str, Any], place: str | None = "", bidang: Iterable[str] = ()
) -> dict[str, Any]:
    """Answer an event as it is stored."""
    return {
        "kind": kind,
        "place": place or "",
        "bidang": " ".join(sorted(bidang)),
        "data": data,
        "at": now(),
    }
