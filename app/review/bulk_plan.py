"""Accepting many at once: how large a sample is, what an act may touch, and its words. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from app.accounts.access import Reach, narrowest

SAMPLE_SHARE, SAMPLE_LEAST, SAMPLE_MOST = 20, 3, 20  # one in twenty
LOOKING, RUNNING, DONE = "contoh", "berjalan", "selesai"
STOPPED, UNDOING, UNDONE = "berhenti", "membatalkan", "dibatalkan"
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
    "tanpa_posyandu": "Posyandunya belum dikenal",
    "catatan": "perlu diperiksa: ada catatan",
    "perbaikan": "perbaikan yang datang terlambat",
    "temuan": "ada temuan mutu data yang belum diperiksa",
}


def sample_size(total: int) -> int:
    """Answer how many of so many are looked at first."""
    share = -(-total // SAMPLE_SHARE)
    return min(total, max(SAMPLE_LEAST, min(SAMPLE_MOST, share)))


def narrowed(reaches: Iterable[Reach], area: str, bidang: str) -> tuple[Reach, ...]:
    """Answer the parts of reaches that a filter's area and bidang leave."""
    return tuple(
        dict.fromkeys(
            Reach(inside, one.bidang or bidang)
            for one in reaches
            if not bidang or one.bidang in {"", bidang}
            for inside in narrowest([one.area], area)
        )
    )
