"""How many existing answers a change touches, from the counted answers of a form. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from app.openrosa.answers import Document, leaves
from xlsform.change_kinds import ADDED, Change

SENT, ANSWERS, OPTIONS = "kiriman", "jawaban", "pilihan"
Tally = dict[str, Any]


def new_tally() -> Tally:
    """Answer a tally of nothing."""
    return {SENT: 0, ANSWERS: {}, OPTIONS: {}}


def count_into(tally: Tally, answers: Document, options: Mapping[str, Collection[str]]) -> None:
    """Add the answers of a submission; `options` are the choices to be counted, by question.

    A question in a repeat is counted once for each row. No answer is kept, only how many there are.
    """
    tally[SENT] += 1
    by_path, by_option = tally[ANSWERS], tally[OPTIONS]
    for path, text in leaves(answers):
        by_path[path] = by_path.get(path, 0) + 1
        known = options.get(path)
        if known:
            counted = by_option.setdefault(path, {})
            for chosen in set(text.split()) & set(known):
                counted[chosen] = counted.get(chosen, 0) + 1


def touched(change: Change, tally: Tally) -> int | None:
    """Answer how many answers a change touches; None where it is of no question."""
    if change.kind == ADDED:
        return 0
    if not change.paths:
        return None
    by_path: Mapping[str, int] = tally.get(ANSWERS, {})
    by_option: Mapping[str, Mapping[str, int]] = tally.get(OPTIONS, {})
    if not change.options:
        return sum(by_path.get(path, 0) for path in change.paths)
    counted = (by_option.get(path, {}) for path in change.paths)
    return sum(one.get(option, 0) for one in counted for option in change.options)


def options_of(versions: Iterable[Mapping[str, Mapping[str, str]]]) -> dict[str, frozenset[str]]:
    """Answer every choice that any version of a form offered, by question."""
    found: dict[str, set[str]] = {}
    for choices in versions:
        for path, names in choices.items():
            found.setdefault(path, set()).update(names)
    return {path: frozenset(names) for path, names in found.items()}
