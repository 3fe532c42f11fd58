"""Lists of choices, and the questions that choose from them."""

from __future__ import annotations

from collections.abc import Iterator

from xlsform.checks.form import Form, at
from xlsform.findings import Finding, Words, found
from xlsform.languages import label_in, settings_row
from xlsform.outline import Entry
from xlsform.question_types import FROM_FILE, SELECTS, SEVERAL
from xlsform.sheets import Row
from xlsform.spelling import nearest
from xlsform.xpath import Unreadable, walk

_YES = frozenset({"yes", "true", "true()"})
_FILE_ENDINGS = (".csv", ".xml", ".geojson")
# More than fit on a phone without scrolling for long.
LONG_LIST = 25
_FOLDED = ("minimal", "autocomplete", "search", "map", "quick", "columns", "likert", "image-map")


def check_lists(form: Form) -> Iterator[Finding]:
    """Every select names a list that exists."""
    lists = [name for name in form.lists if name]
    for entry in form.entries:
        source = entry.type.source
        if entry.type.word not in SELECTS:
            continue
        if not source:
            yield at(entry, "type", "missing_list")
        elif entry.type.word in FROM_FILE:
            if not source.lower().endswith(_FILE_ENDINGS) and "${" not in source:
                yield at(entry, "type", "unknown_file_kind", list=source)
        elif entry.type.word == "select_one_external":
            yield from _unknown_external(form, entry)
        elif not source.startswith("${") and source not in lists:
            yield at(entry, "type", "unknown_list", nearest(source, lists), list=source)
        if entry.type.or_other and entry.row.get("choice_filter"):
            yield at(entry, "type", "other_with_filter")


def check_length(form: Form) -> Iterator[Finding]:
    """A list longer than a phone's screen is folded up or narrowed."""
    for entry in form.entries:
        count = len(form.lists.get(entry.type.source, ())) if entry.type.word in SELECTS else 0
        folded = any(word in entry.row.get("appearance") for word in _FOLDED)
        if count > LONG_LIST and not folded and not entry.row.get("choice_filter"):
            yield at(entry, "appearance", "long_list", count=count)


def check_unused(form: Form) -> Iterator[Finding]:
    """Every list is used: by a question, or by a formula that reads it."""
    used = {entry.type.source for entry in form.entries}
    if any(source.startswith("${") for source in used):
        return
    for formula in form.formulas:
        if not isinstance(formula.tree, Unreadable):
            used |= {node.word for node in walk(formula.tree) if node.kind == "text"}
    for name, rows in form.lists.items():
        if name and name not in used:
            yield found("choices.unused_list", rows[0], "list_name", list=name)


def check_choices(form: Form) -> Iterator[Finding]:
    """Every choice has a list and a name of its own in that list."""
    repeated = settings_row(form.workbook).get("allow_choice_duplicates").lower() in _YES
    several = {e.type.source for e in form.entries if e.type.word in SEVERAL}
    for name, rows in form.lists.items():
        seen: dict[str, Row] = {}
        if len(name.split()) > 1:
            sound = "_".join(name.split())
            yield found("choices.invalid_list_name", rows[0], "list_name", list=name, sound=sound)
        for row in rows:
            yield from _wrong_choice(row, name in several)
            first = seen.setdefault(row.get("name"), row)
            if name and row.get("name") and first is not row and not repeated:
                words: Words = {"name": row.get("name"), "list": name, "other": first.number}
                yield found("choices.duplicate_name", row, "name", **words)
        yield from _alike(rows, form.language)


def _wrong_choice(row: Row, several: bool) -> Iterator[Finding]:
    name = row.get("name")
    if not row.get("list_name"):
        yield found("choices.missing_list_name", row, "list_name")
    if not name:
        yield found("choices.missing_name", row, "name")
    elif several and len(name.split()) > 1:
        yield found("choices.space_in_name", row, "name", name=name, sound="_".join(name.split()))


def _alike(rows: list[Row], language: str | None) -> Iterator[Finding]:
    """Choices that nobody can tell apart: one label, and nothing that could filter them."""
    first: dict[tuple[tuple[str, str], ...], Row] = {}
    for row in rows:
        label = label_in(row, language, language)
        if not label or any(column.startswith(("image", "big-image")) for column in row.cells):
            continue
        shown = tuple(sorted((c, text) for c, text in row.cells.items() if c != "name"))
        like = first.setdefault(shown, row)
        if like.get("name") != row.get("name"):
            yield found(
                "choices.duplicate_label",
                row,
                f"label::{language}" if language and not row.get("label") else "label",
                name=row.get("name"),
                like=like.get("name"),
                other=like.number,
                label=label,
            )


def _unknown_external(form: Form, entry: Entry) -> Iterator[Finding]:
    lists = {row.get("list_name") for row in form.workbook.rows("external_choices")}
    source = entry.type.source
    if source not in lists:
        yield at(entry, "type", "unknown_external_list", nearest(source, lists), list=source)
