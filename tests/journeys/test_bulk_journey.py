"""An officer accepts a list of reports at once in the browser: sample, acceptance, taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.integration.submissions import ELSEWHERE, MAWAR, MELATI
from tests.integration.test_bulk_accept import report
from tests.journeys.browser import fits
from tests.journeys.entering import enter
from tests.journeys.running import Running, eventually, running_on

pytestmark = pytest.mark.browser
COUNT = 5


@pytest.fixture(scope="module")
def running(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A served installation with five reports nobody has reviewed, all examined."""
    with running_on("sqlite", prepared_home, tmp_path_factory.mktemp("sekaligus")) as running:
        running.simpul.add_user("opd", "", "kesehatan", name="peninjau")
        for n in range(COUNT):
            report(running.simpul, f"laporan-{n}", (MAWAR, MELATI, ELSEWHERE)[n % 3])
        eventually(lambda: _settled(running))
        yield running


def _settled(running: Running) -> None:
    query = "SELECT 1 FROM submission WHERE merge_due OR examine_due OR NOT merged"
    assert not running.simpul.query(query)


def _states(running: Running) -> set[str]:
    return {row.state for row in running.simpul.query("SELECT state FROM submission")}


def test_a_list_is_accepted_after_its_sample_and_taken_back(
    browser: Browser, running: Running
) -> None:
    page, watch = enter(browser, running, "peninjau", path="/kiriman")
    page.get_by_role("link", name="Terima sekaligus").click()
    fits(page)
    page.get_by_role("button", name="Ambil 3 contoh").click()
    page.get_by_role("button", name="Buka contoh berikutnya").click()
    for _ in range(3):
        expect(page.get_by_role("heading", name="Keputusan Anda")).to_have_count(0)
        fits(page)
        with page.expect_navigation():
            page.get_by_role("button", name="Benar, lanjut").click()
    assert _states(running) == {"belum_ditinjau"}
    page.get_by_role("button", name=f"Terima {COUNT} kiriman").click()
    expect(page.get_by_role("heading", name="Selesai")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("status")).to_contain_text(f"{COUNT} dari {COUNT}")
    assert _states(running) == {"diterima"}
    fits(page)
    page.locator("summary", has_text="Batalkan semuanya").click()
    page.get_by_role("button", name="Batalkan semuanya").last.click()
    expect(page.get_by_role("heading", name="Dibatalkan", exact=True)).to_be_visible(timeout=20_000)
    assert _states(running) == {"belum_ditinjau"}
    assert watch.problems == []
