"""Growth: equal to another engine on random children, the 0.7 cm rule both ways, implausible values."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pygrowup import Observation
from pygrowup.exceptions import PyGrowUpException

from app.scores import growth
from app.scores.seen import ADJUSTED_DOWN, ADJUSTED_UP, IMPLAUSIBLE, Outcome, Seen
from tests.unit.merge.cases import CASES
from tests.unit.scores.seeing import TODAY, seen

CHILDREN = int(CASES or 10_000)  # `make long` tries more
HOW = ("berbaring", "berdiri", None)


def child(days: int, *values: object, sex: str = "L") -> Seen:
    return seen(*values, sex, (TODAY - timedelta(days=days)).isoformat())


def z(outcome: Outcome | None) -> Decimal:
    assert outcome is not None
    return Decimal(outcome.number)


def children() -> Iterator[tuple[int, str, Decimal, Decimal, str | None]]:
    """Age, sex, weight, length or height, and how it was measured; of every age, some very small."""
    dice = random.Random(821)
    for number in range(CHILDREN):
        days = (number * 53) % 1826 + 1
        weight = Decimal(
            str(round(dice.uniform(0.55, 1.5) * (3.3 + 12 * (days / 1826) ** 0.55), 1))
        )
        height = Decimal(str(round(dice.uniform(0.88, 1.12) * (50 + 59 * (days / 1826) ** 0.6), 1)))
        yield days, dice.choice("LP"), weight, height, dice.choice(HOW)


def told_by_others(
    days: int, sex: str, weight: Decimal, height: Decimal, how: str | None
) -> dict[str, Decimal]:
    """The z-scores the other engine gives, as far as it has them: its length must be set right first."""
    told = Observation({"L": "male", "P": "female"}[sex], age_in_days=days)
    lying = days < 731
    if lying and how == "berdiri":
        height += Decimal("0.7")
    elif not lying and how == "berbaring":
        height -= Decimal("0.7")
    ways: dict[str, Callable[[], object]] = {
        "bbu": lambda: told.wfa(weight),
        "tbu": lambda: told.lhfa(height, recumbent=lying, auto_adjust=False),
        "bbtb": lambda: (told.wfl if lying else told.wfh)(weight, height),
        "imtu": lambda: told.bmifa(weight / (height / 100) ** 2),
    }
    found = {}
    for index, way in ways.items():
        with suppress(PyGrowUpException):
            found[index] = Decimal(str(way()))
    return found


def test_random_children_have_the_z_scores_another_engine_gives_them() -> None:
    compared = dict.fromkeys(("bbu", "tbu", "bbtb", "imtu"), 0)
    for days, sex, weight, height, how in children():
        kg, cm = str(weight), str(height)
        ours = {
            "bbu": growth.weight_for_age(child(days, kg, sex=sex)),
            "tbu": growth.length_for_age(child(days, cm, how, sex=sex)),
            "bbtb": growth.weight_for_length(child(days, kg, cm, how, sex=sex)),
            "imtu": growth.mass_for_age(child(days, kg, cm, how, sex=sex)),
        }
        for index, expected in told_by_others(days, sex, weight, height, how).items():
            apart = abs(z(ours[index]) - expected)
            assert apart <= Decimal("0.01"), (index, days, sex, weight, height, how)
            compared[index] += 1
    assert all(count > CHILDREN * 0.9 for count in compared.values()), compared


def test_below_24_months_a_standing_child_is_0_7_cm_longer_and_from_then_a_lying_one_shorter() -> (
    None
):
    young, older = 730, 731
    standing = growth.length_for_age(child(young, "84.3", "berdiri"))
    lying = growth.length_for_age(child(young, "85.0", "berbaring"))
    assert standing is not None
    assert z(standing) == z(lying)
    assert standing.notes == (ADJUSTED_UP,)
    lying = growth.length_for_age(child(older, "85.7", "berbaring"))
    assert lying is not None
    assert z(lying) == z(growth.length_for_age(child(older, "85.0", "berdiri")))
    assert lying.notes == (ADJUSTED_DOWN,)
    for told in ("berdiri", "berbaring"):  # the same for weight by length
        right = "85.0" if told == "berdiri" else "85.7"
        found = growth.weight_for_length(child(older, "11", right, told))
        assert z(found) == z(growth.weight_for_length(child(older, "11", "85.0", None)))


def test_a_child_measured_as_its_age_asks_is_left_as_measured() -> None:
    for days, how in ((730, "berbaring"), (731, "berdiri"), (400, None)):
        found = growth.length_for_age(child(days, "80", how))
        assert found is not None
        assert found.notes == ()


@pytest.mark.parametrize(
    ("outcome", "is_plausible"),
    [
        (growth.weight_for_age(child(365, "2.5")), False),
        (growth.weight_for_age(child(365, "9.6")), True),
        (growth.weight_for_age(child(365, "30")), False),
        (growth.length_for_age(child(365, "45", None)), False),
        (growth.weight_for_length(child(365, "25", "75", None)), False),
    ],
)
def test_what_cannot_be_is_flagged_and_counts_nowhere(
    outcome: Outcome | None, *, is_plausible: bool
) -> None:
    assert outcome is not None
    assert (IMPLAUSIBLE not in outcome.notes) == is_plausible
    assert bool(outcome.key) == is_plausible


def test_who_has_no_age_or_sex_or_is_no_balita_is_not_judged() -> None:
    born = (TODAY - timedelta(days=400)).isoformat()
    assert growth.weight_for_age(seen("9", None, born)) is None
    assert growth.weight_for_age(seen("9", "L", None)) is None
    assert growth.weight_for_age(seen(None, "L", born)) is None
    assert growth.weight_for_age(seen("9", "L", (TODAY + timedelta(days=1)).isoformat())) is None
    assert growth.weight_for_age(child(1900, "15")) is None
    assert growth.weight_for_age(child(1826, "15")) is not None


def test_severe_malnutrition_is_told_by_any_one_sign() -> None:
    born = (TODAY - timedelta(days=400)).isoformat()

    def key(weight: str | None, height: str | None, arm: str | None, swollen: str | None) -> str:
        told = growth.severe_malnutrition(seen(weight, height, None, "L", born, arm, swollen))
        return told.key if told else ""

    assert key("9.5", "77", "14", "tidak") == "tidak"
    assert key("6.8", "77", "14", "tidak") == "ya"
    assert key("9.5", "77", "11.4", "tidak") == "ya"
    assert key("9.5", "77", "11.5", "tidak") == "tidak"
    assert key(None, None, None, "ya") == "ya"
    assert key(None, None, None, None) == ""


@pytest.mark.parametrize(
    ("born", "mass", "key"),
    [
        (date(2016, 11, 20), "11", "gizi_buruk"),  # ten years
        (date(2016, 11, 20), "16.4", "gizi_baik"),
        (date(2016, 11, 20), "20", "gizi_lebih"),
        (date(2016, 11, 20), "26", "obesitas"),
        (date(2021, 11, 20), "15", "gizi_baik"),  # five years to the day
        (date(2021, 11, 21), "15", ""),
        (date(2007, 11, 20), "21", ""),  # nineteen: an adult
        (date(2007, 11, 21), "21", "gizi_baik"),
    ],
)
def test_from_5_to_18_years_body_mass_is_judged_by_age(born: date, mass: str, key: str) -> None:
    found = growth.mass_for_age_older(seen(mass, "100", "L", born.isoformat()))
    assert (found.key if found else "") == key
