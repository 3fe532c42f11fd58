"""Enqueue, claim, finish, retry: at least once, with backoff, and never silently dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.extensions.database import now, transaction
from app.outbox import store
from app.outbox.models import Job

LEASE = timedelta(minutes=5)
BACKOFF = (10, 30, 120, 600, 1800, 3600)  # seconds after the 1st, 2nd, ... failed try
MAX_ATTEMPTS = 40
LONGEST_WAIT = 86_400  # seconds, whatever another server asks for


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in hand: its number, kind and payload."""

    job_id: int
    kind: str
    payload: dict[str, Any]


def enqueue(kind: str, key: str, payload: dict[str, Any], after: datetime | None = None) -> Job:
    """Add a job inside the caller's transaction, or answer the equal one that still waits."""
    waiting = store.find_waiting(kind, key)
    if waiting:
        return waiting
    moment = now()
    return store.add_job(
        Job(
            kind=kind,
            key=key,
            payload=payload,
            state=store.WAITING,
            attempts=0,
            run_after=after or moment,
            created_at=moment,
        )
    )


def hasten(kind: str, key: str) -> None:
    """Let a job that waits for its next try run now, inside the caller's transaction."""
    waiting = store.find_waiting(kind, key)
    if waiting is not None:
        waiting.run_after = now()
        store.add_job(waiting)


def claim_next() -> Claim | None:
    """Take the oldest due job under a lease; None when nothing is due."""
    if store.find_due(now()) is None:
        return None  # looked for without a turn to write: phones stand in that line
    with transaction():
        moment = now()
        job = store.find_due(moment)
        if job is None:
            return None
        job.state = store.RUNNING
        job.attempts += 1
        job.leased_until = moment + LEASE
        return Claim(job.job_id, job.kind, dict(job.payload))


def finish(job_id: int) -> None:
    """Mark a job done."""
    with transaction():
        job = store.find_job(job_id)
        if job is not None:
            job.state, job.finished_at, job.last_error = store.DONE, now(), None


def forget_done(kind: str, before: datetime) -> None:
    """Forget jobs of a kind that went well, due before a moment: what repeats itself would pile up."""
    with transaction():
        store.remove_done(kind, before)


def fail(job_id: int, reason: str, *, final: bool = False, wait: int = 0) -> None:
    """Record a failed try and when to try again; `final` or too many tries end it, kept for a person.

    `wait`: the seconds another server wants to be left alone.
    """
    with transaction():
        job = store.find_job(job_id)
        if job is None:
            return
        job.last_error = reason[:2000]
        if final or job.attempts >= MAX_ATTEMPTS:
            job.state, job.finished_at = store.FAILED, now()
            return
        later = max(min(wait, LONGEST_WAIT), BACKOFF[min(job.attempts, len(BACKOFF)) - 1])
        job.state, job.run_after = store.WAITING, now() + timedelta(seconds=later)
