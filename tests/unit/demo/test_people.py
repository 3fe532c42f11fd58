"""Invented children: numbers that agree with the person, names from the lists, plausible growth."""

from __future__ import annotations

from datetime import date

import pytest

from app.demo.children import children_of, nik_of
from app.demo.dice import dice
from app.demo.growth import LENGTH, OLDEST, WEIGHT, along, gained_enough, grow
from app.demo.names import BOYS, FAMILIES, GIRLS
from tests.unit.demo.stage import SEED, places, sendings

FIRST = date(2026, 8, 1)
PILOT = next(place for place in places() if place.is_pilot)
CHILDREN = children_of(PILOT, 60, FIRST, SEED, 0)


def birth_of(nik: str, sex: str) -> tuple[int, int, int]:
    """Day, month and two-digit year that a NIK tells."""
    day = int(nik[6:8]) - (40 if sex == "P" else 0)
    return day, int(nik[8:10]), int(nik[10:12])


def test_a_nik_adds_forty_to_the_day_of_a_girl() -> None:
    born = date(2024, 3, 9)
    assert nik_of("64.02.06", born, "P", 7) == "6402064903249007"
    assert nik_of("64.02.06", born, "L", 7) == "6402060903249007"


def test_every_nik_sent_agrees_with_birth_date_sex_and_area() -> None:
    seen = 0
    for sent in sendings():
        nik = sent.answers.get("orang/nik")
        if nik is None:
            continue
        seen += 1
        born = date.fromisoformat(sent.answers["orang/tanggal_lahir"])
        expected = (born.day, born.month, born.year % 100)
        assert birth_of(nik, sent.answers["orang/jenis_kelamin"]) == expected
        assert (len(nik), nik.isdecimal(), nik[:4]) == (16, True, "6402")
        assert nik[12] == "9"  # a serial number no office has given
    assert seen > 40


def test_no_two_people_share_a_nik() -> None:
    holders: dict[str, set[str]] = {}
    for sent in sendings():
        if "orang/nik" in sent.answers:
            holders.setdefault(sent.answers["orang/nik"], set()).add(sent.answers["orang/nama"])
    assert {len(names) for names in holders.values()} == {1}


def test_some_children_have_no_nik_and_say_why() -> None:
    without = [
        sent.answers
        for sent in sendings("kes_balita")
        if sent.answers.get("orang/isi_diri") == "ya" and "orang/nik" not in sent.answers
    ]
    assert without
    assert all("orang/alasan_tanpa_nik" in answers for answers in without)


def test_a_childs_name_is_put_together_from_the_invented_lists() -> None:
    for child in CHILDREN:
        given, family = child.name.split(" ")
        assert given in (BOYS if child.sex == "L" else GIRLS)
        assert family in FAMILIES
        assert child.mother.split(" ")[1] == family


def test_children_are_under_five_and_the_same_again() -> None:
    ages = [(FIRST - child.born).days for child in CHILDREN]
    assert min(ages) >= 20
    assert max(ages) < 5 * 365
    assert children_of(PILOT, 60, FIRST, SEED, 0) == CHILDREN


@pytest.mark.parametrize("sex", ["L", "P"])
@pytest.mark.parametrize("seed", range(20))
def test_growth_stays_near_the_standard_and_length_never_shrinks(sex: str, seed: int) -> None:
    growth = grow(dice(seed), sex, faltering_from=12 if seed % 3 == 0 else None)
    lengths = [growth.length(age) for age in range(OLDEST)]
    assert lengths == sorted(lengths)
    for age in range(OLDEST):
        assert 0.72 < growth.weight(age) / along(WEIGHT[sex], age) < 1.3
        assert 0.92 < growth.length(age) / along(LENGTH[sex], age) < 1.07


def test_a_child_is_registered_once_in_a_posyandu_and_then_chosen_from_the_list() -> None:
    listed: dict[tuple[str, str], list[int]] = {}
    for sent in sendings("kes_balita"):
        if sent.makes:
            place = sent.answers["kepala/kode_posyandu"]
            listed.setdefault((place, sent.makes.entity_id), []).append(sent.makes.version)
            assert ("orang/warga" in sent.answers) == bool(sent.makes.version)
    assert all(versions == list(range(len(versions))) for versions in listed.values())
    assert sum(len(versions) > 2 for versions in listed.values()) > 30


def test_a_faltering_child_does_not_gain_enough() -> None:
    growth = grow(dice("goyah"), "L", faltering_from=8)
    gains = [gained_enough(age, growth.weight(age - 1), growth.weight(age)) for age in range(8, 12)]
    assert gains == [False] * 4


def test_the_same_children_are_weighed_month_after_month() -> None:
    months: dict[str, list[tuple[str, float]]] = {}
    for sent in sendings("kes_balita"):
        answers = sent.answers
        if "ukur/bb" in answers:
            who, when = answers["orang/kode_orang"], answers["kepala/tanggal_kegiatan"]
            months.setdefault(who, []).append((when, float(answers["ukur/bb"])))
    histories = [sorted(visits) for visits in months.values() if len(visits) >= 3]
    assert len(histories) > 30
    risen = sum(visits[-1][1] > visits[0][1] for visits in histories)
    assert risen / len(histories) > 0.8
