"""The neighbourhood an invented Posyandu serves: its standing figures, which reports vary a little."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from app.demo.dice import about, dice, part
from app.demo.places import Place

# Rough places of the kecamatan seats, two decimals (about a kilometre), for the map.
SEATS = {
    "64.02.01": (-0.36, 116.39),
    "64.02.02": (-0.53, 117.03),
    "64.02.03": (-0.58, 117.09),
    "64.02.04": (-0.56, 117.28),
    "64.02.05": (-0.33, 117.43),
    "64.02.06": (-0.42, 116.98),
    "64.02.07": (-0.27, 116.99),
    "64.02.08": (-0.24, 116.59),
    "64.02.09": (0.08, 116.49),
    "64.02.10": (0.17, 116.42),
    "64.02.11": (-0.13, 116.72),
    "64.02.12": (0.57, 116.02),
    "64.02.13": (-1.02, 117.04),
    "64.02.14": (-0.80, 117.21),
    "64.02.15": (-0.66, 117.23),
    "64.02.16": (-0.36, 117.06),
    "64.02.17": (-0.05, 117.42),
    "64.02.18": (-0.32, 116.52),
    "64.02.19": (-0.27, 116.62),
    "64.02.20": (-0.95, 116.93),
}


@dataclass(frozen=True, slots=True)
class Community:
    """Standing figures of a neighbourhood; people counted in heads, households in KK.

    `key` opens dice for what is as lasting as these figures, such as a village library.
    """

    key: str
    men: int
    women: int
    households: int
    houses: int
    toddlers_l: int
    toddlers_p: int
    pregnant: int
    school_age: int  # 6 to 18
    adults: int  # 19 to 59
    elderly: int
    disabled: int
    poor_households: int
    riverside: bool  # water and floods are another matter there
    piped_share: float  # of households
    weighed_share: float  # D/S as this Posyandu usually reaches it
    kader: int
    opening_week: int  # 1 to 4
    opening_weekday: int  # Monday 0 to Saturday 5
    latitude: float
    longitude: float

    @property
    def people(self) -> int:
        """Answer how many live here."""
        return self.men + self.women

    @property
    def toddlers(self) -> int:
        """Answer how many are under five."""
        return self.toddlers_l + self.toddlers_p


def community_of(place: Place, seed: int) -> Community:
    """Answer the neighbourhood of a Posyandu; its sizes are those of Kukar divided by 821."""
    rng = dice(seed, "lingkungan", place.code)
    people = min(1600, max(420, about(rng, 980, 0.18)))
    men = part(rng, people, 0.512, 0.008)
    households = round(people / rng.uniform(3.5, 3.9))
    toddlers = part(rng, people, 0.088, 0.008)
    toddlers_l = part(rng, toddlers, 0.51, 0.03)
    school_age, elderly = part(rng, people, 0.235, 0.01), part(rng, people, 0.085, 0.01)
    urban = place.desa.kind == "kelurahan"
    return Community(
        key=f"{seed}|{place.code}",
        men=men,
        women=people - men,
        households=households,
        houses=part(rng, households, 0.93, 0.02),
        toddlers_l=toddlers_l,
        toddlers_p=toddlers - toddlers_l,
        pregnant=max(3, part(rng, people, 0.016, 0.003)),
        school_age=school_age,
        adults=people - toddlers - school_age - elderly,
        elderly=elderly,
        disabled=part(rng, people, 0.009, 0.002),
        poor_households=part(rng, households, 0.08 if urban else 0.12, 0.02),
        riverside=rng.random() < (0.35 if urban else 0.6),
        piped_share=rng.uniform(0.62, 0.9) if urban else rng.uniform(0.2, 0.6),
        weighed_share=rng.uniform(0.8, 0.92) if place.is_pilot else rng.uniform(0.58, 0.86),
        kader=rng.randint(5, 9),
        opening_week=_week(place, rng),
        opening_weekday=rng.randint(0, 5),
        latitude=_near(rng, SEATS.get(place.desa.kecamatan, (-0.42, 116.98))[0]),
        longitude=_near(rng, SEATS.get(place.desa.kecamatan, (-0.42, 116.98))[1]),
    )


def _week(place: Place, rng: Random) -> int:
    # The pilots open early, so that the running month has something to look at.
    return rng.randint(1, 2) if place.is_pilot else rng.randint(1, 4)


def _near(rng: Random, degrees: float) -> float:
    return round(degrees + rng.uniform(-0.03, 0.03), 5)
