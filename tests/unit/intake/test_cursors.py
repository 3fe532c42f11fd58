"""How far a pull has come: nothing written late may slip by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange import nights
from app.intake import cursors

START = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
OFFSETS = st.integers(0, 4000)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_at_first_all_there_is_is_asked_for() -> None:
    assert cursors.asked_from("") == ""


def test_what_is_asked_for_overlaps_what_was_seen() -> None:
    since = cursors.next_since("", at(100), at(200))
    assert cursors.read(cursors.asked_from(since)) == at(100) - cursors.OVERLAP


def test_a_cursor_never_passes_the_beginning_of_the_pull_that_moved_it() -> None:
    assert cursors.read(cursors.next_since("", at(5000), at(200))) == at(200)


def test_a_pull_that_saw_nothing_moves_nothing() -> None:
    since = cursors.written(at(50))
    assert cursors.next_since(since, None, at(200)) == since
    assert cursors.next_since(since, at(20), at(200)) == since


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(st.tuples(OFFSETS, st.integers(0, 599)), max_size=30),
    pulls=st.lists(OFFSETS, max_size=12),
)
def test_whatever_commits_within_the_overlap_is_seen_by_a_later_pull(
    rows: list[tuple[int, int]], pulls: list[int]
) -> None:
    """A row has the moment it was written, and appears up to ten minutes after it."""
    seen: set[tuple[int, int]] = set()
    since = ""
    for moment in [*sorted(pulls), 10_000]:
        asked = cursors.asked_from(since)
        visible = [row for row in rows if sum(row) <= moment]
        found = [row for row in visible if not asked or at(row[0]) >= cursors.read(asked)]
        seen |= set(found)
        newest = max((at(row[0]) for row in found), default=None)
        since = cursors.next_since(since, newest, at(moment))
    assert seen == set(rows)


def test_missing_files_are_looked_for_less_and_less_often_and_at_last_no_more() -> None:
    waits = []
    moment = at(0)
    while (then := cursors.next_look(START, moment)) is not None:
        waits.append(then - moment)
        moment = then
    assert waits == sorted(waits)
    assert waits[0] == cursors.SOONEST
    assert max(waits) == cursors.LATEST
    assert len(waits) < 150


@pytest.mark.parametrize(("hour", "days"), [(0, 0), (1, 1), (23, 1)])
def test_the_night_begins_at_one_o_clock(hour: int, days: int) -> None:
    now = datetime(2026, 11, 26, hour, 30, tzinfo=UTC)
    night = nights.next_night(now)
    assert (night.hour, night.minute) == (nights.NIGHT, 0)
    assert night.day == 26 + days


@given(st.integers(1, 10_000), st.integers(0, 24 * 60))
@settings(max_examples=40)
def test_each_server_has_one_turn_a_night_at_its_own_time(number: int, minutes: int) -> None:
    now = START + timedelta(minutes=minutes)
    turn = nights.next_turn(now, number)
    assert now < turn <= now + timedelta(days=1)
    assert nights.NIGHT <= turn.hour < nights.NIGHT + 2
    assert nights.next_turn(turn, number) - turn == timedelta(days=1)
    assert nights.next_turn(now, number + 1) != turn


def test_a_small_form_is_gone_through_every_hour_and_a_large_one_at_night() -> None:
    ended = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
    assert cursors.next_sweep(ended, 500) == ended + timedelta(hours=1)
    assert cursors.next_sweep(ended, 25_000) == ended + timedelta(hours=3)
    assert cursors.next_sweep(ended, 5_000_000) == nights.next_night(ended)


def test_comments_are_looked_for_less_and_less_and_at_last_no_more() -> None:
    looks, when = 0, at(0)
    while (following := cursors.next_talk(at(0), when)) is not None:
        assert following - when >= cursors.TALKS
        when, looks = following, looks + 1
    assert when - at(0) >= cursors.FORGOTTEN
    assert looks < 15
    assert cursors.next_talk(when, when) == when + cursors.TALKS
