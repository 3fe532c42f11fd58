"""A form that was made at Kobo and is none of ours: taken over, released, and its history pulled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import etree

from app.design.service import find_released
from tests.app_fixtures import sqlite_only
from tests.integration.installation import Simpul
from tests.integration.kobo_door import Door, open_door
from tests.integration.submissions import MAWAR, PHOTO, new_id
from tests.kobo.forms import read_workbook as read_kobo
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


OLDER = """
| survey | type           | name          | label         |
|        | text           | kode_posyandu | Kode Posyandu |
|        | date           | tanggal       | Tanggal       |
|        | begin group    | isi           | Isi           |
|        | text           | catatan       | Catatan lama  |
|        | select_one ada | alat          | Alat ukur     |
|        | end group      |               |               |

| choices | list_name | name | label         |
|         | ada       | a    | Ada dan baik  |
|         | ada       | t    | Tidak ada     |
"""


def filled_on_the_old_one(kobo: KoboStandIn, uid: str) -> str:
    """Somebody fills in the older version there; answer the instanceID."""
    instance_id = new_id()
    root = etree.Element("data", id=uid, version="1")
    for name, value in (("kode_posyandu", MAWAR), ("tanggal", "2025-11-02")):
        etree.SubElement(root, name).text = value
    inner = etree.SubElement(root, "isi")
    etree.SubElement(inner, "catatan").text = "timbangan baru"
    etree.SubElement(inner, "alat").text = "a"
    etree.SubElement(etree.SubElement(root, "meta"), "instanceID").text = instance_id
    kobo.submit(uid, etree.tostring(root))
    return instance_id


def test_answers_of_an_older_version_are_read_by_it_and_where_it_is_gone_that_is_said(
    door: Door, kobo: KoboStandIn
) -> None:
    uid = made_there(kobo, OLDER, "Kehadiran Posyandu")
    project = kobo.projects[uid]
    old = filled_on_the_old_one(kobo, uid)
    kobo.redeploy(uid)
    again = filled_on_the_old_one(kobo, uid)  # another version there, and the same questions
    kobo.redeploy(uid)
    lost = filled_on_the_old_one(kobo, uid)
    del project.versions[project.version_uid]
    project.save(read_kobo(write_xlsx(read_workbook(FOREIGN.encode(), "f.md"))), kobo.now)
    project.deploy(kobo.now, active=True)
    new = filled_there(kobo, uid, 7)
    client = door.simpul.signed_in()
    client.post(PAGE, data={"formulir": uid, "bidang": "kesehatan", "frekuensi": "kejadian"})
    assert client.post(f"/formulir/{uid}/versi/1/terbitkan").status_code == 302

    door.pull()

    rows = {row.instance_id: row for row in door.simpul.submissions()}
    assert door.simpul.quarantined() == []
    assert rows[new].version == "1"
    assert rows[old].version == rows[again].version != "1"
    odd = {one: "dibaca_versi_lain" in row.flags for one, row in rows.items()}
    assert odd == {old: False, again: False, new: False, lost: True}
    assert rows[lost].version == "1"
    page = client.get(f"/kiriman/{old}").text
    assert "Alat ukur" in page
    assert "Alat ukur" not in client.get(f"/kiriman/{lost}").text
    assert "timbangan baru" not in page  # guarded: nobody has said it need not be
    with door.simpul.app.app_context():
        released = find_released(uid, rows[old].version)
        assert released is not None
        assert released.choices["isi/alat"] == {"a": "Ada dan baik", "t": "Tidak ada"}
    assert "dibaca menurut versi lain" in client.get(f"/kiriman/{lost}").text
    form = client.get(f"/formulir/{uid}").text
    assert form.count("hanya untuk membaca kiriman lama") == 1
    assert "Yang hadir" in form  # the questions shown are those phones get
    asked = len(kobo.seen)
    door.pull("reconcile")
    assert not any("/versions/" in each.path for each in kobo.seen[asked:])


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
