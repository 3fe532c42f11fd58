"""The field map: which question fills which field, and how private it is."""

from __future__ import annotations

from tests.unit.xlsform.forms import CLEAN, form_md
from xlsform.field_map import OWNER_PREFIX, FieldUse, field_uses
from xlsform.settings import BIDANG, FormSettings, read_settings


def test_fields_and_rules_go_in_pairs() -> None:
    assert _use("anak/bb") == FieldUse(
        path="anak/bb",
        fields=(("kes.balita_bb", "latest"), ("kes.balita_bb_riwayat", "event")),
        unit="kg",
        privacy="spesifik",
        question_type="decimal",
        repeat="anak",
        label="Berat badan",
    )


def test_a_question_outside_the_profile_is_listed_without_fields() -> None:
    use = _use("kepala/kode_desa")
    assert (use.fields, use.privacy, use.repeat) == ((), "umum", None)


def test_groups_and_notes_have_no_use() -> None:
    uses, _ = field_uses(form_md(CLEAN))
    assert [use.path for use in uses] == [
        "start",
        "kepala/kode_desa",
        "kepala/kode_posyandu",
        "kepala/periode",
        "status_laporan",
        "anak/nik",
        "anak/bb",
        "anak/foto",
        "jumlah",
    ]


def test_an_inner_row_may_be_more_open_than_its_group() -> None:
    uses, _ = field_uses(
        form_md(
            """
            | survey | type         | name   | label | privacy   |
            |        | begin_group  | orang  | O     | spesifik  |
            |        | begin_repeat | anak   | A     | identitas |
            |        | text         | nama   | N     |           |
            |        | text         | rt     | RT    | umum      |
            |        | end_repeat   |        |       |           |
            |        | text         | sakit  | S     |           |
            |        | end_group    |        |       |           |
            """
        )
    )
    assert {use.path: use.privacy for use in uses} == {
        "orang/anak/nama": "identitas",
        "orang/anak/rt": "umum",
        "orang/sakit": "spesifik",
    }


def test_every_bidang_owns_a_prefix() -> None:
    assert set(OWNER_PREFIX) == set(BIDANG)
    assert len(set(OWNER_PREFIX.values())) == len(OWNER_PREFIX)


def test_settings_are_read_as_they_stand() -> None:
    settings, findings = read_settings(form_md(CLEAN))
    assert findings == []
    assert settings == FormSettings(
        form_id="coba",
        version="2026112201",
        title="Coba",
        bidang="kesehatan",
        frekuensi="bulanan",
        tenggat=10,
        subjek=None,
    )


def _use(path: str) -> FieldUse:
    return next(use for use in field_uses(form_md(CLEAN))[0] if use.path == path)
