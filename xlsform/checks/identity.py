"""Numbers that name a person: kept whole, and never in the open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlsform.checks.form import Form, at
from xlsform.field_map import PRIVACY, privacy_of
from xlsform.findings import Finding
from xlsform.languages import label_in
from xlsform.outline import Entry
from xlsform.question_types import NUMBERS

# `kk_...` alone is how forms name counts of families, so it takes `no_` to mean the number.
_NIK_NAME = re.compile(r"((no_|nomor_)?nik|(no_?|nomor_)kk)(_.*|\d*)", re.IGNORECASE)
_COUNTED = re.compile(r"(jumlah|banyaknya|berapa)\b", re.IGNORECASE)
_NIK_LABEL = re.compile(r"(NIK\b|No(mor|\.)? ?(KK|Kartu Keluarga|Induk Kependudukan)\b)")
_PHONE_NAME = re.compile(r"(no_|nomor_)(hp|telp|telepon|wa|ponsel)(_.*|\d*)", re.IGNORECASE)


def check_numbers(form: Form) -> Iterator[Finding]:
    """NIK, No KK and telephone numbers are text: as numbers they lose digits."""
    for entry in form.entries:
        if entry.type.word not in NUMBERS:
            continue
        if is_nik(entry, form.language):
            yield at(
                entry,
                "type",
                "nik_as_number",
                f"“{entry.name}” adalah NIK atau No KK, tetapi berjenis {entry.type.word}: 16 "
                "angka tidak muat sebagai bilangan dan akan berubah.",
                "Ubah jenisnya menjadi text, isi appearance dengan numbers dan constraint dengan "
                "regex(., '^[0-9]{16}$').",
            )
        elif _PHONE_NAME.fullmatch(entry.name):
            yield at(
                entry,
                "type",
                "phone_as_number",
                f"“{entry.name}” adalah nomor telepon, tetapi berjenis {entry.type.word}: angka 0 "
                "di depan akan hilang.",
                "Ubah jenisnya menjadi text dan isi appearance dengan numbers.",
            )


def check_privacy(form: Form) -> Iterator[Finding]:
    """NIK and No KK are marked, so that every screen and export masks them."""
    for entry in form.entries:
        if entry.type.word not in {"text", "calculate", "barcode"}:
            continue
        if is_nik(entry, form.language) and privacy_of(entry) == PRIVACY[0]:
            yield at(
                entry,
                "privacy",
                "unmarked_identity",
                f"“{entry.name}” adalah NIK atau No KK, tetapi belum ditandai rahasia.",
                "Isi kolom privacy dengan identitas, pada baris ini atau pada grupnya.",
            )


def is_nik(entry: Entry, language: str | None) -> bool:
    """Whether a question asks for a NIK or No KK, by its name or the start of its label."""
    label = label_in(entry.row, language, language)
    if _COUNTED.match(label):
        return False
    return bool(_NIK_NAME.fullmatch(entry.name) or _NIK_LABEL.match(label))
