"""How a referral stands by its steps, and who may do what; days on which people work."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.accounts.access import REFER, Access, Grant, Reach
from app.review.referrals import (
    ACTS,
    LEFT,
    MADE,
    MATTERS,
    OPEN,
    QUESTION,
    RECEIVER,
    SENDER,
    STATES,
    TAKEN,
    TURN,
    UNDONE,
    Standing,
    Step,
    acts_open,
    after_working_days,
    matter_words,
    matters_but,
    sides_of,
    standing_of,
    undoable,
    workday_from,
)

BOTH = frozenset({SENDER, RECEIVER})
PEOPLE = {SENDER: ("ana", "ari"), RECEIVER: ("budi", "bela")}
SATURDAY = date(2026, 11, 28)


def walked(choices: list[tuple[int, int]]) -> list[Step]:
    """The log of a referral in which people do one after the other what they may, or undo it."""
    steps = [Step(1, MADE, "ana", SENDER)]
    for act, who in choices:
        side = (SENDER, RECEIVER)[who % 2]
        name = PEOPLE[side][who // 2 % 2]
        open_to = acts_open(standing_of(steps), {side}, name, leads=False)
        number = undoable(steps, {side})
        wanted = [*open_to, *([UNDONE] if number else [])]
        if wanted:
            kind = wanted[act % len(wanted)]
            undoes = number if kind == UNDONE else None
            steps.append(Step(len(steps) + 1, kind, name, side, undoes))
    return steps


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 3)), max_size=25))
def test_a_step_taken_back_is_as_if_it_had_never_been(choices: list[tuple[int, int]]) -> None:
    steps = walked(choices)
    undone = {one.undoes for one in steps if one.undoes}
    lasting = [one for one in steps if one.kind != UNDONE and one.number not in undone]
    standing = standing_of(steps)
    assert standing.last == len(steps)
    assert (standing.state, standing.holder) == (
        standing_of(lasting).state,
        standing_of(lasting).holder,
    )
    assert standing_of(reversed(steps)) == standing


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 3)), max_size=25))
def test_who_works_on_it_is_one_person_and_only_they_answer(choices: list[tuple[int, int]]) -> None:
    standing = standing_of(walked(choices))
    assert standing.state in STATES
    assert bool(standing.holder) == (standing.state in {"dikerjakan", "perlu_keterangan"}) or (
        standing.state not in OPEN
    )
    for kind in acts_open(standing, {RECEIVER}, "budi", leads=False):
        assert not ACTS[kind].holder_only or standing.holder == "budi"
    if standing.state not in OPEN:
        assert acts_open(standing, BOTH, standing.holder, leads=True) == []


def test_a_question_waits_for_the_sender_and_goes_on_with_whom_it_was() -> None:
    steps = [
        Step(1, MADE, "ana", SENDER),
        Step(2, TAKEN, "budi", RECEIVER),
        Step(3, QUESTION, "budi", RECEIVER),
    ]
    asked = standing_of(steps)
    assert (asked.state, asked.holder, TURN[asked.state]) == ("perlu_keterangan", "budi", SENDER)
    answered = standing_of([*steps, Step(4, "jawab", "ana", SENDER)])
    assert (answered.state, answered.holder) == ("dikerjakan", "budi")


@pytest.mark.parametrize(
    ("sides", "name", "leads", "expected"),
    [
        ({RECEIVER}, "budi", False, {"selesai", "tidak_dapat", "tanya", LEFT}),
        ({RECEIVER}, "bela", False, {LEFT}),
        ({RECEIVER}, "bela", True, {"selesai", "tidak_dapat", "tanya", LEFT}),
        ({SENDER}, "ana", False, {"ditarik"}),
        (set(), "siapa", False, set()),
    ],
)
def test_what_is_open_to_whom_while_it_is_worked_on(
    sides: set[str], name: str, leads: bool, expected: set[str]
) -> None:
    standing = Standing("dikerjakan", "budi", 2)
    assert set(acts_open(standing, sides, name, leads=leads)) == expected


def test_only_the_own_newest_step_is_taken_back_and_never_that_it_was_referred() -> None:
    steps = [Step(1, MADE, "ana", SENDER)]
    assert undoable(steps, BOTH) is None
    steps.append(Step(2, TAKEN, "budi", RECEIVER))
    assert undoable(steps, {SENDER}) is None
    assert undoable(steps, {RECEIVER}) == 2
    assert undoable([*steps, Step(3, UNDONE, "budi", RECEIVER, 2)], BOTH) is None


def test_sides_follow_bidang_and_area() -> None:
    place = "64.02.06.1011.001"
    assert sides_of([Reach("", "")], place, "kesehatan", "sosial") == BOTH
    assert sides_of([Reach("64.02", "sosial")], place, "kesehatan", "sosial") == {RECEIVER}
    assert sides_of([Reach("64.02.01", "sosial")], place, "kesehatan", "sosial") == frozenset()
    assert sides_of([Reach("", "pendidikan")], place, "kesehatan", "sosial") == frozenset()


def test_the_secretariat_refers_what_is_of_all_and_others_their_bidang() -> None:
    access = Access(
        (Grant("sekretariat"), Grant("opd", "64", "sosial"), Grant("camat", "64.02.06"))
    )
    assert access.reach(REFER) == (Reach("", "umum"), Reach("64", "sosial"))


def test_every_matter_has_a_bidang_that_takes_it_and_none_goes_to_the_own() -> None:
    assert len(MATTERS) == 7
    for bidang in MATTERS:
        offered = dict(matters_but(bidang))
        assert bidang not in offered
        for receiver, choices in offered.items():
            for key, words in choices:
                assert matter_words(receiver, key) == words
    assert matter_words("sosial", "rtlh") is None


def test_days_of_work_pass_over_saturdays_sundays_and_holidays() -> None:
    monday = date(2026, 11, 30)
    assert workday_from(SATURDAY, ()) == monday
    assert workday_from(SATURDAY, {monday}) == date(2026, 12, 1)
    assert after_working_days(date(2026, 11, 27), 10, {monday}) == date(2026, 12, 14)
