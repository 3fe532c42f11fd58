"""A form as the checks look at it: the workbook and what is often asked about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyxform.utils import default_is_dynamic

from xlsform.findings import Finding, Words, found
from xlsform.languages import default_language
from xlsform.outline import Entry, Outline, active_rows, outline
from xlsform.question_types import SELECTS
from xlsform.sheets import Row, Workbook
from xlsform.xpath import Node, Unreadable, parse

_REFERENCE = re.compile(r"\$\{(last-saved#)?([^}]*)\}")
UNCLOSED = re.compile(r"\$\{[^}]*$|\$\{[^}]*\$\{")
FORMULAS = (
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "repeat_count",
    "required",
    "readonly",
    *(f"bind::{word}" for word in ("relevant", "constraint", "calculate", "required", "readonly")),
)
_ELSEWHERE = {
    "entities": ("entity_id", "create_if", "update_if", "label"),
    "settings": ("instance_name",),
}
# What pyxform takes for a truth instead of a formula.
_TRUTHS = frozenset({"yes", "no", "true", "false"})
# Letters in all formulas of a form; the longest of real forms have a tenth of it.
MOST_LETTERS = 400_000
# pyxform makes these plain before it looks at a formula; a place stays the same place.
_SMART = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


def references_in(text: str, *, last_saved: bool = True) -> list[str]:
    """The names of the questions a text refers to; none where a reference is broken.

    Without `last_saved` only those of this filling.
    """
    if "${" not in text or UNCLOSED.search(text):
        return []
    pairs = _REFERENCE.findall(text)
    return [name.strip() for earlier, name in pairs if last_saved or not earlier]


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula: its place, whose it is, and its tree or why there is none."""

    sheet: str
    row: Row
    column: str
    entry: Entry | None
    tree: Node | Unreadable


# A cell that may hold a formula: its sheet, row, column, whose it is, and its text.
Place = tuple[str, Row, str, Entry | None, str]


@dataclass(frozen=True, slots=True)
class Form:
    """A workbook with what the checks ask of it, each worked out once."""

    workbook: Workbook
    outline: Outline
    language: str | None
    known_media: frozenset[str]
    names: frozenset[str]
    by_name: dict[str, list[Entry]]
    lists: dict[str, list[Row]]
    formulas: tuple[Formula, ...]
    unread: Place | None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The questions, groups and repeats in order."""
        return self.outline.entries

    def one(self, name: str) -> Entry | None:
        """The one question of that name; none where there is none or more than one."""
        named = self.by_name.get(name, ())
        return named[0] if len(named) == 1 else None

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


def form_of(workbook: Workbook, known_media: frozenset[str] = frozenset()) -> Form:
    """The form in a workbook, whatever is wrong with it."""
    tree = outline(workbook)
    by_name: dict[str, list[Entry]] = {}
    for entry in tree.entries:
        if entry.name:
            by_name.setdefault(entry.name, []).append(entry)
    # “or other” makes a second question, written by pyxform.
    others = [
        f"{entry.name}_other"
        for entry in tree.entries
        if entry.name and entry.type.or_other and entry.type.word in SELECTS
    ]
    lists: dict[str, list[Row]] = {}
    for row in workbook.rows("choices"):
        lists.setdefault(row.get("list_name"), []).append(row)
    formulas, unread = _parsed(workbook, tree)
    return Form(
        workbook,
        tree,
        default_language(workbook),
        known_media,
        frozenset([*by_name, *others]),
        by_name,
        lists,
        formulas,
        unread,
    )


def _parsed(workbook: Workbook, tree: Outline) -> tuple[tuple[Formula, ...], Place | None]:
    """The formulas of a form, and where they grew so long that no more were read."""
    parsed: list[Formula] = []
    letters = 0
    for place in _places(workbook, tree):
        sheet, row, column, entry, text = place
        letters += len(text)
        if letters > MOST_LETTERS:
            return tuple(parsed), place
        parsed.append(Formula(sheet, row, column, entry, parse(text.translate(_SMART))))
    return tuple(parsed), None


def _places(workbook: Workbook, tree: Outline) -> Iterator[Place]:
    """The cells with formulas, without those whose references are broken: that is told apart."""
    for entry in tree.entries:
        for column in FORMULAS:
            text = entry.row.get(column)
            if text and text.lower() not in _TRUTHS and not UNCLOSED.search(text):
                yield "survey", entry.row, column, entry, text
        default = entry.row.get("default")
        if default and not UNCLOSED.search(default) and _is_formula(default, entry):
            yield "survey", entry.row, "default", entry, default
    for sheet, columns in _ELSEWHERE.items():
        for row in workbook.rows(sheet):
            for column in columns:
                text = row.get(column)
                if text and not UNCLOSED.search(text):
                    yield sheet, row, column, None, text


def _is_formula(default: str, entry: Entry) -> bool:
    """Whether pyxform will compute a default; most have no sign that could make it one."""
    if not any(sign in default for sign in "(${*+|/ -"):
        return False
    return bool(default_is_dynamic(default, entry.type.word))


def at(
    entry: Entry, column: str | None, code: str, meant: str | None = None, **words: object
) -> Finding:
    """A finding at a row of the survey sheet; its name and type are among the words."""
    known: Words = {"name": entry.name, "type": entry.type.word, **words}
    return found(f"survey.{code}", entry.row, column, meant=meant, **known)
