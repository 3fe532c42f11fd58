"""A kader's phone as its requests are served: read in one statement, never changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from app.accounts.standing import ACTIVE, STOPPED, Standing, standing_of


@dataclass(frozen=True, slots=True)
class Phone:
    """Whose phone it is, the area and bidang it may report for, and how it stands.

    `place_name` is the name of the Posyandu its area is, if it is one; `ended_on` the kader's last day.
    """

    device_id: int
    kader_id: int
    area: str
    bidang: str
    state: str
    state_since: datetime | None
    expires_at: datetime | None
    last_seen: datetime | None
    ended_on: date | None
    place_name: str | None

    def standing(self, at: datetime) -> Standing:
        """Answer how it stands at a moment; a kader who stopped stops all of their phones."""
        state, since = self.state, self.state_since
        if state == ACTIVE and self.ended_on is not None and self.ended_on <= at.date():
            state, since = STOPPED, datetime.combine(self.ended_on, time(), UTC)
        return standing_of(state, since, self.expires_at, self.last_seen, at)
