"""One form there and back: what pyxform makes of it before and after it went through us."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lxml import etree
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from xlsform.compile import compile_form
from xlsform.findings import Finding, WorkbookError
from xlsform.workbook import Workbook, read_workbook, write_markdown, write_xlsx

ENDINGS = frozenset({".xls", ".xlsx", ".csv", ".md"})
FORM_NAME = "coba"
_ITEXT_ENTRY = "{http://www.w3.org/2002/xforms}text"
# What pyxform raises for a form it refuses, or falls over.
_REFUSALS = (PyXFormError, AttributeError, LookupError, TypeError, ValueError, OSError)

_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d) 00:00:00")
_HOUR = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:)")

Outcome = Literal["equal", "told", "different", "untold", "not read", "let through"]


@dataclass(frozen=True)
class Round:
    """How a form fared: `equal` or `told` (refused by pyxform, with a place from us) is right."""

    name: str
    outcome: Outcome
    words: str = ""


def go_round(path: Path) -> Round:
    """Import a form, export it as Excel and Markdown, and compare what pyxform compiles."""
    source = path.read_bytes()
    before = compiled(source, path.suffix.lower())
    try:
        workbook = read_workbook(source, path.name)
    except WorkbookError as refused:
        outcome: Outcome = "not read" if before else "told"
        return Round(path.name, outcome, str(refused.findings[0]))
    if before is None:
        return _told(path, workbook)
    for ending, written in exports(workbook).items():
        after = compiled(written, ".xlsx")
        if after != before:
            return Round(path.name, "different", f"as {ending}: {_first_difference(before, after)}")
    return Round(path.name, "equal")


def exports(workbook: Workbook) -> dict[str, bytes]:
    """The workbook as Excel for pyxform: written once, and by way of Markdown and of itself.

    pyxform's own reader of Markdown knows no line breaks in cells, so it cannot judge that file.
    """
    from_markdown = read_workbook(write_markdown(workbook).encode(), "coba.md")
    from_excel = read_workbook(write_xlsx(workbook), "coba.xlsx")
    return {
        ".xlsx": write_xlsx(workbook),
        ".md": write_xlsx(from_markdown),
        ".xlsx twice": write_xlsx(from_excel),
    }


def compiled(source: bytes, ending: str) -> bytes | None:
    """The canonical XForm that pyxform itself makes of a file; None where it refuses."""
    try:
        result = convert(source, file_type=ending, form_name=FORM_NAME, warnings=[])
    except _REFUSALS:
        return None
    return canonical(result.xform)


def canonical(xform: str) -> bytes:
    """An XForm in which only meaning counts.

    Where a translation lacks, pyxform walks a set. A day in a cell is for it a day at midnight, and
    for us, as for whoever reads the cell, a day.
    """
    plain = _HOUR.sub(r"\1T\2", _MIDNIGHT.sub(r"\1", xform))
    form = etree.fromstring(plain.encode(), etree.XMLParser(remove_blank_text=True))
    for text in form.iter(_ITEXT_ENTRY):
        text[:] = sorted(text, key=lambda value: value.get("form", ""))
    return bytes(etree.tostring(form, method="c14n"))


def _told(path: Path, workbook: Workbook) -> Round:
    """A form that pyxform refuses must bring an error of ours with a place."""
    findings = compile_form(workbook, known_media=ANY_FILE).findings
    # The settings that only we ask for are missing in forms of others: they tell nothing.
    errors = [one for one in findings if one.severity == "error" and not _ours_alone(one)]
    placed = [one for one in errors if one.row and one.column]
    if placed or any(one.sheet == "workbook" for one in errors):
        return Round(path.name, "told", str((placed or errors)[0]))
    return Round(path.name, "untold", "; ".join(map(str, errors)))


def _ours_alone(found: Finding) -> bool:
    return found.sheet == "settings" and found.code.partition(".")[2].startswith("missing_")


class _Anything(frozenset[str]):
    """Media of which every file is at hand."""

    def __contains__(self, name: object) -> bool:
        return True

    def __or__(self, other: object) -> _Anything:
        return self


ANY_FILE = _Anything()


def _first_difference(before: bytes, after: bytes | None) -> str:
    if after is None:
        return "refused"
    place = next(i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    return f"{before[place - 60 : place + 60]!r} became {after[place - 60 : place + 60]!r}"
