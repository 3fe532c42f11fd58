"""What a rule answers about a cell: the value, why, what lost, and whether a person is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.intake.states import UNREVIEWED
from app.merge.facts import Fact, key_of

CERTAIN = "pasti"
CONFLICT = "bertentangan"
ASKED = "ditanya"


class Said(NamedTuple):
    """One sentence in Indonesian, as screens say it, and in English, as programs may show it."""

    id: str
    en: str


REASONS: Mapping[str, Said] = {
    "terbaru": Said(
        "Nilai dengan tanggal kegiatan terbaru yang berlaku.",
        "The value with the newest activity date that counts.",
    ),
    "diterima_terbaru": Said(
        "Laporan terbaru yang sudah diterima.",
        "The newest report that was accepted.",
    ),
    "belum_ditinjau_terbaru": Said(
        "Belum ada yang diterima, jadi dipakai laporan terbaru.",
        "None was accepted yet, so the newest report is used.",
    ),
    "jumlah": Said(
        "Jumlah dari semua kiriman yang berlaku; tiap sasaran dihitung nilai terbarunya.",
        "The sum of all submissions that count; of each subject the newest value.",
    ),
    "hitung": Said(
        "Banyaknya sasaran berbeda yang memenuhi.",
        "How many different subjects meet it.",
    ),
    "terbesar": Said(
        "Nilai terbesar pada bulan itu.",
        "The largest value of that month.",
    ),
    "terkecil": Said(
        "Nilai terkecil pada bulan itu.",
        "The smallest value of that month.",
    ),
    "gabungan": Said(
        "Semua pilihan yang pernah disebut dan masih berlaku.",
        "All options that were ever named and still stand.",
    ),
    "peristiwa": Said(
        "Catatan kejadian, diurutkan menurut waktu.",
        "Records of events, in order of time.",
    ),
    "sepakat": Said(
        "Semua kiriman menyebut nilai yang sama.",
        "All submissions name the same value.",
    ),
    "pertama": Said(
        "Ada nilai berbeda; sampai diputuskan, yang ditunjukkan ialah yang paling awal.",
        "Values differ; until it is decided, the earliest is shown.",
    ),
    "lampiran": Said(
        "Berkas dari kiriman yang berlaku.",
        "Files of submissions that count.",
    ),
    "diputuskan": Said(
        "Dipilih oleh peninjau.",
        "Chosen by a reviewer.",
    ),
    "dihitung": Said(
        "Dihitung server dari nilai-nilai lain.",
        "Computed by the server from other values.",
    ),
    "semua_meragukan": Said(
        "Semua nilai bertanggal di masa depan, jadi belum ada yang dipakai.",
        "All values are dated in the future, so none is used yet.",
    ),
}
LOST: Mapping[str, Said] = {
    "lebih_lama": Said(
        "Ada nilai yang lebih baru.",
        "There is a newer value.",
    ),
    "belum_diterima": Said(
        "Ada laporan lain yang sudah diterima.",
        "Another report was accepted.",
    ),
    "sama": Said(
        "Sama dengan nilai yang dipakai.",
        "The same as the value that is used.",
    ),
    "tidak_terbesar": Said(
        "Ada nilai yang lebih besar.",
        "There is a larger value.",
    ),
    "tidak_terkecil": Said(
        "Ada nilai yang lebih kecil.",
        "There is a smaller value.",
    ),
    "berbeda": Said(
        "Berbeda dengan nilai yang ditunjukkan; perlu diputuskan.",
        "Differs from the value shown; to be decided.",
    ),
    "tidak_dipilih": Said(
        "Peninjau memilih nilai lain.",
        "A reviewer chose another value.",
    ),
    "masa_depan": Said(
        "Bertanggal lebih dari sehari setelah diterima; perlu diperiksa.",
        "Dated more than a day after it was received; to be checked.",
    ),
    "tidak_memenuhi": Said(
        "Tidak memenuhi syarat hitungan, atau bukan angka.",
        "Does not meet what is counted, or is no number.",
    ),
    "sudah_dihitung": Said(
        "Sasaran ini sudah dihitung dari kiriman lain.",
        "This subject is already counted from another submission.",
    ),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's choice for one cell: it holds for exactly the values it saw."""

    values_seen: frozenset[str]
    chosen: Any
    actor: str = ""

    def covers(self, values: Iterable[str]) -> bool:
        """Answer whether every value now there was seen then."""
        return self.values_seen.issuperset(values)


def _unknown(_fact: Fact) -> str:
    return "tidak_dipilih"


@dataclass(frozen=True, slots=True)
class Resolution:
    """A cell's answer. `value` is None where nothing can be shown.

    `why` tells of any of the `rest` why it lost: asked only when somebody wants to know.
    """

    value: Any
    status: str
    reason: str
    winners: tuple[Fact, ...]
    rest: Sequence[Fact] = field(default=(), compare=False)
    why: Callable[[Fact], str] = field(default=_unknown, compare=False)

    @property
    def losers(self) -> tuple[tuple[Fact, str], ...]:
        """Answer what did not win, each with the reason."""
        return tuple((fact, self.why(fact)) for fact in self.rest)

    @property
    def unreviewed(self) -> bool:
        """Answer whether any source has not been reviewed yet."""
        return UNREVIEWED in [fact.origin.state for fact in self.winners]


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Answer facts in fact order, each once however often it was delivered."""
    once = {(fact.origin.instance_id, fact.path): fact for fact in facts}
    return sorted(once.values(), key=_order) if len(once) > 1 else list(once.values())


def _order(fact: Fact) -> tuple[str, str, str, str]:
    return fact.order


def newest(facts: Sequence[Fact]) -> Fact:
    """Answer the newest fact."""
    return max(facts, key=_order)


def split_doubtful(facts: Iterable[Fact]) -> tuple[list[Fact], list[Fact]]:
    """Answer (trusted, doubtful) facts."""
    trusted: list[Fact] = []
    doubtful: list[Fact] = []
    for fact in facts:
        (doubtful if fact.origin.doubtful else trusted).append(fact)
    return trusted, doubtful


def distinct(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Answer facts grouped by equal value."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(key_of(fact.value), []).append(fact)
    return groups
