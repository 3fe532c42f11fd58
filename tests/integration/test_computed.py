"""What the server computes stands in the profile beside what was told, and says what it is made of."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from app.extensions.database import now
from app.merge.service import verify_place
from tests.app_fixtures import sqlite_only
from tests.integration.expect import text_of
from tests.integration.installation import Simpul
from tests.integration.submissions import MAWAR, monthly_answers, new_id, this_month

WEIGHED = {"skdn__balita_s_l": "20", "skdn__balita_s_p": "20", "skdn__balita_d_l": "15"}
TODAY = date.today().isoformat()
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


@sqlite_only
def test_how_fast_officers_came_stands_in_the_month_with_its_denominator(simpul: Simpul) -> None:
    phone = simpul.add_phone()
    ids: dict[str, str] = {}

    def happened(kind: str, minute: int | None) -> None:
        """An incident told at nine, and officers coming so many minutes later."""
        told = {"tanggal_lapor": TODAY, "jam_lapor": "09:00:00.000+08:00", "dilaporkan": "ya"}
        if minute is not None:
            hour = f"{9 + minute // 60:02}:{minute % 60:02}:00.000+08:00"
            told |= {"petugas_tiba": "ya", "tanggal_tiba": TODAY, "jam_tiba": hour}
        answers = {
            "kepala/kode_posyandu": MAWAR,
            "kepala/tanggal_kegiatan": TODAY,
            "kejadian/jenis_kejadian": kind,
            **{f"tanggap/{name}": text for name, text in told.items()},
        }
        ids[f"{kind} {minute}"] = fresh = new_id()
        xml = simpul.submission_xml("tib_kejadian", answers, instance_id=fresh)
        assert simpul.send(phone, xml).status_code == 201

    for kind, minute in (("kebakaran", 15), ("kebakaran", 16), ("banjir", 90), ("kebakaran", None)):
        happened(kind, minute)
    simpul.run_pending()
    client = simpul.signed_in("opd", "", "trantibumlinmas")
    profile = text_of(client.get(f"{HERE}?bidang=trantibumlinmas&periode={this_month()}"))
    profile = profile.replace("Belum ditinjau ", "")
    assert "Waktu tanggap terlama dari kejadian yang dicatat 90 menit" in profile
    assert "Kebakaran yang waktu tanggapnya dicatat 2 kejadian" in profile
    assert "dari kebakaran yang waktu tanggapnya dicatat 50 %" in profile
    page = client.get(f"{HERE}/nilai?field=tib.kejadian_tanggap_terlama&period={this_month()}").text
    assert ids["banjir 90"] in page  # the incident it comes from
    explained = client.get(
        f"{HERE}/nilai?field=tib.kejadian_kebakaran_tepat&period={this_month()}"
    ).text
    assert ids["kebakaran 15"] in explained
    with simpul.app.app_context():
        assert verify_place(MAWAR) == []
