"""The states of a submission, and which of them count: pure."""

from __future__ import annotations

from collections.abc import Sequence

UNREVIEWED = "belum_ditinjau"
ACCEPTED = "diterima"
RETURNED = "dikembalikan"
REJECTED = "ditolak"
SUPERSEDED = "digantikan"

STATE_NAMES = {
    UNREVIEWED: "Belum ditinjau",
    ACCEPTED: "Diterima",
    RETURNED: "Dikembalikan",
    REJECTED: "Ditolak",
    SUPERSEDED: "Digantikan",
}
# What is odd about a submission, and the words for it.
WITHOUT_ORIGIN = "perbaikan_tanpa_asal"
SIMULTANEOUS = "perbaikan_bersamaan"
FORM_CLOSED = "formulir_ditutup"
FLAG_NAMES = {
    WITHOUT_ORIGIN: "Perbaikan dari isian yang belum pernah diterima",
    SIMULTANEOUS: "Isian yang diperbaiki sudah pernah digantikan perbaikan lain",
    FORM_CLOSED: "Datang setelah formulir ditutup",
    "di_luar_wilayah_ponsel": "Posyandu di luar wilayah ponsel pengirim",
    "posyandu_dari_ponsel": "Posyandu tidak diisi; dipakai Posyandu ponsel pengirim",
    "posyandu_tidak_dikenal": "Posyandu tidak dikenal",
    "tanggal_masa_depan": "Tanggal isian lebih dari sehari sesudah diterima",
}
# A policy per form may differ later; by default a report counts at once, marked as unreviewed.
COUNTED = frozenset({UNREVIEWED, ACCEPTED})
# An edit that is returned or rejected brings back what it replaced.
HOLDS_EDIT = frozenset({UNREVIEWED, ACCEPTED, SUPERSEDED})


def own_state(decided: Sequence[str]) -> str:
    """Answer a submission's state from the decisions about it, oldest first, edits left aside."""
    return decided[-1] if decided else UNREVIEWED


def state_in_chain(decided: Sequence[str], edit_states: Sequence[str]) -> str:
    """Answer a submission's state given the states of the edits that replace it."""
    if any(state in HOLDS_EDIT for state in edit_states):
        return SUPERSEDED
    return own_state(decided)
