"""Small forms for tests, written as Markdown tables and compiled by pyxform alone."""

from __future__ import annotations

from functools import cache

from pyxform.xls2xform import convert

KECAMATAN = b"name,label\ntenggarong,Tenggarong\nsebulu,Sebulu\n"
DESA = (
    b"name,label,kecamatan\nmaluhu,Maluhu,tenggarong\nloa_ipuh,Loa Ipuh,tenggarong\n"
    b"selerong,Selerong,sebulu\n"
)
LISTS = {"kecamatan.csv": KECAMATAN, "desa.csv": DESA}

VISIT = """
| survey |
| | type | name | label::Bahasa Indonesia (id) | label::English (en) | required | required_message::Bahasa Indonesia (id) | required_message::English (en) | constraint | constraint_message::Bahasa Indonesia (id) | constraint_message::English (en) | relevant | choice_filter | appearance | parameters | save_to |
| | start | start | | | | | | | | | | | | | |
| | end | end | | | | | | | | | | | | | |
| | deviceid | deviceid | | | | | | | | | | | | | |
| | begin_group | kepala | Kepala | Head | | | | | | | | | | | |
| | select_one_from_file kecamatan.csv | kecamatan | Kecamatan | District | yes | | | | | | | | | | |
| | select_one_from_file desa.csv | desa | Desa | Village | yes | | | | | | | kecamatan=${kecamatan} | | | |
| | date | periode | Bulan laporan | Month | yes | Isi bulan laporan | Fill in the month | . <= today() | Bulan belum tiba | Not yet | | | month-year | | |
| | end_group | | | | | | | | | | | | | | |
| | text | nama | Nama | Name | yes | | | | | | | | | | nama |
| | text | nik | NIK | NIK | | | | regex(., '^[0-9]{16}$') | NIK 16 angka | 16 digits | | | | | |
| | integer | umur | Umur (bulan) | Age | yes | | | . >= 0 and . <= 59 | Umur 0 sampai 59 bulan | 0 to 59 | | | | | |
| | image | foto | Foto | Photo | | | | | | | ${umur} > 5 | | | max-pixels=1024 | |
| | select_multiple imunisasi | imunisasi | Imunisasi | Vaccines | | | | | | | | | | | |
| | begin_repeat | timbang | Timbang | Weighing | | | | | | | | | | | |
| | decimal | bb | Berat | Weight | yes | | | . > 0.5 and . < 30 | | | | | | | |
| | begin_repeat | obat | Obat | Medicine | | | | | | | | | | | |
| | text | nama_obat | Nama obat | Name | | | | | | | | | | | |
| | end_repeat | | | | | | | | | | | | | | |
| | end_repeat | | | | | | | | | | | | | | |
| choices |
| | list_name | name | label::Bahasa Indonesia (id) | label::English (en) |
| | imunisasi | bcg | BCG | BCG |
| | imunisasi | polio | Polio | Polio |
| settings |
| | form_id | version | form_title | default_language | instance_name |
| | kunjungan | 2026-11-01 | Kunjungan balita | Bahasa Indonesia (id) | concat(${nama}, ' ', ${umur}) |
| entities |
| | dataset | label |
| | balita | ${nama} |
"""  # noqa: E501 - a table reads best in one line a row

NOTE = """
| survey |
| | type | name | label |
| | text | isi | Isi |
| | image | foto | Foto |
| settings |
| | form_id | version |
| | catatan | {version} |
"""


@cache
def compile_md(markdown: str) -> bytes:
    """The XForm of a form given as Markdown tables; warnings are ignored."""
    return convert(xlsform=markdown, file_type=".md", warnings=[]).xform.encode()


def note_form(version: str = "1") -> bytes:
    """A form of one text and one picture."""
    return compile_md(NOTE.format(version=version))
