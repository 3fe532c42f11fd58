"""What is odd about a submission stands in the list, and can be asked for."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.accounts.access import Reach
from app.extensions.database import db, is_sqlite
from app.intake import store
from app.intake.display import ODDITIES
from app.intake.models import Submission
from tests.integration.expect import text_of
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import ELSEWHERE, MALUHU, MAWAR, monthly_answers, new_id

STOPPED, OUTSIDE = "kader_berhenti", "di_luar_wilayah_ponsel"


@pytest.fixture
def admin(simpul: Simpul) -> FlaskClient:
    return simpul.signed_in("admin")


def send(simpul: Simpul, phone: Phone, posyandu: str) -> str:
    instance_id = new_id()
    answers = monthly_answers(posyandu)
    xml = simpul.submission_xml("kes_bulanan", answers, instance_id=instance_id)
    assert simpul.send(phone, xml).status_code == 201
    return instance_id


def shown(client: FlaskClient, query: str) -> set[str]:
    """The instanceIDs that the list shows."""
    page = client.get(f"/kiriman?{query}")
    assert page.status_code == 200
    return {
        part.partition("?")[0] for part in page.text.split('class="row-link" href="/kiriman/')[1:]
    }


@pytest.fixture
def sent(simpul: Simpul, admin: FlaskClient) -> dict[str, str]:
    """Four reports: a usual one, one of a stopped kader, one from outside, one that is both."""
    phone = simpul.add_phone()
    usual, outside = send(simpul, phone, MAWAR), send(simpul, phone, ELSEWHERE)
    form = {"perubahan": "berhenti", "alasan": "kader pindah ke luar kota"}
    assert admin.post(f"/perangkat/{phone.device_id}/ubah", data=form).status_code == 302
    stopped, both = send(simpul, phone, MAWAR), send(simpul, phone, ELSEWHERE)
    return {"usual": usual, "outside": outside, "stopped": stopped, "both": both}


def test_a_reviewer_finds_what_a_stopped_kaders_phone_sent(
    admin: FlaskClient, sent: dict[str, str]
) -> None:
    assert shown(admin, "") == set(sent.values())
    assert shown(admin, f"catatan={STOPPED}") == {sent["stopped"], sent["both"]}
    assert shown(admin, f"catatan={OUTSIDE}") == {sent["outside"], sent["both"]}
    assert shown(admin, "catatan=ada") == set(sent.values()) - {sent["usual"]}
    assert shown(admin, f"catatan={STOPPED}&status=diterima") == set()
    assert shown(admin, f"catatan={STOPPED}&area={MALUHU}") == {sent["stopped"]}
    assert shown(admin, "catatan=kader") == set()  # a part of a word is no flag
    assert shown(admin, "catatan=kader%25") == set()


def test_each_line_says_what_is_odd_and_the_choice_is_kept(
    admin: FlaskClient, sent: dict[str, str]
) -> None:
    page = admin.get(f"/kiriman?catatan={STOPPED}")
    before, _, rows = text_of(page).partition("Formulir dan Posyandu")
    assert rows.count(ODDITIES[STOPPED]) == 2
    assert rows.count(ODDITIES[OUTSIDE]) == 1
    assert all(words in before for words in ODDITIES.values())
    assert f'<option value="{STOPPED}" selected>' in page.text
    assert "Tidak ada kiriman yang cocok" in text_of(admin.get("/kiriman?catatan=dari_karantina"))


def test_a_grant_holds_here_too(simpul: Simpul, sent: dict[str, str]) -> None:
    camat = simpul.signed_in("camat", MALUHU[:8])
    assert shown(camat, "catatan=ada") == {sent["stopped"]}


def test_pages_of_what_is_flagged_keep_the_filter(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    ids = {send(simpul, phone, ELSEWHERE) for _ in range(53)}
    first = admin.get(f"/kiriman?catatan={OUTSIDE}").text
    path = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    query = path.replace("&amp;", "&").partition("?")[2]
    assert f"catatan={OUTSIDE}" in query
    assert shown(admin, query) | shown(admin, f"catatan={OUTSIDE}") == ids


def test_flags_are_found_by_their_own_index_among_a_hundred_thousand(
    simpul: Simpul, phone: Phone
) -> None:
    send(simpul, phone, MAWAR)
    copy_submission(simpul, 100_000)
    flagged = store.Filter(flag=STOPPED)
    with simpul.app.app_context():
        query = store.filtered(db.select(Submission.seq), [Reach("", "")], flagged)
        query = query.order_by(Submission.seq.desc()).limit(51)
        compiled = query.compile(db.engine, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN QUERY PLAN " if is_sqlite() else "EXPLAIN "
    plan = "\n".join(str(tuple(row)) for row in simpul.query(explain + str(compiled)))
    assert "ix_submission_flagged" in plan, plan


def copy_submission(simpul: Simpul, count: int) -> None:
    """Copy the one submission there is many times, one of a thousand flagged."""
    columns = [
        column.name
        for column in Submission.__table__.columns
        if column.name not in {"seq", "instance_id", "root_instance_id", "flags"}
    ]
    names = ", ".join(columns)
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
    flags = f"""CASE WHEN i % 1000 = 0 THEN '["{STOPPED}"]' ELSE '[]' END"""
    if not simpul.settings.database_url.startswith("sqlite"):
        flags = f"CAST({flags} AS jsonb)"
    simpul.execute(
        f"{numbers} INSERT INTO submission (instance_id, root_instance_id, flags, {names})"  # noqa: S608
        f" SELECT 'salin:' || i, 'salin:' || i, {flags}, {names} FROM n, submission",
        count=count,
    )
    simpul.execute("ANALYZE submission")
