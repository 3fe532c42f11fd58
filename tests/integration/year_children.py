"""Ninety balita of a synthetic year: born, moving in and out, weighed, missed, mistyped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.demo import registering, visits
from app.demo.children import Child, children_of, nik_of
from app.demo.days import opening_day
from app.demo.dice import dice, instance_id, often
from app.demo.instances import Answers
from app.demo.visits import Visit
from tests.integration.submissions import MAWAR, MELATI
from tests.integration.year_sending import DESA, MONTHS, SEED, SENDERS, YEAR, Sent, filling_of

BALITA = 90
BORN = range(76, 84)  # these are born during the year
CAME = range(84, 90)  # these move in, in the middle of it
LEFT = {5: 4, 17: 7, 33: 9}  # these move away: the month in which the kader hears of it
ELSEWHERE = {8: 8, 12: 6}  # these are seen in the next Posyandu from that month on
TWICE_LISTED = 20  # registered anew in June: another entity, the same NIK
MISTYPED = 40  # 35 kg in March, and nobody corrects it
FORM = visits.FORM


@dataclass(slots=True)
class Balita:
    """A child, and what the phones' list tells of it; `order` counts its visits."""

    number: int
    child: Child
    order: int = 0
    missed: bool = False
    known: registering.Known | None = field(default=None)


def balita() -> list[Balita]:
    """Answer all of them, some large, some small and some thin."""
    found = children_of(SENDERS[MAWAR].place, BALITA, date(YEAR, 1, 10), SEED, 0)
    return [Balita(number, _as_told(number, child)) for number, child in enumerate(found)]


def _as_told(number: int, child: Child) -> Child:
    growth = child.growth
    short, thin = number % 7 == 3, number % 9 == 5
    growth = replace(
        growth,
        length_factor=0.915 if short else growth.length_factor,
        weights=tuple(one * 0.73 for one in growth.weights) if thin else growth.weights,
    )
    child = replace(child, growth=growth)
    if number in BORN:
        born = date(YEAR, number - BORN.start + 2, 3 + number % 20)
        nik = nik_of(DESA.kecamatan, born, child.sex, number) if child.nik else None
        child = replace(child, born=born, nik=nik)
    if number == TWICE_LISTED:
        nik = nik_of(DESA.kecamatan, child.born, child.sex, number)
        child = replace(child, nik=nik, nik_known_from=0)
    return child


def visits_of_year() -> Iterator[Sent]:
    """Answer every visit, month by month."""
    everyone = balita()
    for month, period in enumerate(MONTHS, start=1):
        opening = opening_day(period, 2, 1)
        for one in everyone:
            yield from _visits(one, month, opening)


def _visits(one: Balita, month: int, opening: date) -> Iterator[Sent]:
    number, child = one.number, one.child
    if (number in CAME and month < number - 79) or child.born > opening - timedelta(days=3):
        return
    if month > LEFT.get(number, 12):
        return
    rng = dice(SEED, "hadir", number, month)
    came = often(rng, 0.86) or number in LEFT
    sought = not came and often(rng, 0.4)
    at_home = sought or (number + 2 * month) % 31 == 0
    day = opening + timedelta(days=4 if sought else 0)
    visit = Visit(
        child, one.order, day, sought, one.missed, moved=month == LEFT.get(number) and one.order > 0
    )
    one.missed = not (came or sought)
    if one.missed or visit.months > 60:
        return
    yield _sent(one, visit, month)
    if at_home and not visit.moved:
        again = replace(visit, order=one.order, day=day + timedelta(days=6), at_home=True)
        yield _sent(one, again, month)


def _sent(one: Balita, visit: Visit, month: int) -> Sent:
    number, child = one.number, one.child
    place = MELATI if month >= ELSEWHERE.get(number, 13) else MAWAR
    filling = filling_of(visit.day, number, hour=8 + number % 3)
    rng = dice(SEED, "kunjungan", number, visit.day)
    if number == TWICE_LISTED and month == 6:
        one.known = None
    told = visits.visit_form(visit, SENDERS[place], filling, rng)
    told = {**told, **_oddly_measured(told, number, month)} if "ukur/bb" in told else told
    told = {path: text for path, text in told.items() if text}
    one.order += 1
    makes = None
    if child.agrees:
        changed = bool(one.known and child.nik) and visit.order == child.nik_known_from
        told = registering.on_list(told, one.known, rng, changed=changed)
        told = registering.with_last_visit(told, one.known)
        one.known = registering.known_after(told, one.known)
        makes = one.known.made
    return Sent(FORM, told, instance_id(rng), filling.received, makes)


def _oddly_measured(told: Answers, number: int, month: int) -> Answers:
    """What is not as usual of some visits; an empty answer is one left open."""
    odd: Answers = {}
    if number % 13 == 3 and month % 4 == 0:
        odd |= {"ukur/pb_tb": "", "ukur/cara_ukur": ""}
    elif (number + month) % 17 == 0:
        lying = told["ukur/cara_ukur"] == "berbaring"
        odd["ukur/cara_ukur"] = "berdiri" if lying else "berbaring"
    if (number + month) % 29 == 0:
        odd |= {"ukur/bb": "", "ukur/hitung_ditimbang": "", "ukur/status_timbang": ""}
    if number == 21 and month == 5:
        odd |= {"ukur/edema": "ya", "ukur/hitung_edema": "1"}
    if number % 30 == 10 and month in (6, 7) and "ukur/lila" in told:
        odd |= {"ukur/lila": "11.2", "ukur/hitung_lila_rendah": "1"}
    if number % 20 == 11 and month == 7:
        odd["sehat/gejala_tbc"] = "batuk lesu"
    if number == MISTYPED and month == 3:
        odd["ukur/bb"] = "35"
    return odd
