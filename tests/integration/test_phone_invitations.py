"""Inviting kader: sheets for a desa, a code shown once, a link that works once; all run out unused."""

from __future__ import annotations

import base64
import io
import json
import re
import zlib
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from app.publish.collect_settings import collect_settings, encode_settings, project_of
from app.registry import service as registry
from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Simpul
from tests.integration.submissions import MALUHU, MAWAR, MELATI

VILLAGE = f"/perangkat/undang/{MALUHU}"


@pytest.fixture
def kader(simpul: Simpul) -> dict[str, int]:
    """Three kader of one desa by name; one has a phone that was heard."""
    with simpul.app.app_context():
        people = {
            name: registry.add_kader(name, posyandu).kader_id
            for name, posyandu in (("Aminah", MAWAR), ("Halimah", MAWAR), ("Nurul", MELATI))
        }
    phone = simpul.add_phone(MAWAR)
    simpul.client().get(f"{phone.door}/formList")
    return people


@pytest.fixture
def admin(simpul: Simpul) -> FlaskClient:
    """Somebody who may invite."""
    return simpul.signed_in("sekretariat")


def words_of(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def addresses(page: str) -> list[str]:
    return re.findall(r'id="(?:alamat|tautan)">([^<]+)<', page)


def test_one_pdf_holds_a_sheet_for_each_chosen_kader_and_nobody_else(
    simpul: Simpul, admin: FlaskClient, kader: dict[str, int]
) -> None:
    form = {"kader": [kader["Aminah"], kader["Nurul"]], "hubungi": "Ibu Rina, 0812 3456 7890"}
    response = admin.post(VILLAGE, data=form)
    assert response.mimetype == "application/pdf"
    first, second = words_of(response.data)
    for words in ("Aminah", "Posyandu Mawar", "Maluhu, Kecamatan Tenggarong", "Ibu Rina"):
        assert words in first
    assert "Nurul" in second
    assert "Posyandu Melati" in second
    rows = simpul.query("SELECT kader_id, state, area FROM device WHERE expires_at IS NOT NULL")
    assert {(row.kader_id, row.state, row.area) for row in rows} == {
        (kader["Aminah"], "aktif", MAWAR),
        (kader["Nurul"], "aktif", MELATI),
    }


def test_the_page_to_print_says_the_same_as_the_pdf(
    admin: FlaskClient, kader: dict[str, int]
) -> None:
    form = {"kader": list(kader.values()), "bentuk": "halaman", "hubungi": "Ibu Rina"}
    page = admin.post(VILLAGE, data=form)
    assert page.text.count('class="print-page"') == 3
    assert page.text.count("data:image/svg+xml") == 3
    assert "Bingung? Hubungi Ibu Rina" in text_of(page)


@sqlite_only
def test_those_without_a_phone_are_chosen_beforehand(
    simpul: Simpul, admin: FlaskClient, kader: dict[str, int]
) -> None:
    admin.post("/perangkat", data={"kader": kader["Aminah"]})
    page = admin.get(VILLAGE).text
    ticked = {int(one) for one in re.findall(r'name="kader" value="(\d+)" checked', page)}
    assert ticked == {kader["Halimah"], kader["Nurul"]}
    villages = text_of(admin.get("/perangkat/undang"))
    assert "Maluhu Tenggarong 4 1 3" in villages


def test_a_new_sheet_ends_the_one_that_was_never_used_and_no_phone_in_use(
    simpul: Simpul, admin: FlaskClient, kader: dict[str, int]
) -> None:
    def code() -> str:
        return addresses(admin.post("/perangkat", data={"kader": kader["Aminah"]}).text)[0]

    unused, used = (urlsplit(code()).path for _ in range(2))
    assert simpul.client().get(f"{used}/formList").status_code == 200
    admin.post(VILLAGE, data={"kader": kader["Aminah"]})
    assert_problem(simpul.client().get(f"{unused}/formList"), "publish.revoked")
    assert simpul.client().get(f"{used}/formList").status_code == 200


def test_a_code_runs_out_unless_a_phone_came_in_time(
    simpul: Simpul, admin: FlaskClient, kader: dict[str, int]
) -> None:
    paths = []
    for name in ("Aminah", "Halimah"):
        page = admin.post("/perangkat", data={"kader": kader[name]}).text
        paths.append(urlsplit(addresses(page)[0]).path)
    simpul.client().get(f"{paths[0]}/formList")
    simpul.execute(
        "UPDATE device SET expires_at = :past WHERE expires_at IS NOT NULL",
        past=datetime.now(UTC) - timedelta(minutes=1),
    )
    assert simpul.client().get(f"{paths[0]}/formList").status_code == 200
    assert_problem(simpul.client().get(f"{paths[1]}/formList"), "publish.revoked")
    assert "Undangan lewat waktu" in text_of(admin.get("/perangkat?keadaan=kedaluwarsa"))


@sqlite_only
@pytest.mark.simpul(SIMPUL_BASE_URL="https://posyandu.example.go.id")
def test_the_code_on_the_page_holds_the_settings_of_that_phone(
    admin: FlaskClient, kader: dict[str, int]
) -> None:
    page = admin.post("/perangkat", data={"kader": kader["Nurul"], "label": "Oppo"}).text
    (url,) = addresses(page)
    assert re.fullmatch(r"https://posyandu\.example\.go\.id/k/[\w-]{32}", url)
    text = encode_settings(collect_settings(url, project_of(MELATI, "Posyandu Melati")))
    settings = json.loads(zlib.decompress(base64.b64decode(text)))
    assert settings["general"]["server_url"] == url
    assert settings["project"]["icon"] == "M"


@sqlite_only
def test_a_phone_may_be_for_one_bidang(
    simpul: Simpul, admin: FlaskClient, kader: dict[str, int]
) -> None:
    form = {"kader": kader["Nurul"], "bidang": "sosial"}
    for page in ("/perangkat", "/perangkat/tautan"):
        path = urlsplit(addresses(admin.post(page, data=form).text)[0]).path
        if page.endswith("tautan"):
            path = urlsplit(addresses(simpul.client().post(path).text)[0]).path
        listed = simpul.client().get(f"{path}/formList").text
        assert "sos_bulanan" in listed
        assert "kes_bulanan" not in listed
    wrong = admin.post("/perangkat", data=form | {"bidang": "pertanian"})
    assert_problem(wrong, "web.bad_request")


@sqlite_only
def test_a_token_stands_nowhere_in_the_database(
    simpul: Simpul, admin: FlaskClient, kader: dict[str, int]
) -> None:
    page = admin.post("/perangkat", data={"kader": kader["Nurul"]}).text
    token = addresses(page)[0].rpartition("/")[2]
    code = addresses(admin.post("/perangkat/tautan", data={"kader": kader["Nurul"]}).text)[0]
    for table in ("device", "invitation", "access_log"):
        rows = repr([tuple(row) for row in simpul.query(f"SELECT * FROM {table}")])  # noqa: S608
        assert token not in rows
        assert code.rpartition("/")[2] not in rows


def test_a_link_sets_up_one_phone_once(
    simpul: Simpul, admin: FlaskClient, kader: dict[str, int]
) -> None:
    page = admin.post("/perangkat/tautan", data={"kader": kader["Nurul"]}).text
    path = urlsplit(addresses(page)[0]).path
    visitor = simpul.client()
    for _ in range(2):  # a chat program that looks at the link uses nothing up
        assert "Siapkan ponsel ini" in visitor.get(path).text
    opened = visitor.post(path)
    url = addresses(opened.text)[0]
    assert simpul.client().get(f"{urlsplit(url).path}/formList").status_code == 200
    assert re.search(r'href="data:image/png;base64,[^"]+" download="simpul-qr.png"', opened.text)
    for again in (visitor.post(path), visitor.get(path)):
        assert_problem(again, "accounts.link_ended")
    row = simpul.query("SELECT used_at, device_id FROM invitation")[0]
    assert row.used_at is not None
    assert simpul.query("SELECT kader_id FROM device WHERE device_id = :d", d=row.device_id) == [
        (kader["Nurul"],)
    ]


@sqlite_only
def test_a_link_runs_out_and_a_wrong_one_says_the_same(
    simpul: Simpul, admin: FlaskClient, kader: dict[str, int]
) -> None:
    page = admin.post("/perangkat/tautan", data={"kader": kader["Nurul"]}).text
    simpul.execute(
        "UPDATE invitation SET expires_at = :past", past=datetime(2020, 1, 1, tzinfo=UTC)
    )
    for path in (urlsplit(addresses(page)[0]).path, "/undang/ngawur"):
        assert_problem(simpul.client().get(path), "accounts.link_ended")
        assert_problem(simpul.client().post(path), "accounts.link_ended")


@sqlite_only
def test_kader_of_elsewhere_who_stopped_or_whose_posyandu_closed_get_no_sheet(
    simpul: Simpul, admin: FlaskClient, kader: dict[str, int]
) -> None:
    elsewhere = simpul.add_phone("64.02.01.2001.001").kader_id
    simpul.execute("UPDATE kader SET ended_on = '2026-01-01' WHERE name = 'Halimah'")
    simpul.execute("UPDATE posyandu SET closed_on = '2026-01-01' WHERE code = :c", c=MELATI)
    before = simpul.counts()["device"]
    chosen = [elsewhere, kader["Halimah"], kader["Nurul"], 10**8]
    assert_problem(admin.post(VILLAGE, data={"kader": chosen}), "publish.nobody_invited")
    assert simpul.counts()["device"] == before
    assert_problem(admin.post(VILLAGE), "publish.nobody_invited")
    assert_problem(admin.get("/perangkat/undang/64.02.06"), "registry.unknown_area")
