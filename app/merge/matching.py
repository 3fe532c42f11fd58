"""Who is the same person: components over must-link edges, by declared levels. Pure, order-free.

Level 0: the same entity UUID. Level 1: the same NIK. Level 2: the same No KK, name and birth date. Two
different NIKs never link: where level 2 would join them, all its edges in that component are only
suggestions, and an entity for which two NIKs were told is linked to nobody by either. (Level 3, likeness
of names, only ever suggests; it is not built here.)
NIK and the level-2 key are compared as keyed fingerprints, never in the clear.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

NIK = "orang/nik"
NO_KK = "orang/no_kk"
NAME = "orang/nama"
BIRTH = "orang/tanggal_lahir"
SIXTEEN_DIGITS = re.compile(r"[0-9]{16}")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a form says of who somebody is; each part may be missing."""

    nik: str | None
    family: str | None  # No KK, name and birth date as one text, when all three are there
    named: bool  # whether the answers name anybody at all


@dataclass(frozen=True, slots=True)
class Mention:
    """One submission speaking of one subject, with its fingerprints."""

    mention_id: str
    nik: bytes | None
    family: bytes | None


@dataclass(frozen=True, slots=True)
class Matching:
    """Which subject each mention belongs to, and which pairs a person should look at."""

    subjects: Mapping[str, str]
    suggestions: tuple[tuple[str, str], ...]


def identity_from(document: Mapping[str, Any]) -> Identity:
    """Answer the identity a person form's answers give."""
    nik = str(document.get(NIK) or "")
    no_kk = str(document.get(NO_KK) or "")
    name = normal_name(str(document.get(NAME) or ""))
    birth = str(document.get(BIRTH) or "")[:10]
    whole = bool(SIXTEEN_DIGITS.fullmatch(no_kk) and name and birth)
    return Identity(
        nik=nik if SIXTEEN_DIGITS.fullmatch(nik) else None,
        family=f"{no_kk}|{name}|{birth}" if whole else None,
        named=bool(nik or name),
    )


def normal_name(name: str) -> str:
    """Answer a name without case, accents, punctuation and double spaces."""
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(ch if ch.isalnum() else " " for ch in plain if not unicodedata.combining(ch))
    return " ".join(letters.lower().split())


def match_subjects(mentions: Iterable[Mention]) -> Matching:
    """Answer the components of mentions. A subject's id is the smallest mention id in it."""
    every = sorted(set(mentions), key=lambda mention: mention.mention_id)
    groups = _Groups(mention.mention_id for mention in every)
    told = _niks(groups, every)
    by_nik = _pairs((one.nik, one.mention_id) for one in every if len(told[one.mention_id]) == 1)
    for first, other in by_nik:
        groups.join(first, other)
    likely = groups.copy()
    by_family = _pairs((one.family, one.mention_id) for one in every)
    for first, other in by_family:
        likely.join(first, other)
    niks = _niks(likely, every)
    for first, other in by_family:
        if len(niks[likely.root(first)]) <= 1:
            groups.join(first, other)
    doubtful = {*by_family, *_pairs((one.nik, one.mention_id) for one in every)}
    return Matching(
        subjects={mention.mention_id: groups.root(mention.mention_id) for mention in every},
        suggestions=tuple(sorted(pair for pair in doubtful if not groups.joined(*pair))),
    )


def _pairs(keyed: Iterable[tuple[bytes | None, str]]) -> list[tuple[str, str]]:
    """Answer the mentions that share a key, each with the first that has it."""
    first: dict[bytes, str] = {}
    return [
        (first[key], mention_id)
        for key, mention_id in keyed
        if key is not None and first.setdefault(key, mention_id) != mention_id
    ]


def _niks(groups: _Groups, mentions: list[Mention]) -> dict[str, set[bytes]]:
    """Answer the different NIKs in each group."""
    found: dict[str, set[bytes]] = {}
    for mention in mentions:
        values = found.setdefault(groups.root(mention.mention_id), set())
        if mention.nik is not None:
            values.add(mention.nik)
    return found


class _Groups:
    """Disjoint sets whose root is always their smallest member."""

    def __init__(self, members: Iterable[str]) -> None:
        self._above = {member: member for member in members}

    def copy(self) -> _Groups:
        other = _Groups(())
        other._above = dict(self._above)
        return other

    def root(self, member: str) -> str:
        path = []
        while self._above[member] != member:
            path.append(member)
            member = self._above[member]
        for passed in path:
            self._above[passed] = member
        return member

    def joined(self, one: str, two: str) -> bool:
        return self.root(one) == self.root(two)

    def join(self, one: str, two: str) -> None:
        low, high = sorted((self.root(one), self.root(two)))
        self._above[high] = low
