"""Waiting for acceptance and then no longer equals never having waited, whatever happened meanwhile."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import jobs
from app.accounts.levels import LEVELS
from app.design.policies import Policy
from app.design.policies_store import get_policy
from app.extensions.database import db, now, transaction
from app.intake.models import Submission
from app.intake.states_service import restate
from app.merge import store
from app.merge.past_service import profile_before
from app.merge.service import rebuild_place
from app.review import clock_service, policy_service
from app.review.service import decide, last_state_decision, undo_state
from tests.integration.merge.installation import PLACES, RECEIVED, Sent, Twin, unless
from tests.integration.merge.lives import POOLS, UNDONE, Act, Chain, chains

LIVES = range(max(1, int(os.environ.get("CASES", "0")) // 50))
CLOCK = ("", "jam")  # stands for the round of the clock


def told_in_order(dice: random.Random, told: Sequence[Chain]) -> list[Act]:
    """Chains interleaved at random, the clock going its round now and then."""
    waiting, acts = [list(chain) for chain in told], list[Act]()
    while any(waiting):
        acts.append(dice.choice([chain for chain in waiting if chain]).pop(0))
        if dice.random() < 0.1:
            acts.append(CLOCK)
    return acts


def happen(twin: Twin, act: Act) -> bool:
    """Let an act happen; answer whether it did: what an edit has replaced is not decided about."""
    with twin.inside(), unless("review.superseded"):
        if isinstance(act, Sent):
            twin.receive(act)
        elif act == CLOCK:
            sum(iter(clock_service.pass_over_due, 0))
        elif act[1].endswith(UNDONE):
            decide(act[0], act[1].removesuffix(UNDONE), "alasan uji", "peninjau")
            undo_state(last_state_decision(act[0]), "alasan uji", "peninjau")
        else:
            decide(act[0], act[1], "alasan uji", "peninjau")
        return True
    return False


def set_policy(twin: Twin, form_id: str, wanted: Policy) -> None:
    """Set who reviews a form."""
    with twin.inside():
        policy_service.set_policy(form_id, wanted, get_policy(form_id).number, "admin")


def stored(twin: Twin) -> dict[str, Any]:
    """The cells of every Posyandu as they are stored."""
    with twin.inside():
        return {place: {one.key: one for one in store.list_cells(place)} for place in PLACES}


def folded(twin: Twin, moment: datetime | None = None) -> dict[str, Any]:
    """The cells of every Posyandu as the past tells of a moment, by default of today."""
    with twin.inside():
        moment = moment or now() + timedelta(days=500)
        return {
            place: {key: one.cell for key, one in profile_before(place, moment).items()}
            for place in PLACES
        }


def follows_from_the_log(twin: Twin) -> bool:
    """Whether every state is what the log and the policies say."""
    before = twin.states()
    with twin.inside():
        ids = db.session.scalars(select(Submission.instance_id).order_by(Submission.seq)).all()
        with transaction():
            for instance_id in ids:
                restate(instance_id)
    return twin.states() == before


@pytest.mark.parametrize("seed", LIVES)
def test_having_waited_for_acceptance_equals_never_having_waited(
    seed: int, pair: tuple[Twin, Twin], monkeypatch: pytest.MonkeyPatch
) -> None:
    dice, (waited, never) = random.Random(9100 + seed), pair
    monkeypatch.setattr(clock_service, "now", lambda: now() + timedelta(days=400))
    monkeypatch.setattr(
        jobs, "_clock", [float("inf")]
    )  # the clock goes its round when told, in both
    monkeypatch.setattr(policy_service, "PART", dice.choice((1, 3, 200)))
    levels = {
        form: tuple(level for level in LEVELS if level == "opd" or dice.random() < 0.4)
        for form in POOLS
    }
    for form, some in levels.items():
        set_policy(waited, form, Policy(some, waits=dice.random() < 0.6))
        set_policy(never, form, Policy(some))
    for act in told_in_order(dice, chains(dice)):
        # An edit that waits leaves what was accepted open to decisions, one that counts does not: only
        # what could be decided in both is.
        if happen(never, act):
            happen(waited, act)
        if dice.random() < 0.1:
            form = dice.choice(tuple(POOLS))
            set_policy(waited, form, Policy(levels[form], waits=dice.random() < 0.5))
        if dice.random() < 0.3:
            waited.run_pending()
    waited.run_pending()
    never.run_pending()
    assert waited.differences() == []
    assert folded(waited) == stored(waited)
    assert follows_from_the_log(waited)
    with waited.inside():
        before = waited.profile()
        for place in PLACES:
            rebuild_place(place)
    assert waited.profile() == before

    for form, some in levels.items():
        set_policy(waited, form, Policy(some))
    waited.run_pending()
    assert waited.states() == never.states()
    assert waited.profile() == never.profile()
    assert waited.findings() == never.findings()
    assert waited.differences() == []


def test_what_is_set_later_changes_today_and_not_the_past(one: Twin) -> None:
    answers = {"status_laporan": "ada_kegiatan", "ibu/bumil_sasaran": "3"}
    one.receive(Sent("uuid:laporan", "kes_bulanan", PLACES[0], "2026-10-01", answers))
    one.run_pending()
    counted = stored(one)
    set_policy(one, "kes_bulanan", Policy(waits=True))
    one.run_pending()
    assert stored(one) != counted
    assert folded(one) == stored(one)
    assert folded(one, RECEIVED + timedelta(days=1)) == counted
