"""Officers decide what rules cannot, once, with the evidence in view, and can always take it back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.access import Reach
from app.extensions.database import db
from app.merge.service import rebuild_place
from app.review import queue_store
from app.review.queue import Position
from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem
from tests.integration.installation import Simpul
from tests.integration.submissions import MAWAR, MELATI, monthly_answers, this_month
from tests.integration.test_intake_concurrent import at_once
from tests.integration.test_query_plans import plans

FIELD = "kes.balita_d_l"
OTHER = "kes.balita_s_l"


def report(simpul: Simpul, posyandu: str = MAWAR, minutes: int = 0, **values: int) -> None:
    """A monthly report from a phone of its own, some minutes after the others, and merged."""
    ended = datetime.now(UTC) - timedelta(hours=1) + timedelta(minutes=minutes)
    named = {f"skdn__{name}": str(value) for name, value in values.items()}
    xml = simpul.submission_xml("kes_bulanan", monthly_answers(posyandu, ended=ended, **named))
    assert simpul.send(simpul.add_phone(posyandu), xml).status_code == 201
    simpul.run_pending()


@dataclass
class Desk:
    """An officer at the queue."""

    client: FlaskClient

    def page(self, field: str = FIELD, posyandu: str = MAWAR) -> str:
        """The page of one value."""
        answer = self.client.get(address(field, posyandu))
        assert answer.status_code == 200
        return answer.text

    def choose(self, page: str, text: str, field: str = FIELD) -> TestResponse:
        """Press the button under a value, as it stood on a page that was open."""
        sides = re.findall(r"<article.*?</article>", page, re.DOTALL)
        side = next(one for one in sides if f'<span class="v">{text}' in one)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', side))
        assert hidden["isian"] == field
        return self.client.post("/tinjau/nilai/pilih", data=hidden)


def address(field: str, posyandu: str = MAWAR) -> str:
    """Where the value of this month is decided."""
    return f"/tinjau/nilai?posyandu={posyandu}&isian={field}&bulan={this_month()}"


def shown(simpul: Simpul, field: str = FIELD) -> tuple[object, str]:
    """What the profile shows, and whether that is certain."""
    with simpul.app.app_context():
        row = db.session.execute(
            db.text("SELECT value, status FROM cell WHERE place = :place AND field = :field"),
            {"place": MAWAR, "field": field},
        ).one()
        return int(row.value), row.status


def decided(simpul: Simpul) -> list[int]:
    """The numbers of the decisions about values, oldest first."""
    query = "SELECT seq FROM decision WHERE kind = 'nilai' ORDER BY seq"
    return [row.seq for row in simpul.query(query)]


@pytest.fixture
def asked(simpul: Simpul) -> Iterator[Simpul]:
    """Two kader of Mawar counted differently, in two fields."""
    report(simpul, balita_d_l=21, balita_s_l=30)
    report(simpul, minutes=5, balita_d_l=24, balita_s_l=31)
    assert shown(simpul) == (24, "bertentangan")
    yield simpul
    assert simpul.differences() == []


@pytest.fixture
def desk(asked: Simpul) -> Desk:
    """An officer of health."""
    return Desk(asked.signed_in("opd", "", "kesehatan"))


def test_the_queue_lists_what_asks_within_the_grant(asked: Simpul, desk: Desk) -> None:
    page = desk.client.get("/tinjau").text
    assert "2 nilai" in page
    assert page.count("row-link") == 2
    assert "/tinjau?" in desk.client.get("/kiriman").text
    for grant in (("opd", "", "sosial"), ("opd", "64.02.01", "kesehatan")):
        assert "Semua nilai sudah pasti" in asked.signed_in(*grant).get("/tinjau").text
    assert_problem(asked.signed_in("camat", "64.02.06").get("/tinjau"), "accounts.not_allowed")


def test_filters_narrow_the_queue(desk: Desk) -> None:
    for query, count in (
        ("tingkat=bertentangan", 2),
        ("tingkat=ditanya", 0),
        ("bidang_isian=kesehatan", 2),
        ("bidang_isian=sosial", 0),
        ("hanya=bulan", 2),
        ("hanya=bulan&periode=2024-01", 0),
        ("tugas=saya", 0),
        ("area=64.02.06.1011", 2),
    ):
        assert desk.client.get(f"/tinjau?{query}").text.count("row-link") == count, query


def test_the_page_of_a_value_has_the_evidence_in_view(desk: Desk) -> None:
    page = desk.page()
    assert page.count("<article") == 2
    assert page.index('<span class="v">24') < page.index('<span class="v">21')
    for words in ("Ditunjukkan sekarang", "Aturan revisi", "Siti", "Diterima", "Kegiatan", "WITA"):
        assert words in page
    assert page.count('data-key="1 a"') == 1


def test_choosing_settles_the_value_and_opens_the_next(asked: Simpul, desk: Desk) -> None:
    answer = desk.choose(desk.page(), "21")
    assert answer.status_code == 302
    assert f"isian={OTHER}" in answer.location
    assert shown(asked) == (21, "pasti")
    last = desk.choose(desk.page(OTHER), "31", OTHER)
    assert last.location.startswith("/tinjau?")
    assert "Batalkan keputusan terakhir" in desk.client.get(last.location).text
    assert "Semua nilai sudah pasti" in desk.client.get("/tinjau").text


def test_a_second_reviewer_is_told_who_decided_and_nothing_is_doubled(
    asked: Simpul, desk: Desk
) -> None:
    other = Desk(asked.signed_in("admin"))
    before = other.page()
    desk.choose(desk.page(), "21")
    late = other.choose(before, "24")
    assert late.status_code == 409
    assert "baru saja memutuskan nilai ini: 21" in late.text
    assert "opd-" in late.text
    assert shown(asked) == (21, "pasti")
    assert len(decided(asked)) == 1
    # Having seen it, they may decide otherwise: another row, never an overwriting.
    assert other.choose(late.text, "24").status_code == 302
    assert shown(asked) == (24, "pasti")
    assert len(decided(asked)) == 2


def test_of_four_who_decide_in_the_same_moment_one_does(asked: Simpul) -> None:
    desks = [Desk(asked.signed_in("opd", "", "kesehatan")) for _ in range(4)]
    opened = [(desk, desk.page(), text) for desk, text in zip(desks, ("21", "24") * 2, strict=True)]
    acts = [partial(_status_of_choosing, *one) for one in opened]
    assert sorted(at_once(acts)) == [302, 409, 409, 409]
    (seq,) = decided(asked)
    acts = [partial(_status_of_undoing, desk, seq) for desk in desks]
    assert sorted(at_once(acts)) == [302, 409, 409, 409]
    assert len(decided(asked)) == 2
    assert shown(asked) == (24, "bertentangan")


def _status_of_choosing(desk: Desk, page: str, text: str) -> int:
    return desk.choose(page, text).status_code


def _status_of_undoing(desk: Desk, seq: int) -> int:
    return desk.client.post("/tinjau/nilai/batal", data={"keputusan": seq}).status_code


def test_a_value_that_came_meanwhile_is_not_decided_unseen(asked: Simpul, desk: Desk) -> None:
    page = desk.page()
    report(asked, minutes=9, balita_d_l=29, balita_s_l=31)
    assert_problem(desk.choose(page, "21"), "review.value_changed")
    assert decided(asked) == []


def test_undo_is_as_if_never_decided(asked: Simpul, desk: Desk) -> None:
    before = shown(asked)
    desk.choose(desk.page(), "21")
    seq = decided(asked)[0]
    assert desk.client.post("/tinjau/nilai/batal", data={"keputusan": seq}).status_code == 302
    assert shown(asked) == before
    assert "membatalkan keputusan" in desk.page()
    again = desk.client.post("/tinjau/nilai/batal", data={"keputusan": seq})
    assert_problem(again, "review.already_undone")
    assert len(decided(asked)) == 2


def test_undoing_after_others_followed_keeps_what_followed(asked: Simpul, desk: Desk) -> None:
    desk.choose(desk.page(), "21")
    desk.choose(desk.page(), "24")
    first, second = decided(asked)
    desk.client.post("/tinjau/nilai/batal", data={"keputusan": first})
    assert shown(asked) == (24, "pasti")
    desk.client.post("/tinjau/nilai/batal", data={"keputusan": second})
    assert shown(asked) == (24, "bertentangan")


def test_undoing_the_last_brings_back_the_one_before(asked: Simpul, desk: Desk) -> None:
    desk.choose(desk.page(), "21")
    desk.choose(desk.page(), "24")
    desk.client.post("/tinjau/nilai/batal", data={"keputusan": decided(asked)[1]})
    assert shown(asked) == (21, "pasti")


def test_a_decision_and_its_undoing_survive_a_rebuild(asked: Simpul, desk: Desk) -> None:
    desk.choose(desk.page(), "21")
    for expected in ((21, "pasti"), (24, "bertentangan")):
        with asked.app.app_context():
            rebuild_place(MAWAR)
        assert shown(asked) == expected
        desk.client.post("/tinjau/nilai/batal", data={"keputusan": decided(asked)[0]})


def test_the_value_is_asked_again_only_when_a_new_value_comes(asked: Simpul, desk: Desk) -> None:
    desk.choose(desk.page(), "21")
    report(asked, minutes=10, balita_d_l=24, balita_s_l=30)
    assert shown(asked) == (21, "pasti")
    report(asked, minutes=15, balita_d_l=27, balita_s_l=30)
    assert shown(asked) == (27, "bertentangan")
    assert FIELD in desk.client.get("/tinjau").text


def test_returning_a_submission_from_the_queue_reaches_its_kader(asked: Simpul, desk: Desk) -> None:
    wrong = asked.submissions()[0].instance_id
    form = {"posyandu": MAWAR, "isian": FIELD, "bulan": this_month(), "kiriman": wrong}
    short = desk.client.post("/tinjau/nilai/kembalikan", data=form | {"alasan": "x"})
    assert_problem(short, "accounts.reason_missing")
    reason = form | {"alasan": "hitung ulang di register"}
    answer = desk.client.post("/tinjau/nilai/kembalikan", data=reason)
    assert asked.submission(wrong).state == "dikembalikan"
    assert shown(asked) == (24, "pasti")
    page = desk.client.get(answer.location).text
    seq = re.search(r'kiriman/batal.*?name="keputusan" value="(\d+)"', page, re.DOTALL)
    assert seq is not None
    undo = {"keputusan": seq[1]}
    assert desk.client.post("/tinjau/kiriman/batal", data=undo).status_code == 302
    assert asked.submission(wrong).state == "belum_ditinjau"
    assert asked.query("SELECT count(*) FROM returned")[0][0] == 0
    assert shown(asked) == (24, "bertentangan")
    again = desk.client.post("/tinjau/kiriman/batal", data=undo)
    assert_problem(again, "review.already_undone")
    beyond = asked.signed_in("opd", "", "sosial").post("/tinjau/kiriman/batal", data=undo)
    assert_problem(beyond, "accounts.not_allowed")


def test_comments_and_tasks_are_kept_in_a_log(asked: Simpul, desk: Desk) -> None:
    cell = {"posyandu": MAWAR, "isian": FIELD, "bulan": this_month()}
    post = "/tinjau/nilai/catatan"
    assert_problem(desk.client.post(post, data=cell), "review.empty_note")
    nobody = desk.client.post(post, data=cell | {"petugas": "siapa.saja"})
    assert_problem(nobody, "review.unknown_reviewer")
    village = asked.add_user("desa", "64.02.06.1011")
    assert_problem(
        desk.client.post(post, data=cell | {"petugas": village}), "review.unknown_reviewer"
    )
    name = asked.add_user("opd", "", "kesehatan")
    assert desk.client.post(post, data=cell | {"petugas": name}).status_code == 302
    words = cell | {"alasan": "tanya ketua Posyandu"}
    assert desk.client.post(post, data=words).status_code == 302
    assert "tanya ketua Posyandu" in desk.page()
    assert asked.session_of(name).get("/tinjau?tugas=saya").text.count("row-link") == 1
    assert desk.client.post(post, data=cell | {"petugas": ""}).status_code == 302
    assert asked.session_of(name).get("/tinjau?tugas=saya").text.count("row-link") == 0


def test_next_and_previous_walk_the_whole_queue(asked: Simpul, desk: Desk) -> None:
    report(asked, MELATI, balita_d_l=1)
    report(asked, MELATI, 5, balita_d_l=2)
    first = re.findall(r'row-link" href="([^"]+)"', desk.client.get("/tinjau").text)
    walked, url = [], first[0].replace("&amp;", "&")
    while url:
        walked.append(url)
        found = re.search(r'href="([^"]+)" rel="next"', desk.client.get(url).text)
        url = found[1].replace("&amp;", "&") if found else ""
    assert walked == [one.replace("&amp;", "&") for one in first]
    back = re.search(r'href="([^"]+)" rel="prev"', desk.client.get(walked[-1]).text)
    assert back is not None
    assert back[1].replace("&amp;", "&") == walked[-2]


@sqlite_only
def test_the_queue_is_read_in_order_from_its_own_index(asked: Simpul) -> None:
    wanted = queue_store.Filter(area="64.02")
    after = Position("bertentangan", "", "", "", "")
    with asked.app.app_context(), plans() as steps:
        assert queue_store.list_questions([Reach("", "kesehatan")], wanted, after, 9)
        queue_store.list_questions([Reach("64", "")], wanted, after, 9, backwards=True)
        queue_store.count_questions([Reach("", "")], queue_store.Filter(person="a"))
        assert [
            one for one in steps if one.split()[1] == "cell" and "ix_cell_asks" not in one
        ] == []
        assert len([one for one in steps if "ix_cell_asks" in one]) >= 3
        assert len([one for one in steps if "ix_subject_question_order" in one]) >= 2
        assert not [one for one in steps if "TEMP B-TREE FOR ORDER" in one]
