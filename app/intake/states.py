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
# What may be odd about a submission; the words for it stand in display.
WITHOUT_ORIGIN = "perbaikan_tanpa_asal"
SIMULTANEOUS = "perbaikan_bersamaan"
FORM_CLOSED = "formulir_ditutup"
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
