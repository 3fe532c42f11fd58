"""Every kind of finding is said in two languages, and tried in a table with the form that cures it."""

from __future__ import annotations

from string import Formatter

import pytest

from tests.unit.xlsform import (
    test_check_cycles,
    test_check_entity_rows,
    test_check_fields,
    test_check_formulas,
    test_check_lists,
    test_check_sheets,
    test_check_survey,
)
from tests.unit.xlsform.cases import Case
from tests.unit.xlsform.forms import form_md
from xlsform.check import check
from xlsform.findings import found
from xlsform.sheets import Row
from xlsform.wording.catalogue import CATALOGUE, entry_of

TABLES: tuple[list[Case], ...] = (
    test_check_survey.ROWS,
    test_check_survey.CELLS,
    test_check_formulas.CASES,
    test_check_lists.CASES,
    test_check_sheets.SHEETS,
    test_check_sheets.SETTINGS,
    test_check_fields.CASES,
    test_check_entity_rows.CASES,
    test_check_cycles.CIRCULAR,
)
TRIED = {case.code for table in TABLES for case in table}
# Tried where files are read and compiled: test_workbook, test_compile, test_check_entities; and
# survey.too_deep, whose form is too long for a table.
ELSEWHERE = ("workbook.", "pyxform.", "entities.unknown_version", "survey.too_deep", "*.dup")


def _words(text: str) -> set[str]:
    return {name.removesuffix("_en") for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_entry_says_the_same_in_two_languages(code: str) -> None:
    entry = CATALOGUE[code]
    assert all(sentence.strip() == sentence != "" for sentence in entry[1:])
    assert entry.message != entry.message_en
    assert _words(entry.message_en) <= _words(entry.message)


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_entry_has_a_form_in_a_table_that_brings_it(code: str) -> None:
    if not code.startswith(ELSEWHERE):
        assert any(entry_of(tried) is CATALOGUE[code] for tried in TRIED)


def test_there_are_many_more_kinds_than_sixty() -> None:
    assert len(TRIED) > 100


def test_no_finding_about_a_sheet_is_without_row_and_column() -> None:
    for case in (case for table in TABLES for case in table):
        for said in check(form_md(case.form)):
            placed = said.row is not None and said.column is not None
            assert placed or said.sheet == "workbook", str(said)


def test_a_finding_within_a_block_points_to_its_include_in_both_languages() -> None:
    said = found("choices.missing_name", Row(7, {}, "orang", 3), "name")
    assert (said.sheet, said.row) == ("survey", 7)
    assert said.message.endswith("(Di dalam “orang”, lembar choices baris 3.)")
    assert said.message_en.endswith("(Within “orang”, sheet choices row 3.)")
    assert said.in_english().message == said.message_en
