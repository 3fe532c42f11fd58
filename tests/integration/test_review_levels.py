"""Who reviews a form: levels in turn, each once, passed over by the clock; and what waits for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.extensions.database import now
from app.registry.periods import next_month
from app.review import clock_service
from tests.app_fixtures import KINDS
from tests.integration.expect import assert_problem
from tests.integration.installation import Phone, Simpul, copied_home, opened
from tests.integration.submissions import ELSEWHERE, MAWAR, MELATI, monthly_answers
from tests.integration.test_intake_concurrent import at_once

FORM = "kes_bulanan"
LADDER = ("desa", "kecamatan", "opd")
MALUHU, TENGGARONG = "64.02.06.1011", "64.02.06"


@dataclass(slots=True)
class World:
    """An installation with somebody at each level, and a month of its own for each test."""

    simpul: Simpul
    names: dict[str, str]
    by: dict[str, FlaskClient]
    phones: dict[str, Phone]
    month: str = "2026-06"
    sent: int = 0

    def report(self, place: str = MAWAR, replaces: str | None = None, boys: str = "30") -> str:
        """A monthly report; answer its instanceID."""
        self.sent += 1
        instance_id = f"uuid:tingkat-{self.sent}"
        answers = monthly_answers(place, self.month, skdn__balita_s_l=boys)
        more = {"instance_id": instance_id, "deprecated_id": replaces}
        xml = self.simpul.submission_xml(FORM, answers, **more)
        assert self.simpul.send(self.phones[place], xml).status_code == 201
        return instance_id

    def set_up(self, levels: Sequence[str] = LADDER, *, waits: bool = False, **days: int) -> None:
        """Set who reviews the monthly report, and let the worker follow."""
        data = _typed(levels, waits=waits, **days)
        number = re.search(r'name="nomor" value="(\d+)"', self.preview(data))
        if number is not None:  # else it is so already
            data["nomor"] = number[1]
            answer = self.by["admin"].post(f"/formulir/{FORM}/tinjauan", data=data)
            assert answer.status_code == 302
        self.simpul.run_pending()

    def preview(self, data: dict[str, Any]) -> str:
        """The page that says what a change would do."""
        return self.by["admin"].post(f"/formulir/{FORM}/tinjauan/akibat", data=data).text

    def decide(self, level: str, instance_id: str, decision: str = "terima", **more: str) -> Any:
        """Somebody of a level decides."""
        data = {"keputusan": decision, "alasan": "alasan uji", **more}
        return self.by[level].post(f"/kiriman/{instance_id}/keputusan", data=data)

    def state(self, instance_id: str) -> str:
        """A submission's state."""
        return self.simpul.submission(instance_id).state

    def page(self, level: str, instance_id: str) -> str:
        """The page of a submission as somebody sees it."""
        return self.by[level].get(f"/kiriman/{instance_id}").text

    def waiting(self, level: str) -> set[str]:
        """What waits for somebody of a level."""
        page = self.by[level].get(f"/kiriman?saya=1&periode={self.month}").text
        return set(re.findall(r"/kiriman/(uuid:tingkat-\d+)", page))

    def boys(self, place: str = MAWAR) -> Any:
        """How many boys the month's profile tells of; what is stored is what the log says."""
        self.simpul.run_pending()
        query = "SELECT value FROM cell WHERE place = :place AND field = :field AND period = :month"
        named = {"place": place, "field": "kes.balita_s_l", "month": self.month}
        rows = self.simpul.query(query, **named)
        assert self.simpul.differences(place) == []
        return int(rows[0][0]) if rows else None

    def acts(self, instance_id: str) -> list[tuple[str, str | None, str]]:
        """What the log says of a submission: kind, level and who."""
        query = "SELECT kind, level, actor FROM decision WHERE instance_id = :name ORDER BY seq"
        return [tuple(row) for row in self.simpul.query(query, name=instance_id)]


