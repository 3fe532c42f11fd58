"""Reading and writing roll-out rules, legal texts, and imports. A store never commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from app.extensions.database import db
from app.problems import Problem
from app.registry.models import ImportRun, LegalText, Rollout
from app.registry.rollout import Plan, Rule

# -- roll-out


def list_rollout() -> list[Rollout]:
    """Answer the rules in force: of each bidang, form and area the newest, unless it was withdrawn."""
    newest = select(func.max(Rollout.rollout_id)).group_by(
        Rollout.bidang, Rollout.form_id, Rollout.area
    )
    query = select(Rollout).where(Rollout.rollout_id.in_(newest), ~Rollout.withdrawn)
    rows = db.session.scalars(query.order_by(Rollout.bidang, Rollout.form_id, Rollout.area))
    return list(rows)


def get_rollout_plan() -> Plan:
    """Answer the rules in force as the pure plan."""
    return Plan([Rule(row.bidang, row.form_id, row.area, row.starts_on) for row in list_rollout()])


def list_rollout_history(limit: int) -> Sequence[Rollout]:
    """Answer what was set and withdrawn, newest first."""
    return db.session.scalars(
        select(Rollout).order_by(Rollout.rollout_id.desc()).limit(limit)
    ).all()


# -- legal texts


def find_legal_text(key: str, day: date) -> LegalText | None:
    """Answer the version of a text in force on a day; before the first, the first."""
    of_key = select(LegalText).where(LegalText.key == key)
    begun = of_key.where(LegalText.from_date <= day)
    newest = begun.order_by(LegalText.from_date.desc(), LegalText.version.desc()).limit(1)
    first = of_key.order_by(LegalText.from_date, LegalText.version).limit(1)
    return db.session.scalar(newest) or db.session.scalar(first)


def list_legal_texts(key: str) -> Sequence[LegalText]:
    """Answer the versions of a text, newest first."""
    query = select(LegalText).where(LegalText.key == key)
    return db.session.scalars(query.order_by(LegalText.version.desc())).all()


# -- imports


def get_import(import_id: int) -> ImportRun:
    """Answer a checked workbook or raise Problem."""
    run = db.session.get(ImportRun, import_id)
    if run is None:
        raise Problem("registry.unknown_import")
    return run


def list_imports(limit: int) -> Sequence[ImportRun]:
    """Answer the newest imports."""
    query = select(ImportRun).order_by(ImportRun.import_id.desc()).limit(limit)
    return db.session.scalars(query).all()
