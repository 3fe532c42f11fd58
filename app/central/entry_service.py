"""Sasaran as programs write them: read from their JSON, checked, and handed to what writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from app.accounts.access import DECIDE, SEE_SUBJECTS, UNMASK
from app.central.wire import said
from app.merge import entity_entry_service as entry
from app.merge.entity_entry_service import Entry
from app.merge.entity_state import Delta
from app.problems import Problem
from app.registry import entity_store
from app.registry import store as registry
from app.registry.entity_models import Entity, EntityList
from app.web.guards import get_person

MOST_AT_ONCE = 100_000
LONGEST_LABEL = 1000
PLACES = ("posyandu", "kode_posyandu")


def add(entity_list: EntityList, bodies: Sequence[Mapping[str, Any]], reason: str) -> list[str]:
    """Add sasaran as calls bring them, all or none; answer their numbers."""
    if len(bodies) > MOST_AT_ONCE:
        raise Problem("central.bad_entity", reason=f"lebih dari {MOST_AT_ONCE} sekaligus")
    entries = [_entry(entity_list, body) for body in bodies]
    ids = [one.entity_id for one in entries]
    if len(set(ids)) != len(ids):
        raise Problem("central.bad_entity", reason="satu nomor disebut dua kali")
    for place in {one.posyandu_code for one in entries}:
        _check_writes(entity_list, place)
    entry.add_entities(entries, get_person().name, reason)
    return ids


def _entry(entity_list: EntityList, body: Mapping[str, Any]) -> Entry:
    label, values = said(body, "label"), _values(entity_list, body)
    if not label or len(label) > LONGEST_LABEL:
        raise Problem("central.bad_entity", reason="label kosong atau terlalu panjang")
    entity_id = _uuid(str(body.get("uuid") or uuid4()))
    return Entry(entity_id, entity_list.name, _place(values), label, values)


def _uuid(text: str) -> str:
    try:
        return str(UUID(text.removeprefix("uuid:")))
    except ValueError as error:
        raise Problem("central.bad_entity", reason="uuid tidak sah") from error


def _values(entity_list: EntityList, body: Mapping[str, Any]) -> dict[str, str]:
    data = body.get("data") or {}
    if not isinstance(data, dict):
        raise Problem("central.bad_entity", reason="data bukan pasangan nama dan nilai")
    unknown = sorted(set(data) - set(entity_list.properties))
    if unknown:
        raise Problem("central.unknown_properties", names=", ".join(unknown))
    if any(isinstance(value, dict | list) for value in data.values()):
        raise Problem("central.bad_entity", reason="nilai harus berupa teks")
    return {name: "" if value is None else str(value) for name, value in data.items()}


def _place(values: Mapping[str, str]) -> str | None:
    """Answer the Posyandu that the properties name: its phones receive the sasaran."""
    code = next((values[name].strip() for name in PLACES if values.get(name, "").strip()), "")
    return registry.get_posyandu(code).code if code else None


def _check_writes(entity_list: EntityList, place: str | None) -> None:
    """Who writes sasaran must also be able to read them: else a merge would double them all."""
    access = get_person().access
    for action in (DECIDE, UNMASK):
        if not access.allows(action, place or "", entity_list.bidang):
            raise Problem("accounts.not_allowed")


def get_entity(entity_list: EntityList, entity_id: str) -> Entity:
    """Answer a sasaran of a list that the person may see, or raise Problem."""
    row = entity_store.get_entity(entity_id.lower())
    if row.list_name != entity_list.name:
        raise Problem("registry.unknown_entity")
    if not get_person().access.allows(SEE_SUBJECTS, row.posyandu_code or "", entity_list.bidang):
        raise Problem("accounts.not_allowed")
    return row


def change(
    entity_list: EntityList, entity_id: str, body: Mapping[str, Any], base: int | None
) -> None:
    """Write a new version of a sasaran."""
    row = get_entity(entity_list, entity_id)
    values = _values(entity_list, body)
    place = _place(values)
    for one in {row.posyandu_code, place or row.posyandu_code}:
        _check_writes(entity_list, one)
    label = said(body, "label") or None
    if label is None and not values:
        raise Problem("central.missing_field", field="label, data")
    delta = Delta(label, values)
    entry.change_entity(row.entity_id, delta, get_person().name, base=base, posyandu_code=place)


def check_resolves(entity_list: EntityList, row: Entity) -> None:
    """Raise Problem unless the person may close the conflicts of a sasaran."""
    _check_writes(entity_list, row.posyandu_code)


def remove(entity_list: EntityList, entity_id: str) -> None:
    """Take a sasaran off its list."""
    row = get_entity(entity_list, entity_id)
    _check_writes(entity_list, row.posyandu_code)
    entry.remove_entity(row.entity_id, get_person().name)