def _typed(levels: Sequence[str], *, waits: bool = False, **days: int) -> dict[str, Any]:
    data: dict[str, Any] = {"tingkat": list(levels), "masuk": "menunggu" if waits else "langsung"}
    return data | {f"hari.{level}": str(count) for level, count in days.items()}


@pytest.fixture(scope="module", params=KINDS)
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One installation on each database."""
    prepared = request.getfixturevalue("prepared_home")
    home = tmp_path_factory.mktemp("tingkat") / "rumah"
    with copied_home(request.param, prepared, home) as url, opened(home, url, {}) as simpul:
        names = {
            "ketua": simpul.add_user("ketua", MAWAR),
            "desa": simpul.add_user("desa", MALUHU),
            "kecamatan": simpul.add_user("camat", TENGGARONG),
            "opd": simpul.add_user("opd", "", "kesehatan"),
            "admin": simpul.add_user("admin"),
        }
        by = {level: simpul.session_of(name) for level, name in names.items()}
        phones = {place: simpul.add_phone(place) for place in (MAWAR, MELATI, ELSEWHERE)}
        yield World(simpul, names, by, phones)


@pytest.fixture
def world(shared: World) -> World:
    """The installation in a month nothing was sent for yet, with nothing set."""
    shared.month = next_month(shared.month, -1)
    shared.set_up(["opd"])
    return shared


def test_a_form_nobody_set_is_accepted_by_one_and_counts_at_once(world: World) -> None:
    one = world.report()
    assert world.state(one) == "belum_ditinjau"
    assert world.boys() == 30
    assert_problem(world.decide("desa", one), "review.not_your_turn")
    assert world.waiting("desa") == world.waiting("kecamatan") == set()
    assert world.waiting("opd") == {one}
    world.decide("opd", one)
    assert world.state(one) == "diterima"
    assert "Jalur tinjauan" not in world.page("opd", one)


def test_each_level_accepts_in_its_turn_and_the_last_one_makes_it_final(world: World) -> None:
    world.set_up(LADDER)
    one, other = world.report(), world.report(ELSEWHERE)
    assert world.waiting("desa") == {one}  # the other lies elsewhere
    assert_problem(world.decide("opd", one), "review.not_your_turn")
    for level, following in zip(LADDER, (*LADDER[1:], ""), strict=True):
        assert world.state(one) == "belum_ditinjau"
        assert one in world.waiting(level)
        assert "Keputusan Anda" in world.page(level, one)
        world.decide(level, one, giliran=level, dilihat="belum_ditinjau")
        assert one not in world.waiting(level)
        assert not following or one in world.waiting(following)
    assert world.state(one) == "diterima"
    assert world.acts(one) == [("status", level, world.names[level]) for level in LADDER]
    page = world.page("opd", one)
    for level in LADDER:
        assert f"Disetujui oleh {world.names[level]}" in page
    assert world.boys() == 30
    assert world.state(other) == "belum_ditinjau"
    assert "Giliran Desa/kelurahan" in world.page("opd", other)


def test_the_head_of_a_posyandu_reviews_their_own_and_no_other(world: World) -> None:
    world.set_up(("ketua", "opd"))
    mine, other = world.report(), world.report(MELATI)
    assert world.waiting("ketua") == {mine}
    assert_problem(world.decide("ketua", other), "accounts.not_allowed")
    world.decide("ketua", mine)
    assert world.waiting("opd") >= {mine}


def test_a_second_reviewer_is_told_who_decided_and_changes_nothing(world: World) -> None:
    world.set_up(LADDER)
    one = world.report()
    seen = {"giliran": "desa", "dilihat": "belum_ditinjau"}
    world.decide("desa", one, **seen)
    late = world.decide("admin", one, **seen)
    assert_problem(late, "review.already_decided")
    assert world.names["desa"] in late.text
    assert len(world.acts(one)) == 1


def test_of_two_reviewers_in_the_same_moment_one_decides(world: World) -> None:
    world.set_up(("desa", "opd"))
    one = world.report()
    clients = [world.simpul.session_of(world.names[name]) for name in ("desa", "admin")] * 2

    def accept(client: FlaskClient) -> int:
        data = {"keputusan": "terima", "giliran": "desa", "dilihat": "belum_ditinjau"}
        return client.post(f"/kiriman/{one}/keputusan", data=data).status_code

    assert sorted(at_once([partial(accept, client) for client in clients])) == [302, 409, 409, 409]
    assert [level for _, level, _ in world.acts(one)] == ["desa"]


def test_any_level_may_return_and_who_is_below_the_turn_may_not(world: World) -> None:
    world.set_up(LADDER)
    one, two = world.report(), world.report(MELATI)
    world.decide("desa", one)
    assert_problem(world.decide("desa", one, "kembalikan"), "review.not_your_turn")
    world.decide("kecamatan", one, "kembalikan")
    assert world.state(one) == "dikembalikan"
    world.decide("opd", two, "tolak")  # above the turn, and before it
    assert world.state(two) == "ditolak"
    world.decide("kecamatan", one)  # what the desa said of the same answers still stands
    assert world.state(one) == "belum_ditinjau"
    assert one in world.waiting("opd")


def test_ones_own_decision_is_taken_back_while_nobody_has_decided_since(world: World) -> None:
    world.set_up(("desa", "opd"))
    one = world.report()
    world.decide("desa", one)
    assert "Batalkan keputusan saya" in world.page("desa", one)
    world.by["desa"].post(f"/kiriman/{one}/batal")
    assert world.waiting("desa") == {one}
    assert "sudah dibatalkan" in world.page("desa", one)
    world.decide("desa", one)
    world.decide("opd", one)
    assert_problem(world.by["desa"].post(f"/kiriman/{one}/batal"), "review.not_yours_to_undo")
    world.by["opd"].post(f"/kiriman/{one}/batal")
    assert world.state(one) == "belum_ditinjau"
    assert world.waiting("opd") == {one}


def test_what_waits_counts_only_once_the_last_level_accepted_and_then_as_ever(world: World) -> None:
    world.set_up(("desa", "opd"), waits=True)
    one = world.report()
    assert world.state(one) == "menunggu"
    assert world.boys() is None
    grid = world.by["opd"].get(f"/posyandu?periode={world.month}").text
    profile = world.by["opd"].get(f"/posyandu/{MAWAR}?periode={world.month}").text
    assert "Menunggu persetujuan" in grid
    assert "Laporan menunggu persetujuan" in profile
    world.decide("desa", one)
    assert world.boys() is None
    world.decide("opd", one)
    assert world.boys() == 30
    grid = world.by["opd"].get(f"/posyandu?periode={world.month}").text
    assert "Menunggu persetujuan" not in grid.partition("<tbody>")[2]


def test_an_edit_that_waits_leaves_what_was_accepted_until_it_is_accepted(world: World) -> None:
    world.set_up(("opd",), waits=True)
    one = world.report(boys="30")
    world.decide("opd", one)
    edit = world.report(boys="40", replaces=one)
    again = world.report(boys="50", replaces=edit)
    assert (world.state(one), world.state(edit)) == ("diterima", "digantikan")
    assert world.boys() == 30
    world.decide("opd", again)
    assert (world.state(one), world.boys()) == ("digantikan", 50)
    world.decide("opd", again, "tolak")  # what it replaced speaks again, and still waits
    assert [world.state(name) for name in (one, edit, again)] == ["diterima", "menunggu", "ditolak"]
    assert world.boys() == 30


def test_setting_it_takes_what_is_there_along_and_says_so_before(world: World) -> None:
    one, edit = world.report(boys="30"), ""
    done = world.report(MELATI)
    world.decide("opd", done)
    edit = world.report(MELATI, replaces=done, boys="44")
    assert (world.boys(), world.boys(MELATI)) == (30, 44)
    page = world.preview(_typed(("desa", "opd"), waits=True))
    assert re.search(r"<strong>\d+ kiriman</strong> yang belum ditinjau tidak lagi dihitung", page)
    world.set_up(("desa", "opd"), waits=True)
    assert [world.state(name) for name in (one, done, edit)] == ["menunggu", "diterima", "menunggu"]
    assert (world.boys(), world.boys(MELATI)) == (None, 30)
    assert world.waiting("desa") == {one, edit}
    assert "langsung dihitung di profil" in world.preview(_typed(["opd"]))
    world.set_up(["opd"])
    assert [world.state(name) for name in (one, done)] == ["belum_ditinjau", "digantikan"]
    assert (world.boys(), world.boys(MELATI)) == (30, 44)
    assert world.waiting("desa") == set()


def test_two_who_set_it_at_once_do_not_overwrite_each_other(world: World) -> None:
    data = _typed(LADDER) | {"nomor": "0"}
    answer = world.by["admin"].post(f"/formulir/{FORM}/tinjauan", data=data)
    assert_problem(answer, "review.policy_changed")
    none = world.by["admin"].post(f"/formulir/{FORM}/tinjauan", data={"masuk": "langsung"})
    assert_problem(none, "review.bad_policy")


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """The clock of review goes so many days ahead."""
    monkeypatch.setattr(clock_service, "now", lambda: now() + timedelta(days=days))


def pass_over(world: World) -> int:
    """The clock does its round until nothing is due; answer how many it passed over."""
    with world.simpul.app.app_context():
        return sum(iter(clock_service.pass_over_due, 0))


def test_the_clock_passes_over_a_level_whose_days_ran_out_and_the_log_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_service, "PART", 1)
    world.set_up(LADDER, desa=2)
    one, two = world.report(), world.report(MELATI)
    assert pass_over(world) == 0
    later(monkeypatch, 30)
    assert pass_over(world) >= 2
    assert pass_over(world) == 0
    assert world.acts(one) == [("lewat", "desa", "Sistem")]
    assert {one, two} <= world.waiting("kecamatan")
    page = world.page("desa", one)
    assert "Dilewati: tidak ada keputusan" in page
    assert "Tingkat Desa/kelurahan dilewati" in page
    assert "Tidak ada keputusan dalam 2 hari kerja" in page
    assert world.boys() == 30


def test_a_level_nobody_can_take_is_told_and_passed_over_there_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.set_up(LADDER)
    here, far = world.report(), world.report(ELSEWHERE)
    assert (
        "Belum semua Posyandu punya akun peninjau"
        in world.by["admin"].get(f"/formulir/{FORM}/tinjauan").text
    )
    for days in (30, 60):  # the second level has days of its own
        later(monkeypatch, days)
        pass_over(world)
    assert world.acts(here) == []
    assert [(kind, level) for kind, level, _ in world.acts(far)] == [
        ("lewat", "desa"),
        ("lewat", "kecamatan"),
    ]
    assert far in world.waiting("opd")  # the last level is waited for, whoever holds it


def test_accepting_many_at_once_is_done_at_the_officers_level(world: World) -> None:
    world.set_up(("desa", "opd"), waits=True)
    ids = {world.report(), world.report(MELATI)}
    world.simpul.run_pending()
    for level, state in (("desa", "menunggu"), ("opd", "diterima")):
        client, month = world.by[level], {"periode": world.month}
        begun = client.post("/kiriman/sekaligus", query_string=month)
        act = str(begun.location).partition("?")[0]
        for one in dict.fromkeys(
            re.findall(rf'action="({act}/contoh/[^"?]+)', client.get(act).text)
        ):
            client.post(one, data={"hasil": "buka"})
            client.post(one, data={"hasil": "benar"})
        client.post(f"{act}/mulai")
        world.simpul.run_pending()
        assert {world.state(name) for name in ids} == {state}
    assert world.boys() == 30
    client.post(f"{act}/batal")
    world.simpul.run_pending()
    assert {world.state(name) for name in ids} == {"menunggu"}
    assert ids <= world.waiting("opd")
    assert world.boys() is None
