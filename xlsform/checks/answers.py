"""Formulas that speak of answers: choices that exist, patterns that can be read, lists at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlsform.checks.form import Form, Formula, at
from xlsform.findings import Finding, found
from xlsform.outline import Entry
from xlsform.question_types import FILES, FROM_FILE
from xlsform.spelling import nearest
from xlsform.xpath import Node, Unreadable, walk

_COMPARE = frozenset({"=", "!="})
_ASKS = frozenset({"selected", "is-selected"})
# Classes of letters that Java's patterns know and Python's do not.
_JAVA_ONLY = re.compile(r"\\[pP]\{\w+\}|&&|[*+?}]\+")
_SHOWN = 8


def check_answers(form: Form) -> Iterator[Finding]:
    """A choice that a formula compares with exists; a pattern can be read; a list is there."""
    lists = _instances(form)
    for formula in form.formulas:
        if isinstance(formula.tree, Unreadable):
            continue
        for node in walk(formula.tree):
            yield from _wrong_comparison(form, formula, node)
            if node.kind == "call" and node.word == "regex":
                yield from _wrong_pattern(formula, node)
            elif node.kind == "call" and node.word == "instance":
                yield from _wrong_instance(formula, node, lists)


def check_filters(form: Form) -> Iterator[Finding]:
    """A choice_filter speaks of columns that the choices have."""
    columns = frozenset(form.workbook.sheet("choices").columns)
    for formula in form.formulas:
        entry = formula.entry
        if formula.column != "choice_filter" or isinstance(formula.tree, Unreadable) or not entry:
            continue
        if entry.type.source not in form.lists:
            continue
        for word in dict.fromkeys(_lone_names(formula.tree)):
            if word not in columns:
                meant = nearest(word, columns)
                yield at(entry, "choice_filter", "unknown_filter_column", meant, word=word)


def _lone_names(tree: Node) -> Iterator[str]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if node.kind == "name" and node.word != ".":
            yield node.word
        waiting += node.parts


def _wrong_comparison(form: Form, formula: Formula, node: Node) -> Iterator[Finding]:
    compares = node.kind == "operation" and node.word in _COMPARE
    asks = node.kind == "call" and node.word in _ASKS
    if len(node.parts) != 2 or not (compares or asks):
        return
    left, right = node.parts
    for asked, told in ((left, right), (right, left)) if compares else ((left, right),):
        question = _question(form, formula, asked)
        if question is None or told.kind != "text" or "${" in told.word or not told.word.strip():
            continue
        names = [row.get("name") for row in form.lists[question.type.source]]
        if told.word not in names:
            yield found(
                "survey.unknown_choice",
                formula.row,
                formula.column,
                sheet=formula.sheet,
                meant=nearest(told.word, names) or _by_label(form, question, told.word),
                question=question.name,
                value=told.word,
                choices=", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else ""),
            )


def _question(form: Form, formula: Formula, node: Node) -> Entry | None:
    """The choosing question a part of a formula stands for, if its choices are all known."""
    if node.kind == "reference":
        entry = form.one(node.word)
    else:
        entry = formula.entry if (node.kind, node.word) == ("name", ".") else None
    if entry is None or entry.type.or_other or entry.type.source not in form.lists:
        return None
    return entry


def _by_label(form: Form, question: Entry, said: str) -> str | None:
    """The choice whose label was written in place of its name."""
    for row in form.lists[question.type.source]:
        labels = (text for column, text in row.cells.items() if column.startswith("label"))
        if said.casefold() in (label.casefold() for label in labels):
            return row.get("name")
    return None


def _wrong_pattern(formula: Formula, call: Node) -> Iterator[Finding]:
    pattern = call.parts[1] if len(call.parts) == 2 else None
    if pattern is None or pattern.kind != "text" or _JAVA_ONLY.search(pattern.word):
        return
    try:
        re.compile(pattern.word)
    except (re.error, OverflowError, RecursionError):
        yield found(
            "survey.broken_regex",
            formula.row,
            formula.column,
            sheet=formula.sheet,
            pattern=pattern.word,
        )


def _instances(form: Form) -> frozenset[str]:
    """The names by which formulas reach lists: of choices, of files, of external instances."""
    names = {name for name in form.lists if name}
    for entry in form.entries:
        if entry.type.word in FROM_FILE:
            names.add(entry.type.source.rpartition(".")[0])
        elif entry.type.word in FILES:
            names.add(entry.name)
    return frozenset(names)


def _wrong_instance(formula: Formula, call: Node, lists: frozenset[str]) -> Iterator[Finding]:
    named = call.parts[0] if call.parts else None
    if named is None or named.kind != "text" or named.word in lists or "${" in named.word:
        return
    if named.word.startswith("__"):  # pyxform's own, such as the answers saved last
        return
    yield found(
        "survey.unknown_instance",
        formula.row,
        formula.column,
        sheet=formula.sheet,
        meant=nearest(named.word, lists),
        name=named.word,
    )
