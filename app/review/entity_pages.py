"""What pages of sasaran show: values with their sources, versions, conflicts side by side. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.merge.entity_changes import open_conflicts
from app.merge.entity_state import (
    CORRECTION,
    CREATE,
    DECISION,
    LABEL,
    REMOVAL,
    UPDATE,
    Entity,
    Version,
    in_order,
    state_of,
)
from app.registry.words import date_words

Properties = Mapping[str, Mapping[str, str]]
HIDDEN = "••••••"
KINDS = {
    CREATE: "Dibuat",
    UPDATE: "Diperbarui",
    CORRECTION: "Disesuaikan karena keputusan atau perbaikan kiriman",
    DECISION: "Ditulis oleh petugas",
    REMOVAL: "Dikeluarkan dari daftar oleh petugas",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What is needed to write values: the list's properties, and whether hidden ones may be seen.

    `closed` are properties of a bidang the person has no grant for: those stay hidden. `choices` are
    the words of forms for what is chosen, by property.
    """

    properties: Properties
    unmasked: bool
    closed: frozenset[str] = frozenset()
    choices: Properties = field(default_factory=dict)

    def label(self, name: str) -> str:
        """Answer how people call a property."""
        if name == LABEL:
            return "Nama"
        label = self.properties.get(name, {}).get("label") or name
        return label if label != name else name.replace("_", " ").capitalize()

    def hides(self, name: str) -> bool:
        """Answer whether a property names people or tells of their health."""
        if name in self.closed:
            return True
        privacy = self.properties.get(name, {}).get("privacy", "spesifik")
        return not self.unmasked and (name == LABEL or privacy != "umum")

    def text(self, name: str, text: str | None) -> str:
        """Answer a value as it may be shown."""
        if not text:
            return ""
        if self.hides(name):
            return initials(text) if name == LABEL else HIDDEN
        words, chosen = self.choices.get(name, {}), text.split()
        if all(one in words for one in chosen):
            return ", ".join(words[one] for one in chosen)
        return date_words(text)


@dataclass(frozen=True, slots=True)
class Value:
    """A property now, and the version it came from."""

    name: str
    label: str
    text: str
    masked: bool
    version: Version | None


@dataclass(frozen=True, slots=True)
class Side:
    """A property in conflict: before, on the server then, in the version that came, and now."""

    name: str
    label: str
    masked: bool
    clash: bool
    before: str
    server: str
    received: str
    present: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A version that was not based on what it met."""

    version: Version
    sides: tuple[Side, ...]


def initials(text: str) -> str:
    """Answer a name of which only the first letters may be seen."""
    return " ".join(f"{word[0]}•••" for word in text.split()) or HIDDEN


def values_of(entity: Entity, words: Words) -> list[Value]:
    """Answer what a sasaran is now, each value with the version that said it."""
    said: dict[str, Version] = {}
    for version in in_order(entity.versions):
        if version.counts:
            said |= dict.fromkeys(version.delta.said(), version)
    named = state_of(entity).named()
    order = [LABEL, *(name for name in words.properties if name in named)]
    return [
        Value(name, words.label(name), words.text(name, text), words.hides(name), said.get(name))
        for name, text in sorted(named.items(), key=lambda item: _place(item[0], order))
    ]


def _place(name: str, order: list[str]) -> int:
    return order.index(name) if name in order else len(order)


def conflicts_of(entity: Entity, words: Words) -> list[Conflict]:
    """Answer the conflicts nobody has looked at, field by field, those that clash first."""
    return [Conflict(version, _sides(entity, version, words)) for version in open_conflicts(entity)]


def _sides(entity: Entity, version: Version, words: Words) -> tuple[Side, ...]:
    base = state_of(entity, version.base or 0).named()
    server = state_of(entity, version.number - 1).named()
    present = state_of(entity).named()
    sides = []
    for name, received in version.delta.said().items():
        then, met = base.get(name, ""), server.get(name, "")
        if received == met == then:
            continue
        shown = [words.text(name, text) for text in (then, met, received, present.get(name))]
        clash = met not in {then, received}
        sides.append(Side(name, words.label(name), words.hides(name), clash, *shown))
    return tuple(sorted(sides, key=lambda side: not side.clash))
