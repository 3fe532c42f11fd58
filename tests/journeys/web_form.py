"""A person's hands on ODK Web Forms: questions by their words, in a real browser."""

from __future__ import annotations

import base64

from playwright.sync_api import Locator, Page, expect

from tests.integration.installation import PASSWORD

PHOTO_SIZE = (3000, 2000)
REST = 1200  # milliseconds; twice the rest after which a change is kept
_DRAWN: list[bytes] = []
_DRAW = """([width, height]) => {
  const canvas = Object.assign(document.createElement("canvas"), {width, height});
  const pen = canvas.getContext("2d");
  for (let at = 0; at < 4000; at += 1) {
    pen.fillStyle = `hsl(${at * 7 % 360} 70% ${20 + at % 60}%)`;
    pen.fillRect(at * 131 % width, at * 197 % height, 260, 40);
  }
  return canvas.toDataURL("image/jpeg", 0.95).split(",")[1];
}"""


def log_in(page: Page, name: str, onward: str = "/isi") -> None:
    """Type name and password on the login page and go on."""
    page.goto(f"/login?lanjut={onward}")
    page.get_by_label("Nama akun").fill(name)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url(lambda url: "/login" not in url)


def phone_photo(page: Page) -> bytes:
    """A JPEG as large as a phone takes them, drawn once."""
    if not _DRAWN:
        _DRAWN.append(base64.b64decode(page.evaluate(_DRAW, PHOTO_SIZE)))
    return _DRAWN[0]


class WebForm:
    """One open form."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    def open(cls, page: Page, path: str) -> WebForm:
        """Open a page with a form and wait for its questions."""
        page.goto(path)
        return cls(page).ready()

    def ready(self) -> WebForm:
        """The form once its questions stand there."""
        self.page.locator(".odk-form .questions-card").wait_for()
        return self

    def question(self, label: str) -> Locator:
        """The part of the page that asks one question."""
        words = self.page.locator(".control-text label").get_by_text(label, exact=True)
        return self.page.locator(".question-container", has=words)

    def choose(self, label: str, option: str) -> None:
        """Choose from a list that opens."""
        self.question(label).locator(".p-select").click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def offered(self, label: str) -> list[str]:
        """What a list offers."""
        self.question(label).locator(".p-select").click()
        self.page.get_by_role("option").first.wait_for()
        found = self.page.get_by_role("option").all_inner_texts()
        self.page.keyboard.press("Escape")
        return [text.strip() for text in found]

    def mark(self, label: str, option: str) -> None:
        """Choose one of the answers that stand below a question."""
        self.question(label).locator("label.value-option").get_by_text(option).click()

    def write(self, label: str, text: str) -> None:
        """Write a text or a number, over what stands there."""
        field = self.question(label).locator("input").first
        field.click()
        field.press("ControlOrMeta+a")
        field.press_sequentially(text)
        field.press("Tab")

    def today(self, label: str) -> None:
        """Choose this day in the calendar."""
        self.question(label).locator("input").click()
        self.page.get_by_role("button", name="Hari ini").click()
        self.page.keyboard.press("Escape")

    def take(self, label: str, photo: bytes) -> None:
        """Choose a photo, and wait until it is shown."""
        place = self.question(label)
        place.locator("input[type=file]").last.set_input_files(
            {"name": "IMG_2043.JPG", "mimeType": "image/jpeg", "buffer": photo}
        )
        place.get_by_alt_text("Foto yang dipilih").wait_for()

    def value(self, label: str) -> str:
        """What stands in a field."""
        return self.question(label).locator("input").first.input_value()

    def head(self, posyandu: str = "Posyandu Mawar", kader: str = "Siti Rahmah") -> None:
        """Answer the questions every monthly report begins with."""
        self.choose("Kecamatan", "Tenggarong")
        self.choose("Desa atau kelurahan", "Maluhu")
        self.choose("Posyandu", posyandu)
        self.today("Bulan yang dilaporkan")
        self.write("Nama Anda", kader)

    def nothing_happened(self, bidang: str) -> None:
        """Answer a whole monthly report of a month without activities."""
        self.head()
        self.mark(f"Apakah ada kegiatan bidang {bidang} bulan ini?", "Nihil")
        self.mark("Mengapa bulan ini nihil?", "Tidak ada yang perlu dilaporkan")

    def fill_zeros(self) -> None:
        """Write 0 where a number is still missing, until no new question appears."""
        numbers = self.page.locator("input.p-inputnumber-input:enabled")
        at = 0
        while at < numbers.count():
            field = numbers.nth(at)
            if not field.input_value():
                field.press("0")
            at += 1

    def send(self) -> None:
        """Press the one button at the end."""
        self.page.get_by_role("button", name="Kirim", exact=True).click()

    def kept(self) -> None:
        """Wait until the page says that what was typed is kept on this device.

        It says so of an earlier change, too: the last one is kept after a moment of rest.
        """
        self.page.wait_for_timeout(REST)
        expect(self.page.locator("#keadaan")).to_contain_text("Tersimpan di perangkat ini")
