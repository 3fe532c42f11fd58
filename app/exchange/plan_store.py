"""Reading and writing plans of publishing, their parts and steps. A store never commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select

from app.exchange.models import PublishPart, PublishPlan, PublishStep
from app.exchange.plan import DRAFT, FORM, WAIT
from app.extensions.database import db
from app.problems import Problem

PLANNED = "rencana"
REFUSED = "ditolak"
RUNNING = "berjalan"
DONE = "selesai"
FAILED = "gagal"
WAITING = "menunggu"
PLANS_SHOWN = 20
DRAFTS_KNOWN = 100


def get_plan(plan_id: int) -> PublishPlan:
    """Answer a plan or raise Problem."""
    plan = db.session.get(PublishPlan, plan_id)
    if plan is None:
        raise Problem("publish.unknown_plan")
    return plan


def list_plans() -> Sequence[PublishPlan]:
    """Answer the newest plans."""
    query = select(PublishPlan).order_by(PublishPlan.plan_id.desc()).limit(PLANS_SHOWN)
    return db.session.scalars(query).all()


def add_plan(plan: PublishPlan) -> PublishPlan:
    """Add a plan."""
    db.session.add(plan)
    db.session.flush()
    return plan


def add_part(part: PublishPart) -> PublishPart:
    """Add what a plan does at one target."""
    db.session.add(part)
    db.session.flush()
    return part


def add_steps(steps: Iterable[PublishStep]) -> None:
    """Add the steps of a part."""
    db.session.add_all(steps)
    db.session.flush()


def save_part(part: PublishPart) -> None:
    """Write a changed part."""
    db.session.add(part)
    db.session.flush()


def save_step(step: PublishStep) -> None:
    """Write a changed step."""
    db.session.add(step)
    db.session.flush()


def get_part(part_id: int) -> PublishPart:
    """Answer a part or raise Problem."""
    part = db.session.get(PublishPart, part_id)
    if part is None:
        raise Problem("publish.unknown_plan")
    return part


def list_parts(plan_ids: Sequence[int]) -> Sequence[PublishPart]:
    """Answer the parts of plans, in the order they were made."""
    query = select(PublishPart).where(PublishPart.plan_id.in_(plan_ids))
    return db.session.scalars(query.order_by(PublishPart.part_id)).all()


def list_steps(part_ids: Sequence[int]) -> Sequence[PublishStep]:
    """Answer the steps of parts, in order."""
    query = select(PublishStep).where(PublishStep.part_id.in_(part_ids))
    return db.session.scalars(query.order_by(PublishStep.part_id, PublishStep.position)).all()


def get_step(step_id: int) -> PublishStep:
    """Answer a step or raise Problem."""
    step = db.session.get(PublishStep, step_id)
    if step is None:
        raise Problem("publish.unknown_plan")
    return step


def find_next_step(part_id: int) -> PublishStep | None:
    """Answer the first step of a part that is not done."""
    query = select(PublishStep).where(PublishStep.part_id == part_id, PublishStep.state != DONE)
    return db.session.scalar(query.order_by(PublishStep.position).limit(1))


def find_done_step(target_id: int, form_id: str) -> PublishStep | None:
    """Answer a step that was done to bring a form to a target, of whatever plan."""
    return db.session.scalar(
        _steps_of(target_id, form_id).where(PublishStep.state == DONE).limit(1)
    )


def _steps_of(target_id: int, form_id: str) -> Select[PublishStep]:
    """Select the steps that bring a form to a target, of whatever plan."""
    return (
        select(PublishStep)
        .join(PublishPart, PublishPart.part_id == PublishStep.part_id)
        .join(PublishPlan, PublishPlan.plan_id == PublishPart.plan_id)
        .where(
            PublishPart.target_id == target_id,
            PublishPlan.form_id == form_id,
        )
    )


def list_failed_steps(target_id: int, form_id: str) -> Sequence[PublishStep]:
    """Answer the steps that failed at bringing a form to a target, of whatever plan."""
    return db.session.scalars(
        _steps_of(target_id, form_id).where(PublishStep.state == FAILED)
    ).all()


def list_draft_steps(target_id: int, form_id: str) -> Sequence[PublishStep]:
    """Answer the steps that made something at a target that was not out yet, newest first."""
    return db.session.scalars(
        _steps_of(target_id, form_id)
        .where(
            PublishPart.state.in_((RUNNING, DONE, FAILED)),
            PublishStep.kind.in_((FORM, DRAFT, WAIT)),
        )
        .order_by(PublishStep.step_id.desc())
        .limit(DRAFTS_KNOWN)
    ).all()


def find_last_begun(target_id: int, form_id: str) -> PublishPart | None:
    """Answer the newest part that began to bring a form to a target, whatever became of it."""
    return db.session.scalar(
        select(PublishPart)
        .join(PublishPlan, PublishPlan.plan_id == PublishPart.plan_id)
        .where(
            PublishPart.target_id == target_id,
            PublishPlan.form_id == form_id,
            PublishPart.state.in_((RUNNING, DONE, FAILED)),
        )
        .order_by(PublishPart.part_id.desc())
        .limit(1)
    )
