"""Sasaran that people write by themselves, without a submission: added, changed, taken off their list.

Each is one more version in the same log of versions, as a decision is; phones hear of it as of any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.accounts.models import AccessLog
from app.accounts.store import add_log
from app.extensions.database import PART, now, transaction
from app.intake import entity_queue_store as queue
from app.merge import entity_log_store as store
from app.merge.entity_state import DECISION, REMOVAL, Delta, Entity, Version, with_version
from app.problems import Problem
from app.registry import entity_store

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A sasaran as a person writes it: its number, list, place, name and properties."""

    entity_id: str
    list_name: str
    posyandu_code: str | None
    label: str
    values: Mapping[str, str]


def add_entities(entries: Sequence[Entry], actor: str, reason: str) -> None:
    """Add sasaran, all or none; raise Problem when one is there already, on a list or off it."""
    moment = now()
    rows = [store.sealed_new(_new(one, actor, moment), moment) for one in entries]
    with transaction():
        entity_store.take_turn()
        known = entity_store.list_states([one.entity_id for one in entries])
        if known:
            raise Problem("merge.entity_known", uuids=", ".join(sorted(known)[:MOST_NAMED]))
        store.add_new(rows)
        lists = sorted({one.list_name for one in entries})
        _log(
            actor,
            "sasaran.tambah",
            f"daftar:{', '.join(lists)}",
            f"{len(entries)} {reason}",
            moment,
        )
        for start in range(0, len(entries), PART):
            part = [one.entity_id for one in entries[start : start + PART]]
            queue.save_entity_due(store.list_held_for(part))


def _new(one: Entry, actor: str, moment: datetime) -> Entity:
    delta = Delta(one.label, dict(one.values))
    version = Version(1, DECISION, None, None, delta, moment, actor=actor)
    return with_version(Entity(one.entity_id, one.list_name, one.posyandu_code), version)


def change_entity(
    entity_id: str,
    delta: Delta,
    actor: str,
    *,
    base: int | None,
    posyandu_code: str | None = None,
) -> None:
    """Write a new version of a sasaran; `base` is the version the writer saw, None for any."""
    with transaction():
        before, moment = _turn(entity_id, base), now()
        version = Version(
            before.current + 1,
            DECISION,
            None,
            None,
            delta,
            moment,
            base=before.current,
            actor=actor,
        )
        after = replace(
            with_version(before, version), posyandu_code=posyandu_code or before.posyandu_code
        )
        _save(after, before, actor, "sasaran.ubah", moment)


def remove_entity(entity_id: str, actor: str) -> None:
    """Take a sasaran off its list, for good; what it was stays in its versions."""
    with transaction():
        before, moment = _turn(entity_id, None), now()
        if any(version.kind == REMOVAL for version in before.versions):
            return
        number = before.current + 1
        version = Version(
            number, REMOVAL, None, None, Delta(), moment, base=before.current, actor=actor
        )
        _save(with_version(before, version), before, actor, "sasaran.hapus", moment)


def _turn(entity_id: str, base: int | None) -> Entity:
    """Answer a sasaran as it is now, which nobody else changes until this transaction ends."""
    entity_store.take_turn()
    before = store.list_entities([entity_id]).get(entity_id)
    if before is None:
        raise Problem("registry.unknown_entity")
    if base is not None and base != before.current:
        raise Problem("merge.entity_version", current=before.current, provided=base)
    return before


def _save(after: Entity, before: Entity, actor: str, action: str, moment: datetime) -> None:
    store.save_entity(after, before, moment)
    _log(actor, action, f"sasaran:{after.entity_id}", "", moment)
    queue.save_entity_due(store.list_held_for([after.entity_id]))


def _log(actor: str, action: str, subject: str, reason: str, at: datetime) -> None:
    entry = AccessLog(at=at, actor=actor, action=action, subject=subject, reason=reason[:500])
    add_log(entry)
