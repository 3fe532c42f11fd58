"""Reading and writing who may be the same: portraits, their keys, candidates. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

import orjson
from sqlalchemy import and_, delete, func, insert, or_, select

from app.accounts.access import Reach
from app.extensions.database import db, parts
from app.extensions.vault import vault
from app.intake.models import Submission
from app.merge.likeness import Portrait, Traits
from app.merge.models import CandidateRow, Mention, PortraitKey, PortraitRow, SubjectDue, SubjectRow
from app.merge.store import upsert
from app.registry.store import within


@dataclass(frozen=True, slots=True)
class Known:
    """A subject as it is compared: its portrait, its mentions, where it is at home, whose forms."""

    portrait: Portrait
    anchors: frozenset[str]
    posyandu_code: str
    bidang: str
    villages: frozenset[str] = frozenset()  # where it was seen; kept in its keys only


# -- what is due


def list_due(limit: int) -> dict[str, int]:
    """Answer subjects to compare again, each with its touch."""
    query = select(SubjectDue.subject_id, SubjectDue.touch).order_by(SubjectDue.subject_id)
    return {subject_id: touch for subject_id, touch in db.session.execute(query.limit(limit))}


def remove_due(due: Mapping[str, int]) -> None:
    """Forget that subjects are due, unless they were touched again."""
    for subject_id, touch in due.items():
        same = (SubjectDue.subject_id == subject_id) & (SubjectDue.touch == touch)
        db.session.execute(delete(SubjectDue).where(same))


# -- portraits


def list_bidang(subject_ids: Collection[str]) -> dict[str, set[str]]:
    """Answer the bidang whose forms speak of each subject."""
    found: dict[str, set[str]] = {}
    for part in parts(sorted(subject_ids)):
        query = (
            select(Mention.subject_id, Submission.bidang)
            .join(Submission, Submission.seq == Mention.seq)
            .where(Mention.subject_id.in_(part))
            .distinct()
        )
        for subject_id, bidang in db.session.execute(query):
            found.setdefault(subject_id, set()).add(bidang)
    return found


def list_subject_ids() -> list[str]:
    """Answer every subject anybody speaks of."""
    return list(db.session.scalars(select(Mention.subject_id).distinct().order_by("subject_id")))


def list_homes(subject_ids: Collection[str]) -> dict[str, str]:
    """Answer the Posyandu each subject was last seen in."""
    found: dict[str, str] = {}
    for part in parts(sorted(subject_ids)):
        query = select(SubjectRow.subject_id, SubjectRow.posyandu_code)
        rows = db.session.execute(query.where(SubjectRow.subject_id.in_(part)))
        found |= {subject_id: code for subject_id, code in rows}
    return found


def save_portraits(known: Mapping[str, Known], keys: Mapping[str, Iterable[bytes]]) -> None:
    """Store portraits and the keys they are found by."""
    values = [
        {
            "subject_id": subject_id,
            "posyandu_code": one.posyandu_code,
            "bidang": one.bidang,
            "content": _sealed(subject_id, one),
        }
        for subject_id, one in known.items()
    ]
    upsert(PortraitRow, values, ("subject_id",))
    rows = [
        {"key": key, "subject_id": subject_id}
        for subject_id, theirs in keys.items()
        for key in sorted(theirs)
    ]
    if rows:
        db.session.execute(insert(PortraitKey), rows)


def _sealed(subject_id: str, one: Known) -> bytes:
    content = [sorted(map(astuple, one.portrait.told)), sorted(one.anchors)]
    return vault.seal(orjson.dumps(content), f"portrait:{subject_id}")


def remove_compared(subject_ids: Collection[str]) -> None:
    """Forget portraits, keys and candidates of subjects, before they are compared anew."""
    for part in parts(sorted(subject_ids)):
        db.session.execute(delete(PortraitKey).where(PortraitKey.subject_id.in_(part)))
        db.session.execute(delete(PortraitRow).where(PortraitRow.subject_id.in_(part)))
        db.session.execute(delete(CandidateRow).where(CandidateRow.low.in_(part)))
        db.session.execute(delete(CandidateRow).where(CandidateRow.high.in_(part)))


def list_portraits(subject_ids: Collection[str]) -> dict[str, Known]:
    """Answer stored portraits."""
    found: dict[str, Known] = {}
    for part in parts(sorted(subject_ids)):
        columns = (PortraitRow.subject_id, PortraitRow.posyandu_code, PortraitRow.bidang)
        query = select(*columns, PortraitRow.content).where(PortraitRow.subject_id.in_(part))
        for subject_id, place, bidang, sealed in db.session.execute(query):
            told, anchors = orjson.loads(vault.unseal(sealed, f"portrait:{subject_id}"))
            portrait = Portrait(frozenset(Traits(*one) for one in told))
            found[subject_id] = Known(portrait, frozenset(anchors), place, bidang)
    return found


def list_sharing(keys: Collection[bytes]) -> dict[bytes, list[str]]:
    """Answer the subjects found by each of these keys."""
    found: dict[bytes, list[str]] = {}
    for part in parts(sorted(keys)):
        query = select(PortraitKey.key, PortraitKey.subject_id).where(PortraitKey.key.in_(part))
        for key, subject_id in db.session.execute(query):
            found.setdefault(bytes(key), []).append(subject_id)
    return found


# -- candidates


def save_candidates(rows: Sequence[Mapping[str, Any]]) -> None:
    """Store candidates."""
    upsert(CandidateRow, [dict(row) for row in rows], ("low", "high"))


def remove_candidate(low: str, high: str) -> None:
    """Forget a pair somebody decided about, before it is compared again."""
    pair = (CandidateRow.low == low) & (CandidateRow.high == high)
    db.session.execute(delete(CandidateRow).where(pair))


def find_candidate(low: str, high: str) -> CandidateRow | None:
    """Answer a pair that may be one, or None."""
    return db.session.get(CandidateRow, (low, high), populate_existing=True)


def list_candidates(
    reaches: Sequence[Reach], area: str, after: tuple[int, str, str] | None, limit: int
) -> Sequence[CandidateRow]:
    """Answer pairs that may be one, the surest first, both at home within the reaches and the area."""
    query = select(CandidateRow).where(_shown(reaches, area))
    if after:
        score, low, high = after
        beyond = or_(
            CandidateRow.score < score,
            and_(CandidateRow.score == score, CandidateRow.low > low),
            and_(CandidateRow.score == score, CandidateRow.low == low, CandidateRow.high > high),
        )
        query = query.where(beyond)
    order = (CandidateRow.score.desc(), CandidateRow.low, CandidateRow.high)
    return db.session.scalars(
        query.order_by(*order).limit(limit).execution_options(populate_existing=True)
    ).all()


def count_candidates(reaches: Sequence[Reach], area: str) -> int:
    """Answer how many pairs `list_candidates` lists in all."""
    return (
        db.session.scalar(
            select(func.count()).select_from(CandidateRow).where(_shown(reaches, area))
        )
        or 0
    )


def _shown(reaches: Sequence[Reach], area: str) -> Any:  # noqa: ANN401 - a SQL condition
    either = or_(within(CandidateRow.low_place, area), within(CandidateRow.high_place, area))
    return and_(reached_pair(reaches), either) if area else reached_pair(reaches)


def list_candidates_of(subject_id: str) -> Sequence[CandidateRow]:
    """Answer the pairs a subject stands in, the surest first."""
    mine = or_(CandidateRow.low == subject_id, CandidateRow.high == subject_id)
    order = (CandidateRow.score.desc(), CandidateRow.low, CandidateRow.high)
    return db.session.scalars(select(CandidateRow).where(mine).order_by(*order)).all()


def list_every_candidate() -> Sequence[CandidateRow]:
    """Answer all pairs, in order."""
    return db.session.scalars(
        select(CandidateRow)
        .order_by(CandidateRow.low, CandidateRow.high)
        .execution_options(populate_existing=True)
    ).all()


def reached_pair(reaches: Sequence[Reach]) -> Any:  # noqa: ANN401 - a SQL condition
    """Answer the condition that both of a pair lie within one of the reaches."""
    return or_(
        False,
        *(
            and_(
                within(CandidateRow.low_place, one.area),
                within(CandidateRow.high_place, one.area),
                *([CandidateRow.bidang == one.bidang] if one.bidang else []),
            )
            for one in reaches
        ),
    )
