"""Loading the demo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "simpul-demo"  # noqa: S105 - printed on the login page; loopback only


@dataclass(frozen=True, slots=True)
class Size:
    """How much demo to make."""

    posyandu: int = 821
    months: int = 3
    visits: int = 240
    seed: int = 13


def load(size: Size, say: Callable[[str], None]) -> None:
    """Load the demo."""


def collect_url(home: Path) -> str | None:
    """Answer the Collect address of the demo's kader in Maluhu."""
    return None
