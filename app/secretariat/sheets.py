"""From a workbook's bytes to lines of text under known columns, and what is wrong there. Pure."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from app.secretariat.columns import FOUND, OURS, SHEETS, names_of
from app.secretariat.findings import found
from xlsform.excel import cell_text, opened_xlsx
from xlsform.findings import Finding
from xlsform.sheets import clean_text
from xlsform.spelling import did_you_mean

MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELL = 500
MARGIN = 20
MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"})
NUMBERED = frozenset({"lintang", "bujur"})


@dataclass(slots=True)
class Line:
    """One row with content, as Excel numbers it, and what was found wrong with it."""

    sheet: str
    number: int
    cells: dict[str, str]
    findings: list[Finding] = field(default_factory=list)

    def get(self, column: str) -> str:
        """Answer a cell's text, "" where there is none."""
        return self.cells.get(column, "")

    def fault(self, code: str, column: str | None = None, /, **details: object) -> None:
        """Note what is wrong with a cell."""
        self.findings.append(found(code, self.sheet, self.number, column, **details))

    @property
    def broken(self) -> bool:
        """Answer whether an error stands in this line."""
        return any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Read:
    """A workbook read: lines by sheet, columns as they stand, and findings of sheets and headers."""

    lines: dict[str, list[Line]]
    columns: dict[str, list[str]]
    findings: list[Finding]


def read_registry(source: bytes) -> Read:
    """Answer the registry's sheets in a workbook; raise WorkbookError for what is none."""
    merged = _merged_headers(source)
    read = Read({}, {}, [])
    with opened_xlsx(source, formulas=True) as excel:
        for page in excel.worksheets:
            part = str(page._worksheet_path).lstrip("/")  # type: ignore[attr-defined]
            name = page.title.strip().lower()
            if name in SHEETS:
                for ref in merged.get(part, ()):
                    read.findings.append(found("kepala.digabung", name, 1, None, ref=ref))
                _read_sheet(name, page, read)
            elif name not in OURS:
                meant = did_you_mean(name, SHEETS)
                read.findings.append(
                    found("buku.lembar_asing", page.title, name=page.title, meant=meant)
                )
    _missing_sheets(read)
    return read


def _missing_sheets(read: Read) -> None:
    if not read.lines:
        read.findings.append(found("buku.tanpa_lembar", "buku"))
        return
    for name in SHEETS:
        if name not in read.lines:
            read.findings.append(found("buku.lembar_tidak_ada", name, name=name))


def _merged_headers(source: bytes) -> dict[str, list[str]]:
    """Answer the merged cells of the first row, by the sheet's part."""
    refs: dict[str, list[str]] = {}
    if not zipfile.is_zipfile(BytesIO(source)):
        return refs
    with zipfile.ZipFile(BytesIO(source)) as container:
        for part in container.infolist():
            if part.filename.startswith("xl/worksheets/") and part.file_size <= 50_000_000:
                for first, row, last, _ in MERGED.findall(container.read(part)):
                    if row == b"1" and first != last:
                        ref = f"{first.decode()}1:{last.decode()}1"
                        refs.setdefault(part.filename, []).append(ref)
    return refs


def _read_sheet(name: str, page: Any, read: Read) -> None:  # noqa: ANN401 - a read-only worksheet
    page.reset_dimensions()
    rows = page.iter_rows(max_row=MAX_ROWS + 1 + MARGIN, max_col=MAX_COLUMNS)
    header = [_heading(cell.value) for cell in next(iter(rows), ())]
    columns = _columns(name, header, read.findings)
    read.columns[name] = [one for one in columns if one]
    lines = read.lines.setdefault(name, [])
    for number, cells in enumerate(rows, start=2):
        line = _line(name, number, columns, cells)
        if not line.cells and not line.findings:
            continue
        if number > MAX_ROWS + 1:
            limit = f"{MAX_ROWS:,}".replace(",", ".")
            finding = found("buku.terlalu_banyak_baris", name, number, name=name, limit=limit)
            read.findings.append(finding)
            break
        lines.append(line)


def _heading(value: object) -> str:
    return "_".join(clean_text(cell_text(value)).lower().rstrip("*").split())


def _columns(sheet: str, header: Sequence[str], findings: list[Finding]) -> list[str]:
    """Answer the known column at each place, "" for what is not read."""
    known = names_of(sheet)
    columns: list[str] = []
    for name in header:
        if name in known and name not in columns:
            columns.append(name)
            continue
        columns.append("")
        if name in known:
            findings.append(found("kepala.kolom_ganda", sheet, 1, name, name=name))
        elif name and name != FOUND:
            meant = did_you_mean(name, known)
            findings.append(found("kepala.kolom_asing", sheet, 1, name, name=name, meant=meant))
    findings += (
        found("kepala.kolom_wajib", sheet, 1, column.name, name=column.name)
        for column in SHEETS[sheet]
        if column.required and column.name not in columns
    )
    return columns


def _line(sheet: str, number: int, columns: Sequence[str], cells: Sequence[Any]) -> Line:
    line = Line(sheet, number, {})
    for column, cell in _filled(columns, cells):
        text = clean_text(cell_text(cell.value))
        if cell.data_type == "f" or text.startswith("="):
            line.fault("sel.rumus", column)
        elif text in ERRORS:
            line.fault("sel.galat", column, value=text)
        elif len(text) > MAX_CELL:
            line.fault("sel.terlalu_panjang", column, limit=MAX_CELL)
        if text:
            line.cells[column] = text
    return line


def _filled(columns: Sequence[str], cells: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    return (
        (column, cell)
        for column, cell in zip(columns, cells, strict=False)
        if column and cell.value is not None
    )
