"""The rules' document and the form library say what the table of rules says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.review.quality_pages import rules_document
from app.review.quality_rules import FIELDS, RULES
from app.review.quality_words import WORDS, sentence

ROOT = Path(__file__).resolve().parents[3]


def test_the_document_is_made_from_the_table_of_rules() -> None:
    assert (ROOT / "docs/kualitas.md").read_text() == rules_document()


def test_every_field_a_rule_reads_is_one_of_the_form_library() -> None:
    text = (ROOT / "forms/fields.md").read_text()
    assert set(re.findall(r"^\| ([a-z]+\.[a-z0-9_]+) ", text, re.MULTILINE)) >= FIELDS


def test_every_rule_has_its_words_and_every_word_its_rule() -> None:
    assert WORDS.keys() == RULES.keys()


@pytest.mark.parametrize("code", RULES)
def test_thresholds_as_delivered_lie_within_their_bounds(code: str) -> None:
    for limit in RULES[code].limits.values():
        assert limit.least <= limit.default <= limit.most


def test_numbers_are_written_as_indonesian_writes_them() -> None:
    assert sentence("tinggi_turun", {"cm": 1.25}) == "Berkurang 1,25 cm sejak kunjungan sebelumnya."
    told = sentence("berat_berubah", {"arah": "turun", "persen": 29, "hari": 1200})
    assert told == "Berat turun 29 persen dalam 1.200 hari."
