"""A form that was made at Kobo and is none of ours: taken over, released, and its history pulled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import etree

from tests.app_fixtures import sqlite_only
from tests.integration.installation import Simpul
from tests.integration.kobo_door import Door, open_door
from tests.integration.submissions import MAWAR, PHOTO, new_id
from tests.kobo.stand_in import KoboStandIn
from xlsform.workbook import read_workbook, write_xlsx

pytestmark = sqlite_only
PAGE = "/pengaturan/server/1/formulir"
FOREIGN = """
| survey | type    | name          | label         |
|        | text    | kode_posyandu | Kode Posyandu |
|        | date    | tanggal       | Tanggal       |
|        | integer | hadir         | Yang hadir    |
|        | image   | foto          | Foto          |
"""


@pytest.fixture
def kobo() -> Iterator[KoboStandIn]:
    """A Kobo account."""
    stand_in = KoboStandIn.start()
    stand_in.add_asset("aKesBulananKukar2026abc")
    yield stand_in
    stand_in.stop()


@pytest.fixture
def door(simpul: Simpul, kobo: KoboStandIn, live_server: str) -> Door:
    """The target."""
    return open_door(simpul, kobo, live_server)


def made_there(kobo: KoboStandIn, table: str, title: str) -> str:
    """Somebody makes a form at Kobo; answer what Kobo calls it."""
    return kobo.add_form(write_xlsx(read_workbook(table.encode(), "formulir.md")), title)


def filled_there(kobo: KoboStandIn, uid: str, count: int) -> str:
    """Somebody fills it in there; answer the instanceID."""
    instance_id = new_id()
    root = etree.Element("data", id=uid, version="1")
    answers = {"kode_posyandu": MAWAR, "tanggal": "2026-11-02", "hadir": count, "foto": "f.jpg"}
    for name, value in answers.items():
        etree.SubElement(root, name).text = str(value)
    etree.SubElement(etree.SubElement(root, "meta"), "instanceID").text = instance_id
    kobo.submit(uid, etree.tostring(root), {"f.jpg": PHOTO})
    return instance_id


def test_a_form_made_there_becomes_a_draft_and_its_history_is_pulled(
    door: Door, kobo: KoboStandIn
) -> None:
    uid = made_there(kobo, FOREIGN, "Kehadiran Posyandu")
    ids = {filled_there(kobo, uid, count) for count in range(3)}
    client = door.simpul.signed_in()
    page = client.get(PAGE).text
    assert "Kehadiran Posyandu" in page
    assert "aKesBulananKukar2026abc" not in page  # that one is linked
    chosen = {"formulir": uid, "bidang": "kesehatan", "frekuensi": "kejadian"}
    taken = client.post(PAGE, data=chosen)
    assert (taken.status_code, taken.location) == (302, f"/formulir/{uid}")
    assert "Kehadiran Posyandu" not in client.get(PAGE).text
    door.simpul.execute("UPDATE publication SET created_at = '2026-01-01 00:00:00'")
    door.simpul.run_pending()
    assert door.simpul.submissions() == []  # nothing is pulled into a draft
    released = client.post(f"/formulir/{uid}/versi/1/terbitkan")
    assert released.status_code == 302
    door.pull()
    assert {row.instance_id for row in door.simpul.submissions()} == ids
    assert {row.form_id for row in door.simpul.submissions()} == {uid}
    assert door.simpul.files_of(next(iter(ids))) == {"f.jpg": PHOTO}
    assert door.simpul.quarantined() == []


def test_what_stands_in_the_way_is_told_with_its_place_and_nothing_is_kept(
    door: Door, kobo: KoboStandIn
) -> None:
    uid = made_there(kobo, FOREIGN, "Kehadiran")
    client = door.simpul.signed_in()
    for wrong in ({"bidang": "pertanian"}, {"bidang": ""}):
        refused = client.post(PAGE, data={"formulir": uid, "frekuensi": "kejadian", **wrong})
        assert refused.status_code == 403
    unknown = client.post(PAGE, data={"formulir": "aTidakAda", "bidang": "kesehatan"})
    assert unknown.status_code == 404
    bad = client.post(PAGE, data={"formulir": uid, "bidang": "kesehatan", "frekuensi": "harian"})
    assert bad.status_code == 422
    assert "frekuensi" in bad.text
    assert len(door.simpul.query("SELECT * FROM publication")) == 1
    kobo.token = "lain"
    away = client.get(PAGE)
    assert (away.status_code, "token tidak diterima" in away.text) == (200, True)
