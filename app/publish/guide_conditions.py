"""When a question is asked, in words: the form's own conditions read aloud, by question number. Pure.

What cannot be said shortly is not said at all: None is answered, and the guide says that it depends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\s*(?:(\$\{[^}]+\})|'([^']*)'|(\d+(?:\.\d+)?)|(>=|<=|!=|[=<>(),+])|([A-Za-z][\w-]*))"
)
_SAID = re.compile(r"if\((?P<condition>.+), '(?P<value>[^']+)', ''\)")
_NAME = re.compile(r"\$\{([^}]+)\}")
ANSWERED, FILLED, BUT = "dijawab", "diisi", "kecuali "
_MONTH = re.compile(r"format-date\((\$\{[^}]+\}), '%m'\) = '(\d\d)'")
_MONTHS = (
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
)
_COMPARED = {
    ">=": "paling sedikit {}",
    "<=": "paling banyak {}",
    ">": "lebih dari {}",
    "<": "kurang dari {}",
    "=": "{}",
    "!=": "bukan {}",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a condition may speak of: a question's number, the words of its choices, a calculation."""

    number: int = 0
    choices: Mapping[str, str] | None = None
    calculation: str = ""


class _Unsaid(Exception):
    """This condition cannot be said in a few words."""


def condition_words(expression: str, asked: Mapping[str, Asked]) -> str | None:
    """Answer a condition in words; an empty text where there is none, None where it is too much."""
    if not expression.strip():
        return ""
    try:
        return _Reader(expression, asked).read()
    except _Unsaid:
        return None


