"""Which answers open a question: its conditions read, so that a filler can go where they lead.

    ways = Ways(binds)
    wishes = ways.to("ukur/lila")
    wishes.choose(question, candidates, rng)

Nothing is solved: conditions are taken apart into comparisons, the answers that please most of them are
tried first, and chance does the rest over a few submissions.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from tests.collect.candidates import today
from tests.collect.results import Question

BLANK = object()  # a candidate: leave the question open
MONTH_DAYS, YEAR_DAYS = 30.44, 365.25
# How an expression that takes one day from another counts: the first that is found.
_UNITS = (("div 7", 7.0), ("* 12", MONTH_DAYS), ("'%Y", YEAR_DAYS), ("decimal-date-time(", 1.0))
_SPLIT = re.compile(r"\band\b|\bor\b|,|\bnot\b|[()]")
_PATH = re.compile(r"(?:current\(\)/)?(?:\.\./)*(?:\.\.|/)?[A-Za-z_][\w.-]*(?:/[\w.-]+)+")
_COMPARED = re.compile(r"(!=|>=|<=|=|>|<)\s*(?:'([^']*)'|(-?\d+(?:\.\d+)?))?")
_CALLED = re.compile(r"\b(selected|count-selected)\(\s*([^,()]+?)\s*(?:,\s*'([^']*)'\s*)?\)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a condition compares a question with; `value` is None where it is no literal.

    `days` is how long its unit is, where a number tells of an age and not of the question itself.
    """

    sign: str
    value: str | None
    days: float = 0.0


@dataclass(slots=True)
class Wishes:
    """By question, what the conditions on the way to one question compare it with."""

    of: dict[str, set[Wish]] = field(default_factory=dict)

    def choose(
        self, question: Question, candidates: Iterable[Any], rng: random.Random
    ) -> Iterator[Any]:
        """The candidates, those that please the wishes first."""
        wishes = self.of.get(question.path)
        if not wishes:
            yield from candidates
            return
        if Wish("=", "") in wishes and not question.required and rng.random() < 0.7:
            yield BLANK
        wished = _MAKERS.get(question.kind, _nothing)(question, wishes, rng)
        yield from wished
        yield from candidates


class Ways:
    """The conditions of a form, by path."""

    def __init__(self, binds: Mapping[str, Mapping[str, str]], root: str) -> None:
        self._binds = binds
        self._root = f"/{root}/"

    def conditional(self, path: str) -> bool:
        """Whether a question, or a group around it, is only asked under a condition."""
        steps = path.split("/")
        around = ("/".join(steps[:end]) for end in range(1, len(steps) + 1))
        return any("relevant" in self._binds.get(one, {}) for one in around)

    def to(self, path: str) -> Wishes:
        """What to answer so that a question is asked, or a calculation gives something."""
        wishes, seen = Wishes(), set[tuple[str, frozenset[Wish]]]()
        self._follow(path, frozenset(), wishes, seen)
        return wishes

    def _follow(
        self,
        path: str,
        wanted: frozenset[Wish],
        wishes: Wishes,
        seen: set[tuple[str, frozenset[Wish]]],
    ) -> None:
        if (path, wanted) in seen:
            return
        seen.add((path, wanted))
        calculated = self._binds.get(path, {}).get("calculate", "")
        if wanted and not calculated:
            wishes.of.setdefault(path, set()).update(wanted)
        for expression, passed in [
            *((one, frozenset[Wish]()) for one in self._conditions(path)),
            (calculated, wanted),
        ]:
            for read, found in self._comparisons(expression, path):
                self._follow(read, found | _aged(passed, expression, read), wishes, seen)

    def _conditions(self, path: str) -> Iterator[str]:
        steps = path.split("/")
        for end in range(1, len(steps) + 1):
            bind = self._binds.get("/".join(steps[:end]), {})
            yield from (bind[name] for name in ("relevant", "constraint") if name in bind)

    def _comparisons(self, expression: str, at: str) -> Iterator[tuple[str, frozenset[Wish]]]:
        """Each question an expression reads, with what it is compared with there."""
        for name, written, value in _CALLED.findall(expression):
            sign = "count" if name == "count-selected" else "="
            path = self._absolute(written.strip(), at)
            if path in self._binds:
                yield path, frozenset({Wish(sign, value or None)})
        # A function's arguments stand apart from what its result is compared with.
        flat = re.sub(r"(?:number|format-date|date|round|string)\(([^()]*)\)", r" \1 ", expression)
        flat = re.sub(r"(?:number|format-date|date|round|string)\(([^()]*)\)", r" \1 ", flat)
        flat = re.sub(r",\s*'%[^']*'", " ", flat)
        for atom in _SPLIT.split(flat):
            paths = [self._absolute(written, at) for written in _PATH.findall(atom)]
            found = {
                Wish(sign, text or number or (None if _is_path_after(atom, sign) else ""))
                for sign, text, number in _COMPARED.findall(atom)
            }
            yield from ((path, frozenset(found)) for path in paths if path in self._binds)

    def _absolute(self, written: str, at: str) -> str:
        written = written.removeprefix("current()/")
        if written.startswith(self._root):
            return written.removeprefix(self._root)
        if written == ".":
            return at
        steps = at.split("/")
        while written.startswith("../"):
            written = written.removeprefix("../")
            steps = steps[:-1]
        return "/".join([*steps, written])


