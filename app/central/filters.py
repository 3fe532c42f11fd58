"""OData's `$filter`, as far as Central knows it: read into a tree, or refused with the place. Pure.

filter  = clause { "or" clause }        clause = term { "and" term }
term    = "not" term | "(" filter ")" | operand comparator operand
operand = literal | field | function "(" [ operand ] ")"
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from app.problems import Problem

LONGEST = 2000  # characters; a pull's filter has a hundred
DEEPEST = 50
COMPARATORS = ("eq", "ne", "lt", "le", "gt", "ge")
PARTS = ("year", "month", "day", "hour", "minute", "second")
ROOT = "$root/Submissions/"
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')"
    r"|(?P<moment>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)"
    r"|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<mark>[()])"
    r"|(?P<word>[$A-Za-z_][\w$/]*))"
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the table, by its name there; `part` when only a part of a moment is meant."""

    name: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value: text, number, moment, or None for null."""

    value: str | float | datetime | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two operands and how they are to stand to one another."""

    comparator: str
    left: Field | Literal
    right: Field | Literal


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions of which all (`and`) or any (`or`) must hold."""

    word: str
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Negated:
    """A condition that must not hold."""

    inner: Condition


Condition = Comparison | Joined | Negated


def read_filter(text: str, fields: Collection[str], at: datetime) -> Condition:
    """Answer what a filter says, or raise Problem; `fields` may be named in it, `now()` is `at`."""
    if len(text) > LONGEST:
        raise Problem("central.bad_filter", reason=f"lebih dari {LONGEST} huruf")
    reader = _Reader(_tokens(text), fields, at)
    condition = reader.any_of(0)
    if reader.token is not None:
        raise _unexpected(reader.token)
    return condition


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place = [], 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise Problem("central.bad_filter", reason=f"huruf ke-{place + 1} tidak dimengerti")
        kind = str(match.lastgroup)
        found.append((kind, match[kind]))
        place = match.end()
    return found


def _unexpected(token: tuple[str, str] | None) -> Problem:
    found = f"“{token[1]}” tidak pada tempatnya" if token else "berakhir sebelum lengkap"
    return Problem("central.bad_filter", reason=found)


class _Reader:
    """Reads one token after the other; a part of the grammar is a method."""

    def __init__(
        self, tokens: list[tuple[str, str]], fields: Collection[str], at: datetime
    ) -> None:
        self._tokens, self._place = tokens, 0
        self._fields, self._at = fields, at

    @property
    def token(self) -> tuple[str, str] | None:
        """The token to be read next; None at the end."""
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _take(self) -> tuple[str, str]:
        token = self.token
        if token is None:
            raise _unexpected(None)
        self._place += 1
        return token

    def _is(self, *words: str) -> bool:
        return self.token is not None and self.token[0] != "text" and self.token[1] in words

    def _expect(self, mark: str) -> None:
        if not self._is(mark):
            raise _unexpected(self.token)
        self._take()

    def any_of(self, depth: int) -> Condition:
        """Read clauses joined by `or`."""
        return self._joined("or", depth)

    def _joined(self, word: str, depth: int) -> Condition:
        parts = [self._part(word, depth)]
        while self._is(word):
            self._take()
            parts.append(self._part(word, depth))
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def _part(self, word: str, depth: int) -> Condition:
        return self._joined("and", depth) if word == "or" else self._term(depth)

    def _term(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise Problem("central.bad_filter", reason="terlalu banyak tanda kurung")
        if self._is("not"):
            self._take()
            return Negated(self._term(depth + 1))
        if self._is("("):
            self._take()
            inner = self.any_of(depth + 1)
            self._expect(")")
            return inner
        left = self._operand()
        comparator = self._take()
        if comparator[0] != "word" or comparator[1] not in COMPARATORS:
            raise _unexpected(comparator)
        return Comparison(comparator[1], left, self._operand())

    def _operand(self) -> Field | Literal:
        kind, text = self._take()
        if kind == "word" and self._is("("):
            return self._function(text)
        if kind == "word":
            return self._named(text)
        if kind == "text":
            return Literal(text[1:-1].replace("''", "'"))
        if kind == "number":
            return Literal(float(text))
        if kind == "moment":
            return Literal(read_moment(text))
        raise _unexpected((kind, text))

    def _function(self, name: str) -> Field | Literal:
        self._expect("(")
        if name == "now":
            self._expect(")")
            return Literal(self._at)
        if name not in PARTS:
            raise Problem("central.filter_field", name=f"{name}()")
        inner = self._operand()
        self._expect(")")
        if not isinstance(inner, Field) or inner.part:
            raise Problem("central.bad_filter", reason=f"{name}() meminta nama kolom")
        return Field(inner.name, name)

    def _named(self, text: str) -> Field | Literal:
        if text == "null":
            return Literal(None)
        name = text.removeprefix(ROOT)
        if name not in self._fields:
            raise Problem("central.filter_field", name=text)
        return Field(name)


def read_moment(text: str) -> datetime:
    """Answer a moment of a filter; a day is its beginning, what names no zone is UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Problem("central.bad_filter", reason=f"waktu {text} tidak ada") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
