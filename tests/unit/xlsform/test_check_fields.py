"""What can be wrong with the columns that fill the profile."""

from __future__ import annotations

from tests.unit.xlsform.cases import Case, assert_found, each_of

CASES = [
    Case(
        "survey.unknown_rule",
        2,
        "merge_rule",
        """
        | survey | type    | name | label | profile_field | merge_rule |
        |        | integer | s    | S     | kes.balita_s  | revisi     |
        """,
    ),
    Case(
        "survey.unpaired_field",
        2,
        "merge_rule",
        """
        | survey | type    | name | label | profile_field           | merge_rule |
        |        | integer | bb   | BB    | kes.bb kes.bb_riwayat   | latest     |
        """,
    ),
    Case(
        "survey.unpaired_field",
        2,
        "profile_field",
        """
        | survey | type    | name | label | profile_field | merge_rule |
        |        | integer | bb   | BB    |               | latest     |
        """,
    ),
    Case(
        "survey.invalid_field",
        2,
        "profile_field",
        """
        | survey | type    | name | label | profile_field | merge_rule |
        |        | integer | bb   | BB    | balita_bb     | latest     |
        """,
    ),
    Case(
        "survey.foreign_field",
        2,
        "profile_field",
        """
        | survey | type    | name | label | profile_field | merge_rule |
        |        | integer | bb   | BB    | pend.paud     | latest     |
        """,
    ),
    Case(
        "survey.foreign_field",
        2,
        "profile_field",
        """
        | survey | type | name | label | profile_field | merge_rule |
        |        | text | n    | N     | umum.nama     | latest     |
        """,
    ),
    Case(
        "survey.field_without_answer",
        2,
        "profile_field",
        """
        | survey | type | name | label | profile_field | merge_rule |
        |        | note | n    | N     | kes.catatan   | latest     |
        """,
    ),
    Case(
        "survey.unsuited_rule",
        2,
        "merge_rule",
        """
        | survey | type | name | label | profile_field | merge_rule |
        |        | text | n    | N     | kes.jumlah    | sum        |
        """,
    ),
    Case(
        "survey.unsuited_rule",
        2,
        "merge_rule",
        """
        | survey | type  | name | label | profile_field | merge_rule | parameters      |
        |        | image | foto | Foto  | kes.foto      | latest     | max-pixels=1600 |
        """,
    ),
    Case(
        "survey.two_rules",
        3,
        "merge_rule",
        """
        | survey | type    | name | label | profile_field | merge_rule |
        |        | integer | a    | A     | kes.balita_s  | sum        |
        |        | integer | b    | B     | kes.balita_s  | max        |
        """,
    ),
    Case(
        "survey.unknown_privacy",
        2,
        "privacy",
        """
        | survey | type | name | label | privacy |
        |        | text | n    | N     | rahasia |
        """,
    ),
]


@each_of(CASES)
def test_a_mistake_in_the_field_map_is_found_at_its_row_and_column(case: Case) -> None:
    assert_found(case)
