"""Reading and writing what stands before a release. A store never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from app.design.models import FormVersion
from app.design.release_models import AnswerCount, DraftReview, ReleasePlan, SecondOfficer
from app.extensions.database import db
from app.problems import Problem

ASKED, APPROVED, SENT_BACK, WITHDRAWN = "diminta", "disetujui", "dikembalikan", "ditarik"
WAITING, RELEASED, FAILED, CANCELLED, LIFTED = "menunggu", "terbit", "gagal", "batal", "dilepas"
COUNTING, COUNTED = "dihitung", "siap"

# -- a second officer


def list_second_officers() -> dict[str, SecondOfficer]:
    """Answer what was set last for each bidang that anything was set for."""
    newest = select(func.max(SecondOfficer.rule_id)).group_by(SecondOfficer.bidang)
    rows = db.session.scalars(select(SecondOfficer).where(SecondOfficer.rule_id.in_(newest)))
    return {row.bidang: row for row in rows}


def find_second_officer(bidang: str) -> SecondOfficer | None:
    """Answer what was set last for a bidang."""
    query = select(SecondOfficer).where(SecondOfficer.bidang == bidang)
    return db.session.scalar(query.order_by(SecondOfficer.rule_id.desc()).limit(1))


def find_newest_review(form_id: str, version: str) -> DraftReview | None:
    """Answer what was asked last about a version."""
    query = select(DraftReview).where(
        DraftReview.form_id == form_id, DraftReview.version == version
    )
    newest = query.order_by(DraftReview.review_id.desc()).limit(1)
    return db.session.scalar(newest.execution_options(populate_existing=True))


def list_reviews(form_id: str, limit: int) -> Sequence[DraftReview]:
    """Answer what was asked about a form's drafts, newest first."""
    query = select(DraftReview).where(DraftReview.form_id == form_id)
    return db.session.scalars(query.order_by(DraftReview.review_id.desc()).limit(limit)).all()


def list_open_reviews(states: Iterable[str]) -> Sequence[DraftReview]:
    """Answer the newest word about each draft, where it is one of these, oldest first."""
    newest = select(func.max(DraftReview.review_id)).group_by(
        DraftReview.form_id, DraftReview.version
    )
    query = (
        select(DraftReview)
        .join(
            FormVersion,
            (FormVersion.form_id == DraftReview.form_id)
            & (FormVersion.version == DraftReview.version),
        )
        .where(
            DraftReview.state.in_(list(states)),
            DraftReview.review_id.in_(newest),
            FormVersion.released_at.is_(None),
        )
    )
    return db.session.scalars(query.order_by(DraftReview.review_id)).all()


# -- a moment


def find_waiting_plan(form_id: str) -> ReleasePlan | None:
    """Answer the release of a form that is set for a moment to come."""
    query = select(ReleasePlan).where(ReleasePlan.form_id == form_id, ReleasePlan.state == WAITING)
    return db.session.scalar(query.execution_options(populate_existing=True))


def find_pin(form_id: str, period: str) -> ReleasePlan | None:
    """Answer the release that a month is pinned to."""
    query = select(ReleasePlan).where(
        ReleasePlan.form_id == form_id,
        ReleasePlan.state == RELEASED,
        ReleasePlan.period == period,
    )
    return db.session.scalar(query.order_by(ReleasePlan.plan_id.desc()).limit(1))


def get_plan(plan_id: int, *, locked: bool = False) -> ReleasePlan:
    """Answer a plan; locked, nobody else ends it until the transaction ends."""
    query = select(ReleasePlan).where(ReleasePlan.plan_id == plan_id)
    query = query.with_for_update() if locked else query
    plan: ReleasePlan | None = db.session.scalar(query.execution_options(populate_existing=True))
    if plan is None:
        raise Problem("design.unknown_plan")
    return plan


def list_plans(form_id: str, limit: int) -> Sequence[ReleasePlan]:
    """Answer the releases of a form that were set for a moment, newest first."""
    query = select(ReleasePlan).where(ReleasePlan.form_id == form_id)
    return db.session.scalars(query.order_by(ReleasePlan.plan_id.desc()).limit(limit)).all()


def list_newest_plans(states: Iterable[str]) -> Sequence[ReleasePlan]:
    """Answer each form's newest plan, where it stands in one of these states."""
    newest = select(func.max(ReleasePlan.plan_id)).group_by(ReleasePlan.form_id)
    query = select(ReleasePlan).where(
        ReleasePlan.plan_id.in_(newest), ReleasePlan.state.in_(list(states))
    )
    return db.session.scalars(query.order_by(ReleasePlan.plan_id)).all()


# -- counted answers


def find_answer_count(form_id: str, *, locked: bool = False) -> AnswerCount | None:
    """Answer how far the answers of a form are counted; locked until the transaction ends."""
    query = select(AnswerCount).where(AnswerCount.form_id == form_id)
    query = query.with_for_update() if locked else query
    row: AnswerCount | None = db.session.scalar(query.execution_options(populate_existing=True))
    return row


Row = AnswerCount | DraftReview | ReleasePlan | SecondOfficer


def add_row(row: Row) -> None:
    """Add a row of any of these tables."""
    db.session.add(row)
    db.session.flush()
