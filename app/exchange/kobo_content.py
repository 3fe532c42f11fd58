"""A version of a KoboToolbox form, kept there as JSON, as the workbook it stands for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xlsform.sheets import Row, Sheet, Workbook

# What kpi keeps beside a row for its own editor.
_OWN = frozenset({"tags", "hxl", "media_files"})


def workbook_of(content: Mapping[str, Any], form_id: str, version: str) -> Workbook:
    """Answer the sheets of a version's `content`; whatever is none of ours stays away."""
    languages = content.get("translations")
    names = languages if isinstance(languages, list) and languages else [None]
    settings = content.get("settings")
    given = settings[0] if isinstance(settings, list) and settings else settings
    cells = dict(_cells(given, names)) if isinstance(given, Mapping) else {}
    cells |= {"form_id": form_id, "version": version}
    cells.setdefault("form_title", form_id)
    return Workbook(
        {
            "survey": _sheet("survey", [_question(row, names) for row in _rows(content, "survey")]),
            "choices": _sheet(
                "choices", [_named(row, names, "$autovalue") for row in _rows(content, "choices")]
            ),
            "settings": _sheet("settings", [cells]),
        }
    )


def _rows(content: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = content.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _question(row: Mapping[str, Any], names: Sequence[str | None]) -> dict[str, str]:
    """Answer a row of the survey; kpi keeps the list of a choice beside its type."""
    cells = _named(row, names, "$autoname")
    source = cells.pop("select_from_list_name", "") or (
        cells.pop("file", "") if str(row.get("type", "")).endswith("_from_file") else ""
    )
    if source:
        cells["type"] = f"{cells.get('type', '')} {source}"
    return cells


def _named(row: Mapping[str, Any], names: Sequence[str | None], automatic: str) -> dict[str, str]:
    cells = dict(_cells(row, names))
    if automatic in row and not cells.get("name"):
        cells["name"] = str(row[automatic])
    return cells


def _cells(row: Mapping[str, Any], names: Sequence[str | None]) -> Iterator[tuple[str, str]]:
    for key, value in row.items():
        if key.startswith("$") or key in _OWN or value is None:
            continue
        if isinstance(value, list):
            for name, text in zip(names, value, strict=False):
                if isinstance(text, str) and text:
                    yield (key if name is None else f"{key}::{name}"), text
        elif isinstance(value, Mapping):
            yield from ((f"{key}::{name}", str(text)) for name, text in value.items())
        elif isinstance(value, bool):
            yield key, "yes" if value else "no"
        else:
            yield key, str(value)


def _sheet(name: str, rows: list[dict[str, str]]) -> Sheet:
    columns = list(dict.fromkeys(column for cells in rows for column in cells))
    return Sheet(name, columns, [Row(number, cells) for number, cells in enumerate(rows, start=2)])
