"""Deciding, on a log in memory: whatever happens in whatever order, the end is one fold of the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.intake.states import COUNTED, REJECTED, UNREVIEWED
from app.merge.fold import CellKey
from app.merge.resolution import Decision
from tests.unit.merge.cases import cases
from tests.unit.merge.memory_log import Memory, Sent
from tests.unit.merge.world import PLACES, SPECS, STATES, act, acts, sent_lists, visit_lists

Decisions = Sequence[tuple[CellKey, Decision]]
BATCHES = st.integers(1, 5)


def _lived(sent: Sequence[Sent], happened: Sequence[tuple[Any, ...]], batch: int) -> Memory:
    memory = Memory(SPECS)
    for what in happened:
        act(memory, sent, what)
    for one in sent:
        memory.receive(one)
    memory.run_pending(batch)
    return memory


def _replayed(sent: Sequence[tuple[Sent, str]], decisions: Decisions, batch: int) -> Memory:
    """Another installation that heard of each submission in its last state."""
    memory = Memory(SPECS, decisions=list(decisions))
    for one, state in sent:
        memory.receive(one)
        memory.set_state(one.instance_id, state)
    memory.run_pending(batch)
    return memory


def _last_states(memory: Memory) -> list[tuple[Sent, str]]:
    return [(row.sent, row.state) for row in memory.rows.values()]


@cases(300)
@given(sent=sent_lists(), happened=acts(), batch=BATCHES)
def test_what_is_merged_bit_by_bit_is_one_fold_of_the_log(
    sent: list[Sent], happened: list[tuple[Any, ...]], batch: int
) -> None:
    memory = _lived(sent, happened, batch)
    for place in PLACES:
        for folded, stored in memory.anew(place).values():
            assert stored == folded


@cases(300)
@given(sent=sent_lists(), happened=acts(), batches=st.tuples(BATCHES, BATCHES), data=st.data())
def test_another_order_and_batching_end_in_the_same(
    sent: list[Sent],
    happened: list[tuple[Any, ...]],
    batches: tuple[int, int],
    data: st.DataObject,
) -> None:
    memory = _lived(sent, happened, batches[0])
    order = data.draw(st.permutations(_last_states(memory)))
    assert _replayed(order, memory.decisions, batches[1]).merged() == memory.merged()


@cases(300)
@given(sent=sent_lists(), happened=acts(), batch=BATCHES)
def test_what_does_not_count_might_never_have_come(
    sent: list[Sent], happened: list[tuple[Any, ...]], batch: int
) -> None:
    memory = _lived(sent, happened, batch)
    live = [(one, state) for one, state in _last_states(memory) if state in COUNTED]
    assert _replayed(live, memory.decisions, 60).merged() == memory.merged()


@cases(300)
@given(
    sent=visit_lists(),
    reviews=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(STATES)), min_size=1, max_size=4),
)
def test_links_between_people_come_and_go(sent: list[Sent], reviews: list[tuple[int, str]]) -> None:
    """Each review is merged by itself, so every joining and parting of persons is lived through."""
    memory = _lived(sent, [], 60)
    for number, state in reviews:
        memory.set_state(sent[number % len(sent)].instance_id, state)
        memory.run_pending(60)
    assert _replayed(_last_states(memory), [], 60).merged() == memory.merged()


@cases(100)
@given(sent=sent_lists(), batch=BATCHES, data=st.data())
def test_rejecting_and_bringing_back_changes_nothing(
    sent: list[Sent], batch: int, data: st.DataObject
) -> None:
    memory = _lived(sent, [], batch)
    before = memory.merged()
    chosen = data.draw(st.sampled_from(sent)).instance_id
    memory.set_state(chosen, REJECTED)
    memory.run_pending(batch)
    memory.set_state(chosen, UNREVIEWED)
    memory.run_pending(batch)
    assert memory.merged() == before


@cases(100)
@given(sent=sent_lists(), happened=acts(), batch=BATCHES)
def test_merging_again_changes_nothing(
    sent: list[Sent], happened: list[tuple[Any, ...]], batch: int
) -> None:
    memory = _lived(sent, happened, batch)
    before = memory.merged()
    for row in memory.rows.values():
        row.due = True
    memory.run_pending(batch)
    assert memory.merged() == before


@cases(100)
@given(sent=sent_lists(), happened=acts(), data=st.data())
def test_a_round_that_was_lost_is_made_up_for(
    sent: list[Sent], happened: list[tuple[Any, ...]], data: st.DataObject
) -> None:
    """A crash before the commit loses what was decided, and nothing else."""
    memory, other = Memory(SPECS), Memory(SPECS)
    for what in happened:
        act(memory, sent, what)
        if what[0] != "merge" or data.draw(st.booleans()):
            act(other, sent, what) if what[0] != "choose" else None
    other.decisions = list(memory.decisions)
    for one in sent:
        memory.receive(one)
        other.receive(one)
    memory.run_pending(3)
    for row in other.rows.values():
        row.due = True
    other.run_pending(3)
    assert other.merged() == memory.merged()
