"""Deciding about a submission, or about a value; the profile follows at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts.levels import LEVEL_NAMES, LEVELS
from app.design.policies import Policy
from app.design.policies_store import get_policy
from app.extensions.database import now, transaction
from app.intake import store as intake_store
from app.intake.choice_store import keep_choice
from app.intake.models import Decision, Submission
from app.intake.remote_service import note_decided
from app.intake.returned_service import settle_returned
from app.intake.states import (
    ACCEPTED,
    OPEN,
    REJECTED,
    RETURNED,
    STATE_NAMES,
    SUPERSEDED,
    own_state,
)
from app.intake.states_service import follow_up, restate
from app.intake.states_store import list_acts
from app.intake.telling_service import tell_reviewed
from app.intake.trail import (
    DECIDED,
    Act,
    Position,
    Trail,
    level_to_send_back,
    may_accept,
    standing,
    state_after,
    trail_of,
)
from app.merge.fold import CellKey
from app.merge.rules import values_at_stake
from app.merge.service import merge_place
from app.problems import Problem
from app.review.queue_places_service import deciding, place_kept, settle
from app.review.queue_service import Seen, is_hidden, list_decisions_of, open_question
from app.review.queue_store import find_decision

DECISIONS = {"terima": ACCEPTED, "kembalikan": RETURNED, "tolak": REJECTED}
SHORTEST_REASON = 5
TAKEN_BACK = "Dibatalkan oleh yang memutuskan"


@dataclass(frozen=True, slots=True)
class Standpoint:
    """At which levels somebody decides, and what they saw: the state, and whose turn it was."""

    levels: frozenset[str] = frozenset(LEVELS)
    state: str = ""
    turn: str = ""


ANYWHERE = Standpoint()


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision made of a submission: its state, and the level that is to decide next."""

    state: str
    level: str
    posyandu_code: str | None


def decide(
    instance_id: str, decision: str, reason: str, actor: str, stands: Standpoint = ANYWHERE
) -> Decided:
    """Accept, return or reject a submission at the reviewer's level. The profile follows at once.

    When another decided since the reviewer saw it, nothing is overwritten.
    """
    done = record_decision(instance_id, decision, reason, actor, stands=stands)
    _merged(done)
    return done


def record_decision(
    instance_id: str,
    decision: str,
    reason: str,
    actor: str,
    *,
    stands: Standpoint = ANYWHERE,
    at: datetime | None = None,
) -> Decided:
    """Append a decision to the log and set the submission's state; the worker merges it later."""
    if decision not in DECISIONS:
        raise Problem("review.unknown_decision", decision=decision)
    if DECISIONS[decision] != ACCEPTED and len(reason) < SHORTEST_REASON:
        raise Problem("accounts.reason_missing")
    with transaction():
        row = intake_store.get_submission_locked(instance_id)
        if row.state == SUPERSEDED:
            raise Problem("review.superseded")
        way = way_of(row)
        _check_unchanged(way, row.state, stands)
        level = _level_to_act(way.turn, decision, stands.levels)
        state = DECISIONS[decision]
        if state == ACCEPTED:
            state = state_after(way.trail, way.policy, level)
        decided = Decision(state=state, level=level, reason=reason, actor=actor, at=at or now())
        return append_state(row, decided)


@dataclass(frozen=True, slots=True)
class Way:
    """A submission on its way through the levels: its form's policy, its log, and what is behind it."""

    policy: Policy
    acts: Sequence[Act]
    trail: Trail

    @property
    def turn(self) -> str:
        """Answer whose turn it is."""
        return self.policy.turn(self.trail.passed)


def way_of(row: Submission) -> Way:
    """Answer where a submission is on its way, from the log."""
    acts = list_acts([row.instance_id])[row.instance_id]
    return Way(get_policy(row.form_id), acts, trail_of(acts))


def _check_unchanged(way: Way, state: str, stands: Standpoint) -> None:
    """Raise Problem when somebody decided since, and say who."""
    same_state = not stands.state or stands.state == state or {stands.state, state} <= OPEN
    if same_state and stands.turn in {"", way.turn}:
        return
    last = standing(way.acts)[-1:]
    raise Problem(
        "review.already_decided",
        actor=last[0].actor if last else "pengaturan formulir",
        state=f"menunggu {LEVEL_NAMES[way.turn]}" if state in OPEN else STATE_NAMES[state],
    )


