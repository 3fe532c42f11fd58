"""NIK and No KK: which can be true at all, what a NIK tells, and how two differ. Pure.

A NIK is area (6 digits, Kemendagri), birth date (DDMMYY, a woman's day with 40 added) and a serial
number that begins at 0001 (UU 24/2013, Perpres 96/2018); a No KK is area, day of issue, serial number.
"""

from __future__ import annotations

import re
from datetime import date

SIXTEEN_DIGITS = re.compile(r"[0-9]{16}")
WOMAN = 40
RISING = "01234567890123456789"
FEW = 2


def valid_nik(text: str) -> str | None:
    """Answer a NIK that can be true, or None: what is typed to get past a question is none."""
    return text if _plausible(text) and _day(text, woman=True) else None


def valid_no_kk(text: str) -> str | None:
    """Answer a No KK that can be true, or None."""
    return text if _plausible(text) and _day(text, woman=False) else None


def _plausible(text: str) -> bool:
    if not SIXTEEN_DIGITS.fullmatch(text) or text in RISING or text[::-1] in RISING:
        return False
    if len(set(text)) <= 2 or text[:4] * 4 == text or text[:8] * 2 == text:
        return False
    province, area, serial = int(text[:2]), (text[2:4], text[4:6]), text[12:]
    return province >= 11 and "00" not in area and serial != "0000"


def _day(text: str, *, woman: bool) -> tuple[int, int, int] | None:
    """Answer day, month and two digits of year, or None where no calendar has them."""
    day, month, year = int(text[6:8]), int(text[8:10]), int(text[10:12])
    if woman and day > WOMAN:
        day -= WOMAN
    try:
        date(2000, month, day)  # a leap year: of which century the digits do not tell
    except ValueError:
        return None
    return day, month, year


def birth_in(nik: str) -> tuple[int, int, int] | None:
    """Answer day, month and two digits of year of the birth a NIK tells."""
    return _day(nik, woman=True)


def fits(nik: str, birth: str) -> bool:
    """Answer whether a NIK can be that of somebody of this birth date; without a date it can.

    A mother's or father's NIK typed for a child cannot, whatever else is typed well. A date that
    differs a little may be wrong itself: the same year, or day and month with another year, will do.
    """
    told = birth_in(nik)
    if told is None or not birth:
        return told is not None
    year, month, day = birth[2:4], birth[5:7], birth[8:10]
    if not (year + month + day).isdecimal():
        return True
    return told[2] == int(year) or (
        told[:2] == (int(day), int(month)) and _near(told[2], int(year))
    )


def _near(one: int, two: int) -> bool:
    return one % 10 == two % 10 or one // 10 == two // 10


def slip_between(one: str, two: str) -> str | None:
    """Answer how two numbers differ by one slip of the finger, or None where they do not."""
    places = [place for place, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]]
    if len(one) != len(two) or not places:
        return None
    if len(places) == 1:
        return "satu_angka"
    first, last = places[0], places[-1]
    swapped = len(places) == 2 and last == first + 1
    if swapped and one[first] == two[last] and one[last] == two[first]:
        return "tertukar"
    return None


def neighbours(one: str, two: str) -> bool:
    """Answer whether two NIKs were given one after the other to two born on one day: mostly twins."""
    return one[:12] == two[:12] and 0 < abs(int(one[12:]) - int(two[12:])) <= FEW
