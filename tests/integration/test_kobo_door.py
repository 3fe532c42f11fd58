"""The Kobo door: a hook is a hint, the truth is pulled, and no failure loses a submission."""

from __future__ import annotations

import pytest
import requests

from tests.app_fixtures import sqlite_only
from tests.integration.installation import Phone, Simpul
from tests.integration.kobo_door import ASSET, HEADER, Door, flask
from tests.integration.submissions import (
    MAWAR,
    PHOTO,
    instance_id_of,
    monthly_answers,
    new_id,
)


def test_the_targets_token_is_kept_sealed_and_its_key_as_a_hash(door: Door) -> None:
    (row,) = door.simpul.query("SELECT * FROM target")
    assert door.kobo.token.encode() not in bytes(row.token)
    assert door.key.encode() not in bytes(row.hook_key_hash)
    listed = flask(door.simpul, "targets", "list").output
    assert ASSET in listed
    assert door.kobo.token not in listed
    assert door.key not in listed


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_a_hook_brings_the_submission_with_its_photo(door: Door, kind: str) -> None:
    door.kobo.hook(ASSET, door.hook, {HEADER: door.key}, kind)
    xml = door.collect_at_kobo()
    assert door.kobo.deliver() == [202]
    assert door.simpul.submissions() == []  # a hint only
    door.work()
    (row,) = door.simpul.submissions()
    assert (row.door, row.form_id, row.posyandu_code) == ("kobo", "kes_bulanan", MAWAR)
    assert row.instance_id == instance_id_of(xml)
    assert row.remote_id == "4711"
    assert door.simpul.files_of(row.instance_id) == {"r.jpg": PHOTO}
    assert door.jobs() == [("selesai", 1, "")]
    assert row.merged
    assert door.simpul.differences() == []


def test_a_hook_cut_down_to_some_fields_still_brings_all(door: Door) -> None:
    door.kobo.hook(ASSET, door.hook, {HEADER: door.key}, "json", ["status_laporan"])
    door.collect_at_kobo()
    assert door.kobo.deliver() == [202]
    door.work()
    assert len(door.simpul.submissions()) == 1


def test_the_key_may_come_as_a_basic_password(door: Door) -> None:
    door.kobo.hook(ASSET, door.hook, {}, "json", basic=("simpul", door.key))
    door.collect_at_kobo()
    assert door.kobo.deliver() == [202]


def test_a_wrong_or_missing_key_is_refused_as_json_and_leaves_no_job(door: Door) -> None:
    for key in ("salah", "", door.key + "x", "k\u00fcnci".encode().decode("latin-1")):
        response = door.post({"_id": 4711}, key=key)
        assert response.status_code == 403
        assert response.json()["code"] == "intake.wrong_key"
    assert door.jobs() == []
    unknown = requests.post(door.hook[:-1] + "999", json={}, timeout=20)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "intake.unknown_hook")


def test_a_replayed_hook_changes_nothing(door: Door) -> None:
    door.collect_at_kobo()
    for _ in range(3):
        assert door.post({"_id": 4711, "_xform_id_string": ASSET}).status_code == 202
    assert len(door.jobs()) == 1  # hints about the same thing are one job while it waits
    door.work()
    before = door.simpul.counts()
    assert door.post({"_id": 4711, "_xform_id_string": ASSET}).status_code == 202
    door.work()
    assert len(door.simpul.submissions()) == 1
    assert door.simpul.counts() == before | {"job": 2}
    assert door.simpul.quarantined() == []


@sqlite_only  # a body is read before anything is stored
@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"<a", b"[[[[", b'"teks"', b"<!DOCTYPE a><a/>", b"null"]
)
def test_any_body_with_the_right_key_is_taken_as_a_hint_that_something_is_new(
    door: Door, body: bytes
) -> None:
    door.collect_at_kobo()
    response = requests.post(door.hook, data=body, headers={HEADER: door.key}, timeout=20)
    assert response.status_code == 202
    door.work()
    assert len(door.simpul.submissions()) == 1
    assert door.jobs() == [("selesai", 1, "")]


def test_what_was_sent_by_collect_and_by_kobo_is_one_submission(door: Door, phone: Phone) -> None:
    xml = door.collect_at_kobo()
    assert door.simpul.send(phone, xml, {"r.jpg": PHOTO}).status_code == 201
    door.post({"_id": 4711, "_xform_id_string": ASSET})
    door.work()
    (row,) = door.simpul.submissions()
    assert row.door == "collect"
    assert door.jobs() == [("selesai", 1, "")]
    assert door.simpul.quarantined() == []


def test_what_kobo_brought_first_is_202_to_the_phone(door: Door, phone: Phone) -> None:
    xml = door.collect_at_kobo()
    door.post({"_id": 4711, "_xform_id_string": ASSET})
    door.work()
    assert door.simpul.send(phone, xml, {"r.jpg": PHOTO}).status_code == 202
    assert [row.door for row in door.simpul.submissions()] == ["kobo"]


