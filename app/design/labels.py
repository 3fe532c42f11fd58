"""The words of a form for screens: labels of groups, and of the choices of each question. Pure."""

from __future__ import annotations

from typing import Any

from xlsform.languages import default_language, label_in
from xlsform.outline import outline
from xlsform.sheets import Workbook


def labels_of(workbook: Workbook) -> dict[str, Any]:
    """Answer {groups: {path: label}, choices: {path: {name: label}}} in the default language."""
    language = default_language(workbook)
    lists: dict[str, dict[str, str]] = {}
    for row in workbook.rows("choices"):
        label = label_in(row, language, language)
        lists.setdefault(row.get("list_name"), {})[row.get("name")] = label or row.get("name")
    groups: dict[str, str] = {}
    choices: dict[str, dict[str, str]] = {}
    for entry in outline(workbook).entries:
        if entry.type.word in {"begin_group", "begin_repeat"}:
            groups[entry.path] = label_in(entry.row, language, language)
        elif entry.type.source in lists:
            choices[entry.path] = lists[entry.type.source]
    return {"groups": groups, "choices": choices}
