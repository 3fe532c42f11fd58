"""Doing what a webhook's hint asks for: the one submission it names, or whatever is new there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from app.exchange import store as exchange_store
from app.exchange.models import Publication, Target
from app.exchange.remote_errors import Missing
from app.exchange.remote_rows import NEW, RemoteRow
from app.extensions.database import db, now, transaction
from app.intake.pulls_service import go_on_or_later
from app.intake.remote_service import Outcome, note_rows
from app.intake.taking_service import fetch, take
from app.intake.ways_service import Way, opened_way
from app.outbox.kinds import PULL_HINTED
from app.outbox.service import enqueue
from app.problems import Problem

# What a hook told of before it was committed: looked for again after 10, 40 and 160 seconds.
LOOKS, FIRST_WAIT = 3, timedelta(seconds=10)


def pull_hinted(payload: Mapping[str, Any]) -> None:
    """Do one hint's job. Raises RemoteError (tried again) or Problem (kept for a person)."""
    target = exchange_store.find_target(payload["target_id"])
    if target is None:
        raise Problem("publish.unknown_target", target=payload["target_id"])
    publications = _publications(target, payload.get("asset_uid") or "")
    with ExitStack() as opened:
        ways = [opened.enter_context(opened_way(one.publication_id, NEW)) for one in publications]
        if payload.get("submission_key") is None:
            for way in ways:
                go_on_or_later(way)
        else:
            _pull_named(target, ways, payload)


def _publications(target: Target, remote_id: str) -> Sequence[Publication]:
    """Answer the forms a hint is about; an unknown or missing one means any of the target's."""
    known = exchange_store.list_publications(target.target_id)
    return [one for one in known if one.remote_id == remote_id] or known


def _pull_named(target: Target, ways: Sequence[Way], payload: Mapping[str, Any]) -> None:
    """Pull the submission a hint names, of whichever form has it."""
    refused: Problem | None = None
    missing: Missing | None = None
    found = 0
    for way in ways:
        try:
            _pull_one(way, str(payload["submission_key"]))
            found += 1
        except Problem as problem:
            refused = problem
        except Missing as error:
            missing = error
    if refused is not None:
        raise refused
    if missing is not None and not found and not _looks_again(target, payload):
        raise missing


def _pull_one(way: Way, key: str) -> None:
    row = way.source.row(key)
    try:
        fetched = fetch(way.source, row)
        taken = take(way.source, way.target, way.publication, row, fetched)
    except Problem as problem:
        db.session.rollback()
        _note(way, row, Outcome(refused=problem.code))
        raise
    _note(way, row, Outcome(taken.instance_id, taken.files_missing))


def _note(way: Way, row: RemoteRow, outcome: Outcome) -> None:
    with transaction():
        note_rows(way.publication, [(row, outcome)])


def _looks_again(target: Target, payload: Mapping[str, Any]) -> bool:
    """Look for it again a little later, some times; answer whether that is still to come.

    Only Central's hook fires before it commits.
    """
    looks = int(payload.get("looks", 0))
    if looks >= LOOKS or target.kind != "central":
        return False
    key = f"{payload['target_id']}:{payload.get('asset_uid')}:{payload['submission_key']}:{looks}"
    with transaction():
        again = {**payload, "looks": looks + 1}
        enqueue(PULL_HINTED, key[:200], again, now() + FIRST_WAIT * 4**looks)
    return True
