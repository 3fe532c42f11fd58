"""What every form of the library owes kader and OPD: words, bounds, units and secrecy, row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from app.design.library import list_form_files, read_library
from xlsform.field_map import PRIVACY, privacy_of
from xlsform.outline import Entry, outline
from xlsform.question_types import BEGINS, FROM_FILE, UNSEEN
from xlsform.workbook import Workbook, read_workbook

LANGUAGES = ("Bahasa Indonesia (id)", "English (en)")
NUMBERS = {"integer", "decimal"}
OF_PEOPLE = {"orang", "keluarga", "rumah"}  # an asset is everybody's
TALLIES = {"sum", "count"}
LOWER_BOUND = re.compile(r"\. >=? ")
FILES = {path.stem: path for path in list_form_files()}

BAD = """
| survey | type | name | label::Bahasa Indonesia (id) | label::English (en) | profile_field | merge_rule | unit | privacy |
| | integer | jumlah | Jumlah | Number | sos.jumlah | latest | | spesifik |
| | text | nama | Nama | | sos.nama | latest | | |
| | select_one pilihan | pilihan | Pilihan | Choice | | | | spesifik |

| choices | list_name | name | label::Bahasa Indonesia (id) | label::English (en) |
| | pilihan | satu | Satu | |

| settings | form_id | form_title | version | bidang | frekuensi | subjek | default_language |
| | sos_buruk | Buruk | 1 | sosial | kejadian | keluarga | Bahasa Indonesia (id) |
"""  # noqa: E501 - a table row is one line


@cache
def expanded(path: Path) -> Workbook:
    return read_library().expand(read_workbook(path.read_bytes(), path.name))


def bad() -> Workbook:
    return read_library().expand(read_workbook(BAD.encode(), "sos_buruk.md"))


def without_words(workbook: Workbook) -> Iterator[str]:
    """Questions, groups and choices that lack a label in one of the languages."""
    for entry in outline(workbook).entries:
        seen = entry.type.word not in UNSEEN - BEGINS
        if seen and not all(entry.row.get(f"label::{one}") for one in LANGUAGES):
            yield entry.path
    for row in workbook.rows("choices"):
        if not all(row.get(f"label::{one}") for one in LANGUAGES):
            yield f"{row.get('list_name')}: {row.get('name')}"


def in_the_open(workbook: Workbook) -> Iterator[str]:
    """Questions that fill a field about a person, family or house and are told to all."""
    (settings,) = workbook.rows("settings")
    for entry in outline(workbook).entries if settings.get("subjek") in OF_PEOPLE else ():
        rules = set(entry.row.get("merge_rule").split())
        if rules - TALLIES and privacy_of(entry) == PRIVACY[0]:
            yield entry.path


def without_bound(workbook: Workbook) -> Iterator[str]:
    """Numbers that take less than nothing."""
    for entry in outline(workbook).entries:
        if entry.type.word in NUMBERS and not LOWER_BOUND.search(entry.row.get("constraint")):
            yield entry.path


def without_unit(workbook: Workbook) -> Iterator[str]:
    """Quantities of the profile that do not say of what."""
    for entry in outline(workbook).entries:
        if entry.row.get("profile_field") and _is_quantity(entry) and not entry.row.get("unit"):
            yield entry.path


def _is_quantity(entry: Entry) -> bool:
    tallied = TALLIES.intersection(entry.row.get("merge_rule").split())
    return entry.type.word in NUMBERS or bool(tallied)


CHECKS: tuple[tuple[Callable[[Workbook], Iterator[str]], list[str]], ...] = (
    (without_words, ["nama", "pilihan: satu"]),
    (in_the_open, ["nama"]),
    (without_bound, ["jumlah"]),
    (without_unit, ["jumlah"]),
)


@pytest.mark.parametrize("form_id", FILES)
def test_every_question_has_words_a_bound_a_unit_and_its_secrecy(form_id: str) -> None:
    workbook = expanded(FILES[form_id])
    assert {check.__name__: list(check(workbook)) for check, _ in CHECKS} == {
        check.__name__: [] for check, _ in CHECKS
    }


@pytest.mark.parametrize(("check", "found"), CHECKS)
def test_a_form_that_owes_one_is_found(
    check: Callable[[Workbook], Iterator[str]], found: list[str]
) -> None:
    assert list(check(bad())) == found


@pytest.mark.parametrize("form_id", FILES)
def test_photos_are_small_lists_stand_once_and_browsers_can_ask_all(form_id: str) -> None:
    own = {row.get("list_name") for row in read_workbook_of(form_id).rows("choices")}
    shared = {row.get("list_name") for row in read_library().lists.rows("choices")}
    assert own.isdisjoint(shared)
    for entry in outline(expanded(FILES[form_id])).entries:
        if entry.type.word == "image":
            assert "max-pixels" in entry.row.get("parameters"), entry.path
        assert entry.type.word.lower() != "datetime", entry.path  # browsers ask no moment in one
        if entry.type.word in FROM_FILE and entry.row.block is None:
            assert entry.row.get("appearance"), entry.path


def read_workbook_of(form_id: str) -> Workbook:
    return read_workbook(FILES[form_id].read_bytes(), f"{form_id}.md")
