"""Excel files go out as a person would like them, and say nothing else when they come back."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook as ExcelWorkbook
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.unit.xlsform.forms import CLEAN, form_md
from xlsform.excel_help import PRIVACIES, RULES_IN_WORDS, TYPES
from xlsform.field_map import PRIVACY, RULES
from xlsform.question_types import read_type
from xlsform.sheets import HELP_SHEET
from xlsform.workbook import read_workbook, write_xlsx

BOOK = form_md(CLEAN)


def _written() -> ExcelWorkbook:
    return load_workbook(BytesIO(write_xlsx(BOOK)))


def _offered(page: Worksheet, column: str) -> str:
    """The words or the range a column offers to pick from, from row 2 to far below the last."""
    place = [cell.value for cell in page[1]].index(column) + 1
    for rule in page.data_validations.dataValidation:
        for cells in rule.sqref.ranges:
            reaches = cells.min_row == 2 and cells.max_row >= page.max_row + 100
            if rule.type == "list" and reaches and cells.min_col == cells.max_col == place:
                return str(rule.formula1)
    return ""


def test_headings_are_marked_and_stay_in_sight_in_columns_wide_enough() -> None:
    page = _written()["survey"]
    assert page.freeze_panes == "A2"
    assert all(cell.font.bold and cell.fill.fgColor.rgb != "00000000" for cell in page[1])
    assert page.column_dimensions["A"].width > len("select_one_from_file posyandu.csv")
    assert page["A2"].alignment.wrap_text


def test_types_rules_and_truths_are_offered_to_pick_from() -> None:
    book = _written()
    page = book["survey"]
    assert _offered(page, "required") == '"yes,no"'
    for column, words in (
        ("type", ["text", "select_one status", "select_multiple status"]),
        ("merge_rule", list(RULES)),
        ("privacy", list(PRIVACY)),
    ):
        help_page, _, cells = _offered(page, column).partition("!")
        listed = [cell.value for (cell,) in book[help_page.strip("'")][cells.replace("$", "")]]
        assert set(words) <= set(listed), column
    assert _offered(book["settings"], "bidang") == (
        '"kesehatan,pendidikan,pekerjaan_umum,perumahan_rakyat,sosial,trantibumlinmas,umum"'
    )


def test_a_page_of_help_comes_last_and_is_no_part_of_the_form() -> None:
    book = _written()
    assert book.sheetnames[-1] == HELP_SHEET
    assert read_workbook(write_xlsx(BOOK), "f.xlsx") == BOOK


def test_every_type_that_is_offered_exists_and_every_rule_is_explained() -> None:
    assert [word for word, _ in TYPES if not read_type(word).word] == []
    assert len(RULES_IN_WORDS) == len(RULES)
    assert len(PRIVACIES) == len(PRIVACY)
