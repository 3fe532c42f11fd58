"""Two installations given the same log, each in its own way, end in the same profiles."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable

import pytest

from app.intake.states import COUNTED
from tests.integration.merge.installation import Sent, Twin
from tests.integration.merge.lives import UNDONE, Chain, chains, choose_some, live_out, work

LIVES = range(max(3, int(os.environ.get("CASES", "0")) // 50))


@pytest.mark.parametrize("seed", LIVES)
def test_order_repeats_and_batches_change_nothing(
    seed: int, pair: tuple[Twin, Twin], monkeypatch: pytest.MonkeyPatch
) -> None:
    dice, (first, second) = random.Random(seed), pair
    told = chains(dice)
    live_out(first, told, dice, monkeypatch)
    choose_some(first, dice)
    work(first, dice, monkeypatch)
    second.adopt(first.value_decisions())
    live_out(second, told, dice, monkeypatch)
    assert first.states() == second.states()
    assert first.differences() == second.differences() == []
    assert first.profile() == second.profile()


@pytest.mark.parametrize("seed", LIVES)
def test_what_does_not_count_might_never_have_come(
    seed: int, pair: tuple[Twin, Twin], monkeypatch: pytest.MonkeyPatch
) -> None:
    dice, (first, second) = random.Random(1000 + seed), pair
    told = chains(dice)
    live_out(first, told, dice, monkeypatch)
    live_out(second, without_the_dead(told, first.states()), dice, monkeypatch)
    assert first.profile() == second.profile()


def without_the_dead(told: Iterable[Chain], states: dict[str, str]) -> list[Chain]:
    """Chains without their last edit where that does not count, without those that end dead,
    and without reviews that were taken back.
    """
    kept = []
    for chain in told:
        sent = [act for act in chain if isinstance(act, Sent)]
        dead = {one.instance_id for one in sent if states[one.instance_id] not in COUNTED}
        if len(sent) == 2 and sent[1].instance_id in dead:
            gone = {sent[1].instance_id}
        elif sent[-1].instance_id in dead:
            gone = {one.instance_id for one in sent}
        else:
            gone = set()
        kept.append([act for act in chain if _about(act) not in gone and not _is_undone(act)])
    return kept


def _is_undone(act: Sent | tuple[str, str]) -> bool:
    return not isinstance(act, Sent) and act[1].endswith(UNDONE)


def _about(act: Sent | tuple[str, str]) -> str:
    return act.instance_id if isinstance(act, Sent) else act[0]
