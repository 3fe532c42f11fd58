"""The main line from outside: a phone with Collect's engine, the server, the profile people read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.registry.lists import LIST_NAMES
from tests.collect.candidates import jpeg
from tests.collect.phone import ListedForm, Phone
from tests.collect.results import FilledForm, Refused
from tests.integration.submissions import ELSEWHERE, MALUHU, MAWAR, MELATI, this_month
from tests.journeys.filling import TODAY, as_edit_of, fill, report, visit
from tests.journeys.running import Running, eventually
from tests.journeys.visitor import Visitor
from tests.journeys.workbooks import CLASS_FIELD, CLASS_FORM, class_workbook
from tests.kobo.stand_in import KoboStandIn

pytestmark = pytest.mark.collect

CHILDREN_HERE = f"{MALUHU}.003"
WEIGHED = "D: balita yang ditimbang, laki-laki"
CAME, VISITED = "Balita yang datang", "Balita yang dikunjungi di rumah"
PHOTO = jpeg("halaman register balita") + b"\0" * 3000


def assert_shown(admin: Visitor, posyandu: str, label: str, words: str | None) -> None:
    """The profile's page shows this value (None: not at all) once the worker has merged."""

    def look() -> None:
        values = admin.values(f"/posyandu/{posyandu}?bidang=kesehatan")
        assert values.get(label) == words, values

    eventually(look)


def fresh(phone: Phone) -> list[ListedForm]:
    """What a refresh brings, but for lists of sasaran: those always look new to Collect."""
    return [one for one in phone.sync() if one.state != "UpdatedMedia"]


def source_of(value: dict[str, Any]) -> tuple[str, str, str, str]:
    """The one source of a value: submission, form, version, path."""
    (source,) = value["sources"]
    return source["instanceID"], source["form_id"], source["version"], source["path"]


def fill_with_a_slip(phone: Phone) -> FilledForm:
    """A report filled as a kader does: place by place, one number too large, then the right one."""
    form = phone.open("kes_bulanan")
    form.fill({"kepala/kode_kecamatan": "64.02.06"}, partial=True)
    offered = {one.path: one.choices for one in form.questions() if one.kind == "select_one"}
    assert [(one.value, one.label) for one in offered["kepala/kode_desa"]] == [(MALUHU, "Maluhu")]
    assert offered["kepala/kode_posyandu"] == ()  # appears after the village
    said = {
        "kepala/kode_desa": MALUHU,
        "kepala/kode_posyandu": MAWAR,
        "kepala/periode": TODAY,
        "status_laporan": "ada_kegiatan",
        "skdn/balita_s_l": 30,
    }
    form.fill(said, partial=True)
    with pytest.raises(Refused) as refused:
        form.fill({"skdn/balita_d_l": 31}, partial=True)
    assert refused.value.message == "Isi angka dari 0 sampai jumlah semua balita laki-laki."
    rest = {"skdn/balita_d_l": 21, "penutup/foto_register": ("buku.jpg", PHOTO)}
    return form.auto_fill(1, said | rest).finalize()


def test_a_report_goes_from_the_phone_to_the_profile(running: Running, admin: Visitor) -> None:
    phone = running.phone(MAWAR, "Siti Rahmah")
    assert "kes_bulanan" in {one.entry.form_id for one in phone.refresh()}
    assert set(phone.download("kes_bulanan").media) == set(LIST_NAMES)
    filled = fill_with_a_slip(phone)
    assert phone.send(filled, lost_reply=True).status is None
    assert [sent.status for sent in phone.resend()] == [202]

    value = running.profile(MAWAR)["kes.balita_d_l"]
    assert (value["value"], value["period"], value["losers"]) == (21, this_month(), [])
    assert source_of(value) == (
        filled.instance_id,
        "kes_bulanan",
        filled.version,
        "skdn/balita_d_l",
    )
    assert_shown(admin, MAWAR, WEIGHED, "21 anak")
    page = admin.read(f"/posyandu/{MAWAR}/nilai?field=kes.balita_d_l&period={this_month()}")
    for words in (filled.instance_id, filled.version, "skdn/balita_d_l", "Siti Rahmah"):
        assert words in page
    assert "Laporan bulanan Kesehatan" in page

    photo = running.profile(MAWAR)["kes.foto"]["value"]
    assert photo == [{"instance_id": filled.instance_id, "name": "buku.jpg"}]
    assert admin.get(f"/kiriman/{filled.instance_id}/lampiran/buku.jpg").content == PHOTO
    running.command("profiles", "verify")


