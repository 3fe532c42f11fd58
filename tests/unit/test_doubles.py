"""One visit told twice in other bytes is recognised by its day and its measures."""

from __future__ import annotations

import pytest

from app.review.doubles import Visit, doubles_among

BB = {"ukur/bb": "9.4"}


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (Visit(2, "b", "kes_balita", "2026-10-01", BB), {1, 2}),
        (Visit(2, "a", "kes_balita", "2026-10-01", BB), set()),  # its own edit
        (Visit(2, "b", "kes_balita", "2026-10-02", BB), set()),
        (Visit(2, "b", "lain", "2026-10-01", BB), set()),
        (Visit(2, "b", "kes_balita", "2026-10-01", {"ukur/bb": "9.5"}), set()),
    ],
)
def test_the_same_measures_of_the_same_day_are_a_double(second: Visit, found: set[int]) -> None:
    first = Visit(1, "a", "kes_balita", "2026-10-01", BB)
    assert doubles_among([first, second]) == found


def test_nothing_measured_is_no_double() -> None:
    assert not doubles_among([Visit(n, str(n), "f", "2026-10-01", {}) for n in (1, 2)])
