"""The clock of review: a level whose working days have run out is passed over, and the log says so."""

from __future__ import annotations

from datetime import datetime, time

from app.accounts.access import Seat
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
    """Pass over the levels that have run out, one part of one form; answer how many submissions."""
    seats: list[Seat] | None = None
    for form_id, policy in sorted(list_policies().items()):
        for level in policy.levels[:-1]:
            done = _pass_where(form_id, level, patience_for(policy, level, vacant=False), None)
            if done:
                return done
            vacant = patience_for(policy, level, vacant=True)
            waiting = _places_waiting(form_id, level, vacant)
            if waiting:
                seats = seats_of_all() if seats is None else seats
                without = places_without(seats, level, get_form(form_id).bidang, waiting)
                done = _pass_where(form_id, level, vacant, without) if without else 0
            if done:
                return done
    return 0


def _places_waiting(form_id: str, level: str, days: int | None) -> list[str]:
    return states_store.list_waiting_places(form_id, level, _before(days)) if days else []


def _pass_where(form_id: str, level: str, days: int | None, places: list[str] | None) -> int:
    """Pass a level over where it was waited for long enough; only in these places, if told."""
    if not days:
        return 0
    with transaction():
        rows = states_store.list_waiting(form_id, level, _before(days), places, PART)
        reason = reason_of(days, vacant=places is not None)
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
