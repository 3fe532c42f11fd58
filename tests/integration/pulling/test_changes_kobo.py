"""What is changed at KoboToolbox shows with the next ordinary pull, at a bounded cost."""

from __future__ import annotations

import pytest

from app.exchange import kobo_turns
from app.intake import gone_service
from app.intake.states import GONE_THERE
from app.review.service import decide
from tests.app_fixtures import sqlite_only
from tests.integration.kobo_door import ASSET, Door
from tests.integration.submissions import PHOTO, instance_id_of

pytestmark = sqlite_only
OTHER_PHOTO = PHOTO + b"lain"
QUESTIONS = 6  # of a round that finds nothing: new, reviews, edits, two counts, files


def settled(door: Door, count: int) -> list[int]:
    """So many submissions, known for more than an hour; answer Kobo's numbers."""
    for each in range(count):
        door.collect_at_kobo(each)
    door.pull()
    door.simpul.execute("UPDATE remote_submission SET seen_at = '2026-01-01 00:00:00'")
    door.pull()  # moves the cursor
    return sorted(door.kobo.projects[ASSET].submissions)


def asked_in_a_pull(door: Door) -> int:
    """How many questions a pull asks."""
    before = len(door.kobo.seen)
    door.pull()
    return len(door.kobo.seen) - before


def test_edits_reviews_and_deletions_show_with_the_next_pull(door: Door) -> None:
    edited, judged, freed, gone, same = settled(door, 5)
    by_number = {row.remote_id: row.instance_id for row in door.simpul.submissions()}
    door.kobo.judge(ASSET, freed, "validation_status_on_hold")
    door.pull()
    door.work()
    assert door.simpul.submission(by_number[str(freed)]).state == "dikembalikan"
    assert asked_in_a_pull(door) == QUESTIONS

    door.kobo.edit(ASSET, edited, {"skdn/balita_s_l": "77"})
    door.kobo.judge(ASSET, judged, "validation_status_approved")
    door.kobo.judge(ASSET, freed, None)
    door.kobo.delete(ASSET, gone)
    door.pull()
    door.work()

    rows = {row.instance_id: row for row in door.simpul.submissions()}
    (edit,) = [row for row in rows.values() if row.deprecated_id]
    assert edit.deprecated_id == by_number[str(edited)]
    assert door.simpul.files_of(edit.instance_id) == {"r.jpg": PHOTO}
    assert rows[by_number[str(judged)]].state == "diterima"
    assert rows[by_number[str(gone)]].flags == [GONE_THERE]
    assert rows[by_number[str(same)]].flags == []
    (row,) = door.simpul.query("SELECT * FROM remote_submission WHERE number = :n", n=freed)
    assert row.said == ""
    assert asked_in_a_pull(door) == QUESTIONS


def test_what_was_deleted_among_many_is_found_by_halves_and_never_by_a_right_taken_away(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gone_service, "LEAF", 2)
    numbers = settled(door, 12)
    for one in (numbers[1], numbers[8]):
        door.kobo.delete(ASSET, one)
    monkeypatch.setattr(gone_service, "ASKED", 5)
    asked = asked_in_a_pull(door)
    assert asked <= QUESTIONS + 2 * 5
    monkeypatch.setattr(gone_service, "ASKED", 40)
    door.pull()
    gone = "SELECT number FROM remote_submission WHERE deleted_at IS NOT NULL ORDER BY number"
    assert [row.number for row in door.simpul.query(gone)] == [numbers[1], numbers[8]]

    monkeypatch.setattr(gone_service, "GONE_AT_ONCE", 3)
    for one in numbers[2:8]:
        door.kobo.projects[ASSET].submissions.pop(one)
    door.pull()
    assert len(door.simpul.query(gone)) == 2


def test_many_edits_are_gone_through_page_by_page_over_rounds(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = settled(door, 7)
    for one in numbers:
        door.kobo.edit(ASSET, one, {"skdn/balita_s_l": "5"})
    monkeypatch.setattr(kobo_turns, "PAGE_SIZE", 2)
    seen = []
    for _ in range(3):
        door.pull()
        seen.append(sum(bool(row.deprecated_id) for row in door.simpul.submissions()))
    assert seen == [4, 7, 7]
    door.kobo.edit(ASSET, numbers[0], {"skdn/balita_s_l": "6"})
    door.pull()
    door.pull()
    assert sum(bool(row.deprecated_id) for row in door.simpul.submissions()) == 8


def test_a_photo_replaced_there_under_its_name_is_told_and_kept_aside(door: Door) -> None:
    (number,) = settled(door, 1)
    (row,) = door.simpul.submissions()
    with door.simpul.app.app_context():
        decide(row.instance_id, "terima", "Dilihat bersama kader", "petugas")

    replace_photo(door, number, OTHER_PHOTO)
    door.pull()

    assert door.simpul.files_of(row.instance_id) == {"r.jpg": PHOTO}
    page = door.simpul.signed_in().get("/pengaturan/server/1/banding?beda=ditolak").text
    assert "Berkasnya diganti di sana" in page
    (kept,) = door.simpul.quarantined()
    assert kept.instance_id == row.instance_id
    for way in ("new", "reconcile", "new"):
        door.pull(way)
    assert len(door.simpul.quarantined()) == 1
    assert "Berkasnya diganti" in door.simpul.signed_in().get("/pengaturan/server/1/banding").text

    replace_photo(door, number, PHOTO)
    door.pull()
    page = door.simpul.signed_in().get("/pengaturan/server/1/banding").text
    assert "Berkasnya diganti" not in page


def replace_photo(door: Door, number: int, content: bytes) -> None:
    """Somebody deletes the photo there and the phone sends another of its name."""
    door.kobo.delete_file(ASSET, number, "r.jpg")
    door.kobo.attach(ASSET, number, "r.jpg", content)


def test_a_cursor_of_older_times_is_understood(door: Door) -> None:
    judged, _other = settled(door, 2)
    door.simpul.execute("UPDATE pull SET cursor = :old", old=str(judged))
    door.kobo.judge(ASSET, judged, "validation_status_approved")
    door.pull()
    door.work()
    assert {row.state for row in door.simpul.submissions()} == {"diterima", "belum_ditinjau"}
    assert instance_id_of(door.collect_at_kobo(9))
