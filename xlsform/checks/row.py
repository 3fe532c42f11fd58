"""Cells that do not fit the type of their row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlsform.checks.form import Form, at
from xlsform.findings import Finding
from xlsform.outline import Entry
from xlsform.question_types import BEGINS, META, SELECTS, SEVERAL

TRUTH_COLUMNS = ("required", "readonly", "disabled")
INDONESIAN_TRUTHS = {
    "ya": "yes",
    "iya": "yes",
    "y": "yes",
    "wajib": "yes",
    "tidak": "no",
    "tdk": "no",
}
_TRUE = frozenset({"yes", "true", "true()"})
_TRIGGER = re.compile(r"\s*\$\{[^}]*\}\s*(,\s*\$\{[^}]*\}\s*)*")
_SHAPES = {
    "integer": (re.compile(r"-?\d+"), "bilangan bulat", "a whole number"),
    "decimal": (re.compile(r"-?\d+(\.\d+)?"), "angka dengan titik", "a number with a point"),
    "date": (re.compile(r"\d{4}-\d\d-\d\d"), "tanggal (2026-11-22)", "a day (2026-11-22)"),
    "time": (re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?\S*"), "jam (08:30)", "a time (08:30)"),
}
# A hidden row is computed or counted, and never refuses what nobody types.
_UNASKED = BEGINS | META | {"note", "calculate"}


def check_triggers(form: Form) -> Iterator[Finding]:
    """A trigger refers to a question, and starts something."""
    for entry in form.entries:
        trigger = entry.row.get("trigger")
        if not trigger:
            continue
        if not _TRIGGER.fullmatch(trigger):
            yield at(entry, "trigger", "broken_trigger", value=trigger)
        elif not _starts(entry):
            yield at(entry, "trigger", "trigger_without_calculation")


def check_truths(form: Form) -> Iterator[Finding]:
    """Yes and no are written as phones understand them, and nothing unanswerable is required."""
    for entry in form.entries:
        for column in TRUTH_COLUMNS:
            value = entry.row.get(column)
            if value.casefold() in INDONESIAN_TRUTHS:
                wanted = INDONESIAN_TRUTHS[value.casefold()]
                yield at(
                    entry, column, "indonesian_truth", in_column=column, value=value, wanted=wanted
                )
        required = entry.row.get("required").lower() in _TRUE
        if required and entry.type.word == "note" and not entry.row.get("calculation"):
            yield at(entry, "required", "required_without_answer")


def check_needless(form: Form) -> Iterator[Finding]:
    """Conditions on answers stand where there are answers, filters where there are choices."""
    for entry in form.entries:
        word = entry.type.word
        if not word:
            continue
        if word in _UNASKED and entry.row.get("constraint"):
            yield at(entry, "constraint", "needless_constraint", in_column="constraint")
        for column, kinds in (("choice_filter", SELECTS), ("repeat_count", {"begin_repeat"})):
            if entry.row.get(column) and word not in kinds:
                yield at(entry, column, "needless_column", in_column=column)


def check_defaults(form: Form) -> Iterator[Finding]:
    """A default is an answer the question could be given."""
    computed = {id(one.row) for one in form.formulas if one.column == "default"}
    for entry in form.entries:
        value = entry.row.get("default")
        if not value or id(entry.row) in computed or "${" in value:
            continue
        shape = _SHAPES.get(entry.type.word)
        if shape and not shape[0].fullmatch(value):
            said = {"value": value, "kind": shape[1], "kind_en": shape[2]}
            yield at(entry, "default", "invalid_default", **said)
        elif entry.type.source in form.lists and not entry.type.or_other:
            yield from _no_choice(form, entry, value)


def _no_choice(form: Form, entry: Entry, value: str) -> Iterator[Finding]:
    names = {row.get("name") for row in form.lists[entry.type.source]}
    chosen = value.split() if entry.type.word in SEVERAL else [value]
    if not names.issuperset(chosen):
        kind, kind_en = f"pilihan dari daftar {entry.type.source}", "a choice of its list"
        yield at(entry, "default", "invalid_default", value=value, kind=kind, kind_en=kind_en)


def _starts(entry: Entry) -> bool:
    return bool(
        entry.row.get("calculation")
        or entry.row.get("bind::calculate")
        or entry.type.word.startswith(("background", "start-geo"))
    )
