"""Our checks and ODK Validate over the same forms: what phones would not open, we refuse."""

from __future__ import annotations

import pytest

from tests.corpus.agreement import validated
from tests.unit.xlsform.cases import Case
from tests.unit.xlsform.forms import form_md
from tests.unit.xlsform.test_corpus import FORMS, workbook_of
from tests.unit.xlsform.test_wording import TABLES
from xlsform.check import check
from xlsform.findings import has_errors

pytestmark = pytest.mark.collect


def test_what_validate_refuses_we_refuse_too() -> None:
    cases: list[Case] = [case for table in TABLES for case in table]
    refused = 0
    for case in cases:
        workbook = form_md(case.form)
        said = validated(workbook)
        refused += bool(said)
        assert not said or has_errors(check(workbook, {"desa.csv"})), (case.code, said)
    assert refused > 10


def test_the_forms_of_the_corpus_open_on_phones() -> None:
    for path in FORMS:
        said = validated(workbook_of(path))
        assert said == [], (path.name, said)
