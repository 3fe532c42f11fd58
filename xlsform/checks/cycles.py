"""Formulas that need their own result: nothing can be computed first, and no phone opens the form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from xlsform.checks.form import Form, at, references_in
from xlsform.findings import Finding
from xlsform.outline import Entry

# Each circle is looked for in the whole form; nobody mends more of them at once.
MOST_CIRCLES = 20
_OTHER_ROWS = re.compile(r"indexed-repeat\s*\(|\[")  # of a repeat: not this row's own result

Needs = dict[str, dict[str, str]]  # path -> needed path -> the column that needs it


def check_cycles(form: Form) -> Iterator[Finding]:
    """Calculations and conditions can be computed one after the other."""
    by_path = {entry.path: entry for entry in form.entries if entry.name}
    needs = _needs(form)
    for _ in range(MOST_CIRCLES):
        circle = _circle(needs)
        if circle is None:
            return
        # In the order of the sheet, so that the finding stands at the first of them.
        places = [by_path[path].row.number for path in circle]
        start = places.index(min(places))
        circle = circle[start:] + circle[:start]
        yield _circular(by_path, circle, needs)
        needs[circle[0]] = {}


def _needs(form: Form) -> Needs:
    """Answer what each question's calculation, and whether it is asked, is computed from."""
    paths: dict[str, list[str]] = {}
    for entry in form.entries:
        paths.setdefault(entry.name, []).append(entry.path)
    one = {name: found[0] for name, found in paths.items() if name and len(found) == 1}
    return {
        entry.path: {one[name]: column for column, name in _references(entry) if name in one}
        for entry in form.entries
        if entry.name
    }


def _references(entry: Entry) -> Iterator[tuple[str, str]]:
    """Answer (column, name) of what an entry is computed from; one inside a group as the group is."""
    for outer in (*entry.inside, entry):
        for name in references_in(outer.row.get("relevant"), last_saved=False):
            yield "relevant", name
    formula = entry.row.get("calculation")
    # With a trigger it is computed once, when the trigger changes.
    if not entry.row.get("trigger") and not _OTHER_ROWS.search(formula):
        # What was saved last time is no part of this filling.
        for name in references_in(formula, last_saved=False):
            yield "calculation", name


def _circle(needs: Needs) -> list[str] | None:
    """Answer paths of which each needs the next, and the last the first; None where there are none."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found[:0:-1]  # the sorter names what is needed first, and its first again at the end
    return None


def _circular(by_path: dict[str, Entry], circle: list[str], needs: Needs) -> Finding:
    first = by_path[circle[0]]
    column = needs[circle[0]][circle[1 % len(circle)]]
    names = [by_path[path].name for path in (*circle, circle[0])]
    pairs = list(zip(names, names[1:], strict=False))
    steps = ", ".join(f"{one} memerlukan {other}" for one, other in pairs)
    steps_en = ", ".join(f"{one} needs {other}" for one, other in pairs)
    return at(first, column, "circular_formula", steps=steps, steps_en=steps_en)
