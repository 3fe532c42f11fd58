"""What a row of another server asks for, beside what is known of it here."""

from __future__ import annotations

from datetime import UTC, datetime

from app.exchange.remote_rows import ACCEPTED, ALL, NEW, RemoteRow, Said
from app.intake.remote_plan import Known, Wants, wants_of

ROW = RemoteRow("4711", "uuid:a", "m1", files=1)
KNOWN = Known("m1", "", files=1, files_missing=0, is_refused=False, is_gone=False)
GONE = datetime(2026, 11, 26, tzinfo=UTC)


def changed(**more: object) -> RemoteRow:
    return RemoteRow(**{"remote_id": "4711", "root_id": "uuid:a", "mark": "m1", "files": 1, **more})  # type: ignore[arg-type]


def known(**more: object) -> Known:
    given = {"mark": "m1", "said": "", "files": 1, "files_missing": 0}
    return Known(**{**given, "is_refused": False, "is_gone": False, **more})  # type: ignore[arg-type]


def test_a_row_met_again_unchanged_asks_for_nothing() -> None:
    assert not wants_of(ROW, KNOWN, NEW).anything
    assert not wants_of(ROW, KNOWN, ALL).anything


def test_a_new_or_edited_row_is_fetched() -> None:
    assert wants_of(ROW, None, NEW).content
    assert wants_of(changed(mark="m2"), KNOWN, NEW).content


def test_what_was_said_there_is_noted_without_fetching() -> None:
    wants = wants_of(changed(said=Said(ACCEPTED)), KNOWN, NEW)
    assert wants == Wants(said=True)


def test_a_row_that_lacks_files_is_fetched_once_it_has_more() -> None:
    lacking = known(files_missing=2, files=1)
    assert not wants_of(ROW, lacking, NEW).anything
    assert wants_of(changed(files=2), lacking, NEW).content
    assert not wants_of(changed(files=2), KNOWN, NEW).anything  # nothing here waits for it


def test_what_was_refused_is_tried_again_only_when_all_is_gone_through() -> None:
    refused = known(is_refused=True)
    assert not wants_of(ROW, refused, NEW).anything
    assert wants_of(ROW, refused, ALL).content


def test_what_was_deleted_there_is_told_once_and_never_fetched() -> None:
    row = changed(deleted_at=GONE, mark="m2")
    assert wants_of(row, KNOWN, NEW) == Wants(gone=True)
    assert not wants_of(row, known(is_gone=True), NEW).anything
    assert not wants_of(row, None, NEW).anything


def test_what_was_restored_there_is_told_too() -> None:
    assert wants_of(ROW, known(is_gone=True), NEW) == Wants(back=True)
