"""Forms of the library opened and completed in ODK Web Forms, as Collect's engine completed them.

Four stand for all in each run of the tests; `make long` takes every one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Browser, Page

from app.design.library import list_form_files
from app.intake.answers_service import read_answers
from app.openrosa.answers import Shape, decode
from tests.collect.engine import Form
from tests.collect.phone import Phone
from tests.collect.results import Refused
from tests.integration.submissions import MALUHU, MAWAR
from tests.journeys.browser import NARROW
from tests.journeys.browser_filling import answer_alike
from tests.journeys.entering import enter
from tests.journeys.running import Running, running_on
from tests.journeys.web_form import WebForm

pytestmark = [pytest.mark.browser, pytest.mark.collect, pytest.mark.timeout(300)]
ALL = sorted(path.stem for path in list_form_files())
SOME = ["kes_balita", "sos_keluarga"]
FORM_IDS = ALL if os.environ.get("EVERY_FORM") else SOME
KADER = "kader.semua"
BY_THE_DEVICE = re.compile(r"start|end|deviceid|.*/(\w+_baru|kode_(orang|rumah|sarana|keluarga))")
TRIES = 6


@pytest.fixture(scope="module")
def running(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A served installation with one kader."""
    with running_on("sqlite", prepared_home, tmp_path_factory.mktemp("semua")) as running:
        running.simpul.add_user("kader", MAWAR, name=KADER)
        yield running


@pytest.fixture(scope="module")
def phone(running: Running) -> Phone:
    """A phone of the same Posyandu: it shows how a form is answered."""
    phone = running.phone(MAWAR, "Siti")
    phone.sync()
    return phone


@pytest.fixture(scope="module")
def page(one_chromium: Browser, running: Running) -> Iterator[Page]:
    """The kader's browser; nothing may go wrong in it."""
    page, watch = enter(
        one_chromium,
        running,
        KADER,
        NARROW,
        path="/isi",
        locale="id-ID",
        timezone_id="Asia/Makassar",
    )
    page.set_default_timeout(20_000)
    yield page
    page.context.close()
    assert watch.problems == []


def answered(phone: Phone, form_id: str) -> Form:
    """A form with all that must be answered: of some tries, the one that asks most."""
    where = {"kode_kecamatan": MALUHU[:8], "kode_desa": MALUHU, "kode_posyandu": MAWAR}
    said = {f"kepala/{name}": code for name, code in where.items()}
    tries = []
    for seed in range(TRIES):
        try:
            tries.append(phone.open(form_id).auto_fill(seed, said, hasty=True))
        except Refused as refused:
            if refused.reason != "unanswerable":
                raise
    return max(tries, key=lambda form: len(form.questions()))


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_a_form_asks_in_the_browser_what_collect_asks_and_is_sent(
    running: Running, phone: Phone, page: Page, form_id: str
) -> None:
    form = answered(phone, form_id)
    questions, finished = form.questions(), form.finalize()
    before = {row.instance_id for row in running.simpul.submissions()}
    WebForm.open(page, f"/isi/{form_id}")
    answer_alike(page, questions)
    WebForm(page).send()
    page.wait_for_url("**/isi")
    page.locator("#antrean-isi li", has_text="Terkirim").first.wait_for()
    (new,) = (row for row in running.simpul.submissions() if row.instance_id not in before)
    assert (new.form_id, new.posyandu_code, new.flags) == (form_id, MAWAR, [])
    schema = running.simpul.schema(form_id)
    questions_of = frozenset(path for path, node in schema.nodes.items() if node.kind == "question")
    shape = Shape(questions_of, schema.repeats, schema.binaries)
    query = "SELECT answers FROM submission WHERE instance_id = :one"
    ((sealed,),) = running.simpul.query(query, one=new.instance_id)
    with running.simpul.app.app_context():
        kept = read_answers(new.instance_id, sealed)
    several = {path for path, node in schema.nodes.items() if node.type == "select"}
    assert told(kept, several) == told(decode(etree.fromstring(finished.xml), shape), several)


def told(document: dict[str, Any], several: set[str]) -> dict[str, Any]:
    """The answers by path, without what a device writes by itself or draws by chance.

    Of several choices the order is that of the fingers in the browser, and of the form in Collect.
    """
    return {
        path: sorted(text.split()) if path in several else text
        for path, text in document.items()
        if not BY_THE_DEVICE.fullmatch(path)
    }
