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
from app.intake.states import SIMULTANEOUS, SUPERSEDED, WITHOUT_ORIGIN
from app.intake.states_service import follow_up, restate
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
    if envelope.deprecated_id and envelope.deprecated_id != envelope.instance_id:
        follow_up(envelope.instance_id)


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
    restate(instance_id)
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
