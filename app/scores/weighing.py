"""Weighings in a row: gained or not (N, T), first (B), after a gap (O), and twice not gained (2T). Pure.

Source: Kartu Menuju Sehat (KMS). Each month counts with its newest weighing. N: gained at least what
the growth card asks for the age (KBM); whoever was not weighed the month before is O, and B the first
time.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.registry.periods import next_month
from app.scores.ages import age_in_months
from app.scores.seen import Outcome, Seen

GAINED, NOT_GAINED, GAP, FIRST = "n", "t", "o", "b"
GRAMS = 1000


def results_of_weighing(visits: Sequence[Seen], since: str = "") -> list[Outcome | None]:
    """N, T, O or B of each month from one on: weight, birth; in order of time."""
    months = _newest_of_months(visits)
    return [_result(seen, months) if _is_judged(seen, months, since) else None for seen in visits]


def twice_not_gained(visits: Sequence[Seen], since: str = "") -> list[Outcome | None]:
    """2T of each month from one on in which it could be told: weight, birth; in order of time."""
    months = _newest_of_months(visits)
    return [_twice(seen, months) if _is_judged(seen, months, since) else None for seen in visits]


def _newest_of_months(visits: Sequence[Seen]) -> dict[str, Seen]:
    return {seen.period: seen for seen in visits if seen.values[0] is not None}


def _is_judged(seen: Seen, months: dict[str, Seen], since: str) -> bool:
    """Answer whether it is a month's newest weighing, and of a child young enough."""
    if seen.period < since or months.get(seen.period) is not seen or seen.number(0) is None:
        return False
    born = seen.date(1)
    if born is None or born > seen.day:
        return False
    return seen.is_within("balita_umur", age_in_months(born, seen.day))


def _result(seen: Seen, months: dict[str, Seen]) -> Outcome | None:
    before = months.get(next_month(seen.period, -1))
    key = _key(seen, before, months)
    band = seen.band("hasil_timbang", key)
    if before is None or band is None:
        return Outcome("", band)
    needed = _needed(seen)
    parts = (("Kenaikan", _grams(_gain(before, seen))), ("Kenaikan minimal (KBM)", _grams(needed)))
    return Outcome("", band, parts=parts)


def _twice(seen: Seen, months: dict[str, Seen]) -> Outcome | None:
    before = months.get(next_month(seen.period, -1))
    if before is None:
        return None
    earlier = months.get(next_month(seen.period, -2))
    both = {_key(seen, before, months), _key(before, earlier, months)}
    band = seen.band("dua_t", "ya" if both == {NOT_GAINED} else "tidak")
    return Outcome("", band)


def _key(seen: Seen, before: Seen | None, months: dict[str, Seen]) -> str:
    if before is None:
        return GAP if min(months) < seen.period else FIRST
    return GAINED if _gain(before, seen) >= _needed(seen) else NOT_GAINED


def _gain(before: Seen, now: Seen) -> Decimal:
    return ((now.number(0) or Decimal(0)) - (before.number(0) or Decimal(0))) * GRAMS


def _needed(seen: Seen) -> Decimal:
    born = seen.date(1)
    months = age_in_months(born, seen.day) if born else 0
    return seen.worth("kbm", months) or Decimal(0)


def _grams(number: Decimal) -> str:
    return f"{number.normalize():f} g"
