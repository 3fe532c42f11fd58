"""How values change when answers mean something else: kinds, counts, and a sample without secrets."""

from __future__ import annotations

from typing import Any

import pytest

from app.design.mapping import FieldState
from app.merge.effect import SAMPLE, Tally, differences, kind_of
from app.merge.fold import Cell, CellKey

OPEN = FieldState("latest", "kg", "posyandu", "umum")
HIDDEN = FieldState("latest", "kg", "posyandu", "spesifik")
GRAMS = FieldState("latest", "gram", "posyandu", "umum")


def cell(value: Any, status: str = "pasti", key: CellKey | None = None) -> Cell:
    """A cell of one place."""
    return Cell(key or CellKey("p", "kes.a", ""), value, "latest", status, "terbaru", False, 1, "")


@pytest.mark.parametrize(
    ("before", "after", "will", "kind"),
    [
        (None, cell(1), OPEN, "muncul"),
        (cell(1), None, OPEN, "hilang"),
        (cell(1), cell(2), OPEN, "berubah"),
        (cell(1), cell(1), OPEN, ""),
        (None, cell(1, "bertentangan"), OPEN, "bertentangan"),
        (cell(1), cell(1, "bertentangan"), OPEN, "bertentangan"),
        (cell(1, "bertentangan"), cell(2, "bertentangan"), OPEN, "berubah"),
        (cell(1, "bertentangan"), cell(1), OPEN, "tidak_bertentangan"),
        (cell(1), cell(1), HIDDEN, "dirahasiakan"),
        (cell(1), cell(1), GRAMS, "satuan"),
    ],
)
def test_each_change_has_one_kind(
    before: Cell | None, after: Cell | None, will: FieldState, kind: str
) -> None:
    assert kind_of(before, after, OPEN, will) == kind


def told(place: str, count: int, will: FieldState) -> Tally:
    """What is told where so many values change."""
    keys = [CellKey(place, "kes.a", f"2026-{month:02d}") for month in range(1, count + 1)]
    before = {key: cell("rahasia", key=key) for key in keys}
    after = {key: cell("lain", key=key) for key in keys}
    tally = Tally()
    tally.add(differences(place, before, after, {"kes.a": OPEN}, {"kes.a": will}))
    return tally


def test_values_and_posyandu_are_counted_and_ten_values_kept() -> None:
    tally = told("satu", 12, OPEN)
    tally.add([])
    assert (tally.values, tally.posyandu, tally.kinds) == (12, 1, {"berubah": [12, 1]})
    assert tally.fields == {"kes.a": {"berubah": [12, 1]}}
    assert len(tally.sample) == SAMPLE
    assert {(row["before"], row["after"]) for row in tally.sample} == {("rahasia", "lain")}


def test_of_private_values_the_sample_says_only_that_they_change() -> None:
    tally = told("satu", 3, HIDDEN)
    assert tally.values == 3
    assert "rahasia" not in str(tally.sample)
    assert all(row["masked"] and row["had"] and row["has"] for row in tally.sample)


def test_the_sample_does_not_depend_on_the_order_of_posyandu() -> None:
    samples = []
    for order in (("satu", "dua", "tiga"), ("tiga", "satu", "dua")):
        tally = Tally()
        for place in order:
            keys = [CellKey(place, "kes.a", f"2026-{month:02d}") for month in range(1, 8)]
            after = {key: cell(1, key=key) for key in keys}
            tally.add(differences(place, {}, after, {"kes.a": OPEN}, {"kes.a": OPEN}))
        samples.append(tally.sample)
    assert samples[0] == samples[1]
