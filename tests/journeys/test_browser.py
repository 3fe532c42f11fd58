"""What a person does on the screens, in a real browser: look, ask where a number comes from, decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.app_fixtures import KINDS
from tests.collect.candidates import jpeg
from tests.integration.installation import PASSWORD, Simpul
from tests.integration.submissions import (
    MALUHU,
    MAWAR,
    MELATI,
    instance_id_of,
    monthly_answers,
    this_month,
)
from tests.journeys import entering
from tests.journeys.browser import NARROW, WIDE, Watch
from tests.journeys.running import Running, eventually, running_on
from tests.journeys.workbooks import class_workbook, mistaken_workbook

pytestmark = pytest.mark.browser

ADMIN = "admin.uji"
PHOTO = jpeg("buku register")
PROFILE = f"/posyandu/{MAWAR}?bidang=kesehatan"
WEIGHED = "D: balita yang ditimbang, laki-laki"
PAGES = (
    "/",
    "/posyandu",
    PROFILE,
    f"{PROFILE.replace('kesehatan', 'umum')}",
    f"/posyandu/{MAWAR}/nilai?field=kes.balita_d_l&period={this_month()}",
    "/kiriman",
    "/formulir",
    "/formulir/kes_bulanan",
    "/kalender",
    "/perangkat",
    "/perangkat/1",
    "/perangkat/undang",
    f"/perangkat/undang/{MALUHU}",
    "/dikembalikan",
    "/karantina",
)
# Pages and the ways through them do not depend on the database; reading and deciding is tried on both.
on_sqlite = pytest.mark.parametrize("running", ["sqlite"], indirect=True, scope="module")
LARGEST = 200_000  # bytes of a page with all it loads, photos aside
MAIN = "document.getElementById('isi').contains(document.activeElement)"


@pytest.fixture(scope="module", params=KINDS)
def running(
    request: pytest.FixtureRequest, prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """A served installation with an admin, a phone, and one report with its photo, on each database."""
    folder = tmp_path_factory.mktemp("peramban")
    with running_on(str(request.param), prepared_home, folder) as running:
        running.simpul.add_user("admin", name=ADMIN)
        yield running


@pytest.fixture(scope="module")
def report(running: Running) -> str:
    """The instanceID of a monthly report that the worker has merged."""
    simpul = running.simpul
    answers = monthly_answers(penutup__foto_register="register.jpg")
    xml = simpul.submission_xml("kes_bulanan", answers)
    assert simpul.send(simpul.add_phone(), xml, {"register.jpg": PHOTO}).status_code == 201
    eventually(lambda: _assert_merged(simpul))
    return instance_id_of(xml)


def _assert_merged(simpul: Simpul) -> None:
    assert simpul.query("SELECT count(*) FROM cell WHERE field = 'kes.balita_d_l'")[0][0] == 1


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What pages must not do; they must not have done it when the test ends."""
    watch = Watch()
    yield watch
    assert watch.problems == []


@pytest.fixture
def context(browser: Browser, running: Running) -> Iterator[BrowserContext]:
    """A browser of a person who has not been here yet."""
    context = browser.new_context(base_url=running.address, viewport=WIDE)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    """A watched page."""
    page = context.new_page()
    watch.on(page)
    return page


@pytest.fixture
def inside(page: Page, running: Running) -> Page:
    """A watched page of an admin who has logged in."""
    entering.log_in(page.context, running, ADMIN)
    return page


def log_in(page: Page, password: str = PASSWORD) -> None:
    """Type name and password on the login page and send it."""
    page.goto("/login")
    page.get_by_label("Nama akun").fill(ADMIN)
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("button", name="Masuk", exact=True).click()


