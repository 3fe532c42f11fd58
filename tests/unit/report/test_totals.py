"""Totals typed by hand beside what was counted one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.design.library import read_library, read_totals
from app.design.totals import Total
from app.merge.rules import MONTH, RULES
from app.report.totals import by_field, compare

WEIGHED = Total(("kes.d_l", "kes.d_p"), "kes.ditimbang")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kes.d_l": 16, "kes.d_p": 12, "kes.ditimbang": 26}, "diketik 28, terhitung 26"),
        ({"kes.d_l": 16, "kes.ditimbang": 16}, "diketik 16, terhitung 16"),
        ({"kes.d_l": 1000, "kes.ditimbang": 0}, "diketik 1.000, terhitung 0"),
        ({"kes.d_l": 16, "kes.d_p": 12}, None),
        ({"kes.ditimbang": 26}, None),
        ({"kes.d_l": "entah", "kes.ditimbang": 26}, None),
    ],
)
def test_typed_numbers_add_up_and_are_compared_with_the_count(
    values: Mapping[str, Any], words: str | None
) -> None:
    found = compare(WEIGHED, values.get)
    assert (found and found.words) == words
    if found:
        assert found.differs is (found.typed != found.counted)


def test_every_field_that_takes_part_tells_of_both() -> None:
    found = by_field([WEIGHED], {"kes.d_l": 3, "kes.ditimbang": 2}.get)
    assert found.keys() == {"kes.d_l", "kes.d_p", "kes.ditimbang"}


def test_the_library_compares_fields_it_has_of_one_month() -> None:
    fields = {row.field: row for row in read_library().fields}
    totals = read_totals()
    assert totals
    for total in totals:
        assert fields[total.counted].rule in {"count", "sum"}
        assert {RULES[fields[one].rule].span for one in total.typed} == {MONTH}
        assert {fields[one].unit for one in total.typed} == {fields[total.counted].unit}
