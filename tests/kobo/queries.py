"""The query languages of the API: Mongo's for submissions, kpi's own for assets and the history."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.kobo.wire import Stop

_MISSING = object()
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "$gt": lambda held, wanted: held > wanted,
    "$gte": lambda held, wanted: held >= wanted,
    "$lt": lambda held, wanted: held < wanted,
    "$lte": lambda held, wanted: held <= wanted,
}
_TERM = re.compile(r'(?:([\w@-]+):)?("[^"]*"|[^\s"()]+)')


def read_json(query: Mapping[str, str], name: str, default: object) -> Any:
    """Answer a parameter that is written as JSON."""
    try:
        return json.loads(query[name]) if name in query else default
    except ValueError:
        raise Stop(400, {name: ["Value must be valid JSON."]}) from None


def matches(query: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Answer whether Mongo would find the row; an operator it does not know is 400, as at kpi."""
    return all(_meets(key, wanted, row) for key, wanted in query.items())


def _meets(key: str, wanted: Any, row: Mapping[str, Any]) -> bool:
    if key == "$or":
        return any(matches(each, row) for each in wanted)
    if key == "$and":
        return all(matches(each, row) for each in wanted)
    held = row.get(key, _MISSING)
    if held is _MISSING and "." in key:
        outer, _, inner = key.partition(".")
        inside = row.get(outer)
        held = inside.get(inner, _MISSING) if isinstance(inside, dict) else _MISSING
    if isinstance(wanted, dict):
        return all(_operator(name, value, held) for name, value in wanted.items())
    return (None if held is _MISSING else held) == wanted


def _operator(name: str, wanted: Any, held: Any) -> bool:
    value = None if held is _MISSING else held
    if name in _COMPARED:
        return type(value) is type(wanted) and _COMPARED[name](value, wanted)
    if name == "$exists":
        return (held is not _MISSING) == bool(wanted)
    if name in {"$in", "$nin"}:
        return (value in wanted) == (name == "$in")
    if name == "$ne":
        return bool(value != wanted)
    if name == "$regex":
        return isinstance(value, str) and re.search(wanted, value) is not None
    raise Stop(400, {"detail": "Unsupported query"})


def sorted_rows(rows: list[dict[str, Any]], sort: Mapping[str, int]) -> list[dict[str, Any]]:
    """Answer the rows in the order asked for, by `_id` where nothing is."""
    for key, direction in reversed(list((sort or {"_id": 1}).items())):
        rows = sorted(rows, key=lambda row: _rank(row.get(key)), reverse=int(direction) < 0)
    return rows


def _rank(value: Any) -> tuple[int, Any]:
    if value is None:
        return 0, 0
    return (1, value) if isinstance(value, int | float) else (2, str(value))


def searched(text: str, row: Mapping[str, Any], default_field: str = "") -> bool:
    """Answer whether `field:value` terms joined by AND all hold.

    kpi's OR, NOT and brackets are not understood here, and refused rather than misread.
    """
    if re.search(r"\b(OR|NOT)\b|[()]", text):
        raise Stop(400, "Invalid search. Please try again")
    terms = [found for found in _TERM.findall(text) if found != ("", "AND")]
    return all(
        _term_holds(name or default_field, value.strip('"'), row, exact=bool(name))
        for name, value in terms
    )


def _term_holds(name: str, value: str, row: Mapping[str, Any], *, exact: bool) -> bool:
    path, _, operator = name.rpartition("__")
    if operator not in {"gt", "gte", "lt", "lte"}:
        path, operator = name, ""
    held: Any = row.get(path)
    if path not in row:
        held = row
        for part in path.split("__"):
            held = held.get(part) if isinstance(held, dict) else None
    if operator:
        return isinstance(held, str) and _COMPARED[f"${operator}"](held, value)
    return str(held) == value if exact else value.casefold() in str(held).casefold()
