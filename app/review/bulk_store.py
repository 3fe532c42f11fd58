"""Acts that accept many submissions at once, their samples, and what they may accept. Never commits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, not_, select, text

from app.accounts.access import Reach, Seat
from app.extensions.database import db
from app.intake.models import Decision, Submission
from app.intake.store import IS_FLAGGED, Filter, filtered
from app.intake.turns_store import IS_OPEN, in_turn_of
from app.problems import Problem
from app.review.bulk_plan import LEFT_OUT, seats_from
from app.review.models import BulkAct, BulkSample, QualityFinding

_ASKED = exists().where(
    QualityFinding.instance_id == Submission.instance_id,
    QualityFinding.holds,
    not_(QualityFinding.checked),
)
_UNFLAGGED = text(f"NOT ({IS_FLAGGED.text})")  # what is text cannot be turned round otherwise
_LEFT: dict[str, Any] = {
    "sudah": not_(IS_OPEN),
    "tanpa_posyandu": Submission.posyandu_code.is_(None),
    "catatan": IS_FLAGGED,
    "perbaikan": and_(Submission.deprecated_id.is_not(None), Submission.late),
    "temuan": _ASKED,
}


def _left_of(seats: Sequence[Seat]) -> dict[str, Any]:
    """Answer what leaves a submission out, by the names and in the order of LEFT_OUT."""
    conditions = _LEFT | {"giliran": not_(in_turn_of(seats))}
    return {name: conditions[name] for name in LEFT_OUT}


def count_by_reason(seats: Sequence[Seat], wanted: Filter) -> dict[str, int]:
    """Answer how many submissions of a filter are left out, by why; under "" those that are not."""
    left = _left_of(seats).items()
    why = case(*((condition, name) for name, condition in left), else_="").label("why")
    inside = filtered(select(why), _reaches(seats), wanted).subquery()
    query = select(inside.c.why, func.count()).group_by(inside.c.why)
    return {name: count for name, count in db.session.execute(query)}


def _reaches(seats: Sequence[Seat]) -> list[Reach]:
    return list(dict.fromkeys(Reach(one.area, one.bidang) for one in seats))


def list_drawn(seats: Sequence[Seat], wanted: Filter, count: int) -> Sequence[str]:
    """Answer so many instanceIDs drawn at random from what may be accepted at once."""
    query = _acceptable(select(Submission.instance_id), seats, wanted)
    return db.session.scalars(query.order_by(func.random()).limit(count)).all()


def list_next(act: BulkAct, limit: int) -> Sequence[Submission]:
    """Answer the next submissions of an act, locked, in order of arrival.

    Only what had come by its beginning and about which nobody has decided since.
    """
    query = _acceptable(select(Submission), seats_from(act.reaches), Filter(**act.wanted))
    query = query.where(
        Submission.seq > act.cursor, Submission.seq <= act.newest, _undecided_since(act)
    )
    query = query.order_by(Submission.seq).limit(limit).with_for_update(of=Submission)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _undecided_since(act: BulkAct) -> ColumnElement[bool]:
    return not_(
        exists().where(
            Decision.instance_id == Submission.instance_id, Decision.seq > act.last_decision
        )
    )


def _acceptable(query: Select[Any], seats: Sequence[Seat], wanted: Filter) -> Select[Any]:
    conditions = (one for name, one in _left_of(seats).items() if name != "catatan")
    return filtered(query, _reaches(seats), wanted).where(_UNFLAGGED, *map(not_, conditions))


def find_last_decision() -> int:
    """Answer the number of the newest decision; 0 before the first."""
    return db.session.scalar(select(func.max(Decision.seq))) or 0


# -- acts


def add_act(act: BulkAct, instance_ids: Sequence[str]) -> BulkAct:
    """Add an act with its sample."""
    db.session.add(act)
    db.session.flush()
    db.session.add_all(BulkSample(act_id=act.act_id, instance_id=one) for one in instance_ids)
    db.session.flush()
    return act


def get_act(act_id: int, *, locked: bool = False) -> BulkAct:
    """Answer an act; locked, nobody else goes on with it until the transaction ends."""
    query = select(BulkAct).where(BulkAct.act_id == act_id)
    query = query.with_for_update() if locked else query
    act: BulkAct | None = db.session.scalar(query.execution_options(populate_existing=True))
    if act is None:
        raise Problem("review.unknown_act")
    return act


def list_acts(actor: str, limit: int) -> Sequence[BulkAct]:
    """Answer a person's newest acts."""
    query = select(BulkAct).where(BulkAct.actor == actor).order_by(BulkAct.act_id.desc())
    return db.session.scalars(query.limit(limit)).all()


def list_sample(act_id: int) -> Sequence[BulkSample]:
    """Answer the sample of an act, in a stable order."""
    query = select(BulkSample).where(BulkSample.act_id == act_id)
    query = query.order_by(BulkSample.instance_id).execution_options(populate_existing=True)
    return db.session.scalars(query).all()
