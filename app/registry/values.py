"""How a value of a profile reads. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.registry.words import date_words, number_words, point_words, time_words

MASKED = "••••••"


def value_text(value: Any, choices: Mapping[str, str] | None, *, masked: bool) -> str:  # noqa: ANN401
    """Answer a cell's value in words: Indonesian numbers, days, times, the form's own choice labels."""
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
    if is_point(text):
        return point_words(text)
    return number_words(text) if _is_number(text) else time_words(text)


def _is_date(text: str) -> bool:
    parts = text.split("-")
    return (
        len(text) == 10
        and len(parts) == 3
        and all(part.isdecimal() for part in parts)
        and 1 <= int(parts[1]) <= 12
    )


def is_point(text: str) -> bool:
    """Answer whether a text is latitude, longitude, height and accuracy, as Collect writes a place."""
    parts = text.split(" ")
    numbers = [part.removeprefix("-").replace(".", "", 1) for part in parts]
    return len(parts) == 4 and "." in parts[0] and all(part.isdecimal() for part in numbers)


def _is_number(text: str) -> bool:
    """A number that is not a code: leading zeros and long digits are left as they are."""
    digits = text.removeprefix("-").replace(".", "", 1)
    leading = len(digits) > 1 and digits.startswith("0") and not text.startswith(("0.", "-0."))
    return digits.isdecimal() and len(digits) < 12 and not leading
