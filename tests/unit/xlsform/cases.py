"""A table row for the tests of the checks: a form, the finding it brings, and what cures it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import pytest

from tests.unit.xlsform.forms import form_md
from xlsform.check import check
from xlsform.findings import Finding

_FOREIGN = ("Error", "None", "Exception", "Traceback", "{", "}")
_KNOWN_MEDIA = frozenset({"desa.csv"})


@dataclass(frozen=True)
class Case:
    """A finding, where it stands, the form that brings it, and the change that cures the form."""

    code: str
    row: int | None
    column: str | None
    form: str
    cure: tuple[str, str]

    @property
    def sheet(self) -> str:
        """The sheet of the finding: that of its code."""
        return self.code.partition(".")[0]


def survey(*rows: str, more: str = "") -> str:
    """A survey sheet of type, name, label and more columns; cells are given between bars."""
    return _sheet("survey", f"type | name | label{more and f' | {more}'}", rows)


def choices(*rows: str, more: str = "") -> str:
    """A choices sheet of list_name, name, label and more columns."""
    return _sheet("choices", f"list_name | name | label{more and f' | {more}'}", rows)


def entities(*rows: str, head: str = "list_name | label") -> str:
    """A sheet of lists of sasaran."""
    return _sheet("entities", head, rows)


def settings(**changed: str) -> str:
    """A sound settings sheet in which some cells are changed."""
    cells = {
        "form_id": "coba",
        "form_title": "Coba",
        "version": "1",
        "bidang": "kesehatan",
        "frekuensi": "kejadian",
        **changed,
    }
    return _sheet("settings", " | ".join(cells), [" | ".join(cells.values())])


def _sheet(name: str, head: str, rows: tuple[str, ...] | list[str]) -> str:
    lines = [f"| {name} | {head} |", *(f"| | {row} |" for row in rows)]
    return "\n".join(lines) + "\n"


def each_of(cases: list[Case]) -> pytest.MarkDecorator:
    """Run a test for each case, named by its code."""
    numbers = count(1)
    return pytest.mark.parametrize(
        "case", cases, ids=[f"{case.code}-{next(numbers)}" for case in cases]
    )


def assert_found(case: Case) -> None:
    """The form brings the finding once, at its place, in plain words; the cured form does not."""
    findings = check(form_md(case.form), known_media=_KNOWN_MEDIA)
    found = [one for one in findings if one.code == case.code]
    places = [(one.sheet, one.row, one.column) for one in found]
    assert places == [(case.sheet, case.row, case.column)], [str(one) for one in findings]
    assert _speaks_plainly(found[0])
    assert _speaks_plainly(found[0].in_english())
    assert found[0].message != found[0].message_en
    wrong, right = case.cure
    assert wrong in case.form
    cured = check(form_md(case.form.replace(wrong, right)), known_media=_KNOWN_MEDIA)
    assert case.code not in {one.code for one in cured}, [str(one) for one in cured]


def _speaks_plainly(found: Finding) -> bool:
    """A whole sentence for the problem and one for the cure, in no exception's words."""
    sentences = (found.message, found.cure)
    bare = [_without_references(text) for text in sentences]
    return all(text[0].isupper() or text[0] in "“$i" for text in sentences) and not any(
        word in text for text in bare for word in _FOREIGN
    )


def _without_references(text: str) -> str:
    return text.replace("${", "").replace("}", "").replace("{16", "")
