"""Edits: a submission that says it replaces another, whatever order the two come in.

Called within the transaction that receives. An edit waits for its turn at what it replaces, and what
is replaced asks for its edits when it is added: the second of the two always finds the first.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from app.design.service import find_released
from app.intake import store
from app.intake.answers_service import read_answers
from app.intake.models import Attachment, Submission
from app.intake.states import SIMULTANEOUS, SUPERSEDED, WITHOUT_ORIGIN, state_in_chain
from app.openrosa.answers import file_names
from app.openrosa.envelope import Envelope


def root_of(envelope: Envelope, flags: list[str]) -> str:
    """Answer the first instanceID of the chain a submission belongs to; adds what is odd to `flags`."""
    if not envelope.deprecated_id or envelope.deprecated_id == envelope.instance_id:
        return envelope.instance_id
    replaced = store.find_received(envelope.deprecated_id)
    if replaced is None:
        flags.append(WITHOUT_ORIGIN)
        return envelope.instance_id
    if replaced.state == SUPERSEDED:
        flags.append(SIMULTANEOUS)
    root: str = replaced.root_instance_id
    return root


def supersede(envelope: Envelope) -> None:
    """An edit replaces what it names."""
    replaced_id = envelope.deprecated_id
    if replaced_id and replaced_id != envelope.instance_id and store.find_received(replaced_id):
        store.save_state(replaced_id, SUPERSEDED)
        follow_up(replaced_id)


def follow_up(instance_id: str) -> None:
    """Let what a submission replaces follow the state it has now, and so up the chain.

    Rejecting an edit brings back what it replaced, accepting it again replaces that anew; an edit of an
    edit that had been returned replaces the original too.
    """
    followed = {instance_id}
    below = store.find_received(instance_id)
    while below and below.deprecated_id and below.deprecated_id not in followed:
        followed.add(below.deprecated_id)
        replaced = store.find_received(below.deprecated_id)
        if replaced is None:
            return
        decided = [one.state or "" for one in store.list_state_decisions([replaced.instance_id])]
        wanted = state_in_chain(decided, store.list_edit_states(replaced.instance_id))
        if wanted == replaced.state:
            return
        store.save_state(replaced.instance_id, wanted)
        below = replaced


def yield_to_edits(instance_id: str) -> None:
    """An edit that overtook this one replaces it all the same: arrival order decides nothing."""
    edits = store.list_edits(instance_id)
    if not edits:
        return
    own = store.find_received(instance_id)
    root = own.root_instance_id if own else instance_id
    for number, edit in enumerate(edits):
        flags = [flag for flag in edit.flags if flag != WITHOUT_ORIGIN]
        edit.flags = [*flags, SIMULTANEOUS] if number and SIMULTANEOUS not in flags else flags
        store.save_root(edit.instance_id, root)
    store.save_state(instance_id, state_in_chain([], [edit.state for edit in edits]))
    follow_up(instance_id)


def carried_over(replaced_id: str, seq: int, missing: AbstractSet[str]) -> list[dict[str, object]]:
    """Answer the files an edit refers to that came with what it replaces, as its own."""
    replaced = store.find_received(replaced_id, locked=True)
    if replaced is None:
        return []
    held = store.list_attachments(replaced.seq)
    return _rows(seq, [file for file in held if file.name in missing])


def pass_files_on(instance_id: str, seq: int) -> None:
    """Give files that came after an edit to it, where it refers to them, and so down the chain."""
    held = store.list_attachments(seq)
    for edit in store.list_edits(instance_id):
        known = {file.name for file in store.list_attachments(edit.seq)}
        wanted = _wanted(edit) - known
        passed = [file for file in held if file.name in wanted]
        if passed:
            store.add_attachments(_rows(edit.seq, passed))
            pass_files_on(edit.instance_id, edit.seq)


def _wanted(edit: Submission) -> set[str]:
    released = find_released(edit.form_id, edit.version)
    answers = read_answers(edit.instance_id, edit.answers)
    return set(file_names(answers, released.shape.binaries)) if released else set()


def _rows(seq: int, held: list[Attachment]) -> list[dict[str, object]]:
    return [
        {
            "seq": seq,
            "name": file.name,
            "file_id": file.file_id,
            "size": file.size,
            "sha256": file.sha256,
            "mime": file.mime,
            "referenced": True,
            "received_at": file.received_at,
        }
        for file in held
    ]
