"""What of a list could not be written to a Central yet, because phones said something newer there.

It is pulled first, within minutes; then the list is looked at again, less and less often while some of
it still waits. A newer plan for the same form there takes over.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.exchange import plan_store, store
from app.exchange.central_lists_service import write_list_there
from app.exchange.package_service import package_of
from app.exchange.service import central_client_of
from app.exchange.steps import Order
from app.exchange.there import WAITS
from app.extensions.database import now, transaction
from app.outbox.kinds import WRITE_LIST
from app.outbox.service import enqueue

FIRST_LOOK, LAST_LOOK = timedelta(minutes=10), timedelta(hours=6)
DOUBLINGS, LOOKS = 6, 40  # ten days; then it is left to the next time somebody publishes


def enqueue_rest(step_id: int, looks: int = 0) -> None:
    """Let the worker look at a list again, inside the caller's transaction."""
    wait = min(FIRST_LOOK * 2 ** min(looks, DOUBLINGS), LAST_LOOK)
    _enqueue(step_id, looks, wait)


def _enqueue(step_id: int, looks: int, wait: timedelta) -> None:
    enqueue(WRITE_LIST, str(step_id), {"step_id": step_id, "looks": looks}, now() + wait)


def write_rest(payload: dict[str, Any]) -> None:
    """Write what waited of a list; raise RemoteError to be called again later."""
    step = plan_store.get_step(payload["step_id"])
    part = plan_store.get_part(step.part_id)
    whole, target = plan_store.get_plan(part.plan_id), store.get_target(part.target_id)
    newest = plan_store.find_last_begun(part.target_id, whole.form_id)
    if target.off_at is not None or newest is None or newest.part_id != part.part_id:
        return
    package = package_of(whole.form_id, whole.version, part.variant)
    order = Order(step.kind, dict(step.about), whole.form_id, part.remote_id, "")
    with central_client_of(target) as client:
        outcome = write_list_there(client, order, package)
    with transaction():
        step.about = {**step.about, **outcome.about}
        plan_store.save_step(step)
        if outcome.wait is not None:
            _enqueue(step.step_id, payload["looks"], timedelta(seconds=outcome.wait))
        elif step.about.get(WAITS) and payload["looks"] < LOOKS:
            enqueue_rest(step.step_id, payload["looks"] + 1)
