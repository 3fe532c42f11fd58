"""Mothers, adults, elderly, houses, families, kader and officers: who is judged, and how."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.scores import bodies, houses, response, screens, skills
from app.scores.seen import Outcome
from tests.unit.scores.seeing import TODAY, seen


def key(outcome: Outcome | None) -> str:
    return outcome.key if outcome else ""


def aged(years: int, days: int = 0) -> str:
    """The birth date of somebody of so many years, and so many days short of it."""
    return (date(TODAY.year - years, TODAY.month, TODAY.day) + timedelta(days=days)).isoformat()


def test_only_a_pregnant_womans_arm_tells_of_energy_deficiency() -> None:
    assert key(bodies.arm_of_mother(seen("23.4", "hamil"))) == "kek"
    assert key(bodies.arm_of_mother(seen("23.5", "hamil"))) == "tidak"
    assert key(bodies.arm_of_mother(seen("22", "menyusui"))) == ""


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (("10.9", "hamil", "P", aged(30)), "anemia"),
        (("11", "hamil", "P", aged(30)), "tidak"),
        (("11.5", None, "P", aged(15)), "anemia"),
        (("12", None, "P", aged(15)), "tidak"),
        (("11.5", None, "P", aged(10)), "anemia"),
        (("11.5", None, "P", aged(10, 1)), ""),  # a day too young
        (("11.5", None, "P", aged(19)), ""),
        (("11.5", None, "L", aged(15)), ""),
        ((None, "hamil", "P", aged(30)), ""),
    ],
)
def test_haemoglobin_is_judged_of_pregnant_women_and_adolescent_girls(
    told: tuple[Any, ...], wanted: str
) -> None:
    assert key(bodies.haemoglobin(seen(*told))) == wanted


def test_body_mass_is_judged_from_19_years_and_never_of_a_pregnant_woman() -> None:
    assert key(bodies.mass_of_adult(seen("50", "160", aged(19), None))) == "normal"
    assert key(bodies.mass_of_adult(seen("50", "160", aged(19, 1), None))) == ""
    assert key(bodies.mass_of_adult(seen("50", "160", aged(30), "hamil"))) == ""
    assert key(bodies.mass_of_adult(seen("50", 0, aged(30), None))) == ""


@pytest.mark.parametrize(
    ("upper", "lower", "wanted"),
    [(139, 89, "normal"), (140, 80, "tinggi"), (120, 90, "tinggi"), (140, None, "")],
)
def test_blood_pressure_is_high_where_either_part_is(
    upper: int, lower: int | None, wanted: str
) -> None:
    assert key(bodies.blood_pressure(seen(upper, lower))) == wanted


def test_the_waist_is_judged_by_sex() -> None:
    assert key(bodies.waist(seen("85", "L"))) == "normal"
    assert key(bodies.waist(seen("85", "P"))) == "lebih"
    assert key(bodies.waist(seen("85", None))) == ""


def test_no_symptom_chosen_is_no_suspicion_and_not_asked_is_nothing() -> None:
    assert key(bodies.tuberculosis(seen(["batuk", "demam"]))) == "terduga"
    assert key(bodies.tuberculosis(seen(["batuk"]))) == "tidak"
    assert key(bodies.tuberculosis(seen(["tidak_ada"]))) == "tidak"
    assert key(bodies.tuberculosis(seen(None))) == ""
    assert key(bodies.danger_signs(seen(["tidak_ada"]))) == "tidak"
    assert key(bodies.danger_signs(seen(["demam"]))) == "ada"
    assert key(bodies.swelling(seen("ya"))) == "ya"
    assert key(bodies.swelling(seen(None))) == ""


def test_lungs_are_asked_from_40_years_and_add_up_seven_answers() -> None:
    none = ("tidak", "tidak", "tidak", "tidak", "tidak")
    every = ("berat", "ya", "ya", "ya", "ya")
    assert screens.lungs(seen(*none, "P", aged(39))) is None
    found = screens.lungs(seen(*none, "P", aged(40)))
    assert found is not None
    assert (found.number, found.key) == ("0", "rendah")
    found = screens.lungs(seen(*every, "L", aged(60)))
    assert found is not None
    assert (found.number, found.key) == ("9", "berisiko")
    found = screens.lungs(seen("sedang", "ya", "ya", "ya", "tidak", "L", aged(50)))
    assert found is not None
    assert (found.number, found.key) == ("6", "berisiko")
    assert screens.lungs(seen("berat", None, "ya", "ya", "ya", "L", aged(60))) is None


def test_daily_living_adds_ten_items_of_the_elderly() -> None:
    whole = (2, 2, 1, 2, 2, 3, 3, 2, 2, 1)
    assert key(screens.daily_living(seen(*map(str, whole), aged(60)))) == "m"
    assert key(screens.daily_living(seen(*map(str, whole), aged(60, 1)))) == ""
    assert key(screens.daily_living(seen("1", *map(str, whole[1:]), aged(70)))) == "r"
    assert key(screens.daily_living(seen(*["0"] * 10, aged(70)))) == "t"
    assert screens.daily_living(seen(None, *["0"] * 9, aged(70))) is None


def test_the_check_of_the_elderly_names_the_parts_that_declined() -> None:
    answers = ["tidak"] * 10
    assert key(screens.elderly_check(seen(*answers, aged(65)))) == "baik"
    answers[3] = answers[4] = answers[9] = "ya"
    found = screens.elderly_check(seen(*answers, aged(65)))
    assert found is not None
    assert (found.number, found.key) == ("2", "turun")
    assert [part for _label, part in found.parts] == ["Gizi", "Depresi"]


def test_thinking_of_ending_life_stands_on_its_own() -> None:
    assert key(screens.mind(seen(["s17"]))) == "di_bawah"
    assert key(screens.suicidal_thought(seen(["s17"]))) == "ya"
    six = [f"s{number}" for number in range(1, 7)]
    assert key(screens.mind(seen(six))) == "di_atas"
    assert key(screens.suicidal_thought(seen(six))) == "tidak"
    assert screens.suicidal_thought(seen(None)) is None


SOUND = {
    "luas": "36", "penghuni": "5", "pondasi": "kayu_tiang", "kolom": "baik", "rangka": "baik",
    "atap": "baik", "dinding": "baik", "lantai": "baik", "bahan": "kayu", "udara": "cukup",
    "cahaya": "cukup", "jamban": "leher_angsa_septik", "air": "pdam",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "number", "wanted"),
    [
        ({}, "0", "layak"),  # of wood, on stilts, and as fit as any
        ({"pondasi": "ada", "bahan": "keramik"}, "0", "layak"),
        ({"atap": "rusak_ringan", "lantai": "rusak_ringan"}, "0", "layak"),
        ({"atap": "rusak_sedang", "lantai": "rusak_ringan"}, "1", "tidak_layak"),
        ({"dinding": "rusak_berat"}, "1", "tidak_layak"),
        ({"pondasi": "tidak", "bahan": "tanah"}, "1", "tidak_layak"),
        ({"luas": "35.9", "penghuni": "5"}, "0", "layak"),  # 7.2 as it is told, with one decimal
        ({"luas": "35.5", "penghuni": "5"}, "1", "tidak_layak"),
        ({"jamban": "sungai"}, "0", "layak"),
        ({"jamban": "sungai", "air": "sungai"}, "1", "tidak_layak"),
        ({"udara": "kurang", "cahaya": "kurang"}, "1", "tidak_layak"),
        ({"dinding": "rusak_berat", "penghuni": "9", "cahaya": "tidak_ada"}, "3", "tidak_layak"),
    ],
)
def test_a_house_is_judged_part_by_part(changed: dict[str, str], number: str, wanted: str) -> None:
    found = houses.decent_house(seen(*{**SOUND, **changed}.values()))
    assert found is not None
    assert (found.number, found.key) == (number, wanted)


def test_a_house_of_which_a_part_is_not_known_is_not_judged() -> None:
    for name in SOUND:
        assert houses.decent_house(seen(*({**SOUND, name: None}).values())) is None, name


def test_a_family_in_need_without_aid_is_not_covered() -> None:
    assert key(houses.covered(seen(["pangan"], "tidak"))) == "tidak"
    assert key(houses.covered(seen(["pangan"], "ya"))) == "ya"
    assert key(houses.covered(seen(["tidak_ada"], "tidak"))) == "ya"
    assert key(houses.covered(seen(["pangan"], None))) == ""


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ((4, 8, 0, 0, 0), "belum"),
        ((4, 8, 5, 0, 0), "purwa"),
        ((4, 8, 0, 3, 0), "purwa"),
        ((4, 8, 5, 0, 5), "madya"),
        ((4, 8, 5, 3, 5), "utama"),
        ((3, 8, 5, 3, 5), "belum"),
        ((4, 7, 5, 3, 5), "belum"),
        ((4, 8, 4, 2, 4), "belum"),
    ],
)
def test_a_kader_rises_by_whole_groups_of_skills(counts: tuple[int, ...], wanted: str) -> None:
    told = [[f"k{number}" for number in range(count)] or None for count in counts]
    found = skills.kader_level(seen(*told))
    assert found is not None
    assert (found.number, found.key) == (str(sum(counts)), wanted)


def test_minutes_are_counted_over_midnight_and_never_backwards() -> None:
    found = response.minutes_to_arrive(seen("2026-11-19", "23:50:00.000", "2026-11-20", "00:05"))
    assert found is not None
    assert (found.number, found.key) == ("15", "tepat")
    assert (
        key(response.minutes_to_arrive(seen("2026-11-20", "10:00", "2026-11-20", "10:16")))
        == "lambat"
    )
    assert response.minutes_to_arrive(seen("2026-11-20", "10:00", "2026-11-20", "09:59")) is None
    assert response.minutes_to_arrive(seen("2026-11-20", None, "2026-11-20", "09:59")) is None
