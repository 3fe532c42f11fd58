"""The printed sheets: one invitation a kader, and what was returned, a desa a page. Pure.

Printed with the fonts every PDF reader has; what they cannot write (no Indonesian name needs it) becomes
a question mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import segno
from fpdf import FPDF

from app.publish.pdf_page import LINE, MARGIN, SOFT, WHITE, PdfPage
from app.publish.pictures import STEPS, Pen

QR_SIZE = 80.0
A5 = 148.0, 210.0  # by its measures: the name warns of a mistake of older releases
SHEETS_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kader's invitation: whose, where, the QR code, and until when a phone may come with it."""

    kader: str
    posyandu: str
    desa: str
    kecamatan: str
    colour: str
    qr: segno.QRCode
    valid_until: str


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One returned report as a kader must hear of it."""

    posyandu: str
    kader: str
    form: str
    period: str
    reason: str
    returned: str


def invitation_pdf(sheets: Iterable[Sheet], help_line: str, made_at: datetime) -> bytes:
    """Answer a PDF with one A5 sheet for each kader; `help_line` says whom to call."""
    pdf = PdfPage(A5, made_at, "Undangan Simpul untuk kader")
    for sheet in sheets:
        pdf.add_page()
        _draw_head(pdf, sheet)
        draw_qr(pdf, sheet.qr, (pdf.w - QR_SIZE) / 2, 36, QR_SIZE)
        y = _draw_steps(pdf, 118)
        _draw_foot(pdf, sheet, help_line, y)
    return bytes(pdf.output())


def _draw_head(pdf: PdfPage, sheet: Sheet) -> None:
    pdf.set_fill_color(*_rgb(sheet.colour))
    pdf.rect(0, 0, pdf.w, 35, style="F")
    width = pdf.w - 2 * MARGIN
    pdf.say(MARGIN, 5, width, "Formulir Posyandu di ponsel Anda", 10, colour=WHITE)
    y = pdf.say_name(10.5, sheet.kader, 19)
    y = pdf.say_name(y + 0.5, sheet.posyandu, 13)
    pdf.say(MARGIN, y, width, f"{sheet.desa}, Kecamatan {sheet.kecamatan}", 10, colour=WHITE)


def draw_qr(pdf: FPDF, qr: segno.QRCode, x: float, y: float, size: float) -> None:
    """Draw a QR code as boxes, sharp at any size, with the white border readers need."""
    matrix = list(qr.matrix)
    unit = size / (len(matrix) + 8)
    pdf.set_fill_color(0, 0, 0)
    for row, dots in enumerate(matrix):
        start = None
        for column, dot in enumerate([*dots, 0]):
            if dot and start is None:
                start = column
            elif not dot and start is not None:
                left, top = x + (start + 4) * unit, y + (row + 4) * unit
                # A hair wider and higher than its place: readers of PDF leave no white lines between.
                pdf.rect(left, top, (column - start) * unit, unit * 1.03, style="F")
                start = None


def _draw_steps(pdf: PdfPage, y: float) -> float:
    for number, (picture, title, more) in enumerate(STEPS, start=1):
        picture(Pen(pdf, MARGIN + 1, y, 13))
        pdf.say(MARGIN + 17, y + 0.2, 9, f"{number}.", 15, bold=True)
        pdf.say(MARGIN + 26, y + 0.2, pdf.w - 2 * MARGIN - 26, title, 14, bold=True)
        pdf.say(MARGIN + 26, y + 7, pdf.w - 2 * MARGIN - 26, more, 10.5, colour=SOFT)
        y += 16.5
    return y


def _draw_foot(pdf: PdfPage, sheet: Sheet, help_line: str, y: float) -> None:
    pdf.set_draw_color(*LINE)
    pdf.set_line_width(0.3)
    pdf.line(MARGIN, y + 0.5, pdf.w - MARGIN, y + 0.5)
    width = pdf.w - 2 * MARGIN
    call = f"Bingung? Hubungi {help_line}" if help_line else "Bingung? Hubungi " + "." * 44
    y = pdf.say(MARGIN, y + 2, width, call, 11.5, bold=True)
    pdf.say(
        MARGIN,
        y + 0.5,
        width,
        f"Untuk satu ponsel. Berlaku sampai {sheet.valid_until}. "
        "Jangan difoto atau dibagikan di grup percakapan.",
        9.5,
        colour=SOFT,
    )


def returned_pdf(desa: Sequence[tuple[str, Sequence[ReturnedLine]]], made_at: datetime) -> bytes:
    """Answer a PDF of what was returned: each desa begins a page, each report says what to correct."""
    pdf = PdfPage("A4", made_at, "Laporan yang dikembalikan")
    for name, lines in desa:
        y = _returned_head(pdf, name, len(lines))
        for line in lines:
            if y > pdf.h - 48:
                y = _returned_head(pdf, f"{name} (lanjutan)", len(lines))
            y = _returned_line(pdf, line, y)
    return bytes(pdf.output())


def _returned_head(pdf: PdfPage, name: str, count: int) -> float:
    pdf.add_page()
    width = pdf.w - 2 * MARGIN
    y = pdf.say(MARGIN, 12, width, "Laporan yang perlu diperbaiki", 18, bold=True)
    y = pdf.say(MARGIN, y, width, f"{name}: {count} laporan", 12, colour=SOFT)
    how = (
        "Di ODK Collect buka Terkirim, pilih laporan, ketuk gambar pensil, perbaiki, lalu Finalisasi. "
        "Bila laporan tidak ada lagi di ponsel, isi laporan baru untuk bulan yang sama."
    )
    return pdf.say(MARGIN, y + 1, width, how, 10.5) + 4


def _returned_line(pdf: PdfPage, line: ReturnedLine, y: float) -> float:
    width = pdf.w - 2 * MARGIN
    pdf.set_draw_color(*LINE)
    pdf.set_line_width(0.3)
    pdf.line(MARGIN, y - 1.5, pdf.w - MARGIN, y - 1.5)
    pdf.rect(MARGIN, y + 0.6, 4.5, 4.5)  # a box to tick
    left, room = MARGIN + 8, width - 8
    y = pdf.say(left, y, room, f"{line.form}, {line.period}", 12, bold=True)
    who = f"{line.posyandu}" + (f", kader {line.kader}" if line.kader else "")
    y = pdf.say(left, y, room, f"{who}. Dikembalikan {line.returned}.", 10, colour=SOFT)
    return pdf.say(left, y + 0.5, room, f"Alasan: {line.reason}", 11) + 5


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
