"""Reading and writing what other servers hold, and how far they were pulled. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select, text, update

from app.design.models import FormVersion
from app.design.store import RELEASED
from app.exchange.models import Publication, Target
from app.extensions.database import db, parts
from app.intake.models import Attachment, Submission
from app.intake.remote_models import DIFFERS, Pull, RemoteSubmission
from app.intake.remote_plan import Known
from app.intake.store import of_chain
from app.problems import Problem

RUNNING, DONE, FAILED = "berjalan", "selesai", "gagal"
# Kept aside with a file of its own: taking the row again would change nothing.
OTHER_FILE = "intake.other_file_same_name"
GONE, REFUSED, INCOMPLETE, UNLIKE = "hilang", "ditolak", "berkas", "beda"


# -- how far


def find_pull(publication_id: int, way: str, *, locked: bool = False) -> Pull | None:
    """Answer how going through a form stands."""
    query = select(Pull).where(Pull.publication_id == publication_id, Pull.way == way)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def add_pull(pull: Pull) -> Pull:
    """Begin to keep how going through a form stands."""
    db.session.add(pull)
    db.session.flush()
    return pull


def list_pulls(publication_ids: Sequence[int]) -> dict[tuple[int, str], Pull]:
    """Answer how going through forms stands, by form there and way."""
    query = select(Pull).where(Pull.publication_id.in_(list(publication_ids)))
    return {(one.publication_id, one.way): one for one in db.session.scalars(query)}


class Waiting(NamedTuple):
    """A form there, with when it is due each way (None: it never was gone through)."""

    publication_id: int
    target_id: int
    created_at: datetime
    due: Mapping[str, datetime]


def list_waiting() -> list[Waiting]:
    """Answer every released form of servers that are in use, with when it is due."""
    query = (
        select(
            Publication.publication_id,
            Publication.target_id,
            Publication.created_at,
            Pull.way,
            Pull.due_at,
        )
        .join(Target, Target.target_id == Publication.target_id)
        .outerjoin(Pull, Pull.publication_id == Publication.publication_id)
        .join(
            FormVersion,
            (FormVersion.form_id == Publication.form_id)
            & (FormVersion.version == Publication.version),
        )
        .where(Target.off_at.is_(None), FormVersion.state == RELEASED)
        .order_by(Publication.publication_id)
    )
    found: dict[int, Waiting] = {}
    for row in db.session.execute(query):
        key = row.publication_id
        one = found.setdefault(key, Waiting(key, row.target_id, row.created_at, {}))
        if row.way:
            found[key] = one._replace(due={**one.due, row.way: row.due_at})
    return list(found.values())


# -- rows


def known_of(row: RemoteSubmission) -> Known:
    """Answer what is known of a row."""
    return Known(
        mark=row.mark,
        said=row.said,
        files=row.files,
        files_missing=row.files_missing,
        is_refused=row.refused not in {None, OTHER_FILE},
        is_gone=row.deleted_at is not None,
    )


def list_known(
    publication_id: int, remote_ids: Collection[str], *, locked: bool = False
) -> dict[str, RemoteSubmission]:
    """Answer what is known of rows, by their number there."""
    found: dict[str, RemoteSubmission] = {}
    for part in parts(remote_ids):
        query = select(RemoteSubmission).where(
            RemoteSubmission.publication_id == publication_id, RemoteSubmission.remote_id.in_(part)
        )
        if locked:
            query = query.order_by(RemoteSubmission.remote_submission_id).with_for_update()
            query = query.execution_options(populate_existing=True)
        found |= {row.remote_id: row for row in db.session.scalars(query)}
    return found


def get_remote(remote_submission_id: int, *, locked: bool = False) -> RemoteSubmission:
    """Answer what is known of a row by its number here, or raise Problem."""
    query = select(RemoteSubmission).where(
        RemoteSubmission.remote_submission_id == remote_submission_id
    )
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    row: RemoteSubmission | None = db.session.scalar(query)
    if row is None:
        raise Problem("intake.unknown_remote")
    return row


def add_remote(row: RemoteSubmission) -> RemoteSubmission:
    """Begin to know a row."""
    db.session.add(row)
    return row


def save_seen(publication_id: int, remote_ids: Collection[str], run: int) -> None:
    """Note that a run through all of a form saw these rows."""
    for part in parts(remote_ids):
        chosen = (
            RemoteSubmission.publication_id == publication_id,
            RemoteSubmission.remote_id.in_(part),
        )
        db.session.execute(update(RemoteSubmission).where(*chosen).values(run=run))


def _unseen(publication_id: int, run: int, begun_at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        RemoteSubmission.publication_id == publication_id,
        RemoteSubmission.run < run,
        RemoteSubmission.seen_at < begun_at,
        RemoteSubmission.deleted_at.is_(None),
    )


def count_unseen(publication_id: int, run: int, begun_at: datetime) -> int:
    """Answer how many rows known before a run through all of a form were not met in it."""
    query = select(func.count()).where(*_unseen(publication_id, run, begun_at))
    return db.session.scalar(query) or 0


def list_unseen(
    publication_id: int, run: int, begun_at: datetime, limit: int
) -> Sequence[RemoteSubmission]:
    """Answer rows known before a run through all of a form and not met in it."""
    query = select(RemoteSubmission).where(*_unseen(publication_id, run, begun_at))
    query = query.order_by(RemoteSubmission.remote_submission_id).limit(limit)
    return db.session.scalars(query.with_for_update()).all()


def list_to_look_at(publication_id: int, at: datetime, limit: int) -> Sequence[RemoteSubmission]:
    """Answer rows whose missing files are to be looked for now, longest due first."""
    query = select(RemoteSubmission).where(
        RemoteSubmission.publication_id == publication_id, RemoteSubmission.look_at <= at
    )
    return db.session.scalars(query.order_by(RemoteSubmission.look_at).limit(limit)).all()


def settled_number(publication_id: int, before: datetime) -> int:
    """Answer the greatest number known since before a moment, 0 for none."""
    query = select(RemoteSubmission.number).where(
        RemoteSubmission.publication_id == publication_id,
        RemoteSubmission.number.is_not(None),
        RemoteSubmission.seen_at < before,
    )
    # From the greatest down: only those of the last hour are passed by.
    return db.session.scalar(query.order_by(RemoteSubmission.number.desc()).limit(1)) or 0


def count_remote(publication_id: int) -> int:
    """Answer how many rows of a form are known and still there."""
    query = select(func.count()).where(
        RemoteSubmission.publication_id == publication_id, RemoteSubmission.deleted_at.is_(None)
    )
    return db.session.scalar(query) or 0


# -- the submissions they are here


class Held(NamedTuple):
    """A submission that is here, and the names of the files it has."""

    instance_id: str
    names: frozenset[str]


def find_held(instance_id: str) -> Held | None:
    """Answer a submission with the names of its files, or None when it is not here."""
    seq = db.session.scalar(select(Submission.seq).where(Submission.instance_id == instance_id))
    if seq is None:
        return None
    names = db.session.scalars(select(Attachment.name).where(Attachment.seq == seq))
    return Held(instance_id, frozenset(names))


def find_tip(root_id: str) -> str | None:
    """Answer the newest submission of a chain of edits, by its first instanceID."""
    query = select(Submission.instance_id).where(of_chain(root_id))
    return db.session.scalar(query.order_by(Submission.seq.desc()).limit(1))


def find_state(instance_id: str) -> str | None:
    """Answer the state of a submission as it is now."""
    query = select(Submission.state).where(Submission.instance_id == instance_id)
    return db.session.scalar(query)


def save_flag(instance_id: str, flag: str, *, present: bool) -> None:
    """Set or take away what is odd about a submission."""
    query = select(Submission).where(Submission.instance_id == instance_id).with_for_update()
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is not None and (flag in row.flags) != present:
        rest = [one for one in row.flags if one != flag]
        row.flags = [*rest, flag] if present else rest
        db.session.flush()


# -- what is said of them


def list_by_instance(instance_id: str) -> Sequence[Any]:
    """Answer where a submission is elsewhere: rows of (remote_submission_id, target_id, gone_open)."""
    query = (
        select(
            RemoteSubmission.remote_submission_id,
            Publication.target_id,
            RemoteSubmission.gone_open,
        )
        .join(Publication, Publication.publication_id == RemoteSubmission.publication_id)
        .where(RemoteSubmission.instance_id == instance_id)
    )
    return db.session.execute(query).all()


def save_settle_due(remote_submission_ids: Sequence[int]) -> None:
    """Note that what is said here and there is to be compared."""
    chosen = RemoteSubmission.remote_submission_id.in_(list(remote_submission_ids))
    db.session.execute(update(RemoteSubmission).where(chosen).values(settle_due=True))


def count_to_settle(target_id: int) -> int:
    """Answer how many rows of a target wait for their review to be compared."""
    query = (
        select(func.count())
        .select_from(RemoteSubmission)
        .join(Publication, Publication.publication_id == RemoteSubmission.publication_id)
        .where(Publication.target_id == target_id, RemoteSubmission.settle_due)
    )
    return db.session.scalar(query) or 0


def list_to_settle(
    target_id: int, after: int, limit: int
) -> Sequence[tuple[RemoteSubmission, Publication]]:
    """Answer rows of a target whose review is to be compared, oldest first, after one (keyset)."""
    query = (
        select(RemoteSubmission, Publication)
        .join(Publication, Publication.publication_id == RemoteSubmission.publication_id)
        .where(
            Publication.target_id == target_id,
            RemoteSubmission.settle_due,
            RemoteSubmission.remote_submission_id > after,
        )
        .order_by(RemoteSubmission.remote_submission_id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


# -- the comparison


_KINDS: Mapping[str, Any] = {
    GONE: RemoteSubmission.gone_open,
    REFUSED: RemoteSubmission.refused.is_not(None),
    INCOMPLETE: RemoteSubmission.files_missing > 0,
    UNLIKE: RemoteSubmission.met_there != RemoteSubmission.met_here,
}


def count_differences(publication_ids: Sequence[int]) -> dict[str, int]:
    """Answer how many rows of forms differ, by kind."""
    columns = [
        func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(kind)
        for kind, condition in _KINDS.items()
    ]
    row = db.session.execute(_differing(select(*columns), publication_ids)).one()
    return {kind: int(count) for kind, count in zip(_KINDS, row, strict=True)}


def list_differences(
    publication_ids: Sequence[int], kind: str, after: int, limit: int
) -> Sequence[RemoteSubmission]:
    """Answer rows that differ in a way, by number, after one (keyset)."""
    query = _differing(select(RemoteSubmission), publication_ids).where(
        _KINDS[kind], RemoteSubmission.remote_submission_id > after
    )
    query = query.order_by(RemoteSubmission.remote_submission_id).limit(limit)
    return db.session.scalars(query).all()


def _differing(query: Select[Any], publication_ids: Sequence[int]) -> Select[Any]:
    """Cut a query to what differs: written as the index says it, so that a planner sees it holds."""
    return query.where(text(DIFFERS), RemoteSubmission.publication_id.in_(list(publication_ids)))
