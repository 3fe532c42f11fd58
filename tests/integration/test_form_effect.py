"""Who releases a version that gives answers another meaning first sees which values change."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.design.library import FORMS
from app.design.releasing_service import load_library, plan_of_library
from app.design.service import find_released
from app.merge.effect_service import measure
from tests.app_fixtures import sqlite_only
from tests.integration.expect import text_of
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import (
    ELSEWHERE,
    MAWAR,
    MELATI,
    month_before,
    monthly_answers,
    stamp,
)
from tests.integration.workbooks import FORM, workbook

FIRST, SECOND, THIRD = "2026112301", "2026112302", "2026112303"
PAGE = f"/formulir/{FORM}"
TOLD = {MAWAR: "41", MELATI: "52", ELSEWHERE: "63"}


def upload(client: FlaskClient, version: str, **changes: str) -> None:
    """Upload a version as a draft."""
    content = io.BytesIO(workbook(version, **changes))
    assert client.post("/formulir", data={"berkas": (content, "uji.xlsx")}).status_code == 302


def release(client: FlaskClient, version: str) -> str:
    """Press the button; answer where it leads."""
    response = client.post(f"{PAGE}/versi/{version}/terbitkan")
    assert response.status_code == 302
    return str(response.location)


@pytest.fixture
def admin(simpul: Simpul) -> FlaskClient:
    """An admin, and a form of which three Posyandu have reported a month."""
    client = simpul.signed_in("admin")
    upload(client, FIRST)
    release(client, FIRST)
    for place, told in TOLD.items():
        send(simpul, simpul.add_phone(place), place, told)
    simpul.run_pending()
    return client


def send(simpul: Simpul, phone: Phone, place: str, told: str) -> None:
    """Send a report on the version phones have now."""
    answers = {
        "kepala/kode_posyandu": place,
        "kepala/periode": f"{month_before()}-01",
        "peserta": told,
        "end": stamp(),
    }
    assert simpul.send(phone, simpul.submission_xml(FORM, answers)).status_code == 201


def values(simpul: Simpul, place: str = MAWAR) -> dict[str, object]:
    """A Posyandu's values by field, as `flask profiles show` prints them."""
    run = simpul.app.test_cli_runner().invoke
    shown = json.loads(run(args=["profiles", "show", place, "--json"]).output)
    return {one["field"]: one["value"] for one in shown["values"]}


def test_a_remapped_version_shows_its_effect_and_then_holds_for_old_answers_too(
    simpul: Simpul, admin: FlaskClient
) -> None:
    upload(admin, SECOND, field="kes.uji_hadir", rule="revision")
    assert "Lihat akibat, lalu terbitkan" in admin.get(PAGE).text
    where = release(admin, SECOND)  # not released: the page of its effect instead
    assert where.startswith(f"{PAGE}/versi/{SECOND}/akibat")
    assert values(simpul) == {"kes.uji_peserta": 41}
    simpul.run_pending()
    page = text_of(admin.get(where))
    assert "6 nilai di 3 Posyandu berubah." in page
    assert "3 hilang, di 3 Posyandu" in page
    assert "3 muncul, di 3 Posyandu" in page
    assert "41" in page
    assert values(simpul) == {"kes.uji_peserta": 41}

    assert not release(admin, SECOND).startswith(f"{PAGE}/versi")
    with simpul.app.app_context():  # read first of all after the release
        released = find_released(FORM, SECOND)
        assert released
        assert "kes.uji_hadir" in {name for use in released.mapping for name, _rule in use.fields}
    assert "Profil sedang dihitung ulang" in text_of(admin.get(PAGE))
    simpul.run_pending()
    assert "Profil sudah dihitung ulang" in text_of(admin.get(where))
    assert [values(simpul, place) for place in TOLD] == [
        {"kes.uji_hadir": int(told)} for told in TOLD.values()
    ]
    assert [line for place in TOLD for line in simpul.differences(place)] == []


@sqlite_only
def test_what_was_measured_for_another_draft_does_not_count(
    simpul: Simpul, admin: FlaskClient
) -> None:
    upload(admin, SECOND, field="kes.uji_hadir", rule="revision")
    release(admin, SECOND)
    simpul.run_pending()
    upload(admin, SECOND, field="kes.uji_datang", rule="revision")
    assert release(admin, SECOND).startswith(f"{PAGE}/versi/{SECOND}/akibat")
    simpul.run_pending()
    release(admin, SECOND)
    simpul.run_pending()
    assert values(simpul) == {"kes.uji_datang": 41}


@sqlite_only
def test_answers_that_fill_nothing_any_more_leave_the_profile_and_come_back_with_their_field(
    simpul: Simpul, admin: FlaskClient
) -> None:
    upload(admin, SECOND, field="", rule="", unit="")
    release(admin, SECOND)
    simpul.run_pending()
    assert "3 hilang" in text_of(admin.get(f"{PAGE}/versi/{SECOND}/akibat"))
    release(admin, SECOND)
    simpul.run_pending()
    assert values(simpul) == {}
    upload(admin, THIRD)
    release(admin, THIRD)
    simpul.run_pending()
    release(admin, THIRD)
    simpul.run_pending()
    assert values(simpul) == {"kes.uji_peserta": 41}


