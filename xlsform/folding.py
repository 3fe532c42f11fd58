"""The way back from a form written out to the blocks it was built from.

What is downloaded or released holds the rows of its blocks. An author who changes it should see one row
`include` where a block stands word for word, and hear of it where it stands in other words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlsform.blocks import expand, in_languages
from xlsform.sheets import Row, Sheet, Workbook

SAME, OTHER = "sama", "beda"
# From this part of its questions on, a block is recognised though its words were changed.
ENOUGH = 0.6
FEWEST = 2


def fold(workbook: Workbook, blocks: Mapping[str, Workbook], lists: Workbook) -> Workbook:
    """The form with each run of rows that is a block word for word given back as its `include`.

    Lists that the blocks and the shared lists bring along, in equal words, are left out again: expanding
    gives an equal form.
    """
    whole = _written_out(workbook, blocks, lists)
    survey = workbook.sheet("survey")
    rows = _folded(survey.rows, whole)
    if not rows:
        return workbook
    folded = Workbook(
        {**workbook.sheets, "survey": _numbered(Sheet("survey", survey.columns, rows))}
    )
    return _without_brought_lists(folded, workbook, blocks, lists)


def _written_out(
    form: Workbook, blocks: Mapping[str, Workbook], lists: Workbook
) -> dict[str, Workbook]:
    """The blocks with all they include, in the form's languages."""
    return {
        name: in_languages(expand(block, blocks, lists), form) for name, block in blocks.items()
    }


def block_uses(
    workbook: Workbook, blocks: Mapping[str, Workbook], lists: Workbook
) -> dict[str, str]:
    """Which blocks a form holds: SAME word for word, OTHER with most of its questions in other words."""
    rows = fold(workbook, blocks, lists).rows("survey")
    included = [row.get("name") for row in rows if row.get("type") == "include"]
    uses = {name: SAME for name in included if name in blocks}
    left = {row.get("name") for row in rows if row.get("name")} - set(included)
    names = {name: _names(expand(block, blocks, lists)) for name, block in blocks.items()}
    for name in sorted(names, key=lambda name: (-_part(names[name], left), name)):
        own = names[name]
        if name not in uses and len(own & left) >= FEWEST and _part(own, left) >= ENOUGH:
            uses[name] = OTHER
            left -= own
    return uses


def _names(block: Workbook) -> set[str]:
    return {row.get("name") for row in block.rows("survey") if row.get("name")}


def _part(own: set[str], names: set[str]) -> float:
    return len(own & names) / len(own) if own else 0.0


def _folded(rows: list[Row], whole: Mapping[str, Workbook]) -> list[Row]:
    """The rows with `include` for each block, the longest first; nothing when none was found."""
    longest = sorted(whole, key=lambda name: (-len(whole[name].rows("survey")), name))
    candidates = [
        (name, whole[name].rows("survey")) for name in longest if whole[name].rows("survey")
    ]
    found, at, hit = list[Row](), 0, False
    while at < len(rows):
        name, length = next(
            ((name, len(block)) for name, block in candidates if _stands(rows, at, block)), ("", 1)
        )
        hit = hit or bool(name)
        cells = {"type": "include", "name": name} if name else rows[at].cells
        found.append(Row(rows[at].number, dict(cells)))
        at += length
    return found if hit else []


def _stands(rows: list[Row], at: int, block: list[Row]) -> bool:
    """Whether the block stands word for word at a row."""
    return (
        bool(block)
        and at + len(block) <= len(rows)
        and all(rows[at + step].cells == row.cells for step, row in enumerate(block))
    )


def _without_brought_lists(
    folded: Workbook, before: Workbook, blocks: Mapping[str, Workbook], lists: Workbook
) -> Workbook:
    """The folded form without the lists it need not define: the same rows come back on expanding."""
    choices = before.sheet("choices")
    own = {name: rows for name, rows in _by_list(choices)}
    bare = Workbook({**folded.sheets, "choices": Sheet("choices", choices.columns, [])})
    brought = dict(_by_list(expand(bare, blocks, lists).sheet("choices")))
    needless = {name for name, rows in own.items() if _cells(brought.get(name, ())) == _cells(rows)}
    rows = [row for row in choices.rows if row.get("list_name") not in needless]
    sheets = {**folded.sheets, "choices": _numbered(Sheet("choices", choices.columns, rows))}
    return Workbook(sheets if "choices" in before.sheets else folded.sheets)


def _by_list(choices: Sheet) -> Iterator[tuple[str, list[Row]]]:
    names = dict.fromkeys(row.get("list_name") for row in choices.rows)
    for name in names:
        yield name, [row for row in choices.rows if row.get("list_name") == name]


def _cells(rows: list[Row] | tuple[()]) -> list[dict[str, str]]:
    return [row.cells for row in rows]


def _numbered(sheet: Sheet) -> Sheet:
    rows = [Row(number, row.cells) for number, row in enumerate(sheet.rows, start=2)]
    return Sheet(sheet.name, sheet.columns, rows)
