"""Pulling from KoboToolbox: what comes late, is edited, completed or deleted there ends right here."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore

import pytest

from app.intake import gone_service, hooks_service, pulls_service, ways_service
from app.intake.states import GONE_THERE
from app.review import service as review
from app.review.service import undo_own
from tests.app_fixtures import sqlite_only
from tests.integration.installation import Phone
from tests.integration.kobo_door import ASSET, FORM, Door, flask
from tests.integration.submissions import PHOTO, instance_id_of, monthly_answers, new_id
from tests.kobo.projects import Submission
from tests.kobo.wire import LOST


def states(door: Door) -> dict[str, str]:
    """Every submission's state."""
    return {row.instance_id: row.state for row in door.simpul.submissions()}


def numbers(door: Door) -> list[int]:
    """Kobo's numbers, oldest first."""
    return sorted(door.kobo.projects[ASSET].submissions)


def hold_back(door: Door, number: int) -> Submission:
    """Let Kobo not have committed a submission yet whose number it has given."""
    return door.kobo.projects[ASSET].submissions.pop(number)


def commit(door: Door, held: Submission) -> None:
    """Let Kobo commit it."""
    door.kobo.projects[ASSET].submissions[held.submission_id] = held


def fetched(door: Door, since: int) -> list[str]:
    """What was asked of Kobo, its lists left out."""
    return [each.path for each in door.kobo.seen[since:] if "/data/?" not in each.path]


@sqlite_only
def test_a_number_that_is_committed_late_is_met_by_the_overlap(door: Door) -> None:
    first = door.collect_at_kobo(30)
    late = door.collect_at_kobo(31)
    last = door.collect_at_kobo(32)
    held = hold_back(door, numbers(door)[1])
    door.pull()
    assert set(states(door)) == {instance_id_of(first), instance_id_of(last)}
    commit(door, held)
    door.pull()
    assert instance_id_of(late) in states(door)


@sqlite_only
def test_a_report_is_late_by_when_kobo_received_it(
    door: Door,
) -> None:
    sent = {}
    for moment in (datetime(2026, 9, 3, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC)):
        door.kobo.now = moment
        xml = door.simpul.submission_xml(FORM, monthly_answers(period="2026-08"))
        door.kobo.submit(ASSET, xml, {})
        sent[instance_id_of(xml)] = moment
    door.pull()
    rows = {row.instance_id: row for row in door.simpul.submissions()}
    assert {one: rows[one].there_at for one in sent} == sent
    assert [rows[one].late for one in sent] == [False, True]


@sqlite_only
def test_once_a_number_has_been_known_for_an_hour_it_is_passed(door: Door) -> None:
    for count in (30, 31):
        door.collect_at_kobo(count)
    door.pull()
    door.simpul.execute(
        "UPDATE remote_submission SET seen_at = :then", then=str(datetime(2026, 1, 1))
    )
    door.pull()  # moves the cursor
    asked = len(door.kobo.seen)
    door.pull()
    news, *others = [each.path for each in door.kobo.seen[asked:]]
    assert f"%22%24gt%22%3A%20{numbers(door)[-1]}" in news
    assert len(others) == 5  # reviews, edits, two counts, the files of some rows


def test_edits_show_when_all_is_gone_through_and_two_of_them_are_one_chain(door: Door) -> None:
    original = instance_id_of(door.collect_at_kobo(30))
    door.pull()
    number = numbers(door)[0]
    door.kobo.edit(ASSET, number, {"skdn/balita_s_l": "31"})
    door.kobo.edit(ASSET, number, {"skdn/balita_s_l": "32"})  # the first edit nobody has seen
    door.pull("reconcile")
    first, edit = door.simpul.submissions()
    assert (first.instance_id, first.state) == (original, "digantikan")
    assert (edit.root_instance_id, edit.deprecated_id) == (original, original)
    assert (edit.state, edit.flags) == ("belum_ditinjau", [])
    assert door.simpul.files_of(edit.instance_id) == {"r.jpg": PHOTO}
    asked = len(door.kobo.seen)
    door.pull("reconcile")
    assert fetched(door, asked) == []


