"""Two hundred different conflicts decided by one key each, the evidence in view; undo; two at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, expect

from app.design.service import find_released
from app.design.store import get_form
from tests.integration.submissions import ELSEWHERE, MALUHU, MAWAR, PHOTO, monthly_answers
from tests.journeys.browser import NARROW, WIDE
from tests.journeys.entering import enter
from tests.journeys.running import Running, eventually, running_on

pytestmark = pytest.mark.browser

FIRST, SECOND = "peninjau.satu", "peninjau.dua"
QUESTIONS, PLACES = 25, 8
COUNT = QUESTIONS * PLACES
KECAMATAN = "64.02.06"
# The Posyandu that each of the other tests has for itself.
OWN = {name: f"{ELSEWHERE[:13]}.{n}" for n, name in enumerate(("two", "keys", "plain"), 101)}
ON_PHONE = 40  # of these, decided at the width of a phone
# What a reviewer has before their eyes, and whether the page fits the screen.
LOOK = """() => {
  const sides = Array.from(document.querySelectorAll("[data-side]"));
  const seen = document.documentElement;
  return {
    names: sides.map(one => ["Siti", "Rahma"].filter(name => one.innerText.includes(name)).join()),
    photos: sides.map(one => one.querySelectorAll(".thumbs img").length),
    values: sides.map(one => parseInt(one.querySelector(".v").innerText)),
    shown: sides.map(one => one.innerText.includes("Ditunjukkan sekarang")),
    query: window.location.search,
    fits: seen.scrollWidth <= seen.clientWidth,
  };
}"""


@pytest.fixture(scope="module")
def running(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A served installation in which two hundred values ask in one kecamatan, and more in another."""
    folder = tmp_path_factory.mktemp("tinjau")
    with running_on("sqlite", prepared_home, folder) as running:
        codes = [f"{MALUHU}.{n:03}" for n in range(11, 10 + PLACES)] + list(OWN.values())
        lay_conflicts(running, [MAWAR, *map(running.simpul.add_posyandu, codes)])
        yield running


def lay_conflicts(running: Running, places: Sequence[str]) -> None:
    """Two kader of each Posyandu count everything differently, each with a photo of the register."""
    for name in (FIRST, SECOND):
        running.simpul.add_user("opd", "", "kesehatan", name=name)
    paths = questions(running)
    for place in places:
        for minutes, base, kader in ((0, 100, "Siti"), (5, 300, "Rahma")):
            ended = datetime.now(UTC) - timedelta(hours=1) + timedelta(minutes=minutes)
            told = {path: str(base + n) for n, path in enumerate(paths)}
            answers = monthly_answers(place, ended=ended) | told
            answers["penutup/foto_register"] = "r.jpg"
            xml = running.simpul.submission_xml("kes_bulanan", answers)
            phone = running.simpul.add_phone(place, name=kader)
            assert running.simpul.send(phone, xml, {"r.jpg": PHOTO}).status_code == 201
    eventually(lambda: _waiting(running, QUESTIONS * len(places)))


def questions(running: Running) -> list[str]:
    """Questions for a whole number of which a month has one report."""
    with running.simpul.app.app_context():
        released = find_released("kes_bulanan", get_form("kes_bulanan").current_version or "")
        assert released is not None
        paths = [
            use.path
            for use in released.fields
            if use.question_type == "integer" and [rule for _f, rule in use.fields] == ["revision"]
        ]
    assert len(paths) >= QUESTIONS
    return paths[:QUESTIONS]


def _waiting(running: Running, count: int) -> None:
    """So many values ask a person."""
    found = running.simpul.query("SELECT status FROM cell WHERE status <> 'pasti'")
    assert len(found) == count


