"""What makes two submissions about one person hard to recognise, told from what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tests.matching.writing import DUMMIES, Told

NIK, NAME, BIRTH = "orang/nik", "orang/nama", "orang/tanggal_lahir"
OLD_LETTERS = ("oe", "dj", "tj", "sj")

Situation = Callable[[Told, Told], bool]


def situations(one: Told, two: Told) -> Iterator[str]:
    """The names of what makes this pair hard."""
    return (name for name, holds in SITUATIONS.items() if holds(one, two))


def _without_nik(one: Told, two: Told) -> bool:
    return not (_has_nik(one) and _has_nik(two))


def _has_nik(told: Told) -> bool:
    return bool(told.answers[NIK]) and told.answers[NIK] not in DUMMIES


def _other_nik(one: Told, two: Told) -> bool:
    return _has_nik(one) and _has_nik(two) and one.answers[NIK] != two.answers[NIK]


def _swapped(one: Told, two: Told) -> bool:
    year, month, day = one.answers[BIRTH].split("-")
    return month != day and two.answers[BIRTH] == f"{year}-{day}-{month}"


def _other_birth(one: Told, two: Told) -> bool:
    return one.answers[BIRTH] != two.answers[BIRTH]


def _old_spelling(one: Told, two: Told) -> bool:
    return any((letters in _name(one)) != (letters in _name(two)) for letters in OLD_LETTERS)


def _sy_or_s(one: Told, two: Told) -> bool:
    return ("sy" in _name(one)) != ("sy" in _name(two))


def _shorter(one: Told, two: Told) -> bool:
    """A word left out, or only the end of a name: Yati for Nurhayati."""
    first, second = sorted((_name(one), _name(two)), key=len)
    called = first != second and second.endswith(first)
    return called or len(first.split()) != len(second.split())


def _name(told: Told) -> str:
    return told.answers[NAME].lower()


SITUATIONS: Mapping[str, Situation] = {
    "tanpa NIK pada salah satunya": _without_nik,
    "NIK berbeda: salah ketik, milik ibu, atau milik kembar": _other_nik,
    "tanggal lahir berbeda": _other_birth,
    "hari dan bulan lahir tertukar": _swapped,
    "ejaan lama (oe, dj, tj, sj) pada salah satunya": _old_spelling,
    "sy dan s": _sy_or_s,
    "nama tidak lengkap atau nama panggilan": _shorter,
}
