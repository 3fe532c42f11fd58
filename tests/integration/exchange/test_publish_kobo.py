"""Forms go to KoboToolbox: project, import, files, deployment, hook; and what somebody changes there."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.exchange.service import KEY_HEADER
from app.problems import Problem
from tests.app_fixtures import sqlite_only
from tests.integration.central.office import FORM, FRUITS, VERSION
from tests.integration.entity_forms import REGISTER, WEIGH, workbook_of
from tests.integration.entity_forms import VERSION as OF_LISTS
from tests.integration.exchange.office import (
    Office,
    dying_after_each_change,
    work_through_deaths,
)
from tests.integration.installation import Simpul
from tests.integration.submissions import MALUHU
from tests.kobo.projects import Project
from tests.kobo.stand_in import KoboStandIn
from tests.kobo.wire import LOST

PLACES = "berkas posyandu.csv"
LISTS = [f"berkas {name}.csv" for name in ("desa", "dikembalikan", "kecamatan", "posyandu")]


@pytest.fixture
def sent(simpul: Simpul, kobo: KoboStandIn) -> Office:
    """An office that knows the KoboToolbox, with a form to send."""
    office = Office(simpul)
    office.add_kobo(kobo.url, kobo.token)
    office.release_fruits()
    return office


def only(kobo: KoboStandIn) -> Project:
    """The one project there is."""
    (project,) = kobo.projects.values()
    return project


def media(project: Project) -> dict[str, bytes]:
    """The files of a project's form."""
    return {each.name: each.content for each in project.media}


@sqlite_only
def test_a_form_is_planned_brought_once_and_mended_when_somebody_changes_it_there(
    sent: Office, kobo: KoboStandIn
) -> None:
    plan_id = sent.plan("kobo")
    steps = ["proyek", "impor", "tunggu", "berkas buah.csv", *LISTS, "pasang", "hook"]
    assert sent.kinds(plan_id) == steps
    assert kobo.projects == {}  # shown before anything is done

    sent.begin(plan_id)

    project = only(kobo)
    assert (project.deployments, project.active) == (1, True)
    assert (project.name, project.deployed_version_uid) == ("Kebun buah", project.version_uid)
    held = media(project)
    assert held["buah.csv"] == FRUITS
    assert b"Posyandu Mawar" in held["posyandu.csv"]
    assert held["dikembalikan.csv"] == b"name,label,posyandu,bulan\n"  # that is for one phone
    row = sent.publication("kobo")
    assert (row.remote_id, row.version) == (project.uid, VERSION)
    assert sent.version_of(row, project.version_uid) == VERSION
    assert sent.kinds(sent.plan("kobo")) == []
    assert sent.drift("kobo") == []

    project.save(project.content, kobo.now)
    project.media.pop()
    kobo.remove_hook(kobo.hooks_of(project.uid)[0])
    assert sent.drift("kobo") == ["belum_dipasang", "hook", "dihapus:posyandu.csv"]
    plan_id = sent.plan("kobo")
    with pytest.raises(Problem):  # somebody's work there is replaced only when a person agrees
        sent.begin(plan_id)
    assert only(kobo).saves == project.deployed_saves + 1
    sent.begin(plan_id, agreed=True)
    (part,) = sent.parts(plan_id)

    assert part.state == "selesai"
    assert media(project) == held
    assert sent.drift("kobo") == []
    assert list(kobo.projects) == [project.uid]


@sqlite_only
@pytest.mark.parametrize("forgotten", [False, True])
def test_the_hook_shows_our_key_also_where_it_was_not_kept_before(
    sent: Office, kobo: KoboStandIn, *, forgotten: bool
) -> None:
    if forgotten:
        sent.simpul.execute("UPDATE target SET hook_key = NULL")
    sent.publish("kobo")

    (hook,) = kobo.hooks_of(only(kobo).uid)
    (target,) = sent.simpul.query("SELECT * FROM target")
    key = hook.settings["custom_headers"][KEY_HEADER]
    assert hook.endpoint == f"{sent.simpul.settings.base_url}/hooks/kobo/{target.target_id}"
    assert hashlib.sha256(key.encode()).digest() == bytes(target.hook_key_hash)
    assert len(key) > 20
    assert key.encode() not in bytes(target.hook_key)


@sqlite_only
def test_a_place_that_is_new_is_sent_as_a_list_and_a_new_version_as_a_form(
    sent: Office, kobo: KoboStandIn
) -> None:
    sent.publish("kobo")
    sent.simpul.add_posyandu(f"{MALUHU}.009", "Posyandu Anggrek")
    assert sent.drift("kobo") == ["berkas:posyandu.csv"]

    plan_id = sent.plan("kobo")
    assert sent.kinds(plan_id) == [PLACES, "pasang"]
    sent.begin(plan_id)
    assert b"Anggrek" in media(only(kobo))["posyandu.csv"]

    sent.release_fruits("2026112601")
    plan_id = sent.plan("kobo", version="2026112601")
    assert sent.kinds(plan_id) == ["impor", "tunggu", "pasang"]
    sent.begin(plan_id)
    row = sent.publication("kobo")
    assert row.version == sent.version_of(row, only(kobo).version_uid) == "2026112601"


