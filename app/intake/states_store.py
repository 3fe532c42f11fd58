"""Reading and writing where submissions stand in review. A store never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, select, update

from app.accounts.levels import OPD
from app.extensions.database import db, parts
from app.intake.models import Decision, Submission
from app.intake.states import OPEN, SUPERSEDED
from app.intake.store import TOUCHED
from app.intake.trail import DECIDED, PASSED_OVER, Act, Position
from app.intake.turns_store import IS_OPEN


class Stated(NamedTuple):
    """A submission with what its position in review follows from, and the one it has."""

    seq: int
    instance_id: str
    deprecated_id: str | None
    form_id: str
    bidang: str
    posyandu_code: str | None
    received_at: datetime
    state: str
    level: str | None
    level_since: datetime | None


_TABLE = Submission.__table__
_READ = [_TABLE.c[name] for name in Stated._fields]
_SAVE = (
    update(_TABLE)
    .where(_TABLE.c.seq == bindparam("of"))
    .values(state=bindparam("now"), level=bindparam("at"), level_since=bindparam("since"))
)
_SAVE_TOUCHED = _SAVE.values({column.key: value for column, value in TOUCHED.items()})


def find_stated(instance_id: str) -> Stated | None:
    """Answer where a submission stands, locked until the transaction ends."""
    query = select(*_READ).where(_TABLE.c.instance_id == instance_id).with_for_update()
    row = db.session.execute(query).first()
    return None if row is None else Stated._make(row)


def standing_edits(instance_id: str) -> set[str]:
    """Answer the states of the edits of a submission, and of their edits, that stand."""
    found: set[str] = set()
    asked: set[str] = set()
    wanted = {instance_id}
    while wanted:
        asked |= wanted
        query = select(Submission.instance_id, Submission.state)
        rows = db.session.execute(query.where(Submission.deprecated_id.in_(sorted(wanted)))).all()
        edits = [row for row in rows if row.instance_id not in asked]
        found |= {row.state for row in edits if row.state != SUPERSEDED}
        wanted = {row.instance_id for row in edits if row.state == SUPERSEDED}
    return found


def save_position(row: Stated, state: str, position: Position) -> None:
    """Store where a submission stands; another state makes it due for merging."""
    save_positions([(row, state, position)])


def save_positions(changed: Iterable[tuple[Stated, str, Position]]) -> None:
    """Store where submissions stand, those whose position differs from the one they have."""
    written: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for row, state, position in changed:
        kept = (position.kept_level, position.since) if state in OPEN else (None, None)
        if (row.state, row.level, row.level_since) != (state, *kept):
            values = {"of": row.seq, "now": state, "at": kept[0], "since": kept[1]}
            written[state != row.state].append(values)
    for touched, rows in written.items():
        if rows:
            db.session.connection().execute(_SAVE_TOUCHED if touched else _SAVE, rows)


# -- the log of one submission


_ACTS = select(
    Decision.instance_id,
    Decision.seq,
    Decision.kind,
    Decision.state,
    Decision.level,
    Decision.undoes,
    Decision.actor,
    Decision.at,
    Decision.reason,
)


def list_acts(instance_ids: Sequence[str]) -> dict[str, list[Act]]:
    """Answer what was decided about submissions, and which levels were passed over, oldest first."""
    found: dict[str, list[Act]] = {instance_id: [] for instance_id in instance_ids}
    for part in parts(sorted(instance_ids)):
        about = Decision.instance_id.in_(part) & Decision.kind.in_((DECIDED, PASSED_OVER))
        rows = db.session.execute(_ACTS.where(about).order_by(Decision.seq))
        for row in rows:
            told = row.state or "", row.level or "", row.undoes
            act = Act(row.seq, row.kind, *told, row.actor, row.at, row.reason)
            found[row.instance_id].append(act)
    return found


# -- what waits at a level


def list_waiting_places(form_id: str, level: str, before: datetime) -> list[str]:
    """Answer the Posyandu whose submissions of a form have waited at a level since before a moment."""
    query = select(Submission.posyandu_code).where(_waiting(form_id, level, before)).distinct()
    return [code or "" for code in db.session.scalars(query)]


def list_waiting(
    form_id: str, level: str, before: datetime, places: Sequence[str] | None, limit: int
) -> list[Stated]:
    """Answer submissions that have waited at a level since before a moment, locked, longest first."""
    query = select(*_READ).where(_waiting(form_id, level, before))
    if places is not None:
        query = query.where(func.coalesce(Submission.posyandu_code, "").in_(list(places)))
    query = query.order_by(Submission.level_since, Submission.seq).limit(limit)
    rows: Sequence[Row[Any]] = db.session.execute(query.with_for_update()).all()
    return [Stated._make(row) for row in rows]


def _waiting(form_id: str, level: str, before: datetime) -> ColumnElement[bool]:
    since = Submission.level_since
    return and_(
        since.is_not(None), since < before, Submission.form_id == form_id, Submission.level == level
    )


# -- all of a form


def list_open(form_id: str, after: int, until: int, limit: int) -> list[Stated]:
    """Answer submissions of a form that wait for review, by number in a span, locked."""
    query = select(*_READ).where(
        _TABLE.c.seq > after, _TABLE.c.seq <= until, _TABLE.c.form_id == form_id, IS_OPEN
    )
    rows = db.session.execute(query.order_by(_TABLE.c.seq).limit(limit).with_for_update())
    return [Stated._make(row) for row in rows]


def count_open(form_id: str, places: Sequence[str]) -> dict[tuple[str, str], int]:
    """Answer how many submissions of a form wait, by (state, level), over all Posyandu known."""
    counts: dict[tuple[str, str], int] = {}
    of_form = and_(Submission.form_id == form_id, IS_OPEN)
    for place in (*parts(list(places)), None):
        here = (
            Submission.posyandu_code.is_(None)
            if place is None
            else Submission.posyandu_code.in_(place)
        )
        level = func.coalesce(Submission.level, OPD)
        query = select(Submission.state, level, func.count()).where(of_form, here)
        for state, at, count in db.session.execute(query.group_by(Submission.state, level)):
            counts[state, at] = counts.get((state, at), 0) + count
    return counts
