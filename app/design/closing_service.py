"""Closing and reopening a form: phones no longer get it, and what still comes is kept and marked."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.service import log_act
from app.design import store
from app.extensions.database import now, transaction
from app.extensions.memory import forget, remembered

CLOSED = "simpul.closed"
# Another process hears of a closing within this time: who sends in between is not told off.
CLOSED_HOLDS = timedelta(seconds=5)


def close_form(form_id: str, actor: str) -> None:
    """Take a form off the phones' lists; closing it again changes nothing."""
    with transaction():
        form = store.get_form(form_id)
        if form.closed_at is None:
            form.closed_at, form.closed_by = now(), actor
            store.save_listing(form)
            log_act(actor, "formulir.tutup", f"form:{form_id}")
    forget(CLOSED)


def reopen_form(form_id: str, actor: str) -> None:
    """Put a form back on the phones' lists; reopening it again changes nothing."""
    with transaction():
        form = store.get_form(form_id)
        if form.closed_at is not None:
            form.closed_at, form.closed_by = None, None
            store.save_listing(form)
            log_act(actor, "formulir.buka", f"form:{form_id}")
    forget(CLOSED)


def is_closed(form_id: str) -> bool:
    """Answer whether a form is closed, from memory: it is asked at every submission."""
    return form_id in remembered(CLOSED, CLOSED_HOLDS, store.list_closed_ids)
