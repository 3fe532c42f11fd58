"""What every form of the library owes kader and OPD: words, bounds, units and secrecy, row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from app.design.library import list_form_files, read_library
from xlsform.field_map import PRIVACY, privacy_of
from xlsform.languages import settings_row
from xlsform.outline import Entry, outline
from xlsform.question_types import BEGINS, FROM_FILE, UNSEEN
from xlsform.workbook import Workbook, read_workbook

LANGUAGES = ("Bahasa Indonesia (id)", "English (en)")
NUMBERS = {"integer", "decimal"}
OF_PEOPLE = {"orang", "keluarga", "rumah"}  # an asset is everybody's
TALLIES = {"sum", "count"}
STATUS = "status_laporan"
# What every kader says every day, and vaccines as the health book prints them.
EVERYDAY = frozenset("BPJS DPT GPS HB HIV HP KB KK KTP NIK PLN RT RW SD SMA SMK SMP TK".split())
ABBREVIATION = re.compile(r"\b[A-Z]{2,}\b")
LOWER_BOUND = re.compile(r"\. >=? ")
FILES = {path.stem: path for path in list_form_files()}

BAD = """
| survey | type | name | label::Bahasa Indonesia (id) | label::English (en) | hint::Bahasa Indonesia (id) | constraint | constraint_message::Bahasa Indonesia (id) | relevant | profile_field | merge_rule | unit | privacy |
| | begin group | isi | Isi | Content | | | | | | | | |
| | integer | jumlah | Jumlah | Number | | . <= 30 | Isi angka. | | sos.jumlah | latest | | spesifik |
| | text | nama | Nama XYZ | | Boleh kosong. | | | | sos.nama | latest | | |
| | end group | | | | | | | | | | | |
| | select_one pilihan | pilihan | Pilihan | Choice | | | | ${nama} != '' | | | | spesifik |

| choices | list_name | name | label::Bahasa Indonesia (id) | label::English (en) |
| | pilihan | satu | Satu | |

| settings | form_id | form_title | version | bidang | frekuensi | subjek | default_language |
| | sos_buruk | Buruk | 1 | sosial | bulanan | keluarga | Bahasa Indonesia (id) |
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


def half_translated(workbook: Workbook) -> Iterator[str]:
    """Hints and messages that stand in one of the languages only, and rules without a message."""
    for entry in outline(workbook).entries:
        for column in ("hint", "constraint_message", "required_message"):
            said = [bool(entry.row.get(f"{column}::{one}")) for one in LANGUAGES]
            ruled = entry.row.get(column.removesuffix("_message")) and column != "hint"
            if len(set(said)) > 1 or (ruled and not all(said)):
                yield entry.path


def silent_about_bounds(workbook: Workbook) -> Iterator[str]:
    """Numbers whose message does not name what may be entered."""
    for entry in outline(workbook).entries:
        if entry.type.word in NUMBERS:
            told = entry.row.get(f"constraint_message::{LANGUAGES[0]}")
            plain = told.replace(".", "").replace(",", ".")
            bounds = re.findall(r"\. [<>]=? (\d+(?:\.\d+)?)", entry.row.get("constraint"))
            if any(bound not in plain for bound in bounds):
                yield entry.path


def not_on_one_screen(workbook: Workbook) -> Iterator[str]:
    """Groups whose questions stand on a screen each; a repeat asks through its own."""
    for entry in outline(workbook).entries:
        if entry.type.word == "begin_group" and entry.row.get("appearance") != "field-list":
            yield entry.path


def unexplained(workbook: Workbook) -> Iterator[str]:
    """Abbreviations a form never says in full."""
    rows = [*workbook.rows("survey"), *workbook.rows("choices")]
    texts = [row.get(f"{c}::{LANGUAGES[0]}") for row in rows for c in ("label", "hint")]
    whole = " ".join(texts)
    for short in dict.fromkeys(ABBREVIATION.findall(whole)):
        said = rf"\({short}\b|\b{short}(\)|( \d)? \(|: | adalah | berarti )"
        if short not in EVERYDAY and not re.search(said, whole):
            yield short


def not_behind_the_status(workbook: Workbook) -> Iterator[str]:
    """What a monthly report asks before, or without, the question whether there is anything."""
    if settings_row(workbook).get("frekuensi") != "bulanan":
        return
    top = [
        entry for entry in outline(workbook).entries if not entry.inside and entry.name != "kepala"
    ]
    asked = [entry for entry in top if entry.type.word not in UNSEEN - BEGINS]
    if asked[0].name != STATUS:
        yield asked[0].path
    for entry in asked[1:]:
        if not any(f"${{{one}}}" in entry.row.get("relevant") for one in (STATUS, "alasan_nihil")):
            yield entry.path


def _is_quantity(entry: Entry) -> bool:
    tallied = TALLIES.intersection(entry.row.get("merge_rule").split())
    return entry.type.word in NUMBERS or bool(tallied)


CHECKS: tuple[tuple[Callable[[Workbook], Iterator[str]], list[str]], ...] = (
    (without_words, ["isi/nama", "pilihan: satu"]),
    (in_the_open, ["isi/nama"]),
    (without_bound, ["isi/jumlah"]),
    (without_unit, ["isi/jumlah"]),
    (half_translated, ["isi/jumlah", "isi/nama"]),
    (silent_about_bounds, ["isi/jumlah"]),
    (not_on_one_screen, ["isi"]),
    (unexplained, ["XYZ"]),
    (not_behind_the_status, ["isi", "pilihan"]),
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
