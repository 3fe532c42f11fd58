"""Who reviews the submissions of a form, from memory where every submission asks."""

from __future__ import annotations

from datetime import timedelta

from app.design import policies_store as store
from app.design.policies import DEFAULT, Policy
from app.extensions.memory import forget, remembered

POLICIES = "simpul.policies"
# Another process hears of a change within this time; what came meanwhile is judged again after it.
POLICIES_HOLD = timedelta(seconds=5)


def policy_of(form_id: str) -> Policy:
    """Answer the policy of a form, from memory: it is asked at every submission."""
    return policies_in_force().get(form_id, DEFAULT)


def policies_in_force() -> dict[str, Policy]:
    """Answer the policies somebody set, by form, from memory."""
    return remembered(POLICIES, POLICIES_HOLD, store.list_policies)


def forget_policies() -> None:
    """Let them be read again: one was set."""
    forget(POLICIES)
