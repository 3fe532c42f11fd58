"""A form written out gives back its blocks, and tells where one stands in other words."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.design.library import list_form_files, read_library
from xlsform.folding import OTHER, SAME, block_uses, fold
from xlsform.workbook import Row, Sheet, Workbook, read_workbook

LIBRARY = read_library()
BLOCKS, LISTS = LIBRARY.blocks, LIBRARY.lists


def included(workbook: Workbook) -> list[str]:
    """The blocks a form names."""
    return [row.get("name") for row in workbook.rows("survey") if row.get("type") == "include"]


def cells(workbook: Workbook, sheet: str) -> list[dict[str, str]]:
    """The cells of a sheet's rows."""
    return [row.cells for row in workbook.rows(sheet)]


@pytest.mark.parametrize("path", list_form_files(), ids=lambda path: path.stem)
def test_each_form_of_the_library_folds_back_to_its_blocks(path: Path) -> None:
    written = read_workbook(path.read_bytes(), path.name)
    whole = LIBRARY.expand(written)
    plain = Workbook(
        {
            name: Sheet(
                name, sheet.columns, [Row(at, row.cells) for at, row in enumerate(sheet.rows, 2)]
            )
            for name, sheet in whole.sheets.items()
        }
    )
    folded = fold(plain, BLOCKS, LISTS)
    assert included(folded) == included(written)
    again = LIBRARY.expand(folded)
    assert cells(again, "survey") == cells(whole, "survey")
    assert {str(one) for one in cells(again, "choices")} == {
        str(one) for one in cells(whole, "choices")
    }
    uses = block_uses(plain, BLOCKS, LISTS)
    assert {block for block, how in uses.items() if how == SAME} == set(included(written))


def test_a_block_in_other_words_is_known_by_its_questions() -> None:
    whole = LIBRARY.expand(
        read_workbook(b"| survey | type | name |\n| | include | alamat |", "x.md")
    )
    rows = [Row(r.number, {**r.cells, "required": "yes"}) for r in whole.rows("survey")]
    changed = Workbook({"survey": Sheet("survey", whole.sheet("survey").columns, rows)})
    assert included(fold(changed, BLOCKS, LISTS)) == []
    assert block_uses(changed, BLOCKS, LISTS) == {"alamat": OTHER}


def test_a_block_speaks_the_languages_of_its_form() -> None:
    text = "| survey | type | name | label::Bahasa Indonesia (id) |\n| | include | alamat | |"
    form = read_workbook(text.encode(), "x.md")
    whole = LIBRARY.expand(form)
    assert not any("English" in column for column in whole.sheet("survey").columns)
    assert included(fold(whole, BLOCKS, LISTS)) == ["alamat"]
    other = read_workbook(text.replace("Bahasa Indonesia (id)", "Kutai (vkt)").encode(), "x.md")
    columns = LIBRARY.expand(other).sheet("survey").columns
    assert "label::English (en)" in columns  # it shares none with the block, which keeps its own


def test_a_form_without_blocks_stays_as_it_is() -> None:
    form = read_workbook(b"| survey | type | name | label |\n| | text | a | A |", "x.md")
    assert fold(form, BLOCKS, LISTS) is form
    assert block_uses(form, BLOCKS, LISTS) == {}
