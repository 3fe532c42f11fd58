"""The kinds of acts of the registry, and the words for them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

REGISTERED = "daftar"
RENAMED = "ganti_nama"
CHANGED = "ubah_data"
MERGED = "gabung"
SPLIT = "pecah"
CLOSED = "tutup"
REOPENED = "buka"
MOVED = "pindah_desa"
RECODED = "ganti_kode"
AREA_RECODED = "ganti_wilayah"
UNDONE = "batal"
KADER_MOVED = "kader_pindah"
KADER_ENDED = "kader_berhenti"
KADER_CHANGED = "kader_ubah"

NAMES = {
    REGISTERED: "Didaftarkan",
    RENAMED: "Ganti nama",
    CHANGED: "Data diubah",
    MERGED: "Digabung",
    SPLIT: "Dipecah",
    CLOSED: "Ditutup",
    REOPENED: "Dibuka kembali",
    MOVED: "Pindah desa",
    RECODED: "Ganti kode karena kode wilayah berubah",
    AREA_RECODED: "Kode wilayah berubah",
    UNDONE: "Pembatalan",
    KADER_MOVED: "Pindah Posyandu",
    KADER_ENDED: "Berhenti",
    KADER_CHANGED: "Data diubah",
}
# What changes which place counts: such an act can be undone only while none came after it.
STRUCTURAL = frozenset({MERGED, SPLIT, CLOSED, REOPENED, MOVED, RECODED})
UNDOABLE = frozenset({RENAMED, MERGED, SPLIT, CLOSED, REOPENED, MOVED, AREA_RECODED})


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts, from which day, on which decree, and why."""

    actor: str
    effective_on: date
    decree: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """An event as undoing sees it."""

    event_id: int
    kind: str
    undone: bool


def may_undo(event: Past, others: Iterable[Past]) -> bool:
    """Answer whether an event may be undone: nothing that builds on it came after it."""
    if event.kind not in UNDOABLE or event.undone:
        return False
    blocking = STRUCTURAL | ({RENAMED} if event.kind == RENAMED else frozenset())
    return not any(
        other.event_id > event.event_id and other.kind in blocking and not other.undone
        for other in others
    )
