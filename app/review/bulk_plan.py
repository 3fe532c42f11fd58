"""Accepting many at once: how large a sample is, what an act may touch, and its words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.accounts.access import Seat, narrowest
from app.accounts.levels import OPD

SAMPLE_SHARE, SAMPLE_LEAST, SAMPLE_MOST = 20, 3, 20  # one in twenty
LOOKING, RUNNING, DONE = "contoh", "berjalan", "selesai"
STOPPED, UNDOING, UNDONE = "berhenti", "membatalkan", "dibatalkan"
LEVEL_PLACE = 2
RIGHT, WRONG = "benar", "salah"
STATE_WORDS = {
    LOOKING: "Contoh sedang diperiksa",
    RUNNING: "Sedang menerima",
    DONE: "Selesai",
    STOPPED: "Dihentikan: ada contoh yang salah",
    UNDOING: "Sedang dibatalkan",
    UNDONE: "Dibatalkan",
}
# Why a submission that matches the filter is not accepted with the others, in the order they count.
LEFT_OUT = {
    "sudah": "sudah ditinjau atau digantikan",
    "giliran": "sedang menunggu tingkat lain",
    "tanpa_posyandu": "Posyandunya belum dikenal",
    "catatan": "perlu diperiksa: ada catatan",
    "perbaikan": "perbaikan yang datang terlambat",
    "temuan": "ada temuan mutu data yang belum diperiksa",
}


def sample_size(total: int) -> int:
    """Answer how many of so many are looked at first."""
    share = -(-total // SAMPLE_SHARE)
    return min(total, max(SAMPLE_LEAST, min(SAMPLE_MOST, share)))


def narrowed(seats: Iterable[Seat], area: str, bidang: str) -> tuple[Seat, ...]:
    """Answer the parts of seats that a filter's area and bidang leave."""
    return tuple(
        dict.fromkeys(
            Seat(one.level, inside, one.bidang or bidang)
            for one in seats
            if not bidang or one.bidang in {"", bidang}
            for inside in narrowest([one.area], area)
        )
    )


def written(seats: Iterable[Seat]) -> list[list[str]]:
    """Answer seats as an act keeps them."""
    return [[one.area, one.bidang, one.level] for one in seats]


def seats_from(kept: Iterable[Sequence[str]]) -> tuple[Seat, ...]:
    """Answer the seats an act keeps; one begun before there were levels was an OPD's."""
    return tuple(Seat(one[2] if len(one) > LEVEL_PLACE else OPD, one[0], one[1]) for one in kept)
