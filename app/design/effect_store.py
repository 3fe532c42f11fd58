"""Reading and writing what was measured of a release, and how far it is applied. Never commits."""

from __future__ import annotations

from sqlalchemy import select

from app.design.models import FormEffect
from app.extensions.database import db
from app.problems import Problem

MEASURING, READY, APPLYING, DONE = "dihitung", "siap", "diterapkan", "selesai"
OF_DRAFTS = frozenset({MEASURING, READY})


def add_effect(effect: FormEffect) -> FormEffect:
    """Add what is to be measured or applied."""
    db.session.add(effect)
    db.session.flush()
    return effect


def find_newest_effect(form_id: str, version: str) -> FormEffect | None:
    """Answer what was measured last of a version, or None."""
    query = select(FormEffect).where(FormEffect.form_id == form_id, FormEffect.version == version)
    newest = query.order_by(FormEffect.effect_id.desc()).limit(1)
    return db.session.scalar(newest.execution_options(populate_existing=True))


def find_applying() -> FormEffect | None:
    """Answer a release that is not applied everywhere yet, or None."""
    query = select(FormEffect).where(FormEffect.state == APPLYING).limit(1)
    return db.session.scalar(query.execution_options(populate_existing=True))


def get_effect(effect_id: int, *, locked: bool = False) -> FormEffect:
    """Answer an effect; locked, nobody else goes on with it until the transaction ends."""
    query = select(FormEffect).where(FormEffect.effect_id == effect_id)
    query = query.with_for_update() if locked else query
    effect: FormEffect | None = db.session.scalar(query.execution_options(populate_existing=True))
    if effect is None:
        raise Problem("design.unknown_effect")
    return effect
