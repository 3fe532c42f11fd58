"""XLSForms as Excel workbooks for people: headings that stay, choices to pick from, a page of help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from openpyxl import Workbook as ExcelWorkbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlsform.columns import OWN
from xlsform.excel_help import COLUMNS, PRIVACIES, RULES_IN_WORDS, TYPES
from xlsform.field_map import PRIVACY, RULES
from xlsform.settings import BIDANG, FREKUENSI, SUBJEK
from xlsform.sheets import HELP_SHEET, Sheet, Workbook, written_rows

# Rows below the last that offer the choices too: an author goes on writing there.
_ROOM = 200
_WIDEST = 60
_HEAD = PatternFill("solid", fgColor="DCE6F2")
_OWN_HEAD = PatternFill("solid", fgColor="E3F1E1")
_LINE = Border(bottom=Side("thin", color="7F93AD"))
_TRUTH = ("yes", "no")
_OFFERED = {
    "survey": {
        "required": _TRUTH,
        "readonly": _TRUTH,
        "merge_rule": RULES,
        "privacy": PRIVACY,
    },
    "settings": {"bidang": BIDANG, "frekuensi": FREKUENSI, "subjek": SUBJEK},
}


def write_xlsx(workbook: Workbook) -> bytes:
    """The workbook as an .xlsx file as a person would have it; every cell is text.

    Headings are marked and stay in sight, types and rules are offered to pick from, and a page of
    help comes last. Reading it back gives an equal workbook.
    """
    excel = ExcelWorkbook()
    excel.remove(excel.worksheets[0])
    for sheet in workbook.sheets.values():
        if sheet.columns:
            _write_sheet(excel.create_sheet(sheet.name[:31]), sheet)
    if not excel.worksheets:
        excel.create_sheet("survey")
    types = [*TYPES, *_choosing(workbook)]
    places = _write_help(excel.create_sheet(HELP_SHEET), types)
    for name, sheet in workbook.sheets.items():
        if sheet.columns and name in {"survey", "settings"}:
            _offer(excel[name], sheet, places)
    target = BytesIO()
    excel.save(target)
    return target.getvalue()


def _write_sheet(page: Worksheet, sheet: Sheet) -> None:
    own = OWN.get(sheet.name, frozenset())
    for place, column in enumerate(sheet.columns, start=1):
        _write_cell(page, 1, place, column)
        _mark_heading(page, place, _OWN_HEAD if column in own else _HEAD)
        longest = max((len(row.get(column)) for row in sheet.rows), default=0)
        width = min(max(len(column), longest, 8), _WIDEST) + 2
        page.column_dimensions[get_column_letter(place)].width = width
    for number, row in written_rows(sheet.rows):
        for place, column in enumerate(sheet.columns, start=1):
            if row.get(column):
                _write_cell(page, number, place, row.get(column))
    page.freeze_panes = "A2"


def _write_cell(page: Worksheet, number: int, place: int, text: str) -> None:
    cell = page.cell(number, place, text)
    # Without this a text that begins with "=" would become a formula.
    cell.data_type = "s"
    cell.alignment = _WRAPPED


_WRAPPED = Alignment(wrap_text=True, vertical="top")


def _mark_heading(page: Worksheet, place: int, fill: PatternFill) -> None:
    cell = page.cell(1, place)
    cell.font, cell.fill, cell.border = Font(bold=True), fill, _LINE


def _choosing(workbook: Workbook) -> Iterator[tuple[str, str]]:
    """The types that choose from the lists of this form."""
    lists = dict.fromkeys(row.get("list_name") for row in workbook.rows("choices"))
    for name in filter(None, lists):
        yield f"select_one {name}", f"Satu pilihan dari daftar {name}"
        yield f"select_multiple {name}", f"Boleh beberapa pilihan dari daftar {name}"


def _write_help(page: Worksheet, types: list[tuple[str, str]]) -> dict[str, str]:
    """Fill the page of help; answers where the words to pick from stand, by column."""
    rules = list(zip(RULES, RULES_IN_WORDS, strict=True))
    privacies = list(zip(PRIVACY, PRIVACIES, strict=True))
    chapters = (
        ("", "Kolom", COLUMNS),
        ("type", "Jenis pertanyaan (kolom type)", types),
        ("merge_rule", "Aturan gabung (kolom merge_rule)", rules),
        ("privacy", "Kerahasiaan (kolom privacy)", privacies),
    )
    places: dict[str, str] = {}
    number = 1
    for column, title, words in chapters:
        _write_cell(page, number, 1, title)
        page.cell(number, 1).font = Font(bold=True, size=13)
        first = number + 1
        for number, (word, meaning) in enumerate(words, start=first):
            _write_cell(page, number, 1, word)
            _write_cell(page, number, 2, meaning)
        places[column] = f"{quote_sheetname(HELP_SHEET)}!$A${first}:$A${number}"
        number += 2
    page.column_dimensions["A"].width = 34
    page.column_dimensions["B"].width = 90
    return places


def _offer(page: Worksheet, sheet: Sheet, places: dict[str, str]) -> None:
    """Let the author pick what a cell may hold; another word is warned of, and may stay."""
    last = (written_rows(sheet.rows)[-1][0] if sheet.rows else 1) + _ROOM
    offered = _OFFERED[sheet.name]
    for place, column in enumerate(sheet.columns, start=1):
        if column in places and sheet.name == "survey":
            rule = DataValidation("list", formula1=places[column], allow_blank=True)
        elif column in offered:
            rule = DataValidation("list", formula1=_inline(offered[column]), allow_blank=True)
        else:
            continue
        rule.errorStyle, rule.showErrorMessage = "warning", False
        page.add_data_validation(rule)
        letter = get_column_letter(place)
        rule.add(f"{letter}2:{letter}{last}")


def _inline(words: Iterable[str]) -> str:
    return f'"{",".join(words)}"'
