"""An officer who knows Excel but no XLSForm writes a form, sees it as a kader will, and releases it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.collect.phone import Phone
from tests.integration.installation import Simpul
from tests.integration.submissions import MAWAR
from tests.journeys.browser import NARROW, WIDE
from tests.journeys.entering import enter
from tests.journeys.filling import activity
from tests.journeys.running import Running, eventually, running_on
from tests.journeys.studio_page import Studio
from tests.journeys.web_form import WebForm
from xlsform.workbook import Workbook, read_workbook

pytestmark = pytest.mark.browser

OFFICER, OTHER, KADER = "rina.studio", "budi.studio", "kader.studio"
FORM = "kes_kelas_ibu_hamil"
LABEL = "label::Bahasa Indonesia (id)"
# The line is cut for a moment, and a save is answered with what another wrote.
ON_PURPOSE = ("/kabar?", "ERR_FAILED", "409: ")
TABLET = {"width": 820, "height": 1180}


@pytest.fixture(scope="module")
def running(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A served installation with two officers of one bidang and a kader."""
    with running_on("sqlite", prepared_home, tmp_path_factory.mktemp("studio")) as running:
        for name in (OFFICER, OTHER):
            running.simpul.add_user("opd", "", "kesehatan", name=name)
        running.simpul.add_user("kader", MAWAR, name=KADER)
        yield running


def test_a_form_is_written_from_nothing_tried_released_and_filled(
    browser: Browser, running: Running
) -> None:
    page, watch = enter(browser, running, OFFICER, path="/formulir", locale="id-ID")
    studio = Studio.begin(page, "Kelas ibu hamil", "bulanan")
    _write_fifteen_questions(studio)
    _move_by_keys_and_back(studio)
    _see_it_as_a_kader_does(studio)
    _meet_another_officer(studio, running.simpul)
    _fits_a_tablet_and_a_phone(studio)

    page.locator("#draf").click()
    page.wait_for_url(lambda url: f"/formulir/{FORM}" in url)
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX", exact=True).first.click()
    _holds_what_was_written(read_workbook(download.value.path().read_bytes(), "a.xlsx"))
    page.get_by_text("Terbitkan", exact=True).click()
    page.get_by_role("button", name="Terbitkan versi").click()
    expect(page.get_by_text("Ponsel kader mengambilnya saat tersambung.")).to_be_visible()
    _fill(browser, running)
    assert [said for said in watch.problems if not any(one in said for one in ON_PURPOSE)] == []


def _write_fifteen_questions(studio: Studio) -> None:
    card = studio.card
    studio.add("integer", "Berapa ibu hamil yang hadir?")
    studio.open_part("Batas isian")
    card.get_by_label("Paling sedikit").fill("0")
    card.get_by_label("Paling banyak").fill("200")
    studio.open_part("Masuk ke profil Posyandu")
    card.locator("#isian-profil").select_option("+")
    card.get_by_label("Cara menggabung").select_option("revision")
    expect(card.locator(".s-example")).to_contain_text("bukan 82")
    card.get_by_label("Satuan").fill("orang")
    studio.add("select_one", "Apakah bidan hadir?")
    studio.choices("Ya", "Tidak")
    studio.add("text", "Nama bidan")
    studio.open_part("Kapan ditanyakan")
    card.get_by_role("button", name="Tambah syarat").click()
    expect(card.locator("#isian-relevant")).to_have_value("${bidan_hadir} = 'ya'")
    studio.add("select_one", "Kelompok materi")
    studio.choices("gizi | Gizi", "persalinan | Persalinan")
    studio.add("select_one", "Materi hari ini")
    studio.choices(
        "fe | Tablet tambah darah", "pmt | Makanan tambahan", "imd | Inisiasi menyusu dini"
    )
    card.get_by_label("Bergantung pada jawaban").select_option(label="Kelompok materi")
    for choice, group in zip(
        card.locator(".s-choice select").all(), ("gizi", "gizi", "persalinan"), strict=True
    ):
        choice.select_option(group)
    for kind, label in (
        ("date", "Tanggal kelas"),
        ("time", "Mulai pukul"),
        ("decimal", "Lama kelas dalam jam"),
    ):
        studio.add(kind, label)
    studio.page.get_by_role("button", name="Perulangan").click()
    card.locator("textarea").first.fill("Ibu yang perlu dirujuk")
    for kind, label in (
        ("text", "Inisial ibu"),
        ("integer", "Umur kehamilan (minggu)"),
        ("note", "Sarankan ke puskesmas"),
    ):
        studio.add(kind, label)
    studio.page.get_by_label("Cari pertanyaan").fill("Lama")
    studio.page.keyboard.press("Enter")
    studio.page.get_by_label("Cari pertanyaan").fill("")
    for kind, label in (
        ("image", "Foto kegiatan"),
        ("geopoint", "Lokasi kelas"),
        ("acknowledge", "Data sudah diperiksa"),
    ):
        studio.add(kind, label)
    studio.saved()
    assert [line for line in studio.order() if line[0] == "2"] == [
        *("2 Inisial ibu", "2 Umur kehamilan (minggu)", "2 Sarankan ke puskesmas")
    ]
    expect(studio.page.locator(".s-count-bad")).to_have_count(0)


