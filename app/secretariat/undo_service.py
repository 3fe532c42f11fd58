"""Undoing an act of the registry: a new event that takes an older one back. Nothing is erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from app.accounts import areas_store
from app.extensions.database import transaction
from app.problems import Problem
from app.registry import history_store, store
from app.registry.models import RegistryEvent
from app.registry.succession import CLOSED, FORMER
from app.secretariat import acts
from app.secretariat.acts import Act, Past, may_undo
from app.secretariat.events_service import event_of
from app.secretariat.places_service import COPIED, follow_code, place_anew


def undo(event_id: int, act: Act) -> RegistryEvent:
    """Undo an event while nothing builds on it; answer the event undone."""
    with transaction():
        event = history_store.get_event(event_id)
        if not can_undo(event):
            raise Problem("registry.cannot_undo")
        UNDO[event.kind](event, act)
        history_store.add_event(
            event_of(
                acts.UNDONE,
                act,
                posyandu_code=event.posyandu_code,
                other_code=event.other_code,
                area=event.area,
                undoes=event.event_id,
            )
        )
        return event


def can_undo(event: RegistryEvent) -> bool:
    """Answer whether nothing that builds on an event came after it."""
    if event.kind == acts.AREA_RECODED:
        singles = history_store.list_batch(event.event_id)
        return not history_store.list_undone([event.event_id]) and all(
            _free(single, as_kind=acts.MOVED) for single in singles
        )
    return _free(event)


def _free(event: RegistryEvent, as_kind: str = "") -> bool:
    codes = [code for code in (event.posyandu_code, event.other_code) if code]
    rows = history_store.list_events(codes)
    undone = history_store.list_undone([row.event_id for row in rows])
    pasts = [Past(row.event_id, row.kind, row.event_id in undone) for row in rows]
    mine = Past(event.event_id, as_kind or event.kind, event.event_id in undone)
    return may_undo(mine, pasts)


def _rename_back(event: RegistryEvent, _act: Act) -> None:
    place = store.get_posyandu(event.posyandu_code or "")
    history_store.remove_alias(place.code, event.details["lama"])
    history_store.add_alias(place.code, place.name)
    place.name = event.details["lama"]


def _close_back(event: RegistryEvent, _act: Act) -> None:
    place = store.get_posyandu(event.posyandu_code or "")
    place.closed_on = place.ended_as = None


def _reopen_back(event: RegistryEvent, _act: Act) -> None:
    place = store.get_posyandu(event.posyandu_code or "")
    place.closed_on, place.ended_as = date.fromisoformat(event.details["closed_on"]), CLOSED


def _merge_back(event: RegistryEvent, _act: Act) -> None:
    """Open the place again; what it gave away and is still there comes back."""
    place, into = store.get_posyandu(event.posyandu_code or ""), event.other_code or ""
    place.closed_on = place.ended_as = place.successor = place.successor_from = None
    _give_back(event.details, into, place.code)
    place_anew([place.code, into])


def _give_back(details: Mapping[str, Any], at: str, to: str) -> None:
    people = {row.kader_id for row in history_store.list_kader_of(at)}
    history_store.save_kader_place(people & set(details["kader"]), to)
    devices = set(areas_store.list_device_ids(at)) & set(details["devices"])
    areas_store.save_device_area(sorted(devices), to)
    grants = set(areas_store.list_grant_ids(at)) & set(details.get("grants", ()))
    areas_store.save_grant_area(sorted(grants), to)


def _split_back(event: RegistryEvent, act: Act) -> None:
    """What was split off means the place it came from again, with all it sent meanwhile."""
    code, new = event.posyandu_code or "", store.get_posyandu(event.other_code or "")
    people = [row.kader_id for row in history_store.list_kader_of(new.code)]
    history_store.save_kader_place(people, code)
    follow_code({new.code: code})
    new.closed_on, new.ended_as = act.effective_on, FORMER
    new.successor, new.successor_from = code, None
    place_anew([code, new.code])


def _recode_back(event: RegistryEvent, act: Act) -> None:
    """The old code is in force again; the new one means it, and is never used again."""
    old = store.get_posyandu(event.posyandu_code or "")
    new = store.get_posyandu(event.other_code or "")
    before = event.details["before"]
    for name in ("closed_on", "successor_from"):
        setattr(old, name, date.fromisoformat(before[name]) if before[name] else None)
    old.ended_as, old.successor = before["ended_as"], before["successor"]
    for name in COPIED:
        setattr(old, name, getattr(new, name))
    new.closed_on, new.ended_as = act.effective_on, FORMER
    new.successor, new.successor_from = old.code, None
    history_store.save_new_code(new.code, old.code)
    follow_code({new.code: old.code})
    place_anew([old.code, new.code])


def _area_back(event: RegistryEvent, act: Act) -> None:
    mapping: dict[str, str] = event.details["mapping"]
    for single in history_store.list_batch(event.event_id):
        _recode_back(single, act)
    for old_code, new_code in mapping.items():
        old, new = store.get_wilayah(old_code), store.get_wilayah(new_code)
        old.valid_to = old.successor = None
        new.valid_to, new.successor = act.effective_on - timedelta(days=1), old_code
    follow_code({new: old for old, new in mapping.items()})


UNDO: Mapping[str, Callable[[RegistryEvent, Act], None]] = {
    acts.RENAMED: _rename_back,
    acts.CLOSED: _close_back,
    acts.REOPENED: _reopen_back,
    acts.MERGED: _merge_back,
    acts.SPLIT: _split_back,
    acts.MOVED: _recode_back,
    acts.AREA_RECODED: _area_back,
}