@on_sqlite
def test_a_wrong_password_is_told_and_the_name_is_kept(page: Page) -> None:
    log_in(page, "salah-sekali-sandinya")
    expect(page.get_by_role("alert")).to_contain_text("Nama atau sandi tidak cocok.")
    expect(page.get_by_label("Nama akun")).to_have_value(ADMIN)
    log_in(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Laporan")
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Masuk")
    page.goto("/posyandu")
    expect(page).to_have_url(re.compile("/login"))


def test_from_the_start_page_to_a_value_its_source_and_its_photo(page: Page, report: str) -> None:
    log_in(page)
    page.get_by_role("link", name="Lihat per Posyandu").click()
    row = page.get_by_role("row").filter(has_text="Mawar")
    row.get_by_role("link", name=re.compile("Menunggu tinjauan|Lengkap")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Posyandu Mawar")
    page.locator("a.val").filter(has_text=WEIGHED).click()
    panel = page.get_by_role("dialog")
    expect(panel.locator(".big-value")).to_have_text("21 anak")
    expect(panel).to_contain_text(report)
    expect(panel).to_contain_text("skdn/balita_d_l")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.locator("a.val").filter(has_text=WEIGHED).click()
    panel.get_by_role("link", name="Buka kiriman").click()
    expect(page).to_have_url(re.compile(report))
    picture = page.get_by_role("img", name="Foto register.jpg")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1


def test_rejecting_takes_the_value_away_and_accepting_brings_it_back(
    inside: Page, report: str
) -> None:
    inside.goto(f"/kiriman/{report}")
    inside.locator("summary", has_text="Tolak").click()
    inside.get_by_label("Alasan", exact=True).last.fill("Foto register bukan bulan ini.")
    inside.get_by_role("button", name="Tolak kiriman").click()
    expect(inside.get_by_role("status").first).to_contain_text("Ditolak")
    expect(inside.locator(".line")).to_contain_text("Foto register bukan bulan ini.")
    inside.goto(PROFILE)
    expect(inside.locator("a.val").filter(has_text=WEIGHED)).to_have_count(0)
    expect(status_of_mawar(inside)).not_to_contain_text("Menunggu tinjauan")

    inside.goto(f"/kiriman/{report}")
    inside.get_by_role("button", name="Terima", exact=True).click()
    expect(inside.get_by_role("status").first).to_contain_text("Diterima")
    inside.goto(PROFILE)
    expect(inside.locator("a.val").filter(has_text=WEIGHED)).to_contain_text("21 anak")
    expect(status_of_mawar(inside)).to_contain_text("Lengkap")


def status_of_mawar(page: Page) -> Locator:
    """The cell of the month grid: Posyandu Mawar, health."""
    page.goto("/posyandu")
    return page.get_by_role("row").filter(has_text="Mawar").get_by_role("cell").first


@on_sqlite
def test_after_a_decision_the_next_report_is_one_click_away(
    inside: Page, running: Running, report: str
) -> None:
    phone = running.simpul.add_phone(MELATI)
    for form_id in ("kes_bulanan", "pend_bulanan"):
        xml = running.simpul.submission_xml(form_id, heading(MELATI))
        assert running.simpul.send(phone, xml).status_code == 201
    inside.goto("/kiriman?status=belum_ditinjau&q=Melati")
    inside.locator("a.row-link").first.click()
    inside.get_by_role("button", name="Terima", exact=True).click()
    inside.get_by_role("link", name="Tinjau berikutnya").click()
    expect(inside.get_by_role("heading", level=1)).to_have_text("Laporan bulanan Kesehatan")
    expect(inside.get_by_role("button", name="Terima", exact=True)).to_be_visible()


def heading(posyandu: str) -> dict[str, str]:
    """The answers that every monthly form asks first."""
    answers = monthly_answers(posyandu)
    return {path: answers[path] for path in answers if not path.startswith("skdn/")}


@on_sqlite
def test_a_form_is_checked_corrected_and_released(inside: Page) -> None:
    inside.goto("/formulir")
    upload(inside, "salah.xlsx", mistaken_workbook())
    expect(inside.get_by_role("heading", level=1)).to_have_text("salah.xlsx belum dapat disimpan")
    findings = inside.locator(".find")
    expect(findings.filter(has_text="integr")).to_contain_text("baris 2")
    assert findings.count() >= 4
    upload(inside, "kelas.xlsx", class_workbook())
    expect(inside.get_by_role("heading", level=1)).to_have_text("Kelas ibu hamil")
    inside.locator("summary", has_text="Terbitkan").click()
    inside.get_by_role("button", name="Terbitkan versi 2026112301").click()
    expect(inside.get_by_role("status").first).to_contain_text("terbit")


def upload(page: Page, name: str, content: bytes) -> None:
    """Choose a file and send it, on whichever page asks for one."""
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name=re.compile("^Periksa")).click()


@on_sqlite
def test_a_phone_is_added_and_its_code_is_shown(inside: Page, report: str) -> None:
    inside.goto("/perangkat")
    inside.get_by_role("link", name="Undang kader").click()
    inside.locator("a.row-link").first.click()
    inside.get_by_label("Kader", exact=True).select_option(index=1)
    inside.get_by_label("Nama perangkat").fill("Ponsel kedua")
    inside.get_by_role("button", name="Buat kode QR").click()
    code = inside.get_by_role("img", name="Kode QR untuk ODK Collect")
    assert code.evaluate("image => image.naturalWidth") > 200
    expect(inside.locator("#alamat")).to_contain_text("/k/")


@on_sqlite
def test_no_page_is_too_wide_or_too_heavy_or_fails(inside: Page, watch: Watch, report: str) -> None:
    network = inside.context.new_cdp_session(inside)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    for path in (*PAGES, f"/kiriman/{report}"):
        watch.fetched.clear()
        inside.goto(path, wait_until="networkidle")
        for size in (NARROW, WIDE):
            inside.set_viewport_size(size)
            assert inside.evaluate("document.documentElement.scrollWidth") <= size["width"], path
        weight = sum(bytes_ for kind, bytes_ in watch.fetched.values() if kind != "image")
        assert 0 < weight < LARGEST, (path, weight, watch.fetched)


@on_sqlite
def test_pages_are_read_without_javascript(
    browser: Browser, inside: Page, running: Running, report: str
) -> None:
    state = inside.context.storage_state()
    plain = browser.new_context(
        base_url=running.address, java_script_enabled=False, storage_state=state
    )
    page = plain.new_page()
    page.goto("/posyandu")
    expect(page.get_by_role("row").filter(has_text="Mawar")).to_be_visible()
    page.goto(PROFILE)
    page.locator("a.val").filter(has_text=WEIGHED).click()
    expect(page.locator(".big-value")).to_have_text("21 anak")
    page.get_by_role("link", name="Buka kiriman").click()
    expect(page.get_by_role("heading", level=2, name="Jawaban")).to_be_visible()
    plain.close()


@on_sqlite
def test_the_keyboard_reaches_the_content(inside: Page, report: str) -> None:
    inside.goto(PROFILE)
    inside.keyboard.press("Tab")
    expect(inside.locator(":focus")).to_have_text("Langsung ke isi halaman")
    inside.keyboard.press("Enter")
    inside.keyboard.press("Tab")
    assert inside.evaluate(MAIN)
    inside.locator("a.val").filter(has_text=WEIGHED).focus()
    inside.keyboard.press("Enter")
    expect(inside.get_by_role("dialog")).to_contain_text("21 anak")
    inside.keyboard.press("Escape")
    assert inside.evaluate("document.activeElement.textContent.includes('ditimbang, laki-laki')")
