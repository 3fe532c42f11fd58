"""Lists and counts of findings within grants, for pages and scores. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, tuple_

from app.accounts.access import Reach
from app.extensions.database import db
from app.intake.models import Submission
from app.registry.models import Returned
from app.registry.store import within
from app.review.models import QualityFinding, QualityReading
from app.review.quality_store import HOLDS, KeptReadings

OPEN, CHECKED, RESOLVED = "terbuka", "diperiksa", "selesai"
STATES = (OPEN, CHECKED, RESOLVED)
SHOWN_TOGETHER = 12


@dataclass(frozen=True, slots=True)
class Filter:
    """Which findings a list shows; an empty part means any."""

    area: str = ""
    period: str = ""
    bidang: str = ""
    rank: int | None = None
    rule: str = ""
    state: str = OPEN
    before: datetime | None = None  # first seen before


Cursor = tuple[int, datetime, int]  # rank, first seen, number: where a page ends


def list_findings(
    reaches: Sequence[Reach], wanted: Filter, after: Cursor | None, limit: int
) -> Sequence[QualityFinding]:
    """Answer findings, the gravest first and of these the oldest, after a place in that order."""
    columns = (QualityFinding.rank, QualityFinding.first_seen, QualityFinding.finding_id)
    query = _filtered(select(QualityFinding), reaches, wanted)
    if after is not None:
        there = (literal(value, column.type) for value, column in zip(after, columns, strict=True))
        query = query.where(tuple_(*columns) > tuple_(*there))
    return db.session.scalars(query.order_by(*columns).limit(limit)).all()


def count_findings(reaches: Sequence[Reach], wanted: Filter) -> dict[int, int]:
    """Answer how many findings a filter holds, by rank."""
    query = select(QualityFinding.rank, func.count()).group_by(QualityFinding.rank)
    return {rank: count for rank, count in db.session.execute(_filtered(query, reaches, wanted))}


def _filtered(query: Any, reaches: Sequence[Reach], wanted: Filter) -> Any:  # noqa: ANN401 - a query
    query = query.where(_reached(reaches), *_in_state(wanted.state))
    parts: Mapping[Any, object] = {
        QualityFinding.period: wanted.period,
        QualityFinding.bidang: wanted.bidang,
        QualityFinding.rule: wanted.rule,
    }
    for column, value in parts.items():
        if value:
            query = query.where(column == value)
    if wanted.area:
        query = query.where(within(QualityFinding.posyandu_code, wanted.area))
    if wanted.rank is not None:
        query = query.where(QualityFinding.rank == wanted.rank)
    if wanted.before is not None:
        query = query.where(QualityFinding.first_seen < wanted.before)
    return query


def _in_state(state: str) -> tuple[Any, ...]:
    if state == RESOLVED:
        return (~QualityFinding.holds,)
    return HOLDS, QualityFinding.checked if state == CHECKED else ~QualityFinding.checked


def _reached(reaches: Sequence[Reach]) -> ColumnElement[bool]:
    """Answer the condition that a finding lies within any of the reaches."""
    parts = []
    for reach in reaches:
        inside = within(QualityFinding.posyandu_code, reach.area)
        parts.append(inside & (QualityFinding.bidang == reach.bidang) if reach.bidang else inside)
    return or_(*parts) if parts else QualityFinding.finding_id.is_(None)


def list_of_submission(instance_id: str) -> Sequence[QualityFinding]:
    """Answer what holds of one submission, the gravest first."""
    query = select(QualityFinding).where(QualityFinding.instance_id == instance_id)
    query = query.where(QualityFinding.holds)
    return db.session.scalars(query.order_by(QualityFinding.rank, QualityFinding.rule)).all()


def list_together(finding: QualityFinding) -> list[str]:
    """Answer the instanceIDs of the submissions a finding of a person, NIK or day rests on."""
    kept, kind = KeptReadings(), finding.group_name.partition(":")[0]
    if kind == "nik":
        readings = list(kept.of_niks([finding.key]))
    elif kind == "sasaran":
        readings = list(kept.of_subjects([finding.subject_id]))
    else:
        return [finding.instance_id]
    newest = sorted(readings, key=lambda one: one.order, reverse=True)[:SHOWN_TOGETHER]
    return [one.instance_id for one in newest] or [finding.instance_id]


# -- for scores


@dataclass(frozen=True, slots=True)
class Asked:
    """Of a month's submissions: how many there are, how many are asked about, and by which rules."""

    submissions: int
    asked: int
    rules: Mapping[str, int]


def count_asked_at(posyandu_code: str, period: str, bidang: Collection[str]) -> Asked:
    """Answer what is asked of a Posyandu's month, in these bidang."""
    table = QualityReading
    place = and_(table.posyandu_code == posyandu_code, table.period == period)
    return _asked(place & table.bidang.in_(list(bidang)))


def count_asked_of(senders: Collection[str], places: Sequence[str], period: str) -> Asked:
    """Answer what is asked of a month's submissions of senders, at these Posyandu."""
    table = QualityReading
    mine = table.sender.in_(list(senders)) & (table.period == period)
    return _asked(mine & table.posyandu_code.in_(list(places)))


def _asked(chosen: ColumnElement[bool]) -> Asked:
    total = db.session.scalar(select(func.count()).select_from(QualityReading).where(chosen)) or 0
    joined = select(QualityFinding.rule, QualityFinding.instance_id).join(
        QualityReading, QualityReading.instance_id == QualityFinding.instance_id
    )
    rows = db.session.execute(joined.where(chosen, QualityFinding.holds, ~QualityFinding.checked))
    rules: dict[str, int] = {}
    asked: set[str] = set()
    for rule, instance_id in rows:
        rules[rule] = rules.get(rule, 0) + 1
        asked.add(instance_id)
    return Asked(total, len(asked), rules)


def count_sent(
    kader_id: int | None, user_id: int | None, places: Sequence[str], period: str
) -> tuple[int, int, int]:
    """Answer how many submissions of a month a sender sent from places: all, late, returned."""
    sender = Submission.kader_id == kader_id if kader_id else Submission.user_id == user_id
    kept = QualityReading
    mine = (kept.posyandu_code.in_(list(places)), kept.period == period, sender)
    query = select(Submission.late, func.count()).join(kept, kept.seq == Submission.seq)
    rows = db.session.execute(query.where(*mine).group_by(Submission.late)).all()
    waiting = select(func.count()).select_from(Returned)
    waiting = waiting.join(Submission, Submission.instance_id == Returned.instance_id)
    theirs = (Returned.posyandu_code.in_(list(places)), Returned.period == period, sender)
    returned = db.session.scalar(waiting.where(*theirs)) or 0
    live, late = sum(row[1] for row in rows), sum(row[1] for row in rows if row[0])
    return live + returned, late, returned
