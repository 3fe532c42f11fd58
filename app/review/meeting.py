"""What was decided here and what was said of the same submission on another server: which holds. Pure.

Both sides remember what was said here and there when they last met. Who said something new since wins;
where both did, the later by its own time. What we said there ourselves, told by value and account, is no
word of theirs, also when we never heard that it arrived; another value is, for people there may use the
same account. So two servers that tell one another come to rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from app.exchange.remote_rows import OPEN, Said
from app.intake.states import ACCEPTED, REJECTED, RETURNED

# What is to be done: say ours there, take theirs here, or only note that both agree.
SEND, TAKE, AGREED = "kirim", "ambil", "sama"
NUMBER_LEFT_OUT = "(nomor)"
_LONG_NUMBER = re.compile(r"\+?\d{10,}|\+?\d(?:[ -]{0,2}\d){10,}")
DECIDED = frozenset({ACCEPTED, RETURNED, REJECTED})


@dataclass(frozen=True, slots=True)
class Here:
    """What a submission's state says here, when the decision behind it was made, and its reason.

    The reason as it may go out, of what was returned or rejected.
    """

    value: str = OPEN
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Met:
    """What was said here and there when both were last compared, and what we last told them."""

    here: str = OPEN
    there: str = OPEN
    told: str = OPEN


def value_of(state: str) -> str:
    """Answer what a state says to another server: what is not decided says nothing."""
    return state if state in DECIDED else OPEN


def for_elsewhere(reason: str) -> str:
    """Answer a reason as it goes to another server: long numbers stay here.

    Whoever looks at a submission here may know a NIK, No KK or telephone that is not on that server.
    """
    return _LONG_NUMBER.sub(NUMBER_LEFT_OUT, reason)


def meet(here: Here, there: Said, met: Met) -> str:
    """Answer what is to be done."""
    if here.value == there.value:
        return AGREED
    ours_is_new, theirs_is_new = here.value != met.here, there.value != met.there
    if theirs_is_new and there.is_ours and there.value == met.told:
        # An echo nobody noted. It is our older word: what holds here is newer, or was taken back.
        return SEND
    if ours_is_new and theirs_is_new:
        return TAKE if _is_later(there.at, here.at) else SEND
    if ours_is_new:
        return SEND
    return TAKE if theirs_is_new and there.value != OPEN else AGREED


def _is_later(theirs: datetime | None, ours: datetime | None) -> bool:
    if ours is None:
        return True
    return theirs is not None and theirs > ours
