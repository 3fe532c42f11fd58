"""What a rule answers about a cell: the value, why, what lost, and whether a person is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.intake.states import UNREVIEWED
from app.merge.facts import Fact, key_of

CERTAIN = "pasti"
CONFLICT = "bertentangan"
ASKED = "ditanya"

REASONS = {
    "terbaru": "Nilai dengan tanggal kegiatan terbaru yang berlaku.",
    "diterima_terbaru": "Laporan terbaru yang sudah diterima.",
    "belum_ditinjau_terbaru": "Belum ada yang diterima, jadi dipakai laporan terbaru.",
    "jumlah": "Jumlah dari semua kiriman yang berlaku; tiap sasaran dihitung nilai terbarunya.",
    "hitung": "Banyaknya sasaran berbeda yang memenuhi.",
    "terbesar": "Nilai terbesar pada bulan itu.",
    "terkecil": "Nilai terkecil pada bulan itu.",
    "gabungan": "Semua pilihan yang pernah disebut dan masih berlaku.",
    "peristiwa": "Catatan kejadian, diurutkan menurut waktu.",
    "sepakat": "Semua kiriman menyebut nilai yang sama.",
    "pertama": "Ada nilai berbeda; sampai diputuskan, yang ditunjukkan ialah yang paling awal.",
    "lampiran": "Berkas dari kiriman yang berlaku.",
    "diputuskan": "Dipilih oleh peninjau.",
    "semua_meragukan": "Semua nilai bertanggal di masa depan, jadi belum ada yang dipakai.",
}
LOST = {
    "lebih_lama": "Ada nilai yang lebih baru.",
    "belum_diterima": "Ada laporan lain yang sudah diterima.",
    "sama": "Sama dengan nilai yang dipakai.",
    "tidak_terbesar": "Ada nilai yang lebih besar.",
    "tidak_terkecil": "Ada nilai yang lebih kecil.",
    "berbeda": "Berbeda dengan nilai yang ditunjukkan; perlu diputuskan.",
    "tidak_dipilih": "Peninjau memilih nilai lain.",
    "masa_depan": "Bertanggal lebih dari sehari setelah diterima; perlu diperiksa.",
    "tidak_memenuhi": "Tidak memenuhi syarat hitungan, atau bukan angka.",
    "sudah_dihitung": "Sasaran ini sudah dihitung dari kiriman lain.",
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
