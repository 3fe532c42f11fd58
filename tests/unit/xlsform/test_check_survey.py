"""What can be wrong with a row of the survey sheet."""

from __future__ import annotations

from tests.unit.xlsform.cases import Case, assert_found, each_of
from tests.unit.xlsform.forms import form_md
from xlsform.check import check
from xlsform.outline import MAX_DEPTH

CASES = [
    Case(
        "survey.missing_type",
        3,
        "type",
        """
        | survey | type | name | label |
        |        | text | nama | Nama  |
        |        |      | umur | Umur  |
        """,
    ),
    Case(
        "survey.unknown_type",
        2,
        "type",
        """
        | survey | type   | name | label |
        |        | integr | umur | Umur  |
        """,
    ),
    Case(
        "survey.unknown_block",
        2,
        "name",
        """
        | survey | type    | name          | label |
        |        | include | kepala_harian |       |
        """,
    ),
    Case(
        "survey.missing_calculation",
        2,
        "calculation",
        """
        | survey | type      | name | label |
        |        | calculate | imt  |       |
        """,
    ),
    Case(
        "survey.missing_name",
        2,
        "name",
        """
        | survey | type | name | label |
        |        | text |      | Nama  |
        """,
    ),
    Case(
        "survey.invalid_name",
        2,
        "name",
        """
        | survey | type | name      | label |
        |        | text | nama anak | Nama  |
        """,
    ),
    Case(
        "survey.reserved_name",
        2,
        "name",
        """
        | survey | type | name | label |
        |        | text | meta | Meta  |
        """,
    ),
    Case(
        "survey.duplicate_name",
        4,
        "name",
        """
        | survey | type | name | label  |
        |        | text | nama | Nama   |
        |        |      |      |        |
        |        | text | nama | Nama 2 |
        """,
    ),
    Case(
        "survey.similar_name",
        3,
        "name",
        """
        | survey | type | name | label  |
        |        | text | nama | Nama   |
        |        | text | Nama | Nama 2 |
        """,
    ),
    Case(
        "survey.duplicate_repeat",
        7,
        "name",
        """
        | survey | type         | name | label |
        |        | begin_repeat | anak | Anak  |
        |        | text         | nama | Nama  |
        |        | end_repeat   |      |       |
        |        | begin_group  | g    | G     |
        |        | note         | n    | N     |
        |        | begin_repeat | anak | Anak  |
        |        | text         | nama | Nama  |
        |        | end_repeat   |      |       |
        |        | end_group    |      |       |
        """,
    ),
    Case(
        "survey.unclosed_group",
        2,
        "type",
        """
        | survey | type        | name | label |
        |        | begin_group | g    | G     |
        |        | text        | nama | Nama  |
        """,
    ),
    Case(
        "survey.unopened_group",
        3,
        "type",
        """
        | survey | type      | name | label |
        |        | text      | nama | Nama  |
        |        | end_group |      |       |
        """,
    ),
    Case(
        "survey.missing_list",
        2,
        "type",
        """
        | survey | type       | name | label |
        |        | select_one | jk   | JK    |
        """,
    ),
    Case(
        "survey.unknown_list",
        2,
        "type",
        """
        | survey  | type                | name | label |
        |         | select_one ya_tdak  | ada  | Ada?  |
        | choices | list_name           | name | label |
        |         | ya_tidak            | ya   | Ya    |
        """,
    ),
    Case(
        "survey.unknown_file_kind",
        2,
        "type",
        """
        | survey | type                      | name | label |
        |        | select_one_from_file desa | desa | Desa  |
        """,
    ),
    Case(
        "survey.unknown_media",
        2,
        "type",
        """
        | survey | type                           | name | label |
        |        | select_one_from_file desas.csv | desa | Desa  |
        """,
    ),
    Case(
        "survey.unknown_media",
        3,
        "calculation",
        """
        | survey | type      | name | label | calculation                          |
        |        | text      | kode | Kode  |                                      |
        |        | calculate | nama |       | pulldata('harga','n','k', ${kode})   |
        """,
    ),
    Case(
        "survey.missing_label",
        2,
        "label",
        """
        | survey | type | name | label | hint    |
        |        | text | nama |       | lengkap |
        """,
    ),
    Case(
        "survey.missing_label",
        2,
        "label::Bahasa Indonesia (id)",
        """
        | survey | type | name | label::Bahasa Indonesia (id) | label::English (en) |
        |        | text | nama |                              | Name                |
        """,
    ),
    Case(
        "survey.missing_translation",
        2,
        "label::English (en)",
        """
        | survey | type | name | label::Bahasa Indonesia (id) | label::English (en) |
        |        | text | nama | Nama                         |                     |
        """,
    ),
    Case(
        "survey.missing_constraint_message",
        2,
        "constraint_message",
        """
        | survey | type    | name | label | constraint |
        |        | integer | umur | Umur  | . >= 0     |
        """,
    ),
    Case(
        "survey.unknown_reference",
        3,
        "relevant",
        """
        | survey | type    | name | label | relevant       |
        |        | integer | umur | Umur  |                |
        |        | text    | wali | Wali  | ${umurr} < 17  |
        """,
    ),
    Case(
        "survey.broken_reference",
        3,
        "label",
        """
        | survey | type | name | label       |
        |        | text | nama | Nama        |
        |        | note | sapa | Halo ${nama |
        """,
    ),
    Case(
        "survey.ambiguous_reference",
        8,
        "relevant",
        """
        | survey | type        | name | label | relevant    |
        |        | begin_group | ibu  | Ibu   |             |
        |        | text        | nama | Nama  |             |
        |        | end_group   |      |       |             |
        |        | begin_group | anak | Anak  |             |
        |        | text        | nama | Nama  |             |
        |        | end_group   |      |       |             |
        |        | note        | n    | N     | ${nama}='a' |
        """,
    ),
    Case(
        "survey.broken_formula",
        3,
        "relevant",
        """
        | survey | type    | name | label | relevant            |
        |        | integer | umur | Umur  |                     |
        |        | note    | n    | N     | ${umur} > and 3     |
        """,
    ),
    Case(
        "survey.broken_formula",
        2,
        "calculation",
        """
        | survey | type      | name | label | calculation    |
        |        | calculate | c    |       | if(1 = 1, 2, 3 |
        """,
    ),
    Case(
        "survey.unknown_function",
        2,
        "calculation",
        """
        | survey | type      | name | label | calculation |
        |        | calculate | c    |       | todya()     |
        """,
    ),
    Case(
        "survey.nik_as_number",
        2,
        "type",
        """
        | survey | type    | name | label | privacy   |
        |        | integer | nik  | NIK   | identitas |
        """,
    ),
    Case(
        "survey.nik_as_number",
        2,
        "type",
        """
        | survey | type    | name  | label                 | privacy   |
        |        | integer | kartu | Nomor Kartu Keluarga  | identitas |
        """,
    ),
    Case(
        "survey.phone_as_number",
        2,
        "type",
        """
        | survey | type    | name        | label    |
        |        | integer | no_hp_kader | Nomor HP |
        """,
    ),
    Case(
        "survey.unmarked_identity",
        2,
        "privacy",
        """
        | survey | type | name  | label |
        |        | text | no_kk | No KK |
        """,
    ),
    Case(
        "survey.image_without_max_pixels",
        2,
        "parameters",
        """
        | survey | type  | name | label |
        |        | image | foto | Foto  |
        """,
    ),
    Case(
        "survey.broken_parameters",
        2,
        "parameters",
        """
        | survey | type  | name | label | parameters |
        |        | image | foto | Foto  | max-pixels |
        """,
    ),
    Case(
        "survey.unknown_parameter",
        2,
        "parameters",
        """
        | survey | type  | name | label | parameters |
        |        | image | foto | Foto  | max-pixel=1600 max-pixels=1 |
        """,
    ),
    Case(
        "survey.invalid_parameter",
        2,
        "parameters",
        """
        | survey | type  | name | label | parameters |
        |        | image | foto | Foto  | max-pixels=besar |
        """,
    ),
    Case(
        "survey.unknown_list",
        2,
        "type",
        """
        | survey | type                     | name | label |
        |        | select_one_external desa | desa | Desa  |
        """,
    ),
]


@each_of(CASES)
def test_a_mistake_in_the_survey_is_found_at_its_row_and_column(case: Case) -> None:
    assert_found(case)


def test_groups_are_followed_only_so_deep() -> None:
    rows = "".join(f"| | begin_group | g{n} | G |\n" for n in range(MAX_DEPTH + 5))
    found = check(form_md(f"| survey | type | name | label |\n{rows}"))
    assert [f.row for f in found if f.code == "survey.too_deep"] == [MAX_DEPTH + 2]
