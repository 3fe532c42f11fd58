"""An entity as a Central tells of it and a sasaran as it is here: which of the two may be written. Pure.

What a phone said there and we have not taken in yet must not be undone by what we knew before it; what
somebody typed there stands until something newer comes here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Document = Mapping[str, Any]

SAME, WRITE, WAITS, TYPED = "sama", "tulis", "menunggu", "diketik"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sasaran as it should stand there: its label and properties, and since when it is so here."""

    label: str
    data: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done about an entity, and which version of it was looked at."""

    what: str
    version: int


def mark(label: str, data: Mapping[str, str]) -> str:
    """Answer a mark by which two contents are told apart."""
    text = json.dumps([label, sorted(data.items())])
    return hashlib.sha256(text.encode()).hexdigest()


def mark_of(row: Document, columns: Collection[str]) -> str:
    """Answer the mark of an entity as a row of columns, whatever else it holds."""
    data = {column: str(row.get(column) or "") for column in columns}
    return mark(str(row.get("label") or ""), data)


def judge(
    versions: Sequence[Document], wanted: Wanted, taken: Collection[str], our_number: object
) -> Verdict:
    """Answer whether an entity may be written over.

    `versions` are all it has there, `taken` the submissions that are in it here (the instanceIDs they
    first had), `our_number` the account we write with.
    """
    newest = max(versions, key=_number)
    number, data = _number(newest), newest.get("data")
    there = {**data, "label": newest.get("label")} if isinstance(data, Mapping) else newest
    if mark_of(there, wanted.data) == mark(wanted.label, wanted.data):
        return Verdict(SAME, number)
    roots = {root for root in map(root_of, versions) if root}
    if not roots <= set(taken):
        return Verdict(WAITS, number)
    typed = root_of(newest) is None and newest.get("creatorId") != our_number
    if typed and _moment(newest) > wanted.at:
        return Verdict(TYPED, number)
    return Verdict(WRITE, number)


def root_of(version: Document) -> str | None:
    """Answer the first instanceID of the submission that made a version; None where it was typed."""
    source = version.get("source")
    found = source.get("submission") if isinstance(source, Mapping) else None
    return str(found.get("instanceId") or "-") if isinstance(found, Mapping) else None


def _number(version: Document) -> int:
    number = version.get("version")
    return number if isinstance(number, int) else 0


def _moment(version: Document) -> datetime:
    return datetime.fromisoformat(str(version.get("createdAt")))
