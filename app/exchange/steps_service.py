"""Carrying out the steps of a part, one after another, each kept before the next begins.

Work here is at least once: killed in the middle of a step, that step is done again, and looks first at
what is there. A failure that may pass is left to the job; one that will not ends the part with its
reason, to be taken up by a person.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from app.exchange import plan, plan_store, store
from app.exchange.central_steps_service import carry_out_at_central
from app.exchange.kobo_steps_service import carry_out_at_kobo
from app.exchange.list_rest_service import enqueue_rest
from app.exchange.models import (
    Publication,
    PublicationVersion,
    PublishPart,
    PublishPlan,
    PublishStep,
    Target,
)
from app.exchange.package_service import Package, package_of
from app.exchange.remote_errors import RemoteError
from app.exchange.service import CENTRAL, central_client_of, kobo_client_of
from app.exchange.steps import Order, Outcome, StepFailed
from app.exchange.there import WAITS
from app.extensions.database import now, transaction
from app.extensions.vault import vault
from app.outbox.kinds import PUBLISH_PART
from app.outbox.service import enqueue
from app.problems import Problem

TURN_SECONDS = 100.0  # well within the time a job is lent for

Carry = Callable[[Order], Outcome]


def publish_part(payload: dict[str, Any]) -> None:
    """Do the steps of a part that are not done; raise RemoteError to be called again later."""
    part = plan_store.get_part(payload["part_id"])
    if part.state != plan_store.RUNNING:
        return
    whole = plan_store.get_plan(part.plan_id)
    target = store.get_target(part.target_id)
    try:
        package = package_of(whole.form_id, whole.version, part.variant)
    except Problem as problem:
        _fail(part, plan_store.find_next_step(part.part_id), problem.message)
        return
    with ExitStack() as open_:
        _go_on(part, whole, _carrier(target, package, open_))


def _carrier(target: Target, package: Package, open_: ExitStack) -> Carry:
    """Answer what carries out a step at a target; its session is ended with `open_`."""
    if target.kind == CENTRAL:
        central = open_.enter_context(central_client_of(target))
        return lambda order: carry_out_at_central(central, order, package)
    kobo = kobo_client_of(target)
    return lambda order: carry_out_at_kobo(kobo, target, order, package)


def _go_on(part: PublishPart, whole: PublishPlan, carry: Carry) -> None:
    ends = time.monotonic() + TURN_SECONDS
    while step := plan_store.find_next_step(part.part_id):
        if time.monotonic() > ends:
            _again(part, 0)
            return
        try:
            outcome = carry(_order(part, whole, step))
        except StepFailed as failure:
            _fail(part, step, failure.message, [one.as_dict() for one in failure.findings])
            return
        except RemoteError as error:
            _note_failure(part, step, error)
            if error.retryable:
                raise
            return
        _keep(part, whole, step, outcome)
        if outcome.wait is not None:
            _again(part, outcome.wait)
            return
    with transaction():
        part.state = plan_store.DONE
        plan_store.save_part(part)


def _order(part: PublishPart, whole: PublishPlan, step: PublishStep) -> Order:
    about = dict(step.about)
    if step.kind == plan.WAIT:
        steps = plan_store.list_steps([part.part_id])
        about |= next(dict(one.about) for one in steps if one.kind == plan.IMPORT)
        about |= {key: value for key, value in step.about.items() if key == "polls"}
    # Of this installation alone: another that uses the same account has plans of its own.
    mark = vault.fingerprint("publish.part", str(part.part_id)).hex()[:16]
    return Order(step.kind, about, whole.form_id, part.remote_id, f"simpul-{mark}")


def _keep(part: PublishPart, whole: PublishPlan, step: PublishStep, outcome: Outcome) -> None:
    with transaction():
        step.attempts += 1
        step.about = {**step.about, **outcome.about}
        step.error, step.findings = "", []
        if outcome.wait is None:
            step.state, step.ended_at = plan_store.DONE, now()
            if outcome.about.get(WAITS):
                enqueue_rest(step.step_id)
        plan_store.save_step(step)
        if outcome.remote_id:
            part.remote_id = outcome.remote_id
            plan_store.save_part(part)
        if outcome.marks is not None:
            _note_published(part, whole, outcome)


def _note_published(part: PublishPart, whole: PublishPlan, outcome: Outcome) -> None:
    """Keep that the form stands there: under which id, as which version, and what to know it by."""
    row = store.find_publication(part.target_id, outcome.remote_id) or store.add_publication(
        Publication(
            target_id=part.target_id,
            form_id=whole.form_id,
            version=whole.version,
            remote_id=outcome.remote_id,
            created_at=now(),
            stands={},
            drift=[],
            variant="",
        )
    )
    row.form_id, row.version, row.variant = whole.form_id, whole.version, part.variant
    row.stands, row.drift = dict(outcome.marks or {}), []
    row.published_at = row.looked_at = now()
    store.save_publication(row)
    store.save_version(
        PublicationVersion(
            publication_id=row.publication_id,
            remote_version=outcome.remote_version,
            version=whole.version,
            borrowed=False,
            published_at=now(),
        )
    )


def _note_failure(part: PublishPart, step: PublishStep, error: RemoteError) -> None:
    if not error.retryable:
        _fail(part, step, error.message)
        return
    with transaction():
        step.attempts += 1
        step.error = error.message
        plan_store.save_step(step)


def _fail(
    part: PublishPart,
    step: PublishStep | None,
    message: str,
    findings: list[dict[str, Any]] | None = None,
) -> None:
    with transaction():
        part.state = plan_store.FAILED
        plan_store.save_part(part)
        if step is not None:
            step.attempts += 1
            step.state, step.error, step.findings = plan_store.FAILED, message, findings or []
            plan_store.save_step(step)


def _again(part: PublishPart, seconds: int) -> None:
    """Let the part go on in another turn."""
    with transaction():
        later = now() + timedelta(seconds=seconds)
        enqueue(PUBLISH_PART, str(part.part_id), {"part_id": part.part_id}, after=later)
