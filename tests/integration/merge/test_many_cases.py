"""Many small worlds in two installations at once: whatever happens to each, both end the same.

A world is two Posyandu and three people: random forms, reports and visits, edits, reviews and choices,
in any order, some of it delivered again, merged in batches of any size, by a worker that falls now and
then before it has written all. A case is a world under one of two laws; `make long` tries many more.
"""

from __future__ import annotations

import os
import random
from itertools import chain as joined
from typing import Any

import pytest

from app import jobs
from app.extensions.database import close_connections, db
from app.merge import service, store, subject_store
from app.merge.compare_service import compare_due
from app.registry.models import Posyandu
from app.registry.service import add_posyandu
from tests.integration.installation import forget_rests
from tests.integration.merge.installation import Twin
from tests.integration.merge.lives import World, chains, choose_some, live_out
from tests.integration.merge.test_two_installations import without_the_dead

DESA = "64.02.06.1011"
WORLDS = 100  # at once
LAWS = 2  # each on two kinds of database
ROUNDS = max(5, int(os.environ.get("CASES", "0")) // (WORLDS * LAWS * 2))
FIRST = int(os.environ.get("FIRST", "0"))  # the number in a test's name, to go on from
SEEDS = range(FIRST, FIRST + ROUNDS)
MOST = 3  # submissions of a world, but for edits
FALLS = 0.3  # of the worker's rounds end before their last write
OFTEN = 0.05  # of all acts are followed by the worker's coming round
STEPS = [(store, "save_strands"), (store, "save_cells"), (subject_store, "save_subjects")]
WORLD = [
    World((f"{DESA}.{100 + 2 * number}", f"{DESA}.{101 + 2 * number}"), number)
    for number in range(WORLDS)
]
PLACES = [place for world in WORLD for place in world.places]


@pytest.fixture(scope="module")
def crowds(twins: tuple[Twin, Twin]) -> tuple[Twin, Twin]:
    """Both installations, with the Posyandu of all worlds."""
    for twin in twins:
        with twin.inside():
            add_posyandu([Posyandu(code=code, name="Uji", desa=DESA) for code in PLACES])
            close_connections()
    return twins


@pytest.fixture
def crowd(crowds: tuple[Twin, Twin], pair: tuple[Twin, Twin]) -> tuple[Twin, Twin]:
    """Both without submissions."""
    return pair


class Power(Exception):
    """The power goes."""


def merge(twin: Twin, dice: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker do all that belongs to merging, in batches of some size."""
    monkeypatch.setattr(service, "BATCH", dice.choice((1, 2, 5, 60)))
    monkeypatch.setattr(jobs, "MERGED_AT_ONCE", dice.choice((1, 3, 60)))
    with twin.inside():
        while jobs.change_entities_one() or jobs.merge_one() or compare_due():
            db.session.remove()


def merge_and_fall(twin: Twin, dice: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, now and then only after the power went before the worker's last write."""
    if dice.random() < FALLS:
        part, step = dice.choice(STEPS)
        with monkeypatch.context() as patch:
            patch.setattr(part, step, _fall)
            merge(twin, dice, patch)
        forget_rests()
    merge(twin, dice, monkeypatch)


def _fall(*_: Any) -> None:
    raise Power


def assert_same(first: Twin, second: Twin) -> None:
    """Each world is the same in both, and as a fold of its whole log makes it."""
    one, other = first.profile(PLACES), second.profile(PLACES)
    assert one["cells"] == other["cells"]
    assert one["persons"] == other["persons"]
    assert first.differences(PLACES) == second.differences(PLACES) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_order_repeats_batches_falls_and_what_was_undone_change_nothing(
    seed: int, crowd: tuple[Twin, Twin], monkeypatch: pytest.MonkeyPatch
) -> None:
    dice, (first, second) = random.Random(seed), crowd
    told = list(joined.from_iterable(chains(dice, MOST, 1, world) for world in WORLD))
    live_out(first, told, dice, monkeypatch, merge_and_fall, OFTEN)
    # What does not count in the end might never have come.
    live_out(second, without_the_dead(told, first.states()), dice, monkeypatch, merge, OFTEN)
    assert_same(first, second)
    # In another order, with other repeats, batches and falls, and with what people chose known before.
    for world in WORLD:
        choose_some(first, dice, world.places)
    merge(first, dice, monkeypatch)
    second.clear()
    second.adopt(first.value_decisions())
    live_out(second, told, dice, monkeypatch, merge_and_fall, OFTEN)
    assert first.states() == second.states()
    assert_same(first, second)
