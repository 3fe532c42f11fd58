"""The people of the pilot's neighbourhood who are met one by one, and when somebody comes to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo import names
from app.demo.children import family_card, nik_of
from app.demo.community import Community
from app.demo.days import opening_day
from app.demo.dice import dice
from app.demo.instances import Answers, in_group
from app.demo.places import Place
from app.demo.story import Stage

GROWN_UP = 18
SERIAL = 500  # children's serial numbers stay below
YEAR = 365.25  # days


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented, and where they live."""

    key: str
    name: str
    sex: str  # L or P
    born: date
    nik: str
    card: str
    rt: str
    jkn: str

    def age(self, day: date) -> int:
        """Answer the age in whole years, as forms calculate it."""
        years = day.year - self.born.year
        return years - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo a form takes: its question, and what it shows."""

    path: str
    scene: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A form filled about somebody or something: the day, and the answers to its own questions.

    `subject` is the person, or a key by which a thing is known again; `label` names a thing.
    """

    form_id: str
    day: date
    answers: Answers
    subject: Person | str | None = None
    label: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The pilot's neighbourhood as the story comes to it."""

    stage: Stage
    place: Place
    community: Community

    @property
    def today(self) -> date:
        """Answer the demo's present day."""
        return self.stage.clock.until.date()

    @property
    def meetings(self) -> list[date]:
        """Answer the opening days so far, the newest first."""
        week, weekday = self.community.opening_week, self.community.opening_weekday
        days = [opening_day(period, week, weekday) for period in self.stage.months]
        return [day for day in reversed(days) if day < self.today]

    def ago(self, days: int) -> date:
        """Answer the day so many days before the present."""
        return self.today - timedelta(days=days)

    def dice(self, *key: object) -> Random:
        """Answer dice for something of this neighbourhood."""
        return dice(self.stage.seed, "warga", self.place.code, *key)

    def spot(self, *key: object) -> str:
        """Answer a point within some hundred metres of the Posyandu, as a phone gives it."""
        rng, here = self.dice("titik", *key), self.community
        north, east = (rng.uniform(-0.003, 0.003) for _ in "ab")
        return f"{here.latitude + north:.5f} {here.longitude + east:.5f} 0 {rng.randint(4, 12)}"

    def person(self, key: str, sex: str, years: int, name: str = "") -> Person:
        """Answer somebody of an age, who has had this year's birthday months ago."""
        rng = self.dice(key)
        born = self.today - timedelta(days=round(years * YEAR) + rng.randint(150, 330))
        serial = SERIAL + rng.randrange(400)
        family = rng.choice(names.FAMILIES)
        if years < GROWN_UP:
            called = names.child(rng, sex, family)
        else:
            called = f"{rng.choice(names.WOMEN if sex == 'P' else names.MEN)} {family}"
        kecamatan = self.place.desa.kecamatan
        return Person(
            key=key,
            name=name or called,
            sex=sex,
            born=born,
            nik=nik_of(kecamatan, born, sex, serial),
            card=family_card(kecamatan, born, serial),
            rt=f"{rng.randint(1, 9):03d}",
            jkn=rng.choice(("pbi", "pbi", "non_pbi", "tidak_punya")),
        )


def person_group(who: Person, place: Place, day: date) -> Answers:
    """Answer what a form asks of a person it registers."""
    return in_group(
        "orang",
        persetujuan="ya",
        persetujuan_dari="sendiri" if who.age(day) >= GROWN_UP else "ibu",
        nama=who.name,
        nik=who.nik,
        no_kk=who.card,
        jenis_kelamin=who.sex,
        tanggal_lahir=who.born,
        tanggal_lahir_perkiraan="tidak",
        rt=who.rt,
        alamat=f"RT {who.rt}, {place.desa.name}",
        disabilitas="tidak_ada",
        jkn=who.jkn,
        keadaan="tinggal",
    )


def health_end(
    symptoms: str = "tidak_ada", advice: str | None = None, why: str = "", to: str = "puskesmas"
) -> Answers:
    """Answer how every health form about grown people ends: symptoms, advice and referral."""
    return in_group(
        "sehat",
        gejala_tbc=symptoms,
        hitung_gejala_tbc=1 if len(symptoms.split()) > 1 else None,
        edukasi=advice,
        rujuk=to if why else "tidak",
        alasan_rujuk=why or None,
        hitung_dirujuk=1 if why else None,
    )
