"""On invented people nobody tuned for, what merges by itself is right and little is overlooked."""

from __future__ import annotations

import pytest

from app.merge.matching import match_subjects
from tests.guards.source import read
from tests.matching.table import FINAL_SEEDS, TUNING_SEEDS, count, mention_of, suggested, table
from tests.matching.writing import Told

TYPED_TO_GET_PAST = (
    *(digit * 16 for digit in "0123456789"),
    *("1234567890123456", "6543210987654321", "1212121212121212", "6402640264026402"),
)


def test_what_is_merged_and_suggested_is_as_good_as_the_docs_say() -> None:
    assert not set(FINAL_SEEDS) & set(TUNING_SEEDS)
    counts = count(FINAL_SEEDS)
    assert counts.precision >= 0.99
    assert counts.recall >= 0.97
    assert counts.worth >= 0.5
    for pairs, _, found in counts.hard.values():
        assert pairs >= 100
        assert found / pairs >= 0.9  # no kind of difficulty hides behind the others
    assert table(counts) in read("docs/pencocokan.md")


@pytest.mark.parametrize("number", TYPED_TO_GET_PAST)
def test_a_number_typed_to_get_past_a_question_neither_joins_nor_suggests_strangers(
    number: str,
) -> None:
    """As NIK and as No KK, also where one of them told the other's birth date."""
    strangers = (
        ("Siti Aminah", "1999-01-11"),
        ("Bagas Prasetyo", "2011-11-11"),
        ("Joko", "1999-01-11"),
    )
    told = [
        Told(
            f"m{person}",
            person,
            "64.02.06.1011",
            {
                "orang/nama": name,
                "orang/tanggal_lahir": born,
                "orang/nik": number,
                "orang/no_kk": number,
            },
        )
        for person, (name, born) in enumerate(strangers)
    ]
    subjects = match_subjects(map(mention_of, told)).subjects
    assert len(set(subjects.values())) == len(strangers)
    assert suggested(told, subjects) == {}
