"""The workbook as a value: sheets, rows and cells, whatever file they came from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

# Written into Excel files for their readers, and no part of the form when it comes back.
HELP_SHEET = "Bantuan"

# What XML 1.0 cannot hold must not enter a form: it could never be compiled.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row with content. `number` is the row in the author's file, where the header is 1.

    A row that came in through a block keeps the number of its `include` row; `block` and
    `block_row` then say where in the block it stands.
    """

    number: int
    cells: dict[str, str]
    block: str | None = None
    block_row: int | None = None

    def get(self, column: str) -> str:
        """The text of a cell, or an empty string."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its columns in order and its rows; empty rows are left out but keep their number."""

    name: str
    columns: list[str]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a form by name. A sheet XLSForm does not know is kept by name alone."""

    sheets: dict[str, Sheet] = field(default_factory=dict)

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name, or an empty one."""
        return self.sheets.get(name) or Sheet(name, [], [])

    def rows(self, name: str) -> list[Row]:
        """The rows of the sheet of that name; none when the sheet is missing."""
        return self.sheet(name).rows


def clean_text(text: str) -> str:
    """The text as a cell holds it: trimmed, ordinary spaces, one kind of line break."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return _FORBIDDEN.sub("", plain).strip()


def written_rows(rows: Iterable[Row]) -> list[tuple[int, Row]]:
    """The rows with the place each takes in a new file.

    A row keeps its own number where it can; rows from a block, which share a number, follow
    one another and push the rest down.
    """
    placed: list[tuple[int, Row]] = []
    last = 1
    for row in rows:
        last = max(last + 1, row.number)
        placed.append((last, row))
    return placed