@sqlite_only
def test_what_was_edited_before_anybody_pulled_yields_to_nobody_but_replaces_its_original(
    door: Door, phone: Phone
) -> None:
    xml = door.collect_at_kobo(30)
    number = numbers(door)[0]
    for count in ("31", "32"):
        door.kobo.edit(ASSET, number, {"skdn/balita_s_l": count})
    door.pull()
    (edit,) = door.simpul.submissions()
    assert door.simpul.send(phone, xml, {"r.jpg": PHOTO}).status_code == 201
    assert states(door) == {
        edit.instance_id: "belum_ditinjau",
        instance_id_of(xml): "digantikan",
    }


@sqlite_only
def test_an_edit_pulled_before_its_original_came_gets_the_originals_photo(
    door: Door, phone: Phone
) -> None:
    xml = door.collect_at_kobo(30)
    number = numbers(door)[0]
    door.kobo.edit(ASSET, number, {"skdn/balita_s_l": "31"})
    door.kobo.delete_file(ASSET, number, "r.jpg")
    door.pull()
    (edit,) = door.simpul.submissions()
    assert door.simpul.files_of(edit.instance_id) == {}
    door.simpul.send(phone, xml, {"r.jpg": PHOTO})
    assert door.simpul.files_of(edit.instance_id) == {"r.jpg": PHOTO}


@sqlite_only
def test_a_photo_that_comes_late_is_looked_for_until_it_is_there(door: Door) -> None:
    answers = monthly_answers(penutup__foto_register="r.jpg")
    xml = door.simpul.submission_xml(FORM, answers, instance_id=new_id())
    number = door.kobo.submit(ASSET, xml)
    door.pull()
    (row,) = door.simpul.submissions()
    assert door.simpul.files_of(row.instance_id) == {}
    door.kobo.attach(ASSET, number, "r.jpg", PHOTO)
    door.pull()
    assert door.simpul.files_of(row.instance_id) == {}  # not time yet
    door.simpul.execute("UPDATE remote_submission SET look_at = seen_at")
    door.pull()
    assert door.simpul.files_of(row.instance_id) == {"r.jpg": PHOTO}
    asked = len(door.kobo.seen)
    door.simpul.execute("UPDATE remote_submission SET look_at = NULL")
    door.pull()
    assert fetched(door, asked) == []


def test_what_was_deleted_there_stays_here_and_is_asked(door: Door) -> None:
    kept, gone = (instance_id_of(door.collect_at_kobo(count)) for count in (30, 31))
    door.pull()
    held = hold_back(door, numbers(door)[1])
    said = door.pull("reconcile")
    assert "hilang\t1" in said
    assert {row.instance_id: row.flags for row in door.simpul.submissions()} == {
        kept: [],
        gone: [GONE_THERE],
    }
    assert set(states(door).values()) == {"belum_ditinjau"}  # nothing was decided for anybody
    commit(door, held)
    assert "hilang\t0" in door.pull("reconcile")
    assert [row.flags for row in door.simpul.submissions()] == [[], []]


@sqlite_only
def test_a_list_that_is_suddenly_short_is_not_taken_for_deletions(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gone_service, "GONE_AT_ONCE", 2)
    for count in range(5):
        door.collect_at_kobo(count)
    door.pull()
    for number in numbers(door)[:3]:
        hold_back(door, number)
    assert "hilang\t0" in door.pull("reconcile")
    assert "terlalu banyak" in flask(door.simpul, "pull", "status").output


