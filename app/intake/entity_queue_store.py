"""The queue of submissions whose sasaran are still to be made or changed. A store never commits."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select, text, tuple_, update
from sqlalchemy.orm import undefer

from app.extensions.database import db
from app.intake.models import Submission
from app.intake.store import of_chain
from app.registry.entity_models import EntityBacklog, EntityProblem

# As the partial index says it, to the letter: SQLite does not see that "= 1" is the same.
_DUE = text("submission.entity_due")


def find_entity_due(but: Collection[int] = ()) -> int | None:
    """Answer the number of the submission that waits longest, in order of arrival."""
    query = select(Submission.seq).where(_DUE)
    if but:
        query = query.where(Submission.seq.not_in(list(but)))
    return db.session.scalar(query.order_by(Submission.seq).limit(1))


def list_chain_of(seq: int) -> Sequence[Submission]:
    """Answer a submission's whole chain of edits with their XML, oldest first, as they are now."""
    root = db.session.scalar(select(Submission.root_instance_id).where(Submission.seq == seq))
    query = select(Submission).where(of_chain(root or ""))
    query = query.options(undefer(Submission.xml)).execution_options(populate_existing=True)
    return db.session.scalars(query.order_by(Submission.seq)).all()


def save_entity_done(seq: int, touch: int) -> None:
    """Take a submission out of the queue, unless it was touched again meanwhile."""
    db.session.execute(
        update(Submission).where(Submission.seq == seq).values(entity_due=Submission.touch != touch)
    )


def save_entity_due(instance_ids: Collection[str]) -> None:
    """Put submissions into the queue again: what they waited for may have come."""
    chosen = Submission.instance_id.in_(list(instance_ids))
    db.session.execute(
        update(Submission)
        .where(chosen, Submission.has_entities)
        .values(entity_due=True, touch=Submission.touch + 1)
    )


def save_all_due(versions: Collection[tuple[str, str]]) -> None:
    """Put every submission of these (form, version) into the queue again."""
    chosen = tuple_(Submission.form_id, Submission.version).in_(list(versions))
    db.session.execute(
        update(Submission)
        .where(chosen, Submission.has_entities)
        .values(entity_due=True, touch=Submission.touch + 1)
    )


def find_problem(root_instance_id: str) -> EntityProblem | None:
    """Answer why the sasaran of a chain of edits could not be made or changed, or None."""
    chain = select(Submission.instance_id).where(of_chain(root_instance_id))
    query = select(EntityProblem).where(EntityProblem.instance_id.in_(chain))
    return db.session.scalar(query.order_by(EntityProblem.seq.desc()).limit(1))


def list_held(root_instance_id: str) -> Sequence[EntityBacklog]:
    """Answer the updates of a chain of edits that wait for the ones before them, oldest first."""
    chain = select(Submission.instance_id).where(of_chain(root_instance_id))
    query = select(EntityBacklog).where(EntityBacklog.instance_id.in_(chain))
    return db.session.scalars(query.order_by(EntityBacklog.held_at)).all()
