"""Files: those a form shows or chooses from, and photos that must travel over a weak signal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlsform.checks.entities import declared_lists
from xlsform.checks.form import Form, at, form_of
from xlsform.columns import MEDIA_COLUMNS
from xlsform.findings import Finding, found
from xlsform.outline import active_rows
from xlsform.question_types import FILES, FROM_FILE
from xlsform.sheets import Row, Workbook
from xlsform.spelling import nearest

_PULLDATA = re.compile(r"pulldata\(\s*['\"]([^'\"]+)['\"]")


def check_files(form: Form) -> Iterator[Finding]:
    """Every file that the form needs is at hand; the lists it makes itself are."""
    known = form.known_media | {f"{name}.csv" for name in declared_lists(form.workbook)}
    for sheet, row, column, name in _needed(form):
        if name not in known:
            yield found(
                f"{sheet}.unknown_media", row, column, meant=nearest(name, known), file=name
            )


def files_needed(workbook: Workbook) -> frozenset[str]:
    """The names of the files a form asks for, whatever else is wrong with it."""
    return frozenset(name for *_place, name in _needed(form_of(workbook)))


def check_photos(form: Form) -> Iterator[Finding]:
    """Every photo is made smaller before it is sent."""
    for entry in form.entries:
        if entry.type.word == "image" and "max-pixels" not in entry.row.get("parameters"):
            yield at(entry, "parameters", "image_without_max_pixels")


def _needed(form: Form) -> Iterator[tuple[str, Row, str, str]]:
    for entry in form.entries:
        if entry.type.word in FROM_FILE and "." in entry.type.source:
            yield "survey", entry.row, "type", entry.type.source
        elif entry.type.word in FILES and entry.name:
            yield "survey", entry.row, "name", f"{entry.name}.{entry.type.word.split('-')[0]}"
    for row in active_rows(form.workbook):
        for column, text in row.cells.items():
            for name in _PULLDATA.findall(text):
                yield "survey", row, column, name if name.endswith(".csv") else f"{name}.csv"
        yield from (("survey", row, column, name) for column, name in _shown(row))
    for row in form.workbook.rows("choices"):
        yield from (("choices", row, column, name) for column, name in _shown(row))


def _shown(row: Row) -> Iterator[tuple[str, str]]:
    """Pictures and sounds; one that depends on an answer is known only on the phone."""
    for column, name in row.cells.items():
        if column.split("::")[0] in MEDIA_COLUMNS and "${" not in name:
            yield column, name.rsplit("/", 1)[-1]
