"""The check as a whole: everything at once, in order, with the word that was meant."""

from __future__ import annotations

import pytest

from tests.unit.xlsform.forms import CLEAN, MEDIA, form_md
from xlsform.check import check


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("| survey | type | name | label |\n| | integr | a | A |\n", "“integer”"),
        ("| survey | type | name | label |\n| | begin_grup | a | A |\n", "“begin_group”"),
        ("| survey | type | name | label | requird |\n| | text | a | A | yes |\n", "“required”"),
        (
            "| survey | type | name | label |\n| | text | nama | A |\n| | note | b | ${nam} |\n",
            "“nama”",
        ),
        (
            "| survey | type | name | label |\n| | select_one_from_file des.csv | a | A |\n",
            "desa.csv",
        ),
    ],
)
def test_a_misspelled_word_is_answered_with_the_word_meant(wrong: str, meant: str) -> None:
    findings = check(form_md(wrong), known_media={"desa.csv"})
    assert any(meant in found.message for found in findings), findings


def test_all_mistakes_come_at_once_from_the_top_down() -> None:
    findings = check(
        form_md(
            """
            | survey  | type           | name | label  | relevant |
            |         | integr         | a    | A      |          |
            |         | select_one tak | b    | B      | ${x} = 1 |
            |         | text           | b    |        |          |
            | choices | list_name      | name | label  |          |
            |         | lain           | x    | X      |          |
            |         | lain           | x    | X      |          |
            """
        )
    )
    assert [(f.sheet, f.row, f.code) for f in findings] == [
        ("survey", 2, "survey.unknown_type"),
        ("survey", 3, "survey.unknown_list"),
        ("survey", 3, "survey.unknown_reference"),
        ("survey", 4, "survey.duplicate_name"),
        ("survey", 4, "survey.missing_label"),
        ("choices", 2, "choices.unused_list"),
        ("choices", 3, "choices.duplicate_name"),
    ]


def test_a_yes_in_indonesian_is_told_once() -> None:
    form = form_md("| survey | type | name | label | required |\n| | text | a | A | ya |\n")
    assert [found.code for found in check(form)] == ["survey.indonesian_truth"]


def test_a_clean_form_has_no_findings() -> None:
    assert check(form_md(CLEAN), known_media=MEDIA) == []


def test_an_empty_file_is_no_form() -> None:
    assert [f.code for f in check(form_md("# Judul saja\n"))] == ["workbook.no_survey"]


@pytest.mark.parametrize("name", ["kk_total", "jml_nik", "hpht", "kka"])
def test_a_count_is_not_taken_for_a_number_of_a_person(name: str) -> None:
    assert check(form_md(f"| survey | type | name | label |\n| | integer | {name} | A |\n")) == []


def test_the_privacy_of_a_group_covers_what_stands_in_it() -> None:
    form = form_md(
        """
        | survey | type        | name  | label | privacy   |
        |        | begin_group | orang | Orang | identitas |
        |        | text        | nik   | NIK   |           |
        |        | end_group   |       |       |           |
        """
    )
    assert check(form) == []


def test_a_remark_and_a_row_switched_off_are_no_part_of_the_form() -> None:
    form = form_md(
        """
        | survey | type    | name | label | disabled | _catatan       | hint           |
        |        | text    | nama | Nama  |          | tanya Puskesmas |               |
        |        | ngawur  | nama |       | yes      |                |                |
        |        |         |      |       |          |                | bagian kedua   |
        """
    )
    assert check(form) == []
