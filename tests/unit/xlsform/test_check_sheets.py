"""What can be wrong with sheets, columns, choices and settings."""

from __future__ import annotations

from tests.unit.xlsform.cases import Case, assert_found, each_of

QUESTION = """
        | survey | type | name | label |
        |        | text | nama | Nama  |
"""
LISTED = """
        | survey  | type                | name | label |
        |         | select_multiple buah | b    | Buah  |
"""

SHEETS = [
    Case("workbook.no_survey", None, None, "| catatan | isi |\n", "workbook"),
    Case(
        "workbook.misspelled_sheet",
        None,
        None,
        "| surveys | type | name | label |\n|  | text | nama | Nama |\n",
        "workbook",
    ),
    Case("survey.empty", None, None, "| survey | type | name |\n"),
    Case("survey.missing_column", 1, "type", "| survey | jenis | name |\n| | text | a |\n"),
    Case(
        "survey.unknown_column",
        1,
        "constrain",
        """
        | survey | type    | name | label | constrain |
        |        | integer | umur | Umur  | . > 0     |
        """,
    ),
    Case(
        "survey.unknown_column",
        1,
        "label:English",
        """
        | survey | type | name | label | label:English |
        |        | text | nama | Nama  | Name          |
        """,
    ),
    Case(
        "survey.unknown_column",
        1,
        "Keterangan OPD",
        """
        | survey | type | name | label | Keterangan OPD |
        |        | text | nama | Nama  | dari Permenkes |
        """,
    ),
    Case(
        "choices.missing_list_name",
        2,
        "list_name",
        LISTED
        + """
        | choices | list_name | name | label |
        |         |           | x    | X     |
        |         | buah      | a    | A     |
        """,
        "choices",
    ),
    Case(
        "choices.missing_name",
        2,
        "name",
        LISTED
        + """
        | choices | list_name | name | label |
        |         | buah      |      | X     |
        """,
        "choices",
    ),
    Case(
        "choices.duplicate_name",
        4,
        "name",
        LISTED
        + """
        | choices | list_name | name | label  |
        |         | buah      | a    | Apel   |
        |         | buah      | b    | Belimbing |
        |         | buah      | a    | Alpukat |
        """,
        "choices",
    ),
    Case(
        "choices.space_in_name",
        2,
        "name",
        LISTED
        + """
        | choices | list_name | name      | label |
        |         | buah      | apel malang | Apel  |
        """,
        "choices",
    ),
    Case(
        "choices.missing_label",
        2,
        "label",
        LISTED
        + """
        | choices | list_name | name | label |
        |         | buah      | a    |       |
        """,
        "choices",
    ),
    Case(
        "choices.missing_translation",
        2,
        "label::English (en)",
        LISTED
        + """
        | choices | list_name | name | label | label::English (en) |
        |         | buah      | a    | Apel  |                     |
        |         | buah      | b    | Batu  | Stone               |
        """,
        "choices",
    ),
    Case(
        "choices.unknown_column",
        1,
        "lable",
        LISTED
        + """
        | choices | list_name | name | label | lable |
        |         | buah      | a    | Apel  | x     |
        """,
        "choices",
    ),
    Case(
        "choices.invalid_column",
        1,
        "kode musim",
        LISTED
        + """
        | choices | list_name | name | label | kode musim |
        |         | buah      | a    | Apel  | 1          |
        """,
        "choices",
    ),
    Case(
        "choices.unknown_media",
        2,
        "image",
        LISTED
        + """
        | choices | list_name | name | label | image    |
        |         | buah      | a    | Apel  | apel.png |
        """,
        "choices",
    ),
]


def _settings(**changed: str) -> str:
    cells = {
        "form_id": "coba",
        "form_title": "Coba",
        "version": "1",
        "bidang": "kesehatan",
        "frekuensi": "kejadian",
        **changed,
    }
    head = " | ".join(cells)
    body = " | ".join(cells.values())
    return f"{QUESTION}\n        | settings | {head} |\n        | | {body} |\n"


def _setting(code: str, column: str, **changed: str) -> Case:
    return Case(f"settings.{code}", 2, column, _settings(**changed), "settings")


SETTINGS = [
    _setting("missing_form_id", "form_id", form_id=""),
    _setting("invalid_form_id", "form_id", form_id="kes bulanan"),
    _setting("missing_form_title", "form_title", form_title=""),
    _setting("missing_version", "version", version=""),
    _setting("invalid_version", "version", version="versi 1"),
    _setting("missing_bidang", "bidang", bidang=""),
    _setting("unknown_bidang", "bidang", bidang="kesehatn"),
    _setting("missing_frekuensi", "frekuensi", frekuensi=""),
    _setting("unknown_frekuensi", "frekuensi", frekuensi="mingguan"),
    _setting("invalid_tenggat", "tenggat", frekuensi="bulanan", tenggat="31"),
    _setting("missing_tenggat", "tenggat", frekuensi="bulanan"),
    _setting("needless_tenggat", "tenggat", tenggat="10"),
    _setting("unknown_subjek", "subjek", subjek="hewan"),
    _setting("encrypted_form", "public_key", public_key="MIIB"),
    _setting("other_server", "submission_url", submission_url="https://contoh.id/kirim"),
    _setting("no_instance_id", "omit_instanceID", omit_instanceID="yes"),
    Case(
        "settings.extra_row",
        3,
        None,
        _settings() + "        | | lain | Lain | 2 | sosial | sekali |\n",
        "settings",
    ),
    Case(
        "settings.unknown_default_language",
        2,
        "default_language",
        _settings(default_language="Indonesia").replace("label", "label::Bahasa Indonesia (id)"),
        "settings",
    ),
]


@each_of([*SHEETS, *SETTINGS])
def test_a_mistake_in_a_sheet_is_found_at_its_place(case: Case) -> None:
    assert_found(case)
