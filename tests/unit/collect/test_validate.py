"""ODK Validate in the test process."""

from __future__ import annotations

import pytest

from tests.collect.engine import Form
from tests.collect.sample import LISTS, VISIT, compile_md, note_form
from tests.collect.validate import odk_validate

pytestmark = pytest.mark.collect

CYCLE = """
| survey |
| | type | name | label | calculation | relevant |
| | integer | a | A | | ${b} > 1 |
| | integer | b | B | | ${a} > 1 |
"""
SYNTAX = """
| survey |
| | type | name | label | constraint |
| | integer | a | A | . > and 3 |
"""


def test_a_right_form_has_no_problems() -> None:
    assert odk_validate(note_form()) == []


def test_lists_in_files_are_no_problem() -> None:
    assert odk_validate(compile_md(VISIT)) == []


def test_a_cycle_is_found() -> None:
    problems = " ".join(odk_validate(compile_md(CYCLE)))
    assert "ycl" in problems
    assert "/data/a" in problems


def test_bad_xpath_is_found() -> None:
    assert "constraint" in " ".join(odk_validate(compile_md(SYNTAX)))


def test_bad_xml_is_found() -> None:
    (problem,) = odk_validate(b"<a><b></a>")
    assert problem.startswith("XML is invalid: ")


def test_forms_open_as_before_after_a_validation() -> None:
    odk_validate(compile_md(CYCLE))
    form = Form.open(compile_md(VISIT), LISTS, device_id="collect:abc")
    assert form.questions()[0].choices[0].value == "tenggarong"
    assert form.value("deviceid") == "collect:abc"
