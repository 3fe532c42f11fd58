"""Decisions going to other servers and coming from them: what is due is compared and settled."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

from app.design.policies_store import get_policy
from app.exchange import store as exchange_store
from app.exchange.models import Publication, Target
from app.exchange.remote_errors import Missing, Rejected
from app.exchange.remote_rows import Said, Source
from app.exchange.sources_service import open_source
from app.extensions.database import now, transaction
from app.intake import remote_store as store
from app.intake import store as intake_store
from app.intake.models import Decision, Submission
from app.intake.remote_models import RemoteSubmission
from app.intake.states import ACCEPTED, REJECTED, RETURNED, SUPERSEDED
from app.intake.states_store import list_acts
from app.intake.trail import DECIDED, Act, standing, state_after, trail_of
from app.outbox.kinds import SETTLE
from app.outbox.service import enqueue
from app.problems import Problem
from app.review.meeting import AGREED, SEND, TAKE, Here, Met, for_elsewhere, meet, value_of
from app.review.service import append_state

PART = 50  # submissions in one job
LONGEST_ACTOR = 80


@dataclass(frozen=True, slots=True)
class _Meeting:
    """One submission as it is known there, and as it stands here."""

    target: Target
    known: RemoteSubmission
    here: Here

    def what_to_do(self, there: Said) -> str:
        met = Met(self.known.met_here, self.known.met_there, self.known.told)
        return meet(self.here, there, met)


def settle_part(payload: Mapping[str, Any]) -> None:
    """Settle the next submissions of a target. Raises RemoteError (tried again) or Problem (kept).

    One that the server does not take holds up no other; it stays due, and is tried again when all of
    its form is gone through.
    """
    target = exchange_store.find_target(payload["target_id"])
    if target is None:
        raise Problem("publish.unknown_target", target=payload["target_id"])
    if target.off_at is not None:
        raise Problem("publish.target_off", target=target.name)
    due = store.list_to_settle(target.target_id, int(payload.get("after", 0)), PART)
    last = due[-1][0].remote_submission_id if due else 0
    refused: Rejected | None = None
    with ExitStack() as opened:
        sources = _Sources(target, opened)
        for known, publication in due:
            try:
                _settle(target, publication, known, sources)
            except Rejected as error:
                refused = error
    if len(due) == PART:
        with transaction():
            again = {"target_id": target.target_id, "after": last}
            enqueue(SETTLE, f"{target.target_id}:{last}", again)
    if refused is not None:
        raise refused


class _Sources:
    """The forms of a target, each opened when something is first to be said there."""

    def __init__(self, target: Target, opened: ExitStack) -> None:
        self._target, self._opened = target, opened
        self._found: dict[int, Source] = {}

    def of(self, publication: Publication) -> Source:
        key = publication.publication_id
        if key not in self._found:
            source = open_source(self._target, publication)
            self._found[key] = self._opened.enter_context(closing(source))
        return self._found[key]


def _settle(
    target: Target, publication: Publication, known: RemoteSubmission, sources: _Sources
) -> None:
    """Compare what is said here and there; ask the other server only where something is to be said."""
    there = Said(known.said, known.said_at, known.said_by)
    meeting = _Meeting(target, known, _here(known))
    todo = meeting.what_to_do(there)
    if todo == AGREED:
        _note(known, there, meeting.here.value)
        return
    try:
        source = sources.of(publication)
        there = source.said(known.remote_id)
        todo = meeting.what_to_do(there)
        if todo == SEND:
            _note_telling(known, meeting.here.value)
            there = source.say(known.remote_id, meeting.here.value, meeting.here.reason)
    except Missing:
        _note(known, Said(known.said, known.said_at, known.said_by), meeting.here.value)
        return
    if todo == TAKE:
        _take(meeting, there)
        return
    _note(known, there, meeting.here.value)


def _here(known: RemoteSubmission) -> Here:
    """Answer what the submission's state says, and when that was decided.

    What an edit made here has replaced says what it said before: the edit is not there.
    """
    state = store.find_state(known.instance_id or "")
    if state is None or state == SUPERSEDED:
        return Here(known.met_here)
    last = _last_word(list_acts([known.instance_id or ""])[known.instance_id or ""])
    if last is None:
        return Here(value_of(state))
    reason = for_elsewhere(last.reason) if last.state in {RETURNED, REJECTED} else ""
    return Here(value_of(state), last.at, reason)


def _last_word(acts: list[Act]) -> Act | None:
    said = [act for act in standing(acts) if act.kind == DECIDED]
    return said[-1] if said else None


def _note_telling(known: RemoteSubmission, value: str) -> None:
    """Note what is about to be told, so that it is known again though the answer never comes."""
    with transaction():
        store.get_remote(known.remote_submission_id, locked=True).told = value


def _note(known: RemoteSubmission, there: Said, here: str) -> None:
    """Note that both sides have met; what was decided meanwhile stays due."""
    with transaction():
        _save_met(known, there, here)


def _save_met(known: RemoteSubmission, there: Said, here: str) -> None:
    row = store.get_remote(known.remote_submission_id, locked=True)
    row.said, row.said_at, row.said_by = there.value, there.at, there.by[:120]
    row.met_there, row.met_here = there.value, here
    row.settle_due = _here(row).value != here


def _take(meeting: _Meeting, there: Said) -> None:
    """Let what was said there be a decision here, at the level the target was given."""
    known, target = meeting.known, meeting.target
    with transaction():
        row = intake_store.get_submission_locked(known.instance_id or "")
        if row.state != SUPERSEDED:
            append_state(row, _decision(target, row, there))
        _save_met(known, there, _here(known).value)


def _decision(target: Target, row: Submission, there: Said) -> Decision:
    state = there.value
    if state == ACCEPTED:
        trail = trail_of(list_acts([row.instance_id])[row.instance_id])
        state = state_after(trail, get_policy(row.form_id), target.level)
    return Decision(
        state=state,
        level=target.level,
        reason=(there.reason or f"Diputuskan di {target.name}")[:500],
        actor=_actor(target, there.by),
        at=there.at or now(),
    )


def _actor(target: Target, by: str) -> str:
    """Answer who decided, as the log names them: never like an account of ours."""
    return f"{target.name}: {by}"[:LONGEST_ACTOR] if by else target.name[:LONGEST_ACTOR]
