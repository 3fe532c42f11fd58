"""How an invented child grows, month by month: plausible, near the medians of WHO's standards.

For looks only: nothing here may be used to judge a real child. What counts as gaining weight is KMS's
least gain per month of age.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

Curve = Sequence[tuple[float, float]]  # (age in months, value), ascending

WEIGHT: dict[str, Curve] = {  # kg
    "L": (
        *((0, 3.3), (1, 4.5), (2, 5.6), (3, 6.4), (4, 7.0), (5, 7.5), (6, 7.9), (8, 8.6)),
        *((10, 9.2), (12, 9.6), (18, 10.9), (24, 12.2), (36, 14.3), (48, 16.3), (61, 18.4)),
    ),
    "P": (
        *((0, 3.2), (1, 4.2), (2, 5.1), (3, 5.8), (4, 6.4), (5, 6.9), (6, 7.3), (8, 7.9)),
        *((10, 8.5), (12, 8.9), (18, 10.2), (24, 11.5), (36, 13.9), (48, 16.1), (61, 18.3)),
    ),
}
LENGTH: dict[str, Curve] = {  # cm
    "L": (
        *((0, 49.9), (1, 54.7), (2, 58.4), (3, 61.4), (6, 67.6), (9, 72.0), (12, 75.7)),
        *((18, 82.3), (24, 87.4), (36, 96.1), (48, 103.3), (61, 110.3)),
    ),
    "P": (
        *((0, 49.1), (1, 53.7), (2, 57.1), (3, 59.8), (6, 65.7), (9, 70.1), (12, 74.0)),
        *((18, 80.7), (24, 86.0), (36, 95.1), (48, 102.7), (61, 109.7)),
    ),
}
ARM: Curve = ((0, 11.0), (3, 13.0), (6, 14.0), (12, 14.6), (24, 15.3), (36, 15.9), (61, 16.8))
HEAD: Curve = ((0, 34.2), (3, 40.0), (6, 42.8), (12, 45.5), (24, 47.7), (61, 50.2))
LEAST_GAIN = ((1, 0.8), (2, 0.9), (3, 0.8), (4, 0.6), (5, 0.5), (6, 0.4), (11, 0.3))
LEAST_GAIN_LATER = 0.2  # kg a month
OLDEST = 61  # months
COLD = -0.017  # luck below this is a month of being ill


@dataclass(frozen=True, slots=True)
class Growth:
    """A child's weights (kg) by whole month of age, and how large and lean it is."""

    weights: tuple[float, ...]
    length_factor: float
    arm_factor: float
    sex: str

    def weight(self, age: float) -> float:
        """Answer the weight at an age in months, to 0.1 kg."""
        return round(along(list(enumerate(self.weights)), age), 1)

    def length(self, age: float) -> float:
        """Answer length or height in cm, to 0.1 cm."""
        return round(along(LENGTH[self.sex], age) * self.length_factor, 1)

    def arm(self, age: float) -> float:
        """Answer the upper arm's circumference in cm, to 0.1 cm."""
        return round(along(ARM, age) * self.arm_factor, 1)

    def head(self, age: float) -> float:
        """Answer the head's circumference in cm, to 0.1 cm."""
        return round(along(HEAD, age) * (1 + (self.length_factor - 1) / 2), 1)


def along(curve: Curve, age: float) -> float:
    """Answer the value of a curve at an age, straight between its points."""
    above = min(max(bisect_right([point[0] for point in curve], age), 1), len(curve) - 1)
    (low_age, low), (high_age, high) = curve[above - 1], curve[above]
    return low + (high - low) * (age - low_age) / (high_age - low_age)


def grow(rng: Random, sex: str, *, faltering_from: int | None = None) -> Growth:
    """Answer a child's growth; one that falters gains next to nothing for four months."""
    size = min(1.18, max(0.84, rng.gauss(0.985, 0.075)))
    weights: list[float] = []
    factor = size
    for age in range(OLDEST + 1):
        falters = faltering_from is not None and faltering_from <= age < faltering_from + 4
        # A cold now and then costs a little, and is made up for later; else a child gains enough.
        luck = rng.gauss(0, 0.012) if age else 0
        factor += (size - factor) * 0.25 + luck
        weight = along(WEIGHT[sex], age) * factor
        if weights:
            least = -0.1 if luck < COLD else least_gain(age) + 0.05
            weight = max(weight, weights[-1] + least)
            if falters:
                weight = weights[-1] + rng.choice((-0.1, 0.0, 0.0, 0.1))
                factor = weight / along(WEIGHT[sex], age)
        weights.append(weight)
    arm = min(1.12, max(0.84, 1 + (size - 1) * 0.6 + rng.gauss(0, 0.02)))
    return Growth(tuple(weights), min(1.06, max(0.93, rng.gauss(0.985, 0.025))), arm, sex)


def least_gain(age: int) -> float:
    """Answer KMS's least gain of weight in the month up to an age (whole months), in kg."""
    return next((gain for until, gain in LEAST_GAIN if age <= until), LEAST_GAIN_LATER)


def gained_enough(age: int, before: float, now: float) -> bool:
    """Answer whether a child of an age (whole months) gained KMS's least weight in a month."""
    return now - before >= least_gain(age) - 1e-6
