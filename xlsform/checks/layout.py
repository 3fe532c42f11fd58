"""Sheets and columns: are those there that a form needs, and is any of them misspelled?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlsform.checks.form import Form
from xlsform.columns import KNOWN, is_known_column
from xlsform.findings import Finding, Severity
from xlsform.spelling import nearest

_REQUIRED = {"survey": ("type", "name"), "choices": ("list_name", "name")}
_ENTITY_COLUMNS = "list_name, label, entity_id, create_if, atau update_if"
_FORMULAS = frozenset({"choice_filter", "calculation", "relevant", "constraint"})
_WORD = re.compile(r"[\w.-]+")
_XML_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def check_sheets(form: Form) -> Iterator[Finding]:
    """A survey sheet with its columns, a settings sheet, and no sheet nearly called so."""
    sheets = form.workbook.sheets
    missing = [name for name in ("survey", "choices", "settings") if name not in sheets]
    others = [name for name in sheets if name not in KNOWN and not name.startswith("_")]
    for name in missing:
        meant = nearest(name, others)
        if meant:
            yield _misspelled_sheet(meant, name)
        elif name == "survey":
            yield _no_survey(list(sheets))
    for name, columns in _REQUIRED.items():
        for column in columns:
            if name in sheets and form.workbook.rows(name):
                yield from _missing_column(form, name, column)
    if "survey" in sheets and not form.entries:
        yield _at("survey", None, None, "empty", *_EMPTY)


def check_columns(form: Form) -> Iterator[Finding]:
    """Every column means something, or is marked as a remark by a leading underscore."""
    spoken_of = _words_of_formulas(form)
    for name, sheet in form.workbook.sheets.items():
        for column in sheet.columns if name in KNOWN else ():
            if column.startswith(("_", "$")) or is_known_column(name, column):
                continue
            # A choice_filter speaks of columns that the author made up.
            if name != "choices" or column not in spoken_of:
                yield from _unknown_column(name, column)


def _unknown_column(sheet: str, column: str) -> Iterator[Finding]:
    meant = nearest(_base(column), KNOWN[sheet], likeness=0.8)
    if meant:
        language = column[len(_base(column)) :].lstrip(": ")
        wanted = f"{meant}::{language}" if language else meant
        yield _at(sheet, 1, column, "unknown_column", *_meant(column, wanted))
    elif sheet == "choices" and not _XML_NAME.fullmatch(column):
        yield _at(sheet, 1, column, "invalid_column", *_invalid(column))
    elif sheet == "entities":  # every column there decides which sasaran are made or changed
        yield _at(sheet, 1, column, "unknown_column", *_undecided(column))
    elif sheet != "choices":
        yield _at(sheet, 1, column, "unknown_column", *_ignored(column), "warning")


def _base(column: str) -> str:
    return column.split(":")[0].strip()


def _words_of_formulas(form: Form) -> frozenset[str]:
    return frozenset(
        word
        for sheet, _, column, text in form.texts()
        if sheet == "survey" and column in _FORMULAS
        for word in _WORD.findall(text)
    )


def _missing_column(form: Form, sheet: str, column: str) -> Iterator[Finding]:
    columns = form.workbook.sheet(sheet).columns
    if column not in columns:
        yield _at(
            sheet,
            1,
            column,
            "missing_column",
            f"Lembar {sheet} tidak punya kolom {column}.",
            f"Tulis {column} sebagai judul kolom di baris pertama lembar {sheet}.",
        )


def _misspelled_sheet(found: str, meant: str) -> Finding:
    return Finding(
        "error",
        "workbook",
        None,
        None,
        "workbook.misspelled_sheet",
        f"Lembar “{found}” tidak dikenal. Mungkin maksud Anda “{meant}”.",
        f"Ganti nama lembar itu menjadi {meant}, atau awali dengan garis bawah bila hanya catatan.",
    )


def _no_survey(sheets: list[str]) -> Finding:
    seen = ", ".join(sheets) or "tidak ada"
    return Finding(
        "error",
        "workbook",
        None,
        None,
        "workbook.no_survey",
        f"Berkas ini bukan formulir XLSForm: lembar survey tidak ada (yang ada: {seen}).",
        "Unggah berkas dengan lembar survey, choices, dan settings; contohnya dapat diunduh "
        "dari pustaka formulir.",
    )


def _meant(column: str, wanted: str) -> tuple[str, str]:
    return (
        f"Kolom “{column}” tidak dikenal. Mungkin maksud Anda “{wanted}”.",
        f"Ganti judul kolom itu menjadi {wanted}, atau awali dengan garis bawah bila hanya "
        "catatan Anda.",
    )


def _ignored(column: str) -> tuple[str, str]:
    return (
        f"Kolom “{column}” tidak dikenal dan isinya tidak akan dipakai.",
        "Hapus kolom itu, atau awali judulnya dengan garis bawah bila hanya catatan Anda.",
    )


def _undecided(column: str) -> tuple[str, str]:
    return (
        f"Kolom “{column}” tidak dikenal di lembar entities, jadi tidak jelas sasaran mana yang "
        "dibuat atau diubah.",
        f"Pakai kolom {_ENTITY_COLUMNS}; awali judul dengan garis bawah bila hanya catatan Anda.",
    )


def _invalid(column: str) -> tuple[str, str]:
    return (
        f"Judul kolom “{column}” memuat tanda yang tidak boleh dipakai.",
        "Pakai huruf, angka, dan garis bawah tanpa spasi, diawali huruf.",
    )


def _at(
    sheet: str,
    row: int | None,
    column: str | None,
    code: str,
    message: str,
    cure: str,
    severity: Severity = "error",
) -> Finding:
    return Finding(severity, sheet, row, column, f"{sheet}.{code}", message, cure)


_EMPTY = (
    "Lembar survey belum berisi satu pertanyaan pun.",
    "Tulis pertanyaan pertama di baris 2: jenis, nama, dan labelnya.",
)
