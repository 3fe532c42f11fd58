"""Filling a form until every question was asked and answered, whatever it is asked under."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from tests.collect.engine import FilledForm, Form, Refused

FILLS = 60  # of one form; what is not reached by then is not reached


@dataclass(frozen=True, slots=True)
class Explored:
    """What was filled in, and the questions and calculations nothing led to."""

    filled: tuple[FilledForm, ...]
    unreached: tuple[str, ...]


def explore(
    begin: Callable[[], Form],
    finish: Callable[[Form], FilledForm],
    filled_too: Iterable[str],
    said: Mapping[str, Any],
) -> Explored:
    """Fill a form by chance, then towards what was never reached.

    Reached must be every question that is asked under a condition, and every path of `filled_too`. What
    is finished stays on the phone: a person registered once is chosen the next time.
    """
    form = begin()
    notes = form.notes()
    left = dict.fromkeys([*form.conditional_questions(), *filled_too], 0)
    filled: list[FilledForm] = []
    towards = ""
    for seed in range(FILLS):
        try:
            one = finish(form.auto_fill(seed, said, repeats=2, towards=towards))
        except Refused as refused:
            if refused.reason != "unanswerable":
                raise
        else:
            filled.append(one)
            for path in _reached(one.xml, notes):
                left.pop(path, None)
        if not left:
            break
        towards = min(left, key=lambda path: left[path])
        left[towards] += 1
        form = begin()
    return Explored(tuple(filled), tuple(left))


def _reached(xml: bytes, notes: frozenset[str]) -> set[str]:
    """The paths that hold something, and the notes that were shown."""
    found = set()
    root = etree.fromstring(xml)
    for node in root.iter(etree.Element):
        steps = [etree.QName(one).localname for one in (node, *node.iterancestors())]
        path = "/".join(reversed(steps[:-1]))
        if node.text and not len(node) or path in notes:
            found.add(path)
    return found
