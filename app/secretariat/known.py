"""What is in the registry already, as the checks of a workbook need it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.accounts.access import Grant


@dataclass(frozen=True, slots=True)
class Area:
    """An area by its code: its name, level, and the code that took its place."""

    code: str
    name: str
    level: str
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A Posyandu as it stands: `values` by column of the sheet."""

    code: str
    name: str
    desa: str
    ended_as: str | None = None
    successor: str | None = None
    aliases: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """A kader as they stand; the telephone only as its fingerprint."""

    kader_id: int
    name: str
    posyandu: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kabupaten:
    """The kabupaten's code, its BPS code, and a box around it: south, north, west, east."""

    code: str
    bps: str = ""
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a workbook is compared with."""

    kabupaten: Kabupaten
    today: date
    areas: Mapping[str, Area]
    places: Mapping[str, Place]
    people: Mapping[int, Person]
    opd: Mapping[str, str]
    accounts: Mapping[str, frozenset[Grant]]
    may_give: frozenset[str]


def plain(name: str) -> str:
    """Answer a name as names are compared: small letters, one space, without the word Posyandu."""
    words = name.casefold().replace(".", " ").split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "posyandu" else words)
