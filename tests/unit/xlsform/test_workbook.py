"""Reading and writing workbooks: what an author sees is what comes back."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as ExcelWorkbook
from openpyxl import load_workbook

from tests.unit.xlsform.forms import CLEAN, form_md
from xlsform import excel, grid
from xlsform.findings import Finding
from xlsform.sheets import clean_text
from xlsform.workbook import (
    Row,
    Sheet,
    Workbook,
    WorkbookError,
    read_table,
    read_workbook,
    write_markdown,
    write_xlsx,
)

TEXT = (
    st.text(max_size=30)
    .map(clean_text)
    # Markdown has one way to write a line break inside a cell.
    .filter(lambda text: "<br" not in text.lower())
)
COLUMNS = {
    "survey": ["type", "name", "label", "label::Bahasa Indonesia (id)", "hint", "_catatan"],
    "choices": ["list_name", "name", "label", "desa"],
    "settings": ["form_id", "version", "bidang"],
}


@st.composite
def sheets(draw: st.DrawFn, name: str) -> Sheet:
    """A sheet with some of its columns, and empty rows here and there."""
    columns = draw(st.lists(st.sampled_from(COLUMNS[name]), min_size=1, unique=True))
    lines = draw(st.lists(st.fixed_dictionaries(dict.fromkeys(columns, TEXT)), max_size=5))
    rows = [
        Row(number, {column: text for column, text in cells.items() if text})
        for number, cells in enumerate(lines, start=2)
        if any(cells.values())
    ]
    return Sheet(name, columns, rows)


WORKBOOKS = st.lists(st.sampled_from(sorted(COLUMNS)), unique=True, min_size=1).flatmap(
    lambda names: st.builds(
        lambda *made: Workbook({sheet.name: sheet for sheet in made}), *map(sheets, names)
    )
)


@given(WORKBOOKS)
def test_markdown_written_reads_back_equal(workbook: Workbook) -> None:
    assert read_workbook(write_markdown(workbook).encode(), "f.md") == workbook


@settings(max_examples=50, deadline=None)
@given(WORKBOOKS)
def test_an_excel_file_written_reads_back_equal(workbook: Workbook) -> None:
    assert read_workbook(write_xlsx(workbook), "f.xlsx") == workbook


def test_rows_are_counted_as_excel_shows_them() -> None:
    form = form_md(
        """
        # Judul, bukan tabel

        | survey |      |      |
        | ------ | ---- | ---- |
        |        | type | name |
        |        | text | a    |
        |        |      |      |
        |        | text | b    |
        """
    )
    assert [(row.number, row.get("name")) for row in form.rows("survey")] == [(2, "a"), (4, "b")]


def test_bars_and_line_breaks_live_in_a_markdown_cell() -> None:
    form = form_md("| survey | type | label |\n| | note | satu \\| dua<br>tiga |\n")
    assert form.rows("survey")[0].get("label") == "satu | dua\ntiga"


def test_headers_and_sheets_are_known_whatever_their_case() -> None:
    form = form_md("| Survey | Type | NAME | Label :: English (en) | Read only | Catatan OPD |\n")
    assert form.sheet("survey").columns == [
        "type",
        "name",
        "label::English (en)",
        "readonly",
        "Catatan OPD",
    ]


def test_a_plain_table_is_read_without_a_sheet_column() -> None:
    table = read_table("# Isian\n\n| field | rule |\n|---|---|\n| kes.bb | latest |\n")
    assert [row.cells for row in table.rows] == [{"field": "kes.bb", "rule": "latest"}]


def test_numbers_days_and_truths_of_excel_become_their_text() -> None:
    cells = [1.0, 0.5, 7, True, datetime(2026, 11, 22), date(2026, 1, 2), " a\u00a0b ", None]
    form = read_workbook(_xlsx(survey=[list("abcdefgh"), cells]), "f.xlsx")
    assert form.rows("survey")[0].cells == {
        "a": "1",
        "b": "0.5",
        "c": "7",
        "d": "TRUE",
        "e": "2026-11-22",
        "f": "2026-01-02",
        "g": "a b",
    }


def test_a_written_file_has_bold_frozen_headers_and_no_formula() -> None:
    workbook = Workbook({"survey": Sheet("survey", ["label"], [Row(2, {"label": "=1+1"})])})
    page = load_workbook(BytesIO(write_xlsx(workbook)))["survey"]
    assert (page["A1"].font.bold, page.freeze_panes) == (True, "A2")
    assert (page["A2"].value, page["A2"].data_type) == ("=1+1", "s")


def test_rows_of_a_block_are_written_one_below_the_other() -> None:
    rows = [Row(2, {"name": "a"}, "b", 2), Row(2, {"name": "c"}, "b", 3), Row(3, {"name": "d"})]
    text = write_markdown(Workbook({"survey": Sheet("survey", ["name"], rows)}))
    read = read_workbook(text.encode(), "f.md").rows("survey")
    assert [(row.number, row.get("name")) for row in read] == [(2, "a"), (3, "c"), (4, "d")]


def test_sheets_that_are_no_part_of_a_form_are_kept_by_name() -> None:
    form = read_workbook(_xlsx(survey=[["type"]], Catatan=[["a", "a"], ["x"]]), "f.xlsx")
    assert form.sheet("Catatan") == Sheet("Catatan", [], [])


@pytest.mark.parametrize(
    ("source", "filename", "code"),
    [
        (b"", "f.xlsx", "workbook.not_a_workbook"),
        (b"bukan zip", "f.xlsx", "workbook.not_a_workbook"),
        (b"%PDF", "f.pdf", "workbook.unknown_file"),
        (b"\xff\xfe\x00", "f.md", "workbook.not_utf8"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "f.xls", "workbook.not_an_old_workbook"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "f.xlsx",
            "workbook.encrypted",
        ),
        (b"| survey | type |\n| survey | type |\n", "f.md", "workbook.duplicate_sheet"),
        (b"| survey | type | Type |\n", "f.md", "survey.duplicate_column"),
        (b"| survey | relevant | relevance |\n", "f.md", "survey.duplicate_column"),
        (b"| survey | a |\n|  | " + b"x" * 40_000 + b" |\n", "f.md", "workbook.cell_too_long"),
        (b"| survey " + b"| a " * 250 + b"|\n", "f.md", "workbook.too_many_columns"),
        (b"| survey | a |\n" + b"| | x |\n" * 20_001, "f.md", "workbook.too_many_rows"),
    ],
)
def test_what_is_no_form_is_refused_with_a_reason(source: bytes, filename: str, code: str) -> None:
    with pytest.raises(WorkbookError) as refused:
        read_workbook(source, filename)
    assert [found.code for found in refused.value.findings] == [code]
    assert refused.value.findings[0].cure


def test_macros_are_refused() -> None:
    assert _refusal(_with_part("xl/vbaProject.bin", b"x")) == "workbook.has_macros"


def test_a_document_type_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert _refusal(_with_part("xl/theme/theme2.xml", bomb)) == "workbook.declares_entities"


def test_a_zip_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MAX_UNPACKED", 100_000)
    assert _refusal(_with_part("xl/media/image1.png", bytes(200_000))) == "workbook.too_large"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as container:
        container.writestr("halo.txt", "halo")
    assert _refusal(target.getvalue()) == "workbook.not_a_workbook"


def test_too_many_rows_in_excel_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MAX_ROWS", 5)
    monkeypatch.setattr(grid, "MAX_ROWS", 5)
    assert _refusal(_xlsx(survey=[["type"], *([["text"]] * 5)])) == "workbook.too_many_rows"


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_excel_file_is_refused_and_never_crashes(data: st.DataObject) -> None:
    """Bytes changed inside a part, where the checksum of the zip does not see it."""
    parts = _parts(GOOD)
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[name])
    place = data.draw(st.integers(0, len(content) - 1))
    content[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
    assert _read_or_refused(_zipped({**parts, name: bytes(content)}), "f.xlsx")


@given(st.text())
def test_any_text_is_a_workbook_or_refused(text: str) -> None:
    assert _read_or_refused(text.encode("utf-8", "replace"), "f.md")


def _read_or_refused(source: bytes, filename: str) -> Workbook | list[Finding]:
    try:
        return read_workbook(source, filename)
    except WorkbookError as refused:
        return refused.findings


def _xlsx(**pages: list[list[Any]]) -> bytes:
    book = ExcelWorkbook()
    book.remove(book.worksheets[0])
    for name, lines in pages.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _parts(source: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(source)) as container:
        return {name: container.read(name) for name in container.namelist()}


def _zipped(parts: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return target.getvalue()


def _with_part(name: str, content: bytes) -> bytes:
    return _zipped({**_parts(GOOD), name: content})


def _refusal(source: bytes) -> str:
    with pytest.raises(WorkbookError) as refused:
        read_workbook(source, "f.xlsx")
    return refused.value.findings[0].code


GOOD = write_xlsx(form_md(CLEAN))
