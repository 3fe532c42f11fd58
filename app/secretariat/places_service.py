"""What happens to Posyandu: named, merged, split, closed, moved. Each act is one transaction.

Phones, kader and grants follow in the same transaction; the submissions of the codes touched are placed
anew by a job written in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from app.accounts import areas_store
from app.extensions.database import now, transaction
from app.intake import placing_store
from app.outbox.kinds import PLACE_ANEW
from app.outbox.service import enqueue
from app.problems import Problem
from app.registry import history_store, store
from app.registry.models import Posyandu, RegistryEvent, Rollout
from app.registry.succession import CLOSED, FORMER, MERGED, code_in, next_order
from app.secretariat import acts
from app.secretariat.acts import Act
from app.secretariat.events_service import event_of
from app.web.guards import local_now

COPIED = (
    *("name", "official_number", "is_demo", "is_pilot", "address", "rw", "rt", "latitude"),
    *("longitude", "puskesmas", "pustu", "founded_on"),
)
STRAGGLERS_COME_WITHIN = timedelta(minutes=3)
EDITABLE = frozenset(COPIED) - {"name", "is_demo"}


def add_place(desa: str, name: str, values: Mapping[str, Any], act: Act) -> str:
    """Register a Posyandu under the next free code of its desa; answer the code."""
    with transaction():
        _check_desa(desa)
        code = _free_code(desa)
        store.add_all([Posyandu(code=code, name=_name(name), desa=desa, **values)])
        _note(acts.REGISTERED, act, code)
        take_waiting([code])
        return code


def rename(code: str, name: str, act: Act) -> None:
    """Give a Posyandu another name; the old one stays an alias."""
    with transaction():
        place, name = _open(code), _name(name)
        if place.name == name:
            raise Problem("registry.same_name", name=name)
        history_store.add_alias(code, place.name)
        _note(acts.RENAMED, act, code, details={"lama": place.name, "baru": name})
        place.name = name


def change(code: str, values: Mapping[str, Any], act: Act) -> bool:
    """Change what is known of a Posyandu besides its name and place; answer whether anything did."""
    with transaction():
        place = _open(code)
        changed = {
            name: value
            for name, value in values.items()
            if name in EDITABLE and getattr(place, name) != value
        }
        if changed:
            before = {name: _plain(getattr(place, name)) for name in changed}
            after = {name: _plain(value) for name, value in changed.items()}
            _note(acts.CHANGED, act, code, details={"lama": before, "baru": after})
        for name, value in changed.items():
            setattr(place, name, value)
        return bool(changed)


def close(code: str, act: Act) -> None:
    """Close a Posyandu; what it sent stays, and what its phones still send is kept and flagged."""
    with transaction():
        place = _open(code)
        _check_day(act.effective_on)
        place.closed_on, place.ended_as = act.effective_on, CLOSED
        _note(acts.CLOSED, act, code)


def reopen(code: str, act: Act) -> None:
    """Open a Posyandu again that was closed by itself."""
    with transaction():
        place = store.get_posyandu(code)
        if place.ended_as != CLOSED:
            raise Problem("registry.not_closed", code=code)
        details = {"closed_on": _plain(place.closed_on)}
        place.closed_on = place.ended_as = None
        _note(acts.REOPENED, act, code, details=details)


def merge(code: str, into: str, act: Act, *, whole_past: bool = False) -> None:
    """Merge a Posyandu into another, which takes over its kader, phones and grants.

    What happened from the day on counts for the other; earlier months stay its own, unless its whole
    past goes along.
    """
    with transaction():
        place, other = _open(code), _open(into)
        if code == into:
            raise Problem("registry.same_place")
        _check_day(act.effective_on)
        people = [row.kader_id for row in history_store.list_kader_of(code)]
        details = {
            "kader": people,
            "devices": areas_store.list_device_ids(code),
            "grants": areas_store.list_grant_ids(code),
            "whole_past": whole_past,
        }
        place.closed_on, place.ended_as = act.effective_on, MERGED
        place.successor = other.code
        place.successor_from = None if whole_past else act.effective_on
        history_store.save_kader_place(people, into)
        areas_store.save_areas({code: into})
        _note(acts.MERGED, act, code, into, details)
        place_anew([code, into])


def split(code: str, name: str, kader_ids: Collection[int], act: Act) -> str:
    """Make a new Posyandu out of one; some of its kader and their phones go along. Answer its code."""
    with transaction():
        place = _open(code)
        _check_day(act.effective_on)
        people = {row.kader_id for row in history_store.list_kader_of(code)} & set(kader_ids)
        new = code_in(place.desa, next_order(history_store.list_codes_in(place.desa)))
        store.add_all(
            [
                Posyandu(
                    code=new,
                    name=_name(name),
                    desa=place.desa,
                    is_demo=place.is_demo,
                    puskesmas=place.puskesmas,
                    pustu=place.pustu,
                    founded_on=act.effective_on,
                )
            ]
        )
        devices = areas_store.list_devices_of(people, code)
        history_store.save_kader_place(people, new)
        areas_store.save_device_area(devices, new)
        _note(acts.SPLIT, act, code, new, {"kader": sorted(people), "devices": devices})
        return new


def move(code: str, desa: str, act: Act) -> str:
    """Move a Posyandu to another desa, under a new code that the old one means for ever; answer it."""
    with transaction():
        place = _open(code)
        _check_desa(desa)
        if place.desa == desa:
            raise Problem("registry.same_place")
        _check_day(act.effective_on)
        new = _free_code(desa)
        recode(place, new, desa, act, acts.MOVED)
        return new


def recode(place: Posyandu, new: str, desa: str, act: Act, kind: str, **details: Any) -> None:  # noqa: ANN401
    """Put a place under a new code, inside the caller's transaction: all of it, past included."""
    state = ("closed_on", "ended_as", "successor", "successor_from")
    ended = {name: getattr(place, name) for name in state}
    kept = {name: getattr(place, name) for name in COPIED}
    store.add_all([Posyandu(code=new, desa=desa, **kept, **ended)])
    before = {name: _plain(value) for name, value in ended.items()}
    place.closed_on, place.ended_as = act.effective_on, FORMER
    place.successor, place.successor_from = new, None
    history_store.save_new_code(place.code, new)
    follow_code({place.code: new})
    _note(kind, act, place.code, new, {"before": before, **details})
    place_anew([place.code, new])


