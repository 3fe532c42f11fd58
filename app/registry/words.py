"""Numbers as Indonesians write them. Pure."""

from __future__ import annotations


def number_words(value: object) -> str:
    """Answer a number as Indonesians write it: `1.234,5`."""
    text = str(value)
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, part = digits.partition(".")
    if not whole.isdecimal():
        return text
    grouped = f"{int(whole):,}".replace(",", ".")
    return sign + grouped + (f",{part}" if part else "")
