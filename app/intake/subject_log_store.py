"""The log of decisions about who is who: appended to and read, never changed. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, true
from sqlalchemy.orm import aliased

from app.extensions.database import db, parts
from app.intake.models import SubjectDecision, SubjectSide

JOIN, PART, UNDO = "gabung", "pisah", "batal"
LEFT, RIGHT = "kiri", "kanan"


@dataclass(frozen=True, slots=True)
class Sides:
    """A decision in force with its two sides, each the anchors of mentions."""

    seq: int
    kind: str
    left: frozenset[str]
    right: frozenset[str]


def add_subject_decision(
    decision: SubjectDecision, left: Iterable[str] = (), right: Iterable[str] = ()
) -> SubjectDecision:
    """Append a decision with its two sides."""
    db.session.add(decision)
    db.session.flush()
    rows = [
        {"seq": decision.seq, "side": side, "anchor": anchor}
        for side, anchors in ((LEFT, left), (RIGHT, right))
        for anchor in sorted(set(anchors))
    ]
    if rows:
        db.session.execute(insert(SubjectSide), rows)
    return decision


def find_subject_decision(seq: int) -> SubjectDecision | None:
    """Answer a decision by its number."""
    return db.session.get(SubjectDecision, seq)


def find_undoing(seq: int) -> SubjectDecision | None:
    """Answer the decision that undoes this one, if any does."""
    found: SubjectDecision | None = db.session.scalar(
        select(SubjectDecision).where(SubjectDecision.undoes == seq)
    )
    return found


def list_sides_in_force(anchors: Collection[str], until: datetime | None = None) -> list[Sides]:
    """Answer the decisions not undone that speak of any of these mentions: now, or before a moment."""
    later = aliased(SubjectDecision)
    known = SubjectDecision.at < until if until else true()
    undone = later.at < until if until else true()
    seqs = sorted({one for part in parts(anchors) for one in db.session.scalars(_speaking(part))})
    found: list[Sides] = []
    for part in parts(seqs):
        query = select(SubjectDecision.seq, SubjectDecision.kind).where(
            SubjectDecision.seq.in_(part),
            SubjectDecision.kind != UNDO,
            known,
            ~select(later.seq).where(later.undoes == SubjectDecision.seq, undone).exists(),
        )
        kinds = {seq: kind for seq, kind in db.session.execute(query)}
        sides = list_sides(list(kinds))
        found += (Sides(seq, kind, *sides[seq]) for seq, kind in sorted(kinds.items()))
    return found


def list_sides(seqs: Sequence[int]) -> dict[int, tuple[frozenset[str], frozenset[str]]]:
    """Answer the two sides of decisions, by number."""
    sides: dict[int, dict[str, set[str]]] = {seq: {LEFT: set(), RIGHT: set()} for seq in seqs}
    for part in parts(seqs):
        for row in db.session.scalars(select(SubjectSide).where(SubjectSide.seq.in_(part))):
            sides[row.seq][row.side].add(row.anchor)
    return {seq: (frozenset(one[LEFT]), frozenset(one[RIGHT])) for seq, one in sides.items()}


def list_about(anchors: Collection[str]) -> list[SubjectDecision]:
    """Answer every decision about any of these mentions, undone ones and undoings too, newest first."""
    seqs = sorted({one for part in parts(anchors) for one in db.session.scalars(_speaking(part))})
    found: list[SubjectDecision] = []
    for part in parts(seqs):
        about = SubjectDecision.seq.in_(part) | SubjectDecision.undoes.in_(part)
        found += db.session.scalars(select(SubjectDecision).where(about))
    return sorted(found, key=lambda row: row.seq, reverse=True)


def _speaking(anchors: Sequence[str]) -> Any:  # noqa: ANN401 - a query
    return select(SubjectSide.seq).where(SubjectSide.anchor.in_(anchors))
