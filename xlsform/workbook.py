"""The door of the library: the bytes of a file in, a workbook out, and back again."""

from __future__ import annotations

from pathlib import PurePath

from xlsform.csv_tables import read_csv
from xlsform.excel import OLE_HEAD, read_xlsx
from xlsform.excel_writing import write_xlsx
from xlsform.findings import WorkbookError, found
from xlsform.markdown import read_markdown, read_table, write_markdown
from xlsform.old_excel import read_xls
from xlsform.sheets import Row, Sheet, Workbook

__all__ = [
    "Row",
    "Sheet",
    "Workbook",
    "WorkbookError",
    "read_table",
    "read_workbook",
    "write_markdown",
    "write_xlsx",
]

MAX_FILE = 20 * 1024 * 1024


def read_workbook(source: bytes, filename: str) -> Workbook:
    """The workbook in the bytes of a file, by the ending of its name (.xlsx, .xls, .csv, .md).

    Sheet and column names come back under their usual spelling; cells are trimmed text.
    Raises WorkbookError when it is no such file, or too big, locked, or with macros or formulas.
    """
    ending = PurePath(filename.lower()).suffix
    if len(source) > MAX_FILE:
        raise WorkbookError([found("workbook.too_large")])
    if ending == ".md":
        return read_markdown(_decoded(source))
    if ending == ".csv":
        return read_csv(_decoded(source))
    if ending in {".xlsm", ".xltm"}:
        raise WorkbookError([found("workbook.has_macros")])
    # Excel opens either under either name, so authors have both.
    if ending in {".xls", ".xlsx"}:
        old = source.startswith(OLE_HEAD) or (ending == ".xls" and not source.startswith(b"PK"))
        return read_xls(source) if old else read_xlsx(source)
    raise WorkbookError([found("workbook.unknown_file")])


def _decoded(source: bytes) -> str:
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WorkbookError([found("workbook.not_utf8")]) from error
