"""What can be wrong with references and formulas, down to the character of the cell."""

from __future__ import annotations

import pytest

from tests.unit.xlsform.cases import Case, assert_found, choices, each_of, survey
from tests.unit.xlsform.forms import form_md
from xlsform.check import check
from xlsform.findings import Finding

AGE = "integer | umur | Umur | "
FRUIT = choices("buah | apel | Apel", "buah | jeruk | Jeruk")
REPEAT = (
    "begin_repeat | anak | Anak | ",
    "integer | bb | Berat | ",
    "end_repeat | | | ",
)


def asked(relevant: str) -> str:
    """A form in which the second question has this condition."""
    return survey(AGE, f"text | wali | Wali | {relevant}", more="relevant")


def computed(formula: str) -> str:
    """A form with this calculation."""
    return survey(AGE, f"calculate | c | | {formula}", more="calculation")


CASES = [
    Case("survey.unknown_reference", 3, "relevant", asked("${umurr} < 17"), ("umurr", "umur")),
    Case(
        "survey.broken_reference",
        3,
        "label",
        survey("text | nama | Nama", "note | sapa | Halo ${nama"),
        ("${nama", "${nama}"),
    ),
    Case(
        "survey.broken_reference",
        3,
        "relevant",
        asked("${nama lengkap} = 'a'"),
        ("${nama lengkap} = 'a'", "${umur} = 1"),
    ),
    Case(
        "survey.ambiguous_reference",
        8,
        "relevant",
        survey(
            "begin_group | ibu | Ibu | ",
            "text | nama | Nama | ",
            "end_group | | | ",
            "begin_group | anak | Anak | ",
            "text | nama | Nama anak | ",
            "end_group | | | ",
            "note | n | N | ${nama} = 'a'",
            more="relevant",
        ),
        ("nama | Nama anak", "nama_anak | Nama anak"),
    ),
    Case(
        "survey.reference_into_repeat",
        5,
        "relevant",
        survey(*REPEAT, "note | n | N | ${bb} > 3", more="relevant"),
        ("${bb} > 3", "sum(${bb}) > 3 or ${anak}[1]/bb > 3 or count(${bb}[. > 1]) > 2"),
    ),
    Case(
        "survey.reference_into_repeat",
        5,
        "label",
        survey(*REPEAT, "note | n | Berat ${bb} | ", more="relevant"),
        ("${bb}", "anak"),
    ),
    Case("survey.broken_formula", 3, "relevant", asked("${umur} > and 3"), ("and 3", "3")),
    Case("survey.broken_formula", 3, "calculation", computed("0,5 * 2"), ("0,5", "0.5")),
    Case("survey.unfinished_formula", 3, "relevant", asked("${umur} >"), ("} >", "} > 3")),
    Case("survey.unclosed_bracket", 3, "calculation", computed("if(1 = 1, 2, 3"), ("3 |", "3) |")),
    Case("survey.unclosed_quote", 3, "relevant", asked("${umur} = 'a"), ("'a", "'a'")),
    Case("survey.foreign_operator", 3, "relevant", asked("${umur} == 3"), ("==", "=")),
    Case("survey.formula_too_deep", 3, "calculation", computed("(" * 101 + "1"), ("(" * 101, "")),
    Case(
        "survey.formulas_too_long",
        14,
        "calculation",
        survey(
            *(f"calculate | c{number} | | {'1 + ' * 8_000}1" for number in range(13)),
            more="calculation",
        ),
        ("1 + 1 + ", "1 + "),
    ),
    Case("survey.unknown_function", 3, "calculation", computed("todya()"), ("todya", "today")),
    Case(
        "survey.function_not_on_phones",
        3,
        "calculation",
        computed("floor(2.5)"),
        ("floor", "int"),
    ),
    Case("survey.wrong_arity", 3, "calculation", computed("if(1 = 1, 2)"), ("2)", "2, 3)")),
    Case("survey.wrong_arity", 3, "calculation", computed("today(1)"), ("today(1)", "today()")),
    Case("survey.bare_name", 3, "relevant", asked("umur > 3"), ("| umur >", "| ${umur} >")),
    Case(
        "survey.unknown_choice",
        3,
        "relevant",
        survey("select_one buah | b | B | ", "note | n | N | ${b} = 'Apel'", more="relevant")
        + FRUIT,
        ("'Apel'", "'apel'"),
    ),
    Case(
        "survey.unknown_choice",
        2,
        "constraint",
        survey("select_multiple buah | b | B | not(selected(., 'durian'))", more="constraint")
        + FRUIT,
        ("durian", "jeruk"),
    ),
    Case(
        "survey.broken_regex",
        2,
        "constraint",
        survey("text | b | B | regex(., '^[0-9$')", more="constraint"),
        ("[0-9$", "[0-9]{16}\\p{L}$"),
    ),
    Case(
        "survey.unknown_instance",
        3,
        "calculation",
        computed("instance('bua')/root/item[name = ${umur}]/label") + FRUIT,
        ("'bua'", "'buah'"),
    ),
    Case(
        "survey.unknown_filter_column",
        3,
        "choice_filter",
        survey(
            "text | kec | Kec | ",
            "select_one buah | b | B | kecmatan = ${kec}",
            more="choice_filter",
        )
        + choices("buah | apel | Apel | a", more="kecamatan"),
        ("kecmatan", "kecamatan"),
    ),
]


