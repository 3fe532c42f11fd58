"""Reading and writing referrals and their steps, words sealed. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, text, tuple_

from app.accounts.access import Reach
from app.extensions.database import db
from app.extensions.vault import vault
from app.problems import Problem
from app.registry.store import within
from app.review.referral_models import Referral, ReferralStep
from app.review.referrals import RECEIVER, SENDER, TURN, WITHDRAWN

# As the partial index says it, to the letter: SQLite uses it for no other words.
_OPEN, _CLOSED = text("referral.is_open"), text("NOT referral.is_open")
# Tasks are made of the last months only: two of the same event are made within this.
SEASON = timedelta(days=100)
_COLUMN = {SENDER: Referral.sender, RECEIVER: Referral.receiver}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which referrals a list shows: on which side, where, open ones or closed, late ones only."""

    side: str
    area: str = ""
    is_open: bool = True
    before: date | None = None  # only those due before a day
    alarms: bool | None = None  # only the server's own, or only those somebody sent


def add_referral(row: Referral) -> Referral:
    """Add a referral; its number is known then."""
    db.session.add(row)
    db.session.flush()
    return row


def add_step(row: ReferralStep, words: str) -> None:
    """Append a step, its words sealed."""
    place = _context(row.referral_id, row.number)
    row.words = vault.seal(words.encode(), place) if words else None
    db.session.add(row)
    db.session.flush()


def find_words(row: ReferralStep) -> str:
    """Answer what was written with a step."""
    if row.words is None:
        return ""
    return vault.unseal(row.words, _context(row.referral_id, row.number)).decode()


def _context(referral_id: int, number: int) -> str:
    return f"referral:{referral_id}:{number}"


def get_referral(referral_id: int, *, locked: bool = False) -> Referral:
    """Answer a referral; locked, nobody else takes a step until the transaction ends."""
    query = select(Referral).where(Referral.referral_id == referral_id)
    query = query.with_for_update() if locked else query
    row: Referral | None = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise Problem("review.unknown_referral")
    return row


def list_steps(referral_id: int) -> Sequence[ReferralStep]:
    """Answer a referral's steps, the first first."""
    query = select(ReferralStep).where(ReferralStep.referral_id == referral_id)
    query = query.order_by(ReferralStep.number).execution_options(populate_existing=True)
    return db.session.scalars(query).all()


def list_about(kind: str, keys: Collection[str]) -> Sequence[Referral]:
    """Answer the referrals about one thing, by any of its keys, the newest first."""
    query = select(Referral).where(Referral.kind == kind, Referral.key.in_(list(keys)))
    return db.session.scalars(query.order_by(Referral.referral_id.desc())).all()


def list_alarms(alarms: Iterable[str]) -> Sequence[Referral]:
    """Answer the referrals made for signs."""
    query = select(Referral).where(Referral.alarm.in_(list(alarms)))
    query = query.order_by(Referral.referral_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def list_alarms_near(alarm: str, place: str, day: datetime) -> Sequence[Referral]:
    """Answer the referrals made of one alarm for a Posyandu, a season before a day or after it."""
    query = select(Referral).where(
        Referral.alarm.between(f"{alarm}~", f"{alarm}~~"),  # no name in a key has a letter above ~
        Referral.place == place,
        Referral.made_at.between(day - SEASON, day + SEASON),
    )
    return db.session.scalars(query.order_by(Referral.referral_id)).all()


def find_own_withdrawal(row: Referral) -> int | None:
    """Answer the step by which the server withdrew its own referral, if that stands."""
    steps = list_steps(row.referral_id)
    newest = steps[-1]
    return newest.number if newest.kind == WITHDRAWN and newest.actor == row.made_by else None


def list_referrals(
    reaches: Sequence[Reach], wanted: Filter, after: tuple[date, int] | None, limit: int
) -> Sequence[Referral]:
    """Answer referrals: open ones by the day they are due, closed ones the newest first."""
    query = _filtered(select(Referral), reaches, wanted)
    place = tuple_(Referral.due_on, Referral.referral_id)
    if wanted.is_open:
        query = query.where(place > tuple_(*map(literal, after))) if after else query
        query = query.order_by(Referral.due_on, Referral.referral_id)
    else:
        query = query.where(Referral.referral_id < after[1]) if after else query
        query = query.order_by(Referral.referral_id.desc())
    query = query.limit(limit).execution_options(populate_existing=True)
    return db.session.scalars(query).all()


def count_referrals(reaches: Sequence[Reach], wanted: Filter) -> int:
    """Answer how many referrals `list_referrals` lists in all."""
    query = _filtered(select(func.count()).select_from(Referral), reaches, wanted)
    return db.session.scalar(query) or 0


def count_turns(
    reaches: Sequence[Reach], area: str, today: date, *, alarms: bool | None = None
) -> dict[tuple[str, bool], int]:
    """Answer how many wait for these reaches, by whose turn it is and whether they are overdue."""
    found: dict[tuple[str, bool], int] = {}
    for side in (RECEIVER, SENDER):
        mine = [state for state, turn in TURN.items() if turn == side]
        late = (Referral.due_on < today).label("late")
        query = _filtered(select(late, func.count()), reaches, Filter(side, area, alarms=alarms))
        query = query.where(Referral.state.in_(mine)).group_by(late)
        found |= {(side, bool(one)): count for one, count in db.session.execute(query)}
    return found


def _filtered(query: Any, reaches: Sequence[Reach], wanted: Filter) -> Any:  # noqa: ANN401 - a query
    column = _COLUMN[wanted.side]
    mine = (_inside(one, column) for one in reaches)
    query = query.where(or_(literal(value=False), *mine), column != "")
    if wanted.alarms is not None:
        query = query.where(Referral.alarm.is_not(None) == wanted.alarms)
    query = query.where(_OPEN if wanted.is_open else _CLOSED)
    if wanted.area:
        query = query.where(within(Referral.place, wanted.area))
    return query.where(Referral.due_on < wanted.before) if wanted.before else query


def _inside(reach: Reach, column: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    place = within(Referral.place, reach.area)
    return and_(place, column == reach.bidang) if reach.bidang else place
