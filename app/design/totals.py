"""Which totals are typed in a report and counted one by one as well. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Total:
    """Fields whose typed numbers add up to what another field counts."""

    typed: tuple[str, ...]
    counted: str

    def holds(self, field: str) -> bool:
        """Answer whether a field takes part."""
        return field == self.counted or field in self.typed
