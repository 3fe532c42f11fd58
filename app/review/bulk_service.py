"""Accepting all that a filter holds, after a sample was looked at; in parts, and taken back whole.

Each acceptance is a decision of the log like any other, and names the act by its batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from app.accounts.access import Seat
from app.design.policies import DEFAULT
from app.design.policies_store import list_policies
from app.extensions.database import now, transaction
from app.intake import store as intake_store
from app.intake.models import Decision, Submission
from app.intake.queue_store import find_newest
from app.intake.states_store import list_acts
from app.intake.store import Filter
from app.intake.trail import state_after, trail_of
from app.outbox.kinds import ACCEPT_MANY, UNDO_MANY
from app.outbox.service import enqueue
from app.problems import Problem
from app.review import bulk_store as store
from app.review.bulk_plan import (
    DONE,
    LOOKING,
    RIGHT,
    RUNNING,
    STOPPED,
    UNDOING,
    UNDONE,
    WRONG,
    narrowed,
    sample_size,
    seats_from,
    written,
)
from app.review.models import BulkAct, BulkSample
from app.review.queue_store import list_batch
from app.review.service import Way, append_state, append_undo

PART = 100  # submissions decided in one transaction
TAKEN_BACK = "Penerimaan sekaligus dibatalkan"


def begin_act(seats: Sequence[Seat], wanted: Filter, actor: str) -> int:
    """Freeze what a filter holds now and draw its sample; answer the act's number."""
    parts = narrowed(seats, wanted.area, wanted.bidang)
    newest = find_newest()
    with transaction():
        counts = store.count_by_reason(parts, wanted)
        total = counts.pop("", 0)
        if not total:
            raise Problem("review.nothing_to_accept")
        act = BulkAct(
            batch=uuid4().hex,
            wanted=asdict(wanted),
            reaches=written(parts),
            newest=newest,
            last_decision=store.find_last_decision(),
            total=total,
            left_out=counts,
            state=LOOKING,
            actor=actor,
            begun_at=now(),
        )
        drawn = store.list_drawn(parts, wanted, sample_size(total))
        return store.add_act(act, drawn).act_id


def open_sample(act_id: int, instance_id: str) -> None:
    """Note that a submission of the sample was opened."""
    with transaction():
        one = _looked_at(store.get_act(act_id, locked=True), instance_id)
        one.opened_at = one.opened_at or now()


def judge_sample(act_id: int, instance_id: str, verdict: str) -> str | None:
    """Note what was found in a submission of the sample; a wrong one stops the act.

    Answers the next of the sample that waits, opened by that, or None.
    """
    if verdict not in {RIGHT, WRONG}:
        raise Problem("review.unknown_decision", decision=verdict)
    with transaction():
        act = store.get_act(act_id, locked=True)
        one = _looked_at(act, instance_id)
        if one.opened_at is None:
            raise Problem("review.sample_unseen")
        one.verdict, one.judged_at = verdict, now()
        if verdict == WRONG:
            act.state, act.ended_at = STOPPED, now()
            return None
        waiting = next((row for row in store.list_sample(act_id) if not row.verdict), None)
        if waiting is None:
            return None
        waiting.opened_at = waiting.opened_at or now()
        return waiting.instance_id


def _looked_at(act: BulkAct, instance_id: str) -> BulkSample:
    """Answer a submission of the sample of an act that still looks at it."""
    if act.state != LOOKING:
        raise Problem("review.act_changed")
    for one in store.list_sample(act.act_id):
        if one.instance_id == instance_id:
            return one
    raise Problem("review.unknown_act")


def start_act(act_id: int, reason: str) -> None:
    """Let the worker accept all of an act, once each of its sample was found right."""
    with transaction():
        act = store.get_act(act_id, locked=True)
        if act.state != LOOKING:
            raise Problem("review.act_changed")
        if any(one.verdict != RIGHT for one in store.list_sample(act_id)):
            raise Problem("review.sample_unseen")
        act.state, act.reason = RUNNING, reason
        _go_on(ACCEPT_MANY, act)


def undo_act(act_id: int, actor: str) -> None:
    """Let the worker take back all of an act; one under way goes no further."""
    with transaction():
        act = store.get_act(act_id, locked=True)
        if act.state not in {RUNNING, DONE}:
            raise Problem("review.act_changed")
        act.state, act.cursor, act.undone_by = UNDOING, 0, actor
        _go_on(UNDO_MANY, act)


def _go_on(kind: str, act: BulkAct) -> None:
    enqueue(kind, str(act.act_id), {"act_id": act.act_id})


def accept_part(payload: dict[str, Any]) -> None:
    """Accept the next part of an act; what another decided, or what came up meanwhile, is left."""
    with transaction():
        act = store.get_act(payload["act_id"], locked=True)
        if act.state != RUNNING:
            return
        rows = store.list_next(act, PART)
        acts, policies = list_acts([row.instance_id for row in rows]), list_policies()
        for row in rows:
            act.cursor = row.seq
            log = acts[row.instance_id]
            way = Way(policies.get(row.form_id, DEFAULT), log, trail_of(log))
            act.done += _accept(act, row, way)
        _end_or_go_on(act, ACCEPT_MANY, DONE, len(rows))


def _accept(act: BulkAct, row: Submission, way: Way) -> bool:
    """Accept a submission at the level whose turn it is, if that is the act's; answer whether it was."""
    place, level = row.posyandu_code or "", way.turn
    seats = seats_from(act.reaches)
    if not any(one.level == level and one.holds(place, row.bidang) for one in seats):
        return False
    state = state_after(way.trail, way.policy, level)
    done = {"reason": act.reason, "actor": act.actor, "at": now(), "batch": act.batch}
    append_state(row, Decision(state=state, level=level, **done))
    return True


def undo_part(payload: dict[str, Any]) -> None:
    """Take the next part of an act back; where somebody decided since, their word holds."""
    with transaction():
        act = store.get_act(payload["act_id"], locked=True)
        if act.state != UNDOING:
            return
        rows = list_batch(act.batch, "status", act.cursor, PART)
        for decision in rows:
            act.cursor = decision.seq
            row = intake_store.get_submission_locked(decision.instance_id or "")
            act.undone += append_undo(row, decision.seq, TAKEN_BACK, act.undone_by) is not None
        _end_or_go_on(act, UNDO_MANY, UNDONE, len(rows))


def _end_or_go_on(act: BulkAct, kind: str, end: str, count: int) -> None:
    if count < PART:
        act.state, act.ended_at = end, now()
    else:
        _go_on(kind, act)
