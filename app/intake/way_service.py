"""A submission's way through the levels of review, as its page tells it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from app.accounts.levels import LEVEL_NAMES, OPD
from app.design.policies import Policy
from app.design.policies_service import policies_in_force
from app.design.policies_store import get_policy
from app.intake.models import Submission
from app.intake.states import ACCEPTED, OPEN, STATE_NAMES, SUPERSEDED, UNREVIEWED, WAITING
from app.intake.states_store import list_acts
from app.intake.trail import (
    PASSED_OVER,
    Act,
    Trail,
    level_to_send_back,
    may_accept,
    standing,
    trail_of,
)

BEHIND, AT, AHEAD, SKIPPED = "lewat", "kini", "nanti", "dilewati"


@dataclass(frozen=True, slots=True)
class Stop:
    """One level on the way: whether it is behind, next or ahead, and who took it there when."""

    name: str
    sign: str
    actor: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the history: what was done, by whom, when and why; whether it was taken back."""

    what: str
    who: str
    at: datetime
    reason: str
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page says of the way, and what the person who reads it may do."""

    stops: list[Stop]
    history: list[Told]
    turn: str
    turn_name: str
    waits: bool
    is_last: bool
    may_accept: bool
    may_send_back: bool
    may_undo: bool

    @property
    def may_decide(self) -> bool:
        """Answer whether the person may do anything."""
        return self.may_accept or self.may_send_back


def way_shown(row: Submission, levels: Collection[str], name: str) -> Shown:
    """Answer a submission's way, and what somebody of these levels may do about it."""
    acts = list_acts([row.instance_id])[row.instance_id]
    policy, trail, left = get_policy(row.form_id), trail_of(acts), standing(acts)
    turn, decidable = policy.turn(trail.passed), row.state != SUPERSEDED
    return Shown(
        stops=_stops(policy, trail, turn if row.state in OPEN else ""),
        history=[_told(act, acts) for act in reversed(acts)],
        turn=turn,
        turn_name=LEVEL_NAMES[turn],
        waits=row.state == WAITING,
        is_last=trail.passed | {turn} >= set(policy.levels),
        may_accept=decidable and row.state != ACCEPTED and may_accept(turn, levels),
        may_send_back=decidable and bool(level_to_send_back(turn, levels)),
        may_undo=decidable and bool(left) and left[-1].actor == name,
    )


def _stops(policy: Policy, trail: Trail, turn: str) -> list[Stop]:
    """Answer the levels in their order; none where only one reviews and nobody has yet."""
    steps = {step.level: step for step in trail.steps}
    stops = []
    for level in policy.levels:
        step, name = steps.get(level), LEVEL_NAMES[level]
        if step and level != turn:
            stops.append(Stop(name, SKIPPED if step.skipped else BEHIND, step.actor, step.at))
        else:
            stops.append(Stop(name, AT if level == turn else AHEAD))
    return stops if len(stops) > 1 else []


def _told(act: Act, acts: Collection[Act]) -> Told:
    undone = any(other.undoes == act.seq for other in acts)
    return Told(_what(act), act.actor, act.at, act.reason, undone)


def _what(act: Act) -> str:
    level = LEVEL_NAMES.get(act.level, "")
    if act.undoes is not None:
        return f"Keputusan dibatalkan, kembali {STATE_NAMES[act.state].lower()}"
    if act.kind == PASSED_OVER:
        return f"Tingkat {level} dilewati"
    if act.state == UNREVIEWED:
        return f"Disetujui tingkat {level}"
    at_level = f" di tingkat {level}" if level and act.level != OPD else ""
    return f"{STATE_NAMES.get(act.state, act.state)}{at_level}"


def turn_words(row: Submission) -> str:
    """Answer whom a submission waits for, where its form is reviewed at more than one level."""
    policy = policies_in_force().get(row.form_id)
    if row.state not in OPEN or policy is None or len(policy.levels) == 1:
        return ""
    return f"Giliran {LEVEL_NAMES[row.level or OPD]}"
