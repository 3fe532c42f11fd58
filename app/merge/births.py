"""Birth dates: how two differ when they are told of one person. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

SAME, SWAPPED, SLIP, NEAR, YEAR, UNKNOWN, OTHER = (
    "sama tertukar satu_angka dekat tahun tidak_ada lain".split()
)
FEW_DAYS = 7
WORDS: Mapping[str, str] = {
    SAME: "Tanggal lahir sama",
    SWAPPED: "Hari dan bulan lahir tertukar",
    SLIP: "Tanggal lahir berbeda satu angka",
    NEAR: "Tanggal lahir berdekatan",
    YEAR: "Tahun lahir sama, tanggalnya perkiraan",
    UNKNOWN: "Tanggal lahir tidak disebut pada salah satunya",
}
# Days that are written where only the year is known.
GUESSED = frozenset({"01-01", "07-01", "12-31", "06-30"})


def only_year(birth: str, *, estimated: bool) -> bool:
    """Answer whether of a birth date only the year counts."""
    return estimated or birth[5:] in GUESSED


def swapped(birth: str) -> str | None:
    """Answer a date with day and month exchanged, or None where no calendar has it or it is the same."""
    year, _, rest = birth.partition("-")
    month, _, day = rest.partition("-")
    if not (month.isdecimal() and day.isdecimal()) or int(day) > 12 or day == month:
        return None
    return f"{year}-{day}-{month}"


def difference(one: str, two: str, *, estimated: bool = False) -> str:
    """Answer how two birth dates (YYYY-MM-DD) differ; `estimated`: one of them is known as a guess."""
    if not one or not two:
        return UNKNOWN
    if one == two:
        return SAME
    if swapped(one) == two:
        return SWAPPED
    if one[:4] == two[:4] and (estimated or GUESSED & {one[5:], two[5:]}):
        return YEAR
    if _one_slip(one, two):
        return SLIP
    return NEAR if _near(one, two) else OTHER


def _near(one: str, two: str) -> bool:
    """Answer whether two dates lie a few days, or exactly a year, from each other."""
    try:
        first, second = sorted((date.fromisoformat(one), date.fromisoformat(two)))
    except ValueError:
        return False
    if one[5:] == two[5:]:
        return second.year - first.year == 1
    return second - first <= timedelta(days=FEW_DAYS)


def _one_slip(one: str, two: str) -> bool:
    """One digit is another, or two neighbours within a number changed places."""
    if len(one) != len(two):
        return False
    places = [place for place, pair in enumerate(zip(one, two, strict=True)) if pair[0] != pair[1]]
    if len(places) == 1:
        return True
    first, last = places[0], places[-1]
    beside = len(places) == 2 and last == first + 1
    return beside and one[first] == two[last] and one[last] == two[first]
