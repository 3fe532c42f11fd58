"""Where a submission stands follows from the log and the policy: turn by turn, undone or passed over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.accounts.levels import LEVELS
from app.design.policies import Policy
from app.intake.states import ACCEPTED, OPEN, RETURNED, UNREVIEWED, WAITING, own_state, states_from
from app.intake.trail import (
    DECIDED,
    PASSED_OVER,
    Act,
    level_to_send_back,
    position_of,
    state_after,
    trail_of,
)

BEGIN = datetime(2026, 11, 2, tzinfo=UTC)
few = settings(max_examples=60, deadline=None)
policies = st.builds(
    Policy,
    st.lists(st.sampled_from(LEVELS), min_size=1, unique=True).map(
        lambda some: tuple(level for level in LEVELS if level in some)
    ),
    waits=st.booleans(),
)
words = st.lists(
    st.tuples(st.sampled_from(("terima", "lewat", "kembalikan", "batal")), st.integers(0, 9)),
    max_size=12,
)


def happen(policy: Policy, told: list[tuple[str, int]]) -> list[Act]:
    """The log of a submission to which these things happened, each as far as it may."""
    acts: list[Act] = []
    for number, (word, which) in enumerate(told, 1):
        at, trail = BEGIN + timedelta(hours=number), trail_of(acts)
        here = position_of(trail, policy, BEGIN)
        turn = policy.turn(trail.passed)
        free = [act.seq for act in acts if act.undoes is None]
        if word == "terima":
            state = state_after(trail, policy, turn)
            acts.append(Act(number, DECIDED, state, turn, None, turn, at))
        elif word == "kembalikan":
            acts.append(Act(number, DECIDED, RETURNED, turn, None, turn, at))
        elif word == "lewat" and here.since is not None:
            acts.append(Act(number, PASSED_OVER, "", turn, None, "Sistem", at))
        elif word == "batal" and free and not _is_undone(acts, seq := free[which % len(free)]):
            left = trail_of(act for act in acts if act.seq != seq)
            acts.append(Act(number, DECIDED, own_state(left.decided), "", seq, "x", at))
    return acts


def _is_undone(acts: list[Act], seq: int) -> bool:
    return any(act.undoes == seq for act in acts)


@few
@given(policies, words, st.randoms())
def test_where_it_stands_does_not_depend_on_the_order_the_log_is_read_in(
    policy: Policy, told: list[tuple[str, int]], dice: object
) -> None:
    acts = happen(policy, told)
    mixed = list(acts)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert position_of(trail_of(mixed), policy, BEGIN) == position_of(trail_of(acts), policy, BEGIN)


@few
@given(policies, words)
def test_it_is_accepted_only_when_every_level_is_behind_it(
    policy: Policy, told: list[tuple[str, int]]
) -> None:
    acts = happen(policy, told)
    for number, act in enumerate(acts):
        before = trail_of(acts[:number])
        if act.undoes is None and act.state == ACCEPTED:
            assert before.passed | {act.level} >= set(policy.levels)
    here = position_of(trail_of(acts), policy, BEGIN)
    if here.state in OPEN:
        below = policy.levels[: policy.levels.index(here.level)]
        assert trail_of(acts).passed >= set(below)
        assert (here.state == WAITING) == policy.waits
        assert (here.since is None) == (here.level == policy.last)


@few
@given(policies, words)
def test_what_is_taken_back_equals_never(policy: Policy, told: list[tuple[str, int]]) -> None:
    acts = happen(policy, told)
    undone = {act.undoes for act in acts}
    never = [act for act in acts if act.undoes is None and act.seq not in undone]
    assert trail_of(acts) == trail_of(never)
    decided = [act.state for act in acts if act.kind == DECIDED]
    # The newest row alone tells the state too, as what reads the past relies on.
    assert own_state(decided) == own_state(trail_of(acts).decided)


@few
@given(policies, words)
def test_the_way_ends_after_as_many_acceptances_as_levels_are_left(
    policy: Policy, told: list[tuple[str, int]]
) -> None:
    acts = happen(policy, told)
    ends = happen(policy, [*told, *(("terima", 0) for _ in policy.levels)])
    assert len(ends) >= len(acts)
    assert position_of(trail_of(ends), policy, BEGIN).state == ACCEPTED


@few
@given(policies, policies, words)
def test_another_policy_gives_what_it_would_have_given(
    before: Policy, after: Policy, told: list[tuple[str, int]]
) -> None:
    trail = trail_of(happen(before, told))
    here = position_of(trail, after, BEGIN)
    if trail.decided[-1:] == (ACCEPTED,):
        assert here.state == ACCEPTED  # the last word of its time stays the last word
    elif here.state in OPEN:
        assert here.level in after.levels
        assert (here.state == WAITING) == after.waits


def test_whose_turn_it_is_or_who_is_above_may_send_back() -> None:
    assert level_to_send_back("desa", {"opd", "desa"}) == "desa"
    assert level_to_send_back("desa", {"opd"}) == "opd"
    assert level_to_send_back("kecamatan", {"ketua", "desa"}) == ""


def test_an_edit_that_waits_replaces_only_what_was_not_accepted() -> None:
    edits = {"a": ["b"], "b": ["c"]}
    waiting = {"a", "b", "c"}
    assert states_from("abc", edits, {"a": [ACCEPTED]}, waiting) == {
        "a": ACCEPTED,
        "b": "digantikan",
        "c": WAITING,
    }
    assert states_from("a", edits, {}, waiting) == {"a": "digantikan"}
    assert states_from("a", edits, {"a": [ACCEPTED], "c": [ACCEPTED]}, waiting) == {
        "a": "digantikan"
    }
    assert states_from("ab", edits, {"c": [RETURNED]}, ()) == {"a": "digantikan", "b": UNREVIEWED}
