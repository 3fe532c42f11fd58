"""Events of the registry's history, from the acts of people."""

from __future__ import annotations

from typing import Any

from app.extensions.database import now
from app.registry.models import RegistryEvent
from app.secretariat.acts import Act


def event_of(kind: str, act: Act, **more: Any) -> RegistryEvent:  # noqa: ANN401 - columns
    """Answer the event of an act, not yet kept; `more` are what it is about, by column."""
    return RegistryEvent(
        kind=kind,
        at=now(),
        actor=act.actor,
        effective_on=act.effective_on,
        decree=act.decree,
        reason=act.reason,
        **{"details": {}, **more},
    )
