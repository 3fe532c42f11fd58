"""The same form for servers that cannot do all of it."""

from __future__ import annotations

from xlsform.compile import compile_form
from xlsform.sheets import Workbook
from xlsform.variants import repeated_names, under_version, without_lists
from xlsform.workbook import read_workbook

# ruff: noqa: E501 - a table row is one line
WEIGH = """
| survey | type                            | name   | label       | calculation                                        | relevant | save_to | appearance | choice_filter | disabled |
|        | csv-external                    | rumah  |             |                                                    |          |         |            |               |          |
|        | text                            | rt     | RT          |                                                    |          |         |            |               |          |
|        | select_one_from_file balita.csv | balita | Anak        |                                                    |          |         | minimal    | rt = ${{rt}}  |          |
|        | calculate                       | lahir  |             | instance('balita')/root/item[name=${{balita}}]/lahir |        |         |            |               |          |
|        | decimal                         | bb     | Berat badan |                                                    | {relevant} | bb    |            |               |          |
|        | select_one_from_file desa.csv   | desa   | Desa        |                                                    |          |         |            |               |          |

| entities | list_name | entity_id  |
|          | balita    | ${{balita}} |

| settings | form_id | form_title | version | bidang    | frekuensi |
|          | kes     | Kes        | 1       | kesehatan | kejadian  |
"""


def weigh(relevant: str = "") -> Workbook:
    """A form that chooses from a list of people and changes it."""
    return read_workbook(WEIGH.format(relevant=relevant).encode(), "kes.md")


def test_without_its_list_a_form_asks_for_the_name_and_changes_nobody() -> None:
    made = without_lists(weigh(), ["balita"])

    rows = {row.get("name"): row for row in made.workbook.rows("survey")}
    assert rows["balita"].cells == {"type": "text", "name": "balita", "label": "Anak"}
    assert rows["lahir"].get("calculation") == "''"
    assert rows["bb"].get("save_to") == ""
    assert rows["desa"].get("type") == "select_one_from_file desa.csv"
    assert "entities" not in made.workbook.sheets
    assert [(one.code, one.row, one.severity) for one in made.findings] == [
        ("survey.list_typed", 4, "warning"),
        ("survey.list_emptied", 5, "warning"),
    ]


def test_the_form_without_lists_compiles() -> None:
    made = without_lists(weigh(), ["balita", "rumah"])
    compiled = compile_form(made.workbook, known_media=["desa.csv"])
    assert compiled.form is not None, [str(one) for one in compiled.findings]
    assert compiled.form.media == ("desa.csv",)


def test_a_condition_that_reads_the_list_is_told_with_its_place() -> None:
    made = without_lists(weigh("pulldata('balita', 'rt', 'name', ${balita}) = '1'"), ["balita"])
    (found,) = [one for one in made.findings if one.severity == "error"]
    assert (found.row, found.column) == (6, "relevant")


def test_a_form_that_only_makes_people_still_makes_them() -> None:
    maker = weigh()
    sheet = maker.sheet("entities")
    sheet.rows[0].cells.clear()
    sheet.rows[0].cells.update({"list_name": "balita", "label": "${rt}"})

    made = without_lists(maker, ["balita"])

    rows = {row.get("name"): row for row in made.workbook.rows("survey")}
    assert rows["bb"].get("save_to") == "bb"
    assert len(made.workbook.rows("entities")) == 1


def test_another_version_changes_the_version_alone() -> None:
    changed = under_version(weigh(), "1.2")
    assert changed.rows("settings")[0].get("version") == "1.2"
    assert under_version(changed, "1") == weigh()


def test_names_that_stand_twice_are_found_in_whatever_group() -> None:
    book = read_workbook(
        b"""
| survey | type        | name | label |
|        | begin group | a    | A     |
|        | text        | x    | X     |
|        | end group   | a    |       |
|        | begin group | b    | B     |
|        | text        | x    | X     |
|        | end group   | b    |       |
""",
        "dua.md",
    )
    assert [(one.row, one.column) for one in repeated_names(book)] == [(6, "name")]
