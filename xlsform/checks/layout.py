"""Sheets and columns: are those there that a form needs, and is any of them misspelled?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlsform.checks.form import Form
from xlsform.columns import KNOWN, is_known_column
from xlsform.findings import Finding, found
from xlsform.spelling import nearest

_REQUIRED = {"survey": ("type", "name"), "choices": ("list_name", "name")}
_ENTITY_COLUMNS = "list_name, label, entity_id, create_if, atau update_if"
_FORMULAS = frozenset({"choice_filter", "calculation", "relevant", "constraint"})
_WORD = re.compile(r"[\w.-]+")
_XML_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def check_sheets(form: Form) -> Iterator[Finding]:
    """A survey sheet with its columns, a settings sheet, and no sheet nearly called so."""
    sheets = form.workbook.sheets
    missing = [name for name in ("survey", "choices", "settings") if name not in sheets]
    others = [name for name in sheets if name not in KNOWN and not name.startswith("_")]
    for name in missing:
        meant = nearest(name, others)
        if meant:
            yield found("workbook.misspelled_sheet", name=meant, wanted=name)
        elif name == "survey":
            yield found("workbook.no_survey", sheets=", ".join(sheets) or "tidak ada")
    for name, columns in _REQUIRED.items():
        if name in sheets and form.workbook.rows(name):
            have = form.workbook.sheet(name).columns
            for column in columns:
                if column not in have:
                    yield found(f"{name}.missing_column", 1, column, of=name, name=column)
    if "survey" in sheets and not form.entries:
        yield found("survey.empty", 2, "type")


def check_columns(form: Form) -> Iterator[Finding]:
    """Every column means something, or is marked as a remark by a leading underscore."""
    spoken_of = _words_of_formulas(form)
    for name, sheet in form.workbook.sheets.items():
        for column in sheet.columns if name in KNOWN else ():
            if column.startswith(("_", "$")) or is_known_column(name, column):
                continue
            # A choice_filter speaks of columns that the author made up.
            if name != "choices" or column not in spoken_of:
                yield from _unknown_column(name, column)


def _unknown_column(sheet: str, column: str) -> Iterator[Finding]:
    meant = nearest(_base(column), KNOWN[sheet], likeness=0.8)
    if meant:
        language = column[len(_base(column)) :].lstrip(": ")
        wanted = f"{meant}::{language}" if language else meant
        yield found(f"{sheet}.misspelled_column", 1, column, name=column, wanted=wanted)
    elif sheet == "choices" and not _XML_NAME.fullmatch(column):
        yield found("choices.invalid_column", 1, column, name=column)
    elif sheet != "choices":  # of entities every column decides which are made or changed
        yield found(f"{sheet}.unknown_column", 1, column, name=column, columns=_ENTITY_COLUMNS)


def _base(column: str) -> str:
    return column.split(":")[0].strip()


def _words_of_formulas(form: Form) -> frozenset[str]:
    return frozenset(
        word
        for sheet, _, column, text in form.texts()
        if sheet == "survey" and column in _FORMULAS
        for word in _WORD.findall(text)
    )
