"""How a profile's value reads on a page. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.registry.words import date_words, number_words, point_words

MASKED = "••••••"


def value_text(value: Any, choices: Mapping[str, str] | None, *, masked: bool) -> str:  # noqa: ANN401
    """Answer a cell's value in words: Indonesian numbers, dates, the form's own choice labels."""
    if value is None or value == [] or value == "":
        return ""
    if masked:
        return MASKED
    if isinstance(value, (list, tuple)):
        return ", ".join(_one(item, choices) for item in value)
    return _one(value, choices)


def _one(value: Any, choices: Mapping[str, str] | None) -> str:  # noqa: ANN401 - JSON value
    if isinstance(value, dict):
        return _one(value.get("value", value.get("name", "")), choices)
    if choices and str(value) in choices:
        return choices[str(value)]
    text = str(value)
    if _is_date(text):
        return date_words(text)
    if _is_point(text):
        return point_words(text)
    return number_words(text) if _is_number(text) else text


def _is_date(text: str) -> bool:
    parts = text.split("-")
    return (
        len(text) == 10
        and len(parts) == 3
        and all(part.isdecimal() for part in parts)
        and 1 <= int(parts[1]) <= 12
    )


def _is_point(text: str) -> bool:
    """Latitude, longitude, height and accuracy, as Collect writes a place."""
    parts = text.split(" ")
    numbers = [part.removeprefix("-").replace(".", "", 1) for part in parts]
    return len(parts) == 4 and "." in parts[0] and all(part.isdecimal() for part in numbers)


def _is_number(text: str) -> bool:
    """A number that is not a code: leading zeros and long digits are left as they are."""
    digits = text.removeprefix("-").replace(".", "", 1)
    leading = len(digits) > 1 and digits.startswith("0") and not text.startswith(("0.", "-0."))
    return digits.isdecimal() and len(digits) < 12 and not leading


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