@sqlite_only
def test_killed_after_each_thing_done_there_it_ends_the_same(
    sent: Office, kobo: KoboStandIn
) -> None:
    plan_id = sent.plan("kobo")
    sent.start(plan_id)

    with dying_after_each_change() as died:
        work_through_deaths(sent)

    assert len(died) >= 5  # project, import, files, deployment, hook
    project = only(kobo)
    assert [part.state for part in sent.parts(plan_id)] == ["selesai"]
    assert sorted(media(project)) == sorted(
        one.removeprefix("berkas ") for one in ["buah.csv", *LISTS]
    )
    assert len(kobo.hooks_of(project.uid)) == 1
    assert project.active
    assert sent.drift("kobo") == []


@sqlite_only
def test_answers_that_are_lost_make_nothing_twice(sent: Office, kobo: KoboStandIn) -> None:
    plan_id = sent.plan("kobo")
    kobo.faults.next_statuses.extend([200, LOST, 503, 503, 503])

    sent.begin(plan_id)

    assert [part.state for part in sent.parts(plan_id)] == ["selesai"]
    assert len(kobo.projects) == len(kobo.hooks_of(only(kobo).uid)) == 1


@sqlite_only
def test_a_server_that_wants_rest_gets_it_and_the_part_says_what_it_waits_for(
    sent: Office, kobo: KoboStandIn
) -> None:
    plan_id = sent.plan("kobo")
    kobo.faults.next_statuses.append(503)
    kobo.faults.retry_after = 900
    sent.start(plan_id)
    sent.simpul.run_pending()

    (job,) = sent.simpul.query("SELECT * FROM job WHERE kind = 'tujuan.terbitkan'")
    assert job.state == "menunggu"
    assert job.run_after > f"{datetime.now(UTC) + timedelta(seconds=880):%Y-%m-%d %H:%M:%S}"
    first = sent.steps(plan_id)[0]
    assert (first.state, "terganggu" in first.error) == ("menunggu", True)

    (part,) = sent.parts(plan_id)
    sent.resume(part.part_id)
    assert [one.state for one in sent.parts(plan_id)] == ["selesai"]


@sqlite_only
def test_what_kobo_has_against_a_form_is_told_with_its_place_and_can_be_taken_up(
    sent: Office, kobo: KoboStandIn
) -> None:
    sent.release_fruits("2026112701", **{"| jenis  ": "| banyak "})
    (part,) = sent.publish("kobo", version="2026112701")
    assert (part.state, part.refusal) == ("ditolak", "formulir_ditolak")
    (found,) = part.findings
    assert (found["sheet"], found["column"]) == ("survey", "name")
    assert "banyak" in found["message"]
    assert found["row"]
    assert kobo.projects == {}

    plan_id = sent.plan("kobo")
    kobo.faults.next_statuses.extend([200, 200, 403])
    sent.begin(plan_id)
    (part,) = sent.parts(plan_id)
    (failed,) = [one for one in sent.steps(plan_id) if one.state == "gagal"]
    assert (part.state, failed.kind) == ("gagal", "impor")
    assert "tidak berhak" in failed.error

    sent.resume(part.part_id)
    assert [one.state for one in sent.parts(plan_id)] == ["selesai"]
    assert len(kobo.projects) == 1


@sqlite_only
def test_lists_of_people_stay_here_and_the_form_without_them_is_offered(
    sent: Office, kobo: KoboStandIn
) -> None:
    for form_id in (REGISTER, WEIGH):
        sent.release(workbook_of(form_id))
    asked: dict[str, Any] = {"form": WEIGH, "version": OF_LISTS}

    (part,) = sent.publish("kobo", **asked)
    assert (part.state, part.refusal) == ("ditolak", "daftar_untuk_semua")

    (part,) = sent.publish("kobo", without=True, **asked)
    assert part.state == "selesai"
    assert {"survey.list_typed", "survey.list_emptied"} == {one["code"] for one in part.findings}
    project = only(kobo)
    assert "balita.csv" not in media(project)
    assert "entities" not in project.content
    kinds = {row["name"]: row["type"] for row in project.content["survey"] if "name" in row}
    assert kinds["balita"] == "text"
    assert sent.kinds(sent.plan("kobo", without=True, **asked)) == []


def test_one_act_brings_one_version_to_many_servers_whatever_becomes_of_one(
    sent: Office, kobo: KoboStandIn
) -> None:
    second = KoboStandIn.start()
    try:
        sent.add_kobo(second.url, second.token, "kedua")
        sent.add_kobo(second.url, "token-salah", "ketiga")
        parts = sent.publish("kobo", "kedua", "ketiga")
    finally:
        second.stop()

    assert [part.state for part in parts] == ["selesai", "selesai", "ditolak"]
    assert parts[2].refusal == "tidak_terhubung"
    assert only(kobo).active
    assert only(second).active
    assert "token-salah" not in str([part.findings for part in parts])


@sqlite_only
def test_nothing_goes_to_a_server_that_is_switched_off_or_twice_at_once(
    sent: Office, kobo: KoboStandIn
) -> None:
    first = sent.plan("kobo")
    sent.start(first)
    second = sent.plan("kobo")
    assert [part.refusal for part in sent.parts(second)] == ["sedang_berjalan"]

    sent.work()
    assert len(kobo.projects) == 1
    assert sent.publication("kobo", FORM).version == VERSION
