"""The lists of sasaran as forms declare them and phones receive them: columns, rows, hash. Pure."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.registry.bidang import UMUM
from xlsform.people import owner_of
from xlsform.travel import never_travels

STRICTNESS = ("umum", "identitas", "spesifik")
FIXED = ("name", "label", "__version")
NAMELESS = "(tanpa nama)"
# A change of what a list looks like to the same phone, with the same rows, is a new rule.
RULE = "posyandu+bidang/1"
# A NIK: sixteen digits, no more, and not the decimals of a coordinate.
_NUMBER_OF_16 = re.compile(rb"(?<![0-9.])[0-9]{16}(?![0-9])")
_EVERY_DIGIT_0 = bytes.maketrans(b"0123456789", b"0" * 10)
Properties = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class DeclaredList:
    """A list as a form declares it: its name and, by property, the question's label and privacy."""

    name: str
    bidang: str
    form_id: str
    properties: Properties


def joined(known: Properties, declared: Properties) -> dict[str, dict[str, str]]:
    """Answer the properties of a list after another form named it; none is ever forgotten.

    A property keeps its first label and is as private as its most private question.
    """
    found = {name: dict(said) for name, said in known.items()}
    for name, said in declared.items():
        before = found.setdefault(name, {"label": said["label"], "privacy": STRICTNESS[0]})
        before["privacy"] = max(before["privacy"], said["privacy"], key=STRICTNESS.index)
    return found


def is_for(list_bidang: str, device_bidang: str) -> bool:
    """Answer whether a phone of a bidang (empty: of all) may hold a list."""
    return not device_bidang or list_bidang in {device_bidang, UMUM.key}


def told_to(
    list_name: str, list_bidang: str, properties: Properties, device_bidang: Iterable[str]
) -> dict[str, Mapping[str, str]]:
    """Answer the properties of a list that holders of these bidang may read."""
    held = list(device_bidang)
    return {
        name: said
        for name, said in properties.items()
        if any(is_for(owner_of(list_name, list_bidang, name), one) for one in held)
    }


def columns_for(properties: Properties, words: Iterable[str]) -> tuple[str, ...]:
    """Answer the columns that travel: those the phone's forms read, and none that may never travel.

    Two that differ only by case are one column on a phone; the first is sent.
    """
    read, seen = set(words), set()
    found = []
    for name in sorted(properties):
        wanted = name in read and not never_travels(name) and name.casefold() not in seen
        if wanted and name.casefold() not in FIXED:
            seen.add(name.casefold())
            found.append(name)
    return tuple(found)


def list_hash(
    name: str, columns: Sequence[str], approval: bool, marks: Sequence[tuple[str, int]]
) -> str:
    """Answer the opaque hash of a list as one phone sees it: it changes when what is seen changes."""
    shape = [RULE, name, list(columns), approval, [list(mark) for mark in marks]]
    return hashlib.md5(json.dumps(shape).encode(), usedforsecurity=False).hexdigest()


def write_header(columns: Sequence[str]) -> bytes:
    """Answer the first line of a list."""
    return _lines([[*FIXED, *columns]])


def write_rows(
    rows: Iterable[tuple[str, int, str, Mapping[str, str]]], columns: Sequence[str]
) -> bytes:
    """Answer rows as CSV. A row without a label gets one; a NIK that strayed into an answer is blank."""
    return _lines(
        [entity_id, label.strip() or NAMELESS, version, *[values.get(c, "") for c in columns]]
        for entity_id, version, label, values in rows
    )


def _lines(rows: Iterable[Sequence[object]]) -> bytes:
    # With CRLF between rows a lone CR inside an answer is quoted too, and cannot break a row in two.
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    text = out.getvalue().encode()
    # Looking for sixteen digits in a row first: hardly a list holds any, and searching them all takes
    # a third of the time of a list.
    if b"0" * 16 in text.translate(_EVERY_DIGIT_0):
        text = _NUMBER_OF_16.sub(b"", text)
    return text
