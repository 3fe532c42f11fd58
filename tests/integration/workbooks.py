"""XLSForms that tests upload: a sound one of any version, and the ways a file can be wrong."""

from __future__ import annotations

import io
from functools import cache
from zipfile import ZipFile

from openpyxl import Workbook

from xlsform.workbook import read_workbook, write_xlsx

# ruff: noqa: E501 - a table row is one line

FORM = "kes_uji"
_SOUND = """
| survey | type    | name    | label::Bahasa Indonesia (id) | label::English (en) | profile_field | merge_rule | unit | privacy |
|        | start   | start   |                              |                     |               |            |      |         |
|        | end     | end     |                              |                     |               |            |      |         |
|        | include | kepala_bulanan |                       |                     |               |            |      |         |
|        | {kind}  | peserta | {label}                      | Participants        | {field} | {rule} | {unit} | {privacy} |

| settings | form_id   | form_title | version   | bidang   | frekuensi | tenggat   | default_language      |
|          | {form_id} | {title}    | {version} | {bidang} | bulanan   | {tenggat} | Bahasa Indonesia (id) |
"""


@cache
def workbook(version: str = "2026112301", **changes: str) -> bytes:
    """A sound monthly form as XLSX; `changes` replace its form_id, title, label, field, rule, ..."""
    words = {
        "form_id": FORM,
        "title": "Formulir uji",
        "bidang": "kesehatan",
        "tenggat": "10",
        "label": "Peserta",
        "kind": "integer",
        "field": "kes.uji_peserta",
        "rule": "latest",
        "unit": "orang",
        "privacy": "",
        **changes,
    }
    text = _SOUND.format(version=version, **words)
    return write_xlsx(read_workbook(text.encode(), "uji.md"))


def mistaken_workbook() -> bytes:
    """A workbook whose second question has a type nobody knows, in row 6 of the survey sheet."""
    return workbook(kind="integr")


def plain_workbook() -> bytes:
    """An Excel workbook that is no XLSForm at all."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nama barang", "Harga"])
    sheet.append(["Timbangan", 450_000])
    return _bytes(book)


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zip_of_something() -> bytes:
    """A ZIP file that is no workbook."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("catatan.txt", "bukan buku kerja")
    return out.getvalue()
