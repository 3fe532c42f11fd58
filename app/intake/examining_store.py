"""The queue of submissions whose quality is to be examined: merged before, not yet looked at.

Merging puts a submission here (`queue_store.save_merged`), so whatever makes it due for merging (its
arrival, an edit, a decision, another Posyandu, another person) is examined afterwards. A store never
commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import bindparam, select, text, update

from app.extensions.database import db
from app.intake.models import Submission
from app.intake.queue_store import Sent, list_queued

_TABLE = Submission.__table__
# As the partial index says it, to the letter: SQLite does not see that "= 1" is the same.
_DUE = text("submission.examine_due")
_SAVE_EXAMINED = (
    update(_TABLE)
    .where(_TABLE.c.seq == bindparam("of"), _TABLE.c.touch == bindparam("seen"))
    .values(examine_due=False)
)


def find_place_to_examine(after: str, but: Collection[str] = ()) -> str | None:
    """Answer the next Posyandu, in order of code after another, that has submissions to examine."""
    query = select(Submission.posyandu_code).where(_DUE)
    query = query.where(Submission.posyandu_code > after)
    if but:
        query = query.where(Submission.posyandu_code.not_in(list(but)))
    return db.session.scalar(query.order_by(Submission.posyandu_code).limit(1))


def list_to_examine(posyandu_code: str, limit: int) -> Sequence[Sent]:
    """Answer a Posyandu's submissions to examine, with answers, in order of arrival."""
    return list_queued(_DUE, posyandu_code, limit)


def save_examined(examined: Iterable[tuple[int, int]]) -> None:
    """Take submissions (number, touch) out of the queue, unless they were touched again meanwhile."""
    rows = [{"of": seq, "seen": touch} for seq, touch in examined]
    if rows:
        db.session.connection().execute(_SAVE_EXAMINED, rows)


def save_to_examine(seqs: Iterable[int]) -> None:
    """Put submissions into the queue: who they are about has changed."""
    wanted = list(seqs)
    if wanted:
        chosen = update(Submission).where(Submission.seq.in_(wanted))
        db.session.execute(chosen.values(examine_due=True, touch=Submission.touch + 1))


def save_place_to_examine(posyandu_code: str, form_ids: Collection[str]) -> None:
    """Put a Posyandu's merged submissions of some forms into the queue: they mean something else."""
    chosen = update(Submission).where(
        Submission.posyandu_code == posyandu_code,
        Submission.form_id.in_(list(form_ids)),
        Submission.merged,
    )
    db.session.execute(chosen.values(examine_due=True, touch=Submission.touch + 1))


def save_all_to_examine(after: int, limit: int) -> int | None:
    """Put the next merged submissions after a number into the queue; answer the last, None for none."""
    seqs = select(Submission.seq).where(Submission.seq > after).order_by(Submission.seq)
    found = db.session.scalars(seqs.limit(limit)).all()
    if not found:
        return None
    chosen = update(Submission).where(Submission.seq.between(found[0], found[-1]))
    db.session.execute(chosen.where(Submission.merged).values(examine_due=True))
    return found[-1]
