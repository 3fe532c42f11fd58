"""Setting who reviews a form, seeing beforehand what that does, and letting the clock pass levels over.

What was sent before follows in parts, each its own job; where a submission stands is the same in the end
as if the policy had always been so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Seat, seats_of
from app.accounts.levels import LEVEL_NAMES, in_order
from app.accounts.people_store import list_all_users
from app.accounts.service import access_of_user, log_act
from app.design import policies_service
from app.design import policies_store as store
from app.design.models import ReviewPolicy
from app.design.policies import Policy, fault_of
from app.design.store import get_form
from app.extensions.database import now, transaction
from app.intake import states_store
from app.intake.queue_store import find_newest
from app.intake.queue_store import list_places as list_places_sent
from app.intake.states import UNREVIEWED, WAITING
from app.intake.states_service import restate_open
from app.outbox.kinds import RESTATE
from app.outbox.service import enqueue
from app.problems import Problem
from app.registry.store import list_places
from app.review.skipping import places_without
from app.web.guards import local_now

PART = 200  # submissions in one transaction
SPAN = 5000  # numbers looked through for them
FAULTS = {
    "tanpa_tingkat": ("belum ada tingkat yang meninjau", "Pilih sedikitnya satu tingkat."),
    "tingkat_lain": ("ada tingkat yang tidak dikenal", "Pilih dari daftar tingkat."),
    "hari": ("jumlah hari harus 1 sampai 60", "Tulis jumlah hari kerja, atau kosongkan."),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """What a policy would do to what was sent before: how many leave or enter profiles, who waits."""

    open: int
    leave: int
    enter: int
    moved: int


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A level in which somewhere nobody has an account: in how many Posyandu, and whether in all."""

    level: str
    name: str
    places: int
    everywhere: bool
    is_last: bool


def wanted_policy(levels: Sequence[str], patience: Mapping[str, int], *, waits: bool) -> Policy:
    """Answer what somebody wants to set, in order; raise Problem when it is not whole.

    The last level is waited for, so days given for it fall away.
    """
    fault = fault_of(levels, patience)
    if fault:
        reason, cure = FAULTS[fault]
        raise Problem("review.bad_policy", reason=reason, cure=cure)
    ordered = in_order(levels)
    kept = {level: days for level, days in patience.items() if level in ordered[:-1]}
    return Policy(ordered, kept, waits)


def effect_of(form_id: str, wanted: Policy) -> Effect:
    """Answer what a policy would do to the submissions that wait for review now."""
    counts = states_store.count_open(form_id, list_places_sent())
    unreviewed = sum(count for (state, _), count in counts.items() if state == UNREVIEWED)
    waiting = sum(count for (state, _), count in counts.items() if state == WAITING)
    stays = set(wanted.levels)
    return Effect(
        open=unreviewed + waiting,
        leave=unreviewed if wanted.waits else 0,
        enter=0 if wanted.waits else waiting,
        moved=sum(count for (_, level), count in counts.items() if level not in stays),
    )


def set_policy(form_id: str, wanted: Policy, seen: int, actor: str) -> None:
    """Set who reviews a form; what waits follows. `seen` is the number of the policy they saw."""
    with transaction():
        form = get_form(form_id)
        newest = next(iter(store.list_policy_history(form_id, 1)), None)
        if newest is not None and newest.policy_id != seen:
            raise Problem("review.policy_changed", actor=newest.set_by)
        if store.get_policy(form_id).says_as(wanted):
            return
        moment = now()
        store.add_policy(
            ReviewPolicy(
                form_id=form_id,
                levels=list(wanted.levels),
                patience=dict(wanted.patience),
                waits=wanted.waits,
                set_at=moment,
                set_by=actor,
            )
        )
        log_act(actor, "tinjauan.atur", f"form:{form.form_id}")
        newest_seq = find_newest()
        _go_on(form_id, 0, newest_seq)
        # Other processes hear of it a little later: what they take in meanwhile is judged again.
        payload = {"form_id": form_id, "after": max(0, newest_seq - SPAN), "until": 0}
        enqueue(RESTATE, f"{form_id}:susulan", payload, moment + policies_service.POLICIES_HOLD * 2)
    policies_service.forget_policies()


def _go_on(form_id: str, after: int, until: int) -> None:
    payload = {"form_id": form_id, "after": after, "until": until}
    enqueue(RESTATE, f"{form_id}:{after}", payload)


def restate_part(payload: Mapping[str, Any]) -> None:
    """Bring the next part of a form's waiting submissions in line with its policy. Safe to repeat."""
    form_id, after = payload["form_id"], int(payload["after"])
    until = int(payload["until"]) or find_newest()
    with transaction():
        span = min(after + SPAN, until)
        rows = states_store.list_open(form_id, after, span, PART)
        restate_open(rows, store.get_policy(form_id))
        reached = rows[-1].seq if len(rows) == PART else span
        if reached < until:
            _go_on(form_id, reached, until)


# -- who could take a level


def seats_of_all() -> list[Seat]:
    """Answer the seats of everybody whose account holds today; an admin only stands in for others."""
    today = local_now().date()
    found: list[Seat] = []
    for user in list_all_users():
        if user.ended_on is None or user.ended_on >= today:
            grants = access_of_user(user, today).grants
            found += seats_of(grant for grant in grants if grant.role != "admin")
    return found


def vacancies(policy: Policy, bidang: str) -> list[Vacancy]:
    """Answer the levels of a policy that nobody can take somewhere, and in how many Posyandu."""
    seats, places = seats_of_all(), [code for code, *_ in list_places([""])]
    found = []
    for level in policy.levels:
        without = places_without(seats, level, bidang, places)
        if without:
            everywhere, last = len(without) == len(places), level == policy.last
            found.append(Vacancy(level, LEVEL_NAMES[level], len(without), everywhere, last))
    return found
