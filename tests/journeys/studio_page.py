"""An officer's hands on the editor: questions added, written and moved, in a real browser."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Locator, Page, expect

INDONESIAN = ", Bahasa Indonesia (id)"


class Studio:
    """The editor with one manuscript open."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    def begin(cls, page: Page, title: str, frekuensi: str) -> Studio:
        """Begin a form from nothing."""
        page.goto("/formulir")
        page.get_by_role("link", name="Buat formulir").click()
        form = page.locator("form", has=page.get_by_role("button", name="Mulai menulis"))
        form.get_by_label("Judul formulir").fill(title)
        form.get_by_label("Seberapa sering diisi").select_option(frekuensi)
        form.get_by_role("button", name="Mulai menulis").click()
        studio = cls(page)
        page.locator(".s-tree .s-line").first.wait_for()
        return studio

    @property
    def card(self) -> Locator:
        """The card of the chosen question."""
        return self.page.locator(".s-card")

    @property
    def preview(self) -> FrameLocator:
        """The form as a phone shows it."""
        return self.page.frame_locator(".s-phone iframe")

    def add(self, kind: str, label: str) -> None:
        """Add a question of a kind behind the chosen one, and write its label."""
        self.page.keyboard.press("ControlOrMeta+Enter")
        self.page.locator(f'.s-kind[data-type="{kind}"]').click()
        self.card.locator("textarea").first.fill(label)

    def choices(self, *labels: str) -> None:
        """Write the choices of a question, pasted line by line."""
        self.card.get_by_role("button", name="Tempel beberapa").click()
        self.page.get_by_label("Satu pilihan tiap baris").fill("\n".join(labels))
        self.page.get_by_role("button", name="Tambahkan").click()
        expect(self.card.locator(".s-choice")).to_have_count(len(labels))

    def open_part(self, title: str) -> None:
        """Open a part of the card."""
        part = self.card.locator(".s-part", has_text=title)
        if part.get_attribute("open") is None:
            part.locator("summary").click()

    def line(self, words: str) -> Locator:
        """The line of a question in the outline."""
        return self.page.get_by_role("treeitem").filter(has_text=words)

    def choose(self, words: str) -> None:
        """Choose a question in the outline."""
        self.line(words).first.click()

    def order(self) -> list[str]:
        """The outline from the top, with the depth of each line."""
        script = (
            "lines => lines.map(l => `${l.ariaLevel} ${l.querySelector('.s-words').innerText}`)"
        )
        found: list[str] = self.page.locator(".s-line").evaluate_all(script)
        return found

    def drag(self, words: str, above: str) -> None:
        """Drag a question by its grip above another."""
        grip = self.line(words).locator(".s-grip").bounding_box()
        place = self.line(above).bounding_box()
        assert grip
        assert place
        mouse = self.page.mouse
        mouse.move(grip["x"] + 5, grip["y"] + 8)
        mouse.down()
        for y in (grip["y"] + 14, place["y"] + 12, place["y"] + 4):
            mouse.move(place["x"] + 60, y, steps=4)
        mouse.up()

    def saved(self) -> None:
        """Wait until all is saved."""
        expect(self.page.locator('#keadaan[data-state="tersimpan"]')).to_be_visible()

    def shown(self) -> int:
        """How many forms the preview has shown."""
        return int(self.page.locator("#pratinjau-kabar").get_attribute("data-shown") or 0)

    def question(self, label: str) -> Locator:
        """A question in the preview."""
        return self.preview.locator(".question-container").filter(has_text=label)
