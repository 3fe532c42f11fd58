"""What a synthetic year sends: filled forms with their sasaran, and the list on the phones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from lxml import etree

from app.demo.days import Clock, Filling
from app.demo.dice import dice, instance_id
from app.demo.instances import ENTITIES, Answers, Made, in_group
from app.demo.monthly import Sender, meta, place_of
from app.demo.places import Desa, Place
from tests.integration.submissions import MALUHU, MAWAR, MELATI, ZONE, submission_xml
from xlsform.schema import Schema

SEED = 2025
YEAR = 2025
MONTHS = tuple(f"{YEAR}-{month:02d}" for month in range(1, 13))
CLOCK = Clock(datetime(YEAR + 1, 3, 31, 6, tzinfo=ZONE), ZONE)
DESA = Desa(MALUHU, "Maluhu", "kelurahan", MALUHU[:8], "Tenggarong")
SENDERS = {
    code: Sender(Place(code, name, DESA, (kader,)), kader, f"collect:{name.lower()}")
    for code, name, kader in ((MAWAR, "Mawar", "Siti"), (MELATI, "Melati", "Aminah"))
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A form sent from a phone; `answers` by their path, in a repeat a list of rows."""

    form_id: str
    answers: Mapping[str, Any]
    instance_id: str
    at: datetime
    makes: Made | None = None
    replaces: str | None = None

    @property
    def period(self) -> str:
        """Answer the month it tells of."""
        told = self.answers.get("kepala/periode") or self.answers["kepala/tanggal_kegiatan"]
        return str(told)[:7]

    def corrected(self, days: int, **more: Any) -> Sent:
        """Answer the edit of it that is sent so many days later, with other answers by their path."""
        changed = {name.replace("__", "/"): str(text) for name, text in more.items()}
        fresh = instance_id(dice(SEED, "edit", self.instance_id))
        return replace(
            self,
            answers={**self.answers, **changed},
            instance_id=fresh,
            at=self.at + timedelta(days=days),
            replaces=self.instance_id,
        )

    def late(self, days: int) -> Sent:
        """Answer it as it comes from a phone that had no signal for so long."""
        return replace(self, at=self.at + timedelta(days=days))

    def xml(self, schema: Schema) -> bytes:
        """Answer what a phone posts."""
        written = submission_xml(
            schema, self.answers, instance_id=self.instance_id, deprecated_id=self.replaces
        )
        return _with_entity(written, self.makes) if self.makes else written


def _with_entity(xml: bytes, made: Made) -> bytes:
    root = etree.fromstring(xml)
    said = {"dataset": made.list_name, "id": made.entity_id}
    said |= {"update": "1", "baseVersion": str(made.version)} if made.version else {"create": "1"}
    entity = etree.SubElement(root[-1], f"{{{ENTITIES}}}entity", said)
    etree.SubElement(entity, f"{{{ENTITIES}}}label").text = made.label
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def filling_of(day: date, *key: object, hour: int = 9) -> Filling:
    """Answer when a form of a day was filled, and that it was sent at noon."""
    start = CLOCK.at(day, hour, dice(SEED, day, *key))
    return Filling(start, start + timedelta(minutes=6), start + timedelta(hours=3))


def sent(
    form_id: str, day: date, answers: Answers, *key: object, makes: Made | None = None
) -> Sent:
    """Answer a form that was filled on a day, with its head, sent the same day."""
    filling = filling_of(day, form_id, *key)
    head = meta(SENDERS[MAWAR], filling) | place_of(SENDERS[MAWAR], dice(SEED, form_id, *key, day))
    told = head | in_group("kepala", tanggal_kegiatan=day) | answers
    number = instance_id(dice(SEED, form_id, day, *key))
    return Sent(form_id, told, number, filling.received, makes)


@dataclass(slots=True)
class Forms:
    """The released forms: where each question of theirs stands, by its name."""

    schemas: Mapping[str, Schema]
    _paths: dict[str, dict[str, str]] = field(default_factory=dict)

    def answers(self, form_id: str, **named: object) -> dict[str, Any]:
        """Answer answers by their path; None is a question left open, True a count that holds."""
        paths = self._paths.setdefault(form_id, _paths_of(self.schemas[form_id]))
        return {
            paths[name]: self._value(form_id, value)
            for name, value in named.items()
            if value is not None and value is not False
        }

    def _value(self, form_id: str, value: object) -> object:
        if isinstance(value, list):
            return [self.answers(form_id, **row) for row in value]
        return "1" if value is True else str(value)


def _paths_of(schema: Schema) -> dict[str, str]:
    found: dict[str, str] = {}
    for path, node in schema.nodes.items():
        if node.kind != "group":
            found.setdefault(path.rpartition("/")[2], path)
    return found


@dataclass(slots=True)
class Known:
    """The sasaran on the phones' lists, each with the version it has there."""

    versions: dict[str, int] = field(default_factory=dict)

    def meet(self, list_name: str, entity_id: str, label: str) -> tuple[bool, Made]:
        """Answer whether a sasaran stood on the list already, and what the form makes of it."""
        version = self.versions.get(entity_id, 0)
        self.versions[entity_id] = version + 1
        return version > 0, Made(list_name, entity_id, label, version)


def in_order(everything: Iterable[Sent]) -> list[Sent]:
    """Answer all in the order they arrive."""
    return sorted(everything, key=lambda one: (one.at, one.instance_id))
