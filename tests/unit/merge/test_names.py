"""Names, numbers and birth dates: what is one written in two ways, and what is two."""

from __future__ import annotations

import pytest

from app.merge import births
from app.merge.names import ALIKE, APART, SAME, alike, contradict, standard_name
from app.merge.numbers import fits, neighbours, slip_between, valid_nik, valid_no_kk


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Muh. Rizki", "Muhammad Rizky"),
        ("M. Fauzan", "Moh Fauzan"),
        ("Siti Aminah, S.Pd", "Hj. St. Aminah"),
        ("dr. Tjahyo", "Cahyo"),
        ("Soeharto", "Suharto"),
        ("Djumadi", "Jumadi"),
        ("Sjahrul", "Syahrul"),
        ("Nur Hayati", "Nurhayati"),
        ("Annisa", "Anisa"),
        ("H. Abd. Rahman bin Umar", "Abdul Rahman"),
        ("Drs. H. M. Jusuf Spd", "Muhammad Jusuf"),
    ],
)
def test_one_name_in_two_spellings_has_one_standard_form(one: str, two: str) -> None:
    assert standard_name(one) == standard_name(two) != ""


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Rizki Ramadhan", "Muhammad Rizki Ramadhan"),
        ("Nurhayati", "Yati"),
        ("Bayu Hidayat", "Bayu H"),
        ("Rizki Ramdhan", "Rizki Ramadhan"),
        ("Dwi Lestari", "Dwi Lestari Ningsih"),
        ("Zulfikar Setiawan", "Zulfikar Setiwan"),
    ],
)
def test_a_slip_a_missing_word_an_initial_or_a_call_name_is_alike(one: str, two: str) -> None:
    assert ALIKE <= alike(one, two) == alike(two, one) < SAME


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Putra Pratama", "Putri Pratama"),
        ("Rafa Pratama", "Rafi Pratama"),
        ("Alya Zahra", "Alma Zahra"),
        ("Muhammad Hasan", "Muhammad Husein"),
        ("Siti Maryam", "Siti Aminah"),
    ],
)
def test_names_as_twins_have_them_are_not_alike(one: str, two: str) -> None:
    assert alike(one, two) < ALIKE


@pytest.mark.parametrize(
    ("one", "two", "wanted"),
    [
        ("Ani", "Budi", True),
        ("Muhammad Hasan", "Muhammad Husein", True),
        ("Siti", "Siti Aminah", False),
        ("By. Ny. Siti", "Ahmad", False),
        ("", "Ahmad", False),
    ],
)
def test_names_contradict_each_other_only_where_both_are_told(
    one: str, two: str, wanted: bool
) -> None:
    assert contradict(one, two) is wanted
    assert not wanted or alike(one, two) <= APART


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("6402061204240001", True),
        ("6402065204240001", True),  # a girl: 40 added to the day
        ("0000000000000000", False),
        ("1111111111111111", False),
        ("1234567890123456", False),
        ("6402063204240001", False),  # day 32
        ("6402061213240001", False),  # month 13
        ("6402061204240000", False),  # serial numbers begin at 0001
        ("6400061204240001", False),  # no kabupaten 00
        ("640206120424001", False),
    ],
)
def test_a_nik_that_cannot_be_true_is_none(text: str, valid: bool) -> None:
    assert valid_nik(text) == (text if valid else None)


def test_a_family_card_has_a_day_of_issue() -> None:
    assert valid_no_kk("6402061204240001")
    assert valid_no_kk("6402065204240001") is None


@pytest.mark.parametrize(
    ("birth", "wanted"),
    [
        ("2024-04-12", True),
        ("", True),
        ("2024-12-04", True),  # day and month exchanged
        ("2024-01-01", True),  # only the year known
        ("2014-04-12", True),  # one digit of the year
        ("1990-04-15", False),  # somebody else's NIK
    ],
)
def test_a_nik_counts_only_where_it_fits_the_birth_date(birth: str, wanted: bool) -> None:
    assert fits("6402061204240001", birth) is wanted


@pytest.mark.parametrize(
    ("one", "two", "wanted"),
    [
        ("6402061204240001", "6402061204240007", "satu_angka"),
        ("6402061204240012", "6402061204240021", "tertukar"),
        ("6402061204240001", "6402061204240001", None),
        ("6402061204240001", "6402061204241101", None),
    ],
)
def test_a_number_typed_wrong_is_one_slip_away(one: str, two: str, wanted: str | None) -> None:
    assert slip_between(one, two) == slip_between(two, one) == wanted


def test_twins_have_neighbouring_niks() -> None:
    assert neighbours("6402061204240001", "6402061204240002")
    assert not neighbours("6402061204240001", "6402061204240007")


@pytest.mark.parametrize(
    ("one", "two", "wanted"),
    [
        ("2024-04-12", "2024-04-12", births.SAME),
        ("2024-04-12", "2024-12-04", births.SWAPPED),
        ("2024-04-12", "2024-04-13", births.SLIP),
        ("2024-04-12", "2024-04-21", births.SLIP),
        ("2024-04-28", "2024-05-01", births.NEAR),
        ("2019-04-12", "2020-04-12", births.NEAR),
        ("2024-04-12", "2024-01-01", births.YEAR),
        ("2024-04-12", "", births.UNKNOWN),
        ("2024-04-12", "2022-09-30", births.OTHER),
    ],
)
def test_birth_dates_differ_in_known_ways(one: str, two: str, wanted: str) -> None:
    assert births.difference(one, two) == births.difference(two, one) == wanted
