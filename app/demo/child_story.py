"""The chapters about profiles and about children: filled once, and seen month after month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from app.demo import profil, visits
from app.demo.children import Child, children_of
from app.demo.community import Community
from app.demo.days import Filling, filling_on, first_day, opening_day
from app.demo.dice import dice, often
from app.demo.places import STEADY, TENGGARONG, Place, Reporter
from app.demo.registering import Known, known_after, on_list, with_last_visit
from app.demo.slips import hurried, slipped, slips_of
from app.demo.story import (
    BUILDING,
    Event,
    Photo,
    Sending,
    Stage,
    photo_name,
    senders_of,
    sending,
    verdict,
)
from app.demo.visits import Visit

NEIGHBOURS = 2  # Posyandu besides the pilot that record single children
ATTENDANCE = 0.9
REVIEWED = 0.25  # of visits: the OPD looks at some
TRAVELLER = 2  # this child of the first Posyandu is last seen in the second
LEAVER = 4  # this child of the first Posyandu moves out of the kabupaten
BUILDING_DRAWINGS = 24
EARLIEST = date(2024, 1, 2)  # the forms take no earlier day


def profile_story(stage: Stage, reporter: Reporter, community: Community) -> Iterator[Event]:
    """Answer a Posyandu's profile, filled before the first month; the pilot fills it twice."""
    place = reporter.place
    rng = dice(stage.seed, "mengisi profil", place.code)
    if not place.is_pilot and reporter.habit != STEADY and often(rng, 0.5):
        return
    senders = senders_of(place, stage.seed)
    day = max(EARLIEST, first_day(stage.months[0]) - timedelta(days=rng.randint(4, 40)))
    for time in range(2 if place.is_pilot else 1):
        filling = filling_on(day + timedelta(days=45 * time), stage.clock, rng, (14, 40))
        sender = senders[time % len(senders)]
        answers = profil.profile(place, community, sender, filling, rng)
        if time:
            answers["sarana/jml_hp_tablet"] = str(int(answers["sarana/jml_hp_tablet"]) + 1)
            if place.code.endswith("2"):
                # Nobody quite remembers: two answers that only a person can settle.
                year = int(answers["identitas/tahun_berdiri"]) - 2
                answers["identitas/tahun_berdiri"] = str(year)
        photo = Photo(photo_name(filling.end), BUILDING, rng.randrange(BUILDING_DRAWINGS))
        answers[profil.PHOTO] = photo.name
        sent = sending(
            stage, sender, profil.FORM, answers, filling, (place.code, time), photo=photo
        )
        yield sent
        if not time or not place.code.endswith("2"):
            yield verdict(stage, sent, "sekretariat")


@dataclass(frozen=True, slots=True)
class Meeting:
    """An opening day of a Posyandu, in order from the first."""

    place: Place
    order: int
    day: date


def visit_story(
    stage: Stage, reporters: Sequence[Reporter], communities: dict[str, Community], wanted: int
) -> Iterator[Event]:
    """Answer so many visits of children: whole histories, rather than many children once."""
    places = _places(reporters)
    meetings = [
        meeting for place in places for meeting in _meetings(stage, place, communities[place.code])
    ]
    if not meetings or not wanted:
        return
    each = ceil(wanted / (len(meetings) * (ATTENDANCE - 0.05)))
    first = first_day(stage.months[0])
    families = {
        place.code: children_of(place, each, first, stage.seed, number)
        for number, place in enumerate(places)
    }
    every = [
        visit
        for order in range(each)
        for place in places
        for visit in _history(stage, families[place.code][order], order, meetings, places)
    ]
    slips = slips_of([visit for visit, _at in every])
    lists: dict[tuple[str, ...], Known] = {}
    arrived = [
        sent
        for number, (visit, at) in enumerate(every)
        if (sent := _sent(stage, visit, at, number, slips.get(number), lists, places)).at
        <= stage.clock.until
    ]
    for sent in arrived[:wanted]:
        yield sent
        if often(dice(stage.seed, "ditinjau", sent.instance_id), REVIEWED):
            yield verdict(stage, sent, "opd.kesehatan")


def _places(reporters: Sequence[Reporter]) -> list[Place]:
    pilots = [one.place for one in reporters if one.place.is_pilot]
    near = [
        one.place
        for one in reporters
        if one.habit == STEADY and one.place.desa.kecamatan == TENGGARONG
    ]
    return pilots + near[:NEIGHBOURS]


def _meetings(stage: Stage, place: Place, community: Community) -> Iterator[Meeting]:
    for order, period in enumerate(stage.months):
        day = opening_day(period, community.opening_week, community.opening_weekday)
        if day < stage.clock.until.date():
            yield Meeting(place, order, day)


def _history(
    stage: Stage, child: Child, order: int, meetings: Sequence[Meeting], places: Sequence[Place]
) -> Iterator[tuple[Visit, Place]]:
    """Answer a child's visits, each with the Posyandu where it was seen."""
    rng = dice(stage.seed, "hadir", child.place.code, order)
    own = [meeting for meeting in meetings if meeting.place == child.place]
    number, missed = 0, False
    for meeting in own:
        came = often(rng, ATTENDANCE)
        sought = not came and often(rng, 0.6)
        day = meeting.day + timedelta(days=0 if came else rng.randint(2, 4))
        if (came or sought) and day < stage.clock.until.date():
            parts = child.place == places[0] and meeting == own[-1] and number > 0
            at = places[1] if parts and order == TRAVELLER else child.place
            yield Visit(child, number, day, sought, missed, moved=parts and order == LEAVER), at
            number += 1
        missed = not came and not sought


def _sent(
    stage: Stage,
    visit: Visit,
    at: Place,
    number: int,
    slip: str | None,
    lists: dict[tuple[str, ...], Known],
    places: Sequence[Place],
) -> Sending:
    """Answer a visit as sent; `lists` are the children on the list of each Posyandu."""
    child = visit.child
    rng = dice(stage.seed, "kunjungan", child.place.code, child.name, visit.day)
    sender = senders_of(at, stage.seed)[0]
    filling = hurried(_filling(stage, visit, number), slip)
    answers = visits.visit_form(visit, sender, filling, rng)
    answers = slipped(answers, slip, rounds=at == places[-1])
    key = (child.place.code, child.born, child.name, visit.order)
    makes = None
    if child.agrees:
        listed = (at.code, child.place.code, child.name, str(child.born))
        known = lists.get(listed)
        changed = (
            known is not None and child.nik is not None and visit.order == child.nik_known_from
        )
        answers = with_last_visit(on_list(answers, known, rng, changed=changed), known)
        lists[listed] = known_after(answers, known)
        makes = lists[listed].made
    return sending(stage, sender, visits.FORM, answers, filling, key, makes=makes)


def _filling(stage: Stage, visit: Visit, number: int) -> Filling:
    """Children of one opening day are recorded one after the other and sent at noon."""
    day = dice(stage.seed, "hari buka", visit.child.place.code, visit.day)
    queue = number // 6 % 14
    start = stage.clock.at(visit.day, 8, dice(visit.child.name, visit.day))
    start += timedelta(minutes=9 * queue)
    end = start + timedelta(minutes=5, seconds=40)
    noon = stage.clock.at(visit.day, 12, day) + timedelta(seconds=7 * queue)
    wait = timedelta(days=1 if often(day, 0.2) else 0)
    return Filling(start, end, max(end + timedelta(minutes=1), noon + wait))
