"""A form as a printed guide: what it is for, how to begin, and every screen with its questions. Pure.

Each screen is drawn as a small phone beside its questions: the same order, the same words, so that who
learns from paper finds the way on the phone.
"""

from __future__ import annotations

from datetime import datetime

from app.publish.guide_words import DEPENDS, Guide, GuideQuestion, GuideSection
from app.publish.pdf_page import MARGIN, SOFT, WHITE, PdfPage
from app.publish.phone_drawing import PHONE_HEIGHT, PHONE_WIDTH, draw_phone
from app.publish.pictures import INK

BAND = (14, 94, 84)
PALE = (238, 243, 246)
FOOT = 14.0
GAP = 6.0
NUMBER = 9.0  # the column of question numbers
STEPS = (
    "Buka ODK Collect di ponsel, lalu ketuk Mulai isi formulir.",
    "Pilih \u201c{title}\u201d. Tanpa ponsel Android: masuk ke Simpul di peramban, buka Isi formulir.",
    "Isi dari atas ke bawah, geser ke layar berikutnya. Tanda * berarti wajib diisi.",
    "Di akhir, ketuk Finalisasi. Formulir terkirim sendiri begitu ada sinyal.",
)


class _GuidePage(PdfPage):
    """An A4 page with its foot: which guide, which version, which page."""

    def __init__(self, guide: Guide, made_at: datetime) -> None:
        super().__init__("A4", made_at, f"Panduan {guide.title}")
        self._foot = f"Panduan {guide.title}, versi {guide.version}"
        self.y_at = MARGIN
        self._taken, self.drawn_to = 0.0, 0.0

    def stand_beside(self, width: float, height: float) -> None:
        """Leave room on the right, from here so far down this page."""
        self._taken, self.drawn_to = width, self.y_at + height

    @property
    def text_width(self) -> float:
        """Answer the width left beside a drawing, or the whole where there is none."""
        whole = self.w - 2 * MARGIN
        return whole - self._taken if self.y_at < self.drawn_to else whole

    def footer(self) -> None:
        """Write the foot of a page, as the library calls for it."""
        self.say(MARGIN, self.h - FOOT + 3, 150, self._foot, 8, colour=SOFT)
        right = f"Halaman {self.page_no()} dari {{nb}}"
        self.say(self.w - MARGIN - 40, self.h - FOOT + 3, 40, right, 8, colour=SOFT, align="R")

    def room(self, height: float) -> None:
        """Begin a new page where so much does not fit any more."""
        if self.y_at + height > self.h - FOOT:
            self.add_page()
            self.y_at, self.drawn_to = MARGIN, 0.0


def guide_pdf(guide: Guide, made_at: datetime) -> bytes:
    """Answer the guide as an A4 PDF: the same bytes for the same version."""
    pdf = _GuidePage(guide, made_at)
    pdf.add_page()
    _draw_head(pdf, guide)
    for section in guide.sections:
        _draw_section(pdf, guide, section)
    return bytes(pdf.output())


def _draw_head(pdf: _GuidePage, guide: Guide) -> None:
    pdf.set_fill_color(*BAND)
    width = pdf.w - 2 * MARGIN
    height = 20 + pdf.height_of(width, guide.title, 20, bold=True)
    pdf.rect(0, 0, pdf.w, height, style="F")
    y = pdf.say(MARGIN, 7, width, f"Panduan formulir, bidang {guide.bidang}", 10, colour=WHITE)
    pdf.say(MARGIN, y + 1, width, guide.title, 20, bold=True, colour=WHITE)
    y = pdf.say(MARGIN, height + 5, width, "Untuk apa", 12, bold=True)
    for line in guide.purpose:
        y = pdf.say(MARGIN, y + 0.5, width, line, 10.5)
    y = pdf.say(MARGIN, y + 4, width, "Cara memulai", 12, bold=True)
    for number, step in enumerate(STEPS, start=1):
        pdf.say(MARGIN, y + 0.8, 6, f"{number}.", 10.5, bold=True)
        y = pdf.say(MARGIN + 6, y + 0.8, width - 6, step.format(title=guide.title), 10.5)
    pdf.y_at = y + 7


def _draw_section(pdf: _GuidePage, guide: Guide, section: GuideSection) -> None:
    pdf.room(PHONE_HEIGHT + 16)
    _draw_title(pdf, section)
    pdf.stand_beside(PHONE_WIDTH + GAP, PHONE_HEIGHT + 3)
    draw_phone(pdf, pdf.w - MARGIN - PHONE_WIDTH, pdf.y_at, guide.title, section)
    before: GuideQuestion | None = None
    for question in section.questions:
        _draw_question(pdf, question, before)
        before = question if question.number else before
    pdf.y_at = max(pdf.y_at, pdf.drawn_to) + 5


def _draw_title(pdf: _GuidePage, section: GuideSection) -> None:
    width = pdf.w - 2 * MARGIN
    pdf.set_fill_color(*PALE)
    pdf.rect(MARGIN, pdf.y_at, width, 8.5, style="F")
    pdf.say(MARGIN + 2, pdf.y_at + 1.4, width - 4, section.title, 12.5, bold=True)
    pdf.y_at += 10
    notes = [f"Layar ini hanya muncul bila {section.condition}."] if section.condition else []
    if section.repeats:
        notes.append("Dapat diulang: ketuk Tambah untuk baris berikutnya.")
    for note in notes:
        pdf.y_at = pdf.say(MARGIN + 2, pdf.y_at, width - 4, note, 9.5, colour=SOFT)
    pdf.y_at += 1.5


def _draw_question(pdf: _GuidePage, question: GuideQuestion, before: GuideQuestion | None) -> None:
    lines, left = _lines(question, before), MARGIN + NUMBER
    width = pdf.text_width - NUMBER
    pdf.room(sum(pdf.height_of(width, text, size, bold=bold) for text, size, bold, _ in lines) + 4)
    width = pdf.text_width - NUMBER  # on a new page there may be more
    if question.number:
        pdf.say(MARGIN + 1, pdf.y_at, NUMBER - 1, f"{question.number}.", 10.5, bold=True)
    for text, size, bold, colour in lines:
        pdf.y_at = pdf.say(left, pdf.y_at, width, text, size, bold=bold, colour=colour)
    pdf.y_at += 2.8


def _lines(
    question: GuideQuestion, before: GuideQuestion | None
) -> list[tuple[str, float, bool, tuple[int, int, int]]]:
    """What stands of a question, line by line: text, size, bold, colour."""
    if question.kind == "note":
        when = f" (muncul bila {question.condition})" if question.condition else ""
        when = " (muncul bila perlu)" if DEPENDS in when else when
        return [(f"Keterangan{when}: {question.label}", 9.5, False, SOFT)]
    star = " *" if question.required else ""
    found = [(f"{question.label}{star}", 10.5, True, INK)]
    if question.hint:
        found.append((question.hint, 9.5, False, INK))
    if question.choices:
        marks = "   ".join(f"\u2022\u00a0{one}" for one in question.choices)
        found.append((f"{question.answer}:  {marks}", 9.5, False, INK))
    else:
        found.append((f"{question.answer}.", 9.5, False, INK))
    if question.rule:
        found.append((f"Aturan: {question.rule}", 9.5, False, SOFT))
    if question.condition:
        same = before is not None and before.condition == question.condition
        when = f"hanya bila {question.condition}" if not same else "dengan syarat yang sama"
        found.append((f"Ditanyakan {when}.", 9.5, False, SOFT))
    return found
