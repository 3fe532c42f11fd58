"""The worker: all background behaviour on one screen.

Merging first (people wait for profiles), then later work by kind. Everything is at least once: a killed
worker's lease runs out and another takes the job again; what a job does is safe to repeat.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask

from app.design.release_plans_service import release_planned
from app.exchange.deliveries_service import deliver_next, sweep, take_up_order
from app.exchange.drift_service import enqueue_looks, look_for_drift
from app.exchange.list_rest_service import write_rest
from app.exchange.remote_errors import RemoteError
from app.exchange.steps_service import publish_part
from app.extensions.database import db
from app.intake.answer_counts_service import count_part
from app.intake.entity_queue_store import find_entity_due
from app.intake.hinted_service import pull_hinted
from app.intake.lateness_service import recount_late
from app.intake.pulls_service import enqueue_due, pull_part
from app.intake.queue_store import find_due_places, find_newest
from app.intake.trial_service import remove_trial
from app.merge.compare_service import compare_due
from app.merge.effect_service import fold_part, measure_part
from app.merge.entities_service import apply_entities, force_overdue
from app.merge.service import merge_place, merge_places, place_anew
from app.outbox import service as outbox
from app.outbox.kinds import (
    ACCEPT_MANY,
    COUNT_ANSWERS,
    EXAMINE_ANEW,
    FOLD_ANEW,
    LOOK_AT_TARGET,
    MEASURE_EFFECT,
    PLACE_ANEW,
    PUBLISH_PART,
    PULL_HINTED,
    PULL_PART,
    RECOUNT_LATE,
    RELEASE_PLANNED,
    REMOVE_TRIAL,
    RESTATE,
    SETTLE,
    UNDO_MANY,
    WRITE_LIST,
)
from app.outbox.service import Claim
from app.problems import Problem
from app.review.alarm_service import raise_due
from app.review.back_service import settle_part
from app.review.bulk_service import accept_part, undo_part
from app.review.clock_service import pass_over_due
from app.review.policy_service import restate_part
from app.review.quality_service import examine_anew, examine_place, find_place

log = logging.getLogger("simpul.worker")

JOBS: Mapping[str, Callable[[dict[str, Any]], None]] = {
    PULL_HINTED: pull_hinted,
    PULL_PART: pull_part,
    SETTLE: settle_part,
    RECOUNT_LATE: recount_late,
    PLACE_ANEW: place_anew,
    EXAMINE_ANEW: examine_anew,
    ACCEPT_MANY: accept_part,
    UNDO_MANY: undo_part,
    RESTATE: restate_part,
    MEASURE_EFFECT: measure_part,
    FOLD_ANEW: fold_part,
    COUNT_ANSWERS: count_part,
    RELEASE_PLANNED: release_planned,
    REMOVE_TRIAL: remove_trial,
    PUBLISH_PART: publish_part,
    LOOK_AT_TARGET: look_for_drift,
    WRITE_LIST: write_rest,
}
IDLE_SECONDS = 0.5
REST_SECONDS = 60.0
SENDING_SECONDS = 1.0  # after a submission, for which phones count as sending
SWEEP_SECONDS = 3600.0
RESTS = 4  # times as long as the work took
REST_AT_MOST = 0.4
PLACES_LOOKED_AT = 200
MERGED_AT_ONCE = 60  # submissions, of several Posyandu
# Posyandu seen waiting and with how many submissions, longest first: counted out once for all turns.
_waiting: deque[tuple[str, int]] = deque()
# Posyandu whose merging failed, and when (monotonic) to try again: one fault stops nobody else.
_resting: dict[str, float] = {}
# Submissions whose sasaran failed by a fault of ours, and when to try again.
OVERDUE = 0  # stands for those held too long
_resting_entities: dict[int, float] = {}
# Posyandu whose examining failed; and where examining goes on, round all Posyandu.
_resting_examined: dict[str, float] = {}
_examined_last: list[str] = [""]
# When to look for levels of review that have run out, and for servers that are to be asked for news.
_clock: list[float] = [0.0]
_pulls: list[float] = [0.0]
# When to look at signs again, after that failed.
_alarms: list[float] = [0.0]


def run_pending() -> int:
    """Do all that is due now; answer how many pieces of work there were."""
    done = 0
    while run_one():
        done += 1
    return done


def run_one() -> bool:
    """Do one piece of work, in the order of who waits for it; answer whether there was any."""
    try:
        if change_entities_one() or merge_one() or raise_one() or compare_due():
            return True
        claim = outbox.claim_next()
        if claim is None:
            return begin_pulls() or examine_one() or pass_over_one()
        _run(claim)
        return True
    finally:
        db.session.remove()


def change_entities_one() -> bool:
    """Make or change the sasaran of the submission that waits longest; answer whether there was one.

    First of all work: phones ask for their lists within minutes, and it takes milliseconds.
    """
    moment = time.monotonic()
    for rested in [one for one, until in _resting_entities.items() if until <= moment]:
        del _resting_entities[rested]
    seq = find_entity_due(_resting_entities)
    try:
        if seq is None:
            return OVERDUE not in _resting_entities and force_overdue()
        apply_entities(seq)
    except Exception:
        log.exception("sasaran of submission %s failed", seq)
        db.session.rollback()
        _resting_entities[seq or OVERDUE] = moment + REST_SECONDS
    return True


def merge_one() -> int:
    """Merge where it waits longest; answer how many submissions, 0 for none.

    Posyandu with little waiting are merged together, one with much alone.
    """
    fresh = not _waiting
    if fresh:
        _waiting.extend(find_due_places(PLACES_LOOKED_AT + len(_resting)))
    while _waiting:
        merged = _merge(_next_places())
        if merged:
            return merged
    return 0 if fresh else merge_one()


def _next_places() -> list[str]:
    """Answer the next Posyandu to merge in: one, or several with little waiting."""
    found: list[str] = []
    total = 0
    while _waiting and total < MERGED_AT_ONCE:
        place, due = _waiting[0]
        if found and total + due > MERGED_AT_ONCE:
            break
        _waiting.popleft()
        if _resting.get(place, 0.0) <= time.monotonic():
            found.append(place)
            total += due
    return found


def _merge(places: Sequence[str]) -> int:
    """Merge; where it fails for several Posyandu at once each has its turn alone, and one rests."""
    try:
        merged = merge_places(places) if len(places) > 1 else sum(map(merge_place, places))
    except Exception:
        db.session.rollback()
        if len(places) > 1:
            return sum(_merge([place]) for place in places)
        log.exception("merging %s failed", places[0])
        _resting[places[0]] = time.monotonic() + REST_SECONDS
        return 0
    for place in places:
        _resting.pop(place, None)
    return merged


def raise_one() -> bool:
    """Ask people about signs that must not wait; answer whether there were any."""
    moment = time.monotonic()
    if _alarms[0] > moment:
        return False
    try:
        return raise_due() > 0
    except Exception:
        log.exception("asking about signs failed")
        db.session.rollback()
        _alarms[0] = moment + REST_SECONDS
    return True


def examine_one() -> bool:
    """Examine the quality of some submissions of the next Posyandu; answer whether there were any.

    Last of all work: nobody waits for it, and what waits longer is examined in larger pieces.
    """
    moment = time.monotonic()
    for rested in [one for one, until in _resting_examined.items() if until <= moment]:
        del _resting_examined[rested]
    place = find_place(_examined_last[0], _resting_examined)
    if place is None:
        return False
    _examined_last[0] = place
    try:
        return examine_place(place) > 0
    except Exception:
        log.exception("examining %s failed", place)
        db.session.rollback()
        _resting_examined[place] = moment + REST_SECONDS
    return True


def pass_over_one() -> bool:
    """Pass over levels of review that have run out, looked for once a minute; answer whether any had."""
    moment = time.monotonic()
    if _clock[0] > moment:
        return False
    done = 0
    try:
        done = pass_over_due()
    except Exception:
        log.exception("passing over levels of review failed")
        db.session.rollback()
    _clock[0] = 0.0 if done else moment + REST_SECONDS
    return done > 0


def begin_pulls() -> bool:
    """Begin pulls and looks at other servers that are due, looked for once a minute; were there any?"""
    moment = time.monotonic()
    if _pulls[0] > moment:
        return False
    _pulls[0] = moment + REST_SECONDS
    try:
        return enqueue_due() + enqueue_looks() > 0
    except Exception:
        log.exception("beginning pulls failed")
        db.session.rollback()
    return False


def _run(claim: Claim) -> None:
    """Run a job; a failure is recorded on it and tried again, never lost and never fatal."""
    try:
        JOBS[claim.kind](claim.payload)
    except Problem as problem:
        outbox.fail(claim.job_id, str(problem), final=True)
    except RemoteError as error:
        wait = error.retry_after or 0
        outbox.fail(claim.job_id, error.message, final=not error.retryable, wait=wait)
    except Exception as error:
        log.exception("job %s (%s) failed", claim.job_id, claim.kind)
        db.session.rollback()
        outbox.fail(claim.job_id, f"{type(error).__name__}: {error}")
    else:
        outbox.finish(claim.job_id)


def work_forever(
    app: Flask, keep_on: Callable[[], bool], rest: Callable[[float], None] = lambda _took: None
) -> None:
    """Work until told to stop; a fault of one round is logged and the next round comes.

    `rest` is called after each piece of work with the seconds it took.
    """
    while keep_on():
        busy, begun = False, time.monotonic()
        with app.app_context():
            try:
                busy = run_one()
                if busy:
                    rest(time.monotonic() - begun)
            except Exception:
                log.exception("a round of work failed")
                time.sleep(IDLE_SECONDS)
        if not busy:
            time.sleep(IDLE_SECONDS)


def send_pending() -> int:
    """Tell webhooks all that is due now; answer how many deliveries and steps there were."""
    take_up_order()
    done = 0
    while deliver_next():
        done += 1
    return done


def send_forever(
    app: Flask, keep_on: Callable[[], bool], rest: Callable[[float], None] = lambda _took: None
) -> None:
    """Tell webhooks what happens, in a thread of its own: a slow receiver keeps no work waiting.

    `rest` is called after each delivery with the seconds it took.
    """
    swept, is_begun = -SWEEP_SECONDS, False
    while keep_on():
        begun = time.monotonic()
        with app.app_context():
            try:
                is_begun = is_begun or take_up_order()
                if deliver_next():
                    rest(time.monotonic() - begun)
                    continue
                if time.monotonic() - swept > SWEEP_SECONDS:
                    swept = time.monotonic() if sweep() == 0 else swept
            except Exception:
                log.exception("a round of deliveries failed")
                db.session.rollback()
        time.sleep(IDLE_SECONDS)


class Courtesy:
    """Lets phones go first: while they send, rests after a piece of work four times as long as it took.

    For SQLite, where the worker's commits stand in one line with theirs.
    """

    def __init__(self) -> None:
        """Begin as if nobody had sent."""
        self._newest = 0
        self._sending_until = 0.0

    def rest(self, took: float) -> None:
        """Rest, if anything came in within the last second."""
        newest, moment = find_newest(), time.monotonic()
        if newest != self._newest:
            self._newest, self._sending_until = newest, moment + SENDING_SECONDS
        if moment < self._sending_until:
            time.sleep(min(RESTS * took, REST_AT_MOST))
