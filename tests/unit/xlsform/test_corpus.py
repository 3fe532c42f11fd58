"""Forms with every type and feature of XLSForm come in, go out, and mean the same to phones."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.corpus.files import as_csv, as_xls
from tests.corpus.rounds import compiled, go_round
from xlsform.columns import KNOWN, MEDIA_COLUMNS, OWN_SETTINGS
from xlsform.outline import active_rows
from xlsform.question_types import PROPOSED, read_type
from xlsform.workbook import Workbook, read_workbook, write_markdown, write_xlsx

FOLDER = Path(__file__).parents[2] / "corpus" / "forms"
FORMS = sorted(FOLDER.glob("*.md"))
# Columns that pyxform takes and does nothing with, or that stand in for another.
SILENT = {"rows", "no_app_error_string", "sms_field", "sms_option", "public_key", "submission_url"}
SILENT |= {"omit_instanceid", "clean_text_values", "flat", "add_none_option", "entity_id"}
each_form = pytest.mark.parametrize("path", FORMS, ids=[path.stem for path in FORMS])


@cache
def workbook_of(path: Path) -> Workbook:
    """A form of the corpus, read once."""
    return read_workbook(path.read_bytes(), path.name)


def test_the_corpus_asks_with_every_type_there_is() -> None:
    rows = [row for path in FORMS for row in active_rows(workbook_of(path))]
    asked = {read_type(row.get("type")).word for row in rows}
    ours_or_gone = {"include", "simserial", "subscriberid", "dateTime"}
    assert PROPOSED - ours_or_gone <= asked
    assert {"osm", "select_one_external", "datetime"} <= asked


def test_the_corpus_uses_every_column_there_is() -> None:
    columns: dict[str, set[str]] = {}
    for path in FORMS:
        for sheet in workbook_of(path).sheets.values():
            words = {column.partition("::")[0].lower() for column in sheet.columns}
            columns.setdefault(sheet.name, set()).update(words)
    for name in ("survey", "settings", "entities"):
        unused = KNOWN[name] - columns[name] - SILENT - OWN_SETTINGS - {"repeat"}
        assert unused == set(), name
    assert columns["survey"] >= MEDIA_COLUMNS


@each_form
def test_a_form_comes_back_from_every_file_as_it_was(path: Path) -> None:
    workbook = workbook_of(path)
    for source, name in (
        (write_xlsx(workbook), "f.xlsx"),
        (write_markdown(workbook).encode(), "f.md"),
        (as_xls(workbook), "f.xls"),
        (as_csv(workbook), "f.csv"),
        (as_csv(workbook, ";"), "f.csv"),
    ):
        assert read_workbook(source, name) == workbook, name


@each_form
def test_a_form_means_the_same_to_phones_after_going_in_and_out(path: Path) -> None:
    assert go_round(path).outcome == "equal"


@each_form
def test_pyxform_reads_our_excel_and_markdown_alike(path: Path) -> None:
    workbook = workbook_of(path)
    markdown = compiled(write_markdown(workbook).encode(), ".md")
    assert markdown == compiled(write_xlsx(workbook), ".xlsx") is not None
