"""The door of the library: the bytes of a file in, a workbook out, and back again."""

from __future__ import annotations

from pathlib import PurePath

from xlsform.excel import read_xlsx, write_xlsx
from xlsform.findings import Finding, WorkbookError
from xlsform.markdown import read_markdown, read_table, write_markdown
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
    """The workbook in the bytes of a file, understood by the ending of its name (.md, .xlsx).

    Sheet and column names come back under their usual spelling; cells are trimmed text.
    Raises WorkbookError when it is no such file, or too big, locked, or with macros.
    """
    ending = PurePath(filename.lower()).suffix
    if len(source) > MAX_FILE:
        raise WorkbookError([_refusal("too_large", *_TOO_LARGE)])
    if ending == ".md":
        return read_markdown(_decoded(source))
    if ending in {".xlsx", ".xlsm", ".xls"}:
        return read_xlsx(source)
    raise WorkbookError([_refusal("unknown_file", *_UNKNOWN)])


def _decoded(source: bytes) -> str:
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WorkbookError([_refusal("not_utf8", *_NOT_UTF8)]) from error


def _refusal(code: str, message: str, cure: str) -> Finding:
    return Finding("error", "workbook", None, None, f"workbook.{code}", message, cure)


_TOO_LARGE = (
    f"Berkas ini lebih besar daripada {MAX_FILE // 1024 // 1024} MB.",
    "Hapus gambar dan data yang bukan bagian formulir, lalu unggah lagi.",
)
_UNKNOWN = (
    "Jenis berkas ini tidak dikenal.",
    "Unggah formulir sebagai buku kerja Excel (.xlsx) atau tabel Markdown (.md).",
)
_NOT_UTF8 = (
    "Teks berkas ini tidak tersimpan sebagai UTF-8.",
    "Simpan ulang berkas itu dengan pengodean UTF-8, lalu unggah lagi.",
)
