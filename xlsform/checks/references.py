"""References: does every ${name} speak of one question, and can it be reached from where it stands?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlsform.checks.form import FORMULAS, UNCLOSED, Form, Formula, references_in
from xlsform.checks.row import INDONESIAN_TRUTHS, TRUTH_COLUMNS
from xlsform.findings import Finding, found
from xlsform.functions import TAKE_MANY
from xlsform.outline import Entry
from xlsform.sheets import Row
from xlsform.spelling import nearest
from xlsform.xpath import Node, Unreadable

_NAME = re.compile(r"[^\W\d][\w.-]*")
_LAST_SAVED = "last-saved#"


def check_references(form: Form) -> Iterator[Finding]:
    """Every ${name} names one question."""
    for sheet, row, column, text in form.texts():
        if "${" not in text:
            continue
        if UNCLOSED.search(text):
            yield found(f"{sheet}.broken_reference", row, column, text=_short(text))
            continue
        for name in dict.fromkeys(references_in(text)):
            yield from _wrong_reference(form, (sheet, row, column), name)


def check_scope(form: Form) -> Iterator[Finding]:
    """What has an answer for each row of a repeat is not asked from outside as if it had one."""
    if not any(entry.type.word == "begin_repeat" for entry in form.entries):
        return
    for formula in form.formulas:
        if formula.sheet != "entities" and not isinstance(formula.tree, Unreadable):
            for name in _lone_references(formula.tree):
                yield from _out_of_reach(form, formula, name)
    for entry in form.entries:
        yield from _words_out_of_reach(form, entry)


def check_bare_names(form: Form) -> Iterator[Finding]:
    """A question is spoken of as ${name}: without the signs it is a path to nowhere."""
    for formula in form.formulas:
        if formula.column == "choice_filter" or isinstance(formula.tree, Unreadable):
            continue
        for node in _outside_predicates(formula.tree):
            if node.kind == "name" and node.word != "." and not _is_truth(formula, node):
                yield found(
                    f"{formula.sheet}.bare_name",
                    formula.row,
                    formula.column,
                    name=node.word,
                    position=node.at,
                    in_column=formula.column,
                )


def _is_truth(formula: Formula, node: Node) -> bool:
    """A yes or no in Indonesian, of which `check_truths` tells."""
    return formula.column in TRUTH_COLUMNS and node.word.casefold() in INDONESIAN_TRUTHS


def _wrong_reference(form: Form, place: tuple[str, Row, str], name: str) -> Iterator[Finding]:
    sheet, row, column = place
    if not _NAME.fullmatch(name):
        text = "${" + _short(name) + "}"
        yield found(f"{sheet}.broken_reference", row, column, text=text)
    elif name not in form.names:
        meant = nearest(name, form.names)
        yield found(f"{sheet}.unknown_reference", row, column, meant=meant, name=name)
    elif len(form.by_name.get(name, ())) > 1:
        count = len(form.by_name[name])
        yield found(f"{sheet}.ambiguous_reference", row, column, name=name, count=count)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


def _outside_predicates(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += one.parts


def _lone_references(tree: Node) -> Iterator[str]:
    """The names a formula wants one answer of: not those it counts, adds up, or picks by [ ]."""
    waiting = [(tree, False)]
    while waiting:
        node, takes_many = waiting.pop()
        if node.kind == "reference" and not takes_many and not node.word.startswith(_LAST_SAVED):
            yield node.word
        if node.kind == "call":
            many = node.word in TAKE_MANY
        else:
            many = takes_many if node.kind == "path" and not node.inner else bool(node.inner)
        waiting += [(part, many) for part in node.parts]
        waiting += [(part, False) for part in node.inner]


def _out_of_reach(form: Form, formula: Formula, name: str) -> Iterator[Finding]:
    target = form.one(name)
    if target and not _reaches(formula.entry, target):
        yield found(
            f"{formula.sheet}.reference_into_repeat",
            formula.row,
            formula.column,
            name=name,
            repeat=_nearest_repeat(target),
        )


def _words_out_of_reach(form: Form, entry: Entry) -> Iterator[Finding]:
    """Labels and hints that show an answer from within a repeat elsewhere."""
    for column, text in entry.row.cells.items():
        if "${" not in text or column in FORMULAS or column in {"default", "trigger", "type"}:
            continue
        for name in dict.fromkeys(references_in(text)):
            target = form.one(name)
            if target and not _reaches(entry, target):
                yield found(
                    "survey.reference_into_repeat",
                    entry.row,
                    column,
                    name=name,
                    repeat=_nearest_repeat(target),
                )


def _reaches(entry: Entry | None, target: Entry) -> bool:
    """Whether a row stands within every repeat that its target stands in."""
    around = repeats_around(target)
    return _own(entry)[: len(around)] == around


def repeats_around(entry: Entry) -> list[str]:
    """The paths of the repeats an entry stands in, the outermost first."""
    return [outer.path for outer in entry.inside if outer.type.word == "begin_repeat"]


def _own(entry: Entry | None) -> list[str]:
    """The repeats a row speaks from; a repeat speaks from within itself."""
    if entry is None:
        return []
    itself = [entry.path] if entry.type.word == "begin_repeat" else []
    return [*repeats_around(entry), *itself]


def _nearest_repeat(entry: Entry) -> str:
    return next(o.name for o in reversed(entry.inside) if o.type.word == "begin_repeat")
