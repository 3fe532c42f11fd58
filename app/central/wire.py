"""How Central writes moments, review states, actors and names. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from app.intake.states import ACCEPTED, REJECTED, RETURNED

PROJECT_ID = 1
# Central numbers accounts and app users in one row; here a phone's number begins after all accounts'.
PHONES_FROM = 1_000_000_000
SERVERS_FROM = 2_000_000_000
REVIEW_STATES = {ACCEPTED: "approved", RETURNED: "hasIssues", REJECTED: "rejected"}
EDITED = "edited"
DECISIONS = {"approved": "terima", "hasIssues": "kembalikan", "rejected": "tolak"}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]")


def moment(at: datetime | None) -> str | None:
    """Answer a moment as Central writes it: UTC, milliseconds, Z."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def review_state(state: str, *, is_edit: bool) -> str | None:
    """Answer Central's review state of a submission that is in one of our states."""
    return REVIEW_STATES.get(state) or (EDITED if is_edit else None)


def actor_id(user_id: int | None, device_id: int | None, target_id: int | None) -> int:
    """Answer the number of who sent something: an account, a phone or another server; 0 for nobody."""
    if user_id is not None:
        return user_id
    if device_id is not None:
        return PHONES_FROM + device_id
    return SERVERS_FROM + target_id if target_id is not None else 0


def odata_name(name: str) -> str:
    """Answer a name as OData takes it: what is no letter, digit or underscore becomes one."""
    clean = _NOT_IN_NAMES.sub("_", name)
    return clean if clean[:1].isalpha() or clean.startswith("_") else f"_{clean}"


def is_true(text: str | None) -> bool:
    """Answer whether a parameter says yes, as Central and Python write it."""
    return (text or "").lower() == "true"


def said(body: Mapping[str, object], name: str) -> str:
    """Answer a text of a JSON body, trimmed; empty when it is none."""
    value = body.get(name)
    return value.strip() if isinstance(value, str) else ""