def _move_by_keys_and_back(studio: Studio) -> None:
    before = studio.order()
    studio.choose("Data sudah diperiksa")
    keys = studio.page.keyboard
    keys.press("Alt+ArrowUp")
    assert studio.order() != before
    keys.press("ControlOrMeta+z")
    assert studio.order() == before
    keys.press("ControlOrMeta+d")
    assert len(studio.order()) == len(before) + 1
    keys.press("Delete")
    assert studio.order() == before
    studio.drag("Foto kegiatan", above="Tanggal kelas")
    moved = [line for line in studio.order() if line.endswith(("Foto kegiatan", "Tanggal kelas"))]
    assert moved == ["1 Foto kegiatan", "1 Tanggal kelas"]
    studio.saved()


def _see_it_as_a_kader_does(studio: Studio) -> None:
    number = studio.shown()
    studio.choose("Berapa ibu hamil")
    begun = time.monotonic()
    studio.card.locator("textarea").first.fill("Berapa ibu hamil yang hadir hari ini?")
    expect(studio.question("Berapa ibu hamil yang hadir hari ini?")).to_be_visible()
    print(f"preview after {time.monotonic() - begun:.2f} s")  # noqa: T201
    assert studio.shown() >= number
    assert studio.page.locator("#isian-name").input_value() == "ibu_hamil_hadir_hari"
    studio.choose("Apakah bidan hadir?")
    expect(studio.question("Nama bidan")).to_have_count(0)
    studio.question("Apakah bidan hadir?").get_by_text("Ya", exact=True).click()
    expect(studio.question("Nama bidan")).to_be_visible()
    studio.choose("Kelompok materi")
    studio.question("Kelompok materi").get_by_text("Gizi", exact=True).click()
    offered = studio.question("Materi hari ini").locator("label.value-option")
    expect(offered).to_have_text(["Tablet tambah darah", "Makanan tambahan"])


def _meet_another_officer(studio: Studio, simpul: Simpul) -> None:
    """While she is away for a moment, another writes the label she is about to change."""
    other, number = (
        simpul.session_of(OTHER),
        int(studio.page.locator("#studio").get_attribute("data-id") or 0),
    )
    told: dict[str, Any] = other.get(f"/api/naskah/{number}").get_json()
    survey = next(one for one in told["document"]["sheets"] if one["name"] == "survey")
    row = next(one for one in survey["rows"] if one["cells"].get("name") == "nama_bidan")
    change = {
        "was": {row["id"]: {LABEL: "Nama bidan"}},
        "now": {row["id"]: {LABEL: "Nama bidan desa"}},
    }
    sent = {"revision": told["revision"], "change": {"survey": change}}
    studio.page.route("**/kabar?*", lambda route: route.abort())
    assert other.post(f"/api/naskah/{number}/simpan", json=sent).status_code == 200
    studio.choose("Nama bidan")
    studio.card.locator("textarea").first.fill("Nama bidan yang hadir")
    box = studio.page.get_by_role("dialog", name=f"{OTHER} menulis di tempat yang sama")
    expect(box.get_by_role("button", name="Nama bidan desa")).to_be_visible()
    box.get_by_role("button", name="Nama bidan yang hadir").click()
    box.get_by_role("button", name="Simpan pilihan ini").click()
    studio.saved()
    expect(studio.line("Nama bidan yang hadir")).to_be_visible()


