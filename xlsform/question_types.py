"""The word in the `type` column, understood."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyxform import aliases
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

MEDIA = frozenset({"image", "audio", "video", "file", "background-audio", "audit"})
NUMBERS = frozenset({"integer", "decimal", "range"})
DATES = frozenset({"date", "datetime", "time", "today", "start", "end"})
SELECTS = frozenset(
    {
        "select_one",
        "select_multiple",
        "rank",
        "select_one_from_file",
        "select_multiple_from_file",
        "select_one_external",
    }
)
FROM_FILE = frozenset({"select_one_from_file", "select_multiple_from_file"})
SEVERAL = frozenset({"select_multiple", "select_multiple_from_file", "rank"})
BEGINS = frozenset({"begin_group", "begin_repeat"})
ENDS = frozenset({"end_group", "end_repeat"})
# Filled in by the phone: no label, and nothing the kader answers.
META = frozenset(
    {
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "phonenumber",
        "email",
        "audit",
        "subscriberid",
        "simserial",
        "start-geopoint",
        "background-audio",
        "background-geopoint",
    }
)
FILES = frozenset({"csv-external", "xml-external"})
UNSEEN = META | FILES | {"calculate", "hidden"}
WITHOUT_ANSWER = BEGINS | ENDS | FILES | {"note", "include"}

# The words we propose for a misspelled one: the documented types, without their old aliases.
PROPOSED = frozenset(
    MEDIA
    | NUMBERS
    | META
    | FILES
    | (SELECTS - {"select_one_external"})
    | BEGINS
    | ENDS
    | {"text", "note", "date", "time", "dateTime", "calculate", "hidden", "acknowledge", "include"}
    | {"geopoint", "geotrace", "geoshape", "barcode"}
)

_CONTROL = re.compile(r"(begin|end)[ _](group|repeat|lgroup|looped group)")
_SELECT = re.compile(
    "("
    + "|".join(map(re.escape, sorted(aliases.select, key=len, reverse=True)))
    + r")(?: (\S+))?(?: (or specify other|or_other|or other))?"
)
_SELECT_WORDS = {
    "select one": "select_one",
    "select all that apply": "select_multiple",
    "rank": "rank",
    "select one external": "select_one_external",
}
_SAME = {"photo": "image", "int": "integer", "dateTime": "datetime", "imei": "deviceid"}


@dataclass(frozen=True, slots=True)
class QuestionType:
    """A type: its usual word (empty when unknown), its list or file, and “or other”."""

    word: str
    source: str = ""
    or_other: bool = False


def read_type(cell: str) -> QuestionType:
    """The type a cell of the `type` column names; its word is empty when nobody knows it."""
    text = " ".join(cell.split())
    control = _CONTROL.fullmatch(text)
    if control:
        kind = "group" if control[2] == "group" else "repeat"
        return QuestionType(f"{control[1]}_{kind}")
    select = _SELECT.fullmatch(text)
    if select:
        return _read_select(select)
    if text.startswith("osm "):
        return QuestionType("osm", text.removeprefix("osm ").strip())
    if text == "include" or text in QUESTION_TYPE_DICT or text in aliases._type_alias_map:
        return QuestionType(_SAME.get(text, text))
    return QuestionType("")


def _read_select(select: re.Match[str]) -> QuestionType:
    command, source, other = select.groups()
    word = _SELECT_WORDS[aliases.select[command]]
    if command in aliases.select_from_file:
        word += "_from_file"
    return QuestionType(word, source or "", other is not None)
