"""Forms for tests: Markdown tables in the test itself."""

from __future__ import annotations

from textwrap import dedent

from xlsform.workbook import Workbook, read_workbook

# ruff: noqa: E501 - a table row is one line

SETTINGS = """
| settings | form_id | form_title | version    | bidang    | frekuensi |
|          | coba    | Coba       | 2026112201 | kesehatan | kejadian  |
"""


def form_md(text: str) -> Workbook:
    """The workbook in a Markdown text; sound settings are added where it has none."""
    text = dedent(text)
    if "| settings" not in text:
        text += SETTINGS
    return read_workbook(text.encode(), "coba.md")


# A form with a bit of everything and nothing to find.
CLEAN = """
| survey | type                              | name            | label::Bahasa Indonesia (id) | label::English (en) | required | relevant | constraint | constraint_message::Bahasa Indonesia (id) | constraint_message::English (en) | calculation | choice_filter | parameters | appearance | profile_field | merge_rule | unit | privacy |
|        | start                             | start           |                              |                     |          |          |            |      |      |             |               |                 |         |                |            |       |         |
|        | begin_group                       | kepala          | Kepala                       | Head                |          |          |            |      |      |             |               |                 |         |                |            |       |         |
|        | select_one_from_file desa.csv     | kode_desa       | Desa                         | Village             | yes      |          |            |      |      |             |               |                 |         |                |            |       |         |
|        | select_one_from_file posyandu.csv | kode_posyandu   | Posyandu                     | Posyandu            | yes      |          |            |      |      |             | desa = ${kode_desa} |           |         |                |            |       |         |
|        | date                              | periode         | Bulan                        | Month               | yes      |          | . <= today() | Bulan belum lewat. | The month is not over. | |        |                 | month-year |             |            |       |         |
|        | end_group                         |                 |                              |                     |          |          |            |      |      |             |               |                 |         |                |            |       |         |
|        | select_one status                 | status_laporan  | Status                       | State               | yes      |          |            |      |      |             |               |                 |         | kes.status_laporan | revision |     |         |
|        | begin_repeat                      | anak            | Anak                         | Child               |          | ${status_laporan} = 'ada' |  |   |      |             |               |                 |         |                |            |       |         |
|        | text                              | nik             | NIK                          | NIK                 |          |          | regex(., '^[0-9]{16}$') | 16 angka. | 16 digits. | |                    |                 | numbers |                |            |       | identitas |
|        | decimal                           | bb              | Berat badan                  | Weight              |          |          |            |      |      |             |               |                 |         | kes.balita_bb kes.balita_bb_riwayat | latest event | kg | spesifik |
|        | image                             | foto            | Foto                         | Photo               |          |          |            |      |      |             |               | max-pixels=1600 |         | kes.foto       | attachment |       |         |
|        | end_repeat                        |                 |                              |                     |          |          |            |      |      |             |               |                 |         |                |            |       |         |
|        | calculate                         | jumlah          |                              |                     |          |          |            |      |      | count(${anak}) |            |                 |         | kes.jumlah     | sum        | anak  |         |

| choices | list_name | name  | label::Bahasa Indonesia (id) | label::English (en) |
|         | status    | ada   | Ada kegiatan                 | Active              |
|         | status    | nihil | Nihil                        | None                |

| settings | form_id | form_title | version    | bidang    | frekuensi | tenggat | default_language      |
|          | coba    | Coba       | 2026112201 | kesehatan | bulanan   | 10      | Bahasa Indonesia (id) |
"""

MEDIA = frozenset({"desa.csv", "posyandu.csv"})

# Where a translation lacks, pyxform puts one in.
HALF_TRANSLATED = """
| survey | type | name | label | label::English (en) | hint | guidance_hint |
|        | text | a    | A     | A                   | isi  | petunjuk      |
"""