def _fits_a_tablet_and_a_phone(studio: Studio) -> None:
    page = studio.page
    for size in (TABLET, NARROW, WIDE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def _holds_what_was_written(book: Workbook) -> None:
    rows = {row.get("name"): row for row in book.rows("survey") if row.get("name")}
    assert rows["ibu_hamil_hadir_hari"].get("profile_field") == "kes.ibu_hamil_hadir"
    assert rows["nama_bidan_hadir"].get(LABEL) == "Nama bidan yang hadir"
    assert rows["nama_bidan_hadir"].get("relevant") == "${bidan_hadir} = 'ya'"
    assert rows["materi_hari"].get("choice_filter") == "kelompok_materi = ${kelompok_materi}"
    assert rows["foto_kegiatan"].get("parameters") == "max-pixels=1600"
    materials = [row for row in book.rows("choices") if row.get("list_name").startswith("materi")]
    assert [row.get("kelompok_materi") for row in materials] == ["gizi", "gizi", "persalinan"]


def _fill(browser: Browser, running: Running) -> None:
    page, watch = enter(browser, running, KADER, path=f"/isi/{FORM}", locale="id-ID")
    form = WebForm(page).ready()
    form.head()
    form.write("Berapa ibu hamil yang hadir hari ini?", "14")
    form.mark("Apakah bidan hadir?", "Tidak")
    form.send()
    page.wait_for_url(lambda url: url.endswith("/isi"))
    eventually(lambda: _stands(running))
    assert not watch.problems


def _stands(running: Running) -> None:
    assert running.profile(MAWAR)["kes.ibu_hamil_hadir"]["value"] == 14


def test_the_block_of_people_brings_its_rows_and_a_draft_is_tried_in_the_browser(
    browser: Browser, running: Running
) -> None:
    page, watch = enter(browser, running, OFFICER, path="/formulir", locale="id-ID")
    studio = Studio.begin(page, "Kunjungan warga", "kejadian")
    page.get_by_role("button", name="Blok", exact=True).click()
    block = page.locator(".s-blocks li").filter(has_text="Data diri")
    block.get_by_role("button", name="Pakai").click()
    for name in ("lahir_dari", "lahir_sampai", "kelamin_saja"):
        expect(studio.page.locator(".s-tree")).to_contain_text(name)
    expect(page.locator("#keadaan")).to_have_attribute("data-state", "tersimpan")
    expect(page.locator(".s-count-bad")).to_have_count(0)
    studio.add("text", "Pesan untuk warga")
    page.locator("#draf").click()
    page.wait_for_url(lambda url: "/formulir/kes_kunjungan_warga" in url)
    page.get_by_role("link", name="Uji di ponsel").click()
    page.get_by_text("Buka uji").first.click()
    page.get_by_role("button", name="Tampilkan kode QR").click()
    _try_on_a_phone(page.locator("#alamat").inner_text())
    page.get_by_role("link", name="Lihat jawaban uji").click()
    page.get_by_role("link", name="Isi di peramban").click()
    form = WebForm(page).ready()
    for label, place in (("Kecamatan", "Tenggarong"), ("Desa atau kelurahan", "Maluhu")):
        form.choose(label, place)
    form.choose("Posyandu", "Posyandu Mawar")
    form.today("Tanggal kegiatan")
    form.write("Nama Anda", "Penguji")
    form.mark("Apakah warga setuju datanya dicatat?", "Tidak")
    form.write("Pesan untuk warga", "Datang lagi bulan depan")
    form.send()
    page.get_by_role("button", name="Kirim jawaban uji").click()
    page.locator("main .sheet th a").first.click()
    expect(page.get_by_text("Datang lagi bulan depan")).to_be_visible()
    assert running.simpul.query("SELECT count(*) FROM trial_answer")[0][0] == 2
    assert "kes_kunjungan_warga" not in {one.form_id for one in running.simpul.submissions()}
    assert [said for said in watch.problems if not any(one in said for one in ON_PURPOSE)] == []


def _try_on_a_phone(address: str) -> None:
    """Collect's own engine takes the draft, chooses an invented person, and sends."""
    phone = Phone(address)
    assert [one.entry.form_id for one in phone.sync()] == ["kes_kunjungan_warga"]
    people = phone.entities.csv("orang").decode()
    assert "Contoh Ibu (bukan orang sungguhan)" in people
    answers = {"orang/persetujuan": "ya", "orang/pernah": "ya", "pesan_warga": "Sampai jumpa"}
    filled = activity(phone, "kes_kunjungan_warga", MAWAR, **answers)
    assert b"Contoh" in filled.xml
    assert phone.send(filled).status == 201
