"""What two versions of a form differ in: told by kind, by what it does to answers, and where."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.xlsform.forms import form_md
from xlsform.change_kinds import KINDS, Change
from xlsform.compare import compare, is_breaking
from xlsform.sheets import Workbook

# ruff: noqa: E501 - a table row is one line

BASE = """
| survey | type             | name    | label::Indonesia (id) | label::English (en) | hint::Indonesia (id) | required | constraint | relevant       | profile_field | merge_rule | unit  | privacy |
|        | start            | start   |                       |                     |                      |          |            |                |               |            |       |         |
|        | begin_group      | ibu     | Ibu hamil             | Mothers             |                      |          |            |                |               |            |       |         |
|        | integer          | datang  | Ibu yang datang       | Who came            | Isi 0                | yes      | . >= 0     |                | kes.datang    | revision   | orang |         |
|        | integer          | ttd     | Menerima tablet       | Given tablets       |                      |          | . <= ${datang} |            | kes.ttd       | revision   | orang |         |
|        | end_group        |         |                       |                     |                      |          |            |                |               |            |       |         |
|        | select_one pmt   | sumber  | Dari mana?            | Where from?         |                      |          |            | ${datang} > 0  | kes.sumber    | latest     |       |         |
|        | select_multiple pmt | lainnya | Juga dari mana?    | Also from?          |                      |          |            |                |               |            |       |         |
|        | calculate        | rasio   |                       |                     |                      |          |            |                |               |            |       |         |
|        | text             | kendala | Kendala               | Problems            |                      |          |            |                | kes.kendala   | event      |       |         |
|        | note             | akhir   | Terima kasih          | Thanks              |                      |          |            |                |               |            |       |         |

| choices | list_name | name | label::Indonesia (id) | label::English (en) |
|         | pmt       | desa | Dana Desa             | Village             |
|         | pmt       | warga | Swadaya              | Residents           |

