"""XLSForms as old Excel workbooks (.xls), read with the same distrust as new ones."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from xlrd import (
    XL_CELL_BOOLEAN,
    XL_CELL_DATE,
    XL_CELL_EMPTY,
    XL_CELL_ERROR,
    XL_CELL_NUMBER,
    open_workbook,
)
from xlrd.biffh import XLRDError
from xlrd.book import Book
from xlrd.compdoc import CompDocError
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as Page
from xlrd.xldate import XLDateError, xldate_as_datetime

from xlsform.columns import KNOWN
from xlsform.excel import ENCRYPTED, MAX_SHEETS, OLE_HEAD, cell_text
from xlsform.findings import Finding, WorkbookError, found
from xlsform.grid import MAX_COLUMNS, MAX_ROWS, canonical_sheet, lone_sheet, sheet_from_grid
from xlsform.sheets import HELP_SHEET, Sheet, Workbook

# The whole file becomes lists in memory, so it must be smaller than a new one, which is read in rows.
MAX_FILE = 5 * 1024 * 1024
_MARGIN = 50
_MACROS = "_VBA_PROJECT".encode("utf-16-le")

# xlrd reads a damaged file until something gives way.
_DAMAGED = (
    XLRDError,
    CompDocError,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


def read_xls(source: bytes) -> Workbook:
    """The workbook in the bytes of an .xls file: the values as they were last computed.

    Raises WorkbookError for anything else, for one locked or with macros, and for one too big.
    """
    if not source.startswith(OLE_HEAD):
        raise WorkbookError([found("workbook.not_an_old_workbook")])
    if ENCRYPTED in source:
        raise WorkbookError([found("workbook.encrypted")])
    if len(source) > MAX_FILE:
        raise WorkbookError([found("workbook.too_large")])
    if _MACROS in source:
        raise WorkbookError([found("workbook.has_macros")])
    try:
        # What xlrd has to say of odd files goes to a log that nobody reads: we say it ourselves.
        with open_workbook(
            file_contents=source, logfile=io.StringIO(), on_demand=True, ragged_rows=True
        ) as book:
            return _workbook(book)
    except _DAMAGED as error:
        code = "encrypted" if "encrypt" in str(error).lower() else "not_an_old_workbook"
        raise WorkbookError([found(f"workbook.{code}")]) from error


def _workbook(book: Book) -> Workbook:
    names = [name for name in book.sheet_names() if canonical_sheet(name) != HELP_SHEET]
    if len(names) > MAX_SHEETS:
        raise WorkbookError([found("workbook.too_large")])
    if len(names) == 1 and canonical_sheet(names[0]) not in KNOWN:
        page = book.sheet_by_name(names[0])
        return lone_sheet(canonical_sheet(names[0]), _grid(page, book.datemode))
    sheets: dict[str, Sheet] = {}
    findings: list[Finding] = []
    for title in names:
        name = canonical_sheet(title)
        if name not in KNOWN:
            sheets[name] = Sheet(name, [], [])
            continue
        sheets[name], wrong = sheet_from_grid(name, _grid(book.sheet_by_name(title), book.datemode))
        findings += wrong
        book.unload_sheet(title)
    if findings:
        raise WorkbookError(findings)
    return Workbook(sheets)


def _grid(page: Page, datemode: int) -> Iterator[tuple[int, list[str]]]:
    for number in range(min(page.nrows, MAX_ROWS + _MARGIN)):
        cells = page.row(number)[: MAX_COLUMNS + _MARGIN]
        yield number + 1, [_text(cell, datemode) for cell in cells]


def _text(cell: Cell, datemode: int) -> str:
    if cell.ctype in {XL_CELL_EMPTY, XL_CELL_ERROR}:
        return ""
    if cell.ctype == XL_CELL_BOOLEAN:
        return cell_text(bool(cell.value))
    if cell.ctype == XL_CELL_NUMBER:
        return cell_text(float(cell.value))
    if cell.ctype == XL_CELL_DATE:
        return _moment(float(cell.value), datemode)
    return str(cell.value)


def _moment(value: float, datemode: int) -> str:
    try:
        moment = xldate_as_datetime(value, datemode)
    except XLDateError:
        return cell_text(value)
    return cell_text(moment.time() if value < 1 else moment)
