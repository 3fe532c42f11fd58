"""A form's submissions as Central sees them: one row for each chain of edits, newest first.

Its number and date are those of the first of the chain, what it says is that of the one that counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute, undefer

from app.accounts.access import Reach
from app.central.filter_store import Filtered
from app.central.wire import EDITED, PHONES_FROM, REVIEW_STATES, SERVERS_FROM
from app.extensions.database import db, parts
from app.intake.models import Attachment, Decision, Submission
from app.intake.states import SUPERSEDED
from app.intake.store import reached_by
from app.intake.trail import DECIDED

PAGE = 250
NEWEST_FIRST = (Submission.received_at.desc(), Submission.seq.desc())
OLDEST_FIRST = (Submission.received_at, Submission.seq)


@dataclass(frozen=True, slots=True)
class Chain:
    """A submission with its edits: the first, the one that counts, all of them, the last change."""

    root: Submission
    current: Submission
    members: tuple[Submission, ...]
    updated_at: datetime | None

    @property
    def edits(self) -> int:
        """Answer how often it was edited."""
        return len(self.members) - 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which chains: of a form, within reaches, for which a condition holds; from where, in which order.

    `behind` is the moment and number of the one they follow.
    """

    form_id: str
    reaches: Sequence[Reach]
    condition: ColumnElement[bool] | None = None
    behind: tuple[datetime, int] | None = None
    skip: int = 0
    oldest_first: bool = False


def _roots(query: Select[Any], wanted: Wanted) -> Select[Any]:
    query = query.where(
        Submission.form_id == wanted.form_id,
        Submission.root_instance_id == Submission.instance_id,
        reached_by(wanted.reaches),
    )
    if wanted.condition is not None:
        query = query.where(wanted.condition)
    return query


def count_chains(wanted: Wanted) -> int:
    """Answer how many chains there are, wherever a page begins."""
    return db.session.scalar(_roots(select(func.count(Submission.seq)), wanted)) or 0


def find_last_received(form_id: str, reaches: Sequence[Reach]) -> datetime | None:
    """Answer when the newest submission of a form came."""
    wanted = Wanted(form_id, reaches)
    newest = _roots(select(func.max(Submission.received_at)), wanted)
    found: datetime | None = db.session.scalar(newest)
    return found


def stream_chains(
    wanted: Wanted, parts: Sequence[InstrumentedAttribute[Any]] = (), page: int = PAGE
) -> Iterator[Chain]:
    """Answer chains in their order, a page read at a time; `parts` are read of what counts."""
    behind, skip = wanted.behind, wanted.skip
    order = OLDEST_FIRST if wanted.oldest_first else NEWEST_FIRST
    while True:
        query = _roots(select(Submission), wanted)
        if behind is not None:
            query = query.where(_behind(*behind, oldest_first=wanted.oldest_first))
        query = query.order_by(*order).offset(skip or None).limit(page)
        roots = db.session.scalars(query).all()
        yield from chains_of(roots, parts)
        if len(roots) < page:
            return
        behind, skip = (roots[-1].received_at, roots[-1].seq), 0


def _behind(at: datetime, seq: int, *, oldest_first: bool) -> ColumnElement[bool]:
    """Answer the condition to stand behind a place; the first part alone is what an index serves."""
    if oldest_first:
        later = or_(Submission.received_at > at, Submission.seq > seq)
        return and_(Submission.received_at >= at, later)
    earlier = or_(Submission.received_at < at, Submission.seq < seq)
    return and_(Submission.received_at <= at, earlier)


def chains_of(
    roots: Sequence[Submission], parts: Sequence[InstrumentedAttribute[Any]] = ()
) -> list[Chain]:
    """Answer the chains that begin with these."""
    members = _members(roots)
    changes = _changes(members)
    current = {root.instance_id: _speaker(members[root.instance_id]) for root in roots}
    load_parts([one.seq for one in current.values()], parts)
    return [
        Chain(
            root,
            current[root.instance_id],
            tuple(members[root.instance_id]),
            changes.get(root.instance_id),
        )
        for root in roots
    ]


def _members(roots: Sequence[Submission]) -> dict[str, list[Submission]]:
    found = {root.instance_id: [root] for root in roots}
    edits = select(Submission).where(
        Submission.root_instance_id.in_(list(found)),
        Submission.root_instance_id != Submission.instance_id,
    )
    for edit in db.session.scalars(edits.order_by(Submission.seq)):
        found[edit.root_instance_id].append(edit)
    return found


def _speaker(members: Sequence[Submission]) -> Submission:
    """Answer the one that speaks for a chain: the newest that no edit replaced.

    An edit that was returned still speaks, as in Central; profiles go by what it brought back.
    """
    standing = [one for one in members if one.state != SUPERSEDED]
    return (standing or list(members))[-1]


