"""The small pictures of the printed sheets, drawn line by line. Pure."""

from __future__ import annotations

from collections.abc import Callable

from fpdf import FPDF

INK = (20, 39, 61)
GOLD = (232, 178, 69)
PAPER = (255, 255, 255)
# Everything is drawn in a square of 20 and scaled to the size wanted.
SQUARE = 20.0


class Pen:
    """Draws in a square of 20 at a place of the page, whatever its size there."""

    def __init__(self, pdf: FPDF, x: float, y: float, size: float) -> None:
        self._pdf, self._x, self._y, self._k = pdf, x, y, size / SQUARE
        pdf.set_draw_color(*INK)
        pdf.set_line_width(0.9 * self._k)

    def box(self, x: float, y: float, w: float, h: float, fill: tuple[int, int, int]) -> None:
        """A box with rounded corners."""
        self._pdf.set_fill_color(*fill)
        place = self._x + x * self._k, self._y + y * self._k, w * self._k, h * self._k
        self._pdf.rect(*place, style="DF", round_corners=True, corner_radius=1.2 * self._k)

    def spot(self, x: float, y: float, w: float, h: float) -> None:
        """A filled box without an outline."""
        self._pdf.set_fill_color(*INK)
        self._pdf.rect(
            self._x + x * self._k, self._y + y * self._k, w * self._k, h * self._k, style="F"
        )

    def line(self, *points: tuple[float, float]) -> None:
        """Lines from point to point."""
        at = [(self._x + x * self._k, self._y + y * self._k) for x, y in points]
        for (x1, y1), (x2, y2) in zip(at, at[1:], strict=False):
            self._pdf.line(x1, y1, x2, y2)


def _phone(pen: Pen) -> None:
    pen.box(5, 0.5, 10, 19, PAPER)
    pen.line((8.5, 17.4), (11.5, 17.4))


def install(pen: Pen) -> None:
    """A phone that takes something in."""
    _phone(pen)
    pen.line((10, 4), (10, 11))
    pen.line((7, 8.4), (10, 11.4), (13, 8.4))
    pen.line((6.8, 14), (13.2, 14))


def press(pen: Pen) -> None:
    """A phone with one large button."""
    _phone(pen)
    pen.box(6.6, 7, 6.8, 5, GOLD)
    _code(pen, 8.4, 7.9, 0.46)


def scan(pen: Pen) -> None:
    """The corners of a camera around a code."""
    for x, y, right, down in ((1, 1, 1, 1), (19, 1, -1, 1), (1, 19, 1, -1), (19, 19, -1, -1)):
        pen.line((x + 4 * right, y), (x, y), (x, y + 4 * down))
    _code(pen, 5, 5, 1.43)


def _code(pen: Pen, x: float, y: float, unit: float) -> None:
    for row, dots in enumerate(
        ("1110111", "1010101", "1110011", "0001010", "1110110", "1010001", "1110111")
    ):
        for column, dot in enumerate(dots):
            if dot == "1":
                pen.spot(x + column * unit, y + row * unit, unit, unit)


def fill_in(pen: Pen) -> None:
    """A form with ticks, and an arrow that leaves it."""
    pen.box(2, 0.5, 12, 19, PAPER)
    for y in (5.0, 10.0, 15.0):
        pen.line((4, y), (5.2, y + 1.3), (7.2, y - 1.6))
        pen.line((8.6, y), (12, y))
    pen.line((14.6, 10), (19, 10))
    pen.line((16.8, 7.8), (19, 10), (16.8, 12.2))


STEPS: tuple[tuple[Callable[[Pen], None], str, str], ...] = (
    (install, "Pasang ODK Collect", "Buka Play Store, cari ODK Collect, lalu pasang."),
    (press, "Ketuk Konfigurasi dengan QR kode", "Tombol ini ada di layar pertama ODK Collect."),
    (scan, "Arahkan kamera ke kode ini", "Tahan sebentar sampai layar berganti."),
    (fill_in, "Ketuk Mulai isi formulir", "Bisa tanpa sinyal. Kiriman berangkat sendiri."),
)
