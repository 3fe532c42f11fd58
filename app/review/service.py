"""Deciding about a submission, or about a value; the profile follows at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.extensions.database import now, transaction
from app.intake import store as intake_store
from app.intake.choice_store import keep_choice
from app.intake.edits_service import follow_up
from app.intake.models import Decision, Submission
from app.intake.returned_service import settle_returned
from app.intake.states import (
    ACCEPTED,
    REJECTED,
    RETURNED,
    STATE_NAMES,
    SUPERSEDED,
    own_state,
)
from app.merge.fold import CellKey
from app.merge.rules import values_at_stake
from app.merge.service import merge_place
from app.problems import Problem
from app.review.queue_places_service import place_kept, settle
from app.review.queue_service import Seen, is_hidden, list_decisions_of, open_question
from app.review.queue_store import find_decision, take_turn

DECISIONS = {"terima": ACCEPTED, "kembalikan": RETURNED, "tolak": REJECTED}
SHORTEST_REASON = 5


def decide(instance_id: str, decision: str, reason: str, actor: str, seen: str = "") -> str:
    """Accept, return or reject a submission; answer its new state. The profile follows at once.

    `seen` is the state the reviewer saw: when another decided meanwhile, nothing is overwritten.
    """
    row = record_decision(instance_id, decision, reason, actor, seen=seen)
    if row.posyandu_code:
        merge_place(row.posyandu_code)
    return DECISIONS[decision]


def record_decision(
    instance_id: str,
    decision: str,
    reason: str,
    actor: str,
    *,
    seen: str = "",
    at: datetime | None = None,
) -> Submission:
    """Append a decision to the log and set the submission's state; the worker merges it later."""
    state = DECISIONS.get(decision)
    if state is None:
        raise Problem("review.unknown_decision", decision=decision)
    if state != ACCEPTED and len(reason) < SHORTEST_REASON:
        raise Problem("accounts.reason_missing")
    with transaction():
        row = intake_store.get_submission_locked(instance_id)
        if row.state == SUPERSEDED:
            raise Problem("review.superseded")
        if seen and row.state != seen:
            raise Problem("review.already_decided", state=STATE_NAMES[row.state])
        append_state(row, Decision(state=state, reason=reason, actor=actor, at=at or now()))
        return row


def append_state(row: Submission, decision: Decision) -> None:
    """Append a decision about a locked submission and let all that hangs on its state follow.

    Inside the caller's transaction. What an edit has replaced stays replaced, whatever is said of it.
    """
    decision.kind, decision.instance_id = "status", row.instance_id
    intake_store.add_decision(decision)
    if row.state != SUPERSEDED:
        intake_store.save_state(row.instance_id, decision.state or "")
        follow_up(row.instance_id)
        settle_returned(row)


def undo_state(seq: int, reason: str, actor: str) -> str:
    """Take a decision about a submission back; answer the state that holds without it."""
    with transaction():
        row = intake_store.get_submission_locked(submission_decided(seq).instance_id)
        if row.state == SUPERSEDED:
            raise Problem("review.superseded")
        state = append_undo(row, seq, reason, actor)
        if state is None:
            raise Problem("review.already_undone")
        place = row.posyandu_code
    if place:
        merge_place(place)
    return state


def append_undo(row: Submission, seq: int, reason: str, actor: str) -> str | None:
    """Take a decision about a locked submission back; answer what holds then, None if it was before.

    Inside the caller's transaction.
    """
    decisions = intake_store.list_state_decisions([row.instance_id])
    undone = {one.undoes for one in decisions} | {seq}
    if any(one.undoes == seq for one in decisions):
        return None
    state = own_state(
        [one.state or "" for one in decisions if not one.undoes and one.seq not in undone]
    )
    append_state(row, Decision(state=state, undoes=seq, reason=reason, actor=actor, at=now()))
    return state


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
    with transaction():
        take_turn(key)
        met = list_decisions_of(key)
        if seen and met and met[-1].seq != seen.last:
            raise Problem("review.value_decided", actor=met[-1].actor)
        row = Decision(kind="nilai", place=place_kept(key), field=key.field, period=key.period)
        row.reason, row.actor, row.at = reason, actor, now()
        stake = values_at_stake(explained.cell.rule, explained.facts)
        keep_choice(row, stake, chosen, hidden=is_hidden(key))
        intake_store.add_decision(row)
        settle(key)
