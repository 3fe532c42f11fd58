"""Who sent a submission: a kader by her phone, or an account by the browser."""

from __future__ import annotations

from collections.abc import Iterable

from app.accounts import store as accounts_store
from app.intake.models import Submission
from app.registry import store as registry_store


def names_of_senders(rows: Iterable[Submission]) -> dict[str, str]:
    """Answer the name of who sent each submission, by instanceID; empty where nobody is known."""
    rows = list(rows)
    people = registry_store.names_of_kader(row.kader_id for row in rows)
    accounts = accounts_store.names_of_users(row.user_id for row in rows)
    return {
        row.instance_id: people.get(row.kader_id or 0) or accounts.get(row.user_id or 0, "")
        for row in rows
    }
