"""pyxform's refusals and warnings, said again in the author's words and at the author's row.

This is the only place that reads pyxform's sentences; none of them is shown. What the checks say
already is left out; of a sentence nobody knows only the author's own words are repeated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pyxform.errors import PyXFormError

from xlsform.findings import Finding, found
from xlsform.sheets import Row

# For each sheet the rows handed to pyxform, in order: its row n is the one at n - 2.
Handed = Mapping[str, Sequence[Row]]
# What to recognise a sentence by, and the code of what we say instead.
Sayings = tuple[tuple[re.Pattern[str], str], ...]

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(r"[Oo]n the '(\w+)' sheet|sheet: '(\w+)'|in the (\w+) sheet")
_COLUMN = re.compile(r"the '([\w ]+?)(?: \(\w+\))?' value")
_NAMED = re.compile(r"'([^']+)'|\[([^\]]+)\]|named ([\w-]+)|question: (\S+)")
# Words of pyxform's own that it quotes like those of the author.
_NOT_THE_AUTHORS = frozenset({"survey", "choices", "settings", "entities", "name", "label"})


def refusal(error: PyXFormError, handed: Handed) -> Finding:
    """The finding for the one problem at which pyxform stopped."""
    return _say(str(error), _REFUSALS, "pyxform.refused", handed, _context(error))


def warnings(texts: Sequence[str], handed: Handed) -> list[Finding]:
    """The findings for pyxform's warnings, without those that our own checks already gave."""
    lines = [line for text in texts for line in _separate(text)]
    return [
        _say(line, _WARNINGS, "pyxform.warning", handed, {})
        for line in lines
        if not any(said.search(line) for said in _SAID_BY_CHECKS)
    ]


def breakdown(handed: Handed) -> Finding:
    """The finding for a form at which pyxform fell over instead of refusing it."""
    rows = handed.get("survey", ())
    return found("pyxform.broken", rows[-1] if rows else None, "type", sheet="survey")


def _say(
    text: str, catalogue: Sayings, last_resort: str, handed: Handed, context: Mapping[str, str]
) -> Finding:
    match: re.Match[str] | None = None
    code = last_resort
    for pattern, candidate in catalogue:
        match = pattern.search(text)
        if match:
            code = candidate
            break
    spoken_of = context.get("sheet") or _first(_SHEET, text)
    sheet = spoken_of or "survey"
    row = _row(text, sheet, handed, context)
    words = match.groupdict("") if match else {}
    column = context.get("column") or _first(_COLUMN, text) or _guessed(row)
    # A sentence about a sheet as a whole is about its headings.
    place = row if row is not None or not handed.get(spoken_of or "") else 1
    # `sheet` is a word of some sentences too.
    said = {"sheet_word": sheet, **_spoken(text), **words}
    return found(code, place, column, sheet=sheet, **said)


def _spoken(text: str) -> dict[str, str]:
    """The author's words that pyxform repeats, as the end of a sentence of ours."""
    named = dict.fromkeys(word for groups in _NAMED.findall(text) for word in groups if word)
    own = [word for word in named if word not in _NOT_THE_AUTHORS and not word.startswith("row")]
    quoted = ", ".join(f"“{word}”" for word in own[:3])
    return {
        "spoken": f" karena {quoted}" if quoted else "",
        "spoken_en": f" because of {quoted}" if quoted else "",
    }


def _guessed(row: Row | None) -> str | None:
    return "type" if row is not None and row.get("type") else None


def _context(error: PyXFormError) -> dict[str, str]:
    return {key: str(value) for key, value in error.context.items() if value is not None}


def _row(text: str, sheet: str, handed: Handed, context: Mapping[str, str]) -> Row | None:
    rows = handed.get(sheet, ())
    number = context.get("row") or _first(_ROW, text)
    if number and number.isdigit() and 0 <= int(number) - 2 < len(rows):
        return rows[int(number) - 2]
    names = {name for groups in _NAMED.findall(text) for name in groups if name}
    return next((row for row in rows if {row.get("name"), row.get("type")} & names), None)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return next(filter(None, match.groups()), None) if match else None


def _separate(text: str) -> list[str]:
    """One warning may speak of several languages, a line each."""
    return text.split("\n") if text.startswith("Language '") else [text]


def _sayings(*pairs: tuple[str, str]) -> Sayings:
    return tuple((re.compile(text, re.DOTALL), f"pyxform.{code}") for text, code in pairs)


_REFUSALS = _sayings(
    (r"'range' question type|tick|placeholder", "range"),
    (r"'parameters' value is invalid|[Pp]arameters? \S+ must|parameters?\b", "invalid_parameter"),
    (r"background-geopoint", "background_geopoint"),
    (r"same as the survey root", "root_name"),
    (r"save_to|entit|dataset", "entity"),
    (r"uses 'search\(\)'", "search_list"),
    (r"list names don't match: (?P<one>\S+) vs\. (?P<other>\S+)", "table_list"),
    (r"Choice filter not supported", "choice_filter"),
    (r"big-image", "big_image"),
    (r"always be named 'audit", "audit_name"),
    (r"Names must begin with", "invalid_name"),
    (r"Reference variable", "reference"),
    (r"default_language|default language", "default_language"),
    (r"namespace", "namespaces"),
)
_WARNINGS = _sayings(
    (
        r"Language '(?P<language>[^']*)' is missing the (?P<sheet_word>\w+) columns? "
        r"(?P<columns>.*?)\.$",
        "missing_translation_column",
    ),
    (r"valid machine-readable codes: (?P<languages>.*)\. Learn", "language_code"),
    (r"uses or_other and translations", "or_other"),
    (r"no longer supported on most devices", "old_metadata"),
    (r"only meant for filtered selects", "external_without_filter"),
)
# Warnings that a check gives too, with a better row: max-pixels, labels of choices and repeats,
# names alike but for capitals, header words, the disabled column.
_SAID_BY_CHECKS = tuple(
    re.compile(said)
    for said in (
        r"Use the max-pixels parameter",
        r"Choices should have a label",
        r"Repeat has no label",
        r"case-insensitive match to another name",
        r"column names are|Column headers must not be empty",
        r"'disabled' column header",
    )
)
