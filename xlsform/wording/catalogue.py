"""All entries by code."""

from __future__ import annotations

from xlsform.wording import (
    entities,
    formulas,
    lists,
    profile,
    pyxform,
    settings,
    survey,
    workbook,
)
from xlsform.wording.entry import Entry

CATALOGUE: dict[str, Entry] = {
    code: entry
    for chapter in (workbook, settings, survey, lists, formulas, profile, entities, pyxform)
    for code, entry in chapter.ENTRIES.items()
}


def entry_of(code: str) -> Entry:
    """The entry of a code: its own, else the one that speaks for the code on any sheet."""
    own = CATALOGUE.get(code)
    return own if own is not None else CATALOGUE["*" + code[code.index(".") :]]
