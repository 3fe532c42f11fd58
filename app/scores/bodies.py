"""What is measured of mothers, adolescents, adults and elderly. Pure; each says its source."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from app.scores.ages import age_in_years
from app.scores.seen import Outcome, Seen, judged

TENTH = Decimal("0.1")
WAIST = {"L": "lingkar_perut_l", "P": "lingkar_perut_p"}


def arm_of_mother(seen: Seen) -> Outcome | None:
    """KEK of a pregnant woman: arm, her situation. LiLA of pregnant women."""
    arm = seen.number(0)
    return judged(seen, "kek", arm) if arm is not None and seen.values[1] == "hamil" else None


def haemoglobin(seen: Seen) -> Outcome | None:
    """Anaemia of pregnant women and adolescent girls: haemoglobin, situation, sex, birth."""
    told, born = seen.number(0), seen.date(3)
    if told is None:
        return None
    if seen.values[1] == "hamil":
        return judged(seen, "hb_bumil", told)
    if seen.values[2] != "P" or born is None or born > seen.day:
        return None
    young = seen.is_within("rematri_umur", age_in_years(born, seen.day))
    return judged(seen, "hb_rematri", told) if young else None


def mass_of_adult(seen: Seen) -> Outcome | None:
    """IMT from 19 years: weight, height, birth, situation; not of pregnant women."""
    weight, height, born = seen.number(0), seen.number(1), seen.date(2)
    if weight is None or not height or born is None or born > seen.day:
        return None
    grown = seen.is_within("dewasa_umur", age_in_years(born, seen.day))
    if not grown or seen.values[3] == "hamil":
        return None
    mass = (weight / (height / 100) ** 2).quantize(TENTH, ROUND_HALF_UP)
    return judged(seen, "imt_dewasa", mass)


def waist(seen: Seen) -> Outcome | None:
    """Waist: waist, sex. Above 90 cm of men and 80 cm of women by the cards of ILP."""
    told, measure = seen.number(0), WAIST.get(str(seen.values[1]))
    return judged(seen, measure, told) if told is not None and measure else None


def blood_pressure(seen: Seen) -> Outcome | None:
    """Blood pressure: upper, lower; high where either is. Cards of ILP."""
    upper, lower = seen.number(0), seen.number(1)
    if upper is None or lower is None:
        return None
    high = any(
        band and band.key == "tinggi"
        for band in (seen.band("sistol", upper), seen.band("diastol", lower))
    )
    found = judged(seen, "td", "tinggi" if high else "normal")
    return Outcome(f"{upper}/{lower}", found.band) if found else None


def blood_sugar(seen: Seen) -> Outcome | None:
    """Random blood sugar: sugar. Cards of ILP."""
    told = seen.number(0)
    return judged(seen, "gds", told) if told is not None else None


def swelling(seen: Seen) -> Outcome | None:
    """Swelling of both feet of a child: swelling. Permenkes 2/2020."""
    band = seen.band("edema", str(seen.values[0]))
    return Outcome("", band) if band else None


def danger_signs(seen: Seen) -> Outcome | None:
    """Danger signs of a mother: signs. Buku KIA."""
    return _how_many(seen, "tanda_bahaya")


def tuberculosis(seen: Seen) -> Outcome | None:
    """Suspicion of tuberculosis by how many symptoms: symptoms. Cards of ILP."""
    return _how_many(seen, "tbc")


def _how_many(seen: Seen, measure: str) -> Outcome | None:
    chosen = seen.chosen(0)
    return judged(seen, measure, len(chosen)) if chosen is not None else None
