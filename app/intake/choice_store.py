"""What a decision about a value saw and chose; sealed where it tells of people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from app.extensions.vault import vault
from app.intake.models import Decision


def keep_choice(row: Decision, seen: Sequence[str], chosen: Any, *, hidden: bool) -> None:  # noqa: ANN401
    """Put into a decision that has its place what was seen and chosen; hidden: sealed."""
    if not hidden:
        row.values_seen, row.chosen = list(seen), chosen
        return
    row.values_seen, row.chosen = None, None
    row.sealed = vault.seal(orjson.dumps([list(seen), chosen]), _context(row))


def choice_of(row: Any) -> tuple[list[str], Any]:  # noqa: ANN401 - a decision, or its columns
    """Answer what a decision saw and what it chose."""
    if row.sealed is None:
        return list(row.values_seen or ()), row.chosen
    seen, chosen = orjson.loads(vault.unseal(row.sealed, _context(row)))
    return seen, chosen


def _context(row: Any) -> str:  # noqa: ANN401 - a decision, or its columns
    return f"decision:{row.place}:{row.field}:{row.period}"
