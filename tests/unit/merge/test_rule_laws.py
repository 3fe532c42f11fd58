"""The laws every rule obeys, on any facts: what makes incremental merging equal a rebuild."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.states import ACCEPTED, UNREVIEWED
from app.merge.facts import Fact, FieldSpec, Origin, key_of
from app.merge.fold import CellKey, StrandKey, pack, settle, unpack
from app.merge.resolution import LOST, REASONS, Decision, Resolution
from app.merge.rules import RULES, values_at_stake
from tests.unit.merge.cases import cases

FIELD = "kes.uji"
RECEIVED = ("2026-11-20T00:00:00+00:00", "2026-10-30T00:00:00+00:00")
# Few of each, so that they meet; and what no form means, because rules are total.
DAYS = ("2026-11-01", "2026-11-02", "2026-11-21", "2031-01-01", "2031-01-02")
VALUES = (0, 1, 2, 2, "1", "2.50", "2.5", "-0.5", "ya", "tidak", "2026-11-02", "", "1E999", "٣",
          10**30, (), ("a",), ("a", "b"), ("b", "c"))  # fmt: skip
OPTIONS = ("a", "b", "c", "ya", "1")

every_rule = pytest.mark.parametrize("rule", sorted(RULES))


STATES = (UNREVIEWED, ACCEPTED)
SUBJECTS = ("", "ani", "budi")
ENDS = ("", "2026-11-01T05:00:00+00:00")
ANSWER = st.tuples(
    *map(st.sampled_from, (DAYS, STATES, ENDS, RECEIVED, SUBJECTS, VALUES, (*VALUES, None)))
)


def _log(answers: Sequence[tuple[Any, ...]]) -> list[Fact]:
    """Facts of submissions that each answer the field once, or twice in a repeat."""
    facts = []
    for number, (day, state, ended, received, subject, *values) in enumerate(answers):
        at = f"{day}T04:00:00+00:00"
        origin = Origin(f"s{number}", "uji", "1", state, at, ended, received)
        facts += [
            Fact(FIELD, value, path, subject, origin)
            for path, value in zip(("q", "r[1]/q"), values, strict=True)
            if value is not None
        ]
    return facts


def logs() -> st.SearchStrategy[list[Fact]]:
    """Facts of up to eight submissions."""
    return st.lists(ANSWER, min_size=1, max_size=8).map(_log)


@st.composite
def decisions(draw: st.DrawFn) -> Decision | None:
    """No decision, or one that saw some values and chose something, sensible or not."""
    if draw(st.booleans()):
        return None
    keys = [key_of(value) for value in VALUES] + list(OPTIONS)
    seen = draw(st.one_of(st.just(keys), st.lists(st.sampled_from(keys))))
    chosen = draw(st.one_of(st.sampled_from(VALUES), st.lists(st.sampled_from(OPTIONS)), st.none()))
    return Decision(frozenset(seen), chosen, "peninjau")


def _as_set(facts: Sequence[Fact]) -> set[Fact]:
    return set(facts)


def _answer(resolution: Resolution) -> tuple[Any, ...]:
    """All of an answer but the losers, which only the whole log knows."""
    parts = resolution
    return (key_of(parts.value), parts.status, parts.reason, parts.winners, parts.unreviewed)


@every_rule
@cases(50)
@given(first=logs(), second=logs())
def test_what_was_dropped_never_matters_again(
    rule: str, first: list[Fact], second: list[Fact]
) -> None:
    keep = RULES[rule].keep
    later = [_renamed(fact) for fact in second]
    assert _as_set(keep([*keep(first), *later])) == _as_set(keep([*first, *later]))


def _renamed(fact: Fact) -> Fact:
    origin = fact.origin
    named = Origin(
        "t" + origin.instance_id, origin.form_id, origin.version, origin.state,
        origin.observed_at, origin.ended_at, origin.received_at,
    )  # fmt: skip
    return Fact(fact.field, fact.value, fact.path, fact.subject, named)


@every_rule
@cases(50)
@given(facts=logs(), data=st.data())
def test_what_was_dropped_is_not_missed_when_it_leaves(
    rule: str, facts: list[Fact], data: st.DataObject
) -> None:
    """A strand needs no folding anew when a submission leaves of which it kept nothing."""
    keep = RULES[rule].keep
    gone = data.draw(st.sampled_from(sorted({fact.origin.instance_id for fact in facts})))
    kept = keep(facts)
    if all(fact.origin.instance_id != gone for fact in kept):
        rest = [fact for fact in facts if fact.origin.instance_id != gone]
        assert _as_set(keep(rest)) == _as_set(kept)


@every_rule
@cases(50)
@given(facts=logs(), decision=decisions())
def test_strands_lose_no_answer(rule: str, facts: list[Fact], decision: Decision | None) -> None:
    kept = RULES[rule].keep(facts)
    whole = RULES[rule].resolve(facts, decision)
    if kept:
        assert _answer(RULES[rule].resolve(kept, decision)) == _answer(whole)
    else:
        assert whole.value is None


@every_rule
@cases(50)
@given(facts=logs(), decision=decisions(), data=st.data())
def test_order_and_duplication_change_nothing(
    rule: str, facts: list[Fact], decision: Decision | None, data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(facts)))
    mixed = data.draw(st.permutations([*facts, *again]))
    assert _as_set(RULES[rule].keep(mixed)) == _as_set(RULES[rule].keep(facts))
    assert RULES[rule].resolve(mixed, decision) == RULES[rule].resolve(facts, decision)


@every_rule
@cases(50)
@given(facts=logs(), decision=decisions())
def test_every_fact_is_a_source_or_lost_for_a_reason(
    rule: str, facts: list[Fact], decision: Decision | None
) -> None:
    resolution = RULES[rule].resolve(facts, decision)
    assert resolution.reason in REASONS
    assert {why for _, why in resolution.losers} <= LOST.keys()
    lost = [fact for fact, _ in resolution.losers]
    assert sorted(fact.place for fact in [*resolution.winners, *lost]) == sorted(
        fact.place for fact in facts
    )


@every_rule
@cases(50)
@given(facts=logs(), chosen=st.data())
def test_a_decision_on_what_is_at_stake_settles_it(
    rule: str, facts: list[Fact], chosen: st.DataObject
) -> None:
    """Whatever a person is asked, one of the values offered is an answer, and then it is certain."""
    stake = values_at_stake(rule, facts)
    if not stake or RULES[rule].resolve(facts, None).status == "pasti":
        return
    if rule == "union":
        stay = chosen.draw(st.lists(st.sampled_from(stake), unique=True))
        resolution = RULES[rule].resolve(facts, Decision(frozenset(stake), stay))
        assert resolution.value == sorted(stay)
    else:
        options = {key_of(fact.value): fact.value for fact in facts}
        choice = options[chosen.draw(st.sampled_from(stake))]
        resolution = RULES[rule].resolve(facts, Decision(frozenset(stake), choice))
        assert key_of(resolution.value) == key_of(choice)
    assert resolution.status == "pasti"


@every_rule
@cases(30)
@given(facts=logs())
def test_a_strand_is_the_same_after_storing(rule: str, facts: list[Fact]) -> None:
    kept = RULES[rule].keep(facts)
    strand = {FIELD: kept} if kept else {}
    assert unpack(pack(strand)) == strand


@every_rule
def test_no_facts_make_no_cell(rule: str) -> None:
    specs = {FIELD: FieldSpec(FIELD, "posyandu", rule)}
    assert RULES[rule].keep([]) == []
    assert settle(CellKey("p", FIELD, ""), [], specs, None) is None
    assert StrandKey("p", "laporan", "uji", "") < StrandKey("p", "orang", "ani", "")
