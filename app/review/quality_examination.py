"""Examining: which groups a changed reading touches, and what the rules see in them. Pure.

The same function examines one new submission and a whole rebuild; only how much is given differs. What
holds of a group depends on its readings alone, so neither order nor batches change anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.registry.periods import next_month
from app.review.quality_checks import Group, Seen
from app.review.quality_reading import Reading
from app.review.quality_rules import (
    DAY,
    MONTH,
    MONTHS_BACK,
    SAME_NIK,
    SUBJECT,
    SUBMISSION,
    Finding,
    Settings,
    findings_of,
)

# Readings judged together. A Posyandu with more in a month is a machine's and is not judged by month; of
# a person, a NIK or a day the first by instanceID stand for all.
MOST = 1000

Place = tuple[str, str]  # Posyandu and month
Day = tuple[str, date]  # sender and day


class Readings(Protocol):
    """What examining asks of the readings kept, those given anew left out or not."""

    def of_months(self, wanted: Collection[Place]) -> Iterable[Reading]:
        """Answer the readings of these Posyandu and months."""

    def of_days(self, wanted: Collection[Day]) -> Iterable[Reading]:
        """Answer the readings of these senders and days."""

    def of_subjects(self, subject_ids: Collection[str]) -> Iterable[Reading]:
        """Answer the readings about these subjects."""

    def of_niks(self, niks: Collection[str]) -> Iterable[Reading]:
        """Answer the readings that tell these NIKs."""


@dataclass(frozen=True, slots=True)
class Examined:
    """The groups that were judged anew, by name, and all that is seen in them."""

    groups: frozenset[str]
    findings: tuple[Finding, ...]


def examine(
    before: Mapping[int, Reading],
    now: Mapping[int, Reading],
    readings: Readings,
    settings: Settings,
) -> Examined:
    """Answer what the rules see wherever some submissions changed.

    `before` are their readings as kept, `now` as they are; a submission that counts no more is in
    `before` alone.
    """
    changed = [*before.values(), *now.values()]
    around = _Around(before.keys() | now.keys(), now)
    groups = [
        *_submissions(before, now),
        *_months(changed, around, readings),
        *_days(changed, around, readings),
        *_people(changed, around, readings),
    ]
    found = [finding for group in groups for finding in findings_of(group, settings)]
    return Examined(frozenset(group.name for group in groups), tuple(found))


@dataclass(frozen=True, slots=True)
class _Around:
    """The kept readings with the changed ones in the place of what they were."""

    changed: Collection[int]
    now: Mapping[int, Reading]

    def with_kept(self, kept: Iterable[Reading]) -> list[Reading]:
        held = {one.seq: one for one in kept if one.seq not in self.changed}
        return sorted((held | dict(self.now)).values(), key=lambda one: one.order)


def _submissions(before: Mapping[int, Reading], now: Mapping[int, Reading]) -> Iterator[Group]:
    for seq in sorted(before.keys() | now.keys()):
        one = now.get(seq)
        name = (one or before[seq]).instance_id
        yield Group(SUBMISSION, name, "", (one,) if one else ())


def _months(changed: Iterable[Reading], around: _Around, readings: Readings) -> Iterator[Group]:
    """A month is judged with those before it, so a change touches the months after it too."""
    touched = {
        (one.posyandu_code, next_month(one.period, step))
        for one in changed
        if one.period
        for step in range(MONTHS_BACK + 1)
    }
    needed = {(code, month) for code, period in touched for month in _window(period)}
    by_month: dict[Place, list[Reading]] = {}
    for one in around.with_kept(readings.of_months(needed)):
        by_month.setdefault((one.posyandu_code, one.period), []).append(one)
    for code, period in sorted(touched):
        window = [by_month.get((code, month), []) for month in _window(period)]
        judged = window[-1] and all(len(month) <= MOST for month in window)
        members = [one for month in window for one in month] if judged else []
        yield Group(MONTH, code, period, tuple(members))


def _window(period: str) -> list[str]:
    return [next_month(period, -step) for step in range(MONTHS_BACK, -1, -1)]


def _days(changed: Iterable[Reading], around: _Around, readings: Readings) -> Iterator[Group]:
    touched = {(one.sender, one.day) for one in changed if one.sender}
    every = around.with_kept(readings.of_days(touched))
    for sender, day in sorted(touched):
        members = _first(one for one in every if (one.sender, one.day) == (sender, day))
        yield Group(DAY, f"{sender}:{day.isoformat()}", "", members)


def _first(members: Iterable[Reading]) -> tuple[Reading, ...]:
    first = sorted(members, key=lambda one: one.instance_id)[:MOST]
    return tuple(sorted(first, key=lambda one: one.order))


def _people(changed: Iterable[Reading], around: _Around, readings: Readings) -> Iterator[Group]:
    subjects, niks = set[str](), set[str]()
    for one in changed:
        subjects |= {one.subject_id} - {""}
        niks |= {one.nik} - {""}
    every = around.with_kept([*readings.of_subjects(subjects), *readings.of_niks(niks)])
    for subject_id in sorted(subjects):
        members = _first(one for one in every if one.subject_id == subject_id)
        yield Group(SUBJECT, subject_id, "", members)
    for nik in sorted(niks):
        yield Group(SAME_NIK, nik, "", _first(one for one in every if one.nik == nik))


def evidence_of(seen: Seen) -> str:
    """Answer a short mark of what a finding rests on: equal as long as nothing of it changed."""
    return hashlib.sha256(repr(seen.evidence).encode()).hexdigest()[:32]
