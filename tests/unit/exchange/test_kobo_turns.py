"""A round through a KoboToolbox project passes by no review and no edit."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange.kobo_turns import (
    EDIT_PAGES,
    EDITS,
    NUMBERS,
    OVERLAP,
    PAGE_SIZE,
    REVIEWS,
    Turn,
    cursor_after,
    following,
    read_since,
    turn_of,
)

MOMENT = 1_767_571_200


def row(number: int, said_at: int = 0) -> dict[str, Any]:
    """A row as Kobo lists it."""
    return {"_id": number, "_validation_status": {"timestamp": said_at} if said_at else {}}


def rows_until(number: int, count: int) -> list[dict[str, Any]]:
    """So many rows, the last of this number."""
    return [row(each) for each in range(number - count + 1, number + 1)]


def test_at_first_all_there_is_is_read_and_nothing_else_is_asked() -> None:
    turn = turn_of("", "", MOMENT)
    assert following(turn, [row(1, MOMENT)], MOMENT) is None
    assert cursor_after(turn, [row(1, MOMENT)], MOMENT) == f"@{MOMENT}@0"


def test_a_round_asks_for_new_ones_then_reviews_then_edits() -> None:
    turn: Turn | None = turn_of(f"40@{MOMENT}@7", "", MOMENT + 300)
    asked = []
    while turn is not None:
        asked.append((turn.of, turn.query()))
        again = turn_of("", turn.written(), 0)  # each page may be a job of its own
        assert again == turn
        turn = following(turn, [], MOMENT + 301)
    edited = ("meta/deprecatedID", "orx:meta/orx:deprecatedID", "orx:meta/deprecatedID")
    assert asked == [
        (NUMBERS, {"_id": {"$gt": 40}}),
        (REVIEWS, {"_id": {"$gt": 0}, "_validation_status.timestamp": {"$gte": MOMENT - OVERLAP}}),
        (EDITS, {"_id": {"$gt": 7}, "$or": [{path: {"$exists": True}} for path in edited]}),
    ]


def test_a_round_that_took_long_does_not_move_past_reviews_made_meanwhile() -> None:
    turn = turn_of(f"40@{MOMENT}@0", "", MOMENT)
    news = MOMENT + 2 * OVERLAP
    assert cursor_after(turn, [row(1, news)], MOMENT + 5) == f"@{news}@0"
    assert cursor_after(turn, [row(1, news)], MOMENT + OVERLAP) == f"@{MOMENT}@0"


@given(st.integers(0, 8 * PAGE_SIZE))
@settings(max_examples=20)
def test_however_many_were_edited_all_are_met_within_some_rounds(edited: int) -> None:
    met, start, rounds = 0, 0, 0
    while True:
        turn: Turn | None = Turn(EDITS, start, 0, 0, start, MOMENT)
        pages = 0
        while turn is not None:
            page = rows_until(
                min(turn.after + PAGE_SIZE, edited), min(PAGE_SIZE, max(0, edited - turn.after))
            )
            met, pages, last = met + len(page), pages + 1, turn
            turn = following(turn, page, MOMENT)
        assert pages <= EDIT_PAGES
        start = read_since("1" + cursor_after(last, page, MOMENT)).edited
        rounds += 1
        if start == 0:
            break
    assert met == edited
    assert rounds <= edited // (EDIT_PAGES * PAGE_SIZE) + 1
