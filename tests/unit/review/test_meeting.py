"""What was decided here and said there: the later wins, echoes are known, two servers come to rest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange.remote_rows import ACCEPTED, OPEN, REJECTED, RETURNED, Said
from app.review.meeting import AGREED, SEND, TAKE, Here, Met, for_elsewhere, meet, value_of

START = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


HERE, THERE = Here(ACCEPTED, at(5)), Said(REJECTED, at(6), "budi")


@pytest.mark.parametrize(
    ("here", "there", "met", "todo"),
    [
        # nobody has said anything
        (Here(), Said(), Met(), AGREED),
        # only one side has
        (HERE, Said(), Met(), SEND),
        (Here(), THERE, Met(), TAKE),
        # both, and the same
        (Here(REJECTED, at(1)), THERE, Met(), AGREED),
        # both, differently: the later by its own time
        (HERE, THERE, Met(), TAKE),
        (HERE, Said(REJECTED, at(4), "budi"), Met(), SEND),
        (HERE, Said(REJECTED, None), Met(), SEND),
        # ours was sent and noted; then they, or we, changed it
        (HERE, THERE, Met(ACCEPTED, ACCEPTED), TAKE),
        (Here(REJECTED, at(9)), Said(ACCEPTED, at(6)), Met(ACCEPTED, ACCEPTED), SEND),
        # ours was taken back
        (Here(), Said(ACCEPTED, at(6)), Met(ACCEPTED, ACCEPTED), SEND),
        # theirs was taken back: that takes nothing back here
        (HERE, Said(OPEN, at(9)), Met(ACCEPTED, ACCEPTED), AGREED),
        # an acceptance there was one of several levels here, so both differ and rest
        (Here(), Said(ACCEPTED, at(6)), Met(OPEN, ACCEPTED), AGREED),
    ],
)
def test_who_said_something_new_wins(here: Here, there: Said, met: Met, todo: str) -> None:
    assert meet(here, there, met) == todo


def test_our_own_echo_is_no_word_of_theirs_though_nobody_noted_it() -> None:
    echo, told = Said(ACCEPTED, at(9), "simpul", is_ours=True), Met(told=ACCEPTED)
    assert meet(Here(RETURNED, at(8)), echo, told) == SEND
    assert meet(Here(), echo, told) == SEND
    assert meet(Here(ACCEPTED, at(8)), echo, told) == AGREED


def test_another_value_from_our_own_account_is_said_by_somebody_who_uses_it() -> None:
    said = Said(REJECTED, at(9), "simpul", is_ours=True)
    assert meet(Here(), said, Met()) == TAKE
    assert meet(Here(ACCEPTED, at(8)), said, Met(told=ACCEPTED)) == TAKE


def test_a_state_that_is_no_decision_says_nothing() -> None:
    assert {value_of(state) for state in ("belum_ditinjau", "menunggu", "digantikan")} == {OPEN}


@dataclass
class Side:
    """A server: its decision with its time and who made it; what it remembers of the other."""

    name: str
    value: str = OPEN
    moment: datetime | None = None
    by: str = ""
    met: Met = field(default_factory=Met)

    def decide(self, value: str, moment: datetime, by: str) -> None:
        self.value, self.moment, self.by = value, moment, by

    def settle(self, other: Side, moment: datetime, *, dies: bool) -> bool:
        """Compare with the other and act; `dies` before it is noted. Answer whether it did anything."""
        there = Said(other.value, other.moment, other.by, is_ours=other.by == self.name)
        todo = meet(Here(self.value, self.moment), there, self.met)
        if todo == SEND:
            self.met = replace(self.met, told=self.value)
            other.decide(self.value, moment, self.name)
        elif todo == TAKE:
            self.decide(other.value, other.moment or moment, other.by)
        if not dies:
            self.met = replace(self.met, here=self.value, there=other.value)
        return todo != AGREED


ACTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("putus"), st.sampled_from("ab"), st.sampled_from([ACCEPTED, RETURNED, REJECTED])
        ),
        st.tuples(st.just("samakan"), st.sampled_from("ab"), st.booleans()),
    ),
    max_size=25,
)


@settings(max_examples=300, deadline=None)
@given(ACTS)
def test_two_simpuls_that_tell_one_another_come_to_rest_and_agree(
    acts: list[tuple[str, str, str | bool]],
) -> None:
    sides = {"a": Side("a"), "b": Side("b")}
    for minute, (act, who, what) in enumerate(acts):
        one, other = sides[who], sides["b" if who == "a" else "a"]
        if act == "putus":
            one.decide(str(what), at(minute), "orang")
        else:
            one.settle(other, at(minute), dies=bool(what))
    one, other = sides["a"], sides["b"]
    rounds = 0
    while one.settle(other, at(100 + rounds), dies=False) | other.settle(
        one, at(100 + rounds), dies=False
    ):
        rounds += 1
        assert rounds < 6, "they never come to rest"
    assert one.value == other.value
    decided = [act for act in acts if act[0] == "putus"]
    if decided:
        assert one.value != OPEN


@pytest.mark.parametrize(
    ("reason", "sent"),
    [
        ("NIK 6402061101120001 tertukar", "NIK (nomor) tertukar"),
        ("KK 6402 0611 0112 0001", "KK (nomor)"),
        ("telepon +62 812-3456-7890 saja", "telepon (nomor) saja"),
        ("telepon 0812345678", "telepon (nomor)"),
        (
            "Posyandu 64.02.06.1011.001, 2026-11-26 pukul 10",
            "Posyandu 64.02.06.1011.001, 2026-11-26 pukul 10",
        ),
        ("balita 30, bukan 300", "balita 30, bukan 300"),
    ],
)
def test_long_numbers_stay_here(reason: str, sent: str) -> None:
    assert for_elsewhere(reason) == sent
