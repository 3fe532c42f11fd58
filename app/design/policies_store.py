"""Reading and writing who reviews the submissions of which form. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from app.design.models import ReviewPolicy
from app.design.policies import DEFAULT, Policy
from app.extensions.database import db


def list_policies(until: datetime | None = None) -> dict[str, Policy]:
    """Answer the policies somebody set, by form; as they were before a moment, if told."""
    newest = select(func.max(ReviewPolicy.policy_id))
    if until is not None:
        newest = newest.where(ReviewPolicy.set_at < until)
    query = select(ReviewPolicy).where(
        ReviewPolicy.policy_id.in_(newest.group_by(ReviewPolicy.form_id))
    )
    return {row.form_id: policy_from(row) for row in db.session.scalars(query)}


def get_policy(form_id: str) -> Policy:
    """Answer the policy of a form as it is now, or the one of all forms."""
    row = db.session.scalar(_of(form_id).limit(1))
    return policy_from(row) if row else DEFAULT


def list_policy_history(form_id: str, limit: int) -> Sequence[ReviewPolicy]:
    """Answer what was set for a form, newest first."""
    return db.session.scalars(_of(form_id).limit(limit)).all()


def _of(form_id: str) -> Select[ReviewPolicy]:
    query = select(ReviewPolicy).where(ReviewPolicy.form_id == form_id)
    return query.order_by(ReviewPolicy.policy_id.desc())


def list_forms_set_since(moment: datetime) -> Sequence[str]:
    """Answer the forms whose policy was set at or after a moment."""
    query = select(ReviewPolicy.form_id).where(ReviewPolicy.set_at >= moment).distinct()
    return db.session.scalars(query).all()


def add_policy(row: ReviewPolicy) -> None:
    """Append to what was set."""
    db.session.add(row)
    db.session.flush()


def policy_from(row: ReviewPolicy) -> Policy:
    """Answer a row as the pure policy."""
    return Policy(tuple(row.levels), row.patience, row.waits, row.set_at, row.policy_id)
