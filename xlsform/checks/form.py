"""A form as the checks look at it: the workbook and what is often asked about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xlsform.findings import Finding, finding
from xlsform.languages import default_language
from xlsform.outline import Entry, Outline, active_rows, outline
from xlsform.question_types import SELECTS
from xlsform.sheets import Row, Workbook

REFERENCE = re.compile(r"\$\{(?:last-saved#)?([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Form:
    """A workbook with its outline, its default language and the media files at hand."""

    workbook: Workbook
    outline: Outline
    language: str | None
    known_media: frozenset[str]
    names: frozenset[str]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The questions, groups and repeats in order."""
        return self.outline.entries

    def lists(self) -> dict[str, list[Row]]:
        """The rows of the choices sheet by list name."""
        found: dict[str, list[Row]] = {}
        for row in self.workbook.rows("choices"):
            found.setdefault(row.get("list_name"), []).append(row)
        return found

    def texts(self) -> Iterator[tuple[str, Row, str, str]]:
        """Each cell of the form that may hold an expression: sheet, row, column, text."""
        for row in active_rows(self.workbook):
            for column, text in row.cells.items():
                if column != "name":
                    yield "survey", row, column, text
        for sheet in ("choices", "settings", "entities"):
            for row in self.workbook.rows(sheet):
                for column, text in row.cells.items():
                    yield sheet, row, column, text


def form_of(workbook: Workbook, known_media: frozenset[str]) -> Form:
    """The form in a workbook, whatever is wrong with it."""
    tree = outline(workbook)
    named = [entry for entry in tree.entries if entry.name]
    # “or other” makes a second question, written by pyxform.
    others = [
        f"{entry.name}_other"
        for entry in named
        if entry.type.or_other and entry.type.word in SELECTS
    ]
    names = frozenset([*(entry.name for entry in named), *others])
    return Form(workbook, tree, default_language(workbook), known_media, names)


def at(entry: Entry, column: str | None, code: str, message: str, cure: str) -> Finding:
    """An error at a row of the survey sheet."""
    return finding("survey", entry.row, column, f"survey.{code}", message, cure)


def warn(entry: Entry, column: str | None, code: str, message: str, cure: str) -> Finding:
    """A warning at a row of the survey sheet."""
    return finding("survey", entry.row, column, f"survey.{code}", message, cure, "warning")
