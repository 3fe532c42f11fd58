"""pyxform's refusals and warnings, said again in the author's words and at the author's row.

This is the only place that reads pyxform's sentences. What the checks say already is left out;
a sentence that is not in the catalogue is quoted after an Indonesian lead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyxform.errors import PyXFormError

from xlsform.findings import Finding, Severity, finding
from xlsform.sheets import Row

# For each sheet the rows handed to pyxform, in order: its row n is the one at n - 2.
Handed = Mapping[str, Sequence[Row]]

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(r"[Oo]n the '(\w+)' sheet")
_COLUMN = re.compile(r"the '([\w ]+?)(?: \(\w+\))?' value")
_NAMED = re.compile(r"'([^']+)'|\[([^\]]+)\]|named ([\w-]+)")
_DOCS = re.compile(r"\s*Learn more: \S+")


@dataclass(frozen=True, slots=True)
class Saying:
    """One sentence of pyxform: what to recognise, and what we say instead."""

    pattern: re.Pattern[str]
    code: str
    message: str
    cure: str


def refusal(error: PyXFormError, handed: Handed) -> Finding:
    """The finding for the one problem at which pyxform stopped."""
    return _say(str(error), _REFUSALS, _REFUSED, handed, "error", _context(error))


def warnings(texts: Sequence[str], handed: Handed) -> list[Finding]:
    """The findings for pyxform's warnings, without those that our own checks already gave."""
    lines = [line for text in texts for line in _separate(text)]
    return [
        _say(line, _WARNINGS, _WARNED, handed, "warning", {})
        for line in lines
        if not any(said.search(line) for said in _SAID_BY_CHECKS)
    ]


def breakdown() -> Finding:
    """The finding for a form at which pyxform fell over instead of refusing it."""
    return finding("survey", None, None, _BROKEN.code, _BROKEN.message, _BROKEN.cure)


def _say(
    text: str,
    catalogue: Sequence[Saying],
    last_resort: Saying,
    handed: Handed,
    severity: Severity,
    context: Mapping[str, str],
) -> Finding:
    match: re.Match[str] | None = None
    saying = last_resort
    for candidate in catalogue:
        match = candidate.pattern.search(text)
        if match:
            saying = candidate
            break
    sheet = context.get("sheet") or _first(_SHEET, text) or "survey"
    row = _row(text, sheet, handed, context)
    words = {"quote": _quotable(text), **(match.groupdict("") if match else {})}
    column = context.get("column") or _first(_COLUMN, text)
    return finding(
        sheet, row, column, saying.code, saying.message.format(**words), saying.cure, severity
    )


def _context(error: PyXFormError) -> dict[str, str]:
    return {key: str(value) for key, value in error.context.items() if value is not None}


def _row(text: str, sheet: str, handed: Handed, context: Mapping[str, str]) -> Row | None:
    rows = handed.get(sheet, ())
    number = context.get("row") or _first(_ROW, text)
    if number and number.isdigit() and 0 <= int(number) - 2 < len(rows):
        return rows[int(number) - 2]
    names = {name for found in _NAMED.findall(text) for name in found if name}
    return next((row for row in rows if {row.get("name"), row.get("type")} & names), None)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[1] if match else None


def _separate(text: str) -> list[str]:
    """One warning may speak of several languages, a line each."""
    return text.split("\n") if text.startswith("Language '") else [text]


def _quotable(text: str) -> str:
    return _DOCS.sub("", _ROW.sub("", text)).strip().replace("\n", " ")


def _saying(pattern: str, code: str, message: str, cure: str) -> Saying:
    return Saying(re.compile(pattern, re.DOTALL), f"pyxform.{code}", message, cure)