@each_of(CASES)
def test_a_mistake_in_a_formula_is_found_at_its_row_and_column(case: Case) -> None:
    assert_found(case)


def _only(form: str) -> Finding:
    (found,) = [one for one in check(form_md(form)) if one.severity == "error"]
    return found


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("${umur} > and 3", "huruf ke-15: “3”"),
        ("${umur} + * 2", "huruf ke-13: “2”"),
        ("if(${umur}, 1, 2))", "huruf ke-18: “)”"),
        ("1 +", "huruf ke-4"),
        ("concat('a', \"b)", "huruf ke-13"),
        ("1 && 2", "huruf ke-3"),
        ("max(1, [2])", "huruf ke-8: “[”"),
        ("todya()", "(huruf ke-1) tidak dikenal ponsel. Mungkin maksud Anda “today”."),
        ("1 + round()", "(huruf ke-5) diberi 0 nilai, padahal memerlukan 1 sampai 2."),
        ("concat(1, substr('a'))", "(huruf ke-11) diberi 1 nilai, padahal memerlukan 2 sampai 3."),
    ],
)
def test_the_place_within_the_cell_is_told(formula: str, words: str) -> None:
    assert words in _only(computed(formula)).message


def test_the_choice_that_was_meant_is_found_by_its_label() -> None:
    form = survey(
        "select_one buah | b | B | ", "note | n | N | ${b} = 'Jeruk Bali'", more="relevant"
    )
    found = _only(form + choices("buah | a | Apel", "buah | j | Jeruk Bali"))
    assert "Mungkin maksud Anda “j”." in found.message


@pytest.mark.parametrize(
    "formula",
    [
        "coalesce(${umur}, 0) div 2 mod 3 - -1 * 4",
        "instance('buah')/root/item[name = 'apel' and position() = 1]/label",
        "(${umur} != '' or not(${umur} >= 5)) and string-length(${umur}) <= 3",
        "jr:choice-name(${umur}, '${umur}')",
        "/data/umur + ../umur + current()/../umur + ./umur",
        "${last-saved#umur}",
        "count(/data/*[@id]) + count(//umur) + count(child::umur/text())",
        "once(concat(uuid(), '-', format-date-time(now(), '%Y')))",
        "‘a’",
    ],
)
def test_what_phones_understand_is_let_be(formula: str) -> None:
    findings = check(form_md(computed(formula) + FRUIT))
    assert [str(one) for one in findings if one.severity == "error"] == []


def test_within_its_repeat_an_answer_is_one_answer() -> None:
    form = survey(
        "begin_repeat | anak | Anak ke ${ke} | ",
        "calculate | ke | | position(..)",
        "integer | bb | Berat | ",
        "begin_group | g | Anak dengan ${bb} kg | ",
        "calculate | dua | | ${bb} * 2",
        "note | n | Dua kali ${dua} | ",
        "end_group | | | ",
        "end_repeat | | | ",
        "calculate | berat | | sum(${bb}) + indexed-repeat(${bb}, ${anak}, 1) + count(${anak})",
        more="calculation",
    )
    assert [str(one) for one in check(form_md(form))] == []
