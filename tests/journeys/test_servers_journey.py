"""A form goes from the screen to a KoboToolbox, and what is filled in there comes home by its hook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.integration.installation import copied_home
from tests.integration.submissions import MAWAR, instance_id_of, monthly_answers
from tests.journeys.browser import fits
from tests.journeys.entering import enter
from tests.journeys.running import Running, eventually, served
from tests.kobo.stand_in import KoboStandIn

pytestmark = pytest.mark.browser
ADMIN = "admin.uji"


@pytest.fixture
def kobo() -> Iterator[KoboStandIn]:
    """A KoboToolbox account without projects."""
    stand_in = KoboStandIn.start()
    yield stand_in
    stand_in.stop()


@pytest.fixture
def running(prepared_home: Path, tmp_path: Path) -> Iterator[Running]:
    """A served installation with its worker, which may call this machine."""
    home = tmp_path / "rumah"
    allowed = {"SIMPUL_ALLOWED_HOSTS": "127.0.0.1"}
    with copied_home("sqlite", prepared_home, home) as url, served(home, url, allowed) as running:
        running.simpul.add_user("admin", name=ADMIN)
        yield running


def test_a_form_is_published_and_its_answers_come_home(
    browser: Browser, running: Running, kobo: KoboStandIn
) -> None:
    page, watch = enter(browser, running, ADMIN, path="/pengaturan/server")
    page.get_by_role("link", name="Tambah server").click()
    page.get_by_role("link", name="KoboToolbox").click()
    fits(page)
    page.get_by_label("Nama", exact=True).fill("Kobo Dinkes")
    page.get_by_label("Alamat KoboToolbox").fill(kobo.url)
    page.get_by_label("Token API").fill(kobo.token)
    page.get_by_role("button", name="Simpan dan periksa").click()
    expect(page.locator("main")).to_contain_text("Token diterima; akunnya pemilik.")
    fits(page)

    page.goto("/formulir/kes_bulanan")
    page.get_by_role("link", name="Server lain").click()
    fits(page)
    page.get_by_role("button", name="Lihat yang akan dikerjakan").click()
    expect(page.locator("main")).to_contain_text("Belum ada yang berubah di server mana pun")
    fits(page)
    page.get_by_role("button", name="Mulai menerbitkan").click()
    # The page asks by itself how far it is.
    expect(page.locator("#jalan")).to_contain_text("Selesai", timeout=30_000)
    assert watch.problems == []

    (project,) = kobo.projects.values()
    xml = running.simpul.submission_xml("kes_bulanan", monthly_answers())
    kobo.submit(project.uid, xml, {"r.jpg": b"foto rekaan"})
    assert kobo.deliver() == [202]

    def arrived() -> None:
        rows = running.simpul.submissions()
        found = [(row.instance_id, row.door, row.posyandu_code) for row in rows]
        assert found == [(instance_id_of(xml), "kobo", MAWAR)]

    eventually(arrived)
