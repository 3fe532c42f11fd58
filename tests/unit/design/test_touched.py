"""How many answers a change touches, and from when a version holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.design.change_rows import as_csv, groups_of, rows_of, summary
from app.design.release_times import due_words, first_moment, is_ahead, may_be_due, moment_of
from app.design.touched import count_into, new_tally, options_of, touched
from app.openrosa.answers import Document
from xlsform.change_kinds import Change

WITA = ZoneInfo("Asia/Makassar")
OPTIONS = options_of(
    [{"dana": {"desa": "Desa"}}, {"dana": {"lain": "Lain"}, "anak/gizi": {"baik": ""}}]
)
ANSWERS: list[Document] = [
    {"peserta": "41", "dana": "desa lain", "anak": [{"anak/gizi": "baik"}, {"anak/gizi": "buruk"}]},
    {"peserta": "41", "dana": "desa"},
    {"dana": "desa desa 0812"},
]


def change(kind: str, *paths: str, options: tuple[str, ...] = ()) -> Change:
    """A change of some kind that touches these answers."""
    return Change(kind, "merusak", "x", "=X", "a", "b", paths, options)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (change("dihapus", "peserta"), 2),
        (change("dihapus", "anak/gizi"), 2),  # each row of a repeat
        (change("ganti_nama", "peserta", "dana"), 5),
        (change("dihapus", "lain"), 0),
        (change("pilihan_hilang", "dana", options=("desa",)), 3),
        (change("pilihan_hilang", "dana", options=("desa", "lain")), 4),
        (change("ditambah"), 0),
        (change("pengaturan"), None),
    ],
)
def test_the_answers_a_change_touches_are_counted(one: Change, expected: int | None) -> None:
    tally = new_tally()
    for answers in ANSWERS:
        count_into(tally, answers, OPTIONS)
    assert touched(one, tally) == expected
    assert tally["kiriman"] == 3
    kept = str(tally)  # numbers and names of the form alone: nothing anybody wrote
    assert "0812" not in kept
    assert "buruk" not in kept


def test_what_was_not_counted_is_told_as_such_and_no_cell_is_a_formula() -> None:
    (row,) = rows_of([change("dihapus", "peserta")], None)
    assert row["touched"] is None
    assert [group["name"] for group in groups_of([row])] == ["Merusak jawaban lama"]
    assert b"'=X" in as_csv([row])
    assert summary([]) == "Kedua versi sama"
    assert summary([change("dihapus")] * 2) == "2 perubahan: 2 merusak jawaban lama"


def test_a_month_begins_in_the_zone_of_the_kabupaten() -> None:
    now = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)  # 23.59 in Tenggarong
    assert first_moment("2027-01", WITA) == datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert may_be_due(first_moment("2027-01", WITA), now)
    assert is_ahead("2027-01", now, WITA)
    assert not is_ahead("2027-01", now + timedelta(minutes=1), WITA)
    assert not is_ahead("2028-06", now, WITA)
    assert not is_ahead("kelak", now, WITA)
    assert moment_of("2027-01-05T08:30", WITA) == datetime(2027, 1, 5, 0, 30, tzinfo=UTC)
    assert moment_of("besok", WITA) is None
    assert not may_be_due(now, now)
    assert due_words(first_moment("2027-01", WITA), WITA) == "1 Januari 2027 pukul 00.00 WITA"
