"""Examining what merging kept: gather what is due in a Posyandu, decide purely, apply at once."""

from __future__ import annotations

import fcntl
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from app.design.service import find_released, hear_of_releases
from app.extensions.database import db, is_sqlite, now, transaction
from app.extensions.vault import vault
from app.intake import examining_store as queue
from app.intake.answers_service import read_answers
from app.intake.queue_store import Sent
from app.intake.states import ACCEPTED, SENT
from app.review import quality_store as store
from app.review.quality_examination import examine
from app.review.quality_reading import Reading, moment_of, read
from app.review.quality_rules import FIELDS
from app.web.guards import settings

BATCH = 40  # beside merging: small steps
WHOLE_BATCH = 500  # of a rebuild, which nobody waits beside
MARKED_AT_ONCE = 1000


def find_place(after: str, but: Collection[str] = ()) -> str | None:
    """Answer the next Posyandu with something to examine, going round in order of code."""
    return queue.find_place_to_examine(after, but) or queue.find_place_to_examine("", but)


def examine_place(posyandu_code: str, limit: int = 0) -> int:
    """Examine what is due in a Posyandu, unless another worker examines; answer how many."""
    with _turn() as mine:
        due = queue.list_to_examine(posyandu_code, limit or BATCH) if mine else ()
        if not due:
            return 0
        hear_of_releases()  # before any answer is read by what it means
        seqs = [row.seq for row in due]
        before, subjects = store.list_readings(seqs), store.list_subjects_of(seqs)
        # What waits for acceptance is examined too: whoever is to accept it wants to know.
        live = [row for row in due if row.state in SENT]
        after = {row.seq: reading_of(row, subjects.get(row.seq, "")) for row in live}
        examined = examine(before, after, store.KeptReadings(), store.list_settings())
        touched = [(row.seq, row.touch) for row in due]
        with transaction():
            store.save_readings(after.values())
            store.remove_readings(before.keys() - after.keys())
            store.save_findings(examined.groups, examined.findings, now())
            queue.save_examined(touched)
        return len(due)


def reading_of(row: Sent, subject_id: str) -> Reading:
    """Answer a submission's reading; `subject_id` is whom merging found it speaks of."""
    released = find_released(row.form_id, row.version)
    if released is None:  # a submission is only ever received on a released version
        raise LookupError(f"{row.form_id} {row.version} was never released")
    document = read_answers(row.instance_id, row.answers)
    head = _head(row, subject_id, document)
    return read(head, document, released.mapping, FIELDS, vault.fingerprint)


def _head(row: Sent, subject_id: str, document: Mapping[str, Any]) -> Reading:
    filled_at = moment_of(document.get("start")) or row.ended_at
    return Reading(
        seq=row.seq,
        instance_id=row.instance_id,
        form_id=row.form_id,
        bidang=row.bidang,
        posyandu_code=row.posyandu_code or "",
        period=row.period,
        day=(filled_at or row.observed_at).astimezone(settings().zone).date(),
        sender=sender_of(row.kader_id, row.user_id),
        accepted=row.state == ACCEPTED,
        edited=row.deprecated_id is not None,
        status=row.report_status,
        observed_at=row.observed_at,
        ended_at=row.ended_at,
        filled_at=filled_at,
        received_at=row.received_at,
        subject_id=subject_id,
    )


def sender_of(kader_id: int | None, user_id: int | None) -> str:
    """Answer one mark for whoever sent a submission: a kader, an account, or nobody known."""
    if kader_id is not None:
        return f"kader:{kader_id}"
    return f"akun:{user_id}" if user_id is not None else ""


def examine_anew(payload: Mapping[str, Any]) -> None:
    """Put every merged submission into the queue again: a rule or its thresholds changed.

    The worker then examines them in its turn, a Posyandu at a time. Safe to repeat.
    """
    last: int | None = int(payload.get("after", 0))
    while last is not None:
        with transaction():
            last = queue.save_all_to_examine(last, MARKED_AT_ONCE)


def rebuild() -> int:
    """Forget readings and findings and make them anew from the log; answer how many submissions.

    What people said of findings is a log and stays; so does what was resolved before.
    """
    began = now()
    with _turn() as mine:
        if not mine:
            return 0
        with transaction():
            store.remove_all_readings()
            store.save_all_resolved(began)
    examine_anew({})
    return examine_all()


def examine_all() -> int:
    """Examine until nothing is due; answer how many submissions."""
    done, place = 0, find_place("")
    while place and (examined := examine_place(place, WHOLE_BATCH)):
        done += examined
        db.session.remove()
        place = find_place(place)
    return done


@contextmanager
def _turn() -> Iterator[bool]:
    """Give one worker at a time its turn: groups reach over Posyandu, and each must see the other's."""
    db.session.commit()
    if is_sqlite():
        with (settings().home / "examine.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True
        return
    mine = bool(db.session.scalar(text("SELECT pg_try_advisory_xact_lock(823)")))
    try:
        yield mine
    finally:
        db.session.rollback()
