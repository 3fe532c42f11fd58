"""Whether a house is fit to live in, part by part; and whether a family is covered. Pure.

Source: the four tests of a decent house (safety, area, water and toilet, light and air), simplified.
What matters is the condition of a part, never that it is of wood: a house on stilts may be as fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from app.scores.limits import Band
from app.scores.seen import Outcome, Seen

TENTH = Decimal("0.1")
FAILS = "tidak"


def decent_house(seen: Seen) -> Outcome | None:
    """RTLH: area, residents, foundation, posts, roof frame, roof, walls, floor, floor material,
    openings, daylight, toilet, water. How many of the four tests fail."""
    tests = (_safety(seen), _area(seen), _water(seen), _air(seen))
    if None in tests:
        return None
    bands = [one for one in tests if one]
    failing = sum(one.key == FAILS for one in bands)
    band = seen.band("rtlh", failing)
    return Outcome(str(failing), band, parts=tuple(("Syarat", one.name) for one in bands))


def covered(seen: Seen) -> Outcome | None:
    """Whether a family in need receives aid: needs, receives aid."""
    needs = seen.chosen(0)
    if needs is None or seen.values[1] is None:
        return None
    open_need = bool(needs) and seen.values[1] != "ya"
    band = seen.band("tercakup", "tidak" if open_need else "ya")
    return Outcome("", band) if band else None


def _safety(seen: Seen) -> Band | None:
    parts = [str(one) for one in seen.values[3:8] if one is not None]
    if len(parts) < 5 or seen.values[2] is None or seen.values[8] is None:
        return None
    points = _points(
        seen,
        [
            ("rtlh_pondasi", str(seen.values[2])),
            *(("rtlh_bagian", one) for one in parts),
            ("rtlh_lantai_bahan", str(seen.values[8])),
        ],
    )
    broken = any(seen.is_within("rtlh_terparah", one) for one in parts)
    if points is None:
        return None
    found = seen.band("rtlh_struktur", points)
    worst = next(one for one in seen.limits.on("rtlh_struktur", seen.day) if one.key == FAILS)
    return worst if broken else found


def _area(seen: Seen) -> Band | None:
    area, people = seen.number(0), seen.number(1)
    if area is None or not people:
        return None
    return seen.band("rtlh_luas", (area / people).quantize(TENTH, ROUND_HALF_UP))


def _air(seen: Seen) -> Band | None:
    points = _points(seen, [("rtlh_cukup", str(seen.values[place])) for place in (9, 10)])
    return None if points is None else seen.band("rtlh_udara", points)


def _water(seen: Seen) -> Band | None:
    told = [("rtlh_jamban", str(seen.values[11])), ("rtlh_air", str(seen.values[12]))]
    points = _points(seen, told)
    return None if points is None else seen.band("rtlh_sanitasi", points)


def _points(seen: Seen, told: Sequence[tuple[str, str]]) -> Decimal | None:
    worth = [seen.worth(measure, word) for measure, word in told]
    if None in worth:
        return None
    return sum((one for one in worth if one is not None), Decimal(0))
