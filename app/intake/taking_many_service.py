"""Taking in many rows of another server: the next ones are fetched while the last are being kept.

A row mostly waits, for the other server and for the disk. Where no submission builds on another, threads
wait side by side, each with a session of its own, and on SQLite their commits are joined. What phones
say of one person builds on what was before: there rows are kept one by one, in their order. Few are in
hand at any moment, so memory stays flat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from flask import Flask, current_app

from app.design.service import find_released
from app.exchange.models import Publication, Target
from app.exchange.remote_errors import Missing
from app.exchange.remote_rows import RemoteRow, Source
from app.extensions.database import db
from app.intake.ahead_service import Ahead
from app.intake.remote_service import Outcome
from app.intake.taking_service import Fetched, fetch, take
from app.problems import Problem

# Listed there and not to be had: deleted this moment, or under a name no address can hold.
UNREADABLE = "tidak_terbaca"

Note = Callable[[Sequence[tuple[RemoteRow, Outcome]]], None]


def take_rows(
    source: Source, target: Target, publication: Publication, rows: Sequence[RemoteRow], note: Note
) -> None:
    """Take in the content of rows, and have noted what became of them as soon as it is kept.

    After a fault none is begun any more; those in hand are finished and noted, then it is raised.
    """
    if source.at_once > 1 and len(rows) > 1 and not _build_on_others(publication):
        _take_side_by_side(source, target, publication, rows, note)
        return
    with Ahead(source, rows) as ahead:
        for row in rows:
            note([(row, _take(source, target, publication, row, ahead.take))])


def _take_side_by_side(
    source: Source, target: Target, publication: Publication, rows: Sequence[RemoteRow], note: Note
) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    faults: list[Exception] = []
    done: list[tuple[RemoteRow, Outcome]] = []

    def take_one(row: RemoteRow) -> None:
        if faults:
            return
        with app.app_context():
            try:
                done.append((row, _take(source, target, publication, row, partial(fetch, source))))
            except Exception as fault:  # noqa: BLE001 - raised below, once the others are noted
                faults.append(fault)

    with ThreadPoolExecutor(source.at_once) as threads:
        list(threads.map(take_one, rows))
    note(done)
    if faults:
        raise faults[0]


def _build_on_others(publication: Publication) -> bool:
    """Answer whether submissions of a form change what earlier ones made."""
    released = find_released(publication.form_id, publication.version)
    return released is None or bool(released.schema.entities)


def _take(
    source: Source,
    target: Target,
    publication: Publication,
    row: RemoteRow,
    fetched: Callable[[RemoteRow], Fetched],
) -> Outcome:
    """Take in a row's content; what cannot be read there is told like what is refused here."""
    try:
        taken = take(source, target, publication, row, fetched(row))
    except Problem as problem:
        db.session.rollback()
        return Outcome(refused=problem.code)
    except Missing:
        return Outcome(refused=UNREADABLE)
    return Outcome(taken.instance_id, taken.files_missing)
