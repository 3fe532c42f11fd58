"""A manuscript is a workbook whose rows keep their ids: nothing is lost on the way there and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.design.library import list_form_files, read_library
from app.design.manuscript_starts import Wish, blank_document, changed_document, copied_document
from app.design.manuscripts import (
    Page,
    as_json,
    document_of,
    from_json,
    next_version,
    placed,
    setting,
    with_settings,
    workbook_of,
)
from xlsform.compile import compile_form
from xlsform.findings import Finding
from xlsform.workbook import Row, Sheet, Workbook, read_workbook

TEXTS = st.text("aä<&\n| '\"", min_size=1, max_size=6).map(str.strip).filter(bool)
COLUMNS = st.sampled_from(["type", "name", "label::Bahasa Indonesia (id)", "kolom kami", "bind::x"])
SHEETS = st.dictionaries(
    st.sampled_from(["survey", "choices", "settings", "Catatan dinas"]),
    st.lists(st.dictionaries(COLUMNS, TEXTS, min_size=1, max_size=4), max_size=6),
)


def workbook(sheets: dict[str, list[dict[str, str]]]) -> Workbook:
    """Sheets with these cells, rows without gaps."""
    return Workbook(
        {
            name: Sheet(
                name,
                list(dict.fromkeys(column for cells in rows for column in cells)),
                [Row(number, cells) for number, cells in enumerate(rows, start=2)],
            )
            for name, rows in sheets.items()
        }
    )


@settings(max_examples=30)
@given(SHEETS)
def test_a_workbook_comes_back_as_it_was_also_through_json(
    sheets: dict[str, list[dict[str, str]]],
) -> None:
    book = workbook(sheets)
    document = document_of(book)
    assert workbook_of(document) == book
    assert from_json(as_json(document)) == document


@pytest.mark.parametrize("path", list_form_files(), ids=lambda path: path.stem)
def test_a_form_of_the_library_keeps_every_cell(path: object) -> None:
    book = read_workbook(path.read_bytes(), path.name)  # type: ignore[attr-defined]
    back = workbook_of(document_of(book))
    for name, sheet in book.sheets.items():
        assert back.sheet(name).columns == sheet.columns
        assert [row.cells for row in back.rows(name)] == [row.cells for row in sheet.rows]


def test_a_finding_knows_the_id_of_its_row() -> None:
    document = {"survey": Page(("type",), {"a": {"type": "x"}, "b": {"type": "y"}})}
    at = [Finding("error", "survey", row, "type", "survey.x", "", "") for row in (2, 3, 9, None)]
    ids = [one["id"] for one in placed(at, document)]
    assert ids == ["a", "b", None, None]


def test_a_setting_is_written_where_no_settings_sheet_was() -> None:
    document = with_settings({}, version="2026112601")
    assert setting(document, "version") == "2026112601"
    assert setting({}, "version") == ""


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([], "2026112601"),
        (["2026112601", "2026112604", "2026112599", "20261126xx", "v3"], "2026112605"),
        (["2026112699"], "20261126100"),
    ],
)
def test_the_next_version_is_the_day_and_an_order_nobody_has(
    taken: list[str], expected: str
) -> None:
    assert next_version(taken, "20261126") == expected


@pytest.mark.parametrize("frekuensi", ["bulanan", "kejadian", "sekali"])
def test_a_form_begun_from_nothing_needs_only_its_questions(frekuensi: str) -> None:
    wish = Wish("Laporan kelas ibu", "kesehatan", frekuensi, ("orang", "alamat"))
    document = blank_document(wish, "2026112601")
    assert setting(document, "form_id") == "kes_kelas_ibu"
    compiled = compile_form(
        read_library().expand(workbook_of(document)),
        known_media=[
            f"{name}.csv" for name in "kecamatan desa posyandu dikembalikan orang".split()
        ],
    )
    assert compiled.form is not None, [str(found) for found in compiled.findings]
    # It speaks one language, and so do the blocks it took in.
    assert b"English" not in compiled.form.xform


def test_an_example_of_another_bidang_lets_go_of_fields_that_are_not_its_own() -> None:
    path = next(one for one in list_form_files() if one.stem == "kes_bulanan")
    book = read_workbook(path.read_bytes(), path.name)
    kept = copied_document(book, Wish("Kelas", "kesehatan", ""), "1")["survey"].rows.values()
    other = copied_document(book, Wish("Kelas", "sosial", ""), "1")
    assert any(cells.get("profile_field") for cells in kept)
    assert not any(cells.get("profile_field") for cells in other["survey"].rows.values())
    assert (setting(other, "bidang"), setting(other, "form_id")) == ("sosial", "sos_kelas")


def test_the_next_version_of_a_form_keeps_all_but_its_number() -> None:
    path = next(one for one in list_form_files() if one.stem == "pr_rumah")
    book = read_workbook(path.read_bytes(), path.name)
    document = changed_document(book, "2030010101")
    was, now = book.rows("settings")[0].cells, workbook_of(document).rows("settings")[0].cells
    assert now == {**was, "version": "2030010101"}
    assert workbook_of(document).rows("entities") == book.rows("entities")
