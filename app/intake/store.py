"""Reading and writing submissions, files, quarantine and decisions. A store never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    bindparam,
    cast,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import undefer

from app.accounts.access import Reach, Seat
from app.design.models import Form
from app.extensions.database import db, execute_first, is_sqlite
from app.extensions.prepared import Prepared
from app.intake.models import FLAGGED, Attachment, Decision, Submission
from app.intake.turns_store import in_turn_of
from app.problems import Problem
from app.registry.models import Posyandu, Returned
from app.registry.store import within

_RECEIVED = (
    Submission.seq,
    Submission.instance_id,
    Submission.root_instance_id,
    Submission.deprecated_id,
    Submission.form_id,
    Submission.door,
    Submission.target_id,
    Submission.state,
    Submission.xml_sha256,
    Submission.answers_hash,
    Submission.posyandu_code,
)
# What makes a submission due again, for merging and for the sasaran it names.
TOUCHED = {
    Submission.merge_due: True,
    Submission.entity_due: Submission.has_entities,
    Submission.touch: Submission.touch + 1,
}
# Made once, and of the table: the way of the ORM costs more than all the rest of a submission.
_TABLE = Submission.__table__
_EDIT = _TABLE.alias("edit")
# Whether an edit came before what it replaces. PostgreSQL asks in a function (see the migration that
# made it), which waits for an edit under way and then sees it; SQLite has one writer at a time.
_OVERTAKEN = {
    "sqlite": exists().where(_EDIT.c.deprecated_id == bindparam("original")),
    "postgresql": func.is_overtaken(bindparam("original", type_=Text)),
}
_HAS_RETURNED = (
    exists()
    .where(
        Returned.posyandu_code == bindparam("returned_place"),
        Returned.form_id == bindparam("returned_form"),
        Returned.period == bindparam("returned_period"),
    )
    .label("has_returned")
)
_ADD_ONCE = Prepared(
    {
        name: dialect.insert(_TABLE)
        .on_conflict_do_nothing(index_elements=["instance_id"])
        .returning(_TABLE.c.seq, _OVERTAKEN[name].label("has_edits"), _HAS_RETURNED)
        for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
    },
    [column.name for column in _TABLE.columns if column is not _TABLE.c.seq],
)

_ADD_ATTACHMENT = insert(Attachment.__table__)

ANY_FLAG = "ada"
# Written as the index says it, without a parameter: so a planner sees that it holds.
IS_FLAGGED = text(f"submission.{FLAGGED}")


@dataclass(frozen=True, slots=True)
class Added:
    """A new submission's number, and what it meets: edits that overtook it, a returned report."""

    seq: int
    has_edits: bool
    has_returned: bool


def add_once(values: dict[str, Any]) -> Added | None:
    """Insert a submission, or answer None when its instanceID is already there."""
    looked_for = {
        "original": values["instance_id"],
        "returned_place": values["posyandu_code"],
        "returned_form": values["form_id"],
        "returned_period": values["period"],
    }
    row = execute_first(_ADD_ONCE, values | looked_for)
    if row is None:
        return None
    seq, has_edits, has_returned = row
    return Added(seq, bool(has_edits), bool(has_returned))


def find_received(instance_id: str, *, locked: bool = False) -> Any | None:  # noqa: ANN401 - a row
    """Answer what is needed to recognise a submission; `locked` until the transaction ends."""
    query = select(*_RECEIVED).where(Submission.instance_id == instance_id)
    if locked:
        query = query.with_for_update()
    return db.session.execute(query).first()


def get_submission(instance_id: str) -> Submission:
    """Answer a submission with its sealed parts."""
    submission = db.session.scalar(
        select(Submission)
        .where(Submission.instance_id == instance_id)
        .options(undefer(Submission.xml), undefer(Submission.answers))
    )
    if submission is None:
        raise Problem("intake.unknown_submission")
    return submission


