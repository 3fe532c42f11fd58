"""In which languages a form speaks, and what a row is called in one of them."""

from __future__ import annotations

from xlsform.columns import language_of
from xlsform.sheets import Row, Workbook


def settings_row(workbook: Workbook) -> Row:
    """The one row of the settings sheet; an empty row when there is none."""
    return next(iter(workbook.rows("settings")), Row(2, {}))


def label_languages(workbook: Workbook, sheet: str = "survey") -> list[str | None]:
    """The languages of a sheet's label columns in order; None stands for plain `label`."""
    columns = workbook.sheet(sheet).columns
    return [language_of(column) for column in columns if column.split("::")[0] == "label"]


def default_language(workbook: Workbook) -> str | None:
    """The language a phone shows first; None when the form speaks only plain `label`."""
    named = settings_row(workbook).get("default_language")
    if named:
        return named
    spoken = label_languages(workbook)
    return spoken[0] if spoken and None not in spoken else None


def label_in(row: Row, language: str | None, default: str | None) -> str:
    """The row's label in a language; plain `label` speaks for the default language."""
    if language is None:
        return row.get("label")
    own = row.get(f"label::{language}")
    return own or (row.get("label") if language == default else "")
