"""Many small worlds in two installations at once: whatever happens to each, both end the same.

A world is two Posyandu and three people: random forms, reports and visits, edits, reviews and choices,
in any order, some of it delivered again, merged in batches of any size, by a worker that falls now and
then before it has written all; people joined and parted, values chosen, a Posyandu merged, and what of
that was taken back. A case is a world under one of two laws; `make long` tries many more.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain as joined
from typing import Any

import pytest
from sqlalchemy import func, select

from app import jobs
from app.extensions.database import close_connections, db
from app.merge import service, store, subject_store
from app.merge.compare_service import compare_due
from app.registry.models import Posyandu, RegistryEvent
from app.registry.service import add_posyandu
from app.secretariat import places_service, undo_service
from app.secretariat.acts import Act
from tests.integration.installation import forget_rests
from tests.integration.merge import people
from tests.integration.merge.installation import Twin, is_on_postgresql
from tests.integration.merge.lives import Chain, World, chains, choose_some, live_out
from tests.integration.merge.test_two_installations import without_the_dead

DESA = "64.02.06.1011"
ON_SQLITE, ON_POSTGRESQL = (
    160,
    40,
)  # worlds at once; the same on PostgreSQL takes three times as long
LAWS = 2
ROUNDS = max(5, int(os.environ.get("CASES", "0")) // ((ON_SQLITE + ON_POSTGRESQL) * LAWS))
FIRST = int(os.environ.get("FIRST", "0"))  # the number in a test's name, to go on from
SEEDS = range(FIRST, FIRST + ROUNDS)
FALLS = 0.3  # of the worker's rounds end before their last write
OFTEN = 0.015  # of all acts are followed by the worker's coming round
SHARE = 0.3  # of the worlds that know people see a decision about them each time
VISITS = 2  # of reviewers when all has come
MERGED = 3  # worlds whose two Posyandu are one for a while
STEPS = [(store, "save_strands"), (store, "save_cells"), (subject_store, "save_subjects")]
OF_PEOPLE = ("kes_balita", "kes_balita", "kes_balita", "kes_bulanan")  # every other world's forms
WORLD = [
    World(
        (f"{DESA}.{100 + 2 * number}", f"{DESA}.{101 + 2 * number}"),
        number,
        OF_PEOPLE if number % 2 else (),
    )
    for number in range(ON_SQLITE)
]
Worker = Callable[[], None]


def worlds_of(twin: Twin) -> list[World]:
    """The worlds that live in an installation."""
    return WORLD[: ON_POSTGRESQL if is_on_postgresql(twin) else ON_SQLITE]


def places_of(twin: Twin) -> list[str]:
    """Their Posyandu."""
    return [place for world in worlds_of(twin) for place in world.places]


@pytest.fixture(scope="module")
def crowds(twins: tuple[Twin, Twin]) -> tuple[Twin, Twin]:
    """Both installations, with the Posyandu of all worlds."""
    for twin in twins:
        with twin.inside():
            places = places_of(twin)
            add_posyandu([Posyandu(code=code, name="Uji", desa=DESA) for code in places])
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
    """Each world is the same in both."""
    one, other = (twin.profile(places_of(twin)) for twin in (first, second))
    assert one["cells"] == other["cells"]
    assert one["persons"] == other["persons"]
    assert one["candidates"] == other["candidates"]


def merge_a_posyandu_and_undo(
    twin: Twin, world: World, dice: random.Random, worker: Worker
) -> None:
    """Let one of a world's Posyandu be merged into the other for a while."""
    codes = one, two = world.places
    act = Act("sekretariat", date(2026, 10, 1))
    with twin.app.test_request_context():
        places_service.merge(one, two, act, whole_past=dice.random() < 0.5)
        service.place_anew({"codes": codes})
        db.session.remove()
        worker()
        newest = db.session.scalar(select(func.max(RegistryEvent.event_id)))
        undo_service.undo(newest or 0, act)
        service.place_anew({"codes": codes})


@pytest.mark.timeout(600)  # two hundred cases in one
@pytest.mark.parametrize("seed", SEEDS)
def test_order_repeats_batches_falls_and_what_was_undone_change_nothing(
    seed: int, crowd: tuple[Twin, Twin], monkeypatch: pytest.MonkeyPatch
) -> None:
    dice, (first, second) = random.Random(seed), crowd
    worlds, places = worlds_of(first), places_of(first)
    told = list(joined.from_iterable(chains(dice, *_size(world), world) for world in worlds))
    live_with_reviewers(first, told, dice, monkeypatch)
    # What does not count in the end, or was taken back, might never have come.
    second.adopt(first.value_decisions(in_force=True))
    people.adopt(second, people.decisions_of(first, in_force=True))
    live_out(second, without_the_dead(told, first.states()), dice, monkeypatch, merge, OFTEN)
    assert_same(first, second)
    assert first.differences(places) == []
    # In another order, with other repeats, batches and falls, and decisions known before or after.
    second.clear()
    second.adopt(first.value_decisions())
    decisions = people.decisions_of(first)
    known = people.adopt(second, decisions[: len(decisions) // 2])
    live_out(second, told, dice, monkeypatch, merge_and_fall, OFTEN)
    people.adopt(second, decisions, known)
    merge(second, dice, monkeypatch)
    assert first.states() == second.states()
    assert_same(first, second)
    assert second.differences(places) == []


def _size(world: World) -> tuple[int, int]:
    """How many submissions a world has, but for edits: most and least."""
    return (4, 2) if world.forms is OF_PEOPLE else (2, 1)


def live_with_reviewers(
    twin: Twin, told: Sequence[Chain], dice: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Live, while people decide about people and then about values; merge a few Posyandu for a while."""
    worlds = worlds_of(twin)
    reviewers = people.Reviewers(twin, worlds, SHARE)

    def work(one: Twin, chance: random.Random, patch: pytest.MonkeyPatch) -> None:
        reviewers.come(chance)
        merge_and_fall(one, chance, patch)

    live_out(twin, told, dice, monkeypatch, work, OFTEN)
    for world in worlds:
        choose_some(twin, dice, world.places)
    for _ in range(VISITS):
        work(twin, dice, monkeypatch)
    for world in dice.sample(worlds, MERGED):
        merge_a_posyandu_and_undo(twin, world, dice, lambda: merge(twin, dice, monkeypatch))
    merge(twin, dice, monkeypatch)