def press(page: Page, key: str) -> None:
    """Press a key and wait for the page it leads to."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.keyboard.press(key)


Decided = tuple[str, str, int, str]


def values(running: Running, area: str) -> list[Decided]:
    """What was decided that profiles show: where, of which field, which value, and how sure."""
    query = "SELECT place, field, value, status FROM cell WHERE reason = 'diputuskan' "
    rows = running.simpul.query(query + "AND place LIKE :area", area=f"{area}%")
    return sorted((row.place, row.field, int(row.value), row.status) for row in rows)


def decide(page: Page, key: str) -> Decided:
    """Look at what is asked, all the evidence in view, and decide by one key."""
    look = page.evaluate(LOOK)
    assert sorted(look["names"]) == ["Rahma", "Siti"], look
    assert look["photos"] == [1, 1]
    assert look["shown"] == [True, False]
    assert look["fits"]
    asked = parse_qs(look["query"].removeprefix("?"))
    chosen = look["values"][1 if key == "2" else 0]
    press(page, key)
    return asked["posyandu"][0], asked["isian"][0], chosen, "pasti"


@pytest.mark.timeout(300)
def test_two_hundred_conflicts_by_one_key_each(browser: Browser, running: Running) -> None:
    chosen: list[Decided] = []
    for size, count in ((NARROW, ON_PHONE), (WIDE, COUNT - ON_PHONE)):
        page, watch = enter(browser, running, FIRST, size, path=f"/tinjau?area={KECAMATAN}")
        expect(page.get_by_text(f"{COUNT - len(chosen)} nilai").first).to_be_visible()
        press(page, "j")
        chosen += [decide(page, ("1", "2", "a")[n % 3]) for n in range(count)]
        assert watch.problems == []
    assert len({one[:2] for one in chosen}) == COUNT
    eventually(
        lambda: _stand(running, chosen)
    )  # a worker that read before the last may still write
    page.reload()
    expect(page.get_by_text("Semua nilai sudah pasti")).to_be_visible()
    # The last decision is taken back by one key, and only that one.
    press(page, "u")
    eventually(lambda: _stand(running, chosen[:-1]))
    assert running.simpul.differences() == []


def _stand(running: Running, chosen: Sequence[Decided]) -> None:
    """Just these decisions hold."""
    assert values(running, KECAMATAN) == sorted(chosen)


def test_two_reviewers_at_once_decide_each_value_once(browser: Browser, running: Running) -> None:
    one, watch = enter(browser, running, FIRST, path=f"/tinjau?area={OWN['two']}")
    press(one, "j")
    path = one.url.removeprefix(running.address)
    two, _late = enter(browser, running, SECOND, NARROW, path=path)
    press(one, "2")
    press(two, "1")
    told = two.locator("#didahului")
    expect(told).to_contain_text(f"{FIRST} baru saja memutuskan nilai ini")
    assert len(values(running, OWN["two"])) == 1
    query = "SELECT actor FROM decision WHERE place = :place"
    assert running.simpul.query(query, place=OWN["two"])[0][0] == FIRST
    assert watch.problems == []


def test_keys_open_what_is_to_be_typed_and_help(browser: Browser, running: Running) -> None:
    page, watch = enter(browser, running, FIRST, path=f"/tinjau?area={OWN['keys']}")
    press(page, "j")
    first = page.url
    press(page, "j")
    assert page.url != first
    press(page, "k")
    assert page.url == first
    page.keyboard.press("?")
    expect(page.locator("#bantuan")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator("#bantuan")).to_be_hidden()
    page.keyboard.type("1 dan 2 sama-sama dari register")  # keys are letters while one types
    with page.expect_navigation():
        page.get_by_role("button", name="Simpan catatan").click()
    expect(page.get_by_text("1 dan 2 sama-sama dari register")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("hitung ulang di register")
    with page.expect_navigation():
        page.get_by_role("button", name="Kembalikan kepada kader").click()
    expect(page.get_by_text("Semua nilai sudah pasti")).to_be_visible()
    assert values(running, OWN["keys"]) == []
    states = running.simpul.query(
        "SELECT state FROM submission WHERE posyandu_code = :place ORDER BY seq", place=OWN["keys"]
    )
    assert [row.state for row in states] == ["dikembalikan", "belum_ditinjau"]
    assert watch.problems == []


def test_without_scripts_everything_is_a_button(browser: Browser, running: Running) -> None:
    path = f"/tinjau?area={OWN['plain']}"
    page, _watch = enter(browser, running, FIRST, path=path, java_script_enabled=False)
    page.get_by_role("link", name="Mulai meninjau").click()
    page.get_by_role("button", name="Pakai nilai ini 2").click()
    assert len(values(running, OWN["plain"])) == 1
    page.get_by_role("button", name="Batalkan keputusan terakhir").click()
    assert values(running, OWN["plain"]) == []
