"""An officer uploads versions that count otherwise or break answers, sees that, and releases them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.integration.installation import Simpul
from tests.integration.released_forms import chosen
from tests.integration.released_forms import report as report_of_choices
from tests.integration.submissions import MAWAR, MELATI, month_before, stamp
from tests.integration.workbooks import FORM, workbook
from tests.journeys.browser import NARROW, WIDE
from tests.journeys.entering import enter
from tests.journeys.running import Running, eventually, running_on

pytestmark = pytest.mark.browser

OFFICER = "petugas.formulir"
FIRST, SECOND = "2026112301", "2026112302"


@pytest.fixture(scope="module")
def running(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A served installation."""
    with running_on("sqlite", prepared_home, tmp_path_factory.mktemp("akibat")) as running:
        running.simpul.add_user("opd", "", "kesehatan", name=OFFICER)
        yield running


def upload(page: Page, version: str, **changes: str) -> None:
    """Choose a workbook and send it."""
    page.goto("/formulir")
    send_file(page, workbook(version, **changes))


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
    page, watch = enter(browser, running, OFFICER, path="/formulir")
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


def test_a_workbook_changed_in_excel_is_stopped_until_its_version_is_typed(
    browser: Browser, running: Running
) -> None:
    page, watch = enter(browser, running, OFFICER, path="/formulir")
    page.goto("/formulir")
    send_file(page, chosen(FIRST))
    page.get_by_text("Terbitkan", exact=True).click()
    page.get_by_role("button", name=f"Terbitkan versi {FIRST}").click()
    assert report_of_choices(running.simpul, MAWAR, peserta="41", dana="desa warga") == 201
    assert report_of_choices(running.simpul, MELATI, peserta="52", dana="desa") == 201

    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    page.goto("/formulir")
    send_file(page, changed_in_excel(Path(str(download.value.path()))))
    expect(page.get_by_text("merusak jawaban lama: 1 perubahan")).to_be_visible()
    page.get_by_role("button", name="Lihat akibat, lalu terbitkan").click()
    row = page.get_by_role("row").filter(has_text="Pilihan hilang")
    expect(row).to_contain_text("Dana Desa (desa)")
    expect(row.get_by_role("cell").last).to_have_text("2")  # counted by the worker meanwhile
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.set_viewport_size(WIDE)

    typed, button = page.get_by_label("untuk menyetujui"), f"Terbitkan versi {SECOND}"
    page.get_by_role("button", name=button).click()
    expect(typed).to_be_focused()  # the browser asks for it
    typed.fill(FIRST)
    page.get_by_label("Bulan", exact=True).select_option(index=1)
    expect(page.get_by_label("Mulai bulan")).to_be_checked()
    page.get_by_label("Sekarang").check()
    expect(page.get_by_label("Bulan", exact=True)).to_have_value("")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(f"Yang Anda ketik, “{FIRST}”, bukan nomor versinya.")).to_be_visible()
    page.get_by_label("untuk menyetujui").fill(SECOND)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(f"Versi {SECOND} terbit.")).to_be_visible()
    page.get_by_role("link", name="Bandingkan versi").click()
    expect(page.get_by_role("heading", name="2 perubahan")).to_be_visible()
    assert not watch.problems


def send_file(page: Page, content: bytes) -> None:
    """Choose a workbook and send it, on the page of all forms."""
    file: FilePayload = {"name": "uji.xlsx", "mimeType": "", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("#unggah button").click()


def changed_in_excel(file: Path) -> bytes:
    """The downloaded workbook with another version, a choice less, and another label."""
    book = load_workbook(io.BytesIO(file.read_bytes()))
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=2):
            words = {str(cell.value): cell for cell in row if cell.value}
            if FIRST in words:
                words[FIRST].value = SECOND
            elif "Catatan" in words:
                words["Catatan"].value = "Kendala"
            elif "Dana Desa" in words:
                sheet.delete_rows(words["Dana Desa"].row or 0)
                break
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
