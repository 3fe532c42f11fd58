"""Formulas that need their own result are refused before a phone refuses the form."""

from __future__ import annotations

import pytest
from pyxform.xls2xform import convert

from tests.collect.validate import odk_validate
from tests.unit.xlsform.cases import Case, assert_found, each_of
from tests.unit.xlsform.forms import form_md
from xlsform.check import check

CIRCULAR = [
    Case(
        "survey.circular_formula",
        2,
        "calculation",
        """
        | survey | type      | name  | label | calculation |
        |        | calculate | rasio |       | ${bagian} div 2 |
        |        | calculate | bagian |      | ${rasio} + 1 |
        |        | text      | nama  | Nama  | |
        """,
        ("${rasio}", "2"),
    ),
    Case(
        "survey.circular_formula",
        2,
        "calculation",
        """
        | survey | type      | name | label | calculation |
        |        | calculate | satu |       | ${satu} + 1 |
        |        | text      | nama | Nama  | |
        """,
        ("${satu}", "${nama}"),
    ),
    Case(
        "survey.circular_formula",
        2,
        "relevant",
        """
        | survey | type    | name | label | calculation | relevant |
        |        | integer | umur | Umur  | | ${status} = 'ada' |
        |        | integer | jumlah | Jumlah  | | ${umur} > 2 |
        |        | calculate | status |  | if(${jumlah} > 1, 'ada', '') | |
        """,
        ("${jumlah}", "3"),
    ),
    Case(
        "survey.circular_formula",
        3,
        "relevant",
        """
        | survey | type        | name  | label | relevant |
        |        | begin group | anak  | Anak  | ${umur} > 2 |
        |        | integer     | umur  | Umur  | |
        |        | end group   |       |       | |
        """,
        ("${umur}", "3"),
    ),
]
SOUND = [
    """
    | survey | type      | name  | label | calculation | relevant |
    |        | integer   | s     | S     | | |
    |        | integer   | d     | D     | | ${s} > 0 |
    |        | calculate | rasio |       | if(${s} > 0, ${d} div ${s}, '') | |
    |        | calculate | persen |      | ${rasio} * 100 | ${d} > 0 |
    """,
    """
    | survey | type    | name | label | constraint | constraint_message |
    |        | integer | umur | Umur  | ${umur} < 6 | Umur di bawah 6. |
    """,
]


@each_of(CIRCULAR)
def test_a_circle_is_named_at_its_first_row(case: Case) -> None:
    assert_found(case)


@each_of(CIRCULAR)
def test_a_phone_would_not_open_what_is_refused(case: Case) -> None:
    said = odk_validate(convert(_plain(case.form)).xform.encode())
    assert any("ycle" in one for one in said), said


@pytest.mark.parametrize("form", SOUND)
def test_what_can_be_computed_in_some_order_is_let_be(form: str) -> None:
    assert not [one for one in check(form_md(form)) if one.code == "survey.circular_formula"]
    assert odk_validate(convert(_plain(form)).xform.encode()) == []


def _plain(form: str) -> str:
    settings = "| settings | form_id | form_title | version |\n| | uji | Uji | 1 |"
    lines = [line.strip() for line in form.strip().splitlines()]
    return "\n".join([*lines, settings])
