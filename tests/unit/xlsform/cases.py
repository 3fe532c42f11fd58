"""A table row for the tests of the checks: a form and the finding it brings."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import pytest

from tests.unit.xlsform.forms import form_md
from xlsform.check import check
from xlsform.findings import Finding

_FOREIGN = ("Error", "None", "Exception", "Traceback")


@dataclass(frozen=True)
class Case:
    """A finding, where it stands, and the form that brings it."""

    code: str
    row: int | None
    column: str | None
    form: str
    sheet: str = "survey"


def each_of(cases: list[Case]) -> pytest.MarkDecorator:
    """Run a test for each case, named by its code."""
    numbers = count(1)
    return pytest.mark.parametrize(
        "case", cases, ids=[f"{case.code}-{next(numbers)}" for case in cases]
    )


def assert_found(case: Case) -> None:
    """The form brings the finding once, at its place, in plain words."""
    findings = check(form_md(case.form), known_media={"desa.csv"})
    found = [f for f in findings if f.code == case.code]
    places = [(f.sheet, f.row, f.column) for f in found]
    assert places == [(case.sheet, case.row, case.column)], [str(f) for f in findings]
    assert _speaks_plainly(found[0])


def _speaks_plainly(found: Finding) -> bool:
    """A whole sentence for the problem and one for the cure, in no exception's words."""
    sentences = (found.message, found.cure)
    return all(text[0].isupper() or text[0] in "“$" for text in sentences) and not any(
        word in text for text in sentences for word in _FOREIGN
    )
