"""XLSForms as CSV: the first column names the sheet, the lines below it leave that cell empty."""

from __future__ import annotations

import csv
import io

from xlsform.findings import Finding, WorkbookError, found
from xlsform.grid import MAX_CELL, MAX_LINES, canonical_sheet, sheet_from_grid, too_many_rows
from xlsform.sheets import Sheet, Workbook

# Where the comma is the decimal sign, as in Indonesia, Excel separates by semicolons.
_SEPARATORS = ",;\t"


def read_csv(text: str) -> Workbook:
    """The workbook in CSV text. Rows count from the line of headings, which is row 1.

    Raises WorkbookError for text that is no CSV, for a sheet given twice or too big.
    """
    sheets: dict[str, Sheet] = {}
    findings: list[Finding] = []
    for name, lines in _tables(text):
        sheet, wrong = sheet_from_grid(name, enumerate(lines, start=1))
        twice = [found("workbook.duplicate_sheet", name=name)] if name in sheets else []
        findings += [*wrong, *twice]
        sheets[name] = sheet
    if findings:
        raise WorkbookError(findings)
    return Workbook(sheets)


def _tables(text: str) -> list[tuple[str, list[list[str]]]]:
    tables: list[tuple[str, list[list[str]]]] = []
    for cells in _lines(text):
        if cells and cells[0].strip():
            tables.append((canonical_sheet(cells[0]), []))
        elif not tables:
            continue
        below = tables[-1][1]
        # A line with the sheet's name alone stands above its headings; empty ones below them count.
        if below or any(cell.strip() for cell in cells[1:]):
            below.append(cells[1:])
    return tables


def _lines(text: str) -> list[list[str]]:
    # The first line may be a sheet's name alone; the headings below it are what is separated.
    heads = text[:5_000].split("\n")
    head = next((line for line in heads if any(sign in line for sign in _SEPARATORS)), ",")
    separator = max(_SEPARATORS, key=head.count)
    lines = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            lines.append(cells)
            if len(lines) > MAX_LINES:
                raise WorkbookError([too_many_rows("survey")])
    except csv.Error as error:  # a cell longer than any, or a quotation mark without its end
        if "field larger" in str(error):
            code = found("workbook.cell_too_long", len(lines) + 1, sheet="survey", limit=MAX_CELL)
            raise WorkbookError([code]) from error
        raise WorkbookError([found("workbook.broken_csv")]) from error
    return lines
