"""Old codes resolve for ever, each to the Posyandu that counts on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registry.succession import Link, code_in, follow, next_order, recoded

NOVEMBER = date(2026, 11, 1)


def test_a_code_nobody_replaced_means_itself() -> None:
    assert follow("a", NOVEMBER, {}) == "a"


def test_a_replaced_code_means_its_successor_whatever_the_day() -> None:
    links = {"a": Link("b"), "b": Link("c")}
    assert follow("a", date(1999, 1, 1), links) == "c"


@pytest.mark.parametrize(
    ("day", "place"),
    [(NOVEMBER - timedelta(days=1), "a"), (NOVEMBER, "b"), (date(2030, 1, 1), "b")],
)
def test_a_merged_one_keeps_what_was_before_the_day(day: date, place: str) -> None:
    assert follow("a", day, {"a": Link("b", NOVEMBER)}) == place


def test_a_former_code_of_a_merged_one_follows_day_by_day() -> None:
    links = {"old": Link("a"), "a": Link("b", NOVEMBER), "b": Link("new b")}
    assert follow("old", date(2026, 10, 31), links) == "a"
    assert follow("old", NOVEMBER, links) == "new b"


def test_a_circle_is_a_fault_and_not_a_hang() -> None:
    with pytest.raises(ValueError, match="circle"):
        follow("a", NOVEMBER, {"a": Link("b"), "b": Link("a")})


@given(
    st.lists(st.integers(0, 7), max_size=8),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_where_a_code_leads_nothing_leads_further(steps: list[int], day: date) -> None:
    # Each code leads only to a later one, as codes do that are never used again.
    links = {str(n): Link(str(n + 1 + step), None) for n, step in enumerate(steps)}
    end = follow("0", day, links)
    assert follow(end, day, links) == end
    assert end not in links


def test_an_order_is_never_given_twice() -> None:
    assert next_order(["64.02.06.1011.001", "64.02.06.1011.007"]) == 8
    assert next_order([]) == 1
    assert code_in("64.02.06.1011", 8) == "64.02.06.1011.008"


def test_a_code_below_an_area_moves_with_it() -> None:
    assert recoded("64.02.06.1011", "64.02.06", "64.10.01") == "64.10.01.1011"
