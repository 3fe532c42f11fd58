"""What is found in forms that make or change sasaran, and which columns of lists they read."""

from __future__ import annotations

from xlsform.checks.entities import check_entities_version
from xlsform.compile import CompiledForm, compile_form
from xlsform.findings import Finding
from xlsform.workbook import read_workbook

# ruff: noqa: E501 - a table row is one line

SETTINGS = """
| settings | form_id | form_title | version | bidang    | frekuensi |
|          | kes_uji | Uji        | 1       | kesehatan | kejadian  |
"""


def compiled(text: str, *media: str) -> tuple[CompiledForm | None, list[Finding]]:
    result = compile_form(
        read_workbook(f"{text}\n{SETTINGS}".encode(), "uji.md"), known_media=media
    )
    return result.form, result.findings


def places(text: str, *media: str) -> list[tuple[str, int | None, str | None]]:
    """Code, row and column of each error."""
    _form, findings = compiled(text, *media)
    return [(one.code, one.row, one.column) for one in findings if one.severity == "error"]


def test_a_form_may_attach_the_list_that_it_makes_itself() -> None:
    text = """
| survey | type                            | name   | label |
|        | text                            | nama   | Nama  |
|        | select_one_from_file balita.csv | pilih  | Anak  |

| entities | list_name | label   |
|          | balita    | ${nama} |
"""
    form, findings = compiled(text)
    assert form is not None, findings


def test_a_list_that_nobody_makes_is_found_with_what_was_meant() -> None:
    text = """
| survey | type                           | name  | label |
|        | select_one_from_file balta.csv | pilih | Anak  |
"""
    (wrong,) = [one for one in compiled(text, "balita.csv")[1] if one.severity == "error"]
    assert (wrong.code, wrong.row, wrong.column) == ("survey.unknown_media", 2, "type")
    assert "balita.csv" in wrong.message


def test_an_update_needs_its_list() -> None:
    text = """
| survey | type | name | label |
|        | text | no   | Nomor |

| entities | list_name | entity_id |
|          | balita    | ${no}     |
"""
    assert places(text) == [("entities.list_not_attached", 2, "entity_id")]


def test_names_that_phones_use_already_are_refused() -> None:
    text = """
| survey | type | name | label |
|        | text | nama | Nama  |

| entities | list_name | label   |
|          | posyandu  | ${nama} |
"""
    assert places(text) == [("entities.taken_name", 2, "list_name")]


def test_what_may_not_travel_is_not_saved_however_it_is_called() -> None:
    text = """
| survey | type      | name        | label           | save_to | calculation     | profile_field | merge_rule | privacy   |
|        | text      | nik         | NIK             | a       |                 |               |            | identitas |
|        | text      | nomor       | NIK anak        | b       |                 |               |            | identitas |
|        | text      | kontak      | HP              | no_hp   |                 |               |            |           |
|        | calculate | sandi       |                 | c       | concat(${nik}, 1) |             |            | identitas |
|        | text      | pelapor     | Siapa           | d       |                 |               |            |           |
|        | text      | aman        | Nama            | nama_anak |               |               |            |           |

| entities | list_name | label   |
|          | warga     | ${aman} |
"""
    found = places(text)
    assert found == [("survey.saved_secret", row, "save_to") for row in (2, 3, 4, 5, 6)]


def test_of_people_a_form_saves_what_is_its_own_bidangs() -> None:
    text = """
| survey | type    | name | label | save_to       | privacy   |
|        | text    | nama | Nama  |               | identitas |
|        | decimal | bb   | Berat | kes_bb        | spesifik  |
|        | decimal | nil  | Nilai | pend_nilai    | spesifik  |
|        | date    | lhr  | Lahir | tanggal_lahir | identitas |

| entities | list_name | label   |
|          | orang     | ${nama} |
"""
    assert [one for one in places(text) if one[0].endswith("foreign_property")] == [
        ("survey.foreign_property", 4, "save_to"),
        ("survey.foreign_property", 5, "save_to"),
    ]


def test_a_label_names_no_secret() -> None:
    text = """
| survey | type | name | label | privacy   |
|        | text | nik  | NIK   | identitas |
|        | text | nama | Nama  |           |

| entities | list_name | label                     |
|          | warga     | concat(${nama}, ${nik})   |
"""
    assert places(text) == [("entities.secret_label", 2, "label")]


def test_properties_that_differ_only_by_case_are_refused() -> None:
    text = """
| survey | type | name | label | save_to |
|        | text | a    | A     | rt      |
|        | text | b    | B     | RT      |

| entities | list_name | label |
|          | warga     | ${a}  |
"""
    assert places(text) == [("survey.same_but_for_case", 3, "save_to")]


def test_a_newer_specification_is_refused_and_the_known_ones_are_not() -> None:
    assert [one.code for one in check_entities_version("2026.1.0")] == ["entities.unknown_version"]
    for version in ("", "2022.1.0", "2023.1.0", "2024.1.0", "2025.1.0"):
        assert list(check_entities_version(version)) == []


def test_the_words_a_list_is_read_with_are_its_columns_and_no_answers_path() -> None:
    text = """
| survey | type                            | name  | label | calculation                                           | choice_filter | parameters |
|        | text                            | rt    | RT    |                                                       |               |            |
|        | text                            | alamat | Alamat |                                                     |               |            |
|        | select_one_from_file balita.csv | pilih | Anak  |                                                       | wilayah = ${rt} | label=panggilan |
|        | calculate                       | lahir |       | instance('balita')/root/item[name = ${pilih}]/tanggal |               |            |
|        | calculate                       | lain  |       | concat(${alamat}, instance("balita")/root/item[1]/ibu) |              |            |
"""
    form, findings = compiled(text, "balita.csv")
    assert form is not None, findings
    (use,) = form.schema.lists
    assert use.name == "balita"
    assert {"wilayah", "panggilan", "tanggal", "ibu"} <= set(use.words)
    assert not {"rt", "alamat", "pilih"} & set(use.words)
    assert type(form.schema).from_json(form.schema.as_json()) == form.schema


def test_an_unknown_column_of_entities_is_an_error_and_a_remark_is_none() -> None:
    text = """
| survey | type | name | label |
|        | text | nama | Nama  |

| entities | list_name | label   | {column} |
|          | warga     | ${{nama}} | ya       |
"""
    assert places(text.format(column="wajib")) == [("entities.unknown_column", 1, "wajib")]
    assert places(text.format(column="_wajib")) == []
