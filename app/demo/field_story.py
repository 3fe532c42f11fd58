"""The chapters about people, houses, families and facilities met one by one, in the first pilot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.demo import anak_sekolah, catatan, data_kader, dewasa, ibu, keluarga, rumah, sarana
from app.demo.anak_sekolah import with_last_schooling
from app.demo.community import Community
from app.demo.days import Filling, first_day
from app.demo.dice import often
from app.demo.instances import Answers, in_group
from app.demo.monthly import meta, place_of
from app.demo.neighbours import Entry, Neighbourhood, Person, person_group
from app.demo.places import FIRST_PILOT, Place
from app.demo.registering import (
    HEALTH,
    PERSON,
    SCHOOL,
    YEARS,
    Ages,
    Known,
    known_after,
    on_list,
    thing_after,
    thing_on_list,
    with_last_visit,
)
from app.demo.story import Event, Photo, Sending, Stage, photo_name, senders_of, sending, verdict

CHAPTERS = (
    *(ibu.visits, dewasa.visits, anak_sekolah.visits, data_kader.entries),
    *(rumah.entries, keluarga.entries, sarana.entries, catatan.entries),
)
AGES = {
    ibu.FORM: Ages(61 * YEARS, 10 * YEARS),
    dewasa.YOUNG: Ages(19 * YEARS, 6 * YEARS),
    dewasa.GROWN: Ages(None, 19 * YEARS),
    anak_sekolah.FORM: Ages(19 * YEARS, 0),
    data_kader.FORM: Ages(None, 15 * YEARS),
}
ONLY_WOMEN = {ibu.FORM}
CAME = {
    ibu.FORM: "ibu",
    dewasa.YOUNG: "kunjungan",
    dewasa.GROWN: "kunjungan",
}  # where that is asked
LISTINGS = {one.FORM: one.LISTING for one in (rumah, keluarga, sarana)}
REVIEWERS = {
    "kes": "opd.kesehatan",
    "pend": "opd.pendidikan",
    "pu": "opd.pekerjaan_umum",
    "pr": "opd.perumahan_rakyat",
    "sos": "opd.sosial",
    "tib": "opd.trantibumlinmas",
}
REVIEWED = 0.6
NO_SIGNAL = 0.2  # of forms wait on the phone until the kader is home again
DRAWINGS = 8


def field_story(stage: Stage, place: Place, community: Community) -> Iterator[Event]:
    """Answer what the first pilot records person by person and thing by thing; others nothing yet."""
    if place.code != FIRST_PILOT:
        return
    here = Neighbourhood(stage, place, community)
    begin = first_day(stage.months[0])
    entries = [
        one for chapter in CHAPTERS for one in chapter(here) if begin <= one.day < here.today
    ]
    known: dict[str, Known] = {}
    for number, entry in enumerate(sorted(entries, key=lambda one: one.day)):
        sent = _sent(here, entry, number, known)
        yield sent
        if often(here.dice("ditinjau", sent.instance_id), REVIEWED):
            actor = REVIEWERS.get(entry.form_id.partition("_")[0], "sekretariat")
            yield verdict(stage, sent, actor)


def _sent(here: Neighbourhood, entry: Entry, number: int, known: dict[str, Known]) -> Sending:
    rng = here.dice("mengisi", entry.form_id, number)
    senders = senders_of(here.place, here.stage.seed)
    sender, filling = senders[number % len(senders)], _filling(here, entry, number)
    head = place_of(sender, rng) | in_group("kepala", tanggal_kegiatan=entry.day)
    answers = meta(sender, filling) | head | entry.answers
    made = None
    if entry.subject is not None:
        answers, now = _met(here, entry, answers, known)
        made = now.made
    photo = None
    if entry.picture:
        photo = Photo(photo_name(filling.end), entry.picture.scene, rng.randrange(DRAWINGS))
        answers[entry.picture.path] = photo.name
    key = (here.place.code, number)
    return sending(
        here.stage, sender, entry.form_id, answers, filling, key, photo=photo, makes=made
    )


def _met(
    here: Neighbourhood, entry: Entry, answers: Answers, lists: dict[str, Known]
) -> tuple[Answers, Known]:
    """Answer the answers with the subject registered or chosen, and what the list tells now."""
    if isinstance(entry.subject, Person):
        return _met_person(here, entry, entry.subject, answers, lists)
    key = str(entry.subject)
    listing, known = LISTINGS[entry.form_id], lists.get(key)
    answers = thing_on_list(
        listing, answers, entry.label, known, here.dice("daftar", key, entry.day)
    )
    lists[key] = thing_after(listing, answers, known)
    return answers, lists[key]


def _met_person(
    here: Neighbourhood, entry: Entry, who: Person, answers: Answers, lists: dict[str, Known]
) -> tuple[Answers, Known]:
    known, form_id = lists.get(who.key), entry.form_id
    rng = here.dice("daftar", who.key, entry.day)
    answers = person_group(who, here.place, entry.day) | answers
    answers = on_list(answers, known, rng, ages=AGES[form_id])
    answers["usia_tahun"] = str(who.age(entry.day))
    if form_id in ONLY_WOMEN:
        answers["kelamin_saja"] = "P"
    saves = PERSON
    if form_id in CAME:
        answers, saves = with_last_visit(answers, known, CAME[form_id]), HEALTH
    if form_id == anak_sekolah.FORM:
        answers, saves = with_last_schooling(answers, known.kept if known else {}), SCHOOL
    lists[who.key] = known_after(answers, known, saves)
    return answers, lists[who.key]


def _filling(here: Neighbourhood, entry: Entry, number: int) -> Filling:
    """One after the other through a day; where there is no signal it goes out at the next morning."""
    rng = here.dice("jam", entry.form_id, number)
    start = here.stage.clock.at(entry.day, 8 + number % 8, rng)
    end = start + timedelta(minutes=rng.randint(7, 16), seconds=rng.randrange(60))
    wait = timedelta(hours=15) if often(rng, NO_SIGNAL) else timedelta(minutes=rng.randint(2, 90))
    return Filling(start, end, end + wait)
