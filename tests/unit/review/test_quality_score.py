"""The card of quality: shares with their numbers, one word, and what would raise it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.review.quality_score import KaderMonth, PlaceMonth, card_of_kader, card_of_place

GOOD = PlaceMonth(
    owed=6,
    missing=(),
    returned=(),
    sent=6,
    late=(),
    due="10 Desember 2026",
    running=False,
    submissions=20,
    asked=0,
    rules={},
)


def test_a_month_without_faults_has_all_and_no_advice() -> None:
    card = card_of_place(GOOD)
    assert (card.percent, card.word, card.advice) == (100, "Baik", ())


def test_each_side_is_a_share_with_its_numbers() -> None:
    month = replace(GOOD, missing=["Sosial"], returned=["Pendidikan"], sent=4, late=["Kesehatan"])
    month = replace(month, asked=5, rules={"semua_nol": 5})
    complete, timely, plausible = card_of_place(month).aspects
    assert (complete.percent, complete.part, complete.whole) == (66, 4, 6)
    assert (timely.percent, timely.part, timely.whole) == (75, 3, 4)
    assert (plausible.percent, plausible.part, plausible.whole) == (75, 15, 20)


def test_completeness_counts_four_of_ten() -> None:
    month = replace(GOOD, missing=["a", "b", "c"], sent=3)
    assert card_of_place(month).percent == (50 * 4 + 100 * 3 + 100 * 3) // 10


def test_what_is_missing_is_named_with_its_day_while_there_is_time() -> None:
    (tip,) = card_of_place(replace(GOOD, missing=["Sosial"], sent=5, running=True)).advice
    assert "Sosial" in tip
    assert "10 Desember 2026" in tip
    (later,) = card_of_place(replace(GOOD, missing=["Sosial"], sent=5)).advice
    assert "sudah lewat batas waktu" in later


def test_advice_begins_with_the_weakest_side_and_is_short() -> None:
    rules = {"semua_nol": 2, "nik_kembar": 9, "lokasi_jauh": 1}
    card = card_of_place(replace(GOOD, missing=["Sosial"], sent=5, asked=12, rules=rules))
    assert len(card.advice) == 3
    assert card.advice[0].startswith("Satu NIK dipakai untuk orang yang berbeda (9 temuan)")


def test_a_place_that_owes_nothing_and_sent_nothing_has_no_number() -> None:
    empty = replace(GOOD, owed=0, sent=0, submissions=0)
    card = card_of_place(empty)
    assert (card.percent, card.word) == (None, "Belum ada data")


def test_what_is_unknown_does_not_pull_the_number_down() -> None:
    assert card_of_place(replace(GOOD, submissions=0)).percent == 100


@pytest.mark.parametrize(("asked", "percent"), [(1, 99), (199, 0)])
def test_a_share_is_whole_only_when_nothing_is_missing(asked: int, percent: int) -> None:
    month = replace(GOOD, submissions=200, asked=asked, rules={"semua_nol": asked})
    assert card_of_place(month).aspects[2].percent == percent


def test_few_submissions_are_marked_as_few() -> None:
    _complete, timely, plausible = card_of_place(replace(GOOD, submissions=4)).aspects
    assert plausible.is_small
    assert not timely.is_small


def test_a_kader_is_told_what_to_correct_and_how_to_be_in_time() -> None:
    card = card_of_kader(KaderMonth(10, 2, 3, 8, 1, {"isi_terlalu_cepat": 1}))
    assert [one.percent for one in card.aspects] == [80, 70, 87]
    assert card.word == "Cukup baik"
    assert "3 kiriman datang setelah batas waktu" in card.advice[0]
    assert "2 kiriman yang dikembalikan" in card.advice[1]
