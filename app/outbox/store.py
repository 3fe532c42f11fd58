"""Reading and writing jobs. A store never commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, select

from app.extensions.database import db
from app.outbox.models import Job

WAITING = "menunggu"
RUNNING = "berjalan"
DONE = "selesai"
FAILED = "gagal"


def find_waiting(kind: str, key: str) -> Job | None:
    """Answer the job of this kind and key that has not started yet."""
    return db.session.scalar(
        select(Job).where(Job.kind == kind, Job.key == key, Job.state == WAITING).limit(1)
    )


def add_job(job: Job) -> Job:
    """Add a job to the transaction."""
    db.session.add(job)
    db.session.flush()
    return job


def find_due(at: datetime) -> Job | None:
    """Answer the oldest due job, locked against other workers; a lease that ran out is due again."""
    due = or_(
        (Job.state == WAITING) & (Job.run_after <= at),
        (Job.state == RUNNING) & (Job.leased_until < at),
    )
    query = select(Job).where(due).order_by(Job.run_after).limit(1)
    return db.session.scalar(query.with_for_update(skip_locked=True))


def find_job(job_id: int) -> Job | None:
    """Answer a job by its number."""
    return db.session.get(Job, job_id)


def remove_done(kind: str, before: datetime) -> None:
    """Remove jobs of a kind that are done and were due before a moment."""
    old = (Job.state == DONE, Job.run_after < before, Job.kind == kind)
    db.session.execute(delete(Job).where(*old))
