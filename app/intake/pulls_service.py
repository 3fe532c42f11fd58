"""Pulling from other servers, page by page, through the same door as any other; resumable anywhere.

A run goes through a form there in parts, each its own job, so that the worker merges in between. What a
part has taken in is noted row by row: killed at any point, the next part meets those rows again, knows
them by their mark, and goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from app.design.service import find_released
from app.exchange.nights import next_night
from app.exchange.remote_errors import RemoteError
from app.exchange.remote_rows import ALL, NEW, Page
from app.extensions.database import db, now, transaction
from app.intake import cursors
from app.intake import remote_store as store
from app.intake.files_again_service import look_at_files_again
from app.intake.gone_service import find_gone, look_by_counting
from app.intake.remarks_service import look_for_remarks
from app.intake.remote_models import Pull
from app.intake.remote_service import enqueue_settling
from app.intake.ways_service import Way, look_for_files, opened_way, take_page
from app.outbox.kinds import PULL_PART
from app.outbox.service import LONGEST_WAIT, enqueue, forget_done
from app.outbox.store import find_waiting
from app.problems import Problem
from app.web.guards import local_now

PART_SECONDS = 15.0
AGAIN_SECONDS = 20.0  # for files that were replaced, after all else
TOLD_SECONDS = 5.0  # how often who waits for all of it is told
AFTER_BREAK = timedelta(seconds=10)
KEPT = timedelta(days=7)  # the record of parts that went well
Tell = Callable[[Pull], None]


def pull_part(payload: Mapping[str, Any]) -> None:
    """Do one job: the next part of a run. Raises RemoteError (tried again) or Problem (kept)."""
    with opened_way(payload["publication_id"], payload["way"]) as way:
        go_on_or_later(way)


def go_on_or_later(way: Way) -> None:
    """Go on with a run for a part's time; what is left is another job.

    A line that breaks after something came over it is no failed try: on a bad one each part breaks, and
    tries that are counted wait longer and longer.
    """
    wait = timedelta()
    try:
        if go_on(way, time.monotonic() + PART_SECONDS):
            return
    except RemoteError as error:
        if not (error.retryable and way.taken):
            raise
        wait = max(AFTER_BREAK, timedelta(seconds=min(error.retry_after or 0, LONGEST_WAIT)))
    with transaction():
        enqueue_part(way.publication.publication_id, way.name, now() + wait)


def enqueue_part(publication_id: int, way: str, after: datetime | None = None) -> None:
    """Let the worker go on with a way through a form, inside the caller's transaction."""
    payload = {"publication_id": publication_id, "way": way}
    enqueue(PULL_PART, f"{publication_id}:{way}", payload, after)


def waits_for_its_turn(publication_id: int, way: str) -> bool:
    """Answer whether the worker has been asked to go on with a way through a form, now."""
    waiting = find_waiting(PULL_PART, f"{publication_id}:{way}")
    return waiting is not None and waiting.run_after <= now()


def pull_all(publication_id: int, name: str, tell: Tell) -> Pull:
    """Go through a form there to its end, telling how far it is; answer how it ended."""
    with opened_way(publication_id, name) as way:
        while not go_on(way, time.monotonic() + TOLD_SECONDS):
            tell(_stands(way))
        done = _stands(way)
    tell(done)
    return done


def _stands(way: Way) -> Pull:
    found = store.find_pull(way.publication.publication_id, way.name)
    assert found is not None  # noqa: S101 - go_on has begun it
    return found


def go_on(way: Way, until: float) -> bool:
    """Go on with a run, or begin one, until a moment (monotonic); answer whether it has ended."""
    try:
        return _go_on(way, until)
    except (RemoteError, Problem) as error:
        db.session.rollback()
        _fail(way, error)
        raise


def _go_on(way: Way, until: float) -> bool:
    pull = _begun(way)
    form_id, version = way.publication.form_id, way.publication.version
    if find_released(form_id, version) is None:
        raise Problem("intake.form_not_released", form_id=form_id)
    if way.name == NEW and not pull.position and not pull.part:
        look_for_files(way, until)
        look_for_remarks(way.source, way.target, way.publication, until)
    return _read_pages(way, pull, until)


def _read_pages(way: Way, pull: Pull, until: float) -> bool:
    while True:
        page = way.source.page(way.name, _asked_from(way, pull.since), pull.position)
        done = take_page(way, pull.run, page, until)
        pull = _turned(way, page, done)
        if done < len(page.rows):
            return False
        if not page.following:
            break
        if time.monotonic() > until:
            return False
    if way.name == NEW and pull.since:
        look_by_counting(way)
        look_at_files_again(way, until + AGAIN_SECONDS)
    _end(way, page.cursor, find_gone(way, pull) if way.name == ALL else None)
    return True


