"""XLSForms as Excel workbooks (.xlsx), read with distrust and written for people."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from io import BytesIO
from xml.etree.ElementTree import ParseError

from lxml import etree
from openpyxl import Workbook as ExcelWorkbook
from openpyxl import load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from xlsform.columns import KNOWN
from xlsform.findings import Finding, WorkbookError
from xlsform.grid import MAX_COLUMNS, MAX_ROWS, canonical_sheet, sheet_from_grid
from xlsform.sheets import Sheet, Workbook, written_rows

MAX_UNPACKED = 50 * 1024 * 1024
MAX_PARTS = 500
MAX_SHEETS = 50
# How far past the limits to look for content before the rest of the sheet counts as empty.
_MARGIN = 50

_OLE_HEAD = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
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
    with opened_xlsx(source) as excel:
        if len(excel.worksheets) > MAX_SHEETS:
            raise WorkbookError([TOO_BIG])
        return _sheets([(canonical_sheet(page.title), page) for page in excel.worksheets])


@contextmanager
def opened_xlsx(source: bytes, *, formulas: bool = False) -> Iterator[ExcelWorkbook]:
    """Open the bytes of an .xlsx file for reading row by row, after distrustful looks at it.

    With `formulas` a cell holds its formula, else the value it had. Raises WorkbookError for anything
    that is no workbook, locked, with macros, or too big, whenever that is noticed.
    """
    _refuse_other_containers(source)
    try:
        _look_inside(source)
        excel = load_workbook(
            BytesIO(source), read_only=True, data_only=not formulas, keep_links=False
        )
        try:
            yield excel
        finally:
            excel.close()
    except _DAMAGED as error:
        raise WorkbookError([NOT_A_WORKBOOK]) from error


def write_xlsx(workbook: Workbook) -> bytes:
    """The workbook as an .xlsx file with bold, frozen headers; every cell is text."""
    excel = ExcelWorkbook()
    excel.remove(excel.worksheets[0])
    for sheet in workbook.sheets.values():
        if sheet.columns:
            _write_sheet(excel.create_sheet(sheet.name[:31]), sheet)
    if not excel.worksheets:
        excel.create_sheet("survey")
    target = BytesIO()
    excel.save(target)
    return target.getvalue()


def _refuse_other_containers(source: bytes) -> None:
    if source.startswith(_OLE_HEAD):
        raise WorkbookError([ENCRYPTED if _ENCRYPTED in source else OLD_EXCEL])
    if not zipfile.is_zipfile(BytesIO(source)):
        raise WorkbookError([NOT_A_WORKBOOK])


def _look_inside(source: bytes) -> None:
    """Refuse by what the container holds, before any of it is understood."""
    with zipfile.ZipFile(BytesIO(source)) as container:
        parts = container.infolist()
        # The reader stops at the declared size, so the declared sizes bind.
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise WorkbookError([TOO_BIG])
        if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
            raise WorkbookError([MACROS])
        for part in parts:
            content = container.read(part)
            if any(doctype in content for doctype in _DOCTYPES):
                raise WorkbookError([NOT_A_WORKBOOK])


def _sheets(pages: list[tuple[str, Worksheet]]) -> Workbook:
    sheets: dict[str, Sheet] = {}
    findings: list[Finding] = []
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
    lines = page.iter_rows(
        max_row=MAX_ROWS + _MARGIN, max_col=MAX_COLUMNS + _MARGIN, values_only=True
    )
    for number, cells in enumerate(lines, start=1):
        yield number, [cell_text(value) for value in cells]


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


def _write_sheet(page: Worksheet, sheet: Sheet) -> None:
    for place, column in enumerate(sheet.columns, start=1):
        _write_cell(page, 1, place, column)
        page.cell(1, place).font = Font(bold=True)
        longest = max((len(row.get(column)) for row in sheet.rows), default=0)
        width = min(max(len(column), longest, 8), 60) + 2
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
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _refusal(code: str, message: str, cure: str) -> Finding:
    return Finding("error", "workbook", None, None, f"workbook.{code}", message, cure)


NOT_A_WORKBOOK = _refusal(
    "not_a_workbook",
    "Berkas ini bukan buku kerja Excel (.xlsx) yang dapat dibaca.",
    "Buka berkas itu di Excel atau LibreOffice, simpan sebagai “Excel Workbook (.xlsx)”, "
    "lalu unggah lagi.",
)
OLD_EXCEL = _refusal(
    "old_excel",
    "Berkas ini memakai format Excel lama (.xls).",
    "Buka berkas itu, simpan sebagai “Excel Workbook (.xlsx)”, lalu unggah lagi.",
)
ENCRYPTED = _refusal(
    "encrypted",
    "Berkas ini dilindungi kata sandi sehingga tidak dapat dibaca.",
    "Buka berkas itu, hapus kata sandinya (Info > Lindungi Buku Kerja), simpan, lalu unggah lagi.",
)
MACROS = _refusal(
    "has_macros",
    "Berkas ini berisi makro. Simpul tidak menerima berkas bermakro.",
    "Simpan sebagai “Excel Workbook (.xlsx)”, bukan “Macro-Enabled”, lalu unggah lagi.",
)
TOO_BIG = _refusal(
    "too_large",
    "Isi berkas ini terlalu besar untuk sebuah formulir.",
    "Hapus lembar, gambar, dan data yang bukan bagian formulir, lalu unggah lagi.",
)
