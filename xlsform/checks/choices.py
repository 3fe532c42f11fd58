"""Lists of choices, and the questions that choose from them."""

from __future__ import annotations

from collections.abc import Iterator

from xlsform.checks.form import Form, at
from xlsform.findings import Finding, finding
from xlsform.languages import settings_row
from xlsform.outline import Entry
from xlsform.question_types import FROM_FILE, SELECTS, SEVERAL
from xlsform.sheets import Row
from xlsform.spelling import did_you_mean

_YES = frozenset({"yes", "true", "true()"})
_FILE_ENDINGS = (".csv", ".xml", ".geojson")


def check_lists(form: Form) -> Iterator[Finding]:
    """Every select names a list that exists."""
    lists = {name: rows for name, rows in form.lists().items() if name}
    for entry in form.entries:
        if entry.type.word not in SELECTS:
            continue
        if not entry.type.source:
            yield at(entry, "type", "missing_list", *_missing(entry))
        elif entry.type.word in FROM_FILE:
            yield from _wrong_ending(entry)
        elif entry.type.word == "select_one_external":
            yield from _unknown_external(form, entry)
        elif not entry.type.source.startswith("${") and entry.type.source not in lists:
            yield at(entry, "type", "unknown_list", *_unknown(entry, list(lists)))


def check_choices(form: Form) -> Iterator[Finding]:
    """Every choice has a list and a name of its own in that list."""
    repeated = settings_row(form.workbook).get("allow_choice_duplicates").lower() in _YES
    several = {e.type.source for e in form.entries if e.type.word in SEVERAL}
    for name, rows in form.lists().items():
        seen: dict[str, Row] = {}
        for row in rows:
            yield from _wrong_choice(row, name in several)
            first = seen.setdefault(row.get("name"), row)
            if name and row.get("name") and first is not row and not repeated:
                yield _duplicate(row, first)


def _wrong_choice(row: Row, several: bool) -> Iterator[Finding]:
    if not row.get("list_name"):
        yield finding("choices", row, "list_name", "choices.missing_list_name", *_NO_LIST)
    if not row.get("name"):
        yield finding("choices", row, "name", "choices.missing_name", *_NO_NAME)
    elif several and len(row.get("name").split()) > 1:
        yield finding(
            "choices",
            row,
            "name",
            "choices.space_in_name",
            f"Nama pilihan “{row.get('name')}” memuat spasi, padahal daftar ini untuk jawaban "
            "yang boleh lebih dari satu.",
            f"Ganti spasi dengan garis bawah: {'_'.join(row.get('name').split())}.",
        )


def _duplicate(row: Row, first: Row) -> Finding:
    return finding(
        "choices",
        row,
        "name",
        "choices.duplicate_name",
        f"Pilihan “{row.get('name')}” dalam daftar “{row.get('list_name')}” sudah ada"
        + (f" di baris {first.number}." if first.block is None else "."),
        "Hapus salah satunya atau beri nama lain: dua pilihan bernama sama tidak dapat "
        "dibedakan lagi dalam jawaban.",
    )


def _missing(entry: Entry) -> tuple[str, str]:
    return (
        f"“{entry.name}” belum menyebut daftar pilihannya.",
        "Tulis nama daftar setelah jenisnya, misalnya: select_one ya_tidak.",
    )


def _unknown(entry: Entry, lists: list[str]) -> tuple[str, str]:
    source = entry.type.source
    return (
        f"Daftar pilihan “{source}” tidak ada.{did_you_mean(source, lists)}",
        f"Tambahkan pilihan dengan list_name {source} di lembar choices, atau perbaiki nama "
        "daftar di kolom type.",
    )


def _wrong_ending(entry: Entry) -> Iterator[Finding]:
    if not entry.type.source.lower().endswith(_FILE_ENDINGS):
        yield at(
            entry,
            "type",
            "unknown_file_kind",
            f"“{entry.type.source}” bukan nama berkas yang dapat menjadi daftar pilihan.",
            "Tulis nama berkas dengan akhirannya, misalnya posyandu.csv.",
        )


def _unknown_external(form: Form, entry: Entry) -> Iterator[Finding]:
    lists = {row.get("list_name") for row in form.workbook.rows("external_choices")}
    if entry.type.source not in lists:
        yield at(
            entry,
            "type",
            "unknown_list",
            f"Daftar pilihan “{entry.type.source}” tidak ada di lembar external_choices.",
            "Tambahkan daftar itu, atau pakai select_one_from_file dengan berkas CSV.",
        )


_NO_LIST = (
    "Pilihan ini belum menyebut daftarnya.",
    "Isi kolom list_name dengan nama daftar, atau kosongkan seluruh baris ini.",
)
_NO_NAME = (
    "Pilihan ini belum punya nama.",
    "Isi kolom name dengan kode pendek tanpa spasi; kode inilah yang tersimpan sebagai jawaban.",
)
