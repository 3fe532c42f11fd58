"""What the tables declare: which function judges which fields, what is counted, what alarms. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

ANY = "*"  # whoever was judged at all, in whichever class


@dataclass(frozen=True, slots=True)
class Score:
    """A computed field of a subject: its function, the fields that needs in their order, its source.

    `told`: those of them each visit tells anew. A score that needs none is judged once, as things stand.
    """

    field: str
    function: str
    needs: tuple[str, ...]
    source: str
    told: frozenset[str]

    @property
    def is_lasting(self) -> bool:
        """Answer whether it is judged once, by what holds for good."""
        return not self.told


@dataclass(frozen=True, slots=True)
class Count:
    """A field of a Posyandu that counts the subjects a score puts in some classes."""

    field: str
    score: str
    classes: frozenset[str]

    def holds(self, key: str) -> bool:
        """Answer whether a class is counted."""
        return key in self.classes or ANY in self.classes


@dataclass(frozen=True, slots=True)
class Alarm:
    """What must not wait: which field of a Posyandu shows it, who is asked, and within which days.

    `of_subject`: it is about somebody; else about a Posyandu's month. `kin`: the alarm that may tell
    of the same, if any.
    """

    key: str
    field: str
    of_subject: bool
    title: str
    bidang: str
    role: str
    days: int
    kin: str = ""


@dataclass(frozen=True)
class Declared:
    """All of it."""

    scores: tuple[Score, ...]
    counts: tuple[Count, ...]

    @cached_property
    def counted(self) -> frozenset[str]:
        """Answer the fields that are counted from scores."""
        return frozenset(one.field for one in self.counts)

    @cached_property
    def lasting(self) -> frozenset[str]:
        """Answer those of them that count how subjects stand, in no month."""
        scores = {one.field for one in self.scores if one.is_lasting}
        return frozenset(one.field for one in self.counts if one.score in scores)

    @cached_property
    def needs(self) -> dict[str, tuple[str, ...]]:
        """Answer of each counted field what its score needs."""
        scores = {one.field: one.needs for one in self.scores}
        return {one.field: scores[one.score] for one in self.counts}

    @cached_property
    def identity(self) -> frozenset[str]:
        """Answer the lasting fields that months are judged by: a change of one judges all anew."""
        return frozenset(
            name
            for one in self.scores
            if not one.is_lasting
            for name in one.needs
            if name not in one.told
        )


def scores_from(rows: Iterable[Mapping[str, str]], events: Collection[str]) -> tuple[Score, ...]:
    """Answer the scores that rows declare; `events`: the fields of which every visit is kept."""
    found = []
    for row in rows:
        needs = tuple(row["needs"].split())
        told = frozenset(needs).intersection(events)
        found.append(Score(row["field"], row["function"], needs, row["source"], told))
    return tuple(found)


def counts_from(rows: Iterable[Mapping[str, str]]) -> tuple[Count, ...]:
    """Answer the counts that rows declare."""
    return tuple(
        Count(row["field"], row["score"], frozenset(row["classes"].split())) for row in rows
    )


def alarms_from(rows: Iterable[Mapping[str, str]]) -> tuple[Alarm, ...]:
    """Answer the alarms that rows declare."""
    return tuple(
        Alarm(
            key=row["alarm"],
            field=row["field"],
            of_subject=row["untuk"] == "sasaran",
            title=row["judul"],
            bidang=row["bidang"],
            role=row["peran"],
            days=int(row["hari"]),
            kin=row["sejalan"],
        )
        for row in rows
    )
