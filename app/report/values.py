"""How a value changed, as a profile's page says it. Pure."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from app.registry.words import number_words


def change_text(now: Any, before: Any) -> dict[str, str] | None:  # noqa: ANN401 - JSON values
    """Answer the change of a number against last month, as an arrow and words."""
    try:
        difference = Decimal(str(now)) - Decimal(str(before))
    except InvalidOperation:
        return None
    if difference == 0:
        return {"text": "sama dengan bulan lalu", "direction": "tetap"}
    words = number_words(abs(difference).normalize().to_eng_string())
    if difference > 0:
        return {"text": f"naik {words} dari bulan lalu", "direction": "naik"}
    return {"text": f"turun {words} dari bulan lalu", "direction": "turun"}
