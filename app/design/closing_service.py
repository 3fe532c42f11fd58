"""Closing and reopening a form: phones no longer get it, and what still comes is kept and marked."""

from __future__ import annotations

import time
from dataclasses import dataclass

from flask import current_app

from app.accounts.service import log_act
from app.design import store
from app.extensions.database import now, transaction

CLOSED = "simpul.closed"
# Another process' closing is heard of within so many seconds: who sends in between is not told off.
CLOSED_HOLDS = 5.0


@dataclass(frozen=True, slots=True)
class _Closed:
    form_ids: frozenset[str]
    read_at: float


def close_form(form_id: str, actor: str) -> None:
    """Take a form off the phones' lists; closing it again changes nothing."""
    with transaction():
        form = store.get_form(form_id)
        if form.closed_at is None:
            form.closed_at, form.closed_by = now(), actor
            store.save_listing(form)
            log_act(actor, "formulir.tutup", f"form:{form_id}")
    current_app.extensions.pop(CLOSED, None)


def reopen_form(form_id: str, actor: str) -> None:
    """Put a form back on the phones' lists; reopening it again changes nothing."""
    with transaction():
        form = store.get_form(form_id)
        if form.closed_at is not None:
            form.closed_at, form.closed_by = None, None
            store.save_listing(form)
            log_act(actor, "formulir.buka", f"form:{form_id}")
    current_app.extensions.pop(CLOSED, None)


def is_closed(form_id: str) -> bool:
    """Answer whether a form is closed, from memory: it is asked at every submission."""
    known: _Closed | None = current_app.extensions.get(CLOSED)
    if known is None or time.monotonic() - known.read_at > CLOSED_HOLDS:
        known = _Closed(store.list_closed_ids(), time.monotonic())
        current_app.extensions[CLOSED] = known
    return form_id in known.form_ids
