"""Reading and writing which Posyandu submissions count for. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from app.extensions.database import db
from app.intake.models import Submission
from app.registry.models import Returned


def list_heads_at(codes: Sequence[str]) -> list[Any]:
    """Answer what decides where submissions belong, of those at any of these Posyandu,
    and of those that came under their codes before they were known.

    Rows are (seq, sent_code, posyandu_code, form_id, period, observed_at).
    """
    columns = (Submission.seq, Submission.sent_code, Submission.posyandu_code, Submission.form_id)
    query = select(*columns, Submission.period, Submission.observed_at)
    waiting = Submission.posyandu_code.is_(None) & Submission.sent_code.in_(codes)
    query = query.where(Submission.posyandu_code.in_(codes) | waiting)
    return list(db.session.execute(query.order_by(Submission.seq)))


def list_unplaced_codes() -> frozenset[str]:
    """Answer the codes under which submissions came whose Posyandu nobody knew."""
    query = select(Submission.sent_code).where(
        Submission.posyandu_code.is_(None), Submission.sent_code.is_not(None)
    )
    return frozenset(code for code in db.session.scalars(query.distinct()) if code)


def save_place(seqs: Sequence[int], posyandu_code: str) -> None:
    """Let submissions count for a Posyandu; their sasaran and what was returned of them go along."""
    moved = {"posyandu_code": posyandu_code}
    for start in range(0, len(seqs), 500):
        chosen = Submission.seq.in_(seqs[start : start + 500])
        values = {**moved, "entity_due": Submission.has_entities}
        db.session.execute(update(Submission).where(chosen).values(values))
        names = select(Submission.instance_id).where(chosen)
        db.session.execute(update(Returned).where(Returned.instance_id.in_(names)).values(moved))


def save_known_place(seqs: Sequence[int], flag: str) -> None:
    """Take back what was noted of submissions while their Posyandu was not known."""
    for start in range(0, len(seqs), 500):
        rows = select(Submission).where(Submission.seq.in_(seqs[start : start + 500]))
        for row in db.session.scalars(rows):
            row.flags = [one for one in row.flags if one != flag]
    db.session.flush()


def save_unmerged(codes: Sequence[str]) -> None:
    """Make all submissions of these Posyandu due, as if none had been folded in."""
    db.session.execute(
        update(Submission)
        .where(Submission.posyandu_code.in_(codes))
        .values(merge_due=True, merged=False, touch=Submission.touch + 1)
    )