_REFUSALS = (
    _saying(
        r"'parameters' value is invalid|[Pp]arameters? \S+ must",
        "invalid_parameter",
        "Isi kolom parameters tidak dapat dipakai; pyxform menyebut: {quote}",
        "Perbaiki isi kolom parameters; bentuknya kunci=nilai, dipisah spasi.",
    ),
    _saying(
        r"background-geopoint",
        "background_geopoint",
        "Jenis background-geopoint memerlukan pemicu.",
        "Isi kolom trigger dengan ${nama} pertanyaan yang memicunya, dan kosongkan calculation.",
    ),
    _saying(
        r"save_to|entit|dataset",
        "entity",
        "Pernyataan entitas (lembar entities atau kolom save_to) tidak dapat dipakai: {quote}",
        "Periksa lembar entities dan kolom save_to; aturannya ada di docs.getodk.org.",
    ),
    _saying(
        r"uses 'search\(\)'",
        "search_list",
        "Satu daftar pilihan dipakai sekaligus dengan dan tanpa search().",
        "Pisahkan menjadi dua daftar, atau pakai select_one_from_file.",
    ),
    _saying(
        r"list names don't match: (?P<one>\S+) vs\. (?P<other>\S+)",
        "table_list",
        "Grup table-list ini memakai dua daftar pilihan: {one} dan {other}.",
        "Pakai satu daftar untuk semua pertanyaan dalam grup itu.",
    ),
    _saying(
        r"Choice filter not supported",
        "choice_filter",
        "Penyaring pilihan (choice_filter) tidak dapat dipakai di sini.",
        "Hapus or_other atau table-list, atau kosongkan choice_filter.",
    ),
    _saying(
        r"big-image",
        "big_image",
        "Gambar besar (big-image) memerlukan gambar biasa (image) pada baris yang sama.",
        "Isi juga kolom image.",
    ),
    _saying(
        r"always be named 'audit",
        "audit_name",
        "Catatan jejak (audit) tidak boleh diberi nama lain.",
        "Kosongkan kolom name pada baris audit.",
    ),
)
_WARNINGS = (
    _saying(
        r"Language '(?P<language>[^']*)' is missing the (?P<sheet>\w+) columns? "
        r"(?P<columns>.*?)\.$",
        "missing_translation_column",
        "Bahasa “{language}” belum punya kolom {columns} di lembar {sheet}.",
        "Tambahkan kolom itu dengan akhiran ::bahasa, atau hapus bahasa itu.",
    ),
    _saying(
        r"valid machine-readable codes: (?P<languages>.*)\. Learn",
        "language_code",
        "Nama bahasa tanpa kode baku: {languages}.",
        "Tulis bahasa beserta kodenya, misalnya label::Bahasa Indonesia (id).",
    ),
    _saying(
        r"uses or_other and translations",
        "or_other",
        "Pilihan “or_other” menampilkan kata Inggris (Other) kepada kader.",
        "Tambahkan sendiri pilihan lainnya dan satu pertanyaan text dengan relevant.",
    ),
    _saying(
        r"no longer supported on most devices",
        "old_metadata",
        "Jenis ini tidak lagi diisi oleh ponsel Android sekarang.",
        "Hapus baris ini, atau pakai deviceid.",
    ),
    _saying(
        r"only meant for filtered selects",
        "external_without_filter",
        "select_one_external hanya berguna bersama choice_filter.",
        "Isi choice_filter, atau pakai select_one_from_file.",
    ),
)
_REFUSED = _saying(
    "",
    "refused",
    "Formulir ditolak oleh penyusun XForm (pyxform), yang menyebut: {quote}",
    "Perbaiki bagian yang disebut. Bila tidak jelas, hapus sementara baris itu lalu periksa lagi.",
)
_WARNED = _saying(
    "",
    "warning",
    "Penyusun XForm (pyxform) memberi peringatan: {quote}",
    "Perbaiki bagian yang disebut, atau abaikan bila memang dikehendaki.",
)
_BROKEN = _saying(
    "",
    "broken",
    "Penyusun XForm (pyxform) tidak dapat mengolah formulir ini dan tidak menyebut sebabnya.",
    "Hapus sementara baris yang terakhir diubah, periksa lagi, lalu laporkan kepada admin.",
)
# Warnings that a check gives too, with a better row: max-pixels, labels of choices and repeats,
# names alike but for capitals, header words, the disabled column.
_SAID_BY_CHECKS = tuple(
    re.compile(said)
    for said in (
        r"Use the max-pixels parameter",
        r"Choices should have a label",
        r"Repeat has no label",
        r"case-insensitive match to another name",
        r"column names are|Column headers must not be empty",
        r"'disabled' column header",
    )
)
