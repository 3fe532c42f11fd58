"""Taking in many rows of another server: several at the same time, where it bears that.

A row mostly waits, for the other server and for the disk. Threads wait side by side, each with a session
of its own, and on SQLite their commits are joined. Few are in hand at any moment, so memory stays flat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from flask import Flask, current_app

from app.extensions.database import db
from app.intake.remote_service import Outcome
from app.intake.taking_service import take
from app.problems import Problem
from app.publish.models import Publication, Target
from app.publish.remote_errors import Missing
from app.publish.remote_rows import RemoteRow, Source


@dataclass(slots=True)
class Gathered:
    """What became of rows, by their number there, and the faults that kept the rest from being begun."""

    outcomes: dict[str, Outcome | None] = field(default_factory=dict)
    faults: list[Exception] = field(default_factory=list)


def take_rows(
    source: Source, target: Target, publication: Publication, rows: Sequence[RemoteRow]
) -> Gathered:
    """Take in the content of rows. After a fault none is begun any more; those in hand are finished."""
    gathered = Gathered()

    def take_one(row: RemoteRow) -> None:
        if gathered.faults:
            return
        try:
            gathered.outcomes[row.remote_id] = take_row(source, target, publication, row)
        except Exception as fault:  # noqa: BLE001 - raised by the caller, once the others are noted
            gathered.faults.append(fault)

    if source.at_once == 1 or len(rows) < 2:
        for row in rows:
            take_one(row)
        return gathered
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with ThreadPoolExecutor(source.at_once) as threads:
        list(threads.map(_inside(app, take_one), rows))
    return gathered


def _inside(app: Flask, act: Callable[[RemoteRow], None]) -> Callable[[RemoteRow], None]:
    """Let an act on a row have a context, and so a session, of its own."""

    def act_inside(row: RemoteRow) -> None:
        with app.app_context():
            act(row)

    return act_inside


def take_row(
    source: Source, target: Target, publication: Publication, row: RemoteRow
) -> Outcome | None:
    """Take in a row's content; None when it is gone meanwhile."""
    try:
        taken = take(source, target, publication, row)
    except Problem as problem:
        db.session.rollback()
        return Outcome(refused=problem.code)
    except Missing:
        return None
    return Outcome(taken.instance_id, taken.files_missing)