def _changes(members: Mapping[str, Sequence[Submission]]) -> dict[str, datetime]:
    """Answer when each chain was last edited or decided about; those that never were are left out."""
    root_of = {one.instance_id: root for root, chain in members.items() for one in chain}
    moments: dict[str, list[datetime]] = defaultdict(list)
    for root, chain in members.items():
        moments[root] += [edit.received_at for edit in chain[1:]]
    decided = select(Decision.instance_id, func.max(Decision.at)).where(
        Decision.kind == DECIDED, Decision.instance_id.in_(list(root_of))
    )
    for instance_id, at in db.session.execute(decided.group_by(Decision.instance_id)):
        moments[root_of[instance_id or ""]].append(at)
    return {root: max(found) for root, found in moments.items() if found}


def load_parts(seqs: Sequence[int], parts: Sequence[InstrumentedAttribute[Any]]) -> None:
    """Read the sealed parts of what counts into the rows the session holds already."""
    if not parts or not seqs:
        return
    query = select(Submission).where(Submission.seq.in_(list(seqs)))
    query = query.options(*(undefer(part) for part in parts))
    db.session.scalars(query.execution_options(populate_existing=True)).all()


def find_chain(instance_id: str, parts: Sequence[InstrumentedAttribute[Any]] = ()) -> Chain | None:
    """Answer the chain a submission began."""
    root = db.session.scalar(
        select(Submission).where(
            Submission.instance_id == instance_id,
            Submission.root_instance_id == Submission.instance_id,
        )
    )
    return None if root is None else chains_of([root], parts)[0]


def count_held(seqs: Sequence[int]) -> dict[int, int]:
    """Answer how many of the files its answers name each submission holds."""
    query = select(Attachment.seq, func.count()).where(
        Attachment.seq.in_(list(seqs)), Attachment.referenced
    )
    return {seq: count for seq, count in db.session.execute(query.group_by(Attachment.seq))}


# -- what may be filtered by


def filter_fields() -> dict[str, Filtered]:
    """Answer the fields a filter of submissions may name."""
    changed = _changed_at()
    return {
        "__id": Filtered(Submission.instance_id, "text", is_never_null=True),
        "__system/submissionDate": Filtered(Submission.received_at, "moment", is_never_null=True),
        "__system/updatedAt": Filtered(changed, "moment", changed_since=_changed_since),
        "__system/deletedAt": Filtered(null(), "moment"),
        "__system/submitterId": Filtered(_submitter(), "number"),
        "__system/reviewState": Filtered(_review_state(), "text"),
    }


def _submitter() -> ColumnElement[Any]:
    return func.coalesce(
        Submission.user_id,
        Submission.device_id + PHONES_FROM,
        Submission.target_id + SERVERS_FROM,
        0,
    )


def _review_state() -> ColumnElement[Any]:
    edit = Submission.__table__.alias("edit_of")
    newest = (
        select(_words_of(edit.c.state, else_=literal(EDITED)))
        .where(edit.c.root_instance_id == Submission.instance_id)
        .where(edit.c.root_instance_id != edit.c.instance_id, edit.c.state != SUPERSEDED)
        .order_by(edit.c.seq.desc())
        .limit(1)
        .correlate(Submission)
        .scalar_subquery()
    )
    return func.coalesce(newest, _words_of(Submission.state, else_=null()))


def _words_of(state: Any, *, else_: Any) -> ColumnElement[Any]:  # noqa: ANN401 - columns
    return case(*((state == ours, theirs) for ours, theirs in REVIEW_STATES.items()), else_=else_)


def _changed_at() -> ColumnElement[Any]:
    """Answer an expression that is null for what never changed: whether, not when."""
    return case(
        (Submission.instance_id.in_(_changed_roots(None, strictly=False)), Submission.received_at),
        else_=null(),
    )


def _changed_since(at: datetime, strictly: bool) -> ColumnElement[bool]:
    return Submission.instance_id.in_(_changed_roots(at, strictly=strictly))


def _changed_roots(at: datetime | None, *, strictly: bool) -> Any:  # noqa: ANN401 - a query
    """Answer the first numbers of the chains that were edited or decided about since a moment."""
    other = Submission.__table__.alias("changed")
    decided = (
        select(other.c.root_instance_id)
        .join(Decision, Decision.instance_id == other.c.instance_id)
        .where(Decision.kind == DECIDED, Decision.instance_id.is_not(None))
    )
    edited = select(other.c.root_instance_id).where(other.c.root_instance_id != other.c.instance_id)
    if at is not None:
        decided = decided.where(Decision.at > at if strictly else Decision.at >= at)
        since = other.c.received_at
        edited = edited.where(since > at if strictly else since >= at)
    return union(decided, edited)


def forms_of(instance_ids: Collection[str]) -> dict[str, str]:
    """Answer the form of each submission, by its instanceID."""
    found: dict[str, str] = {}
    for part in parts(instance_ids):
        query = select(Submission.instance_id, Submission.form_id)
        rows = db.session.execute(query.where(Submission.instance_id.in_(part)))
        found |= {row.instance_id: row.form_id for row in rows}
    return found
