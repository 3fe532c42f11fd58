"""A card of quality that teaches: how complete, timely and plausible, and what would raise it. Pure.

A card is of one Posyandu or one kader and is compared with nobody: there is no list of who is best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.registry.words import number_words
from app.review.quality_words import WORDS

SMALL = 5  # below, a share says little, and the card says so
GOOD, FAIR = 90, 70
WEIGHTS = (4, 3, 3)
MOST_TIPS = 3


@dataclass(frozen=True, slots=True)
class Aspect:
    """One side of quality: a share with its numbers, what it means, what would raise it."""

    name: str
    part: int
    whole: int
    meaning: str
    advice: tuple[str, ...]

    @property
    def percent(self) -> int | None:
        """Answer the share, None where there is nothing to share; never 100 while one is missing."""
        return self.part * 100 // self.whole if self.whole else None

    @property
    def is_small(self) -> bool:
        """Answer whether it rests on too few to say much."""
        return 0 < self.whole < SMALL


@dataclass(frozen=True, slots=True)
class Card:
    """The sides of quality, and all of them in one number and word."""

    aspects: tuple[Aspect, Aspect, Aspect]

    @property
    def percent(self) -> int | None:
        """Answer the mean of what is known: completeness counts four, the others three each."""
        known = [
            (one.percent, weight)
            for one, weight in zip(self.aspects, WEIGHTS, strict=True)
            if one.percent is not None
        ]
        total = sum(weight for _, weight in known)
        return sum(percent * weight for percent, weight in known) // total if total else None

    @property
    def word(self) -> str:
        """Answer the number as a word that invites."""
        if self.percent is None:
            return "Belum ada data"
        if self.percent >= GOOD:
            return "Baik"
        return "Cukup baik" if self.percent >= FAIR else "Perlu didampingi"

    @property
    def advice(self) -> tuple[str, ...]:
        """Answer what would raise it most next month, the weakest side first."""
        weakest = sorted(
            (one for one in self.aspects if one.advice),
            key=lambda one: 100 if one.percent is None else one.percent,
        )
        return tuple(tip for one in weakest for tip in one.advice)[:MOST_TIPS]


@dataclass(frozen=True, slots=True)
class PlaceMonth:
    """What a Posyandu owes and sent in a month; reports by their bidang's names."""

    owed: int
    missing: Sequence[str]
    returned: Sequence[str]
    sent: int
    late: Sequence[str]
    due: str  # in words
    running: bool  # the due day has not passed
    submissions: int
    asked: int
    rules: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class KaderMonth:
    """What a kader sent in a month."""

    sent: int
    returned: int
    late: int
    submissions: int
    asked: int
    rules: Mapping[str, int]


def card_of_place(month: PlaceMonth) -> Card:
    """Answer a Posyandu's card."""
    there = month.owed - len(month.missing) - len(month.returned)
    advice = []
    if month.missing:
        names = ", ".join(month.missing)
        when = f" paling lambat {month.due}" if month.running else ", walau sudah lewat batas waktu"
        advice.append(f"Kirim laporan {names}{when}. Bila tidak ada kegiatan, pilih Nihil.")
    if month.returned:
        names = ", ".join(month.returned)
        advice.append(f"Perbaiki laporan {names} yang dikembalikan; alasannya ada di formulir.")
    on_time = month.sent - len(month.late)
    late = [f"Laporan {', '.join(month.late)} datang terlambat. {IN_TIME}"] if month.late else []
    return Card(
        (
            Aspect("Kelengkapan", there, month.owed, COMPLETE, tuple(advice)),
            Aspect("Ketepatan waktu", on_time, month.sent, TIMELY, tuple(late)),
            _plausible(month.submissions, month.asked, month.rules),
        )
    )


def card_of_kader(month: KaderMonth) -> Card:
    """Answer a kader's card."""
    returned = (
        (f"Perbaiki {number_words(month.returned)} kiriman yang dikembalikan; {WHERE}.",)
        if month.returned
        else ()
    )
    late = (
        (f"{number_words(month.late)} kiriman datang setelah batas waktu. {IN_TIME}",)
        if month.late
        else ()
    )
    return Card(
        (
            Aspect("Kelengkapan", month.sent - month.returned, month.sent, NOT_RETURNED, returned),
            Aspect("Ketepatan waktu", month.sent - month.late, month.sent, TIMELY, late),
            _plausible(month.submissions, month.asked, month.rules),
        )
    )


def _plausible(submissions: int, asked: int, rules: Mapping[str, int]) -> Aspect:
    most = sorted(rules, key=lambda code: (-rules[code], code))
    advice = tuple(
        f"{WORDS[code].title} ({number_words(rules[code])} temuan). {WORDS[code].cure}"
        for code in most
    )
    return Aspect("Kewajaran isi", submissions - asked, submissions, PLAUSIBLE, advice)


COMPLETE = "Laporan bulanan yang sudah ada dan tidak sedang dikembalikan, dari yang wajib dikirim."
NOT_RETURNED = "Kiriman yang tidak sedang menunggu perbaikan, dari semua kiriman bulan ini."
TIMELY = "Yang diterima sebelum batas waktu, dari yang sudah dikirim."
PLAUSIBLE = "Kiriman tanpa temuan mutu data yang belum diperiksa, dari semua kiriman bulan ini."
IN_TIME = "Kirim segera setelah hari buka; tanpa sinyal pun formulir dapat diselesaikan dahulu."
WHERE = "alasannya ada di formulir dan di halaman Dikembalikan"
