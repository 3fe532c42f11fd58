"""Telling others of submissions: by what they are called, never by what they say.

Called within the transaction of what happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.intake.models import Submission
from app.intake.states import REJECTED
from app.outbox.events import (
    SUBMISSION_CREATED,
    SUBMISSION_DELETED,
    SUBMISSION_EDITED,
    SUBMISSION_REVIEWED,
)
from app.outbox.events_service import is_listened, note_event


def tell_received(row: Mapping[str, Any]) -> None:
    """Tell of a submission that was kept for the first time; `row` is as it was stored."""
    kind = SUBMISSION_EDITED if row["deprecated_id"] else SUBMISSION_CREATED
    if not is_listened(kind):
        return
    data = _named(row) | {"state": row["state"], "late": row["late"], "door": row["door"]}
    if row["deprecated_id"]:
        data["replaces"] = row["deprecated_id"]
    note_event(kind, data, row["posyandu_code"], [row["bidang"]])


def tell_reviewed(row: Submission, state: str, level: str) -> None:
    """Tell that somebody decided about a submission; `row` still has the state it had before."""
    if not is_listened(SUBMISSION_REVIEWED, SUBMISSION_DELETED):
        return
    names = ("instance_id", "root_instance_id", "form_id", "version", "posyandu_code", "period")
    data = _named({name: getattr(row, name) for name in names}) | {"state": state, "level": level}
    about = row.posyandu_code, [row.bidang]
    note_event(SUBMISSION_REVIEWED, data, *about)
    if state == REJECTED != row.state:
        note_event(SUBMISSION_DELETED, data, *about)


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "instance_id": row["instance_id"],
        "root_instance_id": row["root_instance_id"],
        "form_id": row["form_id"],
        "version": row["version"],
        "posyandu": row["posyandu_code"],
        "period": row["period"],
    }
