"""The clock of review: a level whose working days have run out is passed over, and the log says so."""

from __future__ import annotations

from datetime import datetime, time

from app.design.policies import Policy
from app.design.policies_store import list_policies
from app.design.store import get_form
from app.extensions.database import now, transaction
from app.intake import states_store
from app.intake import store as intake_store
from app.intake.models import Decision
from app.intake.states_service import restate
from app.intake.states_store import Stated
from app.intake.trail import CLOCK, PASSED_OVER
from app.registry.store import list_holidays
from app.review.policy_service import seats_of_all
from app.review.service import append_state, way_of
from app.review.skipping import patience_for, places_without, reason_of, waited_through
from app.web.guards import settings

PART = 100  # submissions in one transaction


def pass_over_due() -> int:
    """Pass over the levels that have run out, one part of one form; answer how many submissions.

    Looked for without a turn to write: phones stand in that line.
    """
    for form_id, policy in sorted(list_policies().items()):
        for level in policy.levels[:-1]:
            done = _pass_patient(form_id, policy, level) or _pass_vacant(form_id, policy, level)
            if done:
                return done
    return 0


def _pass_patient(form_id: str, policy: Policy, level: str) -> int:
    """Pass a level over where it was waited for as long as was set."""
    days = patience_for(policy, level, vacant=False)
    if not days or not states_store.list_waiting_places(form_id, level, _before(days)):
        return 0
    return _pass_where(form_id, level, _before(days), None, reason_of(days, vacant=False))


def _pass_vacant(form_id: str, policy: Policy, level: str) -> int:
    """Pass a level over in the Posyandu where nobody could take it."""
    days = patience_for(policy, level, vacant=True)
    waiting = states_store.list_waiting_places(form_id, level, _before(days)) if days else []
    if not days or not waiting:
        return 0
    places = places_without(seats_of_all(), level, get_form(form_id).bidang, waiting)
    if not places:
        return 0
    return _pass_where(form_id, level, _before(days), places, reason_of(days, vacant=True))


def _pass_where(
    form_id: str, level: str, before: datetime, places: list[str] | None, reason: str
) -> int:
    """Pass a level over for the next part of what waits since before a moment; in places, if told."""
    with transaction():
        rows = states_store.list_waiting(form_id, level, before, places, PART)
        return sum(_pass_over(row, level, reason) for row in rows)


def _pass_over(stated: Stated, level: str, reason: str) -> bool:
    """Pass a level over, unless the log says that it is not its turn; answer whether it was."""
    row = intake_store.get_submission_locked(stated.instance_id)
    if way_of(row).turn != level:  # its form's levels were set anew, and its turn has not come yet
        restate(row.instance_id)
        return False
    append_state(row, Decision(kind=PASSED_OVER, level=level, reason=reason, actor=CLOCK, at=now()))
    return True


def _before(days: int) -> datetime:
    """Answer the moment before which that had begun to wait which has waited so many working days."""
    zone = settings().zone
    day = waited_through(now().astimezone(zone).date(), days, list_holidays())
    return datetime.combine(day, time.min, tzinfo=zone)
