"""How far a pull has come, with overlap: nothing that is written late there may slip by. Pure.

A server gives times and numbers before it commits. So what was seen last is no border: a smaller one
may still appear. A cursor stays behind what is sure, and rows met again are recognised by their mark.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.exchange.nights import next_night

# Writing to Central takes at most two minutes (its proxy); ten leave room for clocks.
OVERLAP = timedelta(minutes=10)
# A number of Kobo's counts as passed once it has been known for so long.
SETTLES = timedelta(hours=1)
# How often a form is asked for what is new; and how long after a failure.
EVERY = timedelta(minutes=5)
AFTER_FAILURE = timedelta(minutes=15)
AFTER_REFUSAL = timedelta(hours=6)  # somebody has to put it right, and may begin it then
# All of a form is gone through at night, and a small one more often: edits show only there.
ROWS_AN_HOUR = 10_000
# A file that is missing is looked for again after half of the time it has been missing.
SOONEST, LATEST, FORGOTTEN = timedelta(minutes=1), timedelta(days=1), timedelta(days=60)
# What people write is looked for an hour after a submission was seen, and soon after a decision.
TALKS, TALKS_SOON = timedelta(hours=1), timedelta(minutes=1)


def next_since(since: str, newest: datetime | None, begun_at: datetime) -> str:
    """Answer from when on to ask next time, after a pull that saw `newest` and began at a moment.

    Never past its beginning: what changed while it went on may lie on a page it had read already.
    """
    if newest is None:
        return since
    reached = min(newest, begun_at)
    return max(since, written(reached)) if since else written(reached)


def asked_from(since: str) -> str:
    """Answer the moment a pull asks from, "" for all there is."""
    return written(read(since) - OVERLAP) if since else ""


def written(moment: datetime) -> str:
    """Answer a moment as text that sorts as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read(text: str) -> datetime:
    """Read what `written` wrote."""
    return datetime.fromisoformat(text)


def next_look(missing_since: datetime, at: datetime) -> datetime | None:
    """Answer when to look again for files that have been missing; None once only the night does."""
    waited = at - missing_since
    if waited > FORGOTTEN:
        return None
    return at + min(max(waited / 2, SOONEST), LATEST)


def next_talk(active_at: datetime, at: datetime) -> datetime | None:
    """Answer when to look again for what people write: after as long as nothing has happened.

    None once that is long ago; what is decided there later makes it due again.
    """
    rested = at - active_at
    return at + max(rested, TALKS) if rested < FORGOTTEN else None


def next_sweep(ended_at: datetime, total: int) -> datetime:
    """Answer when a form is to be gone through again: in the night, a small one some hours after."""
    hours = max(1, -(-total // ROWS_AN_HOUR))
    return min(ended_at + timedelta(hours=hours), next_night(ended_at))
