"""What can be wrong with a row of the entities sheet, and with what questions save to its lists."""

from __future__ import annotations

from tests.unit.xlsform.cases import Case, assert_found, each_of, entities, survey

ASK = survey("text | nama | Nama | ", "text | no | Nomor | ", more="save_to")
UPDATE = "list_name | label | entity_id | create_if | update_if"
ATTACHED = survey("text | no | Nomor", "csv-external | balita | ")


def _saved(*cells: str, lists: str = "") -> str:
    rows = [f"text | q{place} | Q | {cell}" for place, cell in enumerate(cells)]
    return survey(*rows, more="save_to") + (lists or entities("balita | ${q0}"))


CASES = [
    Case(
        "entities.missing_list_name",
        2,
        "list_name",
        ASK + entities(" | ${nama}"),
        ("| |  | ${nama}", "| | balita | ${nama}"),
    ),
    Case(
        "entities.invalid_list_name",
        2,
        "list_name",
        ASK + entities("balita.desa | ${nama}"),
        ("balita.desa", "balita_desa"),
    ),
    Case(
        "entities.duplicate_list",
        3,
        "list_name",
        ASK + entities("balita | ${nama}", "balita | ${no}"),
        ("balita | ${no}", "ibu | ${no}"),
    ),
    Case(
        "entities.missing_label",
        2,
        "label",
        ASK + entities("balita | "),
        ("balita |  |", "balita | ${nama} |"),
    ),
    Case(
        "entities.missing_entity_id",
        2,
        "entity_id",
        ATTACHED + entities("balita | | | | true()", head=UPDATE),
        ("| | | true()", "| ${no} | | true()"),
    ),
    Case(
        "entities.missing_update_if",
        2,
        "update_if",
        ATTACHED + entities("balita | ${no} | ${no} | true() | ", head=UPDATE),
        ("true() |  |", "true() | true() |"),
    ),
    Case(
        "entities.taken_name",
        2,
        "list_name",
        ASK + entities("posyandu | ${nama}"),
        ("posyandu", "balita"),
    ),
    Case(
        "entities.list_not_attached",
        2,
        "entity_id",
        ATTACHED.replace("balita", "ibu")
        + entities("balita | | ${no}", head="list_name | label | entity_id"),
        ("balita", "ibu"),
    ),
    Case(
        "entities.unknown_column",
        1,
        "wajib",
        ASK + entities("balita | ${nama} | ya", head="list_name | label | wajib"),
        ("wajib", "_wajib"),
    ),
    Case(
        "entities.secret_label",
        2,
        "label",
        survey("text | nama | Nama | ", "text | nik | NIK | identitas", more="privacy")
        + entities("balita | ${nik}"),
        ("${nik}", "${nama}"),
    ),
    Case(
        "survey.foreign_property",
        2,
        "save_to",
        survey("text | nama | Nama | pend_nilai", more="save_to") + entities("orang | ${nama}"),
        ("pend_nilai", "kes_nilai"),
    ),
    Case(
        "survey.saved_without_entities",
        2,
        "save_to",
        survey("text | nama | Nama | nama_anak", more="save_to"),
        ("nama_anak", ""),
    ),
    Case(
        "survey.saved_group",
        2,
        "save_to",
        survey(
            "begin_group | g | G | g",
            "text | nama | Nama | ",
            "end_group | | | ",
            more="save_to",
        )
        + entities("balita | ${nama}"),
        ("G | g", "G | "),
    ),
    Case(
        "survey.save_out_of_reach",
        5,
        "save_to",
        survey(
            "begin_repeat | anak | Anak | ",
            "text | nama | Nama | nama_anak",
            "end_repeat | | | ",
            "text | ibu | Ibu | nama_ibu",
            more="save_to",
        )
        + entities("balita | ${nama}"),
        ("nama_ibu", ""),
    ),
    Case("survey.saved_secret", 2, "save_to", _saved("no_hp"), ("no_hp", "alamat")),
    Case("survey.same_but_for_case", 3, "save_to", _saved("rt", "RT"), ("RT", "rw")),
    Case("survey.duplicate_property", 3, "save_to", _saved("rt ", " rt"), ("Q |  rt", "Q | rw")),
    Case("survey.invalid_property", 2, "save_to", _saved("Label"), ("Label", "sebutan")),
    Case("survey.unknown_saved_list", 2, "save_to", _saved("balta#rt"), ("balta#", "balita#")),
    Case(
        "survey.unclear_saved_list",
        2,
        "save_to",
        _saved("rt", lists=entities("balita | ${q0}", "ibu | ${q0}")),
        ("| rt |", "| ibu#rt |"),
    ),
]


@each_of(CASES)
def test_a_mistake_about_lists_of_sasaran_is_found_at_its_place(case: Case) -> None:
    assert_found(case)
