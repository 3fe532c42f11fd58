"""Invented families of a few desa, with twins, namesakes and babies who have no name yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from tests.matching.material import FRONT_MEN, FRONT_WOMEN, GIVEN_MEN, GIVEN_WOMEN, LAST

VILLAGES = ("64.02.06.1011", "64.02.06.2004", "64.02.01.2001")
FAMILIES_EACH = 110
FIRST_DAY = date(2026, 10, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as they truly are."""

    person_id: int
    village: str
    name: str
    born: date
    sex: str
    nik: str
    no_kk: str
    mother: str
    mother_nik: str
    twin_nik: str = ""


def people(seed: int) -> list[Person]:
    """Everybody of the invented desa."""
    dice = Random(seed)
    found: list[Person] = []
    for village in VILLAGES:
        for _ in range(FAMILIES_EACH):
            found += _family(dice, village, len(found))
    return found + list(_namesakes(dice, found))


def _family(dice: Random, village: str, first_id: int) -> list[Person]:
    kecamatan = village.replace(".", "")[:6]
    married = date(2005, 1, 1) + timedelta(days=dice.randrange(6500))
    no_kk = f"{kecamatan}{married:%d%m%y}{dice.randint(1, 60):04d}"
    mother_born = married - timedelta(days=dice.randint(18 * 365, 34 * 365))
    grandmother = _name(dice, "P")
    mother = Person(
        first_id, village, _name(dice, "P"), mother_born, "P",
        _nik(dice, kecamatan, mother_born, "P"), no_kk, grandmother, "",
    )  # fmt: skip
    family = [mother]
    born = max(date(2020, 10, 1), married) + timedelta(days=dice.randrange(400))
    while born < FIRST_DAY and len(family) < 6:
        family.append(_child(dice, mother, born, first_id + len(family)))
        if dice.random() < 0.05:
            family += _twin(dice, family.pop(), first_id + len(family) + 1)
        born += timedelta(days=dice.randint(400, 1500))
    return family


def _child(dice: Random, mother: Person, born: date, person_id: int) -> Person:
    sex = dice.choice("LP")
    nik = _nik(dice, mother.nik[:6], born, sex)
    return Person(
        person_id, mother.village, _name(dice, sex), born, sex, nik, mother.no_kk, mother.name,
        mother.nik,
    )  # fmt: skip


def _twin(dice: Random, first: Person, person_id: int) -> list[Person]:
    """A child's twin: born the same day, often alike in name, the NIK the next one."""
    sex = first.sex if dice.random() < 0.7 else dice.choice("LP")
    day = first.born.day + (40 if sex == "P" else 0)
    serial = int(first.nik[12:]) + 1
    nik = f"{first.nik[:6]}{day:02d}{first.born:%m%y}{serial:04d}"
    name = _name(dice, sex)
    if sex == first.sex and dice.random() < 0.6:
        *kept, _ = first.name.split()
        name = " ".join([dice.choice(GIVEN_MEN if sex == "L" else GIVEN_WOMEN), *kept[1:]])
        name = f"{name} {first.name.split()[-1]}"
    second = replace(first, person_id=person_id, sex=sex, nik=nik, name=name, twin_nik=first.nik)
    return [replace(first, person_id=person_id - 1, twin_nik=nik), second]


def _namesakes(dice: Random, known: list[Person]) -> Iterator[Person]:
    """Others of the same name in the same desa, a few even of the same birth date or year."""
    for number, person in enumerate(dice.sample(known, len(known) // 25)):
        other = dice.choice(known)
        born = person.born if number % 4 == 0 else other.born
        yield replace(
            person,
            person_id=len(known) + number,
            born=born,
            nik=_nik(dice, person.nik[:6], born, person.sex),
            no_kk=other.no_kk,
            mother=other.mother,
            mother_nik=other.mother_nik,
            twin_nik="",
        )


def _nik(dice: Random, kecamatan: str, born: date, sex: str) -> str:
    day = born.day + (40 if sex == "P" else 0)
    return f"{kecamatan}{day:02d}{born:%m%y}{dice.randint(1, 40):04d}"


def _name(dice: Random, sex: str) -> str:
    front = dice.choice(FRONT_MEN if sex == "L" else FRONT_WOMEN)
    given = dice.choice(GIVEN_MEN if sex == "L" else GIVEN_WOMEN)
    last = dice.choice(("", *LAST)) if dice.random() < 0.8 else ""
    return " ".join(part for part in (front, given, last) if part)
