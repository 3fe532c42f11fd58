"""A page of print: the fonts every PDF reader has, and the colours of all sheets. Pure.

What the fonts cannot write (no Indonesian name needs it) becomes a question mark.
"""

from __future__ import annotations

from datetime import datetime

from fpdf import FPDF

from app.publish.pictures import INK

SOFT = (84, 96, 110)
LINE = (200, 207, 214)
WHITE = (255, 255, 255)
SMALLEST_NAME = 11.0
WRITABLE = "cp1252"  # what the ordinary fonts of a PDF can write
MARGIN = 10.0


def writable(text: str) -> str:
    """Answer a text with what the fonts cannot write as question marks."""
    return text.encode(WRITABLE, "replace").decode(WRITABLE)


class PdfPage(FPDF):
    """A PDF in the ordinary fonts, its text made fit for them."""

    def __init__(self, size: str | tuple[float, float], made_at: datetime, title: str) -> None:
        super().__init__(format=size)
        self.core_fonts_encoding = WRITABLE
        self.set_auto_page_break(False)
        self.set_margin(MARGIN)
        self.set_creation_date(made_at)
        self.set_title(title)
        self.set_lang("id")

    def say(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: tuple[int, int, int] = INK,
        align: str = "L",
    ) -> float:
        """Write a text that wraps; answer where the next may begin."""
        self.set_font("helvetica", "B" if bold else "", size)
        self.set_text_color(*colour)
        self.set_xy(x, y)
        fit = writable(text)
        self.multi_cell(width, size * 0.46, fit, align=align, new_x="LEFT", new_y="NEXT")
        return self.get_y()

    def height_of(self, width: float, text: str, size: float, *, bold: bool = False) -> float:
        """Answer how high a text that wraps will be."""
        self.set_font("helvetica", "B" if bold else "", size)
        height = self.multi_cell(width, size * 0.46, writable(text), dry_run=True, output="HEIGHT")
        return height if isinstance(height, float) else 0.0

    def say_name(self, y: float, name: str, size: float) -> float:
        """Write a name in one white bold line, smaller when it is long, cut when it is very long."""
        width, fit = self.w - 2 * MARGIN, writable(name)
        self.set_font("helvetica", "B", size)
        while self.get_string_width(fit) > width - 2 and size > SMALLEST_NAME:
            size -= 0.5
            self.set_font_size(size)
        while self.get_string_width(fit) > width - 2:
            fit = fit.rstrip("\u2026")[:-1] + "\u2026"
        return self.say(MARGIN, y, width, fit, size, bold=True, colour=WHITE)