def test_other_answers_under_the_same_id_from_kobo_are_kept_apart(door: Door, phone: Phone) -> None:
    instance_id = new_id()
    mine = door.simpul.submission_xml(
        "kes_bulanan", monthly_answers(skdn__balita_s_l=99), instance_id=instance_id
    )
    assert door.simpul.send(phone, mine).status_code == 201
    door.collect_at_kobo(instance_id=instance_id)
    door.post({"_id": 4711, "_xform_id_string": ASSET})
    door.work()
    assert [row.door for row in door.simpul.submissions()] == ["collect"]
    (kept,) = door.simpul.quarantined()
    assert (kept.code, kept.door) == ("intake.other_content_same_id", "kobo")
    assert door.jobs()[0][0] == "gagal"  # kept for a person, not tried for ever


def test_while_kobo_is_away_the_job_waits_longer_and_longer_and_loses_nothing(door: Door) -> None:
    door.collect_at_kobo()
    door.post({"_id": 4711, "_xform_id_string": ASSET})
    waits = []
    for attempt in (1, 2, 3):
        door.kobo.faults.next_statuses.extend([503, 502, 504])
        door.work()
        ((state, attempts, error),) = door.jobs()
        assert (state, attempts) == ("menunggu", attempt)
        assert "KoboToolbox" in error
        waits.append(seconds_to_wait(door.simpul))
    assert waits == sorted(waits)
    assert waits[0] < waits[-1]
    assert door.simpul.run_pending() == 0  # not due yet
    door.work()
    assert door.jobs()[0][0] == "selesai"
    assert len(door.simpul.submissions()) == 1


def seconds_to_wait(simpul: Simpul) -> float:
    """How long the one job rests before it is tried again."""
    rule = "EXTRACT(EPOCH FROM run_after - now())"
    if "sqlite" in simpul.settings.database_url:
        rule = "(julianday(run_after) - julianday('now')) * 86400"
    (row,) = simpul.query(f"SELECT {rule} AS seconds FROM job")  # noqa: S608
    return float(row.seconds)


def test_a_server_that_is_not_there_and_a_photo_cut_short_are_tried_again(door: Door) -> None:
    door.collect_at_kobo()
    door.post({"_id": 4711, "_xform_id_string": ASSET})
    door.kobo.faults.next_statuses.extend([0] * 3)  # no answer at all
    door.work()
    door.kobo.faults.next_statuses.extend([200, 200, -1])  # the third answer is cut in its middle
    door.work()
    ((state, attempts, _),) = door.jobs()
    assert (state, attempts) == ("menunggu", 2)
    assert door.simpul.submissions() == []
    assert door.simpul.stored_files() == []
    door.work()
    assert door.simpul.files_of(door.simpul.submissions()[0].instance_id) == {"r.jpg": PHOTO}


def test_a_token_kobo_no_longer_knows_ends_the_job_for_a_person_to_look(door: Door) -> None:
    door.collect_at_kobo()
    door.post({"_id": 4711, "_xform_id_string": ASSET})
    door.kobo.token = "token-baru"
    door.work()
    ((state, _, error),) = door.jobs()
    assert state == "gagal"
    assert "token" in error


def test_a_hint_about_an_unknown_project_finds_what_is_ours(door: Door) -> None:
    door.collect_at_kobo()
    response = door.post({"_id": 4711, "_xform_id_string": "aProyekLamaTanpaUid"})
    assert response.status_code == 202
    door.work()
    assert len(door.simpul.submissions()) == 1


def test_a_hint_about_what_is_nowhere_ends_and_hurts_nobody(door: Door) -> None:
    door.collect_at_kobo()
    door.post({"_id": 999_999, "_xform_id_string": ASSET})
    door.work()
    assert [state for state, _, _ in door.jobs()] == ["gagal"]
    door.post({})
    door.work()
    assert len(door.simpul.submissions()) == 1


def test_a_target_without_a_linked_form_takes_hints_and_has_nothing_to_pull(door: Door) -> None:
    door.simpul.execute("DELETE FROM publication")
    door.collect_at_kobo()
    assert door.post({"_id": 4711}).status_code == 202
    door.work()
    assert door.simpul.submissions() == []


def test_one_submission_that_cannot_be_taken_does_not_hold_up_the_others(
    door: Door, phone: Phone
) -> None:
    instance_id = new_id()
    mine = door.simpul.submission_xml(
        "kes_bulanan", monthly_answers(skdn__balita_s_l=99), instance_id=instance_id
    )
    door.simpul.send(phone, mine)
    door.collect_at_kobo(instance_id=instance_id)  # 4711: other content under a known id
    fine = [instance_id_of(door.collect_at_kobo(count)) for count in (31, 32)]
    door.post({})  # something is new: everything is pulled
    door.work()
    received = {row.instance_id for row in door.simpul.submissions() if row.door == "kobo"}
    assert received == set(fine)
    assert len(door.simpul.quarantined()) == 1


def test_all_that_is_new_is_pulled_page_by_page_once(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.exchange.kobo_turns.NEWS", 2)
    for count in range(5):
        door.collect_at_kobo(count)
    door.post({})
    door.work()
    assert len(door.simpul.submissions()) == 5
    asked = len(door.kobo.seen)
    door.post({})
    door.work()
    again = [each.path for each in door.kobo.seen[asked:]]
    # Three pages that overlap with what is known, reviews, edits, the files of some: nothing fetched.
    assert len(again) == 6
    assert not any("/data/?" not in path for path in again)
    assert all("/data/?" in path for path in again)
