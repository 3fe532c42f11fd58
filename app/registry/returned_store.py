"""Reading and writing what was returned to be corrected. A store never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, or_, select

from app.extensions.database import db
from app.registry.models import Returned
from app.registry.store import within


def save_returned(row: Returned) -> None:
    """Note what was returned, or its new reason."""
    db.session.merge(row)
    db.session.flush()


def remove_returned(instance_ids: Iterable[str]) -> None:
    """Take away what no longer waits for its kader."""
    wanted = list(instance_ids)
    if wanted:
        db.session.execute(delete(Returned).where(Returned.instance_id.in_(wanted)))


def remove_group(posyandu_code: str, form_id: str, period: str) -> None:
    """Take away what a fresh report of the same Posyandu, form and month has corrected."""
    db.session.execute(
        delete(Returned).where(
            Returned.posyandu_code == posyandu_code,
            Returned.form_id == form_id,
            Returned.period == period,
        )
    )


def list_for_form(areas: Sequence[str], form_id: str) -> Sequence[Returned]:
    """Answer what was returned of a form in any of the areas, in a stable order."""
    query = select(Returned).where(or_(*(within(Returned.posyandu_code, area) for area in areas)))
    query = query.where(Returned.form_id == form_id)
    return db.session.scalars(query.order_by(Returned.returned_at, Returned.instance_id)).all()


def list_returned(
    areas: Sequence[str], bidang_forms: Sequence[str] | None = None, limit: int = 2000
) -> Sequence[Returned]:
    """Answer what was returned in any of the areas, by place; of the forms named, or of all."""
    query = select(Returned).where(or_(*(within(Returned.posyandu_code, area) for area in areas)))
    if bidang_forms is not None:
        query = query.where(Returned.form_id.in_(bidang_forms))
    order = Returned.posyandu_code, Returned.form_id, Returned.period, Returned.returned_at
    return db.session.scalars(query.order_by(*order).limit(limit)).all()
