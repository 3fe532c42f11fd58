"""A release set for a moment: made, taken back, and done by the worker when the moment has come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.accounts.service import log_act
from app.design import release_store as rstore
from app.design import store
from app.design.files_service import check_files
from app.design.gate_service import find_obstacle, mark_of_draft
from app.design.release_models import ReleasePlan
from app.design.release_times import due_words
from app.design.releasing_service import release_in_transaction
from app.extensions.database import now, transaction
from app.outbox.kinds import RELEASE_PLANNED
from app.outbox.service import enqueue
from app.problems import Problem
from app.registry.periods import month_name
from app.web.guards import settings


def schedule_release(
    form_id: str, version: str, due: datetime, actor: str, *, period: str = "", confirmed: str = ""
) -> ReleasePlan:
    """Set the release of a draft for a moment; pinned to a month where `period` names one.

    Everything a release asks for is asked for now; at the moment itself the draft must be as it is.
    """
    with transaction():
        store.get_form(form_id, locked=True)
        draft = store.get_version(form_id, version, whole=True)
        if draft.state == store.RELEASED:
            raise Problem("design.version_taken", form_id=form_id, version=version)
        check_files(draft)
        obstacle = find_obstacle(draft, confirmed, due)
        if obstacle is not None:
            raise obstacle
        plan = ReleasePlan(
            form_id=form_id,
            version=version,
            mark=mark_of_draft(draft),
            due_at=due,
            period=period,
            state=rstore.WAITING,
            set_at=now(),
            set_by=actor,
            reason="",
        )
        rstore.add_row(plan)
        enqueue(RELEASE_PLANNED, str(plan.plan_id), {"plan_id": plan.plan_id}, due)
        told = f"mulai {month_name(period)}" if period else due_words(due, settings().zone)
        log_act(actor, "formulir.jadwalkan", f"form:{form_id}", f"{version}, {told}")
        return plan


def cancel_plan(form_id: str, plan_id: int, actor: str) -> None:
    """Take back a release that is set for a moment to come."""
    _end(form_id, plan_id, actor, rstore.WAITING, rstore.CANCELLED, "formulir.batal_jadwal", "")


def lift_pin(form_id: str, plan_id: int, actor: str, reason: str) -> None:
    """Let a month that was pinned to a version take another one after all."""
    if not reason.strip():
        raise Problem("accounts.reason_missing")
    told = " ".join(reason.split())[:500]
    _end(form_id, plan_id, actor, rstore.RELEASED, rstore.LIFTED, "formulir.lepas_bulan", told)


def _end(
    form_id: str, plan_id: int, actor: str, state: str, ends_as: str, act: str, reason: str
) -> None:
    with transaction():
        plan = rstore.get_plan(plan_id, locked=True)
        if plan.form_id != form_id or plan.state != state:
            raise Problem("design.unknown_plan")
        plan.state, plan.ended_at, plan.ended_by, plan.reason = ends_as, now(), actor, reason
        log_act(actor, act, f"form:{form_id}", plan.version)


def release_planned(payload: Mapping[str, Any]) -> None:
    """Release what is due; what keeps it from that is written down for its officers."""
    plan_id = int(payload["plan_id"])
    try:
        with transaction():
            plan = rstore.get_plan(plan_id, locked=True)
            if plan.state != rstore.WAITING:
                return  # taken back, or done by a worker that was killed right after
            draft = store.get_version(plan.form_id, plan.version, whole=True)
            if mark_of_draft(draft) != plan.mark:
                raise Problem("design.plan_stale", form_id=plan.form_id, version=plan.version)
            plan.state, plan.ended_at, plan.ended_by = rstore.RELEASED, now(), plan.set_by
            release_in_transaction(draft, plan.set_by)
    except Problem as problem:
        _fail(plan_id, f"{problem.message} {problem.cure}")


def _fail(plan_id: int, reason: str) -> None:
    with transaction():
        plan = rstore.get_plan(plan_id, locked=True)
        if plan.state == rstore.WAITING:
            plan.state, plan.ended_at, plan.reason = rstore.FAILED, now(), reason
            log_act("jadwal", "formulir.gagal_terbit", f"form:{plan.form_id}", plan.version)
