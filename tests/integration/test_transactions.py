"""Transactions: one to a use case, and writers that stand in line."""

from __future__ import annotations

from datetime import date
from threading import Thread

import pytest
from sqlalchemy import text

from app.extensions.database import db, transaction
from app.registry import service as registry
from app.registry.models import Holiday
from tests.integration.installation import Simpul


def test_a_transaction_inside_another_is_a_fault(simpul: Simpul) -> None:
    with simpul.app.app_context(), pytest.raises(RuntimeError), transaction(), transaction():
        pass


def test_after_a_fault_the_next_transaction_opens(simpul: Simpul) -> None:
    with simpul.app.app_context():
        with pytest.raises(ValueError, match="sengaja"), transaction():
            raise ValueError("sengaja")
        with transaction():
            assert db.session.scalar(text("SELECT 1")) == 1


def test_what_many_threads_write_at_once_is_all_there(simpul: Simpul) -> None:
    days = [date(2040, month, day) for month in range(1, 9) for day in range(1, 16)]

    def write(part: list[date]) -> None:
        with simpul.app.app_context():
            for day in part:
                registry.add_holiday(day, "Uji")

    threads = [Thread(target=write, args=(days[n::8],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with simpul.app.app_context():
        query = db.select(db.func.count()).where(Holiday.name == "Uji")
        assert db.session.scalar(query) == len(days)
