"""How many referrals wait for the person who looks: for the menu and the start page."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.access import REFER
from app.review import referral_store as store
from app.review.referrals import RECEIVER, SENDER
from app.web.guards import local_now, reach


@dataclass(frozen=True, slots=True)
class Waiting:
    """Referrals to take over or answer, to explain to whom asks, and those overdue on either side.

    `alarms`: what the server itself asks because it must not wait, and of those the overdue.
    """

    alarms: int
    late_alarms: int
    incoming: int
    asked: int
    late_in: int
    late_out: int


def count_waiting(area: str = "") -> Waiting:
    """Answer what waits for this person, everywhere or in an area."""
    reaches, today = reach(REFER), local_now().date()
    turns = store.count_turns(reaches, area, today, alarms=False)
    own = store.Filter(RECEIVER, area, alarms=True)
    late = store.Filter(RECEIVER, area, before=today, alarms=True)
    sent = store.count_referrals(reaches, store.Filter(SENDER, area, before=today))
    return Waiting(
        alarms=store.count_referrals(reaches, own),
        late_alarms=store.count_referrals(reaches, late),
        incoming=turns.get((RECEIVER, False), 0) + turns.get((RECEIVER, True), 0),
        asked=turns.get((SENDER, False), 0) + turns.get((SENDER, True), 0),
        late_in=turns.get((RECEIVER, True), 0),
        late_out=sent,
    )


def count_my_turn() -> int:
    """Answer how many referrals wait for a step of this person's side."""
    reaches, today = reach(REFER), local_now().date()
    return sum(store.count_turns(reaches, "", today).values())
