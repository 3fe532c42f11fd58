"""Takes the pictures of docs/images from the full demo: `python -m tests.journeys.screenshots`.

The demo is made in a folder of its own, served, photographed at the width of an office laptop and of
a kader's phone, and removed. The Posyandu, people and numbers in the pictures are invented.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from app.demo.service import PASSWORD
from tests.bench.installation import ROOT
from tests.bench.servers import our_server
from tests.journeys.browser import NARROW, WIDE, chromium
from tests.journeys.workbooks import mistaken_workbook

IMAGES = ROOT / "docs" / "images"
LARGEST = 250_000  # bytes of one picture
HERE = "area=64.02.06&periode={month}"
PILOT = "/posyandu/64.02.06.1011.001"
Shot = Callable[[Page, str], None]


def open_page(path: str) -> Shot:
    """A picture of a page."""

    def shot(page: Page, month: str) -> None:
        page.goto(path + ("&" if "?" in path else "?") + HERE.format(month=month))

    return shot


def login_page(page: Page, _month: str) -> None:
    """The page before anything, as a stranger sees it."""
    page.context.clear_cookies()
    page.goto("/login")


def value_panel(page: Page, month: str) -> None:
    """A profile with the source of one value beside it."""
    open_page(f"{PILOT}?bidang=kesehatan")(page, month)
    page.locator("a.val").filter(has_text="D: balita yang ditimbang, laki-laki").click()
    page.locator("#panel .big-value").wait_for()


def waiting_submission(page: Page, month: str) -> None:
    """A report with a photo that waits for a decision."""
    open_page("/kiriman?bidang=kesehatan&status=belum_ditinjau")(page, month)
    page.locator("tr", has=page.locator("td[data-label=Berkas]:not(.none)")).locator(
        "a.row-link"
    ).first.click()


def findings(page: Page, month: str) -> None:
    """What is wrong with an uploaded workbook."""
    open_page("/formulir")(page, month)
    page.locator("input[type=file]").set_input_files(
        {"name": "kelas-ibu.xlsx", "mimeType": "", "buffer": mistaken_workbook()}
    )
    page.locator("#unggah button").click()


def editor(page: Page, month: str) -> None:
    """A form being written, with the preview beside it."""
    open_page("/formulir/naskah/baru")(page, month)
    own = page.locator("form", has=page.locator("input[value=kes_balita]"))
    own.get_by_role("button", name="Ubah formulir ini").click()
    page.locator(".s-words").filter(has_text="Di mana anak dilayani?").click()
    if page.locator(".s-notice").is_visible():
        page.locator(".s-notice button").last.click()
    if page.locator(".s-preview").is_visible():
        page.locator("#pratinjau-kabar:not([data-shown='0'])").wait_for(timeout=60_000)


def heard_phone(page: Page, month: str) -> None:
    """A phone that sent reports, as an operator reads it out."""
    open_page("/perangkat?keadaan=aktif")(page, month)
    page.locator("a.row-link").first.click()


def print_sheet(page: Page) -> bytes:
    """The printed invitation of one kader, from the PDF, by pdftoppm of poppler-utils."""
    page.goto("/perangkat/undang/64.02.06.1011")
    for box in page.locator("input[name=kader]:checked").all():
        box.uncheck()
    page.locator("input[name=kader]").first.check()
    page.get_by_label("Siapa yang boleh dihubungi").fill("Ibu Rina (DPMD), 0812 3456 7890")
    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh lembar (PDF)").click()
    command = ["pdftoppm", "-r", "90", "-png", "-singlefile", str(download.value.path())]
    return subprocess.run(command, capture_output=True, check=True).stdout


SHOTS: Mapping[str, Shot] = {
    "beranda": open_page("/"),
    "posyandu": open_page("/posyandu"),
    "profil": open_page(f"{PILOT}?bidang=kesehatan"),
    "sumber": value_panel,
    "kiriman": waiting_submission,
    "formulir": open_page("/formulir"),
    "pemeriksaan": findings,
    "editor": editor,
    "registri": open_page("/pengaturan/posyandu"),
    "penggelaran": open_page("/pengaturan/penggelaran"),
    "perangkat": open_page("/perangkat?keadaan=aktif"),
    "ponsel": heard_phone,
    "dikembalikan": open_page("/dikembalikan"),
    "masuk": login_page,
}
SIZES: Mapping[str, ViewportSize] = {"1280": WIDE, "390": NARROW}


@contextmanager
def demo_server() -> Iterator[str]:
    """The full demo, served; its address."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("SIMPUL_")}
    with tempfile.TemporaryDirectory(prefix="simpul-gambar-") as folder:
        environ = {**outside, "SIMPUL_HOME": folder, "FLASK_APP": "wsgi.py"}
        subprocess.run([sys.executable, "-m", "flask", "demo"], env=environ, cwd=ROOT, check=True)
        with our_server(environ, 4, Path(folder) / "server.log") as server:
            yield f"http://127.0.0.1:{server.port}"


def take(browser: Browser, address: str, size: str) -> None:
    """Take every picture at one size; the month before this one, which is the fullest."""
    context = browser.new_context(
        base_url=address, viewport=SIZES[size], locale="id-ID", timezone_id="Asia/Makassar"
    )
    page = context.new_page()
    log_in(page)
    month = page.locator("select[name=periode] option").nth(1).get_attribute("value") or ""
    for name, shot in SHOTS.items():
        shot(page, month)
        page.wait_for_load_state("networkidle")
        picture = page.screenshot(animations="disabled")
        if len(picture) > LARGEST:
            raise ValueError(f"{name}-{size}.png has {len(picture)} bytes")
        (IMAGES / f"{name}-{size}.png").write_bytes(picture)
        if name == "ponsel" and size == "1280":
            (IMAGES / "undangan.png").write_bytes(print_sheet(page))
    context.close()


def log_in(page: Page) -> None:
    """Become the demo's admin."""
    page.goto("/login")
    page.get_by_label("Nama akun").fill("admin")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()


def main() -> None:
    """Take all pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with demo_server() as address, chromium() as browser:
        for size in SIZES:
            take(browser, address, size)
    sys.stdout.write(f"{len(SHOTS) * len(SIZES)} gambar di {IMAGES}\n")


if __name__ == "__main__":
    main()
