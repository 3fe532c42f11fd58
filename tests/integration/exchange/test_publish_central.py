"""Forms go to an ODK Central: a second Simpul, over real HTTP, in a process of its own."""

from __future__ import annotations

import hashlib

import pytest
import requests

from app.exchange.central_client import CentralClient
from app.problems import Problem
from tests.app_fixtures import sqlite_only
from tests.integration.central.office import FORM, FRUITS, VERSION, workbook
from tests.integration.exchange.office import (
    Office,
    dying_after_each_change,
    work_through_deaths,
)
from tests.integration.installation import PASSWORD

pytestmark = sqlite_only


@pytest.fixture
def central(far: tuple[str, str]) -> CentralClient:
    """The far server as anybody may call it."""
    return CentralClient(*far, PASSWORD, requests.Session(), project_id=1)


@pytest.fixture
def sent(office: Office, far: tuple[str, str]) -> Office:
    """An office that knows the far server."""
    office.add_central(*far)
    return office


def test_a_form_is_planned_brought_once_and_mended_when_somebody_changes_it_there(
    sent: Office, central: CentralClient
) -> None:
    sent.release_fruits()
    plan_id = sent.plan("central")
    planned = sent.kinds(plan_id)
    assert (planned[0], planned[-1]) == ("formulir", "terbit")
    assert "berkas buah.csv" in planned
    assert central.find_form(FORM) is None  # shown before anything is done

    sent.begin(plan_id)

    form = central.form(FORM)
    assert (form["version"], bool(form["publishedAt"])) == (VERSION, True)
    files = {each["name"]: each["hash"] for each in central.form_attachments(FORM)}
    assert files["buah.csv"] == hashlib.md5(FRUITS, usedforsecurity=False).hexdigest()
    row = sent.publication("central")
    assert (row.remote_id, row.version) == (FORM, VERSION)
    assert sent.kinds(sent.plan("central")) == []
    assert sent.drift("central") == []

    central.create_draft(FORM, workbook("lain.1", Kebun="Sawah"))
    central.publish_draft(FORM)
    assert sent.drift("central") == ["formulir"]
    (part,) = sent.publish("central")

    assert part.state == "selesai"
    assert central.form(FORM)["version"] == f"{VERSION}.2"  # its own was used up
    assert b"Kebun" in central.form_xml(FORM)
    assert sent.version_of(row, f"{VERSION}.2") == sent.version_of(row, VERSION) == VERSION
    assert sent.drift("central") == []


def test_somebodys_draft_there_is_told_and_replaced_only_when_that_is_agreed_to(
    sent: Office, central: CentralClient
) -> None:
    form = "kes_buah_tiga"
    sent.release_fruits(kes_buah=form)
    sent.publish("central", form=form)
    central.create_draft(form, workbook("9", kes_buah=form, Kebun="Ladang"))
    assert sent.drift("central", form) == ["draf:9"]
    sent.release_fruits("2026112602", kes_buah=form)
    plan_id = sent.plan("central", form=form, version="2026112602")
    with pytest.raises(Problem, match="pekerjaan orang lain"):
        sent.begin(plan_id)
    central.create_draft(form, workbook("10", kes_buah=form, Kebun="Ladang"))

    sent.begin(plan_id, agreed=True)  # what was agreed to was another draft

    (part,) = sent.parts(plan_id)
    assert part.state == "gagal"
    assert "versi 10" in sent.steps(plan_id)[0].error
    assert (central.find_draft(form) or {})["version"] == "10"
    (part,) = sent.publish("central", form=form, version="2026112602", agreed=True)
    assert part.state == "selesai"
    assert central.form(form)["version"] == "2026112602"
    assert sent.drift("central", form) == []


def test_killed_after_each_thing_done_there_it_ends_the_same(
    sent: Office, central: CentralClient
) -> None:
    form = "kes_buah_dua"
    sent.release_fruits(kes_buah=form)
    plan_id = sent.plan("central", form=form)

    sent.start(plan_id)
    with dying_after_each_change() as died:
        work_through_deaths(sent)

    assert len(died) >= 3  # the form, its file, publishing
    assert [part.state for part in sent.parts(plan_id)] == ["selesai"]
    assert [each["version"] for each in central.versions(form)] == [VERSION]
    assert central.find_draft(form) is None
    assert sent.drift("central", form) == []


def test_a_form_that_is_there_and_not_ours_is_left_alone(
    sent: Office, central: CentralClient
) -> None:
    form = "kes_buah_orang"
    central.create_form(form, workbook("1", kes_buah=form))
    central.upload_attachment(form, "buah.csv", FRUITS)
    central.publish_draft(form)
    sent.release_fruits(kes_buah=form)

    (part,) = sent.publish("central", form=form)

    assert (part.state, part.refusal) == ("ditolak", "bukan_milik_kita")
    assert central.form(form)["version"] == "1"
