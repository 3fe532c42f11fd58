"""Numbers, dates and places as Indonesians write them. Pure."""

from __future__ import annotations

import re

from app.registry.periods import MONTHS

YEAR = "tahun"  # the unit of fields that hold a year, which is no amount: 1991, never 1.991
_TIME = re.compile(r"(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(?:[+-]\d\d:\d\d|Z)?")
LONGEST_NUMBER = 30  # digits; what is longer is no amount


def number_words(value: object) -> str:
    """Answer a number as Indonesians write it: `1.234,5`."""
    text = str(value)
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, part = digits.partition(".")
    if not whole.isdecimal() or len(whole) > LONGEST_NUMBER:
        return text
    grouped = f"{int(whole):,}".replace(",", ".")
    return sign + grouped + (f",{part}" if part else "")


def date_words(text: str) -> str:
    """Answer `5 November 2026` for an ISO date; anything else as it is."""
    parts = text[:10].split("-")
    if len(text) < 10 or len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return text
    year, month, day = (int(part) for part in parts)
    return f"{day} {MONTHS[month - 1]} {year}" if 1 <= month <= len(MONTHS) else text


def time_words(text: str) -> str:
    """Answer `04.30` for a time of day as Collect writes it; anything else as it is."""
    found = _TIME.fullmatch(text)
    return f"{found[1]}.{found[2]}" if found else text


def point_words(text: str) -> str:
    """Answer `0,44520° LS, 117,00925° BT` for a point as Collect writes it; else the text."""
    try:
        latitude, longitude, *_rest = (float(part) for part in text.split())
    except ValueError:
        return text
    north = "LU" if latitude >= 0 else "LS"
    east = "BT" if longitude >= 0 else "BB"
    return f"{_degrees(latitude)} {north}, {_degrees(longitude)} {east}"


def _degrees(angle: float) -> str:
    return f"{abs(angle):.5f}°".replace(".", ",")
