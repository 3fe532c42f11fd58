"""How a phone stands, and what follows for what it asks and sends: pure.

| state | its lists and forms | what it sends |
|---|---|---|
| aktif | all of its own | received |
| berhenti, 30 days | forms and places, no people | received, flagged, for review |
| berhenti, later | empty | answered 2xx, kept in quarantine |
| hilang | empty | answered 2xx, kept in quarantine |
| dicabut, or an invitation that ran out | 403 | 403; the phone keeps its own copy |

Collect with match_exactly deletes blank forms that a 200 list no longer names, and changes nothing on a
403. So a lost phone is answered with an empty list, which clears forms and lists of people at its next
sync; a revoked phone is refused, and whoever holds it loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

ACTIVE, LOST, STOPPED, REVOKED = "aktif", "hilang", "berhenti", "dicabut"
WAITING, EXPIRED = "menunggu", "kedaluwarsa"  # told of an invitation, never stored
STOPPED_SENDS = timedelta(days=30)
STOPPED_FLAG = "kader_berhenti"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a phone may have, and what happens to what it sends."""

    opens: bool = True
    receives_forms: bool = True
    receives_people: bool = True
    is_kept_aside: bool = False
    flag: str = ""


FULL = Standing()
_REFUSED = Standing(opens=False, receives_forms=False, receives_people=False, is_kept_aside=True)
_SILENCED = Standing(receives_forms=False, receives_people=False, is_kept_aside=True)
_LEAVING = Standing(receives_people=False, flag=STOPPED_FLAG)


def standing_of(
    state: str,
    since: datetime | None,
    expires_at: datetime | None,
    last_seen: datetime | None,
    at: datetime,
) -> Standing:
    """Answer how a phone stands at a moment; an unknown state is refused."""
    if state == ACTIVE:
        return _REFUSED if is_expired(expires_at, last_seen, at) else FULL
    if state == LOST:
        return _SILENCED
    if state == STOPPED:
        return _LEAVING if since is not None and at - since < STOPPED_SENDS else _SILENCED
    return _REFUSED


def is_expired(expires_at: datetime | None, last_seen: datetime | None, at: datetime) -> bool:
    """Answer whether an invitation ran out before any phone came with it."""
    return expires_at is not None and last_seen is None and at >= expires_at


def shown_state(
    state: str, expires_at: datetime | None, last_seen: datetime | None, at: datetime
) -> str:
    """Answer the word people see: an invitation no phone came with yet is told as such."""
    if state != ACTIVE or last_seen is not None:
        return state
    return EXPIRED if is_expired(expires_at, last_seen, at) else WAITING


# What may follow each state, by the verb of the page: verb -> (states it starts from, state it gives).
CHANGES: dict[str, tuple[frozenset[str], str]] = {
    "cabut": (frozenset({ACTIVE, LOST, STOPPED}), REVOKED),
    "hilang": (frozenset({ACTIVE, STOPPED}), LOST),
    "ditemukan": (frozenset({LOST}), ACTIVE),
    "berhenti": (frozenset({ACTIVE, LOST}), STOPPED),
    "lanjut": (frozenset({STOPPED}), ACTIVE),
}


def state_after(verb: str, state: str) -> str | None:
    """Answer the state a change leads to, or None when it does not start from this one."""
    starts, result = CHANGES.get(verb, (frozenset(), ""))
    return result if state in starts else None


def collect_version(user_agent: str) -> str:
    """Answer Collect's version (`v2025.2.3`) from what it calls itself, or "" for another client.

    Collect writes `org.odk.collect.android/v2025.2.3 Dalvik/2.1.0 (...)`.
    """
    product, _, rest = user_agent.partition("/")
    if product != "org.odk.collect.android":
        return ""
    return rest.split(" ", 1)[0][:40]
