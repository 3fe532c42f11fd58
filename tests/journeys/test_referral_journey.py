"""A house unfit to live in goes from health to housing and back; a name of a mother is settled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.integration.submissions import NAMED, instance_id_of, visit_answers
from tests.journeys.browser import NARROW, WIDE
from tests.journeys.entering import enter
from tests.journeys.running import Running, eventually, running_on

pytestmark = pytest.mark.browser

HEALTH, HOUSING = "dinkes.satu", "perkim.satu"
WHY = "Dinding rapuh dan lantai tanah, balita sering sakit."


@pytest.fixture(scope="module")
def visit(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A served installation: one child visited twice, with two names of the mother."""
    folder = tmp_path_factory.mktemp("rujuk")
    with running_on("sqlite", prepared_home, folder) as running:
        running.simpul.add_user("opd", "", "kesehatan", name=HEALTH)
        running.simpul.add_user("opd", "", "perumahan_rakyat", name=HOUSING)
        phone, ids = running.simpul.add_phone(), []
        for mother in ("Bunda Karangan", "Bunda Rekaan"):
            xml = running.simpul.submission_xml("kes_balita", visit_answers(lahir__nama_ibu=mother))
            assert running.simpul.send(phone, xml).status_code == 201
            ids.append(instance_id_of(xml))
        eventually(lambda: _asked(running))
        yield running, ids[0]


Visit = tuple[Running, str]


def _asked(running: Running) -> None:
    assert running.simpul.query("SELECT 1 FROM subject_question")


def fits(page: Page) -> None:
    """Nothing stands outside the screen."""
    width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(width), page.url


def test_a_matter_goes_to_another_agency_and_comes_back_answered(
    browser: Browser, visit: Visit
) -> None:
    running, instance_id = visit
    sender, watch = enter(browser, running, HEALTH, path=f"/kiriman/{instance_id}")
    sender.get_by_role("link", name="Rujuk ke OPD lain").click()
    sender.get_by_label("Hal yang dirujuk").select_option(label="Rumah tidak layak huni")
    sender.get_by_label("Alasan dan yang diharapkan").fill(WHY)
    sender.get_by_role("button", name="Kirim rujukan").click()
    expect(sender.get_by_text("Rujukan terkirim")).to_be_visible()
    # Housing, on a phone: the start page says it, one takes it over and answers.
    receiver, other = enter(browser, running, HOUSING, NARROW)
    receiver.get_by_role("link", name="rujukan menunggu Anda jawab").click()
    fits(receiver)
    receiver.get_by_role("link", name="Rumah tidak layak huni").click()
    expect(receiver.get_by_text(WHY).first).to_be_visible()
    assert NAMED["orang/nama"] not in receiver.content()
    receiver.get_by_text("Tampilkan nama").click()
    receiver.get_by_label("Alasan", exact=True).fill("mendatangi rumahnya")
    receiver.get_by_role("button", name="Tampilkan", exact=True).click()
    expect(receiver.get_by_text(NAMED["orang/nama"])).to_be_visible()
    receiver.get_by_role("button", name="Ambil rujukan").click()
    expect(receiver.get_by_text("sekarang Anda kerjakan")).to_be_visible()
    receiver.get_by_text("Jawab: selesai").click()
    receiver.get_by_label("Apa yang sudah dilakukan").fill("Sudah diusulkan bantuan stimulan.")
    fits(receiver)
    receiver.get_by_role("button", name="Catat selesai").click()
    expect(receiver.get_by_text("Batalkan langkah terakhir")).to_be_visible()
    # The sender reads the answer.
    sender.reload()
    expect(sender.get_by_text("Sudah diusulkan bantuan stimulan.")).to_be_visible()
    sender.goto("/rujukan?arah=keluar&keadaan=tutup")
    expect(sender.get_by_role("link", name="Rumah tidak layak huni")).to_be_visible()
    assert watch.problems == other.problems == []


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["laptop", "ponsel"])
def test_a_persons_value_is_opened_with_a_reason_and_decided_by_a_key(
    browser: Browser, visit: Visit, size: ViewportSize
) -> None:
    running, _instance_id = visit
    page, watch = enter(browser, running, HEALTH, size, path="/tinjau")
    fits(page)
    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="Nama ibu")).to_be_visible()
    assert "Karangan" not in page.content()
    fits(page)
    page.keyboard.press("b")
    page.keyboard.type("lihat kartu keluarga")
    page.get_by_role("button", name="Tampilkan", exact=True).click()
    expect(page.locator("[data-side]").filter(has_text="Bunda Rekaan")).to_be_visible()
    fits(page)
    with page.expect_navigation():
        page.keyboard.press("2")
    expect(page.get_by_text("Semua nilai sudah pasti")).to_be_visible()
    assert running.simpul.query("SELECT 1 FROM subject_question") == []
    with page.expect_navigation():
        page.keyboard.press("u")
    expect(page).to_have_url(re.compile("sasaran="))
    _asked(running)
    assert watch.problems == []
