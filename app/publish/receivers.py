"""Who receives forms and lists. Pure."""

from __future__ import annotations

from typing import Protocol


class Receiver(Protocol):
    """Who receives forms and lists, a phone or a grant: an area, and a bidang (empty: all of them)."""

    @property
    def area(self) -> str:
        """Answer the area whose places are received."""

    @property
    def bidang(self) -> str:
        """Answer the bidang whose forms are received, besides those of all."""


def receives(receiver: Receiver, bidang: str) -> bool:
    """Answer whether a receiver gets the forms of a bidang."""
    return not receiver.bidang or bidang in {receiver.bidang, "umum"}