def _asked_from(way: Way, since: str) -> str:
    return since if way.source.counts_by_number else cursors.asked_from(since)


def _begun(way: Way) -> Pull:
    """Answer the run under way; begin one where the last has ended."""
    with transaction():
        pull = store.find_pull(way.publication.publication_id, way.name, locked=True)
        if pull is not None and pull.state == store.RUNNING:
            return pull
        moment = now()
        if pull is None:
            pull = Pull(publication_id=way.publication.publication_id, way=way.name, run=0)
            pull.cursor, pull.since, pull.position = "", "", ""
            pull.state, pull.begun_at, pull.due_at = store.RUNNING, moment, moment
            pull.done = pull.part = 0
            store.add_pull(pull)
        elif pull.state == store.FAILED:
            pull.state, pull.last_error = store.RUNNING, None
            return pull
        pull.state, pull.run, pull.begun_at = store.RUNNING, pull.run + 1, moment
        pull.since, pull.position = pull.cursor if way.name == NEW else "", ""
        pull.newest, pull.ended_at, pull.last_error, pull.total = None, None, None, None
        pull.done = pull.part = 0
        return pull


def _turned(way: Way, page: Page, done: int) -> Pull:
    """Note that a page, or a part of it, is done; answer how the run stands."""
    with transaction():
        pull = store.find_pull(way.publication.publication_id, way.name, locked=True)
        assert pull is not None  # noqa: S101 - it was begun
        seen = [row.changed_at for row in page.rows[:done] if row.changed_at]
        if seen:
            pull.newest = max([*seen, *([pull.newest] if pull.newest else [])])
        if page.total is not None:
            pull.total = max(pull.done + len(page.rows), page.total)
        if done < len(page.rows):
            pull.part = done
            return pull
        pull.done, pull.part, pull.position = pull.done + done, 0, page.following
        return pull


def _end(way: Way, cursor: str, doubt: str | None) -> None:
    with transaction():
        pull = store.find_pull(way.publication.publication_id, way.name, locked=True)
        assert pull is not None  # noqa: S101 - it was begun
        moment = now()
        pull.state, pull.ended_at, pull.position, pull.part = store.DONE, moment, "", 0
        pull.total, pull.last_error = pull.done, doubt
        if way.name == NEW:
            pull.cursor = _next_cursor(way, pull, cursor)
            pull.due_at = moment + cursors.EVERY
        else:
            pull.due_at = cursors.next_sweep(local_now(), pull.done)
            if store.count_to_settle(way.target.target_id):  # it was off, or did not take it
                enqueue_settling(way.target.target_id)


def _next_cursor(way: Way, pull: Pull, rest: str) -> str:
    """Answer from where the next run asks; `rest` is what the source adds to the number."""
    if way.source.counts_by_number:
        before = now() - cursors.SETTLES
        return f"{store.settled_number(way.publication.publication_id, before)}{rest}"
    return cursors.next_since(pull.cursor, pull.newest, pull.begun_at)


def _fail(way: Way, error: RemoteError | Problem) -> None:
    """Note why a run stopped; where the server did not understand it begins anew, else it goes on."""
    with transaction():
        pull = store.find_pull(way.publication.publication_id, way.name, locked=True)
        if pull is None:
            return
        pull.state, pull.last_error = store.FAILED, error.message[:2000]
        may_pass = isinstance(error, RemoteError) and error.retryable
        pull.due_at = now() + (cursors.AFTER_FAILURE if may_pass else cursors.AFTER_REFUSAL)
        if not may_pass:
            pull.position, pull.done, pull.part = "", 0, 0


def enqueue_due() -> int:
    """Let the worker begin what is due; answer how many ways through forms that is."""
    moment, local = now(), local_now()
    due = [
        (one.publication_id, way)
        for one in store.list_waiting()
        for way, first in (
            (NEW, one.created_at + cursors.EVERY),
            (ALL, next_night(one.created_at.astimezone(local.tzinfo))),
        )
        if one.due.get(way, first) <= moment
    ]
    if any(way == ALL for _, way in due):
        forget_done(PULL_PART, moment - KEPT)
    for publication_id, way in due:
        with transaction():
            pull = store.find_pull(publication_id, way, locked=True)
            if pull is not None:
                pull.due_at = moment + timedelta(hours=1)  # unless it ends before
            enqueue_part(publication_id, way)
    return len(due)
