"""Thirty different conflicts decided by keyboard, the evidence in view; undo; two reviewers at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from app.design.service import find_released
from app.design.store import get_form
from tests.integration.installation import PASSWORD
from tests.integration.submissions import MAWAR, PHOTO, monthly_answers
from tests.journeys.browser import NARROW, WIDE, Watch, chromium
from tests.journeys.running import Running, eventually, running_on

pytestmark = pytest.mark.browser

FIRST, SECOND = "peninjau.satu", "peninjau.dua"
COUNT = 30


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def running(prepared_home: Path, tmp_path: Path) -> Iterator[Running]:
    """A served installation in which two reports of one month differ in thirty questions."""
    with running_on("sqlite", prepared_home, tmp_path) as running:
        for name in (FIRST, SECOND):
            running.simpul.add_user("opd", "", "kesehatan", name=name)
        paths = questions(running)
        for minutes, base in ((0, 100), (5, 300)):
            ended = datetime.now(UTC) - timedelta(hours=1) + timedelta(minutes=minutes)
            answers = monthly_answers(ended=ended) | {
                path: str(base + n) for n, path in enumerate(paths)
            }
            answers["penutup/foto_register"] = "r.jpg"
            xml = running.simpul.submission_xml("kes_bulanan", answers)
            phone = running.simpul.add_phone(name="Siti" if base == 100 else "Rahma")
            assert running.simpul.send(phone, xml, {"r.jpg": PHOTO}).status_code == 201
        eventually(lambda: _waiting(running, COUNT))
        yield running


def questions(running: Running) -> list[str]:
    """Thirty questions for a whole number of which a month has one report."""
    with running.simpul.app.app_context():
        released = find_released("kes_bulanan", get_form("kes_bulanan").current_version or "")
        assert released is not None
        paths = [
            use.path
            for use in released.fields
            if use.question_type == "integer" and [rule for _f, rule in use.fields] == ["revision"]
        ]
    assert len(paths) >= COUNT
    return paths[:COUNT]


def _waiting(running: Running, count: int) -> None:
    """So many values ask a person."""
    found = running.simpul.query("SELECT status FROM cell WHERE status <> 'pasti'")
    assert len(found) == count


def opened(browser: Browser, running: Running, name: str, size: ViewportSize) -> tuple[Page, Watch]:
    """A watched page of a reviewer who has logged in."""
    context = browser.new_context(base_url=running.address, viewport=size)
    context.set_default_timeout(15_000)
    page, watch = context.new_page(), Watch()
    watch.on(page)
    page.goto("/login")
    page.get_by_label("Nama akun").fill(name)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    return page, watch


def press(page: Page, key: str) -> None:
    """Press a key and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press(key)


def values(running: Running) -> list[tuple[str, int, str]]:
    """What the profile shows of each field that was told twice."""
    query = "SELECT field, value, status FROM cell WHERE place = :place AND reason = 'diputuskan'"
    rows = running.simpul.query(query, place=MAWAR)
    return sorted((row.field, int(row.value), row.status) for row in rows)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["laptop", "ponsel"])
def test_thirty_conflicts_by_keyboard(
    browser: Browser, running: Running, size: ViewportSize
) -> None:
    page, watch = opened(browser, running, FIRST, size)
    page.goto("/tinjau")
    expect(page.get_by_text(f"{COUNT} nilai").first).to_be_visible()
    press(page, "j")
    chosen = []
    for n in range(COUNT):
        sides = page.locator("[data-side]")
        expect(sides).to_have_count(2)
        for name in ("Siti", "Rahma"):
            expect(sides.filter(has_text=name).locator(".thumbs img")).to_have_count(1)
        expect(sides.first).to_contain_text("Ditunjukkan sekarang")
        key = ("1", "2", "a")[n % 3]
        wanted = sides.nth(1 if key == "2" else 0).locator(".v").inner_text()
        field = re.search(r"isian=([\w.]+)", page.url)
        assert field is not None
        chosen.append((field[1], int(wanted.split()[0]), "pasti"))
        press(page, key)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    expect(page.get_by_text("Semua nilai sudah pasti")).to_be_visible()
    assert values(running) == sorted(chosen)
    # The last decision is taken back by one key, and only that one.
    press(page, "u")

    def last_is_taken_back() -> None:
        assert values(running) == sorted(chosen[:-1])

    eventually(last_is_taken_back)
    assert running.simpul.differences() == []
    assert watch.problems == []


def test_two_reviewers_at_once_decide_each_value_once(browser: Browser, running: Running) -> None:
    one, watch = opened(browser, running, FIRST, WIDE)
    two, _late = opened(browser, running, SECOND, NARROW)
    one.goto("/tinjau")
    press(one, "j")
    two.goto(one.url)
    press(one, "2")
    press(two, "1")
    told = two.locator("#didahului")
    expect(told).to_contain_text(f"{FIRST} baru saja memutuskan nilai ini")
    assert len(values(running)) == 1
    assert running.simpul.query("SELECT actor FROM decision WHERE kind = 'nilai'")[0][0] == FIRST
    assert watch.problems == []


def test_keys_open_what_is_to_be_typed_and_help(browser: Browser, running: Running) -> None:
    page, watch = opened(browser, running, FIRST, WIDE)
    page.goto("/tinjau")
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
    assert values(running) == []
    states = running.simpul.query("SELECT state FROM submission ORDER BY seq")
    assert [row.state for row in states] == ["dikembalikan", "belum_ditinjau"]
    assert watch.problems == []


def test_without_scripts_everything_is_a_button(browser: Browser, running: Running) -> None:
    context = browser.new_context(base_url=running.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("Nama akun").fill(FIRST)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.goto("/tinjau")
    page.get_by_role("link", name="Mulai meninjau").click()
    page.get_by_role("button", name="Pakai nilai ini 2").click()
    assert len(values(running)) == 1
    page.get_by_role("button", name="Batalkan keputusan terakhir").click()
    assert values(running) == []
