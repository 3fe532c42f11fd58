"""A submission's answers as a person reads them, masked where a field names people. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any

from app.openrosa.answers import Document
from app.registry.periods import is_period, month_name
from app.registry.words import YEAR, date_words, number_words, point_words
from xlsform.field_map import FieldUse

HIDDEN_TYPES = frozenset({"start", "end", "deviceid", "today", "username", "audit", "calculate"})
HIDDEN_MARK = "••••••"
MONTH_PATH = "kepala/periode"


# What was odd about a submission when it came, in words for who reviews it.
ODDITIES = {
    "kode_lama": "Dikirim dengan kode Posyandu yang lama",
    "di_luar_wilayah_ponsel": "Posyandu di luar wilayah ponsel ini",
    "posyandu_dari_ponsel": "Posyandu diambil dari ponsel",
    "posyandu_tidak_dikenal": "Kode Posyandu belum terdaftar",
    "posyandu_ditutup": "Posyandu ini sudah ditutup",
    "tanggal_masa_depan": "Tanggalnya di masa depan",
    "perbaikan_tanpa_asal": "Perbaikan yang aslinya belum diterima",
    "perbaikan_bersamaan": "Dua perbaikan atas kiriman yang sama",
    "formulir_ditutup": "Datang setelah formulir ditutup",
    "kader_berhenti": "Dikirim setelah kader berhenti",
    "di_luar_wilayah_akun": "Posyandu di luar wilayah akun ini",
    "posyandu_dari_akun": "Posyandu diambil dari akun",
    "dari_karantina": "Semula di karantina, lalu diterima",
    "dihapus_di_sana": "Dihapus di server asalnya; putuskan apa artinya di sini",
    "dibaca_versi_lain": "Versi formulirnya tidak ada di server asalnya; dibaca menurut versi lain, "
    "jadi periksa jawabannya",
}


@dataclass(slots=True)
class Shown:
    """One line of the answers, or a group of lines."""

    kind: str  # group question photo
    label: str
    value_text: str = ""
    masked: bool = False
    photo_url: str = ""
    field: str = ""
    children: list[Shown] = attribute(default_factory=list)


@dataclass(frozen=True, slots=True)
class Words:
    """What is needed to show a form's answers."""

    uses: Sequence[FieldUse]
    groups: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    binaries: frozenset[str]


def show_answers(
    document: Document, words: Words, photo_urls: Mapping[str, str], *, unmasked: bool
) -> list[Shown]:
    """Answer the lines of a submission, by group, in the form's order; repeats once a row.

    `photo_urls`: where each file is seen, "" for one that stays hidden.
    """
    return _show(document, words, photo_urls, unmasked, "", [u for u in words.uses if not u.repeat])


def _show(
    document: Document,
    words: Words,
    photo_urls: Mapping[str, str],
    unmasked: bool,
    repeat: str,
    uses: Sequence[FieldUse],
) -> list[Shown]:
    lines: list[Shown] = []
    groups: dict[str, Shown] = {}
    for use in uses:
        text = document.get(use.path)
        if not isinstance(text, str) or use.question_type in HIDDEN_TYPES:
            continue
        _group_of(use, repeat, words, lines, groups).append(
            _line(use, text, words, photo_urls, unmasked)
        )
    for path, rows in document.items():
        if isinstance(rows, list):
            inner = [use for use in words.uses if use.repeat == path]
            for number, row in enumerate(rows, start=1):
                title = f"{words.groups.get(path) or path} {number}"
                children = _show(row, words, photo_urls, unmasked, path, inner)
                lines.append(Shown("group", title, children=children))
    return lines


def _group_of(
    use: FieldUse, repeat: str, words: Words, lines: list[Shown], groups: dict[str, Shown]
) -> list[Shown]:
    inside = use.path.removeprefix(repeat + "/" if repeat else "")
    if "/" not in inside:
        return lines
    path = (repeat + "/" if repeat else "") + inside.partition("/")[0]
    if path not in groups:
        groups[path] = Shown("group", words.groups.get(path) or path)
        lines.append(groups[path])
    return groups[path].children


def _line(
    use: FieldUse, text: str, words: Words, photo_urls: Mapping[str, str], unmasked: bool
) -> Shown:
    label = use.label or use.path.rpartition("/")[2]
    shown_field = " ".join(name for name, _rule in use.fields)
    if use.path in words.binaries:
        url = photo_urls.get(text)
        shown = HIDDEN_MARK if url == "" else text
        return Shown(
            "photo", label, shown, masked=url == "", photo_url=url or "", field=shown_field
        )
    hidden = use.privacy != "umum" and not unmasked
    value = mask(text) if hidden else _words(use, text, words.choices.get(use.path))
    return Shown("question", label, value, masked=hidden, field=shown_field)


def _words(use: FieldUse, text: str, choices: Mapping[str, str] | None) -> str:
    """Answer an answer as people write it: by its question's type."""
    if use.path == MONTH_PATH and is_period(text[:7]):
        return month_name(text[:7])
    if use.question_type == "date":
        return date_words(text)
    if use.question_type in {"integer", "decimal"} and use.unit != YEAR:
        return f"{number_words(text)} {use.unit}".strip()
    if use.question_type == "geopoint":
        return point_words(text)
    return value_words(text, choices)


def value_words(value: Any, choices: Mapping[str, str] | None) -> str:  # noqa: ANN401 - JSON value
    """Answer a value in the form's own words; several chosen options as a list."""
    if isinstance(value, (list, tuple)):
        return ", ".join(value_words(one, choices) for one in value)
    text = str(value)
    if not choices:
        return text
    if text in choices:
        return choices[text]
    return ", ".join(choices.get(part, part) for part in text.split())


def mask(text: str) -> str:
    """Answer what may be seen of a hidden value: of a 16-digit number four digits at each end."""
    if len(text) == 16 and text.isdecimal():
        return f"{text[:4]}********{text[-4:]}"
    return HIDDEN_MARK