def _aged(wanted: frozenset[Wish], expression: str, path: str) -> frozenset[Wish]:
    """What is wanted of a calculation, as it is wanted of what it reads: of ages, the day of birth."""
    unit = next((days for mark, days in _UNITS if mark in expression), 0.0)
    if not unit:
        return wanted
    born = rf"-\s*(?:[\w-]+\(|\s)*/[\w.-]+/{re.escape(path)}\b"
    if not re.search(born, expression):
        return frozenset()
    return frozenset(wish if wish.days else replace(wish, days=unit) for wish in wanted)


def _is_path_after(atom: str, sign: str) -> bool:
    """Whether what follows a sign is no literal (a path or a sum)."""
    after = atom.split(sign, 1)[1].strip()
    return not after.startswith("''")


def _numbers_of(wishes: Iterable[Wish]) -> list[tuple[str, float]]:
    return [
        (wish.sign, float(wish.value))
        for wish in wishes
        if wish.value is not None and _NUMBER.fullmatch(wish.value)
    ]


def _select_one(question: Question, wishes: set[Wish], rng: random.Random) -> Iterator[Any]:
    values = [choice.value for choice in question.choices]
    rng.shuffle(values)

    def pleases(value: str) -> int:
        equal = any(wish.sign == "=" and wish.value == value for wish in wishes)
        refused = any(wish.sign == "!=" and wish.value == value for wish in wishes)
        return 2 * equal - refused

    yield from sorted(values, key=pleases, reverse=True)


def _several(question: Question, wishes: set[Wish], rng: random.Random) -> Iterator[Any]:
    values = [choice.value for choice in question.choices]
    tries = [[w.value] for w in wishes if w.sign == "=" and w.value in values]
    if any(wish.sign == "count" for wish in wishes):
        tries.append(values[:2])
    rng.shuffle(tries)
    yield from tries


def _number(question: Question, wishes: set[Wish], rng: random.Random) -> Iterator[Any]:
    steps = {">": 1.0, ">=": 0.0, "<": -1.0, "<=": 0.0, "=": 0.0, "!=": 1.0}
    wished = [number + steps.get(sign, 0.0) for sign, number in _numbers_of(wishes)]
    if any(wish.value is None for wish in wishes):  # compared with another: far off, either way
        bounds = sorted(float(one) for one in re.findall(r"\d+(?:\.\d+)?", question.constraint))
        wished += [bounds[0], bounds[-1]] if bounds else []
    rng.shuffle(wished)
    yield from (round(one) if question.kind == "integer" else one for one in wished)


def _date(_question: Question, wishes: set[Wish], rng: random.Random) -> Iterator[Any]:
    """Months of a year are told by their number, ages (in months or years) by the day of birth."""
    now = today()
    months = {wish.value for wish in wishes if wish.sign == "="}
    week = rng.randrange(7)
    weeks = [now - timedelta(days=week + 7 * step) for step in range(60)]
    past = [day for day in weeks if f"{day:%m}" in months]
    yield from rng.sample(past, min(2, len(past)))
    ages = [
        (number + step) * days
        for _, number, days in _ages_of(wishes)
        for step in (0.5, -0.5)
        if number + step > 0
    ]
    rng.shuffle(ages)
    ages.sort(key=lambda age: _pleased(age, wishes), reverse=True)
    yield from (now - timedelta(days=round(age)) for age in ages)


def _ages_of(wishes: Iterable[Wish]) -> list[tuple[str, float, float]]:
    found = [(wish, number) for wish in wishes if wish.days for _, number in _numbers_of([wish])]
    return [(wish.sign, number, wish.days) for wish, number in found]


def _pleased(age: float, wishes: set[Wish]) -> int:
    return sum(
        age > number * days if sign.startswith(">") else age < number * days
        for sign, number, days in _ages_of(wishes)
        if sign[0] in "<>"
    )


def _nothing(_question: Question, _wishes: set[Wish], _rng: random.Random) -> Iterator[Any]:
    yield from ()


_MAKERS = {
    "select_one": _select_one,
    "select_multiple": _several,
    "integer": _number,
    "decimal": _number,
    "date": _date,
}
