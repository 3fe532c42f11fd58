"""Whose turn it is to review a submission, as a condition of queries. A store never commits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, and_, func, or_

from app.accounts.access import Seat
from app.accounts.levels import OPD
from app.intake.models import Submission
from app.intake.states import OPEN
from app.registry.store import within

IS_OPEN = Submission.state.in_(sorted(OPEN))
TURN: ColumnElement[str] = func.coalesce(Submission.level, OPD)


def in_turn_of(seats: Iterable[Seat]) -> ColumnElement[bool]:
    """Answer the condition that a submission waits for somebody who has these seats."""
    turns = [and_(*_conditions(seat)) for seat in seats]
    return and_(IS_OPEN, or_(*turns)) if turns else Submission.seq.is_(None)


def _conditions(seat: Seat) -> Iterator[ColumnElement[bool]]:
    yield TURN.in_([seat.level])
    if seat.area:
        yield within(Submission.posyandu_code, seat.area)
    if seat.bidang:
        yield Submission.bidang == seat.bidang
