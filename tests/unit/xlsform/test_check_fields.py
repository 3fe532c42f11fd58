"""What can be wrong with numbers of persons, and with the columns that fill the profile."""

from __future__ import annotations

from tests.unit.xlsform.cases import Case, assert_found, each_of, settings, survey

_COLUMNS = "profile_field | merge_rule"


def _filled(question: str, field: str, rule: str) -> str:
    return survey(f"{question} | {field} | {rule}", more=_COLUMNS)


CASES = [
    Case(
        "survey.nik_as_number",
        2,
        "type",
        survey("integer | nik | NIK | identitas", more="privacy"),
        ("integer", "text"),
    ),
    Case(
        "survey.nik_as_number",
        2,
        "type",
        survey("integer | kartu | Nomor Kartu Keluarga | identitas", more="privacy"),
        ("integer", "text"),
    ),
    Case(
        "survey.phone_as_number",
        2,
        "type",
        survey("integer | no_hp_kader | Nomor HP"),
        ("integer", "text"),
    ),
    Case(
        "survey.unmarked_identity",
        2,
        "privacy",
        survey("text | no_kk | No KK | ", more="privacy"),
        ("No KK |  |", "No KK | identitas |"),
    ),
    Case(
        "survey.open_person_field",
        2,
        "privacy",
        survey("date | l | Lahir | kes.lahir | agree | ", more=f"{_COLUMNS} | privacy")
        + settings(subjek="orang"),
        ("agree |  |", "agree | identitas |"),
    ),
    Case(
        "survey.unknown_privacy",
        2,
        "privacy",
        survey("text | n | N | rahasia", more="privacy"),
        ("rahasia", "spesifik"),
    ),
    Case(
        "survey.unknown_rule",
        2,
        "merge_rule",
        _filled("integer | s | S", "kes.balita_s", "revisi"),
        ("revisi", "revision"),
    ),
    Case(
        "survey.unpaired_field",
        2,
        "merge_rule",
        _filled("integer | bb | BB", "kes.bb kes.bb_riwayat", "latest"),
        ("latest", "latest event"),
    ),
    Case(
        "survey.unpaired_field",
        2,
        "profile_field",
        _filled("integer | bb | BB", "", "latest"),
        ("latest", ""),
    ),
    Case(
        "survey.invalid_field",
        2,
        "profile_field",
        _filled("integer | bb | BB", "balita_bb", "latest"),
        ("balita_bb", "kes.balita_bb"),
    ),
    Case(
        "survey.foreign_field",
        2,
        "profile_field",
        _filled("integer | bb | BB", "pend.paud", "latest"),
        ("pend.paud", "kes.paud"),
    ),
    Case(
        "survey.shared_field",
        2,
        "profile_field",
        _filled("text | n | N", "umum.nama", "latest"),
        ("umum.nama", "kes.nama"),
    ),
    Case(
        "survey.field_without_answer",
        2,
        "profile_field",
        _filled("note | n | N", "kes.catatan", "latest"),
        ("note", "text"),
    ),
    Case(
        "survey.unsuited_rule",
        2,
        "merge_rule",
        _filled("text | n | N", "kes.jumlah", "sum"),
        ("text", "integer"),
    ),
    Case(
        "survey.unsuited_file_rule",
        2,
        "merge_rule",
        _filled("image | foto | Foto", "kes.foto", "latest"),
        ("latest", "attachment"),
    ),
    Case(
        "survey.two_rules",
        3,
        "merge_rule",
        survey(
            "integer | a | A | kes.balita_s | sum",
            "integer | b | B | kes.balita_s | max",
            more=_COLUMNS,
        ),
        ("| max", "| sum"),
    ),
]


@each_of(CASES)
def test_a_mistake_in_the_field_map_is_found_at_its_row_and_column(case: Case) -> None:
    assert_found(case)
