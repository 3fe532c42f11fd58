"""From a grid of cells, as files hold them, to a sheet."""

from __future__ import annotations

from collections.abc import Iterable

from xlsform.columns import KNOWN, canonical_column
from xlsform.findings import Finding, WorkbookError, found
from xlsform.sheets import Row, Sheet, Workbook, clean_text

MAX_ROWS = 20_000
# Of a text file with all sheets.
MAX_LINES = 50_000
MAX_COLUMNS = 200
MAX_CELL = 32_767
# Letters in one sheet; the longest of real forms have a tenth of it.
MAX_TEXT = 5_000_000

Grid = Iterable[tuple[int, list[str]]]


def canonical_sheet(name: str) -> str:
    """`Survey ` as `survey`; the name of a sheet XLSForm does not know only trimmed."""
    trimmed = name.strip()
    return trimmed.lower() if trimmed.lower() in KNOWN else trimmed


def sheet_from_grid(name: str, grid: Grid) -> tuple[Sheet, list[Finding]]:
    """The sheet in numbered lines of cells (line 1 is the header), and what is wrong with it."""
    lines = [(n, [clean_text(cell) if cell else "" for cell in cells]) for n, cells in grid]
    findings = _too_big(name, lines)
    if findings:
        return Sheet(name, [], []), findings
    header = next((cells for number, cells in lines if number == 1), [])
    columns = [canonical_column(name, cell) if cell else "" for cell in header]
    rows = []
    for number, cells in lines:
        filled = {c: text for c, text in zip(columns, cells, strict=False) if c and text}
        if number > 1 and filled:
            rows.append(Row(number, filled))
    used = [column for column in columns if column]
    return Sheet(name, used, rows), _repeated_columns(name, header, columns)


def lone_sheet(name: str, grid: Grid) -> Workbook:
    """The workbook in a file with one sheet: a survey whatever its name, if it looks like one."""
    sheet, findings = sheet_from_grid("survey", grid)
    if not {"type", "name"} <= set(sheet.columns):
        return Workbook({name: Sheet(name, [], [])})
    if findings:
        raise WorkbookError(findings)
    return Workbook({"survey": sheet})


def _repeated_columns(name: str, header: list[str], columns: list[str]) -> list[Finding]:
    return [
        found(
            f"{name}.duplicate_column",
            1,
            header[place],
            name=header[place],
            other=header[columns.index(column)],
        )
        for place, column in enumerate(columns)
        if column and columns.index(column) < place
    ]


def _too_big(name: str, lines: list[tuple[int, list[str]]]) -> list[Finding]:
    findings = []
    full = [(number, cells) for number, cells in lines if any(cells)]
    if full and full[-1][0] > MAX_ROWS:
        findings.append(too_many_rows(name))
    if any(any(cells[MAX_COLUMNS:]) for _, cells in full):
        findings.append(
            found("workbook.too_many_columns", 1, sheet=name, name=name, limit=MAX_COLUMNS)
        )
    if sum(len(cell) for _, cells in full for cell in cells) > MAX_TEXT:
        findings.append(found("workbook.too_large", sheet=name))
    return findings + [
        found("workbook.cell_too_long", number, sheet=name, limit=MAX_CELL)
        for number, cells in full
        if any(len(cell) > MAX_CELL for cell in cells)
    ]


def too_many_rows(name: str) -> Finding:
    """The finding for a sheet longer than any form."""
    limit = f"{MAX_ROWS:,}".replace(",", ".")
    return found("workbook.too_many_rows", MAX_ROWS + 1, sheet=name, name=name, limit=limit)
