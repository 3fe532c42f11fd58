"""Words that the kader reads: labels in every language of the form, messages of constraints."""

from __future__ import annotations

from collections.abc import Iterator

from xlsform.checks.form import Form, at
from xlsform.columns import MEDIA_COLUMNS, TRANSLATED
from xlsform.findings import Finding, found
from xlsform.languages import label_in, label_languages, settings_row
from xlsform.outline import Entry
from xlsform.question_types import BEGINS, UNSEEN
from xlsform.sheets import Row
from xlsform.spelling import nearest

_BESIDE_LABELS = sorted(TRANSLATED - MEDIA_COLUMNS - {"label"})


def check_labels(form: Form) -> Iterator[Finding]:
    """Every question has a label in the default language, and in the others if there are any."""
    spoken = label_languages(form.workbook)
    for entry in form.entries:
        word = entry.type.word
        if word and word not in UNSEEN | BEGINS | {"include"} and not _in_table(entry):
            yield from _unlabelled(form, "survey", entry.row, entry.name, spoken)
        elif word == "begin_repeat":
            yield from _unlabelled(form, "survey", entry.row, entry.name, [form.language])


def check_hints(form: Form) -> Iterator[Finding]:
    """What is said beside labels is said in every language that has a column for it."""
    columns = form.workbook.sheet("survey").columns
    spoken = {
        base: [column for column in columns if column.startswith(f"{base}::")]
        for base in _BESIDE_LABELS
    }
    several = {base: tongues for base, tongues in spoken.items() if len(tongues) > 1}
    for entry in form.entries if several else ():
        for tongues in several.values():
            given = [column for column in tongues if entry.row.get(column)]
            for column in tongues if given else ():
                if not entry.row.get(column):
                    language = column.partition("::")[2]
                    words = {"given": given[0], "language": language, "in_column": column}
                    yield at(entry, column, "missing_hint_translation", **words)


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
        yield found(
            "settings.unknown_default_language",
            row,
            "default_language",
            meant=nearest(named, spoken),
            value=named,
            choices=", ".join(spoken),
        )


def check_constraint_messages(form: Form) -> Iterator[Finding]:
    """A kader whose answer is refused is told why."""
    for entry in form.entries:
        told = any(column.startswith("constraint_message") for column in entry.row.cells)
        if entry.row.get("constraint") and not told:
            yield at(entry, "constraint_message", "missing_constraint_message")


def _unlabelled(
    form: Form, sheet: str, row: Row, name: str, spoken: list[str | None]
) -> Iterator[Finding]:
    default = form.language
    if not label_in(row, default, default) and not row.get("label"):
        yield _missing(sheet, row, name, default)
    for language in spoken:
        if language not in {None, default} and not label_in(row, language, default):
            column = f"label::{language}"
            words = {"name": name, "language": language, "in_column": column}
            yield found(f"{sheet}.missing_translation", row, column, **words)


def _missing(sheet: str, row: Row, name: str, language: str | None) -> Finding:
    column = f"label::{language}" if language else "label"
    return found(
        f"{sheet}.missing_label",
        row,
        column,
        name=name,
        in_column=column,
        tongue=f" dalam bahasa utama ({language})" if language else "",
        tongue_en=f" in the default language ({language})" if language else "",
    )


def _pictured(row: Row) -> bool:
    return any(column.split("::")[0] == "image" for column in row.cells)


def _in_table(entry: Entry) -> bool:
    """A question with only a picture or a hint still shows something to answer."""
    return _pictured(entry.row) or entry.row.get("appearance") == "label"
