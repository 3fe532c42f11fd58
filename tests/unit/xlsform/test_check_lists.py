"""What can be wrong with lists of choices, and with files."""

from __future__ import annotations

from tests.unit.xlsform.cases import Case, assert_found, choices, each_of, survey
from tests.unit.xlsform.forms import form_md
from xlsform.check import check

ASK = survey("select_multiple buah | b | Buah")
APPLE = "buah | apel | Apel"

CASES = [
    Case(
        "survey.missing_list",
        2,
        "type",
        survey("select_one | b | Buah"),
        ("select_one |", "select_one_from_file desa.csv |"),
    ),
    Case("survey.unknown_list", 2, "type", ASK + choices("buahan | a | A"), ("buahan", "buah")),
    Case(
        "survey.unknown_external_list",
        2,
        "type",
        survey("select_one_external desa | d | Desa | name = 'a'", more="choice_filter"),
        ("select_one_external desa", "select_one_from_file desa.csv"),
    ),
    Case(
        "survey.unknown_file_kind",
        2,
        "type",
        survey("select_one_from_file desa | d | Desa"),
        ("_file desa", "_file desa.csv"),
    ),
    Case(
        "survey.unknown_media",
        2,
        "type",
        survey("select_one_from_file desas.csv | d | Desa"),
        ("desas", "desa"),
    ),
    Case(
        "survey.unknown_media",
        3,
        "calculation",
        survey(
            "text | kode | Kode | ",
            "calculate | n | | pulldata('harga', 'n', 'k', ${kode})",
            more="calculation",
        ),
        ("'harga'", "'desa'"),
    ),
    Case(
        "survey.other_with_filter",
        2,
        "type",
        survey("select_one buah or_other | b | B | name != 'x'", more="choice_filter")
        + choices(APPLE),
        (" or_other", ""),
    ),
    Case(
        "survey.long_list",
        2,
        "appearance",
        survey("select_one buah | b | Buah | ", more="appearance")
        + choices(*(f"buah | b{number} | Buah {number}" for number in range(26))),
        ("Buah |  |", "Buah | minimal autocomplete |"),
    ),
    Case(
        "choices.unused_list",
        3,
        "list_name",
        ASK + choices(APPLE, "sayur | bayam | Bayam"),
        ("sayur", "buah"),
    ),
    Case(
        "choices.missing_list_name",
        2,
        "list_name",
        ASK + choices(" | x | X", APPLE),
        ("| |  | x", "| | buah | x"),
    ),
    Case(
        "choices.invalid_list_name",
        3,
        "list_name",
        ASK + choices(APPLE, "buah lokal | x | X"),
        ("buah lokal", "buah"),
    ),
    Case(
        "choices.missing_name", 2, "name", ASK + choices("buah |  | X"), ("buah |  |", "buah | x |")
    ),
    Case(
        "choices.duplicate_name",
        4,
        "name",
        ASK + choices(APPLE, "buah | b | Belimbing", "buah | apel | Alpukat"),
        ("apel | Alpukat", "alpukat | Alpukat"),
    ),
    Case(
        "choices.space_in_name",
        2,
        "name",
        ASK + choices("buah | apel malang | Apel"),
        ("apel malang", "apel_malang"),
    ),
    Case(
        "choices.duplicate_label",
        3,
        "label",
        ASK + choices("buah | apel | Apel", "buah | pome | Apel"),
        ("pome | Apel", "pome | Pome"),
    ),
    Case(
        "choices.missing_label",
        3,
        "label",
        ASK + choices(APPLE, "buah | a | "),
        ("a |  |", "a | Alpukat |"),
    ),
    Case(
        "choices.missing_translation",
        2,
        "label::English (en)",
        ASK + choices("buah | a | Apel | ", "buah | b | Batu | Stone", more="label::English (en)"),
        ("Apel |  |", "Apel | Apple |"),
    ),
    Case(
        "choices.misspelled_column",
        1,
        "lable",
        ASK + choices("buah | a | Apel | x", more="lable"),
        ("lable", "_lable"),
    ),
    Case(
        "choices.invalid_column",
        1,
        "kode musim",
        ASK + choices("buah | a | Apel | 1", more="kode musim"),
        ("kode musim", "kode_musim"),
    ),
    Case(
        "choices.unknown_media",
        2,
        "image",
        ASK + choices("buah | a | Apel | apel.png", more="image"),
        ("apel.png", "desa.csv"),
    ),
]


@each_of(CASES)
def test_a_mistake_in_a_list_is_found_at_its_place(case: Case) -> None:
    assert_found(case)


def test_two_choices_of_one_label_are_told_apart_by_what_filters_them() -> None:
    form = survey(
        "text | kec | Kec | ", "select_one desa | d | Desa | kec = ${kec}", more="choice_filter"
    ) + choices("desa | a | Sukamaju | x", "desa | b | Sukamaju | y", more="kec")
    assert check(form_md(form)) == []


def test_a_list_that_only_a_formula_reads_is_used() -> None:
    form = survey(
        "text | n | N | ",
        "calculate | c | | instance('buah')/root/item[name = ${n}]/label",
        more="calculation",
    )
    assert check(form_md(form + choices(APPLE))) == []
