"""The quality rules about several submissions: a person, a NIK, a Posyandu's month, a kader's day. Pure.

Each answers the same for the same readings, in whatever order they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from math import asin, cos, radians, sin, sqrt
from statistics import median

from app.registry.periods import next_month
from app.review.quality_checks import Group, Limits, Seen
from app.review.quality_names import are_others
from app.review.quality_reading import ACTIVE, HEIGHT, WEIGHT, Number, Reading

MONTHLY_HEALTH, CHILD_VISIT = "kes_bulanan", "kes_balita"
WEIGHED = ("kes.balita_d_l", "kes.balita_d_p")
NOTHING = "nihil"
MONTH_DAYS = 30
EARTH_KM = 6371.0
ROUND_SHARE = 0.2  # of weights to a tenth of a kilogram that end in 0 or 5 by chance
BAND = 50  # how far the index must go before a person is asked again


# -- one person


def weight_changed(group: Group, limits: Limits) -> Iterator[Seen]:
    """A child's weight that fell, or rose, between two visits as a body hardly can."""
    for before, one in _told_twice(group.readings, WEIGHT):
        old, new = before.numbers[WEIGHT], one.numbers[WEIGHT]
        days = (one.observed_at - before.observed_at).days
        fell = old > 0 and (old - new) / old * 100 >= limits["turun_persen"]
        rose = new - old > limits["naik_kg"] * max(1.0, days / MONTH_DAYS)
        if fell or rose:
            # How much, not how heavy: what a child weighs is shown where it is masked by right.
            share = round(abs(new - old) / old * 100) if old else 0
            details = {"arah": "turun" if fell else "naik", "persen": share, "hari": days}
            yield _of_pair(before, one, details, (old, new))


def height_fell(group: Group, limits: Limits) -> Iterator[Seen]:
    """A child who became shorter by more than lying and standing explain."""
    for before, one in _told_twice(group.readings, HEIGHT):
        old, new = before.numbers[HEIGHT], one.numbers[HEIGHT]
        if old - new > limits["turun_cm"]:
            yield _of_pair(before, one, {"cm": round(old - new, 1)}, (old, new))


def served_after_death(group: Group, _limits: Limits) -> Iterator[Seen]:
    """Somebody told to have died and, of a later day, as living: one of the two is about another."""
    deaths = [one for one in group.readings if "meninggal_sejak" in one.marks]
    living = [one for one in group.readings if "meninggal_sejak" not in one.marks]
    if not deaths or not living:
        return
    told, served = min(deaths, key=_death_of), max(living, key=lambda one: one.order)
    days = (served.observed_at - _death_of(told)).days
    if days > 0:
        evidence = (told.instance_id, served.instance_id, days)
        yield Seen(served, group.about, {"hari": days}, evidence, _since([told, served]))


def _death_of(reading: Reading) -> datetime:
    return reading.observed_at - timedelta(days=reading.marks["meninggal_sejak"])


def _told_twice(readings: Sequence[Reading], name: str) -> Iterator[tuple[Reading, Reading]]:
    """Answer a person's visits that tell of a field, each with the one before it."""
    told = sorted((one for one in readings if name in one.numbers), key=lambda one: one.order)
    return pairwise(told)


def _of_pair(
    before: Reading, one: Reading, details: Mapping[str, Number | str], evidence: object
) -> Seen:
    since = max(before.received_at, one.received_at)
    return Seen(one, one.instance_id, details, (before.instance_id, evidence), since)


# -- one NIK


def nik_of_several(group: Group, _limits: Limits) -> Iterator[Seen]:
    """The same NIK told with names, or days of birth, that are not one person's."""
    told = sorted(group.readings, key=lambda one: one.order)
    names = _kinds([one.marks["nama"] for one in told if one.marks.get("nama")])
    births = sorted({one.marks["lahir"] for one in told if one.marks.get("lahir")})
    if names < 2 and len(births) < 2:
        return
    sets = sorted({" ".join(one.marks.get("nama", ())) for one in told})
    details = {"kiriman": len(told), "nama_berbeda": names, "tanggal_lahir_berbeda": len(births)}
    yield Seen(told[-1], group.about, details, (sets, births), _since(told))


def _kinds(names: Sequence[Sequence[str]]) -> int:
    """Answer how many names are told of which no two can be the same person's."""
    apart = any(are_others(one, other) for one, other in combinations(_distinct(names), 2))
    if not apart:
        return 1
    kinds: list[tuple[str, ...]] = []
    for name in _distinct(names):
        if all(are_others(name, other) for other in kinds):
            kinds.append(name)
    return max(2, len(kinds))


