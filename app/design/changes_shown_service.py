"""The list of changes as pages show it, with numbers for whoever may change the form."""

from __future__ import annotations

from typing import Any

from app.design import release_store
from app.design.change_rows import groups_of, rows_of, summary
from app.design.grants_service import editable_bidang
from app.design.models import Form
from app.design.release_models import AnswerCount
from app.design.touched import Tally
from xlsform.change_kinds import Change


def counted_for(form: Form) -> tuple[AnswerCount | None, Tally | None]:
    """Answer how far a form's answers are counted, and the numbers, for whoever may change the form.

    Others see the changes alone: the numbers are of every area.
    """
    if form.bidang not in editable_bidang():
        return None, None
    count = release_store.find_answer_count(form.form_id)
    return count, count.tally if count and count.counted_at else None


def changes_shown(form: Form, changes: tuple[Change, ...]) -> dict[str, Any]:
    """Answer what the list of changes needs, on this page and on that of a release."""
    count, tally = counted_for(form)
    return {
        "groups": groups_of(rows_of(changes, tally)),
        "summary": summary(changes),
        "count": count,
        "counting": count is not None and count.state == release_store.COUNTING,
        "counted": tally is not None,
        "sent": tally["kiriman"] if tally else 0,
        "may_count": form.bidang in editable_bidang(),
        "count_url": f"/formulir/{form.form_id}/banding",
    }