class _Reader:
    """Reads one condition, loosest word first: or, and, then comparisons."""

    def __init__(self, expression: str, asked: Mapping[str, Asked], depth: int = 0) -> None:
        self._asked, self._depth = asked, depth
        self._tokens = _tokens(_MONTH.sub(r"bulan(\1, '\2')", expression))
        self._at = 0

    def read(self) -> str:
        words = self._joined("or")
        if self._at < len(self._tokens):
            raise _Unsaid
        return words

    def _joined(self, word: str) -> str:
        parts = [self._part(word)]
        while self._peek() == ("word", word):
            self._at += 1
            parts.append(self._part(word))
        kept = list(dict.fromkeys(filter(None, parts)))
        if word == "or":
            return _either(kept)
        kept = [one for one in kept if not _told_otherwise(one, kept)]
        inner = [f"({one})" if len(kept) > 1 and " atau " in one else one for one in kept]
        return " dan ".join(sorted(inner, key=lambda one: one.startswith(BUT))).replace(
            f" dan {BUT}", f", {BUT}"
        )

    def _part(self, word: str) -> str:
        return self._joined("and") if word == "or" else self._one()

    def _one(self) -> str:
        kind, text = self._next()
        if (kind, text) == ("sign", "("):
            words = self._joined("or")
            self._expect(")")
            return words
        if kind == "word":
            return self._called(text)
        if kind == "name":
            return self._compared(text)
        raise _Unsaid

    def _called(self, function: str) -> str:
        self._expect("(")
        if function == "not":
            words = self._joined("or")
            self._expect(")")
            return f"{BUT}{words}"
        kind, name = self._next()
        if kind != "name" or function not in {"selected", "count-selected", "bulan"}:
            raise _Unsaid
        if function == "count-selected":
            self._expect(")")
            sign, number = self._next(), self._next()
            if sign != ("sign", ">=") or number[0] != "number":
                raise _Unsaid
            return f"{self._who(name)} dipilih {number[1]} jawaban atau lebih"
        self._expect(",")
        _kind, value = self._next()
        self._expect(")")
        if function == "bulan":
            return f"{self._who(name)} bulan {_MONTHS[int(value) - 1]}"
        return f"pada {self._who(name)} dipilih {self._choice(name, value)}"

    def _compared(self, name: str) -> str:
        if self._peek() == ("sign", "+"):
            return self._summed(name)
        sign, (kind, value) = self._next(), self._next()
        if sign[0] != "sign" or kind not in {"text", "number"}:
            raise _Unsaid
        calculated = self._expanded(name, sign[1], value)
        if calculated is not None:
            return calculated
        if value == "" and kind == "text":
            return self._blank(name, sign[1])
        if kind == "number":
            return f"{self._who(name)} {_COMPARED[sign[1]].format(value.replace('.', ','))}"
        if sign[1] not in {"=", "!="}:
            raise _Unsaid
        name = self._meant(name)
        words = f"{self._who(name)} {ANSWERED} {self._choice(name, value)}"
        return words if sign[1] == "=" else f"{BUT}{words}"

    def _summed(self, name: str) -> str:
        """Numbers taken together, as totals over two or three questions are."""
        numbers = [self._who(name).removeprefix("nomor ")]
        while self._peek() == ("sign", "+"):
            self._at += 1
            numbers.append(self._who(self._next()[1]).removeprefix("nomor "))
        sign, (kind, value) = self._next(), self._next()
        if kind != "number" or sign[1] not in _COMPARED:
            raise _Unsaid
        *first, last = numbers
        return f"jumlah nomor {', '.join(first)} dan {last} {_COMPARED[sign[1]].format(value)}"

    def _blank(self, name: str, sign: str) -> str:
        if name.startswith("lalu_"):
            return "sudah pernah dicatat" if sign == "!=" else "belum pernah dicatat"
        return f"{self._who(name)} {'kosong' if sign == '=' else FILLED}"

    def _expanded(self, name: str, sign: str, value: str) -> str | None:
        """A calculation that only gives a name to a condition, as that condition."""
        said = _SAID.fullmatch(self._asked.get(name, Asked()).calculation)
        if not said or (sign, value) != ("=", said["value"]) or self._depth > 2:
            return None
        return _Reader(said["condition"], self._asked, self._depth + 1).read()

    def _meant(self, name: str) -> str:
        """The question behind a calculation that only takes its answer, or what was known before."""
        calculation = self._asked.get(name, Asked()).calculation
        read = dict.fromkeys(_NAME.findall(calculation))
        asked = [one for one in read if self._asked.get(one, Asked()).choices]
        return asked[-1] if calculation and asked else name

    def _who(self, name: str) -> str:
        one = self._asked.get(name, Asked())
        if one.number:
            return f"nomor {one.number}"
        if name.startswith("usia_"):
            return f"umur ({name.removeprefix('usia_').replace('_', ' ')})"
        raise _Unsaid

    def _choice(self, name: str, value: str) -> str:
        words = (self._asked.get(name, Asked()).choices or {}).get(value)
        if words is None:
            raise _Unsaid
        return f"\u201c{words}\u201d"

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        self._at += 1
        return token

    def _expect(self, sign: str) -> None:
        if self._next() != ("sign", sign):
            raise _Unsaid


def _told_otherwise(part: str, parts: list[str]) -> bool:
    """Whether another part tells of the same question what it was answered with."""
    who, filled, rest = part.partition(f" {FILLED}")
    others = [one.removeprefix(BUT) for one in parts if one != part]
    return bool(filled) and not rest and any(one.startswith(f"{who} ") for one in others)


def _either(parts: list[str]) -> str:
    """Alternatives joined; several answers to one question are named together."""
    found: dict[str, list[str]] = {}
    for part in parts:
        who, answered, answer = part.partition(f" {ANSWERED} ")
        one = answered and not any(word in part for word in (" dan ", " atau ", BUT))
        found.setdefault(who if one else part, []).append(answer if one else "")
    said = [
        f"{who} {ANSWERED} {_listed(answers)}" if any(answers) else who
        for who, answers in found.items()
    ]
    return " atau ".join(f"({one})" if len(said) > 1 and " dan " in one else one for one in said)


def _listed(answers: list[str]) -> str:
    *first, last = answers
    return f"{', '.join(first)} atau {last}" if first else last


def _tokens(expression: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(expression.rstrip()):
        match = _TOKEN.match(expression, at)
        if match is None:
            raise _Unsaid
        name, text, number, sign, word = match.groups()
        kinds = {"name": name and name[2:-1], "text": text, "number": number}
        kinds |= {"sign": sign, "word": word}
        found.append(next((kind, said) for kind, said in kinds.items() if said is not None))
        at = match.end()
    return found