def test_an_uploaded_form_with_a_repeat_reaches_the_phone_and_is_summed(
    running: Running, admin: Visitor
) -> None:
    phone = running.phone(MELATI, "Aminah")
    phone.sync()
    held = {form_id for form_id, _version in phone.forms}
    admin.post("/formulir", {}, {"berkas": ("kelas.xlsx", class_workbook())}, page="/formulir")
    assert fresh(phone) == []  # a draft is not for phones
    admin.post(f"/formulir/{CLASS_FORM}/versi/2026112301/terbitkan", {})
    (new,) = fresh(phone)
    assert (new.entry.form_id, new.state) == (CLASS_FORM, "New")
    assert {form_id for form_id, _version in phone.forms} == {*held, CLASS_FORM}

    classes = [{"tempat": "Balai RT 5", "peserta": 12}, {"tempat": "Rumah kader", "peserta": 7}]
    filled = fill(phone, CLASS_FORM, {"kepala/tanggal_kegiatan": TODAY, "kelas": classes})
    assert phone.send(filled).status == 201

    value = running.profile(MELATI)[CLASS_FIELD]
    assert value["value"] == 19
    assert [source["path"] for source in value["sources"]] == [
        "kelas[1]/peserta",
        "kelas[2]/peserta",
    ]
    assert_shown(admin, MELATI, "Ibu hamil yang ikut", "19 orang 2 sumber")
    running.command("profiles", "verify")


def test_visits_are_counted_edited_and_returned(running: Running, admin: Visitor) -> None:
    phone = running.phone(CHILDREN_HERE, "Nurul")
    phone.refresh()
    phone.download("kes_balita")
    first = visit(phone, "Ananda Rekaan Satu", "6402061505220001")
    second = visit(phone, "Ananda Rekaan Dua", "6402061606220002")
    assert [phone.send(one).status for one in (first, second)] == [201, 201]
    assert_shown(admin, CHILDREN_HERE, CAME, "2 anak 2 sumber")

    at_home = visit(
        phone, "Ananda Rekaan Satu", "6402061505220001", kunjungan__hadir="kunjungan_rumah"
    )
    assert phone.send(as_edit_of(at_home, first)).status == 201
    values = running.profile(CHILDREN_HERE)
    assert (values["kes.balita_datang"]["value"], values["kes.balita_dikunjungi"]["value"]) == (
        1,
        1,
    )
    assert_shown(admin, CHILDREN_HERE, VISITED, "1 anak")
    assert "Digantikan" in admin.read(f"/kiriman/{first.instance_id}")

    page = f"/kiriman/{second.instance_id}"
    returned = {"keputusan": "kembalikan", "alasan": "Berat badan tertulis dua kali lipat."}
    admin.post(f"{page}/keputusan", returned, page=page)
    assert "Berat badan tertulis dua kali lipat." in admin.read(page)
    assert "kes.balita_datang" not in running.profile(CHILDREN_HERE)
    assert_shown(admin, CHILDREN_HERE, CAME, None)
    running.command("profiles", "verify")


@pytest.fixture
def kobo() -> Iterator[KoboStandIn]:
    stand_in = KoboStandIn.start()
    yield stand_in
    stand_in.stop()


def link_kobo(running: Running, kobo: KoboStandIn, asset: str) -> Callable[[str], str]:
    """Register the account and say which form its asset is; answers how to add a REST service."""
    words = (
        "targets",
        "add",
        "kab",
        "--kind",
        "kobo",
        "--url",
        kobo.url,
        "--token-stdin",
        "--json",
    )
    target = json.loads(running.command(*words, stdin=f"{kobo.token}\n"))
    running.command("targets", "link", "kab", "kes_bulanan", asset)
    kobo.add_asset(asset)
    return lambda kind: kobo.hook(asset, target["hook"], {"X-Simpul-Key": target["key"]}, kind)


def test_what_comes_through_kobo_is_in_the_same_profile_once(
    running: Running, admin: Visitor, kobo: KoboStandIn
) -> None:
    add_hook = link_kobo(running, kobo, "aKesBulanan")
    add_hook("json")
    add_hook("xml")
    phone = running.phone(ELSEWHERE, "Halimah")
    phone.refresh()
    phone.download("kes_bulanan")
    filled = report(phone, ELSEWHERE, penutup__foto_register=("buku.jpg", PHOTO))
    kobo.submit("aKesBulanan", filled.xml, filled.files)
    assert kobo.deliver() == [202, 202]

    assert_shown(admin, ELSEWHERE, WEIGHED, "21 anak")
    assert phone.send(filled).status == 202  # the same answers by the other door
    value = running.profile(ELSEWHERE)["kes.balita_d_l"]
    assert source_of(value)[0] == filled.instance_id
    assert admin.get(f"/kiriman/{filled.instance_id}/lampiran/buku.jpg").content == PHOTO
    assert "KoboToolbox" in admin.read(f"/kiriman/{filled.instance_id}")
    held = [row for row in running.simpul.submissions() if row.posyandu_code == ELSEWHERE]
    assert len(held) == 1
    running.command("profiles", "verify")
