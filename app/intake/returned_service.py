"""Keeping the list of what was returned true: written when people decide, cleared when corrected.

It runs inside the transaction of whoever changes a submission's state, so list and state never part.
"""

from __future__ import annotations

from app.design.service import find_released
from app.intake import returned_store as own
from app.intake.models import Submission
from app.intake.states import RETURNED
from app.registry import returned_store
from app.registry.models import Returned


def settle_returned(submission: Submission) -> None:
    """Bring the list in line with a submission's new state, and with what its chain and month say.

    A monthly report waits no longer once a newer one of the same Posyandu, form and month stands or was
    returned itself; a visit only by an edit, for another visit of that month tells of somebody else.
    """
    ids = {submission.instance_id}
    if submission.deprecated_id:
        ids.add(submission.deprecated_id)
    monthly = _is_monthly(submission)
    if monthly:
        ids |= set(own.list_returned_in_group(submission))
    for row in own.list_states(ids):
        corrected = monthly and own.has_newer(row)
        if row.state == RETURNED and row.posyandu_code and not corrected:
            returned_store.save_returned(_returned(row))
        else:
            returned_store.remove_returned([row.instance_id])


def note_corrected(
    deprecated_id: str | None, posyandu_code: str | None, form_id: str, monthly_period: str
) -> None:
    """Clear what a new submission corrects: what it edits, and its month's returned report."""
    if deprecated_id:
        returned_store.remove_returned([deprecated_id])
    if posyandu_code and monthly_period:
        returned_store.remove_group(posyandu_code, form_id, monthly_period)


def _is_monthly(submission: Submission) -> bool:
    released = find_released(submission.form_id, submission.version)
    return released is not None and released.frekuensi == "bulanan"


def _returned(row: own.State) -> Returned:
    decision = own.get_last_decision(row.instance_id)
    return Returned(
        instance_id=row.instance_id,
        posyandu_code=row.posyandu_code,
        form_id=row.form_id,
        period=row.period,
        observed_at=row.observed_at,
        reason=decision.reason,
        kader_id=row.kader_id,
        returned_at=decision.at,
    )