def follow_code(mapping: Mapping[str, str]) -> None:
    """Let grants, phones and roll-out rules follow places to their new codes."""
    areas_store.save_areas(mapping)
    history_store.save_areas_of_rules(mapping, Rollout)


def take_waiting(codes: Collection[str]) -> None:
    """Have what came under these codes before they were registered placed, inside the transaction."""
    for code in placing_store.list_unplaced_codes().intersection(codes):
        enqueue(PLACE_ANEW, code, {"codes": [code]})


def place_anew(codes: Collection[str]) -> None:
    """Have the submissions of these codes placed anew, inside the caller's transaction.

    Once more a little later: what was being received just now may still have read the old codes.
    """
    wanted = sorted(codes)
    enqueue(PLACE_ANEW, ":".join(wanted), {"codes": wanted})
    again = {"codes": wanted, "stragglers": True}
    enqueue(PLACE_ANEW, ":".join([*wanted, "lagi"]), again, now() + STRAGGLERS_COME_WITHIN)


def place_event(
    kind: str,
    act: Act,
    code: str,
    other: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> RegistryEvent:
    """Answer an event of a Posyandu, not yet kept."""
    more = dict(details or {})
    return event_of(
        kind, act, posyandu_code=code, other_code=other, area=more.get("area"), details=more
    )


def _note(
    kind: str,
    act: Act,
    code: str,
    other: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    history_store.add_event(place_event(kind, act, code, other, details))


def _open(code: str) -> Posyandu:
    place = store.get_posyandu(code)
    if place.closed_on is not None:
        raise Problem("registry.not_open", code=code)
    return place


def _name(text: str) -> str:
    name = " ".join(text.split())[:120]
    if len(name) < 2:
        raise Problem("registry.no_name")
    return name


def _check_desa(desa: str) -> None:
    area = store.get_wilayah(desa)
    if area.level != "desa" or area.successor:
        raise Problem("registry.no_desa", code=desa)


def _check_day(day: date) -> None:
    if day > local_now().date():
        raise Problem("registry.future_day")


def _free_code(desa: str) -> str:
    return code_in(desa, next_order(history_store.list_codes_in(desa)))


def _plain(value: Any) -> Any:  # noqa: ANN401 - a column's value as JSON holds it
    return value.isoformat() if isinstance(value, date) else value
