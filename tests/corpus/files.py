"""Forms as the other files that come in: old Excel workbooks and CSV."""

from __future__ import annotations

import csv
import io

import xlwt

from xlsform.sheets import Sheet, Workbook


def as_xls(workbook: Workbook) -> bytes:
    """The workbook as an old Excel file."""
    book = xlwt.Workbook()
    for sheet in workbook.sheets.values():
        page = book.add_sheet(sheet.name)
        for number, cells in enumerate(lines_of(sheet)):
            for place, text in enumerate(cells):
                if text:
                    page.write(number, place, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(workbook: Workbook, separator: str = ",") -> bytes:
    """The workbook as CSV, each sheet's name on a line of its own."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    for sheet in workbook.sheets.values():
        writer.writerow([sheet.name])
        writer.writerows(["", *cells] for cells in lines_of(sheet))
    return out.getvalue().encode()


def lines_of(sheet: Sheet) -> list[list[str]]:
    """The sheet as lines of cells, its empty rows among them."""
    rows = {row.number: row for row in sheet.rows}
    last = max(rows, default=1)
    below = [
        [rows[n].get(column) if n in rows else "" for column in sheet.columns]
        for n in range(2, last + 1)
    ]
    return [sheet.columns, *below]
