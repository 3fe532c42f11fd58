"""The worker that examines: one at a time, after all other work; a fault of one stops no other."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from app import jobs
from app.extensions.database import db
from app.intake.examining_store import find_place_to_examine
from app.intake.models import Submission
from app.review import quality_service
from app.review.quality_reading import Reading
from app.secretariat import acts, places_service, undo_service
from app.secretariat.acts import Act
from tests.integration.merge.installation import PLACES, Sent, Twin

MAWAR, MELATI, FAR = PLACES
TODAY = Act("uji", date(2026, 11, 1))
OUT_OF_ORDER = {"status_laporan": "ada_kegiatan", "skdn/balita_s_l": "3", "skdn/balita_d_l": "4"}


@pytest.fixture(autouse=True)
def nobody_rests() -> None:
    """No Posyandu rests from a fault of another test."""
    jobs._resting_examined.clear()


def report(number: int, place: str) -> Sent:
    """A monthly report of which more children were weighed than there are."""
    return Sent(f"uuid:{number}", "kes_bulanan", place, "2026-10-01", OUT_OF_ORDER)


def places_of(twin: Twin) -> list[str]:
    """The Posyandu of what is found."""
    return sorted(row[4] for row in twin.findings())


def due(twin: Twin) -> str | None:
    """A Posyandu that waits for examining."""
    with twin.inside():
        return find_place_to_examine("")


def test_merging_comes_first_and_examining_last(one: Twin) -> None:
    for number, place in enumerate(PLACES):
        one.receive(report(number, place))
    with one.inside():
        assert jobs.run_one()
    assert one.findings() == []
    one.run_pending()
    assert places_of(one) == sorted(PLACES)
    assert due(one) is None


def test_while_one_worker_examines_another_leaves_it_alone(one: Twin) -> None:
    one.receive(report(1, MAWAR))
    with one.inside():
        assert jobs.merge_one()
    begun, done = threading.Event(), threading.Event()

    def hold() -> None:
        with one.inside(), quality_service._turn() as mine:
            assert mine
            begun.set()
            done.wait(20)
            db.session.remove()

    other = threading.Thread(target=hold)
    other.start()
    assert begun.wait(20)
    with one.inside():
        assert quality_service.examine_place(MAWAR) == 0
        assert quality_service.rebuild() == 0
    done.set()
    other.join()
    one.run_pending()
    assert places_of(one) == [MAWAR]


def test_a_fault_at_one_posyandu_stops_no_other(one: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, place in enumerate(PLACES):
        one.receive(report(number, place))
    examine = quality_service.reading_of

    def broken(row: Submission, subject_id: str) -> Reading:
        if row.posyandu_code == MAWAR:
            raise LookupError("rusak")
        return examine(row, subject_id)

    with monkeypatch.context() as patched:
        patched.setattr(quality_service, "reading_of", broken)
        one.run_pending()
        assert places_of(one) == sorted([MELATI, FAR])
    assert due(one) == MAWAR
    jobs._resting_examined.clear()
    one.run_pending()
    assert places_of(one) == sorted(PLACES)


def test_a_change_that_comes_while_examining_is_examined_again(
    one: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.receive(report(1, MAWAR))
    with one.inside():
        assert jobs.merge_one()
    gather = quality_service.reading_of

    def meanwhile(row: Submission, subject_id: str) -> Reading:
        reading = gather(row, subject_id)
        monkeypatch.setattr(quality_service, "reading_of", gather)
        reject = threading.Thread(target=one.review, args=("uuid:1", "tolak"))
        reject.start()
        reject.join()
        return reading

    monkeypatch.setattr(quality_service, "reading_of", meanwhile)
    with one.inside():
        assert quality_service.examine_place(MAWAR) == 1
    assert due(one) == MAWAR
    one.run_pending()
    assert one.findings() == []


def test_findings_follow_a_posyandu_to_its_new_code(one: Twin) -> None:
    one.receive(report(1, MAWAR))
    one.run_pending()
    with one.app.test_request_context():
        new = places_service.move(MAWAR, "64.02.06.1002", TODAY)
    one.run_pending()
    assert places_of(one) == [new]
    found = one.findings()
    one.examine_anew()
    assert one.findings() == found
    with one.app.test_request_context():
        query = db.text("SELECT max(event_id) FROM registry_event WHERE kind = :kind")
        undo_service.undo(db.session.scalar(query, {"kind": acts.MOVED}) or 0, TODAY)
    one.run_pending()
    assert places_of(one) == [MAWAR]
