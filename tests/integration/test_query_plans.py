"""What the worker and the pages of quality ask is read by index, never through all submissions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import event

from app.accounts.access import Reach
from app.extensions.database import db
from app.intake import (
    answer_counts_store,
    entity_queue_store,
    examining_store,
    queue_store,
    states_store,
)
from app.merge import sign_store
from app.review import quality_list_store as lists
from app.review import quality_store as store
from app.review import referral_store
from tests.app_fixtures import sqlite_only
from tests.integration.installation import Simpul

pytestmark = sqlite_only
TABLES = (
    "submission",
    "quality_reading",
    "quality_finding",
    "quality_check",
    "mention",
    "returned",
    "decision",
)


@contextmanager
def plans() -> Iterator[list[str]]:
    """The steps of every statement's plan, as SQLite tells them."""
    steps: list[str] = []

    def explain(connection: Any, _c: Any, statement: str, values: Any, _x: Any, many: bool) -> None:
        cursor = connection.connection.driver_connection.cursor()
        first = values[0] if many else values
        steps.extend(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", first))

    event.listen(db.engine, "before_cursor_execute", explain)
    try:
        yield steps
    finally:
        event.remove(db.engine, "before_cursor_execute", explain)


def scans(steps: list[str]) -> list[str]:
    """The steps that go through all of a table without an index of just what is looked for."""
    through = [step for step in steps if step.startswith("SCAN") and "INDEX" not in step]
    return [step for step in through if step.split()[1] in TABLES]


def test_examining_reads_by_index(simpul: Simpul) -> None:
    kept, seen = store.KeptReadings(), datetime(2026, 10, 1, tzinfo=UTC)
    with simpul.app.app_context(), plans() as steps:
        examining_store.find_place_to_examine("64", ["64.02"])
        examining_store.list_to_examine("64", 40)
        answer_counts_store.list_sealed_after("kes_bulanan", (seen, 1), 40)
        answer_counts_store.count_sent("kes_bulanan")
        list(kept.of_months([("64", "2026-10")]))
        list(kept.of_days([("kader:1", date(2026, 10, 1))]))
        list(kept.of_subjects(["a"]))
        list(kept.of_niks(["a"]))
        store.list_readings([1, 2])
        store.list_subjects_of([1, 2])
        store.save_findings(["hari:a", "nik:b"], [], seen)
        assert len(steps) >= 9
        assert scans(steps) == []
        assert any("ix_submission_examine_due" in step for step in steps)
        assert any("ix_quality_reading_day" in step for step in steps)


def test_pages_and_cards_read_by_index(simpul: Simpul) -> None:
    last = (1, datetime(2026, 10, 1, tzinfo=UTC), 4)
    with simpul.app.app_context(), plans() as steps:
        for reach in (Reach("", ""), Reach("64.02.06", ""), Reach("", "sosial")):
            lists.list_findings([reach], lists.Filter(), last, 50)
            lists.count_findings([reach], lists.Filter(area="64.02.06.1011"))
        lists.list_of_submission("uuid:1")
        lists.count_asked_at("64", "2026-10", ["sosial"])
        lists.count_asked_of(["kader:1"], ["64"], "2026-10")
        lists.count_sent(1, None, ["64"], "2026-10")
        store.list_checks("semua_nol", "uuid:1")
        assert scans(steps) == []
        by_month = [step for step in steps if "ix_submission_month" in step]
        assert by_month == []  # a month of the whole kabupaten


def test_the_queues_of_work_read_by_their_own_indexes(simpul: Simpul) -> None:
    with simpul.app.app_context(), plans() as steps:
        queue_store.find_due_places(200)
        queue_store.list_due("64", 60)
        entity_queue_store.find_entity_due([1])
        sign_store.list_due(60)
        sign_store.is_shown(["orang-1"], "2026-11", "dua_t")
        referral_store.list_alarms_near("kematian_bayi", "64", datetime(2026, 10, 1, tzinfo=UTC))
    used = [step for step in steps if "submission" in step]
    assert len(used) == 3
    assert all("ix_submission_due" in step for step in used[:2])
    assert "ix_submission_entity_due" in used[2]
    due, shown = [step for step in steps if "alarm_sign" in step]
    assert "ix_alarm_sign_due" in due
    assert "ix_alarm_sign_key" in shown
    (near,) = [step for step in steps if "referral" in step]
    assert "ix_referral_alarm" in near


def test_where_submissions_stand_in_review_is_read_by_index(simpul: Simpul) -> None:
    moment = datetime(2026, 10, 1, tzinfo=UTC)
    with simpul.app.app_context(), plans() as steps:
        states_store.find_stated("uuid:1")
        states_store.standing_edits("uuid:1")
        states_store.list_acts(["uuid:1"])
        states_store.list_open("kes_bulanan", 0, 5000, 200)
        states_store.count_open("kes_bulanan", ["64.02.06.1011.001"])
        states_store.list_waiting_places("kes_bulanan", "desa", moment)
        states_store.list_waiting("kes_bulanan", "desa", moment, ["64"], 100)
        assert scans(steps) == []
    used = [step for step in steps if "submission" in step]
    assert any("ix_submission_edits" in step for step in used)
    assert all("ix_submission_level" in step for step in used[-2:])
