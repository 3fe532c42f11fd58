"""Laws of sasaran: order of arrival, repetition and rejection, for any life of a child."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.openrosa.entities import EntityChange
from tests.unit.merge.sasaran import CHILD, World, create, update

PROPERTIES = ("bb", "tb", "rt")
said = st.dictionaries(st.sampled_from(PROPERTIES), st.sampled_from(["", "1", "2", "3"]))
Life = list[tuple[str, EntityChange]]


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """A child created and updated some times on one phone that was never online meanwhile."""
    numbers = range(1, draw(st.integers(1, 5)) + 1)
    updates = [(f"ubah{n}", replace(update(n), values=draw(said))) for n in numbers]
    return [("buat", create("Ananda", **draw(said))), *updates]


def lived(life: Life, order: list[int] | None = None) -> World:
    """The world after the submissions arrived in an order."""
    one = World()
    for place in order or range(len(life)):
        one.receive(*life[place])
    return one


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[Life, list[int]]:
    life = draw(lives())
    return life, draw(st.permutations(range(len(life))))


@given(shuffled())
def test_any_order_of_arrival_of_one_branch_ends_in_the_same_values(
    case: tuple[Life, list[int]],
) -> None:
    life, order = case
    straight, mixed = lived(life), lived(life, order)
    assert mixed.values() == straight.values()
    assert (mixed.held, mixed.faults) == ({}, {})
    assert mixed.entities[CHILD].conflict == ""
    assert [v.instance_id for v in mixed.entities[CHILD].versions] == [name for name, _ in life]


@given(shuffled(), st.data())
def test_forcing_at_any_moment_does_not_change_where_one_branch_ends(
    case: tuple[Life, list[int]], data: st.DataObject
) -> None:
    life, order = case
    one = World()
    for place in order:
        one.receive(*life[place])
        if data.draw(st.booleans()):
            one.force()
    assert one.values() == lived(life).values()
    assert one.held == {}


@given(shuffled(), st.data())
def test_repetition_changes_nothing(case: tuple[Life, list[int]], data: st.DataObject) -> None:
    life, order = case
    one = lived(life, order)
    before = dict(one.entities)
    for name in data.draw(st.lists(st.sampled_from([name for name, _ in life]))):
        one._run([name])
    assert one.entities == before


@given(lives(), st.data())
def test_rejecting_a_submission_equals_never_having_received_it(
    life: Life, data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from([name for name, _ in life[1:]]))
    one = lived(life)
    one.decide(gone, "ditolak")
    never = lived([item for item in life if item[0] != gone])
    never.force()
    while never.held:
        never.force()
    assert one.values() == never.values()
    one.decide(gone, "diterima")
    assert one.values() == lived(life).values()


@given(shuffled(), st.data())
def test_a_submission_rejected_before_it_was_looked_at_keeps_its_place(
    case: tuple[Life, list[int]], data: st.DataObject
) -> None:
    life, order = case
    gone = data.draw(st.sampled_from([name for name, _ in life]))
    one = World()
    for place in order:
        name, change = life[place]
        one.receive(name, change)
        if name == gone:
            one.decide(name, "ditolak")
    straight = lived(life)
    straight.decide(gone, "ditolak")
    assert one.values() == straight.values()
    one.decide(gone, "belum_ditinjau")
    assert one.values() == lived(life).values()
