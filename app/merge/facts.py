"""Facts: what one submission says about one field. Pure, total, the same for the same submission."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from xlsform.field_map import FieldUse

# A whole number, a text (decimals as their canonical text), or the chosen options in order.
Value = int | str | tuple[str, ...]

SEEN = "orang.dilihat"  # what every mention of a subject tells: the Posyandu it was seen in
DOUBTFUL_AFTER = timedelta(days=1)
LONGEST_WHOLE = 15  # digits; longer ones (NIK) are identifiers
COUNTED = re.compile(rf"0|-?[1-9][0-9]{{0,{LONGEST_WHOLE - 1}}}")  # a code like 0012 is no number
TRUE_WORDS = frozenset({"ya", "true"})
NUMBER = re.compile(r"[+-]?([0-9]{1,20}(\.[0-9]{0,20})?|\.[0-9]{1,20})([eE][+-]?[0-9]{1,2})?")


class Origin(NamedTuple):
    """The submission a fact comes from. Moments are UTC ISO texts, so that they compare as texts."""

    instance_id: str
    form_id: str
    version: str
    state: str
    observed_at: str
    ended_at: str
    received_at: str

    @property
    def doubtful(self) -> bool:
        """Answer whether it tells of a time more than a day after it was received.

        One phone set to 2031 must not win for ever: such facts are kept out of `latest` and `revision`
        and asked about.
        """
        if self.observed_at <= self.received_at:
            return False
        received = datetime.fromisoformat(self.received_at)
        return datetime.fromisoformat(self.observed_at) > received + DOUBTFUL_AFTER


class Fact(NamedTuple):
    """One value for one field, with where it stands in which submission.

    `path` names the question, with the row number in a repeat (`kader[2]/usia`). `subject` is the
    person, family, house or asset it is about, or empty for the Posyandu itself.
    """

    field: str
    value: Value
    path: str
    subject: str
    origin: Origin

    @property
    def place(self) -> tuple[str, str]:
        """Answer which answer of which submission it is: what tells one fact from another."""
        return (self.origin.instance_id, self.path)

    @property
    def order(self) -> tuple[str, str, str, str]:
        """Answer the place of a fact in time: never by arrival."""
        origin = self.origin
        return (origin.observed_at, origin.ended_at, origin.instance_id, self.path)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What merging needs to know of a profile field."""

    field: str
    scope: str
    rule: str
    privacy: str = "umum"


def facts_from(
    document: Mapping[str, Any],
    uses: Iterable[FieldUse],
    origin: Origin,
    subject: str,
) -> list[Fact]:
    """Answer every fact of a submission; blank and unreadable answers give none."""
    found: list[Fact] = []
    for use in uses:
        if not use.fields:
            continue
        read = reader_of(use.question_type)
        if use.repeat is None:
            path = use.path
            text = document.get(path)
            if isinstance(text, str) and (value := read(text)) is not None:
                for field, _rule in use.fields:
                    found.append(Fact(field, value, path, subject, origin))
            continue
        for path, text in _texts_in_repeat(document, use.repeat, use.path):
            if (value := read(text)) is not None:
                found += [Fact(field, value, path, subject, origin) for field, _rule in use.fields]
    return found


def _texts_in_repeat(
    document: Mapping[str, Any], repeat: str, path: str, shown: str = "", above: str = ""
) -> Iterator[tuple[str, str]]:
    """Walk nested repeats: `repeat` is the innermost one's path; outer ones are its prefixes.

    `above` is the path of the repeat we stand in, `shown` the same with the row numbers.
    """
    for key, rows in document.items():
        if not isinstance(rows, list) or not (repeat == key or repeat.startswith(key + "/")):
            continue
        for number, row in enumerate(rows, start=1):
            here = f"{shown}{key.removeprefix(above)}[{number}]"
            if key == repeat:
                text = row.get(path)
                if isinstance(text, str):
                    yield here + path.removeprefix(key), text
            else:
                yield from _texts_in_repeat(row, repeat, path, here, key)


def reader_of(question_type: str) -> Callable[[str], Value | None]:
    """Answer what reads the answers to questions of a type, with None for what it cannot read."""
    return READERS.get(question_type, str)


def _whole(text: str) -> int | None:
    if len(text) <= LONGEST_WHOLE and text.isascii() and text.isdigit():  # nearly always
        return int(text)
    number = _number(text)
    return int(number) if number is not None and number == number.to_integral_value() else None


def _decimal(text: str) -> str | None:
    number = _number(text)
    return None if number is None else canonical(number)


def _step(text: str) -> Value | None:
    """Answer a range's step, whole or not: the form says, the answers show."""
    whole = _whole(text)
    return _decimal(text) if whole is None else whole


def _options(text: str) -> Value:
    return tuple(dict.fromkeys(text.split()))


def _calculated(text: str) -> Value:
    return int(text) if COUNTED.fullmatch(text) else text


# By question type; every other type's answer is its text.
READERS: Mapping[str, Callable[[str], Value | None]] = {
    "integer": _whole,
    "int": _whole,
    "decimal": _decimal,
    "range": _step,
    "select_multiple": _options,
    "select_multiple_from_file": _options,
    "rank": _options,
    "calculate": _calculated,
}


def _number(text: str) -> Decimal | None:
    """Answer a number of plausible size, or None.

    What nobody can have meant (1E99999, or more digits than a stored number holds) is no number: such
    an answer must not stop the merging of a Posyandu.
    """
    if not NUMBER.fullmatch(text):
        return None
    number = Decimal(text)
    return number if number == 0 or abs(number.adjusted()) < LONGEST_WHOLE else None


def canonical(number: Decimal) -> str:
    """Answer a decimal number's one text: no exponent, no trailing zeros."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"", "-0"} else text


def number_of(value: Value) -> Decimal | None:
    """Answer a value as a number, or None."""
    return None if isinstance(value, tuple) else _number(str(value))


def stored_number(value: Any) -> Decimal | None:  # noqa: ANN401 - a value as JSON holds it
    """Answer a stored value as a number, or None."""
    return number_of(value) if isinstance(value, int | str) else None


def holds(value: Value) -> bool:
    """Answer whether a value says yes: for counting those of whom it is true."""
    if isinstance(value, tuple):
        return bool(value)
    number = number_of(value)
    return number != 0 if number is not None else str(value).lower() in TRUE_WORDS


def key_of(value: object) -> str:
    """Answer the one text by which equal values are found, in decisions and in memory."""
    if type(value) is int:  # most values are: no need to build an encoder for them
        return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
