"""Our checks and ODK Validate over the same forms: what phones would not open, we refuse."""

from __future__ import annotations

from pathlib import Path

import jpype
import pytest
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from tests.collect.validate import odk_validate
from tests.corpus.rounds import ENDINGS, FORM_NAME
from tests.unit.xlsform.cases import Case
from tests.unit.xlsform.forms import form_md
from tests.unit.xlsform.test_corpus import FORMS, OTHERS, workbook_of
from tests.unit.xlsform.test_wording import TABLES
from xlsform.check import check
from xlsform.findings import WorkbookError, has_errors
from xlsform.workbook import Workbook, read_workbook, write_xlsx

pytestmark = pytest.mark.collect


def _validated(workbook: Workbook) -> list[str] | None:
    """What Validate says of a form; None where pyxform makes none of it."""
    try:
        source = write_xlsx(workbook)
        xform = convert(source, file_type=".xlsx", form_name=FORM_NAME, warnings=[]).xform
    except (PyXFormError, AttributeError, LookupError, TypeError, ValueError):
        return None
    try:
        return odk_validate(xform.encode())
    except jpype.JException as fell:  # over brackets too deep for its stack
        return [str(fell)]


def test_what_validate_refuses_we_refuse_too() -> None:
    cases: list[Case] = [case for table in TABLES for case in table]
    refused = 0
    for case in cases:
        workbook = form_md(case.form)
        said = _validated(workbook)
        refused += bool(said)
        assert not said or has_errors(check(workbook, {"desa.csv"})), (case.code, said)
    assert refused > 10


@pytest.mark.skipif(not OTHERS, reason="SIMPUL_TEST_FORMS names no folder of other people's forms")
def test_what_validate_refuses_of_other_peoples_forms_we_refuse_too() -> None:
    for path in Path(OTHERS).rglob("*"):
        if path.suffix.lower() in ENDINGS:
            try:
                workbook = read_workbook(path.read_bytes(), path.name)
            except WorkbookError:
                continue
            said = _validated(workbook)
            assert not said or has_errors(check(workbook)), (path.name, said)


def test_the_forms_of_the_corpus_open_on_phones() -> None:
    for path in FORMS:
        said = _validated(workbook_of(path))
        assert said == [], (path.name, said)