def test_a_pull_that_breaks_off_goes_on_where_it_was(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.exchange.kobo_turns.NEWS", 3)
    ids = [instance_id_of(door.collect_at_kobo(count)) for count in range(8)]
    # A page with its photos, the second page and some of it, then no answer any more.
    door.kobo.faults.next_statuses.extend([200] * 12 + [0] * 60)
    broken = flask(door.simpul, "pull", "new", "kobo-dinkes")
    door.kobo.faults.next_statuses.clear()
    assert broken.exit_code == 1
    assert "tidak dapat dihubungi" in broken.output
    assert 3 < len(states(door)) < 8
    (stopped,) = door.simpul.query("SELECT * FROM pull")
    assert (stopped.state, stopped.done) == ("gagal", 3)
    asked = len(door.kobo.seen)
    before = len(states(door))
    door.pull()
    assert set(states(door)) == set(ids)
    xmls = [path for path in fetched(door, asked) if "format=xml" in path]
    assert len(xmls) == 8 - before
    (done,) = door.simpul.query("SELECT * FROM pull")
    assert (done.state, done.done, done.total) == ("selesai", 8, 8)


@sqlite_only
def test_the_worker_pulls_in_parts_and_tells_how_far_it_is(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulls_service, "PART_SECONDS", 0.0)  # a submission, then others have a turn
    monkeypatch.setattr(ways_service, "ROWS_TOGETHER", 1)
    for count in range(4):
        door.collect_at_kobo(count)
    client = door.simpul.signed_in()
    started = client.post("/pengaturan/server/1/tarik", data={"cara": "tarik"})
    assert started.status_code == 302
    with door.simpul.app.app_context():
        payload = {"publication_id": 1, "way": "tarik"}
        pulls_service.pull_part(payload)
        pulls_service.pull_part(payload)
    page = client.get("/pengaturan/server/1/banding").text
    assert "berjalan: 2 dari 4" in page
    door.work()
    assert len(states(door)) == 4
    assert "4 kiriman" in client.get("/pengaturan/server/1/banding").text


def test_what_was_refused_is_told_and_tried_again_when_all_is_compared(door: Door) -> None:
    taken = instance_id_of(door.collect_at_kobo(30))
    released = door.simpul.query("SELECT version FROM publication")[0].version
    door.simpul.execute(
        "INSERT INTO publication_version (publication_id, remote_version, version, published_at)"
        " VALUES (1, :there, 'belum-terbit', :at)",
        there=door.kobo.projects[ASSET].version_uid,
        at=str(datetime(2026, 1, 1)),
    )
    door.pull()
    assert states(door) == {}
    page = door.simpul.signed_in().get("/pengaturan/server/1/banding?beda=ditolak").text
    assert "Versi formulirnya belum terbit di sini" in page
    door.simpul.execute("UPDATE publication_version SET version = :version", version=released)
    door.pull()
    assert states(door) == {}  # the same again would only be refused again
    door.pull("reconcile")
    assert set(states(door)) == {taken}


@sqlite_only
def test_a_form_that_is_due_is_pulled_by_itself_and_compared_at_night(door: Door) -> None:
    taken = instance_id_of(door.collect_at_kobo(30))
    with door.simpul.app.app_context():
        assert pulls_service.enqueue_due() == 0  # it was linked this moment
    yesterday = str(datetime(2026, 1, 1))
    door.simpul.execute("UPDATE publication SET created_at = :then", then=yesterday)
    with door.simpul.app.app_context():
        assert pulls_service.enqueue_due() == 2
        assert pulls_service.enqueue_due() == 2  # the same two jobs, which still wait
    assert len(door.jobs()) == 2
    door.work()
    assert set(states(door)) == {taken}
    with door.simpul.app.app_context():
        assert pulls_service.enqueue_due() == 0
    rows = door.simpul.query("SELECT way, due_at, ended_at FROM pull ORDER BY way")
    assert [row.way for row in rows] == ["banding", "tarik"]


@sqlite_only
def test_a_server_that_wants_rest_gets_it(door: Door) -> None:
    door.collect_at_kobo(30)
    door.post({})
    door.kobo.faults.retry_after = 7200
    door.kobo.faults.next_statuses.extend([429])
    door.work()
    ((state, attempts, error),) = door.jobs()
    assert (state, attempts) == ("menunggu", 1)
    assert "sibuk" in error
    (row,) = door.simpul.query("SELECT run_after FROM job")
    waits = datetime.fromisoformat(str(row.run_after)).replace(tzinfo=None) - datetime.utcnow()
    assert waits > timedelta(hours=1.9)


@sqlite_only
def test_a_form_that_is_not_released_yet_waits_for_that(door: Door) -> None:
    door.collect_at_kobo(30)
    door.simpul.execute("UPDATE publication SET version = 'draf'")
    done = flask(door.simpul, "pull", "new", "kobo-dinkes")
    assert "belum terbit" in done.output
    assert door.simpul.quarantined() == []
    (pull,) = door.simpul.query("SELECT * FROM pull")
    assert pull.state == "gagal"


@sqlite_only
def test_without_the_needed_right_the_pull_stops_and_says_so(door: Door) -> None:
    door.collect_at_kobo(30)
    door.kobo.token = "lain"
    door.post({})
    door.work()
    assert door.jobs()[0][0] == "gagal"
    assert "token" in flask(door.simpul, "pull", "status").output
    with door.simpul.app.app_context():  # nobody asks again every few minutes
        assert pulls_service.enqueue_due() == 0


def test_decisions_travel_both_ways_as_validation_statuses(door: Door) -> None:
    ours, theirs, both, undone = (instance_id_of(door.collect_at_kobo(n)) for n in range(4))
    number = dict(zip((ours, theirs, both, undone), numbers(door), strict=True))
    door.pull()
    decide(door, ours, "kembalikan")
    door.kobo.now = datetime.now(UTC)
    door.kobo.judge(ASSET, number[theirs], "validation_status_not_approved")
    door.kobo.judge(ASSET, number[both], "validation_status_approved")
    door.kobo.now -= timedelta(days=1)
    decide(door, both, "tolak")
    decide(door, undone, "terima")
    door.pull("reconcile")
    door.work()
    assert status(door, number[ours]) == "validation_status_on_hold"
    assert states(door)[theirs] == "ditolak"  # somebody there uses the account we come with
    assert status(door, number[both]) == "validation_status_not_approved"
    assert status(door, number[undone]) == "validation_status_approved"
    with door.simpul.app.app_context():
        undo_own(undone, "petugas")
    door.work()
    assert status(door, number[undone]) == ""
    decisions = len(door.simpul.query("SELECT * FROM decision"))
    for _ in range(2):
        door.pull("reconcile")
        door.work()
    assert len(door.simpul.query("SELECT * FROM decision")) == decisions
    assert door.simpul.differences() == []


@sqlite_only
def test_a_decision_whose_answer_was_lost_is_an_echo_and_no_decision(door: Door) -> None:
    instance_id = instance_id_of(door.collect_at_kobo(30))
    door.pull()
    decide(door, instance_id, "terima")
    door.kobo.faults.next_statuses.extend([200, LOST, 0, 0])  # it was carried out, then no answer
    door.work()
    (number,) = numbers(door)
    assert status(door, number) == "validation_status_approved"
    assert [state for state, _, _ in door.jobs()] == ["menunggu"]
    decide(door, instance_id, "tolak")
    door.pull("reconcile")
    door.work()
    assert status(door, number) == "validation_status_not_approved"
    assert states(door)[instance_id] == "ditolak"
    actors = {row.actor for row in door.simpul.query("SELECT actor FROM decision")}
    assert actors == {"petugas"}


@sqlite_only
def test_what_was_decided_of_a_deleted_one_is_told_to_nobody_and_settles_the_question(
    door: Door,
) -> None:
    instance_id = instance_id_of(door.collect_at_kobo(30))
    door.pull()
    hold_back(door, numbers(door)[0])
    door.pull("reconcile")
    client = door.simpul.signed_in()
    page = client.get("/pengaturan/server/1/banding").text
    assert "Dihapus di sana" in page
    assert "Biarkan di sini" in page
    decide(door, instance_id, "tolak")
    door.work()
    assert door.jobs()[-1][0] == "selesai"
    assert "hilang\t0" in door.pull("reconcile")
    assert door.simpul.submission(instance_id).flags == []


@sqlite_only
def test_a_person_may_let_stand_what_was_deleted_there(door: Door) -> None:
    instance_id = instance_id_of(door.collect_at_kobo(30))
    door.pull()
    hold_back(door, numbers(door)[0])
    door.pull("reconcile")
    left = door.simpul.signed_in().post("/pengaturan/server/1/biarkan", data={"nomor": "1"})
    assert left.status_code == 302
    assert door.simpul.submission(instance_id).flags == []
    assert "hilang\t0" in door.pull("reconcile")


def decide(door: Door, instance_id: str, decision: str) -> None:
    """An officer here decides."""
    with door.simpul.app.app_context():
        review.decide(instance_id, decision, "Dilihat bersama kader", "petugas")


def status(door: Door, number: int) -> str:
    """The validation status Kobo has of a submission."""
    return str(door.kobo.projects[ASSET].submissions[number].validation.get("uid") or "")


@sqlite_only
def test_a_hook_that_is_tried_again_with_an_edited_body_and_in_any_order_is_only_a_hint(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.kobo.hook(ASSET, door.hook, {"X-Simpul-Key": door.key}, "json")
    first, second = (instance_id_of(door.collect_at_kobo(count)) for count in (30, 31))
    monkeypatch.setattr(hooks_service, "_served", BoundedSemaphore(1))
    with hooks_service.turn():  # busy: Kobo tries again later
        assert door.kobo.deliver() == [503, 503]
    door.kobo.edit(ASSET, numbers(door)[0], {"skdn/balita_s_l": "99"})
    door.kobo.advance(60)
    door.kobo.logs.reverse()
    assert door.kobo.deliver() == [202, 202]
    door.work()
    rows = {row.remote_id: row for row in door.simpul.submissions()}
    assert len(rows) == 2
    edited, untouched = (rows[str(number)] for number in numbers(door))
    assert (edited.deprecated_id, untouched.instance_id) == (first, second)


@sqlite_only
def test_a_word_about_an_edited_one_is_told_from_a_word_that_only_stayed(door: Door) -> None:
    ids = [instance_id_of(door.collect_at_kobo(count)) for count in (30, 31)]
    for number in numbers(door):
        door.kobo.judge(ASSET, number, "validation_status_approved")
    door.pull()
    door.work()
    assert [states(door)[one] for one in ids] == ["diterima", "diterima"]
    for number in numbers(door):
        door.kobo.edit(ASSET, number, {"skdn/balita_s_l": "99"})
    door.kobo.advance(60)
    door.kobo.judge(ASSET, numbers(door)[1], "validation_status_approved")
    door.pull("reconcile")
    door.work()
    tips = {row.remote_id: row.state for row in door.simpul.submissions() if row.deprecated_id}
    assert tips == {
        str(numbers(door)[0]): "belum_ditinjau",
        str(numbers(door)[1]): "diterima",
    }


@sqlite_only
def test_a_decision_that_is_not_taken_there_holds_up_no_other_and_is_tried_again(
    door: Door,
) -> None:
    ids = [instance_id_of(door.collect_at_kobo(count)) for count in (30, 31)]
    door.pull()
    for one in ids:
        decide(door, one, "terima")
    door.kobo.faults.next_statuses.extend([200, 400])  # of the first: asked, then not taken
    door.work()
    first, second = numbers(door)
    assert [status(door, first), status(door, second)] == ["", "validation_status_approved"]
    assert door.jobs()[-1][0] == "gagal"
    page = door.simpul.signed_in().get("/pengaturan/server/1/banding").text
    assert "1 putusan belum disamakan" in page
    door.pull("reconcile")
    door.work()
    assert status(door, first) == "validation_status_approved"


@sqlite_only
def test_differences_are_listed_page_by_page(door: Door) -> None:
    door.collect_at_kobo(30)
    door.pull()
    columns = "publication_id, remote_id, root_id, mark, files_missing, gone_open, said, said_by"
    values = "1, 'n' || :n, 'x', '', 0, false, '', ''"
    for number in range(60):
        door.simpul.execute(
            f"INSERT INTO remote_submission ({columns}, met_there, met_here, told, settle_due,"  # noqa: S608
            f" refused, seen_at, run) VALUES ({values}, '', '', '', false,"
            " 'intake.unknown_version', '2026-01-01 00:00:00', 0)",
            n=number,
        )
    client = door.simpul.signed_in()
    first = client.get("/pengaturan/server/1/banding").text
    assert first.count("Nomor di sana") == 50
    (more,) = set(
        re.findall(r'href="(/pengaturan/server/1/banding\?beda=ditolak&amp;sesudah=\d+)"', first)
    )
    second = client.get(more.replace("&amp;", "&")).text
    assert second.count("Nomor di sana") == 10
