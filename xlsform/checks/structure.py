"""Types, names and groups of the survey sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyxform.utils import default_is_dynamic

from xlsform.checks.form import Form, at, warn
from xlsform.findings import Finding, finding
from xlsform.outline import MAX_DEPTH, Entry
from xlsform.question_types import BEGINS, PROPOSED, SELECTS
from xlsform.sheets import Row
from xlsform.spelling import did_you_mean

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_RESERVED = frozenset({"meta", "data", "instanceID", "instanceName", "deprecatedID"})
# Types that may stand without a name: pyxform gives them one.
_NAMED_BY_ITSELF = frozenset({"note", "audit"})


def check_types(form: Form) -> Iterator[Finding]:
    """Every row has a type that exists."""
    for entry in form.entries:
        word = entry.row.get("type")
        if not word:
            yield at(entry, "type", "missing_type", *_missing_type(entry))
        elif not entry.type.word:
            yield _unknown_type(entry, word)
        elif entry.type.word == "include":
            yield at(entry, "name", "unknown_block", *_unknown_block(entry))
        elif entry.type.word == "calculate" and not _computes(entry.row):
            yield at(entry, "calculation", "missing_calculation", *_missing_calculation(entry))


def check_names(form: Form) -> Iterator[Finding]:
    """Every row has a sound name, no two in one group the same, no two repeats at all."""
    seen: dict[tuple[str, str], Entry] = {}
    lower: dict[tuple[str, str], Entry] = {}
    repeats: dict[str, Entry] = {}
    for entry in form.entries:
        if entry.type.word == "include":
            continue
        yield from _wrong_name(entry)
        if not entry.name:
            continue
        place = entry.path.rpartition("/")[0]
        other = seen.setdefault((place, entry.name), entry)
        alike = lower.setdefault((place, entry.name.lower()), entry)
        if other is not entry:
            yield at(entry, "name", "duplicate_name", *_duplicate(entry, other))
        elif alike is not entry:
            yield warn(entry, "name", "similar_name", *_similar(entry, alike))
        elif entry.type.word == "begin_repeat":
            first = repeats.setdefault(entry.name, entry)
            if first is not entry:
                yield at(entry, "name", "duplicate_repeat", *_duplicate_repeat(entry, first))


def check_groups(form: Form) -> Iterator[Finding]:
    """Every begin has its end."""
    for entry in form.outline.unclosed:
        end = entry.type.word.replace("begin", "end")
        yield at(
            entry,
            "type",
            "unclosed_group",
            f"“{entry.name}” dibuka di sini tetapi tidak pernah ditutup.",
            f"Tambahkan baris {end} setelah pertanyaan terakhirnya.",
        )
    for entry in form.outline.too_deep[:1]:
        yield at(entry, "type", "too_deep", *_too_deep(entry))
    for row in () if form.outline.too_deep else form.outline.stray_ends:
        yield _stray_end(row)


def _wrong_name(entry: Entry) -> Iterator[Finding]:
    if not entry.name:
        if entry.type.word not in _NAMED_BY_ITSELF:
            yield at(entry, "name", "missing_name", *_missing_name(entry))
    elif not _NAME.fullmatch(entry.name):
        yield at(entry, "name", "invalid_name", *_invalid_name(entry))
    elif entry.name in _RESERVED and entry.path == entry.name:
        yield at(entry, "name", "reserved_name", *_reserved(entry))


def _computes(row: Row) -> bool:
    """Whether a calculate has a formula: its own, or a default that is one."""
    formula = row.get("calculation") or row.get("bind::calculate")
    return bool(formula) or default_is_dynamic(row.get("default"), "calculate")


def _unknown_type(entry: Entry, word: str) -> Finding:
    first, _, rest = word.partition(" ")
    meant = did_you_mean(first, PROPOSED | SELECTS) or did_you_mean(word, PROPOSED | BEGINS)
    return at(
        entry,
        "type",
        "unknown_type",
        f"Jenis pertanyaan “{word}” tidak dikenal.{meant}",
        "Perbaiki isi kolom type, misalnya integer, text, date, atau select_one diikuti nama "
        "daftar." + (" Jenis ditulis dengan huruf kecil." if word != word.lower() else ""),
    )


def _stray_end(row: Row) -> Finding:
    word = row.get("type")
    return finding(
        "survey",
        row,
        "type",
        "survey.unopened_group",
        f"Baris “{word}” ini tidak punya pasangan pembuka.",
        f"Hapus baris ini, atau tambahkan baris {word.replace('end', 'begin')} sebelum pertanyaan "
        "pertamanya; grup dan pengulangan ditutup dengan urutan terbalik dari saat dibuka.",
    )


def _too_deep(entry: Entry) -> tuple[str, str]:
    return (
        f"“{entry.name}” berada di dalam lebih dari {MAX_DEPTH} grup.",
        "Kurangi tingkat grup: ponsel menampilkannya satu demi satu.",
    )


def _missing_type(entry: Entry) -> tuple[str, str]:
    name = entry.name or "tanpa nama"
    return (
        f"Baris “{name}” belum punya jenis pertanyaan.",
        "Isi kolom type, atau kosongkan seluruh baris ini.",
    )


def _unknown_block(entry: Entry) -> tuple[str, str]:
    return (
        f"Blok bersama “{entry.name}” tidak ada, atau memuat dirinya sendiri.",
        "Periksa nama blok di kolom name; nama yang ada terlihat di pustaka formulir.",
    )


def _missing_calculation(entry: Entry) -> tuple[str, str]:
    return (
        f"“{entry.name}” berjenis calculate tetapi rumusnya kosong.",
        "Isi kolom calculation dengan rumusnya.",
    )


def _missing_name(entry: Entry) -> tuple[str, str]:
    return (
        "Baris ini belum punya nama.",
        "Isi kolom name dengan nama pendek tanpa spasi, misalnya berat_badan.",
    )


def _invalid_name(entry: Entry) -> tuple[str, str]:
    sound = re.sub(r"[^A-Za-z0-9_]+", "_", entry.name).strip("_").lower()
    sound = sound if re.match(r"[a-z]", sound) else f"p_{sound}"
    return (
        f"Nama “{entry.name}” memuat tanda yang tidak boleh dipakai.",
        f"Pakai huruf, angka, dan garis bawah, diawali huruf; misalnya {sound}.",
    )


def _reserved(entry: Entry) -> tuple[str, str]:
    return (
        f"Nama “{entry.name}” dipakai oleh sistem.",
        "Ganti dengan nama lain.",
    )


def _duplicate(entry: Entry, other: Entry) -> tuple[str, str]:
    return (
        f"Nama “{entry.name}” sudah dipakai di baris {other.row.number}.",
        "Beri salah satunya nama lain: dalam satu grup setiap nama hanya boleh sekali.",
    )


def _similar(entry: Entry, other: Entry) -> tuple[str, str]:
    return (
        f"Nama “{entry.name}” hanya berbeda huruf besar dari “{other.name}” di baris "
        f"{other.row.number}.",
        "Beri salah satunya nama yang lebih berbeda agar tidak tertukar di tabel.",
    )


def _duplicate_repeat(entry: Entry, other: Entry) -> tuple[str, str]:
    return (
        f"Pengulangan “{entry.name}” bernama sama dengan yang di baris {other.row.number}.",
        "Beri nama lain: nama pengulangan hanya boleh sekali dalam satu formulir.",
    )
