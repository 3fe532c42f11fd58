"""Words that the kader reads: labels in every language of the form, messages of constraints."""

from __future__ import annotations

from collections.abc import Iterator

from xlsform.checks.form import Form, warn
from xlsform.findings import Finding, Severity, finding
from xlsform.languages import label_in, label_languages, settings_row
from xlsform.outline import Entry
from xlsform.question_types import BEGINS, UNSEEN
from xlsform.sheets import Row
from xlsform.spelling import did_you_mean


def check_labels(form: Form) -> Iterator[Finding]:
    """Every question has a label in the default language, and in the others if there are any."""
    spoken = label_languages(form.workbook)
    for entry in form.entries:
        word = entry.type.word
        if word and word not in UNSEEN | BEGINS | {"include"} and not _in_table(entry):
            yield from _unlabelled(form, "survey", entry.row, entry.name, spoken)
        elif word == "begin_repeat":
            yield from _unlabelled(form, "survey", entry.row, entry.name, [form.language])


def check_choice_labels(form: Form) -> Iterator[Finding]:
    """Every choice has a label in the languages that the choices sheet speaks."""
    spoken = label_languages(form.workbook, "choices")
    for row in form.workbook.rows("choices"):
        if row.get("list_name") and row.get("name") and not _pictured(row):
            yield from _unlabelled(form, "choices", row, row.get("name"), spoken)


def check_languages(form: Form) -> Iterator[Finding]:
    """The default language is one of those the form speaks."""
    row = settings_row(form.workbook)
    named = row.get("default_language")
    spoken = [language for language in label_languages(form.workbook) if language]
    if named and spoken and named not in spoken:
        yield finding(
            "settings",
            row,
            "default_language",
            "settings.unknown_default_language",
            f"Bahasa utama “{named}” tidak ada di antara kolom label.{did_you_mean(named, spoken)}",
            f"Isi dengan salah satu, persis seperti di judul kolom: {', '.join(spoken)}.",
        )


def check_constraint_messages(form: Form) -> Iterator[Finding]:
    """A kader whose answer is refused is told why."""
    for entry in form.entries:
        told = any(column.startswith("constraint_message") for column in entry.row.cells)
        if entry.row.get("constraint") and not told:
            yield warn(
                entry,
                "constraint_message",
                "missing_constraint_message",
                f"“{entry.name}” menolak jawaban tertentu tanpa memberi tahu kader sebabnya.",
                "Isi kolom constraint_message dengan kalimat yang menjelaskan jawaban yang benar.",
            )


def _unlabelled(
    form: Form, sheet: str, row: Row, name: str, spoken: list[str | None]
) -> Iterator[Finding]:
    default = form.language
    if not label_in(row, default, default) and not row.get("label"):
        yield _missing(sheet, row, name, default)
    for language in spoken:
        if language not in {None, default} and not label_in(row, language, default):
            yield _untranslated(sheet, row, name, language or "")


def _missing(sheet: str, row: Row, name: str, language: str | None) -> Finding:
    column = f"label::{language}" if language else "label"
    tongue = f" dalam bahasa utama ({language})" if language else ""
    # A choice without a label shows its code: ugly, but it can be answered.
    severity: Severity = "error" if sheet == "survey" else "warning"
    return finding(
        sheet,
        row,
        column,
        f"{sheet}.missing_label",
        f"“{name}” belum punya label{tongue}.",
        f"Isi kolom {column} dengan kalimat yang dibaca kader.",
        severity,
    )


def _untranslated(sheet: str, row: Row, name: str, language: str) -> Finding:
    return finding(
        sheet,
        row,
        f"label::{language}",
        f"{sheet}.missing_translation",
        f"“{name}” belum diterjemahkan ke {language}; ponsel akan menampilkan tanda “-”.",
        f"Isi kolom label::{language}, atau hapus bahasa itu dari formulir.",
        "warning",
    )


def _pictured(row: Row) -> bool:
    return any(column.split("::")[0] == "image" for column in row.cells)


def _in_table(entry: Entry) -> bool:
    """A question with only a picture or a hint still shows something to answer."""
    return _pictured(entry.row) or entry.row.get("appearance") == "label"