@sqlite_only
def test_a_field_a_form_alone_writes_may_take_another_rule_unit_and_privacy(
    simpul: Simpul, admin: FlaskClient
) -> None:
    send(simpul, simpul.add_phone(MAWAR), MAWAR, "44")
    simpul.run_pending()
    upload(admin, SECOND, rule="sum", unit="anak")
    assert "berganti aturan gabung" in text_of(admin.get(PAGE))
    release(admin, SECOND)
    simpul.run_pending()
    page = text_of(admin.get(f"{PAGE}/versi/{SECOND}/akibat"))
    assert "aturan sum" in page
    assert "satuan orang" in page
    release(admin, SECOND)
    simpul.run_pending()
    assert values(simpul) == {"kes.uji_peserta": 85}
    assert simpul.differences() == []


@sqlite_only
def test_values_that_become_private_are_sealed_and_never_shown_in_the_sample(
    simpul: Simpul, admin: FlaskClient
) -> None:
    answer = f"/kiriman/{simpul.submissions()[0].instance_id}"
    assert "41 orang" in text_of(admin.get(answer))
    upload(admin, SECOND, privacy="spesifik")
    release(admin, SECOND)
    simpul.run_pending()
    page = text_of(admin.get(f"{PAGE}/versi/{SECOND}/akibat"))
    assert "3 menjadi rahasia" in page
    assert "41" not in page
    kept = simpul.query("SELECT sample FROM form_effect")
    assert not [row for row in kept if '"before":41' in str(row).replace(" ", "")]
    release(admin, SECOND)
    simpul.run_pending()
    open_values = "SELECT count(*) FROM cell WHERE field = 'kes.uji_peserta' AND sealed IS NULL"
    assert simpul.query(open_values)[0][0] == 0
    assert "41 orang" not in text_of(admin.get(answer))  # given when it was not private yet


@sqlite_only
def test_the_command_tells_the_same_and_changes_nothing(
    simpul: Simpul, admin: FlaskClient, tmp_path: Path
) -> None:
    file = tmp_path / "uji.xlsx"
    file.write_bytes(workbook(SECOND, field="kes.uji_hadir", rule="revision"))
    run = simpul.app.test_cli_runner().invoke
    before = simpul.counts()
    told = json.loads(run(args=["forms", "effect", FORM, str(file), "--json"]).stdout)
    assert told["kinds"] == {"hilang": [3, 3], "muncul": [3, 3]}
    assert {one["place"] for one in told["sample"]} == set(TOLD)
    text = run(args=["forms", "effect", FORM, str(file)]).stdout
    assert "6 nilai di 3 Posyandu berubah." in text
    assert simpul.counts() == before
    assert run(args=["forms", "effect", "kes_lain", str(file)]).exit_code == 1
    nothing = run(args=["forms", "effect", "--library"])
    assert nothing.exit_code == 0
    assert "Tidak ada nilai di profil yang berubah." in nothing.stdout


@sqlite_only
def test_of_places_beyond_ones_area_only_that_something_changes_is_shown(
    simpul: Simpul, admin: FlaskClient
) -> None:
    upload(admin, SECOND, field="kes.uji_hadir", rule="revision")
    release(admin, SECOND)
    simpul.run_pending()
    officer = simpul.signed_in("opd", "64.02.06", "kesehatan")
    page = text_of(officer.get(f"{PAGE}/versi/{SECOND}/akibat"))
    assert re.search(r"\b41\b", page)
    assert not re.search(r"\b63\b", page)
    assert "Di luar wilayah Anda" in page


@sqlite_only
def test_a_newer_form_library_tells_what_it_changes_and_folds_it_anew(
    simpul: Simpul, phone: Phone, tmp_path: Path
) -> None:
    month = month_before()
    for told in ("3", "5"):
        answers = monthly_answers(period=month, skdn_hasil__balita_2t=told)
        simpul.send(phone, simpul.submission_xml("kes_bulanan", answers))
    simpul.run_pending()
    folder = Path(shutil.copytree(FORMS, tmp_path / "forms"))
    other_rule(folder / "fields.md", "| kes.balita_2t |", "| revision |", "| max |")
    other_rule(
        folder / "kesehatan" / "kes_bulanan.md", "| kes.balita_2t |", "| revision |", "| max |"
    )
    other_rule(
        folder / "kesehatan" / "kes_bulanan.md", "| kes_bulanan |", "2026112501", "2027010101"
    )
    with simpul.app.app_context():
        plan = plan_of_library(folder)
        assert [(one.what, one.before, one.after) for one in plan.changes] == [
            ("aturan", "revision", "max")
        ]
        assert measure(plan).kinds == {"tidak_bertentangan": [1, 1]}
        assert load_library("pustaka", folder) == []
    simpul.run_pending()
    query = "SELECT value, rule, status FROM cell WHERE field = 'kes.balita_2t'"
    assert [tuple(row) for row in simpul.query(query)] == [(5, "max", "pasti")]
    assert simpul.differences() == []


def other_rule(file: Path, line: str, before: str, after: str) -> None:
    """Change one line of a file of the library."""
    lines = file.read_text(encoding="utf-8").splitlines()
    changed = [one.replace(before, after) if line in one else one for one in lines]
    assert changed != lines
    file.write_text("\n".join(changed), encoding="utf-8")
