"""Workbooks that a person uploads: a sound one with a repeat, and one with what often goes wrong."""

from __future__ import annotations

from xlsform.workbook import read_workbook, write_xlsx

# ruff: noqa: E501 - a table row is one line

CLASS_FORM = "kes_kelas_ibu"
CLASS_FIELD = "kes.kelas_ibu_peserta"

_CLASSES = """
| survey | type         | name     | label::Bahasa Indonesia (id) | label::English (en) | required | required_message::Bahasa Indonesia (id) | required_message::English (en) | constraint           | constraint_message::Bahasa Indonesia (id) | constraint_message::English (en) | profile_field         | merge_rule | unit  |
|        | start        | start    |                              |                     |          |                |                 |                      |                              |                           |                       |            |       |
|        | end          | end      |                              |                     |          |                |                 |                      |                              |                           |                       |            |       |
|        | include      | kepala_kunjungan |                      |                     |          |                |                 |                      |                              |                           |                       |            |       |
|        | begin_repeat | kelas    | Kelas ibu hamil              | Class               |          |                |                 |                      |                              |                           |                       |            |       |
|        | text         | tempat   | Tempat                       | Place               |          |                |                 |                      |                              |                           |                       |            |       |
|        | integer      | peserta  | Ibu hamil yang ikut          | Participants        | yes      | Wajib diisi.   | Required.       | . >= 0 and . <= 200  | Isi angka dari 0 sampai 200. | Enter 0 to 200.           | kes.kelas_ibu_peserta | sum        | orang |
|        | end_repeat   |          |                              |                     |          |                |                 |                      |                              |                           |                       |            |       |

| settings | form_id       | form_title      | version    | bidang    | frekuensi | default_language      |
|          | kes_kelas_ibu | Kelas ibu hamil | 2026112301 | kesehatan | kejadian  | Bahasa Indonesia (id) |
"""

MAP_FORM = "pu_titik_air"

_MAP = """
| survey | type         | name     | label::Bahasa Indonesia (id) | label::English (en) | appearance |
|        | start        | start    |                              |                     |            |
|        | include      | kepala_kunjungan |                      |                     |            |
|        | begin_repeat | titik    | Titik air                    | Water point         |            |
|        | geopoint     | lokasi   | Letak titik air              | Place of the point  | placement-map |
|        | end_repeat   |          |                              |                     |            |

| settings | form_id      | form_title | version    | bidang         | frekuensi | default_language      |
|          | pu_titik_air | Titik air  | 2026112501 | pekerjaan_umum | kejadian  | Bahasa Indonesia (id) |
"""

_MISTAKEN = """
| survey | type           | name        | label           | relevant      | profile_field | merge_rule |
|        | integr         | umur        | Umur            |               |               |            |
|        | select_one iya | mau         | Mau?            |               |               |            |
|        | text           | nama anak   | Nama anak       | ${umurr} > 2  |               |            |
|        | integer        | bb          | Berat badan     |               | kes.bb        | jumlahkan  |

| settings | form_id | form_title | version    | bidang    | frekuensi |
|          | salah   | Salah      | 2026112301 | kesehatan | kejadian  |
"""


def class_workbook() -> bytes:
    """A form of pregnant women's classes: those of a day are a repeat, their participants are summed."""
    return write_xlsx(read_workbook(_CLASSES.encode(), "kelas.md"))


def map_workbook() -> bytes:
    """A form whose points are placed on a map, as many as there are."""
    return write_xlsx(read_workbook(_MAP.encode(), "titik.md"))


def mistaken_workbook() -> bytes:
    """A form with a wrong type, a missing list, a bad name, a reference to nothing, a wrong rule."""
    return write_xlsx(read_workbook(_MISTAKEN.encode(), "salah.md"))
