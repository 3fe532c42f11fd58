"""Counting the answers of a form by the worker, in parts of a second: only numbers leave this room."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.design import release_store
from app.design.release_models import AnswerCount
from app.design.service import list_released_of
from app.design.touched import Tally, count_into, new_tally, options_of
from app.extensions.database import now, transaction
from app.intake import answer_counts_store as store
from app.intake.answers_service import read_answers
from app.outbox.kinds import COUNT_ANSWERS
from app.outbox.service import enqueue

PART_SECONDS = 1.0
READ_AT_ONCE = 200  # submissions


def count_part(payload: Mapping[str, Any]) -> None:
    """Count the next answers of a form; merging and others have their turn before the part after."""
    form_id = payload["form_id"]
    row = release_store.find_answer_count(form_id)
    if row is None or row.state != release_store.COUNTING:
        return
    begun = (row.cursor_at, row.cursor_seq)
    tally: Tally = row.running or new_tally()
    options = options_of(version.choices for version in list_released_of(form_id))
    after, ended = _go_on(form_id, _place(row), tally, options)
    total = row.total or store.count_sent(form_id)
    with transaction():
        row = release_store.find_answer_count(form_id, locked=True)
        if row is None or (row.cursor_at, row.cursor_seq) != begun:
            return  # another worker was here
        _note(row, tally, after, total, ended=ended)


def _place(row: AnswerCount) -> tuple[datetime, int] | None:
    return None if row.cursor_at is None else (row.cursor_at, row.cursor_seq)


def _go_on(
    form_id: str, after: tuple[datetime, int] | None, tally: Tally, options: dict[str, Any]
) -> tuple[tuple[datetime, int] | None, bool]:
    """Count for about a second; answer how far that came, and whether it was all."""
    until = time.monotonic() + PART_SECONDS
    while True:
        rows = store.list_sealed_after(form_id, after, READ_AT_ONCE)
        for one in rows:
            count_into(tally, read_answers(one.instance_id, one.answers), options)
            after = one.received_at, one.seq
        if len(rows) < READ_AT_ONCE:
            return after, True
        if time.monotonic() > until:
            return after, False


def _note(
    row: AnswerCount,
    tally: Tally,
    after: tuple[datetime, int] | None,
    total: int,
    *,
    ended: bool,
) -> None:
    row.done, row.total = tally["kiriman"], max(total, tally["kiriman"])
    if ended:
        row.state, row.tally, row.counted_at = release_store.COUNTED, tally, now()
        row.running, row.cursor_at, row.cursor_seq = {}, None, 0
        return
    row.running = dict(tally)
    if after is not None:
        row.cursor_at, row.cursor_seq = after
    enqueue(COUNT_ANSWERS, row.form_id, {"form_id": row.form_id})