def get_submission_locked(instance_id: str) -> Submission:
    """Answer a submission as it is now, locked until the transaction ends."""
    submission = db.session.scalar(
        select(Submission)
        .where(Submission.instance_id == instance_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if submission is None:
        raise Problem("intake.unknown_submission")
    return submission


def list_edits(instance_id: str) -> Sequence[Submission]:
    """Answer the submissions that replace this one."""
    query = select(Submission).where(
        Submission.deprecated_id == instance_id, Submission.instance_id != instance_id
    )
    query = query.order_by(Submission.seq).execution_options(populate_existing=True)
    return db.session.scalars(query).all()


def save_root(old: str, root_instance_id: str) -> None:
    """Join a chain of edits to the one it belongs to, and make it due for merging."""
    chosen = update(Submission).where(of_chain(old))
    db.session.execute(chosen.values({Submission.root_instance_id: root_instance_id, **TOUCHED}))


def of_chain(root_instance_id: str) -> ColumnElement[bool]:
    """Answer the condition that a submission is the root or an edit of it: either has its index."""
    root, own = Submission.root_instance_id, Submission.instance_id
    return or_(own == root_instance_id, (root == root_instance_id) & (root != own))


def reached_by(reaches: Iterable[Reach]) -> Any:  # noqa: ANN401 - a SQL condition
    """Answer the condition that a submission lies within any of the reaches."""
    parts = []
    for reach in reaches:
        inside = within(Submission.posyandu_code, reach.area)
        if not reach.area:
            inside = Submission.seq.is_not(None)
        parts.append(inside & (Submission.bidang == reach.bidang) if reach.bidang else inside)
    return or_(*parts) if parts else Submission.seq.is_(None)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which submissions a list shows; an empty part means any. A month also shows what has none.

    `flag` is one of what may be odd about a submission, or ANY_FLAG. `seats` shows only what waits for
    somebody who has these.
    """

    area: str = ""
    period: str = ""
    bidang: str = ""
    state: str = ""
    search: str = ""
    flag: str = ""
    seats: tuple[Seat, ...] | None = None


def list_submissions(
    reaches: Sequence[Reach], wanted: Filter, before: int | None = None, limit: int = 50
) -> Sequence[Submission]:
    """Answer submissions newest first, before a number (keyset)."""
    query = filtered(select(Submission), reaches, wanted)
    if before is not None:
        query = query.where(Submission.seq < before)
    return db.session.scalars(query.order_by(Submission.seq.desc()).limit(limit)).all()


def count_submissions(reaches: Sequence[Reach], wanted: Filter) -> int:
    """Answer how many submissions a filter holds."""
    return db.session.scalar(filtered(select(func.count(Submission.seq)), reaches, wanted)) or 0


def filtered(query: Select[Any], reaches: Sequence[Reach], wanted: Filter) -> Select[Any]:
    """Answer a query of submissions, cut to what a filter shows within the reaches."""
    query = query.where(reached_by(reaches))
    if wanted.area:
        query = query.where(within(Submission.posyandu_code, wanted.area))
    if wanted.period:
        query = query.where(Submission.period.in_([wanted.period, ""]))
    if wanted.bidang:
        query = query.where(Submission.bidang == wanted.bidang)
    if wanted.state:
        query = query.where(Submission.state == wanted.state)
    if wanted.seats is not None:
        query = query.where(in_turn_of(wanted.seats))
    if wanted.search:
        query = query.where(_matching(wanted.search))
    if wanted.flag:
        query = query.where(IS_FLAGGED)  # few are; they stand in an index of their own
    if wanted.flag not in {"", ANY_FLAG}:
        query = query.where(
            cast(Submission.flags, Text).contains(f'"{wanted.flag}"', autoescape=True)
        )
    return query


def _matching(search: str) -> Any:  # noqa: ANN401 - a SQL condition
    """Answer the condition that a Posyandu's or form's name, or the number, matches a text."""
    like = f"%{search.replace('%', '').replace('_', '')}%"
    places = select(Posyandu.code).where(or_(Posyandu.name.ilike(like), Posyandu.code == search))
    forms = select(Form.form_id).where(Form.title.ilike(like))
    # Never by a kader's name: what is searched stands in the address.
    return or_(
        Submission.posyandu_code.in_(places),
        Submission.form_id.in_(forms),
        Submission.instance_id == search,
    )


def list_reports(
    reaches: Sequence[Reach], period: str, form_ids: Sequence[str], span: tuple[str, str]
) -> Sequence[Any]:
    """Answer heads of a month's reports of the Posyandu from one code to another, oldest first.

    Rows are (posyandu_code, bidang, state, report_status, late, instance_id).
    """
    return db.session.execute(
        select(
            Submission.posyandu_code,
            Submission.bidang,
            Submission.state,
            Submission.report_status,
            Submission.late,
            Submission.instance_id,
        )
        .where(reached_by(reaches), Submission.period == period, Submission.form_id.in_(form_ids))
        .where(Submission.posyandu_code.between(*span))
        .order_by(Submission.observed_at, Submission.ended_at, Submission.instance_id)
    ).all()


def list_by_ids(instance_ids: Sequence[str]) -> Sequence[Submission]:
    """Answer submissions by their instanceIDs."""
    found: list[Submission] = []
    for start in range(0, len(instance_ids), 500):
        part = instance_ids[start : start + 500]
        found += db.session.scalars(select(Submission).where(Submission.instance_id.in_(part)))
    return found


def take_turn(instance_id: str) -> None:
    """Wait until nobody else brings this submission or an edit of it, until the transaction ends.

    SQLite has one writer at a time, so there it is this one's turn already.
    """
    if not is_sqlite():
        key = func.hashtextextended(instance_id, 0)
        db.session.execute(select(func.pg_advisory_xact_lock(key)))


# -- files


def list_attachments(seq: int) -> Sequence[Attachment]:
    """Answer a submission's files by name."""
    query = select(Attachment).where(Attachment.seq == seq).order_by(Attachment.name)
    return db.session.scalars(query).all()


def find_attachment(seq: int, name: str) -> Attachment | None:
    """Answer one file of a submission."""
    query = select(Attachment).where(Attachment.seq == seq, Attachment.name == name)
    return db.session.scalar(query)


def count_attachments(seqs: Iterable[int]) -> dict[int, int]:
    """Answer how many files each submission holds."""
    wanted = list(seqs)
    query = select(Attachment.seq, func.count()).where(Attachment.seq.in_(wanted))
    return {seq: count for seq, count in db.session.execute(query.group_by(Attachment.seq))}


def add_attachments(rows: Sequence[dict[str, Any]]) -> None:
    """Add files to submissions."""
    if rows:
        db.session.connection().execute(_ADD_ATTACHMENT, list(rows))


def list_by_seq(seqs: Sequence[int]) -> Sequence[Submission]:
    """Answer submissions by their numbers."""
    return db.session.scalars(select(Submission).where(Submission.seq.in_(list(seqs)))).all()


# -- decisions


def add_decision(decision: Decision) -> Decision:
    """Append to the log of decisions."""
    db.session.add(decision)
    db.session.flush()
    return decision


def list_state_decisions(instance_ids: Sequence[str]) -> Sequence[Decision]:
    """Answer the decisions about submissions' states, oldest first."""
    return db.session.scalars(
        select(Decision)
        .where(Decision.kind == "status", Decision.instance_id.in_(instance_ids))
        .order_by(Decision.seq)
    ).all()
