"""Formulas: can they be read, and does a phone know every function with so many values?"""

from __future__ import annotations

from collections.abc import Iterator

from xlsform.checks.form import MOST_LETTERS, Form, Formula
from xlsform.findings import Finding, Words, found
from xlsform.functions import FUNCTIONS, MANY, NOT_ON_PHONES, Takes
from xlsform.spelling import nearest
from xlsform.xpath import FOREIGN, MAX_DEPTH, Node, Unreadable, walk

_WHY = {
    "unexpected": "broken_formula",
    "unfinished": "unfinished_formula",
    "bracket": "unclosed_bracket",
    "quote": "unclosed_quote",
    "operator": "foreign_operator",
    "deep": "formula_too_deep",
}


def check_formulas(form: Form) -> Iterator[Finding]:
    """Every formula can be read, and calls functions that exist with as many values as they take."""
    if form.unread:
        sheet, row, column, *_ = form.unread
        yield found(f"{sheet}.formulas_too_long", row, column, limit=f"{MOST_LETTERS:,}")
    for formula in form.formulas:
        if isinstance(formula.tree, Unreadable):
            yield _unreadable(formula, formula.tree)
            continue
        for node in walk(formula.tree):
            if node.kind == "call":
                yield from _wrong_call(formula, node)


def _unreadable(formula: Formula, tree: Unreadable) -> Finding:
    return _at(
        formula,
        _WHY[tree.why],
        position=tree.at,
        mark=tree.mark,
        wanted=FOREIGN.get(tree.mark, ""),
        limit=MAX_DEPTH,
    )


def _wrong_call(formula: Formula, call: Node) -> Iterator[Finding]:
    takes = FUNCTIONS.get(call.word)
    where: Words = {"name": call.word, "position": call.at}
    if takes is not None:
        if not takes.fits(len(call.parts)):
            yield _at(formula, "wrong_arity", given=len(call.parts), **_needs(takes), **where)
    elif call.word in NOT_ON_PHONES:
        yield _at(formula, "function_not_on_phones", wanted=NOT_ON_PHONES[call.word], **where)
    else:
        meant = nearest(call.word, FUNCTIONS)
        yield _at(formula, "unknown_function", meant=meant, **where)


def _needs(takes: Takes) -> Words:
    least, most = takes.least, takes.most
    if least == most:
        return {"takes": str(least), "takes_en": str(least), "shape": takes.shape}
    if most == MANY:
        words = (f"sedikitnya {least}", f"at least {least}")
    else:
        words = (f"{least} sampai {most}", f"{least} to {most}")
    return {"takes": words[0], "takes_en": words[1], "shape": takes.shape}


def _at(formula: Formula, code: str, meant: str | None = None, **words: object) -> Finding:
    said: Words = {"in_column": formula.column, **words}
    return found(f"{formula.sheet}.{code}", formula.row, formula.column, meant=meant, **said)
