"""A form with choices that tests change from version to version, and the acts of its officers."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient

from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import MAWAR, Answers, month_before, stamp, submission_xml
from xlsform.workbook import read_workbook, write_xlsx

# ruff: noqa: E501 - a table row is one line

FORM = "kes_pilih"
PAGE = f"/formulir/{FORM}"
FIRST, SECOND, THIRD = "2026112301", "2026112302", "2026112303"
_TEXT = """
| survey | type    | name    | label::Bahasa Indonesia (id) | label::English (en) | profile_field | merge_rule | unit | privacy |
|        | start   | start   |                              |                     |               |            |      |         |
|        | end     | end     |                              |                     |               |            |      |         |
|        | include | kepala_bulanan |                       |                     |               |            |      |         |
|        | integer | peserta | Peserta                      | Participants        | kes.pilih_peserta | latest | orang |        |
|        | select_multiple dana | dana | Dari mana dananya?  | Where from?         | kes.pilih_dana | latest    |      |         |
|        | text    | catatan | Catatan                      | Remarks             |               |            |      |         |

| choices | list_name | name | label::Bahasa Indonesia (id) | label::English (en) |
|         | dana      | desa  | Dana Desa                   | Village             |
|         | dana      | warga | Swadaya                     | Residents           |
|         | dana      | lain  | Lainnya                     | Other               |

| settings | form_id   | form_title | version   | bidang   | frekuensi | tenggat   | default_language      |
|          | kes_pilih | Formulir pilihan | {version} | kesehatan | bulanan | 10 | Bahasa Indonesia (id) |
"""
NO_VILLAGE = {
    "|         | dana      | desa  | Dana Desa                   | Village             |\n": ""
}
RENAMED = {"| peserta | Peserta ": "| hadir | Peserta "}


def chosen(version: str, changes: dict[str, str] | None = None) -> bytes:
    """The form as XLSX, some of its words replaced."""
    text = _TEXT.format(version=version)
    for old, new in (changes or {}).items():
        assert old in text
        text = text.replace(old, new)
    return write_xlsx(read_workbook(text.encode(), "uji.md"))


def upload(client: FlaskClient, version: str, changes: dict[str, str] | None = None) -> int:
    """Upload a version; answer the status."""
    file = (io.BytesIO(chosen(version, changes)), "uji.xlsx")
    return client.post("/formulir", data={"berkas": file}).status_code


def release(client: FlaskClient, version: str, **form: str) -> str:
    """Press the button; answer where it leads, without area and month."""
    response = client.post(f"{PAGE}/versi/{version}/terbitkan", data=form)
    assert response.status_code == 302, response.text[-900:]
    return str(response.location).partition("?")[0]


def effect_page(version: str) -> str:
    """Where the release of a version is shown."""
    return f"{PAGE}/versi/{version}/akibat"


def report(simpul: Simpul, place: str = MAWAR, version: str = "", **answers: str) -> int:
    """Send last month's report from a phone of a place; answer the status."""
    phone: Phone = simpul.add_phone(place)
    told: Answers = {
        "kepala/kode_posyandu": place,
        "kepala/periode": f"{month_before()}-01",
        "end": stamp(),
        **answers,
    }
    schema = simpul.schema(FORM, version)
    return simpul.send(phone, submission_xml(schema, told)).status_code


def later(days: int = 3) -> str:
    """A moment to come, as the field of the page tells it."""
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def let_time_pass(simpul: Simpul) -> None:
    """Let the moment of every planned release come, and the worker do what is due."""
    simpul.execute("UPDATE job SET run_after = created_at WHERE kind = 'formulir.terbit_terjadwal'")
    simpul.run_pending()


def acts(simpul: Simpul) -> list[tuple[str, str]]:
    """What was done with the form, by whom, as the log tells it."""
    query = "SELECT action, actor FROM access_log WHERE subject = :subject ORDER BY log_id"
    return [tuple(row) for row in simpul.query(query, subject=f"form:{FORM}")]
