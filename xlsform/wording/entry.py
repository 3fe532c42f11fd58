"""One entry of the wording: how grave, what happened and what to do, in two languages."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Entry(NamedTuple):
    """The sentences of one kind of finding; `{words}` in them are filled in by the check."""

    severity: Severity
    message: str
    cure: str
    message_en: str
    cure_en: str


def error(message: str, cure: str, message_en: str, cure_en: str) -> Entry:
    """An entry for what forbids the form."""
    return Entry("error", message, cure, message_en, cure_en)


def warning(message: str, cure: str, message_en: str, cure_en: str) -> Entry:
    """An entry for what an author should look at, and may leave."""
    return Entry("warning", message, cure, message_en, cure_en)
