"""The states of a submission, and which of them count: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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


def states_from(
    instance_ids: Iterable[str],
    edits: Mapping[str, Sequence[str]],
    decided: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    """Answer states from a part of the log alone: which edits it knows of each, and which decisions."""
    found: dict[str, str] = {}
    asked: set[str] = set()

    def state_of(instance_id: str) -> str:
        if instance_id not in found and instance_id not in asked:
            asked.add(instance_id)  # edits that name each other in a ring end here
            states = [state_of(edit) for edit in edits.get(instance_id, ())]
            found[instance_id] = state_in_chain(decided.get(instance_id, ()), states)
        return found.get(instance_id, UNREVIEWED)

    return {instance_id: state_of(instance_id) for instance_id in instance_ids}
