"""The states of a submission, and which of them count: pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

UNREVIEWED = "belum_ditinjau"
WAITING = "menunggu"  # not accepted yet, of a form whose submissions wait for that
ACCEPTED = "diterima"
RETURNED = "dikembalikan"
REJECTED = "ditolak"
SUPERSEDED = "digantikan"

STATE_NAMES = {
    UNREVIEWED: "Belum ditinjau",
    WAITING: "Menunggu persetujuan",
    ACCEPTED: "Diterima",
    RETURNED: "Dikembalikan",
    REJECTED: "Ditolak",
    SUPERSEDED: "Digantikan",
}
# What may be odd about a submission; the words for it stand in display.
WITHOUT_ORIGIN = "perbaikan_tanpa_asal"
SIMULTANEOUS = "perbaikan_bersamaan"
FORM_CLOSED = "formulir_ditutup"
GONE_THERE = "dihapus_di_sana"
READ_BY_OTHER = "dibaca_versi_lain"
# What profiles are made of; the policy of a form says which of the two open states its submissions have.
COUNTED = frozenset({UNREVIEWED, ACCEPTED})
OPEN = frozenset({UNREVIEWED, WAITING})
SENT = COUNTED | OPEN  # what its kader need not send again


def own_state(decided: Sequence[str], *, waits: bool = False) -> str:
    """Answer a submission's state from the decisions about it, oldest first, edits left aside."""
    state = decided[-1] if decided else UNREVIEWED
    return WAITING if waits and state == UNREVIEWED else state


def state_in_chain(own: str, edit_states: Collection[str]) -> str:
    """Answer a submission's state given those of the edits of it, and of their edits, that stand.

    An edit that is returned or rejected brings back what it replaced. One that waits does not yet
    replace what was accepted: the accepted answers hold until the others are.
    """
    if not COUNTED.isdisjoint(edit_states) or (WAITING in edit_states and own != ACCEPTED):
        return SUPERSEDED
    return own


def states_from(
    instance_ids: Iterable[str],
    edits: Mapping[str, Sequence[str]],
    decided: Mapping[str, Sequence[str]],
    waiting: Collection[str] = (),
) -> dict[str, str]:
    """Answer states from a part of the log alone: which edits it knows of each, and which decisions.

    `waiting` are the submissions of forms whose submissions wait for acceptance.
    """
    found: dict[str, str] = {}
    asked: set[str] = set()

    def state_of(instance_id: str) -> str:
        if instance_id not in found and instance_id not in asked:
            asked.add(instance_id)  # edits that name each other in a ring end here
            own = own_state(decided.get(instance_id, ()), waits=instance_id in waiting)
            found[instance_id] = state_in_chain(own, standing_above(instance_id, set()))
        return found.get(instance_id, UNREVIEWED)

    def standing_above(instance_id: str, passed: set[str]) -> set[str]:
        passed.add(instance_id)
        states: set[str] = set()
        for edit in edits.get(instance_id, ()):
            state = state_of(edit)
            if state != SUPERSEDED:
                states.add(state)
            elif edit not in passed:
                states |= standing_above(edit, passed)
        return states

    return {instance_id: state_of(instance_id) for instance_id in instance_ids}
