"""A screen of a form drawn as a phone shows it: the first questions, and how each is answered. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.publish.guide_words import GuideQuestion, GuideSection
from app.publish.pdf_page import LINE, PdfPage, writable
from app.publish.pictures import INK, PAPER

PHONE_WIDTH = 46.0
PHONE_HEIGHT = 84.0
BAR = (14, 94, 84)
GREY = (120, 132, 145)
CHOICES_SHOWN = 4
_FRAME, _EDGE = 2.0, 3.5  # of the phone, and of the text in its screen


def draw_phone(pdf: PdfPage, x: float, y: float, form: str, section: GuideSection) -> None:
    """Draw a phone with as many of a section's questions as fit."""
    pdf.set_draw_color(*INK)
    pdf.set_fill_color(*PAPER)
    pdf.set_line_width(0.6)
    body = (x, y, PHONE_WIDTH, PHONE_HEIGHT)
    pdf.rect(*body, style="DF", round_corners=True, corner_radius=3.5)
    pdf.set_fill_color(*BAR)
    pdf.rect(x + _FRAME, y + 4, PHONE_WIDTH - 2 * _FRAME, 6, style="F")
    _line(pdf, x + _EDGE, y + 5.2, form, 6.5, bold=True, colour=PAPER)
    screen = _Screen(pdf, x + _EDGE, y + 12, PHONE_WIDTH - 2 * _EDGE, y + PHONE_HEIGHT - 6)
    screen.title(section.title)
    for question in section.questions:
        # What is asked only under a condition appears when it holds: at first it is not there.
        if not question.condition and not screen.question(question):
            screen.more()
            break
    pdf.set_draw_color(*INK)
    pdf.set_line_width(0.6)
    middle = x + PHONE_WIDTH / 2
    pdf.line(middle - 4, y + PHONE_HEIGHT - 2.4, middle + 4, y + PHONE_HEIGHT - 2.4)


class _Screen:
    """The screen of a phone, filled from the top."""

    def __init__(self, pdf: PdfPage, x: float, y: float, width: float, end: float) -> None:
        self._pdf, self._x, self._y, self._width, self._end = pdf, x, y, width, end

    def title(self, text: str) -> None:
        """Write the group's title."""
        self._y = self._pdf.say(self._x, self._y, self._width, text, 7.5, bold=True) + 1.2

    def question(self, question: GuideQuestion) -> bool:
        """Draw a question and its field; answer whether there was room."""
        star = " *" if question.required else ""
        label = question.label + star
        height = self._pdf.height_of(self._width, label, 6.5)
        choices = question.choices[:CHOICES_SHOWN]
        choices += ("\u2026",) if len(question.choices) > CHOICES_SHOWN else ()
        field = 3.6 * len(choices) if choices else 0.0 if question.kind == "note" else 6.0
        if self._y + height + field > self._end:
            return False
        colour = GREY if question.kind == "note" else INK
        self._y = self._pdf.say(self._x, self._y, self._width, label, 6.5, colour=colour) + 0.6
        if choices:
            self._options(choices, several=question.answer.startswith("Boleh"))
        elif field:
            self._field(question)
        self._y += 1.4
        return True

    def more(self) -> None:
        """Show that the screen goes on below."""
        _line(self._pdf, self._x + self._width / 2 - 1, self._end - 1.5, "\u2026", 9, colour=GREY)

    def _options(self, choices: tuple[str, ...], *, several: bool) -> None:
        self._pdf.set_draw_color(*GREY)
        self._pdf.set_line_width(0.25)
        for choice in choices:
            if choice == "\u2026":
                pass
            elif several:
                self._pdf.rect(self._x + 0.4, self._y + 0.3, 2.2, 2.2)
            else:
                self._pdf.ellipse(self._x + 0.4, self._y + 0.3, 2.2, 2.2)
            _line(self._pdf, self._x + 4, self._y, choice, 6, width=self._width - 4)
            self._y += 3.6

    def _field(self, question: GuideQuestion) -> None:
        pdf, x, y, width = self._pdf, self._x, self._y, self._width
        pdf.set_draw_color(*LINE)
        pdf.set_line_width(0.3)
        pdf.rect(x, y, width, 5, round_corners=True, corner_radius=0.8)
        pdf.set_draw_color(*GREY)
        words = _IN_FIELD.get(question.kind, "")
        _line(pdf, x + 1.2, y + 1, words, 6, colour=GREY, width=width - 6)
        _SIGNS.get(question.kind, _none)(pdf, x + width - 4.2, y + 0.9)
        self._y += 5.6


_IN_FIELD: Mapping[str, str] = {
    "integer": "0",
    "decimal": "0,0",
    "date": "Pilih tanggal",
    "time": "Pilih jam",
    "geopoint": "Ambil titik lokasi",
    "geotrace": "Gambar garis",
    "geoshape": "Gambar luas",
    "image": "Ambil foto",
    "select_one_from_file": "Pilih dari daftar",
    "select_one": "Pilih",
}


def _line(
    pdf: PdfPage,
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    bold: bool = False,
    colour: tuple[int, int, int] = INK,
    width: float = PHONE_WIDTH - 2 * _EDGE,
) -> None:
    """Write one line, cut where it is too long."""
    pdf.set_font("helvetica", "B" if bold else "", size)
    fit = writable(text)
    while fit and pdf.get_string_width(fit) > width:
        fit = fit.rstrip("\u2026")[:-1] + "\u2026"
    pdf.set_text_color(*colour)
    pdf.set_xy(x, y)
    pdf.cell(width, size * 0.46, fit)


def _calendar(pdf: PdfPage, x: float, y: float) -> None:
    pdf.rect(x, y + 0.4, 2.8, 2.6)
    pdf.line(x, y + 1.2, x + 2.8, y + 1.2)


def _camera(pdf: PdfPage, x: float, y: float) -> None:
    pdf.rect(x, y + 0.6, 3, 2.2)
    pdf.ellipse(x + 0.9, y + 1.1, 1.2, 1.2)


def _pin(pdf: PdfPage, x: float, y: float) -> None:
    pdf.ellipse(x + 0.6, y + 0.3, 1.8, 1.8)
    pdf.line(x + 0.8, y + 1.8, x + 1.5, y + 3.2)
    pdf.line(x + 2.2, y + 1.8, x + 1.5, y + 3.2)


def _open(pdf: PdfPage, x: float, y: float) -> None:
    pdf.line(x + 0.4, y + 1.2, x + 1.5, y + 2.3)
    pdf.line(x + 1.5, y + 2.3, x + 2.6, y + 1.2)


def _none(pdf: PdfPage, x: float, y: float) -> None:
    pass


_SIGNS: Mapping[str, Callable[[PdfPage, float, float], None]] = {
    "date": _calendar,
    "image": _camera,
    "geopoint": _pin,
    "geotrace": _pin,
    "geoshape": _pin,
    "select_one_from_file": _open,
    "select_one": _open,
}
