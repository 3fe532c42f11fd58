"""Having the answers of a form counted: by the worker, which alone may open them one after another."""

from __future__ import annotations

from app.design import release_store as store
from app.design.release_models import AnswerCount
from app.design.touched import new_tally
from app.extensions.database import now, transaction
from app.outbox.kinds import COUNT_ANSWERS
from app.outbox.service import enqueue


def begin_counting(form_id: str, actor: str) -> AnswerCount:
    """Let the worker count a form's answers anew; a count under way goes on."""
    with transaction():
        row = store.find_answer_count(form_id, locked=True)
        if row is not None and row.state == store.COUNTING:
            return row
        if row is None:
            row = AnswerCount(form_id=form_id, tally={}, counted_at=None)
        row.state, row.running = store.COUNTING, new_tally()
        row.cursor_at, row.cursor_seq, row.done, row.total = None, 0, 0, 0
        row.begun_at, row.begun_by = now(), actor
        store.add_row(row)
        enqueue(COUNT_ANSWERS, form_id, {"form_id": form_id})
        return row
