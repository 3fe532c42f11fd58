"""What an edit changed, leaf by leaf, as Central tells it: a path, what stood there, what stands. Pure.

A step of a path is a name, or in a repeat the name with the row's number. A row that came or went is one
difference, told whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from app.openrosa.answers import Document, dump

Shown = Callable[[str, str], str]  # a path and what was answered there -> what may be told of it
Difference = dict[str, Any]
Steps = list[Any]


def differences(old: Document, new: Document, shown: Shown) -> list[Difference]:
    """Answer what makes one document the other, in the order of the new one."""
    return list(_between(old, new, "", [], shown))


def _between(
    old: Document, new: Document, prefix: str, steps: Steps, shown: Shown
) -> Iterator[Difference]:
    for path in dict.fromkeys([*new, *old]):
        was, now = old.get(path), new.get(path)
        if was == now:
            continue
        here = [*steps, *path.removeprefix(prefix).split("/")]
        if isinstance(was, list) or isinstance(now, list):
            yield from _rows(_list(was), _list(now), path, here, shown)
        if isinstance(was, str) or isinstance(now, str):
            yield _told(here, _text(was, path, shown), _text(now, path, shown))


def _list(value: object) -> list[Document]:
    return value if isinstance(value, list) else []


def _text(value: object, path: str, shown: Shown) -> str | None:
    return shown(path, value) if isinstance(value, str) else None


def _told(steps: Steps, was: object, now: object) -> Difference:
    told: Difference = {"path": steps}
    if was is not None:
        told["old"] = was
    if now is not None:
        told["new"] = now
    return told


def _rows(
    old: Sequence[Document], new: Sequence[Document], path: str, steps: Steps, shown: Shown
) -> Iterator[Difference]:
    marks = [dump(row, sort=True) for row in old], [dump(row, sort=True) for row in new]
    for word, a, a_end, b, b_end in SequenceMatcher(None, *marks, autojunk=False).get_opcodes():
        if word == "equal":
            continue
        before, after = range(a, a_end), range(b, b_end)
        pairs = _paired(old, new, before, after)
        for one, other in pairs:
            here = _at(steps, one)
            yield from _between(old[one], new[other], path + "/", here, shown)
        for one in sorted({*before} - {one for one, _other in pairs}):
            yield _told(_at(steps, one), _tree(old[one], path + "/", shown), None)
        for other in sorted({*after} - {other for _one, other in pairs}):
            yield _told(_at(steps, other), None, _tree(new[other], path + "/", shown))


def _at(steps: Steps, number: int) -> Steps:
    return [*steps[:-1], [steps[-1], number]]


def _paired(
    old: Sequence[Document], new: Sequence[Document], before: range, after: range
) -> list[tuple[int, int]]:
    """Answer which rows of a changed stretch are the same row edited: those most alike, in order."""
    spare = len(before) - len(after)
    shifts = [(max(spare, 0) - n, 0) if spare > 0 else (0, n) for n in range(abs(spare) + 1)]
    candidates = [list(zip(before[a:], after[b:], strict=False)) for a, b in shifts]
    return min(candidates, key=lambda pairs: sum(_unlike(old[a], new[b]) for a, b in pairs))


def _unlike(old: Document, new: Document) -> int:
    return sum(old.get(path) != new.get(path) for path in {*old, *new})


def _tree(row: Document, prefix: str, shown: Shown) -> dict[str, Any]:
    """Answer a row as an object: groups are objects, repeats lists of them."""
    tree: dict[str, Any] = {}
    for path, value in row.items():
        *groups, name = path.removeprefix(prefix).split("/")
        place = tree
        for group in groups:
            place = place.setdefault(group, {})
        if isinstance(value, list):
            place[name] = [_tree(one, path + "/", shown) for one in value]
        else:
            place[name] = shown(path, value)
    return tree
