"""Data quality in a real browser: what is asked stands beside the report, is checked, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.integration.submissions import MAWAR, instance_id_of, month_before, monthly_answers
from tests.journeys.browser import fits
from tests.journeys.entering import enter
from tests.journeys.running import Running, eventually, running_on

pytestmark = pytest.mark.browser

OFFICER = "petugas.uji"
TITLE = "Angka SKDN tidak runtut"


@pytest.fixture(scope="module")
def instance_id(running: Running) -> str:
    """A report of last month of which more children were weighed than there are."""
    running.simpul.add_user("opd", "", "kesehatan", name=OFFICER)
    answers = monthly_answers(period=month_before(), skdn__balita_d_l="31")
    xml = running.simpul.submission_xml("kes_bulanan", answers)
    assert running.simpul.send(running.simpul.add_phone(), xml).status_code == 201
    eventually(lambda: _asked(running))
    return instance_id_of(xml)


def _asked(running: Running) -> None:
    """The worker beside has examined it."""
    assert running.simpul.query("SELECT rule FROM quality_finding WHERE holds")


@pytest.fixture(scope="module")
def running(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A served installation."""
    with running_on("sqlite", prepared_home, tmp_path_factory.mktemp("mutu")) as running:
        yield running


def test_an_officer_checks_what_is_asked_and_takes_it_back(
    browser: Browser, running: Running, instance_id: str
) -> None:
    page, watch = enter(browser, running, OFFICER, path=f"/kiriman/{instance_id}")
    page.locator("#mutu").get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    fits(page)
    page.get_by_label("Mengapa ini benar").fill("ada anak titipan dari desa lain")
    page.get_by_role("button", name="Sudah diperiksa, benar").click()
    expect(page.get_by_text("Tidak ada yang perlu dipastikan")).to_be_visible()
    page.get_by_label("Keadaan").select_option("diperiksa")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_text("Batalkan tanda").first.click()
    page.get_by_role("button", name="Batalkan tanda").last.click()
    expect(page.get_by_role("button", name="Sudah diperiksa, benar")).to_be_visible()
    fits(page)
    assert watch.problems == []


def test_a_profile_shows_its_card_below_the_values(
    browser: Browser, running: Running, instance_id: str
) -> None:
    page, watch = enter(
        browser,
        running,
        OFFICER,
        path=f"/posyandu/{MAWAR}?bidang=kesehatan&periode={month_before()}",
    )
    card = page.locator("#kartu")
    expect(card.get_by_text("Kelengkapan")).to_be_visible()
    expect(card.get_by_text(f"{TITLE} (1 temuan)")).to_be_visible()
    assert watch.problems == []
    assert instance_id
