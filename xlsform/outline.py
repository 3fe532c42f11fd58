"""The survey sheet as a tree: which question stands where, and which ends do not match."""

from __future__ import annotations

from dataclasses import dataclass

from xlsform.question_types import BEGINS, ENDS, QuestionType, read_type
from xlsform.sheets import Row, Workbook

# Deeper than any form a person could fill in; the paths of a hostile one would fill the memory.
MAX_DEPTH = 30

_YES = frozenset({"yes", "true", "true()"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A named thing of the survey: a question, a group or a repeat.

    `path` is relative to the root, as in the answers (`kepala/kode_posyandu`).
    """

    row: Row
    type: QuestionType
    name: str
    path: str
    inside: tuple[Entry, ...]

    @property
    def repeat(self) -> str | None:
        """The path of the innermost repeat around it, or None."""
        repeats = [outer.path for outer in self.inside if outer.type.word == "begin_repeat"]
        return repeats[-1] if repeats else None


@dataclass(frozen=True, slots=True)
class Outline:
    """All entries in the order of the sheet, the begins and ends left alone, and the begins
    that stand too deep to be followed.
    """

    entries: tuple[Entry, ...]
    unclosed: tuple[Entry, ...]
    stray_ends: tuple[Row, ...]
    too_deep: tuple[Entry, ...]


def outline(workbook: Workbook) -> Outline:
    """The tree of the survey sheet; total, also for a sheet whose groups do not match."""
    entries: list[Entry] = []
    open_: list[Entry] = []
    stray: list[Row] = []
    deep: list[Entry] = []
    for row in active_rows(workbook):
        kind = read_type(row.get("type"))
        if kind.word in ENDS:
            if open_ and open_[-1].type.word == kind.word.replace("end", "begin"):
                open_.pop()
            else:
                stray.append(row)
            continue
        entry = _entry(row, kind, tuple(open_))
        entries.append(entry)
        if kind.word in BEGINS:
            (open_ if len(open_) < MAX_DEPTH else deep).append(entry)
    return Outline(tuple(entries), tuple(open_), tuple(stray), tuple(deep))


def active_rows(workbook: Workbook) -> list[Row]:
    """The rows of the survey that make the form: not remarks, not those switched off."""
    return [
        row
        for row in workbook.rows("survey")
        if row.get("disabled").lower() not in _YES
        and (row.get("type") or row.get("name") or _has_label(row))
    ]


def _has_label(row: Row) -> bool:
    return any(column.split("::")[0] == "label" for column in row.cells)


def _entry(row: Row, kind: QuestionType, inside: tuple[Entry, ...]) -> Entry:
    # pyxform always puts the audit log beside the instanceID, under one name.
    if kind.word == "audit":
        return Entry(row, kind, "audit", "meta/audit", ())
    name = row.get("name")
    return Entry(row, kind, name, "/".join([*(outer.name for outer in inside), name]), inside)
