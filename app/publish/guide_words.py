"""What a printed guide says of a form: screens, questions, choices and rules, from the form. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from app.publish.guide_conditions import Asked, condition_words
from app.registry.bidang import BY_KEY
from xlsform.languages import default_language, label_in, settings_row
from xlsform.outline import Entry, outline
from xlsform.question_types import BEGINS, FROM_FILE, SELECTS, SEVERAL, UNSEEN
from xlsform.sheets import Row, Workbook

TYPES = {
    "text": "Tulisan",
    "integer": "Angka bulat",
    "decimal": "Angka, boleh dengan koma",
    "date": "Tanggal",
    "time": "Jam",
    "datetime": "Tanggal dan jam",
    "dateTime": "Tanggal dan jam",
    "geopoint": "Titik lokasi",
    "geotrace": "Garis pada peta",
    "geoshape": "Luas pada peta",
    "image": "Foto",
    "audio": "Rekaman suara",
    "video": "Rekaman gambar",
    "file": "Berkas",
    "barcode": "Kode batang",
    "acknowledge": "Centang",
    "range": "Geser ke angka",
    "rank": "Urutkan",
    "note": "Keterangan",
}
UNGROUPED = "Pertanyaan"
DEPENDS = "jawaban sebelumnya memerlukannya"
OFTEN = {
    "bulanan": "Diisi satu kali sebulan untuk setiap Posyandu, juga bila tidak ada kegiatan.",
    "sekali": "Diisi satu kali untuk setiap Posyandu, dan diisi lagi bila ada yang berubah.",
}
ABOUT = {
    "orang": "Diisi setiap kali satu warga dilayani atau dikunjungi.",
    "keluarga": "Diisi untuk satu keluarga, dan diisi lagi bila keadaannya berubah.",
    "rumah": "Diisi untuk satu rumah, dan diisi lagi bila keadaannya berubah.",
    "sarana": "Diisi untuk satu sarana, dan diisi lagi bila keadaannya berubah.",
}
EACH_TIME = "Diisi setiap kali ada kegiatan, kejadian, atau kebutuhan yang perlu dicatat."
LISTED = (
    "Yang sudah terdaftar cukup dipilih dari daftar di ponsel, juga tanpa sinyal. Bila belum ada di "
    "daftar, jawab Tidak, lalu isi datanya satu kali."
)
_REFERENCE = re.compile(r"\$\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class GuideQuestion:
    """One question, or a text that is only read (`number` 0)."""

    number: int
    kind: str  # the word of its type
    label: str
    hint: str
    answer: str  # how it is answered, in words
    required: bool
    choices: tuple[str, ...]
    rule: str
    condition: str


@dataclass(frozen=True, slots=True)
class GuideSection:
    """One screen of the form: a group, or what stands outside of groups."""

    title: str
    condition: str
    repeats: bool
    questions: tuple[GuideQuestion, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """A form as kader are taught it."""

    form_id: str
    version: str
    title: str
    bidang: str
    purpose: tuple[str, ...]
    sections: tuple[GuideSection, ...]


def guide_of(workbook: Workbook, version: str) -> Guide:
    """Answer what a guide says of a form, in the form's first language."""
    book = _Book(workbook)
    settings = settings_row(workbook)
    bidang = BY_KEY.get(settings.get("bidang"))
    return Guide(
        form_id=settings.get("form_id"),
        version=version,
        title=settings.get("form_title") or settings.get("form_id"),
        bidang=bidang.name if bidang else settings.get("bidang"),
        purpose=tuple(_purpose(workbook, settings)),
        sections=tuple(book.sections()),
    )


def _purpose(workbook: Workbook, settings: Row) -> Iterator[str]:
    often, about = settings.get("frekuensi"), settings.get("subjek")
    yield OFTEN.get(often) or ABOUT.get(about) or EACH_TIME
    if settings.get("tenggat"):
        yield f"Paling lambat tanggal {settings.get('tenggat')} bulan berikutnya."
    if any(row.get("entity_id") for row in workbook.rows("entities")):
        yield LISTED


class _Book:
    """A workbook with what conditions speak of: numbers, choices and calculations, by name."""

    def __init__(self, workbook: Workbook) -> None:
        self._language = default_language(workbook)
        self._entries = outline(workbook).entries
        self._choices: dict[str, dict[str, str]] = {}
        for row in workbook.rows("choices"):
            options = self._choices.setdefault(row.get("list_name"), {})
            options[row.get("name")] = self._said(row) or row.get("name")
        self._asked: dict[str, Asked] = {}
        self._numbers: dict[str, int] = {}
        for entry in self._entries:
            self._asked[entry.name] = self._as_asked(entry)

    def _as_asked(self, entry: Entry) -> Asked:
        word = entry.type.word
        if word in UNSEEN or word in BEGINS or word == "note":
            return Asked(calculation=entry.row.get("calculation"))
        self._numbers[entry.path] = number = len(self._numbers) + 1
        return Asked(number, self._choices.get(entry.type.source))

    def sections(self) -> Iterator[GuideSection]:
        """The screens in order; a group that only holds groups is none."""
        asked = (one for one in self._entries if one.type.word not in UNSEEN | BEGINS)
        for _group, members in groupby(asked, key=lambda one: one.inside and one.inside[-1].path):
            yield self._section(list(members))

    def _section(self, members: list[Entry]) -> GuideSection:
        inside = members[0].inside
        group = inside[-1] if inside else None
        around = [self._condition(one.row.get("relevant")) for one in inside]
        return GuideSection(
            title=self._said(group.row) if group else UNGROUPED,
            condition=" dan ".join(dict.fromkeys(filter(None, around))),
            repeats=any(one.type.word == "begin_repeat" for one in inside),
            questions=tuple(self._question(entry) for entry in members),
        )

    def _question(self, entry: Entry) -> GuideQuestion:
        row = entry.row
        source = self._choices.get(entry.type.source, {}) if entry.type.word in SELECTS else {}
        return GuideQuestion(
            number=self._numbers.get(entry.path, 0),
            kind=entry.type.word,
            label=_REFERENCE.sub("\u2026", self._said(row) or entry.name),
            hint=_REFERENCE.sub("\u2026", self._said(row, "hint")),
            answer=_answer(entry),
            required=row.get("required").lower() in {"yes", "true", "true()"},
            choices=tuple(source.values()),
            rule=self._said(row, "constraint_message") if row.get("constraint") else "",
            condition=self._condition(row.get("relevant")),
        )

    def _condition(self, expression: str) -> str:
        words = condition_words(expression, self._asked)
        return DEPENDS if words is None else words

    def _said(self, row: Row, column: str = "label") -> str:
        if column == "label":
            return label_in(row, self._language, self._language)
        return row.get(f"{column}::{self._language}") or row.get(column)


def _answer(entry: Entry) -> str:
    word = entry.type.word
    if word in FROM_FILE:
        return "Pilih dari daftar di ponsel"
    if word in SEVERAL and word != "rank":
        return "Boleh pilih lebih dari satu"
    if word in SELECTS and word != "rank":
        return "Pilih satu"
    if word == "date" and "month-year" in entry.row.get("appearance"):
        return "Bulan dan tahun"
    return TYPES.get(word, word)
