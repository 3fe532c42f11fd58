"""Shared parts of forms: a row `include` gives way to the rows of a block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xlsform.columns import language_of
from xlsform.question_types import SELECTS, read_type
from xlsform.sheets import Row, Sheet, Workbook

SHARED_LISTS = "daftar bersama"


def expand(workbook: Workbook, blocks: Mapping[str, Workbook], lists: Workbook) -> Workbook:
    """The form with its blocks and shared lists written out; the form given stays as it is.

    A survey row `include` becomes the rows of the block it names, at its own row number, and the
    block's choices follow the form's. A list that is used and nowhere defined comes from `lists`.
    An `include` of a block that does not exist, or that includes itself, stays as it is and is
    reported by the check. Where the form speaks a block's language, its other languages stay out.
    """
    if "survey" not in workbook.sheets:
        return workbook
    blocks = {name: in_languages(block, workbook) for name, block in blocks.items()}
    lists = in_languages(lists, workbook)
    included: list[tuple[Row, str]] = []
    survey = _with_blocks(workbook, blocks, included)
    choices = workbook.sheet("choices")
    for row, name in included:
        choices = _joined(choices, _brought(blocks[name].sheet("choices"), row, name))
    for row, wanted in _undefined_lists(survey, choices):
        choices = _joined(choices, _brought(_only(lists.sheet("choices"), wanted), row))
    sheets = {**workbook.sheets, "survey": survey}
    if choices.rows:
        sheets["choices"] = choices
    return Workbook(sheets)


def in_languages(block: Workbook, form: Workbook) -> Workbook:
    """The block in those of its languages that the form speaks; in all where it speaks none of them."""
    spoken = _languages(form)
    if not spoken & _languages(block) or _languages(block) <= spoken:
        return block
    return Workbook({name: _cut(sheet, spoken) for name, sheet in block.sheets.items()})


def _languages(workbook: Workbook) -> set[str]:
    found = (language_of(c) for sheet in workbook.sheets.values() for c in sheet.columns)
    return {language for language in found if language}


def _cut(sheet: Sheet, spoken: set[str]) -> Sheet:
    columns = [c for c in sheet.columns if (language_of(c) or "") in {"", *spoken}]
    kept = set(columns)
    rows = [replace(r, cells={c: t for c, t in r.cells.items() if c in kept}) for r in sheet.rows]
    return Sheet(sheet.name, columns, rows)


def _with_blocks(
    workbook: Workbook, blocks: Mapping[str, Workbook], included: list[tuple[Row, str]]
) -> Sheet:
    survey = workbook.sheet("survey")
    rows: list[Row] = []
    columns = list(survey.columns)
    for row in survey.rows:
        opened = _opened(row, blocks, (), included)
        rows += opened
        columns += [c for r in opened for c in r.cells if c not in columns]
    return Sheet("survey", list(dict.fromkeys(columns)), rows)


def _opened(
    row: Row,
    blocks: Mapping[str, Workbook],
    within: tuple[str, ...],
    included: list[tuple[Row, str]],
) -> list[Row]:
    name = row.get("name")
    if read_type(row.get("type")).word != "include" or name not in blocks or name in within:
        return [row]
    included.append((row, name))
    return [
        opened
        for inner in _brought(blocks[name].sheet("survey"), row, name).rows
        for opened in _opened(inner, blocks, (*within, name), included)
    ]


def _brought(sheet: Sheet, at: Row, name: str = SHARED_LISTS) -> Sheet:
    """The sheet's rows as seen from the row of the form that brings them in."""
    rows = [replace(r, number=at.number, block=name, block_row=r.number) for r in sheet.rows]
    return Sheet(sheet.name, sheet.columns, rows)


def _joined(choices: Sheet, more: Sheet) -> Sheet:
    """The choices with more behind them; a list that both have in equal words comes once."""
    have, come = _by_list(choices), _by_list(more)
    known = {name for name, options in come.items() if _same(have.get(name), options)}
    rows = [row for row in more.rows if row.get("list_name") not in known]
    columns = dict.fromkeys([*choices.columns, *(more.columns if rows else [])])
    return Sheet("choices", list(columns), [*choices.rows, *rows])


def _same(have: list[Row] | None, come: list[Row]) -> bool:
    return have is not None and [row.cells for row in have] == [row.cells for row in come]


def _by_list(choices: Sheet) -> dict[str, list[Row]]:
    lists: dict[str, list[Row]] = {}
    for row in choices.rows:
        lists.setdefault(row.get("list_name"), []).append(row)
    return lists


def _only(choices: Sheet, list_name: str) -> Sheet:
    rows = [row for row in choices.rows if row.get("list_name") == list_name]
    used = [column for column in choices.columns if any(row.get(column) for row in rows)]
    return Sheet("choices", used, rows)


def _undefined_lists(survey: Sheet, choices: Sheet) -> list[tuple[Row, str]]:
    """Each list that is used but not defined, with the first row that uses it."""
    defined = set(_by_list(choices))
    wanted: dict[str, Row] = {}
    for row in survey.rows:
        kind = read_type(row.get("type"))
        if kind.word in SELECTS and kind.source and kind.source not in defined:
            wanted.setdefault(kind.source, row)
    return [(row, name) for name, row in wanted.items()]
