"""The quality rules about one submission: pure, from its reading alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.review.quality_reading import ACTIVE, Number, Reading

Limits = Mapping[str, Number]


@dataclass(frozen=True, slots=True)
class Group:
    """Readings that are judged together, oldest first; `about` names what they share."""

    kind: str
    about: str
    period: str
    readings: tuple[Reading, ...]

    @property
    def name(self) -> str:
        """Answer what tells it from all other groups."""
        return ":".join(filter(None, (self.kind, self.about, self.period)))


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule saw.

    `reading` is the submission a person opens first, `key` tells this from the rule's other findings,
    `details` are numbers for the explanation, and `evidence` is what it rests on: when that changes, a
    person who said that it is right is asked again. `since` is when all of it had come.
    """

    reading: Reading
    key: str
    details: Mapping[str, Number | str]
    evidence: Sequence[object]
    since: datetime


def about_one(reading: Reading, **details: Number | str) -> Seen:
    """Answer what was seen in one submission; its details are the evidence."""
    evidence = tuple(f"{name}={value}" for name, value in sorted(details.items()))
    return Seen(reading, reading.instance_id, details, evidence, reading.received_at)


def born_after_visit(group: Group, _limits: Limits) -> Iterator[Seen]:
    """A date of birth after the day of the visit."""
    for one in group.readings:
        if days := one.marks.get("lahir_setelah"):
            yield about_one(one, hari=days)


def in_the_future(group: Group, _limits: Limits) -> Iterator[Seen]:
    """A day or month that had not come when it was received."""
    for one in group.readings:
        if days := one.marks.get("hari_di_depan"):
            yield about_one(one, hari=days)


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that together cannot be more than other fields together, with words for both."""

    parts: tuple[str, ...]
    whole: tuple[str, ...]
    words: tuple[str, str]


def _both(name: str) -> tuple[str, ...]:
    return f"kes.balita_{name}_l", f"kes.balita_{name}_p"


# Boys and girls apart: the sum may be right where one of them is not.
SKDN = (
    *(
        Part(
            (f"kes.balita_{part}_{sex}",),
            (f"kes.balita_{whole}_{sex}",),
            (f"{a} {of}", f"{b} {of}"),
        )
        for sex, of in (("l", "laki-laki"), ("p", "perempuan"))
        for part, whole, a, b in (("k", "s", "K", "S"), ("d", "s", "D", "S"), ("n", "d", "N", "D"))
    ),
    Part(("kes.balita_2t",), _both("d"), ("2T", "D")),
    Part(("kes.balita_bgm",), _both("d"), ("BGM", "D")),
)
HOUSEHOLDS = ("pu.kk_total",)
WHOLES = (
    Part(("kes.bumil_datang",), ("kes.bumil_sasaran",), ("ibu hamil datang", "semua ibu hamil")),
    Part(("kes.bumil_ttd",), ("kes.bumil_sasaran",), ("ibu hamil dapat TTD", "semua ibu hamil")),
    Part(("kes.bumil_kek",), ("kes.bumil_datang",), ("ibu hamil KEK", "ibu hamil datang")),
    Part(("pend.anak_3_6_paud",), ("pend.anak_3_6",), ("anak ikut PAUD", "anak 3-6 tahun")),
    Part(("pend.anak_5_6_belum_paud",), ("pend.anak_3_6",), ("belum PAUD", "anak 3-6 tahun")),
    Part(("pend.anak_3_6",), ("pend.anak_0_6",), ("anak 3-6 tahun", "anak 0-6 tahun")),
    Part(
        ("pend.anak_7_15_tidak_sekolah",),
        ("pend.anak_7_15",),
        ("anak 7-15 tahun tidak sekolah", "anak 7-15 tahun"),
    ),
    Part(("pu.kk_air_layak",), HOUSEHOLDS, ("KK air layak", "semua KK")),
    Part(("pu.kk_perpipaan",), HOUSEHOLDS, ("KK perpipaan", "semua KK")),
    Part(("pu.kk_air_sungai",), HOUSEHOLDS, ("KK air sungai", "semua KK")),
    Part(
        ("pu.kk_jamban_sendiri", "pu.kk_jamban_bersama", "pu.kk_babs"),
        HOUSEHOLDS,
        ("KK jamban sendiri, bersama, dan tanpa jamban", "semua KK"),
    ),
    Part(("pu.mck_umum_rusak",), ("pu.mck_umum_jml",), ("MCK rusak", "semua MCK umum")),
    Part(
        ("pr.rlh", "pr.rtlh"), ("pr.rumah_total",), ("rumah layak dan tidak layak", "semua rumah")
    ),
    Part(("pr.rumah_phbs",), ("pr.rumah_total",), ("rumah PHBS", "semua rumah")),
    Part(("pr.jentik_positif",), ("pr.jentik_diperiksa",), ("rumah berjentik", "rumah diperiksa")),
    Part(
        ("sos.kk_belum_bantuan",),
        ("sos.kk_miskin_terdata",),
        ("KK belum dibantu", "KK miskin terdata"),
    ),
    Part(
        ("sos.disabilitas_terlantar",),
        ("sos.disabilitas_total",),
        ("penyandang disabilitas telantar", "semua penyandang disabilitas"),
    ),
    Part(("sos.korban_terlayani",), ("sos.korban_bencana",), ("korban terlayani", "semua korban")),
    Part(
        ("tib.poskamling_aktif",), ("tib.poskamling_jml",), ("poskamling aktif", "semua poskamling")
    ),
    Part(("tib.jiwa_mengungsi",), ("tib.jiwa_terdampak",), ("jiwa mengungsi", "jiwa terdampak")),
)


def more_than_whole(group: Group, table: Sequence[Part]) -> Iterator[Seen]:
    """Parts that are together more than the whole; what was not asked is not compared."""
    for one in group.readings:
        wrong: dict[str, Number | str] = {}
        for part in table:
            parts, whole = _total(one, part.parts), _total(one, part.whole)
            if parts is not None and whole is not None and parts > whole:
                wrong[part.words[0]] = parts
                wrong[part.words[1]] = whole
        if wrong:
            yield about_one(one, **wrong)


def _total(one: Reading, names: Sequence[str]) -> Number | None:
    """Answer the sum of what was told of these fields, None where nothing was."""
    told = [one.numbers[name] for name in names if name in one.numbers]
    return sum(told) if told else None


def skdn_out_of_order(group: Group, _limits: Limits) -> Iterator[Seen]:
    """Children with a card, weighed or gaining who are more than those they are counted from."""
    return more_than_whole(group, SKDN)


def part_above_whole(group: Group, _limits: Limits) -> Iterator[Seen]:
    """A part that is more than its whole, in any of the six bidang."""
    return more_than_whole(group, WHOLES)


def nothing_but_zero(group: Group, limits: Limits) -> Iterator[Seen]:
    """Activities are reported, and every number is nought."""
    for one in group.readings:
        numbers = one.marks.get("angka", 0)
        if one.status == ACTIVE and limits["angka"] <= numbers == one.marks.get("nol"):
            yield about_one(one, angka=numbers)


def filled_too_fast(group: Group, limits: Limits) -> Iterator[Seen]:
    """More answers than a person can give in the time between opening and finishing the form."""
    for one in group.readings:
        answers, seconds = one.marks.get("jawaban", 0), one.marks.get("detik")
        enough = answers >= limits["jawaban"]
        if seconds is not None and enough and seconds < answers * limits["detik_per_jawaban"]:
            yield about_one(one, jawaban=answers, detik=seconds)
