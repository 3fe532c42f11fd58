"""XLSForms as Excel workbooks (.xlsx), read with distrust."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from io import BytesIO
from xml.etree.ElementTree import ParseError

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook as ExcelWorkbook
from openpyxl.worksheet.worksheet import Worksheet

from xlsform.columns import KNOWN, canonical_column
from xlsform.findings import Finding, WorkbookError, found
from xlsform.grid import MAX_COLUMNS, MAX_ROWS, canonical_sheet, lone_sheet, sheet_from_grid
from xlsform.sheets import HELP_SHEET, Sheet, Workbook

MAX_UNPACKED = 50 * 1024 * 1024
# What a sheet and the texts of all sheets may hold in tags, and what every other part may: Excel's
# files say the same thing in few bytes a million times, and each tag costs time and memory here.
MAX_TAGS = 1_200_000
MAX_CELLS = 200_000  # of all sheets of a form; a list of 20,000 choices has 100,000
MAX_TAGS_BESIDE = 200_000
_OF_SHEETS = re.compile(r"xl/(worksheets/[^/]+\.xml|sharedStrings\.xml)", re.IGNORECASE)
# How many formulas are told one by one.
MOST_FORMULAS = 50
# Other files, other programs, the network.
_REACHES_OUT = re.compile(
    r"\||\[|\b(?:WEBSERVICE|HYPERLINK|CALL|EXEC|REGISTER|RTD|IMAGE|FILTERXML)\s*\(", re.IGNORECASE
)
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_FORMULA = re.compile(rb"<(\w+:)?f[\s/>]")
MAX_PARTS = 500
MAX_SHEETS = 50
# How far past the limits to look for content before the rest of the sheet counts as empty.
_MARGIN = 50

OLE_HEAD = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))

# openpyxl has no exception of its own for a damaged file: it stumbles in many ways.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    etree.LxmlError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


def read_xlsx(source: bytes) -> Workbook:
    """The workbook in the bytes of an .xlsx file: values only, never formulas or macros.

    Raises WorkbookError for anything else, and for a file too big to be a form.
    """
    with opened_xlsx(source, most_cells=MAX_CELLS) as excel:
        pages = _pages(excel)
        if len(pages) > MAX_SHEETS:
            raise WorkbookError([found("workbook.too_large")])
        workbook = _sheets(pages)
    if _has_formulas(source):
        _check_formulas(source, workbook)
    return workbook


def _pages(excel: ExcelWorkbook) -> list[tuple[str, Worksheet]]:
    named = [(canonical_sheet(page.title), page) for page in excel.worksheets]
    return [(name, page) for name, page in named if name != HELP_SHEET]


def _has_formulas(source: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(source)) as container:
        return any(
            _FORMULA.search(container.read(part))
            for part in container.namelist()
            if _OF_SHEETS.fullmatch(part)
        )


def _check_formulas(source: bytes, workbook: Workbook) -> None:
    """What a formula showed when the file was saved is its text; one that showed nothing is refused.

    Nothing is computed here, so a formula that was never computed, or whose value came from
    elsewhere, has no text to be sure of.
    """
    findings: list[Finding] = []
    with opened_xlsx(source, formulas=True) as excel:
        for name, page in _pages(excel):
            texts = {row.number: row for row in workbook.rows(name)}
            for number, column, formula in _formulas(page) if name in KNOWN else ():
                row = texts.get(number)
                text = row.get(canonical_column(name, column)) if row else ""
                if _REACHES_OUT.search(formula):
                    findings.append(
                        found("workbook.formula_reaches_out", number, column, sheet=name)
                    )
                elif not text or text.startswith("#"):
                    findings.append(found("workbook.formula_cell", number, column, sheet=name))
    if findings:
        raise WorkbookError(findings[:MOST_FORMULAS])


def _formulas(page: Worksheet) -> Iterator[tuple[int, str, str]]:
    """Row, heading and formula of each cell with one; a column without a heading by its letter."""
    headings: list[str] = []
    page.reset_dimensions()  # type: ignore[attr-defined]
    for number, cells in enumerate(page.iter_rows(max_row=MAX_ROWS + _MARGIN), start=1):
        if number == 1:
            headings = [cell_text(cell.value) for cell in cells]
        for place, cell in enumerate(cells):
            if cell.data_type == "f":
                heading = headings[place] if number > 1 and place < len(headings) else ""
                yield number, heading or get_column_letter(place + 1), str(cell.value)


@contextmanager
def opened_xlsx(
    source: bytes, *, formulas: bool = False, most_cells: int = MAX_TAGS
) -> Iterator[ExcelWorkbook]:
    """Open the bytes of an .xlsx file for reading row by row, after distrustful looks at it.

    With `formulas` a cell holds its formula, else the value it had. Raises WorkbookError for anything
    that is no workbook, locked, with macros, or too big, whenever that is noticed.
    """
    _refuse_other_containers(source)
    try:
        _look_inside(source, most_cells)
        excel = load_workbook(
            BytesIO(source), read_only=True, data_only=not formulas, keep_links=False
        )
        try:
            yield excel
        finally:
            excel.close()
    except _DAMAGED as error:
        raise WorkbookError([found("workbook.not_a_workbook")]) from error


def _refuse_other_containers(source: bytes) -> None:
    if source.startswith(OLE_HEAD):
        code = "encrypted" if ENCRYPTED in source else "not_a_workbook"
        raise WorkbookError([found(f"workbook.{code}")])
    if not zipfile.is_zipfile(BytesIO(source)):
        raise WorkbookError([found("workbook.not_a_workbook")])


def _look_inside(source: bytes, most_cells: int) -> None:
    """Refuse by what the container holds, before any of it is understood."""
    with zipfile.ZipFile(BytesIO(source)) as container:
        parts = container.infolist()
        # The reader stops at the declared size, so the declared sizes bind.
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise WorkbookError([found("workbook.too_large")])
        if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
            raise WorkbookError([found("workbook.has_macros")])
        for part in parts:
            content = container.read(part)
            if any(doctype in content for doctype in _DOCTYPES):
                raise WorkbookError([found("workbook.declares_entities")])
            of_sheets = _OF_SHEETS.fullmatch(part.filename)
            most = MAX_TAGS if of_sheets else MAX_TAGS_BESIDE
            if content.count(b"<") > most and part.filename.lower().endswith((".xml", ".rels")):
                raise WorkbookError([found("workbook.too_large")])
            most_cells -= sum(1 for _ in _CELL.finditer(content)) if of_sheets else 0
            if most_cells < 0:
                raise WorkbookError([found("workbook.too_large")])


def _sheets(pages: list[tuple[str, Worksheet]]) -> Workbook:
    sheets: dict[str, Sheet] = {}
    findings: list[Finding] = []
    if len(pages) == 1 and pages[0][0] not in KNOWN:
        return lone_sheet(pages[0][0], _grid(pages[0][1]))
    for name, page in pages:
        # Only the sheets of a form are read: notes beside them may look as they like.
        read = sheet_from_grid(name, _grid(page)) if name in KNOWN else (Sheet(name, [], []), [])
        findings += read[1]
        sheets[name] = read[0]
    if findings:
        raise WorkbookError(findings)
    return Workbook(sheets)


def _grid(page: Worksheet) -> Iterator[tuple[int, list[str]]]:
    page.reset_dimensions()  # type: ignore[attr-defined]
    # Without a last column each row is as long as it is: most are far shorter than the limit.
    lines = page.iter_rows(max_row=MAX_ROWS + _MARGIN, values_only=True)
    for number, cells in enumerate(lines, start=1):
        yield number, [cell_text(value) for value in cells[: MAX_COLUMNS + _MARGIN]]


def cell_text(value: object) -> str:
    """A cell's value as a person sees it: 1.0 is 1, a day has no hours."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return (value.date() if value.time() == time.min else value).isoformat()
    return value.isoformat() if isinstance(value, (date, time)) else str(value)
