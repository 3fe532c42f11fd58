"""Blocks and shared lists: written out in place, while findings stay in the author's file."""

from __future__ import annotations

from tests.unit.xlsform.forms import form_md
from xlsform.blocks import expand
from xlsform.check import check
from xlsform.workbook import Workbook, read_workbook

BLOCK = """
| survey  | type                | name   | label | profile_field | merge_rule |
|         | begin_group         | kepala | K     |               |            |
|         | select_one ya_tidak | sah    | Sah?  | umum.sah      | latest     |
|         | end_group           |        |       |               |            |
| choices | list_name           | name   | label |
|         | ya_tidak            | ya     | Ya    |
|         | ya_tidak            | tidak  | Tidak |
"""
LISTS = """
| choices | list_name | name  | label | desa |
|         | lainnya   | x     | X     | 1    |
|         | hari      | senin | Senin |      |
"""
FORM = """
| survey | type            | name   | label |
|        | text            | a      | A     |
|        | include         | kepala |       |
|        | select_one hari | b      | B     |
"""


def test_an_include_gives_way_to_the_rows_of_its_block() -> None:
    rows = _expanded(FORM).rows("survey")
    assert [(row.number, row.get("name"), row.block_row) for row in rows] == [
        (2, "a", None),
        (3, "kepala", 2),
        (3, "sah", 3),
        (3, "", 4),
        (4, "b", None),
    ]


def test_the_choices_of_a_block_and_used_shared_lists_follow_the_forms_own() -> None:
    choices = _expanded(FORM).sheet("choices")
    assert [(row.get("list_name"), row.get("name")) for row in choices.rows] == [
        ("ya_tidak", "ya"),
        ("ya_tidak", "tidak"),
        ("hari", "senin"),
    ]
    assert choices.columns == ["list_name", "name", "label"]


def test_an_expanded_form_is_clean_and_may_write_umum_fields_from_its_block() -> None:
    assert check(_expanded(FORM)) == []


def test_a_list_that_form_and_block_have_in_equal_words_comes_once() -> None:
    own = FORM + "| choices | list_name | name | label |\n"
    own += "| | ya_tidak | ya | Ya |\n| | ya_tidak | tidak | Tidak |\n"
    assert check(_expanded(own)) == []


def test_a_list_that_a_block_has_in_other_words_is_reported_at_the_include() -> None:
    own = FORM + "| choices | list_name | name | label |\n| | ya_tidak | ya | Benar |\n"
    found = check(_expanded(own))
    assert [(f.sheet, f.row, f.code) for f in found] == [("survey", 3, "choices.duplicate_name")]
    assert "“kepala”, lembar choices baris 2" in found[0].message


def test_a_finding_inside_a_block_points_to_the_include_and_names_the_row_inside() -> None:
    block = BLOCK.replace("| Sah?  |", "|       |")
    found = check(_expanded(FORM, kepala=block))
    assert [(f.sheet, f.row, f.code) for f in found] == [("survey", 3, "survey.missing_label")]
    assert "“kepala”, lembar survey baris 3" in found[0].message


def test_a_block_may_include_another() -> None:
    outer = "| survey | type | name |\n| | include | kepala |\n"
    form = "| survey | type | name |\n| | include | luar |\n"
    rows = _expanded(form, kepala=BLOCK, luar=outer).rows("survey")
    assert [(row.number, row.get("name"), row.block) for row in rows][0] == (2, "kepala", "kepala")


def test_a_block_that_includes_itself_is_reported_and_does_not_hang() -> None:
    loop = "| survey | type | name |\n| | include | kepala |\n"
    found = check(_expanded(FORM, kepala=loop))
    assert [(f.row, f.code) for f in found] == [(3, "survey.unknown_block")]


def test_the_form_given_stays_as_it_is() -> None:
    form = form_md(FORM)
    expand(form, {"kepala": _md(BLOCK)}, _md(LISTS))
    assert form == form_md(FORM)


def test_a_workbook_without_survey_stays_as_it_is() -> None:
    lists = _md(LISTS)
    assert expand(lists, {}, lists) == lists


def _md(text: str) -> Workbook:
    return read_workbook(text.encode(), "blok.md")


def _expanded(form: str, **blocks: str) -> Workbook:
    texts = blocks or {"kepala": BLOCK}
    return expand(form_md(form), {name: _md(text) for name, text in texts.items()}, _md(LISTS))