def _distinct(names: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    return sorted({tuple(name) for name in names})


# -- one Posyandu's month; the group holds the three months before it too


def typed_against_counted(group: Group, limits: Limits) -> Iterator[Seen]:
    """Children weighed by the monthly report against children weighed one by one."""
    report = _report_of(_of_month(group), MONTHLY_HEALTH)
    visits = [
        one for one in _of_month(group) if one.form_id == CHILD_VISIT and WEIGHT in one.numbers
    ]
    counted = len({one.subject_id or one.instance_id for one in visits})
    typed = _typed(report) if report else None
    if report is None or typed is None or not counted:
        return
    allowed = max(limits["selisih_anak"], typed * limits["selisih_persen"] / 100)
    # Recording each child is a choice of the Posyandu: few of many means that it has not begun.
    recorded = counted * 100 >= typed * limits["tercatat_persen"]
    if counted - typed > allowed or (recorded and typed - counted > allowed):
        details = {"laporan": typed, "dihitung": counted}
        yield Seen(report, _key(group), details, (typed, counted), _since([report, *visits]))


def _typed(report: Reading) -> int | None:
    if report.status == NOTHING:
        return 0
    told = [int(report.numbers[name]) for name in WEIGHED if name in report.numbers]
    return sum(told) if told else None


def copied_report(group: Group, limits: Limits) -> Iterator[Seen]:
    """A monthly report whose own numbers all equal those of the month before."""
    before = next_month(group.period, -1)
    month = _of_month(group)
    for form_id in sorted({one.form_id for one in month if one.marks.get("salinan")}):
        one = _report_of(month, form_id)
        old = _report_of((o for o in group.readings if o.period == before), form_id)
        if not one or not old or one.status != ACTIVE:
            continue
        same = one.marks.get("salinan") == old.marks.get("salinan")
        if same and one.marks.get("isi", 0) >= limits["angka"]:
            evidence = (one.instance_id, old.instance_id, one.marks["salinan"])
            details = {"angka": one.marks["isi"]}
            yield Seen(one, one.instance_id, details, evidence, _since([one, old]))


def round_weights(group: Group, limits: Limits) -> Iterator[Seen]:
    """Weights that end in 0 or 5 far more often than chance gives: an index of 100 is chance."""
    told = [one for one in group.readings if WEIGHT in one.numbers]
    latest = [one for one in told if one.period == group.period]
    if not latest or len(told) < limits["timbangan"]:
        return
    share = sum(float(one.numbers[WEIGHT] * 2).is_integer() for one in told) / len(told)
    index = round(share / ROUND_SHARE * 100)
    if index >= limits["indeks"]:
        details = {"timbangan": len(told), "persen": round(share * 100), "indeks": index}
        newest = max(latest, key=lambda one: one.order)
        yield Seen(newest, _key(group), details, (index // BAND,), _since(told))


def far_away(group: Group, limits: Limits) -> Iterator[Seen]:
    """A place far from the middle of the places this Posyandu's submissions came from."""
    placed = [one for one in group.readings if "lintang" in one.marks]
    if len(placed) < limits["titik"]:
        return
    middle = (
        median(one.marks["lintang"] for one in placed),
        median(one.marks["bujur"] for one in placed),
    )
    for one in placed:
        here = one.marks["lintang"], one.marks["bujur"]
        distance = kilometres(here, middle)
        if one.period == group.period and distance > limits["jarak_km"]:
            # The middle moves a little with every submission: the evidence is the place alone.
            details = {"jarak_km": round(distance), "titik": len(placed)}
            yield Seen(one, one.instance_id, details, here, one.received_at)


def kilometres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Answer the distance over ground between two places in degrees."""
    (lat, lon), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (here, there))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def _of_month(group: Group) -> list[Reading]:
    return [one for one in group.readings if one.period == group.period]


def _report_of(readings: Iterable[Reading], form_id: str) -> Reading | None:
    """Answer a month's report that counts: the newest accepted one, else the newest."""
    reports = [one for one in readings if one.form_id == form_id]
    return max(reports, key=lambda one: one.standing, default=None)


def _key(group: Group) -> str:
    return f"{group.about}:{group.period}"


# -- one kader's day


def many_at_once(group: Group, limits: Limits) -> Iterator[Seen]:
    """More forms begun within minutes than one person can fill."""
    begun = sorted(
        (one for one in group.readings if one.filled_at), key=lambda one: (one.filled_at, one.order)
    )
    most = _busiest([one.filled_at for one in begun if one.filled_at], limits["menit"])
    if len(most) >= limits["kiriman"]:
        window = begun[most.start : most.stop]
        details = {"kiriman": len(window), "menit": limits["menit"]}
        yield Seen(window[-1], group.about, details, (len(window),), _since(window))


def _busiest(moments: Sequence[datetime], minutes: float) -> range:
    """Answer where in a sorted row the most moments lie within so many minutes, the first such."""
    start, best = 0, range(0)
    for end, moment in enumerate(moments):
        while moment - moments[start] > timedelta(minutes=minutes):
            start += 1
        if end + 1 - start > len(best):
            best = range(start, end + 1)
    return best


def _since(readings: Iterable[Reading]) -> datetime:
    return max(one.received_at for one in readings)
