"""Computed fields: in dependency order, from settled cells, and never stored."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from graphlib import CycleError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.design.computed import COMPUTED, Formula, computed_from, in_order
from app.design.library import read_formulas, read_library
from app.merge.computing import FUNCTIONS, with_computed
from app.merge.fold import Cell, CellKey
from app.merge.resolution import CERTAIN, CONFLICT, REASONS
from app.merge.rules import RULES
from app.scores.library import read_declared

HERE, MONTH = "64.02.06.1011.001", "2026-11"
BOYS, GIRLS, WEIGHED = "kes.s_l", "kes.s_p", "kes.d"
TOTAL = Formula("kes.s", "jumlah", (BOYS, GIRLS), "")
SHARE = Formula("kes.d_s", "persen", (WEIGHED, "kes.s"), "")


def cell(field: str, value: Any, period: str = MONTH, **more: Any) -> Cell:
    made = Cell(CellKey(HERE, field, period), value, "revision", CERTAIN, "sama", False, 1, "")
    return replace(made, **more)


def computed(values: Mapping[str, Any], *formulas: Formula) -> dict[str, Any]:
    given = [cell(field, value) for field, value in values.items()]
    found = with_computed(given, in_order(formulas or (SHARE, TOTAL)))
    assert found[: len(given)] == given
    return {one.key.field: one.value for one in found[len(given) :]}


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({BOYS: 20, GIRLS: 22, WEIGHED: 35}, {"kes.s": "42", "kes.d_s": "83.3"}),
        ({BOYS: 20, GIRLS: 20, WEIGHED: 25}, {"kes.s": "40", "kes.d_s": "62.5"}),
        ({BOYS: 1, GIRLS: 1, WEIGHED: 2}, {"kes.s": "2", "kes.d_s": "100"}),
        ({BOYS: 0, GIRLS: 0, WEIGHED: 0}, {"kes.s": "0"}),  # of none there is no share
        ({BOYS: 20, WEIGHED: 5}, {}),  # half of a sum is no sum
        ({BOYS: 20, GIRLS: "entah", WEIGHED: 5}, {}),
        ({BOYS: "1.5", GIRLS: "0.5", WEIGHED: 1}, {"kes.s": "2", "kes.d_s": "50"}),
        ({}, {}),
    ],
)
def test_a_value_is_computed_once_all_it_needs_is_there(
    values: Mapping[str, Any], wanted: Mapping[str, str]
) -> None:
    assert computed(values) == wanted


def test_half_a_tenth_is_rounded_up() -> None:
    assert computed({WEIGHED: 1, "kes.s": 16}, SHARE) == {"kes.d_s": "6.3"}


def test_a_month_uses_what_holds_for_good_and_not_another_month() -> None:
    formula = Formula("pu.share", "persen", ("pu.kk_babs", "pu.kk_total"), "")
    cells = [
        cell("pu.kk_total", 50, ""),
        cell("pu.kk_babs", 5, "2026-10"),
        cell("pu.kk_babs", 10, "2026-11"),
    ]
    found = {one.key: one.value for one in with_computed(cells, [formula])[3:]}
    assert found == {
        CellKey(HERE, "pu.share", "2026-10"): "10",
        CellKey(HERE, "pu.share", "2026-11"): "20",
    }


def test_what_needs_only_lasting_values_holds_for_good_and_stands_once() -> None:
    cells = [cell(BOYS, 1, ""), cell(GIRLS, 2, ""), cell(WEIGHED, 3)]
    found = with_computed(cells, [TOTAL])[3:]
    assert [one.key for one in found] == [CellKey(HERE, "kes.s", "")]


@pytest.mark.parametrize("doubt", [{"unreviewed": True}, {"status": CONFLICT}])
def test_it_is_as_doubtful_as_what_it_is_computed_from(doubt: Mapping[str, Any]) -> None:
    cells = [cell(BOYS, 1, **doubt), cell(GIRLS, 2), cell(WEIGHED, 3)]
    for one in with_computed(cells, in_order([TOTAL, SHARE]))[3:]:
        assert {name: getattr(one, name) for name in doubt} == doubt
        assert one.rule == COMPUTED
        assert one.reason in REASONS


@given(st.permutations([TOTAL, SHARE, Formula("kes.x", "jumlah", ("kes.d_s", "kes.s"), "")]))
def test_the_order_of_the_catalogue_says_nothing(formulas: list[Formula]) -> None:
    values = {BOYS: 20, GIRLS: 20, WEIGHED: 25}
    assert computed(values, *formulas) == {"kes.s": "40", "kes.d_s": "62.5", "kes.x": "102.5"}


@given(st.integers())
def test_the_order_of_cells_says_nothing(seed: int) -> None:
    cells = [cell(BOYS, 3), cell(GIRLS, 4), cell(WEIGHED, 5), cell(BOYS, 1, "2026-10")]
    shuffled = random.Random(seed).sample(cells, len(cells))
    formulas = in_order([SHARE, TOTAL])
    key = str
    assert sorted(with_computed(cells, formulas), key=key) == sorted(
        with_computed(shuffled, formulas), key=key
    )


def test_fields_that_need_each_other_are_refused() -> None:
    with pytest.raises(CycleError):
        in_order([TOTAL, Formula(BOYS, "jumlah", ("kes.s",), "")])


def test_what_changes_with_a_field_is_told_all_the_way() -> None:
    assert computed_from([BOYS], in_order([SHARE, TOTAL])) == ("kes.s", "kes.d_s")
    assert computed_from([WEIGHED], in_order([SHARE, TOTAL])) == ("kes.d_s",)
    assert computed_from(["kes.lain"], in_order([SHARE, TOTAL])) == ()


def test_the_library_computes_fields_it_has_with_functions_there_are() -> None:
    fields = {row.field: row for row in read_library().fields}
    formulas = read_formulas()
    judged = {one.field for one in read_declared().scores}
    computed = {row.field for row in fields.values() if row.rule == COMPUTED}
    assert computed == {one.field for one in formulas} | judged
    for one in formulas:
        assert one.function in FUNCTIONS
        assert {fields[name].scope for name in one.needs} == {fields[one.field].scope}
        assert all(fields[name].rule in {COMPUTED, *RULES} for name in one.needs)
        if one.function == "persen":
            assert len(one.needs) == 2
            assert fields[one.field].unit == "%"
        else:
            assert {fields[name].unit for name in one.needs} == {fields[one.field].unit}
