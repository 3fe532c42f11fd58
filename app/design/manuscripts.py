"""A manuscript as a document: the sheets of a workbook, whose rows have ids that never change. Pure.

Row numbers move whenever a row is put before another; what two officers change, and where a finding
stands, is told by a row's id. Columns and sheets that Simpul does not know are kept as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from xlsform.findings import Finding
from xlsform.grid import MAX_CELL, MAX_COLUMNS, MAX_ROWS
from xlsform.languages import settings_row
from xlsform.sheets import Row, Sheet, Workbook, clean_text

FIRST_ROW = 2  # the header is row 1
ROW_ID = re.compile(r"[a-z0-9]{1,16}")
LONGEST_NAME = 200  # of a column or a sheet
MAX_SHEETS = 50

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its columns and, in order, its rows by their ids."""

    columns: tuple[str, ...] = ()
    rows: Mapping[str, Cells] = field(default_factory=dict)


Document = Mapping[str, Page]


class Unreadable(ValueError):
    """What should be a document or a change of one is none; the message says where."""


def document_of(workbook: Workbook) -> dict[str, Page]:
    """Answer a workbook as a document; its rows get ids in their order."""
    found: dict[str, Page] = {}
    for sheet in workbook.sheets.values():
        rows = {f"r{at}": dict(row.cells) for at, row in enumerate(sheet.rows, start=1)}
        found[sheet.name] = Page(tuple(sheet.columns), rows)
    return found


def workbook_of(document: Document) -> Workbook:
    """Answer a document as a workbook; rows stand one below the other."""
    return Workbook({name: _sheet(name, page) for name, page in document.items()})


def _sheet(name: str, page: Page) -> Sheet:
    rows = [
        Row(number, {column: cells[column] for column in page.columns if cells.get(column)})
        for number, cells in enumerate(page.rows.values(), start=FIRST_ROW)
    ]
    return Sheet(name, list(page.columns), rows)


def as_json(document: Document) -> dict[str, Any]:
    """Answer a document as JSON keeps it, sheets and rows in their order."""
    return {
        "sheets": [
            {
                "name": name,
                "columns": list(page.columns),
                "rows": [{"id": row_id, "cells": dict(row)} for row_id, row in page.rows.items()],
            }
            for name, page in document.items()
        ]
    }


def from_json(data: Mapping[str, Any]) -> dict[str, Page]:
    """Answer the document that was kept as JSON."""
    return {
        sheet["name"]: Page(
            tuple(sheet["columns"]), {row["id"]: row["cells"] for row in sheet["rows"]}
        )
        for sheet in data["sheets"]
    }


def read_cells(data: object) -> dict[str, str]:
    """Answer cells that a browser sent, as cells hold text; raise Unreadable for what is none."""
    if not isinstance(data, dict) or len(data) > MAX_COLUMNS:
        raise Unreadable("cells")
    found = {}
    for column, text in data.items():
        if not isinstance(text, str) or len(text) > MAX_CELL:
            raise Unreadable("cell")
        found[read_name(column)] = clean_text(text)
    return found


def read_name(data: object) -> str:
    """Answer the name of a column or sheet that a browser sent."""
    name = clean_text(data).replace("\n", " ") if isinstance(data, str) else ""
    if not 0 < len(name) <= LONGEST_NAME:
        raise Unreadable("name")
    return name


def read_ids(data: object) -> tuple[str, ...]:
    """Answer the ids of rows that a browser sent, each once."""
    if not isinstance(data, list) or len(data) > MAX_ROWS:
        raise Unreadable("rows")
    if not all(isinstance(one, str) and ROW_ID.fullmatch(one) for one in data):
        raise Unreadable("row id")
    return tuple(dict.fromkeys(data))


def setting(document: Document, column: str) -> str:
    """Answer what the settings sheet says in a column, or nothing."""
    return settings_row(workbook_of({"settings": document.get("settings", Page())})).get(column)


def with_settings(document: Document, **values: str) -> dict[str, Page]:
    """Answer the document with other settings."""
    page = document.get("settings", Page())
    first = next(iter(page.rows), "r1")
    cells = {**page.rows.get(first, {}), **values}
    columns = tuple(dict.fromkeys((*page.columns, *values)))
    return {**document, "settings": Page(columns, {**page.rows, first: cells})}


def placed(findings: Iterable[Finding], document: Document) -> list[dict[str, Any]]:
    """Answer findings as JSON, each with the id of the row it stands at; None where it has no row."""
    ids = {name: tuple(page.rows) for name, page in document.items()}
    told = []
    for finding in findings:
        rows, at = ids.get(finding.sheet, ()), (finding.row or 0) - FIRST_ROW
        told.append({**finding.as_dict(), "id": rows[at] if 0 <= at < len(rows) else None})
    return told


def weight_of(document: Document) -> int:
    """Answer how many letters a document holds."""
    return sum(
        len(column) + len(text)
        for page in document.values()
        for cells in page.rows.values()
        for column, text in cells.items()
    )


def next_version(taken: Iterable[str], day: str) -> str:
    """Answer the next number of a version made on a day (20261126): the day and an order."""
    orders = [
        int(one[len(day) :])
        for one in taken
        if one.startswith(day) and one[len(day) :].isdigit() and len(one) == len(day) + 2
    ]
    return f"{day}{max(orders, default=0) + 1:02d}"
