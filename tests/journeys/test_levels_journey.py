"""In the browser: an admin sets who reviews, then desa, kecamatan and OPD accept one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.integration.submissions import MALUHU, MAWAR, MELATI, this_month
from tests.integration.test_bulk_accept import report
from tests.journeys.browser import NARROW, WIDE
from tests.journeys.entering import enter
from tests.journeys.running import Running, eventually, running_on

pytestmark = pytest.mark.browser
FIELD = {"lurah", "camat"}  # officials who hold telephones


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
    page.get_by_role("link", name="Jalur tinjauan").click()
    page.get_by_role("checkbox", name="Desa/kelurahan").check()
    page.get_by_role("checkbox", name="Kecamatan").check()
    page.get_by_label("Hari kerja sebelum Desa/kelurahan dilewati").fill("5")
    page.get_by_role("radio", name="Menunggu: baru dihitung").check()
    page.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.locator("#akibat")).to_contain_text("2 kiriman yang belum ditinjau tidak lagi")
    page.get_by_role("button", name="Simpan jalur ini").click()
    expect(page.get_by_text("dilewati setelah 5 hari kerja").first).to_be_visible()


def test_a_report_goes_from_desa_over_kecamatan_to_the_opd(
    browser: Browser, running: Running
) -> None:
    eventually(lambda: holds(running, 30))
    page, watch = enter(browser, running, "pengatur", path="/formulir/kes_bulanan")
    watches = [watch]
    set_levels(page)
    eventually(lambda: holds(running, None))
    for name, button in (
        ("lurah", "Setujui dan teruskan"),
        ("camat", "Setujui dan teruskan"),
        ("dinas", "Terima"),
    ):
        page, watch = enter(browser, running, name, NARROW if name in FIELD else WIDE)
        watches.append(watch)
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
    assert [said for watch in watches for said in watch.problems] == []
