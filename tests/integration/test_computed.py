"""What the server computes stands in the profile beside what was told, and says what it is made of."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app.extensions.database import now
from tests.app_fixtures import sqlite_only
from tests.integration.expect import text_of
from tests.integration.installation import Simpul
from tests.integration.submissions import MAWAR, monthly_answers, this_month

WEIGHED = {"skdn__balita_s_l": "20", "skdn__balita_s_p": "20", "skdn__balita_d_l": "15"}
HERE = f"/posyandu/{MAWAR}"


@pytest.fixture
def told(simpul: Simpul) -> Simpul:
    """A report of ten days ago: 20 boys and 20 girls, of whom 15 and 15 were weighed."""
    moment = now() - timedelta(days=10)
    answers = monthly_answers(MAWAR, ended=moment, **WEIGHED, skdn__balita_d_p="15")
    xml = simpul.submission_xml("kes_bulanan", answers)
    simpul.receive(simpul.add_phone(), xml, moment)
    simpul.run_pending()
    return simpul


@sqlite_only
def test_a_share_names_its_denominator_and_leads_to_what_it_is_computed_from(told: Simpul) -> None:
    client = told.signed_in("opd", "", "kesehatan")
    profile = text_of(client.get(f"{HERE}?bidang=kesehatan&periode={this_month()}"))
    assert "D/S: ditimbang, dari semua balita 75 %" in profile
    page = client.get(f"{HERE}/nilai?field=kes.balita_d_s&period={this_month()}")
    words = text_of(page)
    assert "Dihitung server." in words
    assert "30 anak D: balita yang ditimbang" in words
    assert "40 anak S: semua balita" in words
    assert "field=kes.balita_s&" in page.text
    total = client.get(f"{HERE}/nilai?field=kes.balita_s&period={this_month()}")
    assert "field=kes.balita_s_l&" in total.text


@sqlite_only
def test_it_follows_what_it_is_computed_from_today_and_on_any_day(told: Simpul) -> None:
    client = told.signed_in()
    instance_id = told.submissions()[0].instance_id
    client.post(
        f"/kiriman/{instance_id}/keputusan",
        data={"keputusan": "tolak", "alasan": "bukan bulan ini"},
    )
    cell = f"{HERE}/nilai?field=kes.balita_d_s&period={this_month()}"
    today = text_of(client.get(cell))
    assert "75" not in today
    assert "Belum ada" in today
    before = (now() - timedelta(days=3)).date().isoformat()
    assert "75 %" in text_of(client.get(f"{cell}&tanggal={before}"))


@sqlite_only
def test_programs_read_it_with_its_function_and_reasons_in_two_languages(told: Simpul) -> None:
    shown = told.app.test_cli_runner().invoke(args=["profiles", "show", MAWAR, "--json"])
    values = {one["field"]: one for one in json.loads(shown.output)["values"]}
    share = values["kes.balita_d_s"]
    assert (share["value"], share["rule"], share["function"]) == ("75", "computed", "persen")
    assert share["needs"] == ["kes.balita_d", "kes.balita_s"]
    assert values["kes.balita_s_l"]["reason_words"].keys() == {"id", "en"}
