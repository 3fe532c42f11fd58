"""A release shows first what it does to older answers; what breaks them needs a typed yes."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from app.design.release_plans_service import release_planned
from app.intake import answer_counts_service
from app.registry.periods import month_name, next_month
from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Simpul
from tests.integration.openrosa_reads import listed_forms
from tests.integration.released_forms import (
    FIRST,
    FORM,
    NO_VILLAGE,
    PAGE,
    RENAMED,
    SECOND,
    THIRD,
    acts,
    effect_page,
    later,
    let_time_pass,
    release,
    report,
    upload,
)
from tests.integration.submissions import MAWAR, MELATI, this_month


@pytest.fixture
def officer(simpul: Simpul) -> FlaskClient:
    """An officer of health who has released the first version."""
    simpul.add_user("opd", "", "kesehatan", name="penyusun")
    client = simpul.session_of("penyusun")
    assert upload(client, FIRST) == 302
    assert release(client, FIRST) == PAGE
    return client


def version_on_phones(simpul: Simpul) -> str:
    """The version a phone is listed."""
    found = {one["formID"]: one["version"] for one in listed_forms(simpul, simpul.add_phone())}
    return str(found[FORM])


def test_a_version_that_breaks_older_answers_is_released_only_once_its_number_is_typed(
    simpul: Simpul, officer: FlaskClient
) -> None:
    assert report(simpul, MAWAR, peserta="41", dana="desa warga", catatan="a") == 201
    assert report(simpul, MELATI, peserta="52", dana="desa") == 201
    simpul.run_pending()
    upload(officer, SECOND, {**NO_VILLAGE, **RENAMED})
    assert "merusak jawaban lama: 2 perubahan" in text_of(officer.get(PAGE))
    assert release(officer, SECOND) == effect_page(SECOND)
    page = text_of(officer.get(effect_page(SECOND)))
    assert "2 perubahan: 2 merusak jawaban lama" in page
    assert "Dana Desa (desa)" in page
    assert "belum dihitung" in page
    officer.post(effect_page(SECOND))
    simpul.run_pending()
    page = text_of(officer.get(effect_page(SECOND)))
    assert "dari 2 kiriman formulir ini" in page
    assert f"Ketik {SECOND} untuk menyetujui" in page

    assert release(officer, SECOND, konfirmasi=FIRST) == effect_page(SECOND)
    assert release(officer, SECOND, konfirmasi=SECOND, tanda="lain") == effect_page(SECOND)
    assert release(officer, SECOND, konfirmasi=SECOND, waktu=later()) == effect_page(SECOND)
    assert version_on_phones(simpul) == FIRST
    assert release(officer, SECOND, konfirmasi=SECOND) == PAGE
    assert version_on_phones(simpul) == SECOND

    # The field keeps its history over the new name, and what was begun before is welcome.
    simpul.run_pending()
    query = "SELECT count(*) FROM cell WHERE field = 'kes.pilih_peserta'"
    assert simpul.query(query)[0][0] == 2
    assert report(simpul, MAWAR, FIRST, peserta="43", dana="desa") == 201
    simpul.run_pending()
    assert simpul.differences() == []
    assert acts(simpul) == [
        *((act, "penyusun") for act in ("formulir.draf", "formulir.terbitkan") * 2)
    ]
    assert "Diterbitkan" in text_of(officer.get(PAGE)).partition("Riwayat")[2]


@sqlite_only
def test_any_two_versions_stand_beside_each_other_and_are_downloaded_as_shown(
    simpul: Simpul, officer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_counts_service, "READ_AT_ONCE", 1)
    monkeypatch.setattr(answer_counts_service, "PART_SECONDS", 0.0)  # a part for each submission
    report(simpul, MAWAR, peserta="41", dana="desa warga")
    report(simpul, MELATI, peserta="52", dana="desa")
    upload(officer, SECOND, {"Catatan ": "=Kendala "})
    release(officer, SECOND)
    upload(officer, THIRD, NO_VILLAGE)
    pair = f"dari={FIRST}&ke={SECOND}"
    assert officer.post(f"{PAGE}/banding", data={"dari": FIRST, "ke": SECOND}).status_code == 302
    assert "Menghitung jawaban" in text_of(officer.get(f"{PAGE}/banding?{pair}"))
    simpul.run_pending()
    page = text_of(officer.get(f"{PAGE}/banding?{pair}"))
    assert "dari 2 kiriman formulir ini" in page
    assert "1 perubahan: 1 perlu diperhatikan" in page
    assert "Pertanyaan berganti tulisan" in page
    draft = text_of(officer.get(f"{PAGE}/banding"))  # the draft beside what phones have
    assert "2 perubahan: 1 merusak jawaban lama, 1 perlu diperhatikan" in draft
    assert_problem(officer.get(f"{PAGE}/banding?dari=lain"), "design.unknown_version")

    file = officer.get(f"{PAGE}/banding/unduh?dari={FIRST}&ke={THIRD}")
    rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert [(row["perubahan"], row["tempat"], row["jawaban"]) for row in rows] == [
        ("Pilihan hilang", "dana", "2")
    ]
    words = officer.get(f"{PAGE}/banding/unduh?{pair}").data.decode("utf-8-sig")
    assert "'=Kendala" in words  # no formula
    reader = simpul.signed_in("camat", "64.02.06")
    assert "Jawaban tersentuh" not in reader.get(f"{PAGE}/banding?{pair}").text
    told = reader.get(f"{PAGE}/banding/unduh?dari={FIRST}&ke={THIRD}").data.decode("utf-8-sig")
    assert [row["jawaban"] for row in csv.DictReader(io.StringIO(told))] == [""]


def test_a_release_waits_for_its_moment_and_its_month_takes_no_other_version(
    simpul: Simpul, officer: FlaskClient
) -> None:
    upload(officer, SECOND, NO_VILLAGE)
    assert release(officer, SECOND, kapan="bulan", bulan="2020-01") == effect_page(SECOND)
    assert not simpul.query("SELECT 1 FROM release_plan")
    period = next_month(this_month())
    assert release(officer, SECOND, kapan="bulan", bulan=period) == effect_page(SECOND)  # no yes
    assert release(officer, SECOND, kapan="bulan", bulan=period, konfirmasi=SECOND) == PAGE
    page = text_of(officer.get(PAGE))
    assert f"Versi {SECOND} dijadwalkan terbit mulai {month_name(period)}" in page
    (due, wanted) = simpul.query("SELECT due_at, period FROM release_plan")[0]
    assert str(due)[:16].endswith("16:00")  # the first of the month in Asia/Makassar, told in UTC
    assert wanted == period
    simpul.run_pending()
    assert version_on_phones(simpul) == FIRST
    upload(officer, THIRD)
    url = f"{PAGE}/versi/{THIRD}/terbitkan"
    assert_problem(officer.post(url), "design.other_scheduled")

    let_time_pass(simpul)
    assert version_on_phones(simpul) == SECOND
    with simpul.app.app_context():  # by a worker that took the job over from a killed one
        release_planned({"plan_id": simpul.query("SELECT plan_id FROM release_plan")[0][0]})
    assert simpul.query("SELECT state FROM release_plan")[0][0] == "terbit"
    assert report(simpul, MAWAR, FIRST, peserta="9", dana="desa") == 201
    simpul.execute("UPDATE release_plan SET period = :period", period=this_month())
    assert release(officer, THIRD) == effect_page(THIRD)  # pinned
    assert f"dipatok pada versi {SECOND}" in text_of(officer.get(effect_page(THIRD)))
    (plan_id,) = simpul.query("SELECT plan_id FROM release_plan")[0]
    lift = f"{PAGE}/jadwal/{plan_id}/lepas"
    assert_problem(officer.post(lift), "accounts.reason_missing")
    assert officer.post(lift, data={"alasan": "salah batas"}).status_code == 302
    assert release(officer, THIRD) == PAGE
    assert [act for act, _who in acts(simpul)][-5:] == [
        *("formulir.jadwalkan", "formulir.draf", "formulir.terbitkan", "formulir.lepas_bulan"),
        "formulir.terbitkan",
    ]


@sqlite_only
def test_a_planned_release_is_taken_back_or_fails_with_words_when_its_draft_changed(
    simpul: Simpul, officer: FlaskClient
) -> None:
    upload(officer, SECOND, {"Catatan ": "Kendala "})
    assert release(officer, SECOND, kapan="waktu", waktu="2020-01-01T00:00") == effect_page(SECOND)
    assert release(officer, SECOND, kapan="waktu", waktu=later()) == PAGE
    (plan_id,) = simpul.query("SELECT plan_id FROM release_plan")[0]
    assert officer.post(f"{PAGE}/jadwal/{plan_id}/batal").status_code == 302
    let_time_pass(simpul)
    assert version_on_phones(simpul) == FIRST
    assert_problem(officer.post(f"{PAGE}/jadwal/{plan_id}/batal"), "design.unknown_plan")

    assert release(officer, SECOND, kapan="waktu", waktu=later()) == PAGE
    upload(officer, SECOND, {"Catatan ": "Masalah "})
    assert "Jadwal ini akan gagal" in text_of(officer.get(PAGE))
    assert "jadwal terbit formulir bermasalah" in text_of(officer.get("/"))
    let_time_pass(simpul)
    assert version_on_phones(simpul) == FIRST
    page = text_of(officer.get(PAGE))
    assert "tidak jadi terbit" in page
    assert "berubah sejak dijadwalkan" in page
    assert "jadwal terbit formulir bermasalah" in text_of(officer.get("/"))
    assert release(officer, SECOND) == PAGE
    assert "bermasalah" not in text_of(officer.get("/"))


@sqlite_only
def test_the_command_prints_what_breaks_and_asks_for_the_version_again(
    simpul: Simpul, officer: FlaskClient
) -> None:
    upload(officer, SECOND, NO_VILLAGE)
    run = simpul.app.test_cli_runner().invoke
    refused = run(args=["forms", "release", FORM])
    assert refused.exit_code == 1
    assert "Pilihan hilang\tdana" in refused.output
    assert run(args=["forms", "release", FORM, "--confirm", FIRST]).exit_code == 1
    assert run(args=["forms", "release", FORM, "--confirm", SECOND]).exit_code == 0
    assert version_on_phones(simpul) == SECOND
