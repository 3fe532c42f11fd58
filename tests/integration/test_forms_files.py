"""Files of a form on its page: what a draft asks for, giving it, and a release that waits for it."""

from __future__ import annotations

import io

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.app_fixtures import sqlite_only
from tests.integration.central.office import FORM, FRUITS, VERSION, workbook
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Simpul

pytestmark = sqlite_only

PAGE = f"/formulir/{FORM}"
TWO_LISTS = {
    "| integer                       | berat": "| select_one_from_file warung.csv | berat",
    "| spesifik  ": "|           ",
}
SHOPS = b"name,label\nani,Warung Ani\n"
LATER = "2026112502"


def upload(client: FlaskClient, version: str) -> TestResponse:
    """Upload the form as the page of forms does."""
    book = io.BytesIO(workbook(version, **TWO_LISTS))
    return client.post("/formulir", data={"berkas": (book, "buah.xlsx")})


def give(client: FlaskClient, files: dict[str, bytes], version: str = VERSION) -> TestResponse:
    """Choose files on the form's page and upload them."""
    parts = [(io.BytesIO(content), name) for name, content in files.items()]
    return client.post(f"{PAGE}/versi/{version}/berkas", data={"berkas": parts})


def test_a_draft_is_released_once_all_its_files_are_there(simpul: Simpul) -> None:
    officer = simpul.signed_in("opd", "", "kesehatan")
    assert upload(officer, VERSION).status_code == 302
    page = text_of(officer.get(PAGE))
    assert "2 dari 2 belum ada" in page
    assert "Unggah berkas yang kurang" in page
    refused = officer.post(f"{PAGE}/versi/{VERSION}/terbitkan")
    assert_problem(refused, "design.files_missing")

    # One of a name nobody asked for, and none is kept.
    mixed = give(officer, {"buah.csv": FRUITS, "Warung.csv": SHOPS})
    assert_problem(mixed, "design.unknown_file")
    assert_problem(give(officer, {"posyandu.csv": SHOPS}), "design.unknown_file")
    assert_problem(give(officer, {}), "design.no_file")
    assert "2 dari 2 belum ada" in text_of(officer.get(PAGE))

    assert give(officer, {"buah.csv": b"salah"}).status_code == 302
    assert "1 dari 2 belum ada" in text_of(officer.get(PAGE))
    assert give(officer, {"buah.csv": FRUITS, "warung.csv": SHOPS}).status_code == 302
    page = text_of(officer.get(PAGE))
    assert "belum ada" not in page.lower()
    assert "Terbitkan" in page
    shown = officer.get(f"{PAGE}/versi/{VERSION}/media/warung.csv")
    assert (shown.data, shown.mimetype) == (SHOPS, "text/csv")
    assert not any(b"Warung Ani" in path.read_bytes() for path in simpul.stored_files())

    assert officer.post(f"{PAGE}/versi/{VERSION}/terbitkan").status_code == 302
    phone, client = simpul.add_phone(), simpul.client()
    assert client.get(f"{phone.door}/forms/{FORM}/{VERSION}/media/buah.csv").data == FRUITS
    # What phones have is never exchanged; the next version begins with the same files.
    assert_problem(give(officer, {"buah.csv": b"lain"}), "design.version_taken")
    assert upload(officer, LATER).status_code == 302
    assert "2 berkas, versi 2026112502" in text_of(officer.get(PAGE))
    assert give(officer, {"buah.csv": b"baru"}, LATER).status_code == 302
    assert officer.get(f"{PAGE}/versi/{LATER}/media/buah.csv").data == b"baru"
    assert client.get(f"{phone.door}/forms/{FORM}/{VERSION}/media/buah.csv").data == FRUITS
