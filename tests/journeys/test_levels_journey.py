"""In the browser: an admin sets who reviews, then desa, kecamatan and OPD accept one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.integration.installation import PASSWORD
from tests.integration.submissions import MALUHU, MAWAR, MELATI, this_month
from tests.integration.test_bulk_accept import report
from tests.journeys.browser import NARROW, WIDE, Watch, chromium
from tests.journeys.running import Running, eventually, running_on

pytestmark = pytest.mark.browser


@pytest.fixture
def running(prepared_home: Path, tmp_path: Path) -> Iterator[Running]:
    """A served installation with two reports that count already, and a reviewer at each level."""
    with running_on("sqlite", prepared_home, tmp_path) as running:
        running.simpul.add_user("admin", name="pengatur")
        running.simpul.add_user("desa", MALUHU, name="lurah")
        running.simpul.add_user("camat", "64.02.06", name="camat")
        running.simpul.add_user("opd", "", "kesehatan", name="dinas")
        for name, place in (("mawar", MAWAR), ("melati", MELATI)):
            report(running.simpul, name, place)
        yield running


def entered(browser: Browser, running: Running, name: str, watch: Watch) -> Page:
    """A person's own browser, logged in; the officials of the field hold telephones."""
    size = NARROW if name in {"lurah", "camat"} else WIDE
    page = browser.new_page(base_url=running.address, viewport=size)
    watch.on(page)
    page.goto("/login")
    page.get_by_label("Nama akun").fill(name)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    return page


def fits(page: Page) -> bool:
    """Whether the page is not wider than the screen."""
    size = page.viewport_size
    return bool(size and page.evaluate("document.documentElement.scrollWidth") <= size["width"])


def boys(running: Running) -> object:
    """How many boys Mawar's profile tells of."""
    return running.profile(MAWAR, this_month()).get("kes.balita_s_l", {}).get("value")


def holds(running: Running, value: object) -> None:
    """Assert what the profile tells."""
    assert boys(running) == value


def set_levels(page: Page) -> None:
    """Let desa and kecamatan review before the OPD, and reports wait until then."""
    page.goto("/formulir/kes_bulanan")
    page.get_by_role("link", name="Jalur tinjauan").click()
    page.get_by_role("checkbox", name="Desa/kelurahan").check()
    page.get_by_role("checkbox", name="Kecamatan").check()
    page.get_by_label("Hari kerja sebelum Desa/kelurahan dilewati").fill("5")
    page.get_by_role("radio", name="Menunggu: baru dihitung").check()
    page.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.locator("#akibat")).to_contain_text("2 kiriman yang belum ditinjau tidak lagi")
    page.get_by_role("button", name="Simpan jalur ini").click()
    expect(page.get_by_text("dilewati setelah 5 hari kerja").first).to_be_visible()


def test_a_report_goes_from_desa_over_kecamatan_to_the_opd(running: Running) -> None:
    with chromium() as browser:
        watch = Watch()
        eventually(lambda: holds(running, 30))
        set_levels(entered(browser, running, "pengatur", watch))
        eventually(lambda: holds(running, None))
        for name, button in (
            ("lurah", "Setujui dan teruskan"),
            ("camat", "Setujui dan teruskan"),
            ("dinas", "Terima"),
        ):
            page = entered(browser, running, name, watch)
            assert boys(running) is None
            page.get_by_role("link", name="kiriman menunggu tinjauan Anda").click()
            expect(page.locator("a.row-link")).to_have_count(2 if name == "lurah" else 1)
            assert fits(page)
            page.locator("tr", has_text="Posyandu Mawar").locator("a.row-link").click()
            expect(page.locator("#jalur")).to_contain_text("Sedang menunggu")
            assert fits(page)
            page.get_by_role("button", name=button, exact=True).click()
            expect(page.get_by_role("button", name=button, exact=True)).to_have_count(0)
            page.locator("summary", has_text="Batalkan keputusan saya").wait_for()
        expect(page.locator("#jalur")).to_contain_text("Disetujui oleh lurah")
        eventually(lambda: holds(running, 30))
        assert watch.problems == []
