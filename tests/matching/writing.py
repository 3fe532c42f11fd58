"""How kader write what they are told: abbreviations, old spelling, slips, and what is left empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from tests.matching.material import KEYS, NEW_SPELLING, OLD_SPELLING, SHORT, TITLES
from tests.matching.people import FIRST_DAY, Person

Answers = dict[str, str]
DUMMIES = ("0000000000000000", "1111111111111111", "1234567890123456", "9999999999999999")


@dataclass(frozen=True, slots=True)
class Told:
    """One submission about a person: who it truly is, the desa it came from, what it says."""

    mention_id: str
    person_id: int
    village: str
    answers: Answers


def tell(seed: int, everybody: list[Person]) -> list[Told]:
    """What kader tell of everybody, one to five times each."""
    dice = Random(seed * 7919 + 1)
    return [told for person in everybody for told in _about(dice, person)]


def _about(dice: Random, person: Person) -> Iterator[Told]:
    has_nik, has_kk = dice.random() < 0.8, dice.random() < 0.9
    village = person.village
    for number in range(dice.choice((1, 2, 2, 3, 3, 4, 5))):
        answers = {
            "orang/nama": _written(dice, person, number),
            "orang/tanggal_lahir": _birth(dice, person.born),
            "orang/jenis_kelamin": person.sex if dice.random() > 0.005 else "LP"[person.sex == "L"],
            "orang/nik": _nik(dice, person) if has_nik and dice.random() < 0.8 else "",
            "orang/no_kk": _number(dice, person.no_kk) if has_kk and dice.random() < 0.85 else "",
            "lahir/nama_ibu": _name(dice, person.mother) if dice.random() < 0.45 else "",
        }
        if answers["orang/tanggal_lahir"][5:] == "01-01" and dice.random() < 0.8:
            answers["orang/tanggal_lahir_perkiraan"] = "ya"
        yield Told(f"m{person.person_id:06d}-{number}", person.person_id, village, answers)


def _nik(dice: Random, person: Person) -> str:
    chance = dice.random()
    if chance < 0.02:
        return dice.choice(DUMMIES)
    if chance < 0.03 and person.mother_nik:
        return person.mother_nik
    if chance < 0.06 and person.twin_nik:
        return person.twin_nik
    return _number(dice, person.nik)


def _number(dice: Random, digits: str) -> str:
    """A number as typed: now and then one digit wrong, or two exchanged."""
    chance, place = dice.random(), dice.randrange(len(digits) - 1)
    if chance < 0.02:
        return digits[:place] + dice.choice("0123456789") + digits[place + 1 :]
    if chance < 0.03:
        return digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    return digits


def _birth(dice: Random, born: date) -> str:
    chance, text = dice.random(), f"{born:%Y-%m-%d}"
    if chance < 0.03 and born.day <= 12:
        return f"{born:%Y-%d-%m}"
    if chance < 0.05:
        beside = max(1, min(28, born.day + dice.choice((-1, 1))))
        return f"{born.year}-{born.month:02d}-{beside:02d}"
    if chance < 0.06:
        return f"{born.year - dice.choice((-1, 1))}-{born:%m-%d}" if born.year < 2026 else text
    if chance < 0.09:
        return f"{born.year}-01-01"
    return text


def _written(dice: Random, person: Person, number: int) -> str:
    baby = (FIRST_DAY - person.born).days < 60 and number == 0
    if baby and dice.random() < 0.5:
        return f"By. Ny. {person.mother.split()[0]}"
    name = _name(dice, person.name)
    if (FIRST_DAY - person.born).days > 6000 and dice.random() < 0.2:
        name = dice.choice(TITLES).format(name)
    if dice.random() < 0.03:
        name = f"{name} {'bin' if person.sex == 'L' else 'binti'} {dice.choice(('Umar', 'Hasan'))}"
    return name


def _name(dice: Random, name: str) -> str:
    """A name as somebody else writes it."""
    words = name.split()
    if words[0] in SHORT and len(words) > 1 and dice.random() < 0.35:
        words[0] = dice.choice(SHORT[words[0]])
    if len(words) > 2 and dice.random() < 0.12:
        words.pop(0 if dice.random() < 0.6 else -1)
    if len(words) > 1 and dice.random() < 0.03:
        words[-1] = f"{words[-1][0]}."
    written = " ".join(_spelled(dice, word) for word in words)
    if dice.random() < 0.04:
        written = written.replace(" ", "", 1)
    if dice.random() < 0.02 and len(words) == 1 and len(written) > 6:
        written = written[-4:].title()
    return dice.choice((written, written, written, written.upper(), written.lower()))


def _spelled(dice: Random, word: str) -> str:
    if dice.random() < 0.06:
        for old, new in OLD_SPELLING:
            word = word.lower().replace(old, new)
    if dice.random() < 0.15:
        old, new = dice.choice(NEW_SPELLING)
        word = word[:1] + word[1:].replace(old, new)
    if dice.random() < 0.03 and len(word) > 4:
        place = dice.randrange(1, len(word) - 1)
        word = dice.choice(
            (
                word[:place] + word[place + 1 :],
                word[:place] + dice.choice(KEYS) + word[place + 1 :],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
                word[:place] + word[place] + word[place:],
            )
        )
    return word
