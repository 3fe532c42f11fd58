"""A sasaran and its versions, and what it is now: the fold of what still counts. Pure.

Versions stand in order of arrival; within one offline branch the phone's own order counts, and what
created a sasaran comes first of all. A version whose submission no longer counts stays as a place, so
that what was based on it still finds it, but says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

CREATE, UPDATE, CORRECTION, DECISION = "buat", "ubah", "koreksi", "keputusan"
REMOVAL = "hapus"  # a person took it off the list; its versions stay
ALIVE, GONE = "aktif", "dihapus"
SOFT, HARD = "soft", "hard"
LABEL = "label"
UNNAMED = "Tanpa nama (dibuat otomatis)"


@dataclass(frozen=True, slots=True)
class Delta:
    """What one version said: a label or None, and the texts of properties."""

    label: str | None = None
    values: dict[str, str] = field(default_factory=dict)

    def said(self) -> dict[str, str]:
        """Answer all it said by name, the label too."""
        named = {LABEL: self.label} if self.label is not None else {}
        return named | self.values


@dataclass(frozen=True, slots=True)
class Version:
    """One version. `source_id` is the submission whose answers count in its place, None for none.

    `root_id`: the first instanceID of the submission that made it.
    """

    number: int
    kind: str
    instance_id: str | None
    source_id: str | None
    delta: Delta
    at: datetime
    base: int | None = None
    trunk: int | None = None
    branch_id: str | None = None
    branch_base: int | None = None
    conflict: str = ""
    forced: bool = False
    actor: str = ""
    root_id: str | None = None

    @property
    def counts(self) -> bool:
        """Answer whether what it said holds."""
        return self.kind == DECISION or self.source_id is not None

    @property
    def away(self) -> bool:
        """Answer whether a phone wrote it on what it had itself written since it last met the server.

        Collect names a branch whenever it changes what the server gave it, also beside the server.
        """
        return self.branch_id is not None and self.base != self.trunk


@dataclass(frozen=True, slots=True)
class Entity:
    """A sasaran with all its versions, oldest first."""

    entity_id: str
    list_name: str
    posyandu_code: str | None
    versions: tuple[Version, ...] = ()
    conflict: str = ""
    resolved_version: int = 0

    @property
    def current(self) -> int:
        """Answer the number of its newest version."""
        return self.versions[-1].number if self.versions else 0


@dataclass(frozen=True, slots=True)
class State:
    """What a sasaran is at a version."""

    label: str
    values: dict[str, str]
    alive: bool

    def named(self) -> dict[str, str]:
        """Answer everything by name, the label too."""
        return {LABEL: self.label} | self.values


def state_of(entity: Entity, upto: int | None = None) -> State:
    """Answer what a sasaran is now, or was at a version by what counts today."""
    versions = [v for v in entity.versions if upto is None or v.number <= upto]
    named: dict[str, str] = {}
    for version in in_order(versions):
        if version.counts:
            named |= version.delta.said()
    removed = any(version.kind == REMOVAL for version in versions)
    alive = not removed and any(v.counts for v in versions if is_origin(v))
    # What is gone keeps the name people know it by.
    known = (version.delta.label for version in versions if version.delta.label and not alive)
    label = named.pop(LABEL, "") or next(known, UNNAMED)
    return State(label, named, alive)


def is_origin(version: Version) -> bool:
    """Answer whether a version makes its sasaran exist: what created it, or a first version by a person
    or a forced update.
    """
    return version.kind == CREATE or (version.kind in {UPDATE, DECISION} and version.number == 1)


def in_order(versions: Iterable[Version]) -> list[Version]:
    """Answer versions in the order their words count.

    One that arrived late stands just before what the same phone did after it, and so never wins over
    anything that came later in the phone's own life.
    """
    ordered: list[Version] = []
    for version in versions:
        ordered.insert(_place(version, ordered), version)
    return ordered


def _place(version: Version, ordered: list[Version]) -> int:
    if version.kind == CREATE:
        return sum(1 for other in ordered if other.kind == CREATE)
    if version.branch_id and version.branch_base is not None:
        for place, other in enumerate(ordered):
            same = other.branch_id == version.branch_id and other.branch_base is not None
            if same and (other.branch_base or 0) > version.branch_base:
                return place
    return len(ordered)


def with_version(entity: Entity, version: Version) -> Entity:
    """Answer a sasaran with one more version; the flag of a conflict only ever grows."""
    conflict = worst(entity.conflict, version.conflict)
    return replace(entity, versions=(*entity.versions, version), conflict=conflict)


def worst(first: str, second: str) -> str:
    """Answer the graver of two kinds of conflict."""
    return max(first, second, key=("", SOFT, HARD).index)
