"""What can be wrong with a row of the survey sheet: type, name, group, label, cells beside them."""

from __future__ import annotations

from tests.unit.xlsform.cases import Case, assert_found, choices, each_of, survey
from tests.unit.xlsform.forms import form_md
from xlsform.check import check
from xlsform.outline import MAX_DEPTH

FRUIT = choices("buah | apel | Apel", "buah | jeruk | Jeruk")
TWO = "label::Bahasa Indonesia (id) | label::English (en)"


def two_languages(*rows: str, more: str = "") -> str:
    """A survey that speaks two languages."""
    return survey(*rows, more=more).replace("| label |", f"| {TWO} |", 1)


ROWS = [
    Case(
        "survey.missing_type",
        3,
        "type",
        survey("text | nama | Nama", " | umur | Umur"),
        ("| |  | umur", "| | integer | umur"),
    ),
    Case("survey.unknown_type", 2, "type", survey("integr | umur | Umur"), ("integr ", "integer ")),
    Case("survey.capital_type", 2, "type", survey("Integer | umur | Umur"), ("Integer", "integer")),
    Case(
        "survey.unknown_block",
        2,
        "name",
        survey("include | kepala_harian | "),
        ("include | kepala_harian | ", "text | nama | Nama"),
    ),
    Case(
        "survey.missing_calculation",
        2,
        "calculation",
        survey("calculate | imt |  | ", more="calculation"),
        ("imt |  |  |", "imt |  | 1 + 1 |"),
    ),
    Case("survey.missing_name", 2, "name", survey("text |  | Nama"), ("text |  |", "text | n |")),
    Case(
        "survey.invalid_name",
        2,
        "name",
        survey("text | nama anak | Nama"),
        ("nama anak", "nama_anak"),
    ),
    Case("survey.reserved_name", 2, "name", survey("text | meta | Meta"), ("meta", "metode")),
    Case(
        "survey.duplicate_name",
        4,
        "name",
        survey("text | nama | Nama", "text | lain | Lain", "text | nama | Nama 2"),
        ("nama | Nama 2", "nama_2 | Nama 2"),
    ),
    Case(
        "survey.similar_name",
        3,
        "name",
        survey("text | nama | Nama", "text | Nama | Nama 2"),
        ("Nama | Nama 2", "nama_2 | Nama 2"),
    ),
    Case(
        "survey.duplicate_repeat",
        7,
        "name",
        survey(
            "begin_repeat | anak | Anak",
            "text | nama | Nama",
            "end_repeat | | ",
            "begin_group | g | G",
            "note | n | N",
            "begin_repeat | anak | Anak lain",
            "text | nama | Nama",
            "end_repeat | | ",
            "end_group | | ",
        ),
        ("anak | Anak lain", "anak_lain | Anak lain"),
    ),
    Case(
        "survey.unclosed_group",
        2,
        "type",
        survey("begin_group | g | G", "text | nama | Nama", "note | n | N"),
        ("note | n | N", "end_group | | "),
    ),
    Case(
        "survey.unopened_group",
        3,
        "type",
        survey("text | nama | Nama", "end_group | | "),
        ("text | nama | Nama", "begin_group | g | G"),
    ),
    Case(
        "survey.empty_group",
        2,
        "type",
        survey("begin_group | g | G", "end_group | | ", "text | nama | Nama"),
        (
            "| | end_group | |  |\n| | text | nama | Nama |",
            "| | note | n | N |\n| | end_group | | |",
        ),
    ),
    Case(
        "survey.missing_label",
        2,
        "label",
        survey("text | nama |  | lengkap", more="hint"),
        ("nama |  |", "nama | Nama |"),
    ),
    Case(
        "survey.missing_label",
        2,
        "label::Bahasa Indonesia (id)",
        two_languages("text | nama |  | Name"),
        ("nama |  |", "nama | Nama |"),
    ),
    Case(
        "survey.missing_translation",
        2,
        "label::English (en)",
        two_languages("text | nama | Nama | "),
        ("Nama |  |", "Nama | Name |"),
    ),
    Case(
        "survey.missing_hint_translation",
        2,
        "hint::English (en)",
        two_languages(
            "text | nama | Nama | Name | lengkap | ",
            more="hint::Bahasa Indonesia (id) | hint::English (en)",
        ),
        ("lengkap |  |", "lengkap | in full |"),
    ),
]
CELLS = [
    Case(
        "survey.missing_constraint_message",
        2,
        "constraint_message",
        survey("integer | umur | Umur | . >= 0 | ", more="constraint | constraint_message"),
        (">= 0 |  |", ">= 0 | Tidak boleh minus. |"),
    ),
    Case(
        "survey.needless_constraint",
        2,
        "constraint",
        survey("note | n | N | . >= 0", more="constraint"),
        (". >= 0", ""),
    ),
    Case(
        "survey.required_without_answer",
        2,
        "required",
        survey("note | n | N | yes", more="required"),
        ("yes", "no"),
    ),
    Case(
        "survey.indonesian_truth",
        2,
        "required",
        survey("text | n | N | ya", more="required"),
        ("| ya |", "| yes |"),
    ),
    Case(
        "survey.needless_column",
        2,
        "choice_filter",
        survey("text | n | N | true()", more="choice_filter"),
        ("true()", ""),
    ),
    Case(
        "survey.needless_column",
        2,
        "repeat_count",
        survey("text | n | N | 3", more="repeat_count"),
        ("| 3 |", "| |"),
    ),
    Case(
        "survey.invalid_default",
        2,
        "default",
        survey("integer | umur | Umur | lima", more="default"),
        ("lima", "5"),
    ),
    Case(
        "survey.invalid_default",
        2,
        "default",
        survey("select_multiple buah | b | B | apel durian", more="default") + FRUIT,
        ("apel durian", "apel jeruk"),
    ),
    Case(
        "survey.broken_trigger",
        3,
        "trigger",
        survey("text | a | A | | ", "calculate | b | | a | now()", more="trigger | calculation"),
        ("| a | now()", "| ${a} | now()"),
    ),
    Case(
        "survey.trigger_without_calculation",
        3,
        "trigger",
        survey("text | a | A | | ", "text | b | B | ${a} | ", more="trigger | calculation"),
        ("${a} |  |", "${a} | now() |"),
    ),
    Case(
        "survey.image_without_max_pixels",
        2,
        "parameters",
        survey("image | foto | Foto | ", more="parameters"),
        ("Foto |  |", "Foto | max-pixels=1600 |"),
    ),
    Case(
        "survey.broken_parameters",
        2,
        "parameters",
        survey("image | foto | Foto | max-pixels", more="parameters"),
        ("max-pixels", "max-pixels=1600"),
    ),
    Case(
        "survey.unknown_parameter",
        2,
        "parameters",
        survey("image | foto | Foto | max-pixel=1600 max-pixels=1", more="parameters"),
        ("max-pixel=1600 ", ""),
    ),
    Case(
        "survey.invalid_parameter",
        2,
        "parameters",
        survey("image | foto | Foto | max-pixels=besar", more="parameters"),
        ("besar", "1600"),
    ),
    Case(
        "survey.invalid_range",
        2,
        "parameters",
        survey("range | skor | Skor | start=5 end=5 step=1", more="parameters"),
        ("end=5", "end=9"),
    ),
    Case(
        "survey.unknown_appearance",
        2,
        "appearance",
        survey("select_one buah | b | B | minimall", more="appearance") + FRUIT,
        ("minimall", "minimal w2 ex:id.contoh(a='1')"),
    ),
    Case(
        "survey.crowded_page",
        2,
        "appearance",
        survey(
            "begin_group | g | G | field-list",
            *(f"text | t{number} | T{number} | " for number in range(26)),
            "end_group | | | ",
            more="appearance",
        ),
        ("field-list", ""),
    ),
    Case(
        "survey.repeat_in_page",
        3,
        "type",
        survey(
            "begin_group | g | G | field-list",
            "begin_repeat | anak | Anak | ",
            "text | nama | Nama | ",
            "end_repeat | | | ",
            "end_group | | | ",
            more="appearance",
        ),
        ("field-list", ""),
    ),
]


@each_of([*ROWS, *CELLS])
def test_a_mistake_in_the_survey_is_found_at_its_row_and_column(case: Case) -> None:
    assert_found(case)


def test_groups_are_followed_only_so_deep() -> None:
    rows = "".join(f"| | begin_group | g{n} | G |\n" for n in range(MAX_DEPTH + 5))
    found = check(form_md(f"| survey | type | name | label |\n{rows}"))
    assert [f.row for f in found if f.code == "survey.too_deep"] == [MAX_DEPTH + 2]
    fewer = "".join(f"| | begin_group | g{n} | G |\n" for n in range(MAX_DEPTH))
    found = check(form_md(f"| survey | type | name | label |\n{fewer}"))
    assert "survey.too_deep" not in {one.code for one in found}
