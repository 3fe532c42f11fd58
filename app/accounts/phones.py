"""A kader's phone as its requests are served: read in one statement, never changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Phone:
    """Whose phone it is, the area and bidang it may report for, and how it stands."""

    device_id: int
    kader_id: int
    area: str
    bidang: str
    state: str
    last_seen: datetime | None
