"""The secretariat at its desk, in a real browser: a workbook checked, corrected, applied; a rename."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.integration.installation import PASSWORD
from tests.integration.registry.kabupaten import Rows, kabupaten, workbook_of
from tests.integration.submissions import MAWAR
from tests.journeys.browser import NARROW, WIDE, fits
from tests.journeys.entering import enter
from tests.journeys.running import Running, running_on

pytestmark = pytest.mark.browser

SECRETARY = "sekretariat.uji"
PAGES = (
    *("", "/posyandu", f"/posyandu/{MAWAR}", "/kader", "/opd", "/akun", "/impor", "/wilayah"),
    *("/penggelaran", "/dasar-hukum", "/server"),
)


@pytest.fixture(scope="module")
def running(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A served installation with somebody of the secretariat."""
    with running_on("sqlite", prepared_home, tmp_path_factory.mktemp("registri")) as running:
        running.simpul.add_user("sekretariat", name=SECRETARY)
        running.simpul.add_phone()
        yield running


def check(page: Page, content: bytes) -> None:
    """Upload a workbook to be checked, on whichever page asks for one."""
    page.locator("input[type=file]").set_input_files(
        {"name": "registri.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name=re.compile("^Periksa")).click()


def rows_of(running: Running) -> Rows:
    """A few Posyandu with kader and accounts."""
    with running.simpul.app.app_context():
        return kabupaten(posyandu=8, kader=16)


def test_a_workbook_is_checked_corrected_and_applied(browser: Browser, running: Running) -> None:
    page, watch = enter(browser, running, SECRETARY)
    rows = rows_of(running)
    wrong = copy.deepcopy(rows)
    wrong["posyandu"][2]["kode_desa"] = "6403.06.1011"
    page.get_by_role("link", name="Pengaturan").click()
    page.get_by_role("link", name="Impor buku kerja").click()
    with page.expect_download() as template:
        page.get_by_role("link", name="Unduh templat kosong").click()
    assert template.value.suggested_filename == "registri-templat.xlsx"
    check(page, workbook_of(wrong))
    expect(page.locator(".head .lead")).to_contain_text("1 kesalahan")
    finding = page.locator(".find").filter(has_text="BPS")
    expect(finding).to_contain_text("baris 4")
    expect(finding).to_contain_text("kolom kode_desa")
    with page.expect_download() as marked:
        page.get_by_role("link", name="Unduh dengan tanda").click()
    assert Path(marked.value.path()).read_bytes()[:2] == b"PK"
    check(page, workbook_of(rows))
    expect(page.get_by_role("row").filter(has_text="posyandu")).to_contain_text("8")
    page.locator("summary", has_text="Terapkan").click()
    page.get_by_role("button", name="Terapkan sekarang").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("sudah diterapkan")
    link = page.locator("code", has_text="/undangan/").first.inner_text()
    page.get_by_role("link", name="Lihat registri").click()
    expect(page.locator("main")).to_contain_text(rows["posyandu"][0]["nama"])
    page.goto("/undangan/" + link.partition("/undangan/")[2])
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_label("Kata sandi sekali lagi").fill(PASSWORD)
    page.get_by_role("button", name="Simpan dan masuk").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Laporan")
    assert watch.problems == []


def test_a_posyandu_is_renamed_found_by_its_old_name_and_named_back(
    browser: Browser, running: Running
) -> None:
    page, watch = enter(browser, running, SECRETARY, path="/pengaturan/posyandu")
    page.get_by_role("searchbox").fill("Mawar")
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("link", name="Posyandu Mawar").click()
    page.locator("summary", has_text="Ganti nama").click()
    form = page.locator("details.act[open]")
    form.get_by_label("Nama baru").fill("Posyandu Cempaka")
    form.get_by_label("Alasan").fill("Sesuai SK lurah")
    form.get_by_role("button", name="Simpan nama baru").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Posyandu Cempaka")
    expect(page.locator(".line")).to_contain_text("Posyandu Mawar menjadi Posyandu Cempaka")
    page.goto("/pengaturan/posyandu?q=Mawar")
    expect(page.locator("main")).to_contain_text("Posyandu Cempaka")
    page.get_by_role("link", name="Posyandu Cempaka").click()
    page.locator("summary", has_text="Batalkan").click()
    page.get_by_label("Alasan pembatalan").fill("Salah nama")
    page.get_by_role("button", name="Batalkan perubahan ini").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Posyandu Mawar")
    assert watch.problems == []


def test_no_page_of_the_registry_is_wider_than_the_screen_or_complains(
    browser: Browser, running: Running
) -> None:
    page, watch = enter(browser, running, SECRETARY, path="/pengaturan")
    for path in PAGES:
        page.goto(f"/pengaturan{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        fits(page)
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            assert page.locator(".tabs a[aria-current]").is_visible(), path
    assert watch.problems == []
