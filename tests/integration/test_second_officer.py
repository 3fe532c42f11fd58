"""Where a bidang wants a second officer, nobody releases alone; and who may change which forms."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.integration import workbooks
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Simpul, copied_home, opened
from tests.integration.released_forms import (
    FIRST,
    FORM,
    PAGE,
    SECOND,
    acts,
    effect_page,
    later,
    let_time_pass,
    release,
    upload,
)

REVIEW = f"{PAGE}/versi/{SECOND}/pemeriksaan"


@pytest.fixture(scope="module")
def simpul(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Simpul]:
    """One installation for all, on SQLite: what is tried here is decided before any query."""
    prepared = request.getfixturevalue("prepared_home")
    home = tmp_path_factory.mktemp("berdua") / "rumah"
    with copied_home("sqlite", prepared, home) as url, opened(home, url, {}) as installation:
        for name, role, bidang in (
            ("ana", "opd", "kesehatan"),
            ("budi", "opd", "kesehatan"),
            ("sosial", "opd", "sosial"),
            ("sekretariat", "sekretariat", ""),
            ("camat", "camat", ""),
            ("admin", "admin", ""),
        ):
            area = "64.02.06" if role == "camat" else ""
            installation.add_user(role, area, bidang, name=name)
        yield installation


def say(client: FlaskClient, act: str, reason: str = "") -> int:
    """Say something about the draft; answer the status."""
    return client.post(REVIEW, data={"tindakan": act, "alasan": reason}).status_code


def set_rule(client: FlaskClient, bidang: str, needed: str) -> int:
    """Switch the second officer of a bidang on or off; answer the status."""
    return client.post("/pemeriksaan", data={"bidang": bidang, "perlu": needed}).status_code


def test_a_draft_is_released_only_after_another_officer_approved_just_this_content(
    simpul: Simpul,
) -> None:
    ana, budi = simpul.session_of("ana"), simpul.session_of("budi")
    upload(ana, FIRST)
    assert release(ana, FIRST) == PAGE
    assert set_rule(ana, "kesehatan", "1") == 302
    upload(ana, SECOND, {"Catatan ": "Kendala "})
    assert release(ana, SECOND) == effect_page(SECOND)
    assert release(ana, SECOND, kapan="waktu", waktu=later()) == effect_page(SECOND)
    run = simpul.app.test_cli_runner().invoke
    assert "belum disetujui petugas kedua" in run(args=["forms", "release", FORM]).output

    assert say(ana, "minta", "Mohon dilihat") == 302
    assert_problem(ana.post(REVIEW, data={"tindakan": "setujui"}), "design.own_draft")
    assert "draf formulir menunggu pemeriksaan Anda" in text_of(budi.get("/"))
    assert "draf formulir" not in text_of(simpul.session_of("sosial").get("/"))
    assert_problem(
        simpul.session_of("sosial").post(REVIEW, data={"tindakan": "setujui"}),
        "accounts.not_allowed",
    )
    assert "Mohon dilihat" in text_of(budi.get("/pemeriksaan"))
    assert_problem(budi.post(REVIEW, data={"tindakan": "kembalikan"}), "accounts.reason_missing")
    assert say(budi, "kembalikan", "Kendala apa?") == 302
    assert "dikembalikan pemeriksa" in text_of(ana.get("/"))
    assert "“Kendala apa?”" in text_of(ana.get(effect_page(SECOND)))

    upload(ana, SECOND, {"Catatan ": "Kendala bulan ini "})
    assert say(ana, "minta") == 302
    assert say(budi, "setujui") == 302
    upload(ana, SECOND, {"Catatan ": "Kendala dan saran "})  # other content than was approved
    assert release(ana, SECOND) == effect_page(SECOND)
    assert say(ana, "minta") == 302
    assert say(ana, "tarik") == 302
    assert_problem(budi.post(REVIEW, data={"tindakan": "setujui"}), "design.review_closed")
    assert say(ana, "minta") == 302
    assert say(budi, "setujui") == 302
    assert release(ana, SECOND, kapan="waktu", waktu=later()) == PAGE
    let_time_pass(simpul)
    assert (
        simpul.query("SELECT current_version FROM form WHERE form_id = :f", f=FORM)[0][0] == SECOND
    )
    told = [one for one in acts(simpul) if one[0] in {"formulir.kembalikan", "formulir.setujui"}]
    assert told == [("formulir.kembalikan", "budi"), *[("formulir.setujui", "budi")] * 2]


@pytest.mark.parametrize(
    ("who", "bidang", "needed", "status"),
    [
        ("ana", "kesehatan", "1", 302),
        ("ana", "kesehatan", "0", 403),  # who releases does not switch the other officer off
        ("ana", "sosial", "1", 403),
        ("sekretariat", "sosial", "1", 302),
        ("sekretariat", "sosial", "0", 302),
        ("sekretariat", "umum", "1", 302),
        ("sekretariat", "umum", "0", 403),
        ("admin", "umum", "0", 302),
        ("camat", "kesehatan", "1", 403),
        ("admin", "lain", "1", 422),
    ],
)
def test_who_may_let_a_bidang_need_a_second_officer(
    simpul: Simpul, who: str, bidang: str, needed: str, status: int
) -> None:
    assert set_rule(simpul.session_of(who), bidang, needed) == status


@pytest.mark.parametrize(
    ("who", "bidang", "status"),
    [
        ("sosial", "sosial", 302),
        ("sosial", "kesehatan", 403),
        ("sosial", "umum", 403),
        ("sekretariat", "umum", 302),
        ("sekretariat", "sosial", 403),
        ("admin", "sosial", 302),
        ("camat", "sosial", 403),
    ],
)
def test_whose_forms_an_account_may_draft(
    simpul: Simpul, who: str, bidang: str, status: int
) -> None:
    form_id = f"uji_{who}_{bidang}"
    content = workbooks.workbook(form_id=form_id, bidang=bidang, field="", rule="", unit="")
    client = simpul.session_of(who)
    response = client.post("/formulir", data={"berkas": (io.BytesIO(content), "uji.xlsx")})
    assert response.status_code == status
    query = "SELECT actor FROM access_log WHERE action = 'formulir.draf' AND subject = :subject"
    logged = [row[0] for row in simpul.query(query, subject=f"form:{form_id}")]
    assert logged == ([who] if status == 302 else [])


def test_an_officer_sees_the_own_forms_and_those_of_all_the_secretariat_every_one(
    simpul: Simpul,
) -> None:
    own, every = simpul.session_of("sosial"), simpul.session_of("sekretariat")
    social, health = "/formulir/sos_bulanan", "/formulir/kes_bulanan"
    ids = {row[0] for row in simpul.query("SELECT form_id FROM form WHERE bidang = 'umum'")}
    common = f"/formulir/{min(one for one in ids if not one.startswith('uji'))}"
    assert own.get(social).status_code == own.get(common).status_code == 200
    assert_problem(own.get(health), "accounts.not_allowed")
    assert_problem(own.get(f"{health}/banding"), "accounts.not_allowed")
    for page in (social, common, health):
        assert every.get(page).status_code == 200
    assert "Riwayat" not in every.get(health).text  # of what one may not change, no acts
    assert_problem(every.post(f"{health}/tutup"), "accounts.not_allowed")
