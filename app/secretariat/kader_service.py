"""What happens to kader: added, changed, moved, stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.accounts import areas_store
from app.accounts.store import forget_phones
from app.extensions.database import transaction
from app.problems import Problem
from app.registry import history_store, store
from app.registry.models import Kader, RegistryEvent
from app.secretariat import acts
from app.secretariat.acts import Act
from app.secretariat.events_service import event_of
from app.secretariat.known_service import seal_phone

EDITABLE = frozenset({"name", "jabatan", "bidang", "started_on"})


def add_kader(code: str, values: Mapping[str, Any], act: Act) -> int:
    """Add a kader to a Posyandu; answer their number."""
    with transaction():
        _check_open(code)
        kept = {name: value for name, value in values.items() if name in EDITABLE}
        if len(str(kept.get("name", ""))) < 2:
            raise Problem("registry.no_name")
        kader = Kader(posyandu_code=code, **kept)
        store.add_all([kader])
        if phone := values.get("phone"):
            kader.phone = seal_phone(kader.kader_id, phone)
        store.add_all([kader_event(acts.REGISTERED, act, kader.kader_id, code)])
        return kader.kader_id


def change_kader(kader_id: int, values: Mapping[str, Any], act: Act) -> None:
    """Change what is known of a kader; an empty telephone number leaves the one known."""
    with transaction():
        kader = store.get_kader(kader_id)
        changed = sorted(
            name
            for name, value in values.items()
            if name in EDITABLE and getattr(kader, name) != value
        )
        if len(str(values.get("name", kader.name))) < 2:
            raise Problem("registry.no_name")
        for name in changed:
            setattr(kader, name, values[name])
        if phone := values.get("phone"):
            kader.phone, changed = seal_phone(kader_id, phone), [*changed, "phone"]
        if changed:
            event = kader_event(acts.KADER_CHANGED, act, kader_id, kader.posyandu_code)
            event.details = {"isian": changed}
            store.add_all([event])


def move_kader(kader_id: int, code: str, act: Act) -> None:
    """Move a kader to another Posyandu; phones that hold exactly the old one follow."""
    with transaction():
        _check_open(code)
        kader = store.get_kader(kader_id)
        before = kader.posyandu_code
        if before == code:
            raise Problem("registry.same_place")
        kader.posyandu_code = code
        follow_kader(kader_id, before, code)
        store.add_all([kader_event(acts.KADER_MOVED, act, kader_id, before, code)])


def end_kader(kader_id: int, day: date, act: Act) -> None:
    """Note the day a kader stopped."""
    with transaction():
        kader = store.get_kader(kader_id)
        kader.ended_on = day
        store.add_all([kader_event(acts.KADER_ENDED, act, kader_id, kader.posyandu_code)])
    forget_phones()


def follow_kader(kader_id: int, before: str, after: str) -> None:
    """Let a kader's phones follow to another Posyandu, inside the caller's transaction."""
    devices = areas_store.list_devices_of([kader_id], before)
    areas_store.save_device_area(devices, after)


def kader_event(
    kind: str, act: Act, kader_id: int, code: str, other: str | None = None
) -> RegistryEvent:
    """Answer an event of a kader; names stand only in the kader's own row."""
    return event_of(kind, act, posyandu_code=code, other_code=other, kader_id=kader_id)


def list_history(kader_id: int) -> list[RegistryEvent]:
    """Answer what happened to a kader, newest first."""
    return list(history_store.list_kader_events(kader_id))


def _check_open(code: str) -> None:
    if store.get_posyandu(code).closed_on is not None:
        raise Problem("registry.not_open", code=code)
