"""Where the invented Posyandu stand, which of them report, and how diligently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from app.demo import names
from app.demo.dice import dice, often

MALUHU = "64.02.06.1011"
FIRST_PILOT = f"{MALUHU}.001"  # which also records people, houses, families and facilities
TENGGARONG = "64.02.06"
PILOTS = 4  # Posyandu in Kelurahan Maluhu, always

DILIGENT = "tekun"  # all six bidang, early in the month
STEADY = "rajin"  # all six bidang, around the end of the month
SELDOM = "jarang"  # some bidang, sometimes, sometimes late
STEADY_NEIGHBOURS = 12
FIRST = "64.02.01"  # lists begin with this kecamatan
REPORTERS_FIRST = 5
REPORTERS_ELSEWHERE = 6
BIDANG = (
    "kesehatan",
    "pendidikan",
    "pekerjaan_umum",
    "perumahan_rakyat",
    "sosial",
    "trantibumlinmas",
)


@dataclass(frozen=True, slots=True)
class Desa:
    """A desa or kelurahan by its real code and name, in its kecamatan."""

    code: str
    name: str
    kind: str
    kecamatan: str
    kecamatan_name: str


@dataclass(frozen=True, slots=True)
class Place:
    """An invented Posyandu in a real desa, with its invented kader."""

    code: str
    name: str
    desa: Desa
    kader: tuple[str, ...]

    @property
    def is_pilot(self) -> bool:
        """Answer whether it is one of Maluhu's four."""
        return self.desa.code == MALUHU


@dataclass(frozen=True, slots=True)
class Reporter:
    """A Posyandu that sends reports: its habit, and which bidang it works in."""

    place: Place
    habit: str
    bidang: tuple[str, ...]


def spread(desa: Sequence[Desa], wanted: int, seed: int) -> list[Place]:
    """Answer the Posyandu: four in Maluhu, the others evenly over all desa; at least those four."""
    rng = dice(seed, "sebaran")
    found = names.posyandu_names(seed)
    counts = _counts([one.code for one in desa], wanted, rng)
    return [
        Place(f"{one.code}.{order:03d}", next(found), one, _kader(seed, one.code, order))
        for one in desa
        for order in range(1, counts[one.code] + 1)
    ]


def _counts(codes: Sequence[str], wanted: int, rng: Random) -> Mapping[str, int]:
    others = [code for code in codes if code != MALUHU]
    each, over = divmod(max(0, wanted - PILOTS), len(others))
    rng.shuffle(others)
    if each == 0:
        # So few that most desa get none: begin next to the pilot, where a visitor looks.
        others.sort(key=lambda code: not code.startswith(TENGGARONG + "."))
    counts = {code: each + (number < over) for number, code in enumerate(others)}
    return counts | {MALUHU: PILOTS}


def _kader(seed: int, desa: str, order: int) -> tuple[str, ...]:
    rng = dice(seed, "kader", desa, order)
    wanted = 2 if desa == MALUHU or often(rng, 0.5) else 1
    found: dict[str, None] = {}
    while len(found) < wanted:
        found[names.woman(rng) if often(rng, 0.92) else names.man(rng)] = None
    return tuple(found)


def reporters(places: Sequence[Place], seed: int) -> list[Reporter]:
    """Answer who reports: Maluhu, all of Tenggarong, a few where lists begin, a few elsewhere."""
    rng = dice(seed, "pelapor")
    by_kecamatan: dict[str, list[Place]] = {}
    for place in places:
        by_kecamatan.setdefault("" if place.is_pilot else place.desa.kecamatan, []).append(place)
    pilots, near = by_kecamatan.pop(""), by_kecamatan.pop(TENGGARONG, [])
    first = by_kecamatan.pop(FIRST, [])[: 3 * REPORTERS_FIRST]
    first = rng.sample(first, min(REPORTERS_FIRST, len(first)))
    far = rng.sample(sorted(by_kecamatan), min(REPORTERS_ELSEWHERE, len(by_kecamatan)))
    rng.shuffle(near)
    chosen = [Reporter(place, DILIGENT, BIDANG) for place in pilots + first]
    chosen += [_reporter(place, STEADY, rng) for place in near[:STEADY_NEIGHBOURS]]
    chosen += [_reporter(place, SELDOM, rng) for place in near[STEADY_NEIGHBOURS:]]
    chosen += [_reporter(rng.choice(by_kecamatan[code]), STEADY, rng) for code in far]
    return sorted(chosen, key=lambda one: one.place.code)


def _reporter(place: Place, habit: str, rng: Random) -> Reporter:
    wanted = 6 if habit == STEADY else rng.randint(1, 3)
    # The health report is what nearly every Posyandu already does.
    first = [BIDANG[0]] if often(rng, 0.9) else []
    rest = rng.sample(BIDANG[1:], wanted - len(first) if wanted < 6 else 5)
    chosen = {*first, *rest} if wanted < 6 else set(BIDANG)
    return Reporter(place, habit, tuple(bidang for bidang in BIDANG if bidang in chosen))
