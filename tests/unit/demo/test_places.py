"""Where the invented Posyandu stand and what they are called."""

from __future__ import annotations

from collections import Counter

import pytest

from app.demo.names import FAMILIES, MEN, MOODS, PLANTS, WOMEN
from app.demo.places import DILIGENT, MALUHU, TENGGARONG, spread
from tests.unit.demo.stage import SEED, chosen, desa, places


def test_there_are_821_posyandu_in_all_237_desa_three_or_four_each() -> None:
    counts = Counter(place.desa.code for place in places())
    assert len(places()) == 821
    assert set(counts) == {one.code for one in desa()}
    assert set(counts.values()) == {3, 4}


@pytest.mark.parametrize("wanted", [0, 4, 5, 30, 240, 821, 1000])
def test_maluhu_has_its_four_in_every_size(wanted: int) -> None:
    made = spread(desa(), wanted, SEED)
    pilots = [place.code for place in made if place.is_pilot]
    assert pilots == [f"{MALUHU}.{order:03d}" for order in (1, 2, 3, 4)]
    assert len(made) == max(4, wanted)
    assert len({place.code for place in made}) == len({place.name for place in made}) == len(made)


def test_a_code_is_the_desa_and_an_order_of_three_digits() -> None:
    for place in places():
        area, _, order = place.code.rpartition(".")
        assert area == place.desa.code
        assert len(order) == 3
        assert int(order) in {1, 2, 3, 4}


def test_every_name_is_put_together_from_the_invented_lists() -> None:
    for place in places():
        plant, mood = place.name.split(" ")
        assert (plant in PLANTS, mood in MOODS) == (True, True)
        assert 1 <= len(place.kader) <= 2
        for kader in place.kader:
            given, family = kader.split(" ")
            assert given in {*WOMEN, *MEN}
            assert family in FAMILIES


def test_the_same_seed_gives_the_same_posyandu_and_another_seed_others() -> None:
    assert spread(desa(), 50, 1) == spread(desa(), 50, 1)
    assert spread(desa(), 50, 1) != spread(desa(), 50, 2)


def test_all_of_tenggarong_reports_and_maluhu_diligently() -> None:
    codes = {one.place.code for one in chosen()}
    assert {place.code for place in places() if place.desa.kecamatan == TENGGARONG} <= codes
    habits = {one.place.code: one.habit for one in chosen()}
    assert {habits[place.code] for place in places() if place.is_pilot} == {DILIGENT}
    assert len({one.place.desa.kecamatan for one in chosen()}) > 5


def test_only_maluhu_is_left_of_the_smallest_demo() -> None:
    assert [one.place.is_pilot for one in chosen(4)] == [True] * 4
