"""Who waits for a turn to write is kept together with others, and meets nobody else's fault."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from sqlalchemy import event, text

from app.extensions.database import WRITER, db, transaction
from app.extensions.together import write_together
from app.problems import Problem
from app.registry.models import Holiday
from tests.app_fixtures import sqlite_only
from tests.integration.installation import Simpul


def holiday(day: int) -> Callable[[], int]:
    """A writing that notes a day, and answers which."""

    def write() -> int:
        db.session.add(Holiday(day=date(2040, 1, day), name="Uji"))
        db.session.flush()
        if day == 13:
            raise Problem("registry.unknown_list", name="13")
        return day

    return write


def all_at_once(simpul: Simpul, days: list[int]) -> list[int | Problem]:
    """What each of many threads is answered that come while another holds the turn."""
    free = Event()

    def one(day: int) -> int | Problem:
        with simpul.app.app_context():
            try:
                return write_together(holiday(day))
            except Problem as problem:
                return problem

    def hold() -> None:
        with simpul.app.app_context():
            write_together(lambda: free.wait(20))

    with ThreadPoolExecutor(len(days) + 1) as pool:
        pool.submit(hold)
        answers = [pool.submit(one, day) for day in days]
        free.wait(0.3)
        free.set()
        return [answer.result() for answer in answers]


def kept(simpul: Simpul) -> list[int]:
    """The days that are there."""
    with simpul.app.app_context():
        query = db.select(Holiday.day).where(Holiday.name == "Uji").order_by(Holiday.day)
        return [day.day for day in db.session.scalars(query)]


def test_everyone_is_answered_their_own_and_all_of_it_is_kept(simpul: Simpul) -> None:
    days = list(range(1, 11))
    assert all_at_once(simpul, days) == days
    assert kept(simpul) == days


def test_one_that_fails_takes_nobody_with_it(simpul: Simpul) -> None:
    answers = all_at_once(simpul, [11, 12, 13, 14, 15])
    assert [one for one in answers if isinstance(one, int)] == [11, 12, 14, 15]
    assert isinstance(answers[2], Problem)
    assert kept(simpul) == [11, 12, 14, 15]


@sqlite_only
def test_who_waited_shares_a_commit(simpul: Simpul) -> None:
    commits: list[int] = []
    with simpul.app.app_context():
        event.listen(db.engines[WRITER], "commit", lambda _connection: commits.append(1))
        all_at_once(simpul, list(range(1, 9)))
    assert len(commits) == 2  # of who held the turn, and of all eight who waited


def test_it_is_a_transaction_like_any_other(simpul: Simpul) -> None:
    with simpul.app.app_context():
        with pytest.raises(RuntimeError), transaction():
            write_together(lambda: None)
        assert write_together(lambda: db.session.scalar(text("SELECT 7"))) == 7
