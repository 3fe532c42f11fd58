"""Which question of a newer form is which of the older: by path, by name, or by its likeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from rapidfuzz import fuzz

from xlsform.languages import default_language, label_in
from xlsform.outline import Entry, outline
from xlsform.question_types import BEGINS
from xlsform.sheets import Workbook

ALIKE = 80.0  # of labels, in percent: the same words but for a few
ENOUGH = 4.0  # of the signs of one question: two strong ones, or one with the place and the type
MOST_PAIRS = 60_000  # looked at one by one; beyond it only what agrees in a word is the same


@dataclass(frozen=True, slots=True)
class Pairing:
    """What stands in both forms, in the order of the newer, and what in one of them only.

    `before` are all paths of the older form in their order.
    """

    pairs: tuple[tuple[Entry, Entry], ...]
    removed: tuple[Entry, ...]
    added: tuple[Entry, ...]
    before: tuple[str, ...]


@dataclass(slots=True)
class _Search:
    """The entries of both forms by key, and which belong together so far (older to newer)."""

    before: dict[str, Entry]
    after: dict[str, Entry]
    label_before: Callable[[Entry], str]
    label_after: Callable[[Entry], str]
    found: dict[str, str]

    def left(self) -> tuple[dict[str, Entry], dict[str, Entry]]:
        """Answer what belongs to nothing yet."""
        taken = set(self.found.values())
        return (
            {key: one for key, one in self.before.items() if key not in self.found},
            {key: one for key, one in self.after.items() if key not in taken},
        )


def pair(old: Workbook, new: Workbook) -> Pairing:
    """Answer which entries of two forms are the same, by what tells it best first."""
    before, after = _keyed(outline(old).entries), _keyed(outline(new).entries)
    same = {k: k for k, one in before.items() if k in after and _holds(one) == _holds(after[k])}
    search = _Search(before, after, _labels(old), _labels(new), same)
    for step in (_renamed_groups, _carried_along, _of_one_name, _alike):
        for key, other in step(search):
            search.found.setdefault(key, other)
    gone, new_ones = search.left()
    back = {other: key for key, other in search.found.items()}
    pairs = tuple((before[back[key]], one) for key, one in after.items() if key in back)
    order = tuple(one.path for one in before.values())
    return Pairing(pairs, tuple(gone.values()), tuple(new_ones.values()), order)


def _keyed(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Answer entries by path; those without a name (notes) are told apart by their order."""
    found: dict[str, Entry] = {}
    nameless: Counter[str] = Counter()
    for entry in entries:
        key = entry.path
        if not entry.name or key in found:
            nameless[key] += 1
            key = f"{key}#{nameless[key]}"
        found[key] = entry
    return found


def _labels(workbook: Workbook) -> Callable[[Entry], str]:
    language = default_language(workbook)
    return lambda entry: " ".join(label_in(entry.row, language, language).casefold().split())


def _holds(entry: Entry) -> bool:
    return entry.type.word in BEGINS


def _renamed_groups(search: _Search) -> Iterator[tuple[str, str]]:
    """Groups that hold much the same, or are called the same."""
    gone, come = search.left()
    old = {key: _names_in(key, search.before) for key, one in gone.items() if _holds(one)}
    new = {key: _names_in(key, search.after) for key, one in come.items() if _holds(one)}
    scored: list[tuple[float, str, str]] = []
    if len(old) * len(new) > MOST_PAIRS:
        return
    for one, other in product(old, new):
        shared = len(old[one] & new[other]) / (len(old[one] | new[other]) or 1)
        label = search.label_before(search.before[one])
        called = bool(label) and label == search.label_after(search.after[other])
        if shared >= 0.5 or called:  # half of the names
            scored.append((shared + called, one, other))
    yield from _best_first(scored)


def _names_in(key: str, entries: Mapping[str, Entry]) -> frozenset[str]:
    return frozenset(one.name for path, one in entries.items() if path.startswith(f"{key}/"))


def _carried_along(search: _Search) -> Iterator[tuple[str, str]]:
    """What stands under the same name in a group that was renamed or moved."""
    gone, come = search.left()
    at = dict(search.found)
    for key, entry in gone.items():  # in order: a group comes before what it holds
        if entry.inside and entry.name:
            there = f"{at.get(entry.inside[-1].path, '')}/{entry.name}"
            if there in come and _holds(entry) == _holds(come[there]):
                at[key] = there
                yield key, there


def _of_one_name(search: _Search) -> Iterator[tuple[str, str]]:
    """What has the same name elsewhere, where that name stands once on either side."""
    gone, come = search.left()
    old, new = _by_name(gone), _by_name(come)
    for name in old.keys() & new.keys():
        if len(old[name]) == len(new[name]) == 1:
            (key,), (other,) = old[name], new[name]
            if _holds(gone[key]) == _holds(come[other]):
                yield key, other


def _by_name(entries: Mapping[str, Entry]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, entry in entries.items():
        if entry.name:
            found.setdefault(entry.name, []).append(key)
    return found


def _alike(search: _Search) -> Iterator[tuple[str, str]]:
    """Questions under another name: of the same field of the profile, label, type and place."""
    gone, come = search.left()
    old = {key: one for key, one in gone.items() if one.name and not _holds(one)}
    new = {key: one for key, one in come.items() if one.name and not _holds(one)}
    if len(old) * len(new) > MOST_PAIRS:
        return
    beside = _neighbours(search.before), _neighbours(search.after)
    scored = []
    for one, other in product(old, new):
        near = sum(
            search.found.get(mine, "") == theirs
            for mine, theirs in zip(beside[0][one], beside[1][other], strict=True)
        )
        score = _likeness(search, old[one], new[other]) + near / 2
        if score >= ENOUGH:
            scored.append((score, one, other))
    yield from _best_first(scored)


def _likeness(search: _Search, old: Entry, new: Entry) -> float:
    """Answer how many signs say that two questions are one."""
    mine, theirs = search.label_before(old), search.label_after(new)
    score = 2.0 if old.type.word == new.type.word and old.type.source == new.type.source else 0.0
    if mine and mine == theirs:
        score += 3.0
    elif mine and theirs and fuzz.ratio(mine, theirs) >= ALIKE:
        score += 1.5
    field = old.row.get("profile_field")
    return score + (2.5 if field and field == new.row.get("profile_field") else 0.0)


def _neighbours(entries: Mapping[str, Entry]) -> dict[str, tuple[str, str]]:
    """Answer what stands right before and right after each entry."""
    keys = ["", *entries, ""]
    return {keys[n]: (keys[n - 1], keys[n + 1]) for n in range(1, len(keys) - 1)}


def _best_first(scored: list[tuple[float, str, str]]) -> Iterator[tuple[str, str]]:
    """Answer each at most once, the surest first; what is as sure in the order of the forms."""
    taken: set[tuple[int, str]] = set()
    for _score, key, other in sorted(scored, key=lambda one: -one[0]):
        if not {(0, key), (1, other)} & taken:
            taken |= {(0, key), (1, other)}
            yield key, other
