"""Invented children and their families, seen again month after month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo import names
from app.demo.dice import dice, often
from app.demo.growth import OLDEST, Growth, grow
from app.demo.places import Place

YOUNGEST_DAYS = 20  # old on the first day of the demo
SERIAL = 9000  # real serial numbers start at 1 and stay low: these are plainly invented


@dataclass(frozen=True, slots=True)
class Child:
    """An invented child; `nik` is None where the family never showed one.

    `nik_known_from`: the number was given only from this visit on (0 from the first).
    """

    place: Place
    name: str
    sex: str  # L or P
    born: date
    nik: str | None
    nik_known_from: int
    without_nik: str  # why, as the form asks
    family_card: str | None
    mother: str
    mother_nik: str
    rt: str
    growth: Growth
    birth_weight: float
    birth_length: float
    agrees: bool  # whether the family lets the data be recorded


def nik_of(kecamatan: str, born: date, sex: str, serial: int) -> str:
    """Answer a 16-digit NIK: area, birth date with 40 added to a woman's day, and a serial number."""
    day = born.day + (40 if sex == "P" else 0)
    area = kecamatan.replace(".", "")
    return f"{area}{day:02d}{born.month:02d}{born.year % 100:02d}{SERIAL + serial % 1000:04d}"


def children_of(place: Place, wanted: int, first: date, seed: int, number: int) -> list[Child]:
    """Answer so many children of a Posyandu, born before the demo's first day.

    `number` is the count of the Posyandu, so that serial numbers differ between them.
    """
    return [
        _child(place, first, dice(seed, "balita", place.code, order), number * 40 + order, order)
        for order in range(wanted)
    ]


def _child(place: Place, first: date, rng: Random, serial: int, order: int) -> Child:
    sex = rng.choice("LP")
    # Every fifth is a baby, so that the steep part of the curve is seen.
    oldest = 300 if order % 5 == 0 else (OLDEST - 8) * 30
    born = first - timedelta(days=rng.randint(YOUNGEST_DAYS, oldest))
    age = (first - born).days // 30
    family = rng.choice(names.FAMILIES)
    kecamatan = place.desa.kecamatan
    growth = grow(rng, sex, faltering_from=age if order % 9 == 4 else None)
    mother_born = born - timedelta(days=365 * rng.randint(20, 36) + rng.randrange(365))
    has_nik = often(rng, 0.78)
    return Child(
        place=place,
        name=names.child(rng, sex, family),
        sex=sex,
        born=born,
        nik=nik_of(kecamatan, born, sex, serial) if has_nik else None,
        nik_known_from=1 if has_nik and often(rng, 0.12) else 0,
        without_nik="belum_punya" if age < 4 else rng.choice(("tidak_dibawa", "belum_punya")),
        family_card=family_card(kecamatan, born, serial) if often(rng, 0.9) else None,
        mother=f"{rng.choice(names.WOMEN)} {family}",
        mother_nik=nik_of(kecamatan, mother_born, "P", serial),
        rt=f"{rng.randint(1, 24):03d}",
        growth=growth,
        birth_weight=growth.weight(0),
        birth_length=growth.length(0),
        agrees=order != 13,
    )


def family_card(kecamatan: str, born: date, serial: int) -> str:
    """Answer a 16-digit card number: area, a date of issue soon after the birth, and a serial."""
    issued = born + timedelta(days=12)
    return f"{kecamatan.replace('.', '')}{issued:%d%m%y}{SERIAL + serial % 1000:04d}"