| settings | form_id | form_title | version | bidang    | frekuensi | tenggat | default_language |
|          | kes_uji | Uji        | 1       | kesehatan | bulanan   | 10      | Indonesia (id)   |
"""
# What is written in the newer version instead, and all that is told of it.
TABLE: dict[str, tuple[dict[str, str], list[tuple[str, str, str]]]] = {
    "the version alone": ({"| Uji        | 1 ": "| Uji        | 2 "}, []),
    "a question is gone": (
        {"| kendala |": "%drop kendala"},
        [("dihapus", "merusak", "kendala")],
    ),
    "an inner calculation is gone": (
        {"calculate": "%drop rasio"},
        [("dihapus", "perhatikan", "rasio")],
    ),
    "a note is gone": ({"| note ": "%drop akhir"}, [("dihapus", "aman", "akhir")]),
    "a question is called otherwise": (
        {"kendala |": "masalah |"},
        [("ganti_nama", "merusak", "masalah")],
    ),
    "a name that others speak of": (
        {"datang  |": "hadir  |", "${datang}": "${hadir}"},
        [("ganti_nama", "merusak", "ibu/hadir")],
    ),
    "a group with all it holds is called otherwise": (
        {"| ibu     |": "| bumil |"},
        [("ganti_nama", "merusak", "bumil")],
    ),
    "a wider type": (
        {"integer          | ttd": "decimal | ttd"},
        [("jenis", "perhatikan", "ibu/ttd")],
    ),
    "another type": ({"integer          | ttd": "text | ttd"}, [("jenis", "merusak", "ibu/ttd")]),
    "one answer becomes many": (
        {"select_one pmt": "select_multiple pmt"},
        [("jenis", "perhatikan", "sumber")],
    ),
    "many answers become one": (
        {"select_multiple pmt": "select_one pmt"},
        [("jenis", "merusak", "lainnya")],
    ),
    "a choice is gone": (
        {"|         | pmt       | desa |": "%drop desa"},
        [("pilihan_hilang", "merusak", "pmt")],
    ),
    "a choice more": (
        {"| warga |": "| warga | Swadaya | Residents |\n| | pmt | lain |"},
        [("pilihan_baru", "aman", "pmt")],
    ),
    "a choice called otherwise": (
        {"Dana Desa": "Kas desa"},
        [("pilihan_berganti_tulisan", "perhatikan", "pmt")],
    ),
    "asked in other words": ({"Kendala  ": "Masalah  "}, [("tulisan", "perhatikan", "kendala")]),
    "another translation": ({"Problems": "Trouble"}, [("tulisan", "perhatikan", "kendala")]),
    "another hint": ({"Isi 0": "Tulis 0"}, [("petunjuk", "aman", "ibu/datang")]),
    "no longer needed": ({"| yes ": "| no "}, [("wajib", "aman", "ibu/datang")]),
    "another limit": ({". >= 0": ". >= 1"}, [("constraint", "perhatikan", "ibu/datang")]),
    "another condition": ({"> 0  ": "> 1  "}, [("relevant", "perhatikan", "sumber")]),
    "another field": ({"kes.ttd ": "kes.fe "}, [("isian_profil", "perhatikan", "ibu/ttd")]),
    "another rule": ({"| event ": "| latest "}, [("aturan", "perhatikan", "kendala")]),
    "another unit": (
        {"kes.ttd       | revision   | orang |": "kes.ttd       | revision   | ibu |"},
        [("satuan", "perhatikan", "ibu/ttd")],
    ),
    "more private": (
        {"event      |       |         |": "event | | identitas |"},
        [("kerahasiaan", "perhatikan", "kendala")],
    ),
    "another deadline": ({"| 10      |": "| 15 |"}, [("pengaturan", "perhatikan", "")]),
    "another title": ({"| Uji  ": "| Coba  "}, [("pengaturan", "aman", "")]),
}


def newer(changes: dict[str, str]) -> Workbook:
    """The base with some words replaced; `%drop` takes away the row that holds a word."""
    text = BASE
    for old, new in changes.items():
        assert old in text
        if new.startswith("%drop"):
            lines = [line for line in text.splitlines() if f"| {new[6:]} " not in line]
            text = "\n".join(lines)
        else:
            text = text.replace(old, new)
    return form_md(text)


def told(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    """Changes by kind, severity and place."""
    return [(one.kind, one.severity, one.path) for one in changes]


@pytest.mark.parametrize("name", TABLE)
def test_each_kind_of_change_is_told_with_what_it_does_to_answers(name: str) -> None:
    replaced, expected = TABLE[name]
    changes = compare(form_md(BASE), newer(replaced))
    assert told(changes) == expected
    assert is_breaking(changes) == any(severity == "merusak" for _k, severity, _p in expected)
    assert all(one.kind in KINDS and one.title and one.effect for one in changes)


def test_a_question_that_moves_to_another_group_takes_no_answers_along() -> None:
    lines = BASE.splitlines()
    row = next(line for line in lines if "| kendala |" in line)
    lines.remove(row)
    lines.insert(next(n for n, line in enumerate(lines) if "| ttd " in line), row)
    (change,) = compare(form_md(BASE), form_md("\n".join(lines)))
    assert (change.kind, change.severity) == ("pindah", "merusak")
    assert (change.before, change.after, change.paths) == ("kendala", "ibu/kendala", ("kendala",))


def test_a_question_that_only_changes_its_place_harms_nothing() -> None:
    lines = BASE.splitlines()
    row = next(line for line in lines if "| kendala |" in line)
    lines.remove(row)
    lines.insert(next(n for n, line in enumerate(lines) if "| sumber " in line), row)
    (change,) = compare(form_md(BASE), form_md("\n".join(lines)))
    assert (change.kind, change.severity) == ("urutan", "aman")
    assert (change.before, change.after) == ("sesudah “rasio”", "sesudah “Ibu hamil”")


def test_it_is_told_which_older_answers_a_change_touches() -> None:
    (gone,) = compare(form_md(BASE), newer({"|         | pmt       | desa |": "%drop desa"}))
    assert (gone.paths, gone.options) == (("sumber", "lainnya"), ("desa",))
    assert gone.before == "Dana Desa (desa)"
    (group,) = compare(form_md(BASE), newer({"| ibu     |": "| bumil |"}))
    assert group.paths == ("ibu/datang", "ibu/ttd")


def test_a_language_more_is_one_change_and_not_one_of_every_question() -> None:
    spoken = newer({"label::English (en)": "label::Kutai (vkt)"})
    assert told(compare(form_md(BASE), spoken)) == [
        ("bahasa", "perhatikan", ""),
        ("bahasa", "aman", ""),
    ]


ROWS = [
    line
    for line in BASE.splitlines()
    if "| text " in line or "| select" in line or "| note " in line
]


@settings(max_examples=25)
@given(st.permutations(ROWS), st.integers(0, 3))
def test_order_and_absence_are_all_that_is_told_where_only_these_change(
    rows: list[str], fewer: int
) -> None:
    others = [line for line in BASE.splitlines() if line not in ROWS]
    at = next(n for n, line in enumerate(others) if "end_group" in line) + 1
    mixed = "\n".join([*others[:at], *rows[fewer:], *others[at:]])
    changes = compare(form_md(BASE), form_md(mixed))
    assert sum(one.kind == "dihapus" for one in changes) == fewer
    assert {one.kind for one in changes} <= {"dihapus", "urutan"}
    back = compare(form_md(mixed), form_md(BASE))
    assert sum(one.kind == "ditambah" for one in back) == fewer
    assert compare(form_md(mixed), form_md(mixed)) == ()
