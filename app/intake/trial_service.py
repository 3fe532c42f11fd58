"""The channel by which officers try a draft on their phones: opened, ended, and gone after 30 days.

It ends by itself after a week, and as soon as its version is a draft no longer. Nothing that comes
there stands among submissions: no profile, count, list or webhook can meet it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.accounts.access import outermost
from app.accounts.service import TOKEN_BYTES, hash_token, log_act
from app.design import store as design_store
from app.extensions.database import now, transaction
from app.extensions.files import files
from app.intake import trial_store as store
from app.intake.trial_models import Trial
from app.outbox.kinds import REMOVE_TRIAL
from app.outbox.service import enqueue
from app.problems import Problem

OPEN_DAYS = 7
KEPT_DAYS = 30  # from the day it was opened
OPEN, ENDED, RAN_OUT, RELEASED, REPLACED = "dibuka", "diakhiri", "lewat", "terbit", "diganti"
WORKER = "sistem"


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as its door needs it: which draft is tried, and whose places its lists hold."""

    trial_id: int
    form_id: str
    version: str
    areas: tuple[str, ...]


def open_trial(form_id: str, version: str, areas: Iterable[str], actor: str) -> tuple[Trial, str]:
    """Open a channel for a draft; answer it with its token, shown this once. One before it ends."""
    token, moment = secrets.token_urlsafe(TOKEN_BYTES), now()
    with transaction():
        design_store.get_form(form_id, locked=True)
        draft = design_store.find_version(form_id, version)
        if draft is None or draft.state != design_store.DRAFT:
            raise Problem("intake.trial_no_draft", version=version)
        for earlier in store.list_unended(form_id, version):
            earlier.ended_at, earlier.ended_by = moment, actor
        trial = Trial(
            form_id=form_id,
            version=version,
            token_hash=hash_token(token),
            areas=list(outermost(areas)),
            opened_at=moment,
            opened_by=actor,
            expires_at=moment + timedelta(days=OPEN_DAYS),
        )
        store.add_row(trial)
        after = moment + timedelta(days=KEPT_DAYS)
        enqueue(REMOVE_TRIAL, str(trial.trial_id), {"trial_id": trial.trial_id}, after)
        log_act(actor, "formulir.uji_buka", f"form:{form_id}", version)
    return trial, token


def end_trial(form_id: str, trial_id: int, actor: str) -> None:
    """End a channel; what was sent stays readable until it is removed."""
    with transaction():
        trial = store.get_trial(trial_id, locked=True)
        if trial.form_id != form_id:
            raise Problem("intake.unknown_trial")
        if trial.ended_at is None:
            trial.ended_at, trial.ended_by = now(), actor
            log_act(actor, "formulir.uji_akhiri", f"form:{form_id}", trial.version)


def state_of(trial: Trial) -> str:
    """Answer how a channel stands this moment."""
    version = design_store.find_version(trial.form_id, trial.version)
    if version is None:
        return REPLACED
    if version.state != design_store.DRAFT:
        return RELEASED
    if trial.ended_at is not None:
        return ENDED
    return RAN_OUT if trial.expires_at <= now() else OPEN


def channel_of_token(token: str) -> Channel:
    """Answer the open channel of a token; raise Problem for any other."""
    trial = store.find_trial_of_token(hash_token(token))
    if trial is None or state_of(trial) != OPEN:
        raise Problem("intake.trial_ended")
    return _channel(trial)


def find_open_channel(form_id: str, version: str) -> Channel | None:
    """Answer the channel by which a draft is tried now."""
    for trial in store.list_unended(form_id, version):
        if state_of(trial) == OPEN:
            return _channel(trial)
    return None


def _channel(trial: Trial) -> Channel:
    return Channel(trial.trial_id, trial.form_id, trial.version, tuple(trial.areas))


def remove_trial(payload: dict[str, Any]) -> None:
    """Remove a channel and all that was sent there; a second time there is nothing left to do."""
    with transaction():
        try:
            trial = store.get_trial(payload["trial_id"], locked=True)
        except Problem:
            return
        log_act(WORKER, "formulir.uji_hapus", f"form:{trial.form_id}", trial.version)
        gone = store.remove_trial(trial.trial_id)
    for file_id in gone:
        files.remove(file_id)
