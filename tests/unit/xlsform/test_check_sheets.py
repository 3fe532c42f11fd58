"""What can be wrong with sheets, columns and settings."""

from __future__ import annotations

from tests.unit.xlsform.cases import Case, assert_found, each_of, settings, survey

QUESTION = survey("text | nama | Nama")

SHEETS = [
    Case(
        "workbook.no_survey", None, None, "| catatan | isi |\n", ("catatan | isi", "survey | type")
    ),
    Case(
        "workbook.misspelled_sheet",
        None,
        None,
        QUESTION.replace("survey", "surveys"),
        ("surveys", "survey"),
    ),
    Case("survey.empty", 2, "type", survey(), ("label |\n", "label |\n| | text | a | A |\n")),
    Case("survey.missing_column", 1, "type", QUESTION.replace("type", "jenis"), ("jenis", "type")),
    Case(
        "survey.misspelled_column",
        1,
        "constrain",
        survey("integer | umur | Umur | . > 0", more="constrain"),
        ("constrain", "constraint"),
    ),
    Case(
        "survey.misspelled_column",
        1,
        "label:English",
        survey("text | nama | Nama | Name", more="label:English"),
        ("label:English", "label::English"),
    ),
    Case(
        "survey.unknown_column",
        1,
        "Keterangan OPD",
        survey("text | nama | Nama | dari Permenkes", more="Keterangan OPD"),
        ("Keterangan", "_Keterangan"),
    ),
]


def _setting(code: str, column: str, cure: tuple[str, str], **changed: str) -> Case:
    return Case(f"settings.{code}", 2, column, QUESTION + settings(**changed), cure)


SETTINGS = [
    _setting("missing_form_id", "form_id", ("| |  |", "| | coba |"), form_id=""),
    _setting("invalid_form_id", "form_id", ("kes bulanan", "kes_bulanan"), form_id="kes bulanan"),
    _setting("missing_form_title", "form_title", ("coba |  |", "coba | Coba |"), form_title=""),
    _setting("missing_version", "version", ("Coba |  |", "Coba | 1 |"), version=""),
    _setting("invalid_version", "version", ("versi 1", "1"), version="versi 1"),
    _setting("missing_bidang", "bidang", ("1 |  |", "1 | sosial |"), bidang=""),
    _setting("unknown_bidang", "bidang", ("kesehatn", "kesehatan"), bidang="kesehatn"),
    _setting("missing_frekuensi", "frekuensi", ("an |  |", "an | sekali |"), frekuensi=""),
    _setting("unknown_frekuensi", "frekuensi", ("mingguan", "sekali"), frekuensi="mingguan"),
    _setting("invalid_tenggat", "tenggat", ("31", "10"), frekuensi="bulanan", tenggat="31"),
    _setting("missing_tenggat", "tenggat", ("bulanan", "sekali"), frekuensi="bulanan"),
    _setting("needless_tenggat", "tenggat", ("kejadian", "bulanan"), tenggat="10"),
    _setting("unknown_subjek", "subjek", ("hewan", "rumah"), subjek="hewan"),
    _setting("encrypted_form", "public_key", ("MIIB", ""), public_key="MIIB"),
    _setting("other_server", "submission_url", ("/kirim", ""), submission_url="/kirim"),
    _setting("no_instance_id", "omit_instanceID", ("yes", "no"), omit_instanceID="yes"),
    _setting(
        "unknown_reference", "instance_name", ("${nam}", "${nama}"), instance_name="concat(${nam})"
    ),
    _setting("unknown_function", "instance_name", ("concta", "concat"), instance_name="concta(1)"),
    Case(
        "settings.extra_row",
        3,
        "form_id",
        QUESTION + settings() + "| | lain | Lain | 2 | sosial | sekali |\n",
        ("| | lain | Lain | 2 | sosial | sekali |", ""),
    ),
    Case(
        "settings.unknown_default_language",
        2,
        "default_language",
        QUESTION.replace("label", "label::Bahasa Indonesia (id)")
        + settings(default_language="Indonesia"),
        ("Indonesia |\n", "Bahasa Indonesia (id) |\n"),
    ),
]


@each_of([*SHEETS, *SETTINGS])
def test_a_mistake_in_a_sheet_is_found_at_its_place(case: Case) -> None:
    assert_found(case)
