"""The policy of a form: who reviews its submissions, and whether they wait for that. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.accounts.levels import LEVELS, OPD

LONGEST_PATIENCE = 60  # working days
NO_LEVEL, UNKNOWN_LEVEL, BAD_PATIENCE = "tanpa_tingkat", "tingkat_lain", "hari"


@dataclass(frozen=True, slots=True)
class Policy:
    """The levels that review, lowest first; the last of them decides for good.

    `patience` says after how many working days a level is passed over; `waits`, whether submissions stay
    out of profiles until the last level has accepted. `set_at` is None where nobody set anything.
    """

    levels: tuple[str, ...] = (OPD,)
    patience: Mapping[str, int] = field(default_factory=dict)
    waits: bool = False
    set_at: datetime | None = None
    number: int = 0

    @property
    def last(self) -> str:
        """Answer the level whose acceptance is the last word."""
        return self.levels[-1]

    def turn(self, passed: Collection[str]) -> str:
        """Answer the level whose turn it is after these; where all have passed it, the last."""
        return next((level for level in self.levels if level not in passed), self.last)

    def says_as(self, other: Policy) -> bool:
        """Answer whether another policy asks for the same."""
        mine = self.levels, dict(self.patience), self.waits
        return mine == (other.levels, dict(other.patience), other.waits)


DEFAULT = Policy()


def fault_of(levels: Collection[str], patience: Mapping[str, int]) -> str:
    """Answer what is wrong with what somebody wants to set; "" for nothing."""
    if not levels:
        return NO_LEVEL
    if not set(levels) <= set(LEVELS):
        return UNKNOWN_LEVEL
    if any(not 1 <= days <= LONGEST_PATIENCE for days in patience.values()):
        return BAD_PATIENCE
    return ""
