"""Pulling from a Central: a second Simpul over HTTP; its submissions, edits, files and decisions."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from app.exchange import targets_service
from app.exchange.central_client import XLSX
from app.exchange.service import link_form
from app.exchange.targets_service import Typed
from app.intake import pulls_service
from app.intake.comments_service import add_comment
from app.intake.lateness_service import recount_late
from tests.app_fixtures import sqlite_only
from tests.integration.installation import PASSWORD, Simpul, opened, sqlite_url
from tests.integration.kobo_door import flask
from tests.integration.pulling.far import FORM, NAME, Far, Near, open_near
from tests.integration.submissions import PHOTO, instance_id_of, new_id
from tests.integration.test_crash import server
from xlsform.workbook import read_workbook, write_xlsx

pytestmark = sqlite_only
FOREIGN = """
| survey | type    | name          | label         |
|        | text    | kode_posyandu | Kode Posyandu |
|        | integer | hadir         | Yang hadir    |

| settings | form_id     | form_title      | version | bidang    | frekuensi |
|          | hadir_kader | Kehadiran kader | 7       | kesehatan | kejadian  |
"""
THEIRS = "pusat-di-sini"  # the far one's account here


@pytest.fixture(scope="module")
def far(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Far]:
    """The second installation, in a process of its own."""
    home = tmp_path_factory.mktemp("pusat") / "rumah"
    shutil.copytree(prepared_home, home)
    url = sqlite_url(home)
    with opened(home, url, {}) as there:
        accounts = there.add_user("admin"), there.add_user("admin")
        phone, key = there.add_phone(), has_us_as_target(there)
    with server(home, url, SIMPUL_ALLOWED_HOSTS="127.0.0.1") as (address, _process):
        yield Far(address, *accounts, phone.door, home, key)


def has_us_as_target(there: Simpul) -> str:
    """Let the far one have this installation as a target too; answer the key of its hook."""
    with there.app.app_context():
        typed = Typed("central", "kabupaten", "http://127.0.0.1:9", THEIRS, PASSWORD)
        target, key = targets_service.enter_target(typed, "penguji")
        link_form(target, FORM, None, FORM)
    there.execute("UPDATE target SET project_id = 1")
    return key


@pytest.fixture
def near(far: Far, simpul: Simpul, live_server: str, monkeypatch: pytest.MonkeyPatch) -> Near:
    """This installation. The far one was opened before: keys in memory are of the newest."""
    monkeypatch.setattr("app.exchange.remote_client.FIRST_PAUSE_SECONDS", 0.0)
    return open_near(simpul, far, live_server)


def test_all_that_is_there_comes_once_with_edits_and_photos_byte_for_byte(
    near: Near, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.exchange.central_source_client.ROWS", 2)
    monkeypatch.setattr(pulls_service, "PART_SECONDS", 0.0)
    plain = [near.collect(count) for count in range(5)]
    first, edit, again = (new_id() for _ in range(3))
    sent = {
        first: near.report(30, instance_id=first),
        edit: near.report(31, instance_id=edit, deprecated_id=first),
        again: near.report(32, instance_id=again, deprecated_id=edit),
    }
    for xml in sent.values():
        near.far.send(xml, {"r.jpg": PHOTO})
    for instance_id in plain:  # one moment, more than a page of it
        near.far.received(instance_id, "2026-11-20 01:00:00.123456")
    near.pull()
    expected = {first: "digantikan", edit: "digantikan", again: "belum_ditinjau"}
    expected |= dict.fromkeys(plain, "belum_ditinjau")
    assert expected.items() <= near.states().items()
    for instance_id, xml in sent.items():
        row = near.simpul.submission(instance_id)
        assert (row.door, row.root_instance_id) == ("central", first)
        assert near.xml(instance_id) == xml
    for instance_id in (plain[0], first, edit, again):
        assert near.simpul.files_of(instance_id) == {"r.jpg": PHOTO}
    before = near.simpul.counts()
    (pull,) = near.simpul.query("SELECT done, total FROM pull")
    assert (pull.done, pull.total) == (6, 6)
    near.pull()
    near.pull("reconcile")
    after = near.simpul.counts()
    assert after["submission"] == before["submission"]
    assert after["attachment"] == before["attachment"]
    assert near.simpul.quarantined() == []


def test_what_changes_there_later_is_pulled_by_its_time(near: Near) -> None:
    first = near.collect(30)
    near.pull()
    edit = new_id()
    near.far.send(near.report(31, instance_id=edit, deprecated_id=first))
    late = near.report(40)
    near.far.send(late)
    near.pull()
    assert near.states()[first] == "digantikan"
    assert near.simpul.files_of(edit) == {"r.jpg": PHOTO}
    assert near.simpul.files_of(instance_id_of(late)) == {}
    near.far.send(late, {"r.jpg": PHOTO})
    near.pull("reconcile")  # a late file changes no time there
    assert near.simpul.files_of(instance_id_of(late)) == {"r.jpg": PHOTO}


def test_a_report_is_late_by_when_it_came_there_and_a_claimed_future_is_not_believed(
    near: Near,
) -> None:
    intime, late, ahead, root, edit = (new_id() for _ in range(5))
    moments = {
        intime: "2026-09-03 02:00:00.000000",
        late: "2026-10-20 02:00:00.000000",
        ahead: "2031-01-01 00:00:00.000000",
        root: "2026-09-03 02:00:00.000000",
        edit: "2026-10-21 02:00:00.000000",
    }
    for instance_id, at in moments.items():
        replaced = root if instance_id == edit else None
        near.far.send(
            near.report(instance_id=instance_id, deprecated_id=replaced, period="2026-08")
        )
        near.far.received(instance_id, at)
    near.pull("reconcile")
    rows = {one: near.simpul.submission(one) for one in moments}
    assert {one: rows[one].late for one in moments} == {
        intime: False,
        late: True,
        ahead: True,
        root: False,
        edit: True,
    }
    told = {one: f"{row.there_at:%Y-%m-%d}" if row.there_at else "" for one, row in rows.items()}
    assert told == {one: at[:10] if one != ahead else "" for one, at in moments.items()}
    with near.simpul.app.app_context():
        recount_late({"period": ""})
    again = {one: near.simpul.submission(one).late for one in moments}
    assert again == {one: row.late for one, row in rows.items()}
    page = near.simpul.signed_in().get(f"/kiriman/{intime}").text
    assert "Diterima di pusat" in page
    assert "3 September 2026" in page
    assert "Ditarik ke sini" in page
    assert "Tenggat dihitung dari waktu ini" in page
    assert "Ditarik ke sini" not in near.simpul.signed_in().get(f"/kiriman/{ahead}").text


def test_a_hook_of_central_brings_the_submission_it_names(near: Near) -> None:
    instance_id = near.collect(30)
    body = {
        "type": "submission.create",
        "id": instance_id,
        "data": {"xml": "<data id='kes_bulanan'/>"},
    }
    refused = requests.post(near.hook, json=body, headers={"X-API-Key": "salah"}, timeout=20)
    assert refused.status_code == 403
    taken = requests.post(near.hook, json=body, headers={"X-API-Key": near.key}, timeout=20)
    assert taken.status_code == 202
    assert near.simpul.run_pending() == 0  # it was told before it was committed: wait
    near.work()
    assert list(near.states()) == [instance_id]


def test_a_hook_about_what_is_not_there_yet_is_followed_some_times(near: Near) -> None:
    instance_id = new_id()
    body = {"type": "submission.create", "id": instance_id}
    requests.post(near.hook, json=body, headers={"X-API-Key": near.key}, timeout=20)
    near.work()
    assert near.states() == {}
    near.far.send(near.report(30, instance_id=instance_id), {"r.jpg": PHOTO})
    near.work()
    assert list(near.states()) == [instance_id]
    ghost = {"type": "submission.create", "id": new_id()}
    requests.post(near.hook, json=ghost, headers={"X-API-Key": near.key}, timeout=20)
    for _ in range(6):
        near.work()
    jobs = near.simpul.query("SELECT state FROM job WHERE kind = 'kobo.tarik'")
    assert sorted(row.state for row in jobs).count("gagal") == 1
    assert len(jobs) == 6


def test_a_hook_about_sasaran_or_that_says_nothing_hurts_nobody(near: Near) -> None:
    headers = {"X-API-Key": near.key}
    entity = {"type": "entity.update.version", "id": "x", "data": {}}
    assert requests.post(near.hook, json=entity, headers=headers, timeout=20).status_code == 202
    assert near.simpul.query("SELECT * FROM job") == []
    instance_id = near.collect(30)
    assert requests.post(near.hook, data=b"{", headers=headers, timeout=20).status_code == 202
    near.work()
    assert instance_id in near.states()


def test_decisions_travel_both_ways_and_echoes_are_no_decisions(near: Near) -> None:
    ours, theirs, both = (near.collect(count) for count in (30, 31, 32))
    near.pull()
    near.decide(ours, "terima")
    near.far.decide(theirs, "rejected")
    near.far.decide(both, "approved")
    near.decide(both, "tolak")  # later than theirs
    near.pull()
    near.work()
    assert near.far.state(ours) == "approved"
    assert near.states()[theirs] == "ditolak"
    assert near.actors(theirs) == [f"pusat: {near.far.account}"]
    assert near.states()[both] == "ditolak"
    assert near.far.state(both) == "rejected"
    before = {one: (near.actors(one), near.far.acts(one)) for one in (ours, theirs, both)}
    for _ in range(2):  # what we said there comes back changed in time, and is recognised
        near.pull("reconcile")
        near.pull()
        near.work()
    assert before == {one: (near.actors(one), near.far.acts(one)) for one in (ours, theirs, both)}


def test_reasons_travel_and_comments_come_once_by_whom_and_when(near: Near) -> None:
    ours, theirs, plain = (near.collect(count) for count in (30, 31, 32))
    near.pull()
    near.decide(ours, "kembalikan", reason="NIK 6402061101120001 tertukar: 30 → 31 balita?")
    near.far.say_why(theirs, "hasIssues", "Foto kabur, ulangi \u2014 besok")
    said = near.far.remark(plain, "Sudah ditelepon kadernya")
    near.pull()
    near.work()
    assert near.far.why(ours) == "NIK (nomor) tertukar: 30 → 31 balita?"
    (taken,) = near.simpul.query("SELECT * FROM decision WHERE instance_id = :id", id=theirs)
    assert (taken.reason, taken.actor) == (
        "Foto kabur, ulangi \u2014 besok",
        f"pusat: {near.far.account}",
    )
    assert near.remarks(plain) == []  # writing changes no time there: it is looked for in its turn
    near.hear_remarks()
    (one,) = near.remarks(plain)
    assert (one.body, one.user_id, one.at) == ("Sudah ditelepon kadernya", None, said)
    page = near.simpul.signed_in().get(f"/kiriman/{plain}").text
    assert page.count("Sudah ditelepon kadernya") == 1
    assert f"pusat: {near.far.account}" in page
    (due,) = near.simpul.query(
        "SELECT talk_at FROM remote_submission WHERE root_id = :id", id=plain
    )
    assert due.talk_at is not None
    near.far.remark(plain, "Sudah ditelepon kadernya")  # the same words, another time
    for _ in range(2):
        near.hear_remarks()
    assert [each.author for each in near.remarks(plain)] == [f"pusat: {near.far.account}"] * 2
    assert (
        near.simpul.query("SELECT body FROM submission_comment WHERE body LIKE '%telepon%'") == []
    )


def test_what_was_decided_while_a_server_was_off_is_told_when_all_is_compared(near: Near) -> None:
    one = near.collect()
    near.pull()
    for state in ("off", "on"):
        assert flask(near.simpul, "targets", "switch", NAME, state).exit_code == 0
        if state == "off":
            near.decide(one, "terima")
            near.work()
    assert near.far.state(one) is None
    near.pull("reconcile")
    near.work()
    assert near.far.state(one) == "approved"


def test_an_acceptance_there_is_one_level_here_and_does_not_go_back_and_forth(near: Near) -> None:
    instance_id = near.collect(30)
    client = near.simpul.signed_in()
    levels = {"tingkat": ["desa", "opd"], "masuk": "langsung", "dilihat": "0"}
    assert client.post("/formulir/kes_bulanan/tinjauan", data=levels).status_code == 302
    near.far.decide(instance_id, "approved")
    for _ in range(2):
        near.pull()
        near.work()
    assert near.states()[instance_id] == "belum_ditinjau"
    assert near.far.state(instance_id) == "approved"
    near.decide(instance_id, "terima", "desa")
    near.work()
    assert near.states()[instance_id] == "diterima"
    assert near.far.acts(instance_id) == [near.far.account]


def until(look: Callable[[], bool]) -> None:
    """Wait for what the far one does in its own time."""
    end = time.monotonic() + 20
    while not look():
        assert time.monotonic() < end, "the far one never did it"
        time.sleep(0.05)


def test_two_simpuls_that_are_targets_of_each_other_agree_and_come_to_rest(
    near: Near, live_server: str
) -> None:
    near.simpul.add_user("admin", name=THEIRS)
    near.far.learn(live_server)
    instance_id = near.collect(30)
    near.pull()
    near.far.hear(instance_id)
    until(lambda: near.far.knows(instance_id))
    near.decide(instance_id, "terima")
    near.work()
    assert near.far.state(instance_id) == "approved"
    until(near.far.is_idle)
    near.work()
    assert (near.actors(instance_id), near.far.acts(instance_id)) == (["petugas"], [near.far.ours])
    with near.simpul.app.app_context():
        add_comment(instance_id, "Tolong dicek di desa", 1)
    near.far.look()
    until(lambda: near.far.remarks(instance_id) == [("Tolong dicek di desa", 0)])
    near.far.remark(instance_id, "Sudah dicek")
    for _ in range(2):
        near.hear_remarks()
        near.far.look()
        until(near.far.is_idle)
    both = ["Sudah dicek", "Tolong dicek di desa"]
    assert [one.body for one in near.remarks(instance_id)] == both
    assert sorted(body for body, _ in near.far.remarks(instance_id)) == both
    near.far.decide(instance_id, "rejected")
    until(lambda: near.states()[instance_id] == "ditolak")
    for _ in range(2):
        near.pull("reconcile")
        near.work()
        until(near.far.is_idle)
    assert near.actors(instance_id) == ["petugas", THEIRS]
    assert near.far.acts(instance_id) == [near.far.ours, near.far.account]


def test_a_form_of_the_far_one_is_taken_over_with_its_history(near: Near) -> None:
    book = write_xlsx(read_workbook(FOREIGN.encode(), "formulir.md"))
    headers = {"Content-Type": XLSX}
    near.far.call("POST", "/v1/projects/1/forms?publish=true", data=book, headers=headers)
    xml = (
        "<data id='hadir_kader' version='7'><kode_posyandu>64.02.06.1011.001</kode_posyandu>"
        f"<hadir>5</hadir><meta><instanceID>{new_id()}</instanceID></meta></data>"
    ).encode()
    near.far.send(xml)
    later = FOREIGN.replace("hadir         | Yang hadir   ", "pulang        | Yang pulang  ")
    book = write_xlsx(read_workbook(later.replace("| 7 ", "| 8 ").encode(), "formulir.md"))
    # What it asked before is asked no more: the officer there says twice that this is meant.
    draft = "/v1/projects/1/forms/hadir_kader/draft"
    near.far.call("POST", f"{draft}?ignoreWarnings=true", data=book, headers=headers)
    near.far.call("POST", f"{draft}/publish?confirm=8")
    client = near.simpul.signed_in()
    page = "/pengaturan/server/1/formulir"
    assert "Kehadiran kader" in client.get(page).text
    chosen = {"formulir": "hadir_kader", "bidang": "kesehatan", "frekuensi": "kejadian"}
    assert client.post(page, data=chosen).location == "/formulir/hadir_kader"
    assert client.post("/formulir/hadir_kader/versi/8/terbitkan").status_code == 302
    near.pull()
    row = near.simpul.submission(instance_id_of(xml))
    assert (row.form_id, row.version, row.posyandu_code) == ("hadir_kader", "7", None)
    assert row.flags == ["posyandu_tidak_dikenal"]
    assert "Yang hadir" in client.get(f"/kiriman/{row.instance_id}").text  # by its own version
    phone = near.simpul.add_phone()
    listed = client.get(f"{phone.door}/formList?listAllVersions=true").text
    assert "<version>8</version>" in listed
    assert "<version>7</version>" not in listed
    assert near.xml(row.instance_id) == xml
    known = client.post(page, data={**chosen, "formulir": "kes_balita"})
    assert known.status_code == 409  # that one is ours as well


def test_a_photo_replaced_there_under_its_name_is_told_and_kept_aside(near: Near) -> None:
    kept = near.collect(40)
    xml = near.report(41)
    near.far.send(xml, {"r.jpg": PHOTO + b"lain"})
    near.pull()
    near.pull()
    assert near.simpul.quarantined() == []
    far_file = "SELECT file_id, sha256, size FROM attachment JOIN submission USING (seq)"
    (other,) = near.far._write(f"{far_file} WHERE instance_id = ?", instance_id_of(xml))
    change = (
        "UPDATE attachment SET file_id = ?, sha256 = ?, size = ?"
        " WHERE seq = (SELECT seq FROM submission WHERE instance_id = ?)"
    )
    near.far._write(change, *other, kept)  # as a Central lets anybody do who may edit

    for _round in range(5):  # each looks at some rows only, as long as its time lasts
        near.pull()
        if near.simpul.quarantined():
            break

    (aside,) = near.simpul.quarantined()
    assert (aside.instance_id, aside.code) == (kept, "intake.other_file_same_name")
    assert near.simpul.files_of(kept) == {"r.jpg": PHOTO}
    page = near.simpul.signed_in().get("/pengaturan/server/1/banding").text
    assert "Berkasnya diganti di sana" in page
