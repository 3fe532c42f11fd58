"""An officer uploads a version that counts otherwise, sees what it does to profiles, and releases it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.integration.installation import PASSWORD, Simpul
from tests.integration.submissions import MAWAR, MELATI, month_before, stamp
from tests.integration.workbooks import FORM, workbook
from tests.journeys.browser import NARROW, WIDE, Watch, chromium
from tests.journeys.running import Running, eventually, running_on

pytestmark = pytest.mark.browser

OFFICER = "petugas.formulir"
FIRST, SECOND = "2026112301", "2026112302"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def running(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A served installation."""
    with running_on("sqlite", prepared_home, tmp_path_factory.mktemp("akibat")) as running:
        running.simpul.add_user("opd", "", "kesehatan", name=OFFICER)
        yield running


def opened(browser: Browser, running: Running) -> tuple[Page, Watch]:
    """A watched page of an officer who has logged in."""
    context = browser.new_context(base_url=running.address, viewport=WIDE)
    context.set_default_timeout(15_000)
    page, watch = context.new_page(), Watch()
    watch.on(page)
    page.goto("/login")
    page.get_by_label("Nama akun").fill(OFFICER)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    return page, watch


def upload(page: Page, version: str, **changes: str) -> None:
    """Choose a workbook and send it."""
    page.goto("/formulir")
    page.locator("input[type=file]").set_input_files(
        {"name": "uji.xlsx", "mimeType": "", "buffer": workbook(version, **changes)}
    )
    page.locator("#unggah button").click()


def report(simpul: Simpul, place: str, told: str) -> None:
    """A report of last month on the version phones have."""
    answers = {
        "kepala/kode_posyandu": place,
        "kepala/periode": f"{month_before()}-01",
        "peserta": told,
        "end": stamp(),
    }
    xml = simpul.submission_xml(FORM, answers)
    assert simpul.send(simpul.add_phone(place), xml).status_code == 201


def test_a_version_that_counts_otherwise_is_seen_through_before_it_is_released(
    browser: Browser, running: Running
) -> None:
    page, watch = opened(browser, running)
    upload(page, FIRST)
    page.get_by_text("Terbitkan", exact=True).click()
    page.get_by_role("button", name=f"Terbitkan versi {FIRST}").click()
    for place, told in ((MAWAR, "41"), (MAWAR, "44"), (MELATI, "52")):
        report(running.simpul, place, told)
    eventually(lambda: _stands(running, MELATI, "kes.uji_peserta"))
    eventually(lambda: _stands(running, MAWAR, "kes.uji_peserta"))

    upload(page, SECOND, field="kes.uji_hadir", rule="revision")
    page.get_by_role("button", name="Lihat akibat, lalu terbitkan").click()
    expect(page.get_by_role("heading", name="4 nilai di 2 Posyandu berubah.")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Mawar").filter(has_text="bertentangan")
    expect(row).to_contain_text("44")
    expect(page.get_by_text("1 menjadi bertentangan, di 1 Posyandu")).to_be_visible()

    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.set_viewport_size(WIDE)

    page.get_by_text("Terbitkan", exact=True).click()
    page.get_by_role("button", name=f"Terbitkan versi {SECOND}").click()
    page.get_by_role("link", name="Akibat").click()
    expect(page.get_by_role("heading", name="Profil sudah dihitung ulang")).to_be_visible()
    page.goto(f"/posyandu/{MELATI}?bidang=kesehatan&periode={month_before()}")
    expect(page.locator("a.val").filter(has_text="Peserta")).to_contain_text("52")
    assert _stands(running, MAWAR, "kes.uji_hadir") == "bertentangan"
    assert "kes.uji_peserta" not in running.profile(MAWAR)
    assert running.command("profiles", "verify").endswith("0 perbedaan.\n")
    assert not watch.problems


def _stands(running: Running, place: str, field: str) -> str:
    """A value's status, once the worker has merged it."""
    found = running.profile(place)
    assert field in found
    return str(found[field]["status"])