def _level_to_act(turn: str, decision: str, levels: Collection[str]) -> str:
    """Answer the level at which a reviewer decides; raise Problem when it is not their turn."""
    level = level_to_send_back(turn, levels)
    if DECISIONS[decision] == ACCEPTED and not may_accept(turn, levels):
        level = ""
    if not level:
        raise Problem("review.not_your_turn", level=LEVEL_NAMES[turn])
    return level


def append_state(row: Submission, decision: Decision) -> Decided:
    """Append a decision about a locked submission and let all that hangs on its state follow.

    Inside the caller's transaction. What an edit has replaced stays replaced, whatever is said of it.
    """
    decision.kind, decision.instance_id = decision.kind or DECIDED, row.instance_id
    intake_store.add_decision(decision)
    found = restate(row.instance_id)
    state, position = found or (row.state, Position(row.state))
    follow_up(row.instance_id)
    if state != SUPERSEDED:
        settle_returned(row)
    tell_reviewed(row, state, position.level)
    note_decided(row.instance_id)
    return Decided(state, position.level, row.posyandu_code)


def undo_state(seq: int, reason: str, actor: str) -> str:
    """Take a decision about a submission back; answer the state that holds without it."""
    with transaction():
        row = _locked_to_undo(submission_decided(seq).instance_id)
        done = append_undo(row, seq, reason, actor)
        if done is None:
            raise Problem("review.already_undone")
    return _merged(done)


def undo_own(instance_id: str, actor: str) -> str:
    """Take one's own decision about a submission back, while nobody has decided since."""
    with transaction():
        row = _locked_to_undo(instance_id)
        last = standing(way_of(row).acts)[-1:]
        done = append_undo(row, last[0].seq, TAKEN_BACK, actor) if last else None
        if done is None or last[0].actor != actor:
            raise Problem("review.not_yours_to_undo")
    return _merged(done)


def _locked_to_undo(instance_id: str) -> Submission:
    row = intake_store.get_submission_locked(instance_id)
    if row.state == SUPERSEDED:
        raise Problem("review.superseded")
    return row


def _merged(done: Decided) -> str:
    if done.posyandu_code:
        merge_place(done.posyandu_code)
    return done.state


def append_undo(row: Submission, seq: int, reason: str, actor: str) -> Decided | None:
    """Take a decision about a locked submission back; answer what holds then, None if it was before.

    Inside the caller's transaction.
    """
    acts = list_acts([row.instance_id])[row.instance_id]
    if any(act.undoes == seq for act in acts):
        return None
    left = trail_of(act for act in acts if act.seq != seq)
    state = own_state(left.decided)
    undo = Decision(state=state, undoes=seq, reason=reason, actor=actor, at=now())
    return append_state(row, undo)


def submission_decided(seq: int) -> Submission:
    """Answer the submission a decision is about."""
    decision = find_decision(seq)
    if decision is None or decision.instance_id is None or decision.undoes is not None:
        raise Problem("review.unknown_value_decision")
    return intake_store.get_submission(decision.instance_id)


def last_state_decision(instance_id: str) -> int:
    """Answer the number of the newest decision about a submission."""
    return intake_store.list_state_decisions([instance_id])[-1].seq


def decide_value(
    key: CellKey,
    chosen: Any,  # noqa: ANN401 - a value as JSON holds it
    reason: str,
    actor: str,
    seen: Seen | None = None,
) -> None:
    """Choose the value of a cell; it holds until a value comes that was not there now.

    With what the person saw, nothing is overwritten that another decided, or that came, meanwhile.
    """
    question = open_question(key)
    if seen and question.seen.mark != seen.mark:
        raise Problem("review.value_changed")
    explained = question.explained
    with deciding([key]):
        met = list_decisions_of(key)
        if seen and met and met[-1].seq != seen.last:
            raise Problem("review.value_decided", actor=met[-1].actor)
        row = Decision(kind="nilai", place=place_kept(key), field=key.field, period=key.period)
        row.reason, row.actor, row.at = reason, actor, now()
        stake = values_at_stake(explained.cell.rule, explained.facts)
        keep_choice(row, stake, chosen, hidden=is_hidden(key))
        intake_store.add_decision(row)
        settle(key)
