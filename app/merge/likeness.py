"""Who may be the same person: a declared list of levels, each with its score and its reasons. Pure.

A portrait is all that the mentions of one subject say of who it is. Two portraits are compared by
evidence (names, birth dates, NIK, No KK, mother, sex); the first level that holds gives the score.
It only ever suggests: a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from app.merge import births
from app.merge.names import ALIKE, APART, SAME, alike, words_of
from app.merge.numbers import neighbours, slip_between

REASONS: Mapping[str, str] = {
    "nama_sama": "Nama sama setelah gelar, singkatan, dan ejaan disamakan",
    "nama_mirip": "Nama mirip",
    "nama_berbeda": "Namanya sebagian berbeda",
    "belum_bernama": "Salah satunya belum bernama (bayi)",
    **{f"lahir_{name}": text for name, text in births.WORDS.items()},
    "nik_sama": "NIK sama",
    "nik_satu_angka": "NIK berbeda satu angka",
    "nik_tertukar": "Dua angka NIK tertukar",
    "nik_berbeda": "NIK berbeda: perbaiki dahulu NIK yang salah",
    "kk_sama": "No KK sama",
    "kk_satu_angka": "No KK berbeda satu angka",
    "kk_tertukar": "Dua angka No KK tertukar",
    "ibu_sama": "Nama ibu sama atau mirip",
    "kelamin_berbeda": "Jenis kelamin berbeda",
}
NO_DATE = frozenset({births.OTHER, births.UNKNOWN})


@dataclass(frozen=True, slots=True, order=True)
class Traits:
    """What one mention says of who it is, as it was told; empty where it says nothing."""

    name: str = ""
    birth: str = ""
    estimated: bool = False
    sex: str = ""
    mother: str = ""
    nik: str = ""  # 16 digits that can be true, though not always this person's
    no_kk: str = ""
    own_nik: bool = False  # whether the NIK fits the birth date, so that it counts for matching


@dataclass(frozen=True, slots=True)
class Portrait:
    """All that the mentions of a subject say of who it is."""

    told: frozenset[Traits]

    def values(self, name: str) -> frozenset[str]:
        """Answer the different values told of one trait."""
        return frozenset(value for one in self.told if (value := getattr(one, name)))

    @property
    def own_niks(self) -> frozenset[str]:
        """Answer the NIKs that count as this subject's own."""
        return frozenset(one.nik for one in self.told if one.nik and one.own_nik)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two portraits have in common, the best of what they tell."""

    name: float
    unnamed: bool  # one of them has no name yet, or none is told
    birth: str
    nik: str  # sama satu_angka tertukar berbeda, or empty where one tells none
    no_kk: str  # the same words
    mother: str  # sama berbeda, or empty
    other_sex: bool
    two_niks: bool  # each has a valid NIK of its own, and they differ
    twin_niks: bool  # ... as those of twins do

    @property
    def same_name(self) -> bool:
        """Answer whether the names are the same once written in one way."""
        return self.name >= SAME

    @property
    def like_name(self) -> bool:
        """Answer whether the names may be one."""
        return self.name >= ALIKE

    @property
    def unsure_name(self) -> bool:
        """Answer whether the names say neither that it is one person nor that it is two."""
        return self.unnamed or self.name > APART

    @property
    def same_birth(self) -> bool:
        """Answer whether they were born on the same day."""
        return self.birth == births.SAME

    @property
    def like_birth(self) -> bool:
        """Answer whether the birth dates may be one."""
        return self.birth not in NO_DATE

    @property
    def twins(self) -> bool:
        """Answer whether they look like twins: NIKs given one after the other, names that differ."""
        return self.twin_niks and not self.same_name

    @property
    def near_nik(self) -> bool:
        """Answer whether one NIK is the other typed wrong, or the same."""
        return self.nik not in {"", "berbeda"}

    @property
    def same_family(self) -> bool:
        """Answer whether the family card (perhaps typed wrong) or the mother is the same."""
        return self.no_kk not in {"", "berbeda"} or self.mother == "sama"

    @property
    def other_family(self) -> bool:
        """Answer whether family card and mother tell of another family, or of one and nothing else."""
        told = {self.no_kk, self.mother} - {""}
        return told == {"berbeda"}


@dataclass(frozen=True, slots=True)
class Level:
    """A way in which two subjects may be one: how sure it is, and when it holds."""

    name: str
    score: int  # of 100
    holds: Callable[[Evidence], bool]


@dataclass(frozen=True, slots=True)
class Likeness:
    """That two subjects may be one: by which level, how sure, for which reasons."""

    level: str
    score: int
    reasons: tuple[str, ...]


LEVELS: tuple[Level, ...] = (
    Level("nik_sama", 96, lambda e: e.nik == "sama" and e.like_name),
    Level("nik_salah_ketik", 94, lambda e: e.near_nik and e.like_name and e.like_birth),
    Level("keluarga_dan_nama", 92, lambda e: e.same_family and e.same_name and e.like_birth),
    Level("keluarga_dan_nama_mirip", 85, lambda e: e.same_family and e.like_name and e.like_birth),
    Level("nik_sama_nama_lain", 82, lambda e: e.nik == "sama" and e.unsure_name and e.like_birth),
    Level("bayi_belum_bernama", 80, lambda e: e.unnamed and e.same_family and e.same_birth),
    Level("keluarga_tanpa_tanggal", 79, lambda e: e.same_family and e.same_name),
    Level("nama_dan_tanggal", 78, lambda e: e.same_name and e.same_birth and not e.other_family),
    Level("nama_mirip_tanggal", 70, lambda e: e.like_name and e.same_birth and not e.other_family),
    Level("nama_tanggal_mirip", 62, lambda e: e.same_name and e.like_birth and not e.other_family),
)


def likeness(one: Portrait, two: Portrait) -> Likeness | None:
    """Answer why two subjects may be one person, or None where nothing says so."""
    evidence = evidence_of(one, two)
    if evidence.two_niks and not _worth_asking(evidence):
        return None
    if evidence.other_sex and not (evidence.same_name and evidence.same_birth):
        return None
    level = next((one for one in LEVELS if one.holds(evidence)), None)
    return Likeness(level.name, level.score, tuple(_reasons(evidence))) if level else None


def _worth_asking(evidence: Evidence) -> bool:
    """Two valid NIKs are two persons, unless one is the other typed wrong or all else is the same.

    Twins have neighbouring NIKs, the same birth date and family card: only the name tells them apart.
    """
    whole = evidence.same_name and evidence.same_birth and evidence.no_kk == "sama"
    return whole or (evidence.near_nik and evidence.like_name and not evidence.twins)


def evidence_of(one: Portrait, two: Portrait) -> Evidence:
    """Answer what two portraits have in common."""
    name, birth = _best_pair(one, two)
    mine, theirs = one.own_niks, two.own_niks
    return Evidence(
        name=name,
        unnamed=not all(any(map(words_of, who.values("name"))) for who in (one, two)),
        birth=birth,
        nik=_numbers(one.values("nik"), two.values("nik")),
        no_kk=_numbers(one.values("no_kk"), two.values("no_kk")),
        mother=_mothers(one.values("mother"), two.values("mother")),
        other_sex=bool(_differ(one.values("sex"), two.values("sex"))),
        two_niks=bool(_differ(mine, theirs)),
        twin_niks=any(neighbours(a, b) for a, b in product(mine, theirs)),
    )


BEST_FIRST = (
    *(births.SAME, births.SWAPPED, births.SLIP, births.NEAR, births.YEAR),
    *(births.UNKNOWN, births.OTHER),
)


def _best_pair(one: Portrait, two: Portrait) -> tuple[float, str]:
    """Answer the best likeness of names, and of birth dates, over what both tell."""
    names = [alike(a, b) for a, b in product(one.values("name"), two.values("name"))]
    dates = [
        births.difference(a.birth, b.birth, estimated=a.estimated or b.estimated)
        for a, b in product(one.told, two.told)
    ]
    return max(names, default=0.0), min(dates, key=BEST_FIRST.index, default=births.UNKNOWN)


def _numbers(mine: Iterable[str], theirs: Iterable[str]) -> str:
    found = [
        "sama" if a == b else slip_between(a, b) or "berbeda" for a, b in product(mine, theirs)
    ]
    ranked = ("sama", "satu_angka", "tertukar", "berbeda")
    return min(found, key=ranked.index, default="")


def _mothers(mine: Iterable[str], theirs: Iterable[str]) -> str:
    best = max((alike(a, b) for a, b in product(mine, theirs)), default=None)
    if best is None or APART < best < ALIKE:
        return ""
    return "sama" if best >= ALIKE else "berbeda"


def _differ(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _name_reason(evidence: Evidence) -> str:
    if evidence.unnamed:
        return "belum_bernama"
    if evidence.like_name:
        return "nama_sama" if evidence.same_name else "nama_mirip"
    return "nama_berbeda"


def _reasons(evidence: Evidence) -> Iterable[str]:
    """Answer the reasons by their words in REASONS, what speaks for it first."""
    if evidence.near_nik:
        yield f"nik_{evidence.nik}"
    yield _name_reason(evidence)
    if evidence.birth != births.OTHER:
        yield f"lahir_{evidence.birth}"
    if evidence.no_kk not in {"", "berbeda"}:
        yield f"kk_{evidence.no_kk}"
    if evidence.mother == "sama":
        yield "ibu_sama"
    if evidence.other_sex:
        yield "kelamin_berbeda"
    if evidence.two_niks:
        yield "nik_berbeda"
