"""What is noted of rows of other servers: which submission they are here, what is said of them there.

Called inside the transaction of what caused it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.exchange.models import Publication
from app.exchange.remote_rows import RemoteRow, Said
from app.extensions.database import now
from app.intake import remote_store as store
from app.intake.cursors import TALKS, TALKS_SOON, next_look
from app.intake.remote_models import RemoteSubmission
from app.intake.states import GONE_THERE
from app.outbox.kinds import SETTLE
from app.outbox.service import enqueue

# Decisions made one after the other go in one round.
GATHERS = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row's content: the submission it is here, or the problem that refused it."""

    instance_id: str | None = None
    files_missing: int = 0
    refused: str | None = None


def note_rows(
    publication: Publication, rows: Sequence[tuple[RemoteRow, Outcome | None]], run: int = 0
) -> None:
    """Note what rows say, and what became of their content where that was fetched."""
    ids = [row.remote_id for row, _outcome in rows]
    known = store.list_known(publication.publication_id, ids, locked=True)
    for row, outcome in rows:
        if row.remote_id not in known:
            known[row.remote_id] = store.add_remote(_new(publication, row))
        _note(publication, known[row.remote_id], row, outcome, run)


def _note(
    publication: Publication,
    known: RemoteSubmission,
    row: RemoteRow,
    outcome: Outcome | None,
    run: int,
) -> None:
    known.run = max(known.run, run)
    if outcome is not None:
        _note_content(known, row, outcome)
    if row.deleted_at is not None:
        note_gone(known, row.deleted_at)
        return
    note_back(known)
    _note_said(publication, known, row.said)
    if row.may_be_talked_of and known.said != known.met_there:
        known.talk_at = now() + TALKS_SOON  # who decides often says why


def _new(publication: Publication, row: RemoteRow) -> RemoteSubmission:
    return RemoteSubmission(
        publication_id=publication.publication_id,
        remote_id=row.remote_id,
        number=row.number,
        root_id=row.root_id,
        mark="",
        files=None,
        files_missing=0,
        files_mark="",
        said="",
        said_by="",
        met_there="",
        met_here="",
        told="",
        settle_due=False,
        gone_open=False,
        run=0,
        seen_at=now(),
        talk_at=now() + TALKS if row.may_be_talked_of else None,
    )


def _note_content(known: RemoteSubmission, row: RemoteRow, outcome: Outcome) -> None:
    moment = now()
    known.mark, known.files, known.refused = row.mark, row.files, outcome.refused
    if outcome.instance_id is None:
        return
    known.files_mark = row.files_mark or known.files_mark
    if known.instance_id not in {None, outcome.instance_id}:
        # Another version counts there now. What was said of the old one is no word about this one:
        # Kobo lets it stand with its time, Central takes it away.
        known.met_there = known.said if row.said.at == known.said_at else ""
        known.met_here = ""
        known.seen_at = moment
    known.instance_id, known.files_missing = outcome.instance_id, outcome.files_missing
    known.look_at = next_look(known.seen_at, moment) if outcome.files_missing else None


def note_gone(known: RemoteSubmission, deleted_at: datetime) -> None:
    """Note that a row was deleted there: nothing is deleted here, somebody is asked."""
    if known.deleted_at is None:
        known.deleted_at, known.look_at, known.settle_due = deleted_at, None, False
        known.talk_at = None
        known.gone_open = known.instance_id is not None
        if known.instance_id:
            store.save_flag(known.instance_id, GONE_THERE, present=True)


def note_back(known: RemoteSubmission) -> None:
    """Note that a row is there, also if it had been deleted."""
    if known.deleted_at is not None:
        known.deleted_at, known.gone_open = None, False
        if known.instance_id:
            store.save_flag(known.instance_id, GONE_THERE, present=False)


def _note_said(publication: Publication, known: RemoteSubmission, said: Said) -> None:
    """Note what is said there; where that is news, it is to be compared with what is said here."""
    known.said, known.said_at, known.said_by = said.value, said.at, said.by[:120]
    if known.instance_id and known.said != known.met_there and not known.settle_due:
        known.settle_due = True
        enqueue_settling(publication.target_id)


def note_decided(instance_id: str) -> None:
    """Note that a submission's state was decided here, so that other servers that hold it hear of it."""
    rows = store.list_by_instance(instance_id)
    if not rows:
        return
    for row in rows:
        if row.gone_open:
            leave_gone(row.remote_submission_id)
    store.save_settle_due([row.remote_submission_id for row in rows])
    for target_id in {row.target_id for row in rows}:
        enqueue_settling(target_id)


def leave_gone(remote_submission_id: int) -> None:
    """Somebody has seen that a submission was deleted there, and said what that means here."""
    known = store.get_remote(remote_submission_id)
    known.gone_open = False
    if known.instance_id:
        store.save_flag(known.instance_id, GONE_THERE, present=False)


def enqueue_settling(target_id: int) -> None:
    """Let the worker compare what is due at a target, inside the caller's transaction."""
    enqueue(SETTLE, str(target_id), {"target_id": target_id}, now() + GATHERS)
