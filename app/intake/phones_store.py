"""Reading what phones sent, by phone. A store never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.access import Reach
from app.extensions.database import db
from app.intake.models import Attachment, Quarantine, Submission
from app.intake.states import SENT
from app.intake.store import reached_by


def count_sent(device_ids: Iterable[int]) -> dict[int, int]:
    """Answer how many submissions each phone sent."""
    query = select(Submission.device_id, func.count())
    query = query.where(Submission.device_id.in_(list(device_ids)))
    rows = db.session.execute(query.group_by(Submission.device_id))
    return {device_id: count for device_id, count in rows if device_id is not None}


def list_last_sent(device_ids: Iterable[int]) -> dict[int, tuple[datetime, datetime | None]]:
    """Answer when each phone's last submission was received, and when it was filled."""
    newest = select(func.max(Submission.seq)).where(Submission.device_id.in_(list(device_ids)))
    query = select(Submission.device_id, Submission.received_at, Submission.ended_at)
    query = query.where(Submission.seq.in_(newest.group_by(Submission.device_id)))
    rows = db.session.execute(query)
    return {device: (received, ended) for device, received, ended in rows if device is not None}


def list_sent(
    device_ids: Iterable[int], reaches: Sequence[Reach], limit: int
) -> Sequence[Submission]:
    """Answer the newest submissions of phones, within the reaches."""
    query = select(Submission).where(Submission.device_id.in_(list(device_ids)))
    query = query.where(reached_by(reaches)).order_by(Submission.seq.desc()).limit(limit)
    return db.session.scalars(query).all()


def count_files(seqs: Iterable[int]) -> dict[int, int]:
    """Answer how many of the files a submission names are held, by submission."""
    query = select(Attachment.seq, func.count()).where(Attachment.seq.in_(list(seqs)))
    query = query.where(Attachment.referenced).group_by(Attachment.seq)
    return {seq: count for seq, count in db.session.execute(query)}


def count_refused(device_ids: Iterable[int]) -> dict[int, int]:
    """Answer how many refused sends of each phone wait for a person."""
    senders = {sender_of(device_id): device_id for device_id in device_ids}
    query = select(Quarantine.sender, func.count()).where(Quarantine.sender.in_(list(senders)))
    query = query.where(Quarantine.settled_at.is_(None)).group_by(Quarantine.sender)
    return {senders[sender]: count for sender, count in db.session.execute(query)}


def list_refused(device_ids: Iterable[int], limit: int) -> Sequence[Quarantine]:
    """Answer the refused sends of phones that wait for a person, oldest first."""
    senders = [sender_of(device_id) for device_id in device_ids]
    query = select(Quarantine).where(Quarantine.sender.in_(senders))
    query = query.where(Quarantine.settled_at.is_(None))
    return db.session.scalars(query.order_by(Quarantine.quarantine_id).limit(limit)).all()


def list_reported(
    posyandu_code: str, form_ids: Sequence[str], periods: Sequence[str]
) -> set[tuple[str, str]]:
    """Answer the (form_id, month) a Posyandu has a counted report of."""
    query = select(Submission.form_id, Submission.period).where(
        Submission.posyandu_code == posyandu_code,
        Submission.form_id.in_(form_ids),
        Submission.period.in_(periods),
        Submission.state.in_(sorted(SENT)),
    )
    return {(form_id, period) for form_id, period in db.session.execute(query.distinct())}


def sender_of(device_id: int) -> str:
    """Answer how quarantine names a phone."""
    return f"device:{device_id}"
