"""How far a kader is with a form, from what was sent of it."""

from __future__ import annotations

import pytest

from app.intake.filling import Progress, progress_of


@pytest.mark.parametrize(
    ("rows", "state", "sent"),
    [
        ([("belum_ditinjau", 1)], "terkirim", 1),
        ([("diterima", 2), ("belum_ditinjau", 1)], "terkirim", 3),
        ([("dikembalikan", 1)], "dikembalikan", 0),
        ([("diterima", 4), ("dikembalikan", 1)], "dikembalikan", 4),
        ([("ditolak", 1)], "belum_diisi", 0),
        ([("digantikan", 1), ("belum_ditinjau", 1)], "terkirim", 1),
    ],
)
def test_a_form_is_as_far_as_what_still_counts(
    rows: list[tuple[str, int]], state: str, sent: int
) -> None:
    counted = progress_of(("kes_balita", name, count) for name, count in rows)
    assert counted == {"kes_balita": Progress(state, sent)}


def test_a_form_nobody_sent_is_not_in_it() -> None:
    assert progress_of([]) == {}
