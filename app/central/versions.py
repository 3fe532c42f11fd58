"""A workbook under another version: what a draft without a definition of its own becomes. Pure."""

from __future__ import annotations

from dataclasses import replace

from xlsform.workbook import Workbook

COPY = "-draf"


def with_version(workbook: Workbook, version: str) -> Workbook:
    """Answer a workbook whose settings name another version."""
    sheet = workbook.sheet("settings")
    first, *others = sheet.rows
    changed = replace(first, cells={**first.cells, "version": version})
    columns = sheet.columns if "version" in sheet.columns else [*sheet.columns, "version"]
    sheets = {
        **workbook.sheets,
        "settings": replace(sheet, columns=columns, rows=[changed, *others]),
    }
    return Workbook(sheets)


def copy_of(version: str) -> str:
    """Answer the version a copy of a released one has until it is released under its own."""
    return f"{version}{COPY}"


def is_copy(version: str, current: str | None) -> bool:
    """Answer whether a draft is a copy of the released version that has no version of its own yet."""
    return current is not None and version == copy_of(current)
