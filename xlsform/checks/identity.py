"""Numbers that name a person: kept whole, and never in the open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlsform.checks.form import Form, at
from xlsform.field_map import PRIVACY, privacy_of
from xlsform.findings import Finding
from xlsform.languages import label_in, settings_row
from xlsform.outline import Entry
from xlsform.question_types import NUMBERS

# `kk_...` alone is how forms name counts of families, so it takes `no_` to mean the number.
_NIK_NAME = re.compile(r"((no_|nomor_)?nik|(no_?|nomor_)kk)(_.*|\d*)", re.IGNORECASE)
_COUNTED = re.compile(r"(jumlah|banyaknya|berapa)\b", re.IGNORECASE)
_NIK_LABEL = re.compile(r"(NIK\b|No(mor|\.)? ?(KK|Kartu Keluarga|Induk Kependudukan)\b)")
_TEXTS = frozenset({"text", "calculate", "barcode"})
_PERSON = "umum.orang_"
_OF_NOBODY = frozenset({"sum", "count"})
_PHONE_NAME = re.compile(r"(no_|nomor_)(hp|telp|telepon|wa|ponsel)(_.*|\d*)", re.IGNORECASE)


def check_numbers(form: Form) -> Iterator[Finding]:
    """NIK, No KK and telephone numbers are text: as numbers they lose digits."""
    for entry in form.entries:
        if entry.type.word not in NUMBERS:
            continue
        if is_nik(entry, form.language):
            yield at(entry, "type", "nik_as_number")
        elif _PHONE_NAME.fullmatch(entry.name):
            yield at(entry, "type", "phone_as_number")


def check_privacy(form: Form) -> Iterator[Finding]:
    """What names or concerns a person is marked, so that every screen and export masks it."""
    of_persons = settings_row(form.workbook).get("subjek") == "orang"
    for entry in form.entries:
        if privacy_of(entry) != PRIVACY[0]:
            continue
        if entry.type.word in _TEXTS and is_nik(entry, form.language):
            yield at(entry, "privacy", "unmarked_identity")
        elif field := _of_a_person(entry, of_persons):
            yield at(entry, "privacy", "open_person_field", field=field)


def _of_a_person(entry: Entry, of_persons: bool) -> str | None:
    """The field about one person that an entry fills; counts and sums are about nobody."""
    fields, rules = entry.row.get("profile_field").split(), entry.row.get("merge_rule").split()
    for field, rule in zip(fields, rules, strict=False):
        if rule not in _OF_NOBODY and (of_persons or field.startswith(_PERSON)):
            return field
    return None


def is_nik(entry: Entry, language: str | None) -> bool:
    """Whether a question asks for a NIK or No KK, by its name or the start of its label."""
    label = label_in(entry.row, language, language)
    if _COUNTED.match(label):
        return False
    return bool(_NIK_NAME.fullmatch(entry.name) or _NIK_LABEL.match(label))
