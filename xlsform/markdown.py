"""XLSForms as Markdown tables: the first cell names the sheet, the rest are its columns.

    | survey |         |      |             |
    | ------ | ------- | ---- | ----------- |
    |        | type    | name | label       |
    |        | integer | umur | Umur balita |

A line break inside a cell is written `<br>`, a bar `\\|`, and the letters <br> themselves `\\<br>`.
Text outside tables is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xlsform.findings import Finding, WorkbookError, found
from xlsform.grid import MAX_LINES, canonical_sheet, sheet_from_grid, too_many_rows
from xlsform.sheets import Sheet, Workbook, written_rows

_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"(?<!\\)<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<br", re.IGNORECASE)
_KEPT_TAG = re.compile(r"\\(<br)", re.IGNORECASE)
_DASHES = re.compile(r"\s*:?-{3,}:?\s*")


def read_markdown(text: str) -> Workbook:
    """The workbook in Markdown text; a file without a table gives one without sheets.

    Rows count table lines: the header is row 1, an empty line of the table counts too.
    Raises WorkbookError for a sheet or column given twice and for a sheet that is too big.
    """
    if text.count("\n") > MAX_LINES:
        raise WorkbookError([too_many_rows("survey")])
    sheets: dict[str, Sheet] = {}
    findings: list[Finding] = []
    for name, lines in _tables(text):
        sheet, wrong = sheet_from_grid(name, enumerate(lines, start=1))
        findings += [
            *wrong,
            *([found("workbook.duplicate_sheet", name=name)] if name in sheets else []),
        ]
        sheets[name] = sheet
    if findings:
        raise WorkbookError(findings)
    return Workbook(sheets)


def read_table(text: str, name: str = "") -> Sheet:
    """The first plain table (no sheet column) in Markdown text, as a sheet of that name."""
    lines = [cells for cells in map(_cells, text.split("\n")) if cells and not _is_rule(cells)]
    sheet, findings = sheet_from_grid(name, enumerate(lines, start=1))
    if findings:
        raise WorkbookError(findings)
    return sheet


def write_markdown(workbook: Workbook) -> str:
    """The workbook as Markdown text that `read_markdown` reads back to an equal one."""
    return "\n".join(_table(sheet) for sheet in workbook.sheets.values())


def _tables(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    name, lines, ruled = "", list[list[str]](), True
    for cells in filter(None, map(_cells, text.split("\n"))):
        if not ruled and len(lines) < 2 and _is_rule(cells):
            ruled = True
            continue
        if cells[0] and name:
            yield name, lines
        if cells[0]:
            name, lines, ruled = canonical_sheet(cells[0]), [], False
        if name and (any(cells[1:]) or (lines and not cells[0])):
            lines.append(cells[1:])
    if name:
        yield name, lines


def _cells(line: str) -> list[str]:
    """The cells of one table line; nothing for a line that is prose or a comment."""
    if not line.lstrip().startswith("|"):
        return []
    parts = _BAR.split(line)
    return [_text(part.strip()) for part in parts[1:-1]]


def _text(cell: str) -> str:
    return _KEPT_TAG.sub(r"\1", _BREAK.sub("\n", cell.replace("\\|", "|")))


def _is_rule(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_DASHES.fullmatch(cell) for cell in filled)


def _table(sheet: Sheet) -> str:
    lines = [["", *sheet.columns]]
    last = 1
    for number, row in written_rows(sheet.rows):
        lines += [["", *("" for _ in sheet.columns)]] * (number - last - 1)
        lines.append(["", *(row.get(column) for column in sheet.columns)])
        last = number
    head = _line([sheet.name, *("" for _ in sheet.columns)])
    # Without spaces, or pyxform takes the rule for a sheet called so.
    rule = "|---" * (len(sheet.columns) + 1) + "|\n"
    return head + rule + "".join(_line(cells) for cells in lines)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(map(_escaped, cells)) + " |\n"


def _escaped(cell: str) -> str:
    return _TAG.sub(r"\\\g<0>", cell.replace("|", "\\|")).replace("\n", "<br>")
