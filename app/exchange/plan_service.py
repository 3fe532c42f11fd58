"""Bringing a version of a form to other servers: planned by reading them, shown, then begun.

What a step does stands in `steps_service`; here is who may begin when, and what becomes of a part.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.exchange import plan_store, store
from app.exchange.left_service import is_busy, left_at, remote_id_at
from app.exchange.models import PublishPart, PublishPlan, PublishStep, Target, TargetAct
from app.exchange.package_service import ALL, WITHOUT_LISTS, Package, package_of
from app.exchange.plan import (
    BUSY,
    IMPORT,
    NEEDS_CHANGE,
    UNREACHED,
    WAIT,
    Left,
    Planned,
    plan_central,
    plan_kobo,
)
from app.exchange.remote_errors import RemoteError
from app.exchange.service import CENTRAL, KOBO, central_client_of, kobo_client_of
from app.exchange.standing_service import read_central, read_kobo
from app.exchange.verdicts import judge_error
from app.extensions.database import now, transaction
from app.outbox.kinds import PUBLISH_PART
from app.outbox.service import enqueue, hasten
from app.problems import Problem
from xlsform.findings import Finding, has_errors
from xlsform.variants import repeated_names

MOST_TARGETS = 50


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What a plan does at one target, before it is kept."""

    target: Target
    variant: str
    remote_id: str
    planned: Planned
    findings: tuple[Finding, ...]


def make_plan(
    form_id: str,
    version: str,
    target_ids: Sequence[int],
    actor: str,
    without_lists: Collection[int] = (),
) -> PublishPlan:
    """Read each target and keep what it lacks of a form's version; nothing is changed there.

    `without_lists`: the targets that get the form without lists of people.
    """
    chosen = [store.get_target(one) for one in dict.fromkeys(target_ids)][:MOST_TARGETS]
    targets = [target for target in chosen if target.off_at is None]
    if not targets:
        raise Problem("publish.no_target")
    packages: dict[str, Package] = {}
    drawn = []
    for target in targets:
        variant = WITHOUT_LISTS if target.target_id in without_lists else ALL
        if variant not in packages:
            packages[variant] = package_of(form_id, version, variant)
        drawn.append(_draw(target, packages[variant]))
    with transaction():
        plan = plan_store.add_plan(
            PublishPlan(
                form_id=form_id,
                version=version,
                planned_at=now(),
                planned_by=actor,
                begun_by="",
            )
        )
        for one in drawn:
            _keep(plan, one)
    return plan


def _draw(target: Target, package: Package) -> _Drawn:
    left = left_at(target, package.form_id)
    remote_id = remote_id_at(target, package.form_id)
    findings = package.findings
    if target.kind == KOBO:
        findings = (*findings, *repeated_names(package.workbook))
    if not package.possible or has_errors(findings):
        planned = Planned(refusal=NEEDS_CHANGE)
    else:
        try:
            planned = _compare(target, package, left, remote_id)
        except RemoteError as error:
            line = judge_error(error)
            said = Finding("error", "", None, None, "publish.remote", line.text, line.cure)
            planned, findings = Planned(refusal=UNREACHED), (said,)
    if planned.steps and is_busy(target, package.form_id):
        planned = Planned(refusal=BUSY)
    return _Drawn(target, package.variant, remote_id, planned, findings)


def _compare(target: Target, package: Package, left: Left, remote_id: str) -> Planned:
    if target.kind == CENTRAL:
        with central_client_of(target) as client:
            there = read_central(client, package.form_id, package.lists)
        return plan_central(package.wanted(), left, there)
    kobo = read_kobo(kobo_client_of(target), target, remote_id)
    return plan_kobo(package.wanted(), left, kobo)


def _keep(plan: PublishPlan, drawn: _Drawn) -> None:
    planned = drawn.planned
    state = plan_store.PLANNED if planned.steps else plan_store.DONE
    part = plan_store.add_part(
        PublishPart(
            plan_id=plan.plan_id,
            target_id=drawn.target.target_id,
            variant=drawn.variant,
            state=plan_store.REFUSED if planned.refusal else state,
            refusal=planned.refusal,
            findings=[found.as_dict() for found in drawn.findings],
            remote_id=drawn.remote_id,
            replaces=dict(planned.replaces) if state == plan_store.PLANNED else {},
        )
    )
    plan_store.add_steps(
        PublishStep(
            part_id=part.part_id,
            position=position,
            kind=step.kind,
            about=dict(step.about),
            state=plan_store.WAITING,
            attempts=0,
            error="",
            findings=[],
        )
        for position, step in enumerate(planned.steps, start=1)
    )


def begin_plan(plan_id: int, actor: str, agreed: Collection[int] = ()) -> PublishPlan:
    """Begin what a plan shows, at every target where something can be done; twice is as once.

    A part that replaces somebody's unpublished work waits until it is among those `agreed` to.
    """
    with transaction():
        plan = plan_store.get_plan(plan_id)
        planned = [p for p in plan_store.list_parts([plan_id]) if p.state == plan_store.PLANNED]
        parts = [part for part in planned if not part.replaces or part.part_id in agreed]
        if planned and not parts:
            raise Problem("publish.not_agreed")
        for part in parts:
            if is_busy(store.get_target(part.target_id), plan.form_id):
                part.state, part.refusal = plan_store.REFUSED, BUSY
            else:
                part.state = plan_store.RUNNING
                _enqueue(part)
                _note(plan, part, "terbitkan", actor)
            plan_store.save_part(part)
        if parts and plan.begun_at is None:
            plan.begun_at, plan.begun_by = now(), actor
        plan_store.add_plan(plan)
    return plan


def resume_part(part_id: int, actor: str) -> PublishPart:
    """Take up a part that failed at the step that failed, or one that waits for its next try."""
    with transaction():
        part = plan_store.get_part(part_id)
        if part.state not in {plan_store.FAILED, plan_store.RUNNING}:
            raise Problem("publish.not_resumable")
        plan = plan_store.get_plan(part.plan_id)
        newest = plan_store.find_last_begun(part.target_id, plan.form_id)
        if newest is not None and newest.part_id != part_id:
            raise Problem("publish.newer_plan")
        step = plan_store.find_next_step(part_id)
        if step is not None:
            _ready_again(step)
        part.state = plan_store.RUNNING
        plan_store.save_part(part)
        _enqueue(part)
        hasten(PUBLISH_PART, str(part_id))
        _note(plan, part, "lanjutkan", actor)
    return part


def _note(plan: PublishPlan, part: PublishPart, act: str, actor: str) -> None:
    about = {"form_id": plan.form_id, "version": plan.version, "plan_id": plan.plan_id}
    if part.replaces:
        about["replaces"] = part.replaces
    store.add_act(
        TargetAct(target_id=part.target_id, act=act, details=about, at=now(), actor=actor)
    )


def _ready_again(step: PublishStep) -> None:
    steps = plan_store.list_steps([step.part_id])
    # An import that failed or was lost is begun anew, not waited for once more.
    again = [one for one in steps if step.kind == WAIT and one.kind == IMPORT]
    for one in (*again, step):
        one.state = plan_store.WAITING
        one.about = {key: value for key, value in one.about.items() if key != "polls"}
        plan_store.save_step(one)


def _enqueue(part: PublishPart) -> None:
    enqueue(PUBLISH_PART, str(part.part_id), {"part_id": part.part_id})
