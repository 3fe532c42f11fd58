"""Who is the same subject: components over must-link edges, by declared levels. Pure, order-free.

Level 0: the same entity UUID. Then what people decided, the newest first. Level 1: the same NIK (of a
family, house or asset: its own number), unless the names contradict each other. Level 2: the same No KK,
name and birth date. Two different NIKs never link: where level 2 would join them, all its edges in that
component fall, a decision that would is not followed, and an entity for which two NIKs were told is
linked to nobody by either. What is only alike (`likeness.py`) never links.
NIK and the level-2 key are compared as keyed fingerprints, never in the clear.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from app.merge.likeness import Traits
from app.merge.names import contradict

ANCHOR = 22  # characters of a mention's id that stay when the day it tells of is corrected


@dataclass(frozen=True, slots=True)
class Mention:
    """One submission speaking of one subject, with its fingerprints and what it tells of it."""

    mention_id: str
    nik: bytes | None
    family: bytes | None
    traits: Traits = Traits()
    household: bytes | None = None
    kind: str = "orang"

    @property
    def anchor(self) -> str:
        """Answer what decisions know the mention by."""
        return anchor_of(self.mention_id)


def anchor_of(mention_id: str) -> str:
    """Answer the part of a mention's id that never changes."""
    return mention_id[-ANCHOR:]


@dataclass(frozen=True, slots=True)
class Link:
    """What a person decided about two sides, each the mentions (anchors) a subject had then."""

    seq: int
    joins: bool  # one person; else: not the same person
    left: frozenset[str]
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Matching:
    """Which subject each mention belongs to, and which decisions could not be followed."""

    subjects: Mapping[str, str]
    refused: frozenset[int]


def match_subjects(mentions: Iterable[Mention], links: Iterable[Link] = ()) -> Matching:
    """Answer the components of mentions. A subject's id is the smallest mention id in it."""
    every = sorted(set(mentions), key=lambda mention: mention.mention_id)
    groups = _Groups(every)
    refused = _follow(groups, every, links)
    _join_by_nik(groups, every)
    _join_by_family(groups, every)
    return Matching(
        subjects={mention.mention_id: groups.root(mention.mention_id) for mention in every},
        refused=frozenset(refused),
    )


def _follow(groups: _Groups, mentions: list[Mention], links: Iterable[Link]) -> list[int]:
    """Follow people's decisions, the newest first; answer those that cannot be followed."""
    named: dict[str, list[str]] = {}
    for mention in mentions:
        named.setdefault(mention.anchor, []).append(mention.mention_id)
    refused = []
    for link in sorted(links, key=lambda one: one.seq, reverse=True):
        left, right = (sorted(_present(side, named)) for side in (link.left, link.right))
        if not link.joins:
            groups.part(left, right)
        elif left and right:
            pair = next((p for p in product(left, right) if groups.may_join(*p)), None)
            if pair:
                groups.join(*pair)
            else:
                refused.append(link.seq)
    return refused


def _present(side: Iterable[str], named: Mapping[str, list[str]]) -> set[str]:
    return {mention_id for anchor in side for mention_id in named.get(anchor, ())}


def _join_by_nik(groups: _Groups, mentions: list[Mention]) -> None:
    sure = [one for one in mentions if len(groups.niks(one.mention_id)) == 1]
    for members in _by_key((one.nik, one.mention_id) for one in sure):
        _join_all(groups, members, named=True)


def _join_by_family(groups: _Groups, mentions: list[Mention]) -> None:
    by_family = _by_key((one.family, one.mention_id) for one in mentions)
    likely = groups.copy()
    for first, *others in by_family:
        for other in others:
            likely.join(first, other)
    for members in by_family:
        if len(likely.niks(members[0])) <= 1:
            _join_all(groups, members, named=False)


def _join_all(groups: _Groups, members: Sequence[str], *, named: bool) -> None:
    """Join members that share a key, each with the first that nothing forbids."""
    firsts: list[str] = []
    for member in members:
        first = next((one for one in firsts if groups.may_join(one, member, named=named)), None)
        if first is None:
            firsts.append(member)
        else:
            groups.join(first, member)


def _by_key(keyed: Iterable[tuple[bytes | None, str]]) -> list[list[str]]:
    """Answer the mentions that share a key, in their order, by the first that has it."""
    found: dict[bytes, list[str]] = {}
    for key, mention_id in keyed:
        if key is not None:
            found.setdefault(key, []).append(mention_id)
    return list(found.values())


class _Groups:
    """Disjoint sets whose root is always their smallest member, and what forbids joining two."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._above: dict[str, str] = {}
        self._niks: dict[str, frozenset[bytes]] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._parted: set[tuple[str, str]] = set()
        for mention in mentions:
            one = mention.mention_id
            self._above[one] = one
            niks = frozenset([mention.nik] if mention.nik is not None else [])
            names = frozenset([mention.traits.name] if mention.traits.name else [])
            self._niks[one] = self._niks.get(one, frozenset()) | niks
            self._names[one] = self._names.get(one, frozenset()) | names

    def copy(self) -> _Groups:
        other = _Groups(())
        other._above, other._niks = dict(self._above), dict(self._niks)
        other._names, other._parted = dict(self._names), self._parted
        return other

    def root(self, member: str) -> str:
        path = []
        while self._above[member] != member:
            path.append(member)
            member = self._above[member]
        for passed in path:
            self._above[passed] = member
        return member

    def niks(self, member: str) -> frozenset[bytes]:
        """The different NIKs told in a member's group."""
        return self._niks[self.root(member)]

    def part(self, left: Iterable[str], right: Iterable[str]) -> None:
        """Keep these apart from those, where nothing newer joined them."""
        pairs = ((self.root(one), self.root(two)) for one, two in product(left, right))
        self._parted |= {pair for pair in pairs if pair[0] != pair[1]}

    def may_join(self, one: str, two: str, *, named: bool = False) -> bool:
        """Whether nothing forbids it; `named`: names that contradict each other do."""
        first, second = self.root(one), self.root(two)
        if first == second:
            return True
        if len(self._niks[first] | self._niks[second]) > 1:
            return False
        if any({self.root(a), self.root(b)} == {first, second} for a, b in self._parted):
            return False
        names = list(product(self._names[first], self._names[second]))
        return not (named and names and all(contradict(a, b) for a, b in names))

    def join(self, one: str, two: str) -> None:
        low, high = sorted((self.root(one), self.root(two)))
        if low != high:
            self._above[high] = low
            self._niks[low] |= self._niks[high]
            self._names[low] |= self._names[high]
