"""How far a submission is on its way through the levels that review it: pure.

What people decided, and which levels the clock passed over, are rows of the log. Where a submission
stands follows from them and from the policy of its form, whenever they are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.accounts.levels import OPD, from_level_on
from app.design.policies import Policy
from app.intake.states import ACCEPTED, OPEN, UNREVIEWED, own_state

DECIDED, PASSED_OVER = "status", "lewat"  # kinds of decisions about a submission
CLOCK = "Sistem"  # no account can have this name


@dataclass(frozen=True, slots=True)
class Act:
    """A row of the log about one submission."""

    seq: int
    kind: str
    state: str
    level: str
    undoes: int | None
    actor: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A level that is behind a submission: who took it there and when, or that the clock did."""

    level: str
    actor: str
    at: datetime
    skipped: bool


@dataclass(frozen=True, slots=True)
class Trail:
    """The levels behind a submission, and the states it was given, as far as nobody took them back."""

    steps: tuple[Step, ...] = ()
    decided: tuple[str, ...] = ()

    @property
    def passed(self) -> frozenset[str]:
        """Answer the levels behind it."""
        return frozenset(step.level for step in self.steps)


@dataclass(frozen=True, slots=True)
class Position:
    """A submission's own state, whose turn it is ("" for nobody's), and since when the clock runs.

    It runs only where a level follows: the last one is waited for.
    """

    state: str
    level: str = ""
    since: datetime | None = None

    @property
    def kept_level(self) -> str | None:
        """Answer the level as the database keeps it: most wait for the OPD, which goes unsaid."""
        return self.level if self.level not in {"", OPD} else None


def standing(acts: Iterable[Act]) -> list[Act]:
    """Answer the acts that nobody took back, oldest first."""
    ordered = sorted(acts, key=lambda act: act.seq)
    undone = {act.undoes for act in ordered}
    return [act for act in ordered if act.undoes is None and act.seq not in undone]


def trail_of(acts: Iterable[Act]) -> Trail:
    """Answer the trail that the acts about a submission leave.

    What was returned or rejected keeps the levels behind it: they looked at the same answers.
    """
    steps: dict[str, Step] = {}
    states: list[str] = []
    for act in standing(acts):
        skipped = act.kind == PASSED_OVER
        if not skipped:
            states.append(act.state)
        if act.level and (skipped or act.state in {UNREVIEWED, ACCEPTED}):
            steps.pop(act.level, None)
            steps[act.level] = Step(act.level, act.actor, act.at, skipped)
    return Trail(tuple(steps.values()), tuple(states))


def position_of(trail: Trail, policy: Policy, received_at: datetime) -> Position:
    """Answer where a submission stands, its edits left aside."""
    state = own_state(trail.decided, waits=policy.waits)
    if state not in OPEN:
        return Position(state)
    level = policy.turn(trail.passed)
    if level == policy.last:
        return Position(state, level)
    moments = [received_at, *(step.at for step in trail.steps)]
    return Position(state, level, max([*moments, policy.set_at or received_at]))


def state_after(trail: Trail, policy: Policy, level: str) -> str:
    """Answer the state an acceptance at a level gives: accepted only when no level is left."""
    return ACCEPTED if trail.passed | {level} >= set(policy.levels) else UNREVIEWED


def may_accept(turn: str, levels: Collection[str]) -> bool:
    """Answer whether somebody of these levels may accept what is at a level."""
    return turn in levels


def level_to_send_back(turn: str, levels: Collection[str]) -> str:
    """Answer the level at which somebody may return or reject what is at a level, or "" for none.

    Whose turn it is may, and whoever is above.
    """
    return next((level for level in from_level_on(turn) if level in levels), "")
