"""On invented people nobody tuned for, what merges by itself is right and little is overlooked."""

from __future__ import annotations

from tests.guards.source import read
from tests.matching.table import FINAL_SEEDS, TUNING_SEEDS, count, table


def test_what_is_merged_and_suggested_is_as_good_as_the_docs_say() -> None:
    assert not set(FINAL_SEEDS) & set(TUNING_SEEDS)
    counts = count(FINAL_SEEDS)
    assert counts.precision >= 0.99
    assert counts.recall >= 0.97
    assert counts.worth >= 0.5
    assert table(counts) in read("docs/pencocokan.md")
