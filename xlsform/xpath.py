"""Formulas, parsed: the XPath of ODK forms as a tree, or where and why it cannot be read.

The grammar is XPath 1.0 with `${name}` as one more way to begin a path. Positions are those of the
characters of the cell, counted from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

Kind = Literal["reference", "name", "path", "text", "number", "call", "operation"]
Why = Literal["unexpected", "unfinished", "bracket", "quote", "operator", "deep"]

# Deeper than any formula a person writes; each level costs a few frames of Python's stack.
MAX_DEPTH = 100

_MARK = re.compile(
    r"""\s*(?:
    (?P<reference>\$\{\s*(?:last-saved\#)?[^{}]*\})
  | (?P<text>"[^"]*"|'[^']*')
  | (?P<number>\d+(?:\.\d*)?|\.\d+)
  | (?P<name>[^\W\d][\w.-]*(?::(?!:)(?:[^\W\d][\w.-]*|\*))?)
  | (?P<foreign>==|&&|\|\||<>|≤|≥|≠|÷|×)
  | (?P<sign>!=|<=|>=|::|\.\.|//|[=<>+\-*/|()\[\],.@])
    )""",
    re.VERBOSE,
)
# What other languages write, and what is meant here.
FOREIGN = {
    "==": "=",
    "&&": "and",
    "||": "or",
    "<>": "!=",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "÷": "div",
    "×": "*",
    "&": "and",
    "!": "not(…)",
    "%": "mod",
    ";": "“,”",
}
_BINDING = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
_MINUS = 7
_CLOSING = {"(": ")", "[": "]"}


@dataclass(slots=True)
class Node:
    """A part of a formula.

    `word` is the name of a reference, a call or a lone step, an operator, or a literal's text.
    `parts` are operands, arguments, or what a path begins with; `inner` the predicates in [ ].
    """

    kind: Kind
    word: str
    at: int
    parts: tuple[Node, ...] = ()
    inner: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a formula cannot be read, and at which character."""

    why: Why
    at: int
    mark: str = ""


@lru_cache(maxsize=4096)
def parse(formula: str) -> Node | Unreadable:
    """The tree of a formula, or where it goes wrong."""
    try:
        return _Parser(formula).whole()
    except _StoppedError as stopped:
        return stopped.reason


def walk(node: Node) -> Iterator[Node]:
    """The node and all within it."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += one.parts
        waiting += one.inner


class _StoppedError(Exception):
    """Parsing ended early; it never leaves this module."""

    def __init__(self, why: Why, at: int, mark: str = "") -> None:
        super().__init__(why)
        self.reason = Unreadable(why, at, mark)


class _Parser:
    """Reads a formula from left to right; `place` is the mark it looks at."""

    def __init__(self, formula: str) -> None:
        self.marks = list(_marks(formula))
        self.end = len(formula) + 1
        self.place = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.expression(0)
        if self.place < len(self.marks):
            raise self.stopped()
        return node

    def expression(self, binding: int) -> Node:
        """Operators that bind more than `binding`, and their operands."""
        kind, mark, at = self.seen()
        if kind == "sign" and mark == "-":
            self.deeper()
            self.place += 1
            left = Node("operation", "-", at, (self.expression(_MINUS),))
            self.depth -= 1
        else:
            left = self.path()
        while self.place < len(self.marks):
            kind, mark, at = self.marks[self.place]
            strength = _BINDING.get(mark, 0) if kind in {"sign", "name"} else 0
            if strength <= binding:
                break
            self.place += 1
            left = Node("operation", mark, at, (left, self.expression(strength)))
        return left

    def path(self) -> Node:
        """A value, its predicates, and the steps from it."""
        kind, mark, at = self.seen()
        if kind == "sign" and mark in {"/", "//"}:
            self.place += 1
            if mark == "/" and not self.at_step():
                return Node("path", "/", at)
            return replace(self.steps(at, (), ()), kind="path", word="")
        base = self.value()
        if base is None:
            return self.steps(at, (), ())
        inner = self.predicates()
        if self.takes("/") or self.takes("//"):
            return self.steps(at, (base,), inner)
        return Node("path", "", at, (base,), inner) if inner else base

    def value(self) -> Node | None:
        """What is no step of a path: a reference, a literal, a call, a bracket."""
        kind, mark, at = self.seen()
        if kind in {"text", "number", "reference"}:
            self.place += 1
            return Node(kind, _bare(kind, mark), at)  # type: ignore[arg-type]
        if mark == "(":
            return self.bracketed()
        if kind == "name" and self.follows("(") and mark not in _NODE_TESTS:
            return self.call()
        return None

    def bracketed(self) -> Node:
        self.deeper()
        opened = self.takes_opening("(")
        node = self.expression(0)
        self.closes("(", opened)
        return node

    def call(self) -> Node:
        self.deeper()
        _, name, at = self.marks[self.place]
        self.place += 1
        opened = self.takes_opening("(")
        arguments: list[Node] = []
        if not self.takes(")"):
            arguments.append(self.expression(0))
            while self.takes(","):
                arguments.append(self.expression(0))
            self.closes("(", opened)
        else:
            self.depth -= 1
        return Node("call", name, at, tuple(arguments))

    def steps(self, at: int, parts: tuple[Node, ...], inner: tuple[Node, ...]) -> Node:
        """One step and those after it; a lone name stays a name."""
        count, word = 0, ""
        while True:
            word = self.step()
            count += 1
            inner += self.predicates()
            if not (self.takes("/") or self.takes("//")):
                break
        if count == 1 and not parts and not inner and word:
            return Node("name", word, at)
        return Node("path", word if count == 1 and not parts else "", at, parts, inner)

    def step(self) -> str:
        """The name of a child step; nothing for other steps."""
        kind, mark, _ = self.seen()
        if kind == "sign" and mark in {".", "..", "*"}:
            self.place += 1
            return mark if mark == "." else ""
        axis = self.takes("@")
        kind, mark, _ = self.seen()
        if kind == "name" and self.follows("::"):
            self.place += 2
            axis = True
            kind, mark, _ = self.seen()
        if kind == "name" or mark == "*":
            self.place += 1
            test = mark in _NODE_TESTS and self.takes("(")
            if test:
                self.takes_literal()
                self.closes("(", self.place, counted=False)
            return "" if axis or test or mark.endswith("*") else mark
        raise self.stopped()

    def predicates(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while self.place < len(self.marks) and self.marks[self.place][1] == "[":
            self.deeper()
            opened = self.takes_opening("[")
            found.append(self.expression(0))
            self.closes("[", opened)
        return tuple(found)

    def seen(self) -> tuple[str, str, int]:
        """The mark to read next; a formula may not end here."""
        if self.place >= len(self.marks):
            raise _StoppedError("unfinished", self.end)
        return self.marks[self.place]

    def at_step(self) -> bool:
        """Whether a step of a path follows."""
        if self.place >= len(self.marks):
            return False
        kind, mark, _ = self.marks[self.place]
        return (kind == "name" and mark not in _BINDING) or mark in {".", "..", "@", "*"}

    def follows(self, mark: str) -> bool:
        after = self.place + 1
        return after < len(self.marks) and self.marks[after][1] == mark

    def takes(self, mark: str) -> bool:
        if self.place < len(self.marks) and self.marks[self.place][:2] == ("sign", mark):
            self.place += 1
            return True
        return False

    def takes_literal(self) -> None:
        if self.place < len(self.marks) and self.marks[self.place][0] == "text":
            self.place += 1

    def takes_opening(self, mark: str) -> int:
        at = self.marks[self.place][2]
        self.takes(mark)
        return at

    def closes(self, mark: str, opened: int, *, counted: bool = True) -> None:
        """The closing bracket, of which a missing one is named by where it was opened."""
        self.depth -= counted
        if self.takes(_CLOSING[mark]):
            return
        if self.place >= len(self.marks):
            raise _StoppedError("bracket", opened, mark)
        raise self.stopped()

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _StoppedError("deep", self.marks[self.place][2])

    def stopped(self) -> _StoppedError:
        """What to say of a mark that may not stand here."""
        _, mark, at = self.seen()
        return _StoppedError("unexpected", at, mark)


_NODE_TESTS = frozenset({"text", "node", "comment", "processing-instruction"})


def _marks(formula: str) -> Iterator[tuple[str, str, int]]:
    place, end = 0, len(formula.rstrip())
    while place < end:
        match = _MARK.match(formula, place)
        if match is None:
            raise _unreadable(formula, place)
        kind = match.lastgroup or ""
        mark, at = match[kind], match.start(kind) + 1
        if kind == "foreign":
            raise _StoppedError("operator", at, mark)
        yield kind, mark, at
        place = match.end()


def _unreadable(formula: str, place: int) -> _StoppedError:
    """What to say of a character at which no mark begins."""
    while formula[place].isspace():
        place += 1
    sign = formula[place]
    if sign in {"'", '"'}:
        return _StoppedError("quote", place + 1, sign)
    if sign in FOREIGN:
        return _StoppedError("operator", place + 1, sign)
    return _StoppedError("unexpected", place + 1, sign)


def _bare(kind: str, mark: str) -> str:
    if kind == "text":
        return mark[1:-1]
    if kind == "reference":
        return mark[2:-1].strip()
    return mark
