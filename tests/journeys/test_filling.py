"""A kader fills a form in a browser: whatever the line and the tab do, it arrives, and once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.integration.installation import Simpul
from tests.integration.submissions import ELSEWHERE, MAWAR, MELATI, instance_id_of, monthly_answers
from tests.integration.workbooks import FORM, workbook
from tests.journeys import entering
from tests.journeys.browser import NARROW, Watch
from tests.journeys.running import Running, running_on
from tests.journeys.web_form import WebForm, log_in, phone_photo
from tests.journeys.workbooks import MAP_FORM, map_workbook

pytestmark = pytest.mark.browser

KADER, OTHER, OFFICER = "kader.isi", "kader.lain", "opd.isi"
HEALTH = "/isi/kes_bulanan"
WEIGHED = "Balita yang ditimbang, laki-laki"
LARGEST = 700_000  # bytes of a form's page with all it loads, once a device
# What the browser says of a line these tests cut, of what they forbid or make up, and of speed.
ON_PURPOSE = (
    "ERR_INTERNET_DISCONNECTED",
    "ERR_FAILED",
    "409: ",
    "willReadFrequently",
    "blocked by Playwright",
)


@pytest.fixture(scope="module")
def running(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A served installation with two kader and an officer."""
    folder = tmp_path_factory.mktemp("isian")
    with running_on("sqlite", prepared_home, folder) as running:
        running.simpul.add_user("kader", MAWAR, name=KADER)
        running.simpul.add_user("kader", MELATI, name=OTHER)
        running.simpul.add_user("opd", bidang="kesehatan", name=OFFICER)
        yield running


@contextmanager
def phone_browser(browser: Browser, running: Running, **more: Any) -> Iterator[BrowserContext]:
    """The browser of a kader's phone that has not been here yet."""
    context = browser.new_context(
        base_url=running.address,
        viewport=NARROW,
        locale="id-ID",
        timezone_id="Asia/Makassar",
        **more,
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def context(browser: Browser, running: Running) -> Iterator[BrowserContext]:
    """A browser that keeps no pages: with a signal all works in it, too, and it fetches less."""
    with phone_browser(browser, running, service_workers="block") as context:
        yield context


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What pages must not do; a line that was cut on purpose is no fault of theirs."""
    watch = Watch()
    yield watch
    assert [said for said in watch.problems if not any(one in said for one in ON_PURPOSE)] == []


@pytest.fixture
def page(context: BrowserContext, running: Running, watch: Watch) -> Page:
    """A page of the kader in a browser that keeps no pages."""
    entering.log_in(context, running, KADER)
    page = context.new_page()
    watch.on(page, sizes=False)
    return page


@pytest.fixture
def keeper(browser: Browser, running: Running, watch: Watch) -> Iterator[Page]:
    """The kader's page of forms in a browser that keeps them for times without a signal."""
    with phone_browser(browser, running) as context:
        entering.log_in(context, running, KADER)
        page = context.new_page()
        watch.on(page, sizes=False)
        page.goto("/isi")
        yield page


@pytest.fixture
def before(running: Running) -> set[str]:
    """What was there before the test."""
    return {row.instance_id for row in running.simpul.submissions()}


def arrived(simpul: Simpul, before: set[str]) -> list[str]:
    """The instanceIDs that came in since."""
    return [row.instance_id for row in simpul.submissions() if row.instance_id not in before]


def wait_for_words(page: Page, words: str) -> None:
    """Wait until the page of forms says this of what the device holds."""
    expect(page.locator("#antrean-isi li").first).to_contain_text(words)
    signal = page.evaluate("navigator.onLine")
    expect(page.locator("#tanpa-sinyal")).to_be_visible(visible=not signal)


def offline_ready(page: Page) -> None:
    """Wait until the page of forms says that its forms open without a signal."""
    words = "dapat dibuka tanpa sinyal di perangkat ini"
    # Every form with its lists is fetched: on a busy machine that takes its time.
    expect(page.locator("#siap-kata")).to_contain_text(words, timeout=60_000)


def test_a_report_with_a_photo_is_filled_sent_and_shown(
    running: Running, keeper: Page, before: set[str]
) -> None:
    form = WebForm.open(keeper, HEALTH)
    assert form.offered("Kecamatan") == ["Tenggarong"]  # of the whole kabupaten, her own alone
    form.head()
    form.mark("Apakah ada kegiatan bidang kesehatan bulan ini?", "Ada kegiatan")
    form.send()
    expect(keeper.locator(".form-error-message")).to_contain_text(
        "pertanyaan yang perlu diperbaiki"
    )
    expect(keeper.locator(".question-container.highlight").first).to_be_in_viewport()
    form.write("Semua balita, laki-laki", "30")
    form.write(WEIGHED, "21")
    original = phone_photo(keeper)
    form.take("Foto halaman register", original)
    form.fill_zeros()
    form.send()
    keeper.wait_for_url("**/isi")
    wait_for_words(keeper, "Terkirim")
    keeper.locator("#antrean-isi").get_by_role("link", name="Lihat").click()

    expect(keeper.locator(".ans-row", has_text=WEIGHED)).to_contain_text("21 anak")
    expect(keeper.locator("dl.facts")).to_contain_text("Peramban")
    expect(keeper.locator("dl.facts")).to_contain_text(KADER)
    (instance_id,) = arrived(running.simpul, before)
    ((name, kept),) = running.simpul.files_of(instance_id).items()
    assert name.endswith(".jpg")
    assert kept[:3] == b"\xff\xd8\xff"
    assert len(kept) < len(original) / 3
    shown = keeper.locator(".thumbs-big img").get_attribute("src")
    width = keeper.evaluate(
        "async (url) => (await createImageBitmap(await (await fetch(url)).blob())).width", shown
    )
    assert width == 1024  # what the question asks for
    assert running.simpul.submission(instance_id).posyandu_code == MAWAR


def test_a_report_finished_without_a_signal_arrives_once_when_it_is_back(
    running: Running, keeper: Page, before: set[str]
) -> None:
    offline_ready(keeper)
    form = WebForm.open(keeper, HEALTH)
    form.nothing_happened("kesehatan")
    keeper.context.set_offline(True)
    form.send()
    keeper.wait_for_url("**/isi")  # the page of forms comes up without a signal, too
    wait_for_words(keeper, "Menunggu sinyal")
    keeper.reload()
    wait_for_words(keeper, "Menunggu sinyal")
    assert arrived(running.simpul, before) == []
    keeper.context.set_offline(False)
    wait_for_words(keeper, "Terkirim")
    assert len(arrived(running.simpul, before)) == 1


def test_a_reply_that_is_lost_on_the_way_does_not_double_a_report(
    running: Running, keeper: Page, before: set[str]
) -> None:
    form = WebForm.open(keeper, HEALTH)
    form.nothing_happened("kesehatan")

    def lose(route: Route) -> None:
        assert route.fetch().status == 201
        route.abort()

    keeper.context.route("**/api/isi/submission", lose, times=1)
    form.send()
    keeper.wait_for_url("**/isi")
    wait_for_words(keeper, "sudah diterima sebelumnya")
    assert len(arrived(running.simpul, before)) == 1


def test_what_was_typed_in_a_tab_that_closed_is_there_again(
    page: Page, context: BrowserContext, watch: Watch
) -> None:
    form = WebForm.open(page, HEALTH)
    form.head(kader="Nurul Hidayah")
    form.mark("Apakah ada kegiatan bidang kesehatan bulan ini?", "Ada kegiatan")
    form.write("Semua balita, laki-laki", "42")
    form.take("Foto halaman register", phone_photo(page))
    form.write("Nama Anda", "Nurul Hidayah, S.Pd.")
    page.wait_for_timeout(900)  # a moment of rest after the last change
    page.close()

    again = context.new_page()
    watch.on(again)
    again.goto("/isi")
    again.locator("#draf-isi").get_by_role("link", name="Lanjutkan").click()
    form = WebForm(again).ready()
    assert form.value("Nama Anda") == "Nurul Hidayah, S.Pd."
    assert form.value("Semua balita, laki-laki") == "42"
    expect(form.question("Posyandu").locator(".p-select")).to_contain_text("Posyandu Mawar")
    expect(
        form.question("Foto halaman register").get_by_alt_text("Foto yang dipilih")
    ).to_be_visible()


def test_a_draft_continues_under_its_own_number_and_is_gone_once_sent(
    running: Running, page: Page, before: set[str]
) -> None:
    form = WebForm.open(page, HEALTH)
    form.head(kader="Nurul Hidayah")
    page.get_by_role("link", name="Daftar formulir").click()  # at once: nothing is lost
    page.wait_for_url("**/isi")
    page.goto(HEALTH)
    page.get_by_role("button", name="Lanjutkan isian").click()
    assert form.ready().value("Nama Anda") == "Nurul Hidayah"
    form.mark("Apakah ada kegiatan bidang kesehatan bulan ini?", "Nihil")
    form.mark("Mengapa bulan ini nihil?", "Tidak ada yang perlu dilaporkan")
    form.send()
    page.wait_for_url("**/isi")
    wait_for_words(page, "Terkirim")
    expect(page.locator("#draf")).to_be_hidden()
    (instance_id,) = arrived(running.simpul, before)
    assert running.simpul.submission(instance_id).flags == []
    assert running.simpul.submission(instance_id).deprecated_id is None


def test_a_form_opens_and_keeps_without_a_signal(keeper: Page) -> None:
    offline_ready(keeper)
    keeper.context.set_offline(True)
    form = WebForm.open(keeper, "/isi/sos_bulanan")
    form.head(kader="Nurul Hidayah")
    form.kept()
    keeper.reload()
    keeper.get_by_role("button", name="Lanjutkan isian").click()
    assert form.ready().value("Nama Anda") == "Nurul Hidayah"


def test_the_first_form_is_light_enough_for_a_weak_line(browser: Browser, running: Running) -> None:
    with browser.new_context(base_url=running.address, service_workers="block") as context:
        page, watch = context.new_page(), Watch()
        log_in(page, KADER, "/kiriman")
        watch.on(page)
        WebForm.open(page, HEALTH)
        page.wait_for_load_state("networkidle")
        assert sum(size for _, size in watch.fetched.values()) < LARGEST


def test_every_form_of_the_library_opens_in_the_engine(page: Page) -> None:
    page.goto("/isi")
    titles = page.locator("table .row-link").all_inner_texts()
    addresses = [link.get_attribute("href") or "" for link in page.locator("table .row-link").all()]
    assert len(titles) >= 8
    for title, address in zip(titles, addresses, strict=True):
        WebForm.open(page, address)
        expect(page.locator(".odk-form h1").locator("visible=true").first).to_have_text(title)


def test_a_line_that_hardly_moves_still_opens_a_kept_form(keeper: Page) -> None:
    offline_ready(keeper)
    keeper.context.route("**/isi/sos_bulanan", lambda route: None)  # never answered
    WebForm.open(keeper, "/isi/sos_bulanan")


def test_drafts_are_sealed_and_open_for_their_own_account_alone(keeper: Page) -> None:
    form = WebForm.open(keeper, HEALTH)
    form.head(kader="Nurul Hidayah")
    form.kept()
    rows = keeper.evaluate(
        """async () => {
          const account = Number(document.getElementById("isian").dataset.account);
          const rows = await isi.listOf("drafts", account);
          const text = new TextDecoder("latin1").decode(rows[0].parts[0].sealed.data);
          const key = (await isi.get("keys", account)).key;
          return [text.includes("Nurul"), text.includes("kepala"), key.extractable];
        }"""
    )
    assert rows == [False, False, False]
    keeper.goto("/isi")
    account = keeper.locator("#isi-daftar").get_attribute("data-account") or ""
    keeper.locator(".menu summary").click()
    keeper.get_by_role("button", name="Keluar").click()
    keeper.get_by_label("Nama akun").wait_for()
    keeper.wait_for_timeout(300)
    gone = keeper.evaluate(
        """async () => {
          const open = indexedDB.open("simpul-isi");
          await new Promise((done) => { open.onsuccess = done; });
          const keys = open.result.transaction(["keys"]).objectStore("keys").count();
          await new Promise((done) => { keys.onsuccess = done; });
          const kept = (await caches.keys()).filter((name) => name.startsWith("isi-"));
          open.result.close();
          return [keys.result, kept.length];
        }"""
    )
    assert gone == [0, 0]
    log_in(keeper, OTHER)
    offline_ready(keeper)
    expect(keeper.locator("#draf")).to_be_hidden()
    log_in(keeper, KADER)
    expect(keeper.locator("#isi-daftar")).to_have_attribute("data-account", account)
    keeper.locator("#draf-isi").get_by_role("link", name="Lanjutkan").click()
    assert WebForm(keeper).ready().value("Nama Anda") == "Nurul Hidayah"


def test_an_officer_tries_a_draft_and_nothing_is_sent(
    running: Running, context: BrowserContext, watch: Watch, before: set[str]
) -> None:
    officer = running.simpul.session_of(OFFICER)
    officer.get("/formulir")
    upload = {"berkas": (io.BytesIO(workbook()), "uji.xlsx")}
    assert officer.post("/formulir", data=upload).status_code == 302
    page = context.new_page()
    watch.on(page)
    log_in(page, OFFICER, "/formulir/kes_bulanan")
    page.get_by_role("link", name="Coba").first.click()
    form = WebForm(page).ready()
    posted: list[str] = []
    page.on(
        "request", lambda request: posted.append(request.url) if request.method != "GET" else None
    )
    form.nothing_happened("kesehatan")
    form.send()
    expect(page.locator("#selesai-coba")).to_contain_text("tidak ada yang dikirim")
    page.get_by_role("button", name="Tutup").click()
    assert posted == []
    assert arrived(running.simpul, before) == []
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    WebForm.open(page, f"/formulir/{FORM}/versi/2026112301/coba")


def test_a_map_works_without_pictures_of_elsewhere_and_repeats_speak_indonesian(
    running: Running, context: BrowserContext, watch: Watch
) -> None:
    name = running.simpul.add_user("opd", bidang="pekerjaan_umum")
    officer = running.simpul.session_of(name)
    upload = {"berkas": (io.BytesIO(map_workbook()), "titik.xlsx")}
    assert officer.post("/formulir", data=upload).status_code == 302
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": -0.41, "longitude": 116.98, "accuracy": 4})
    page = context.new_page()
    watch.on(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    log_in(page, name, f"/formulir/{MAP_FORM}/versi/2026112501/coba")
    form = WebForm(page).ready()
    page.get_by_role("button", name="Tambah").click()
    place = form.question("Letak titik air").last
    expect(place.locator(".map-status").first).to_contain_text("Belum ada titik")
    words = "getComputedStyle(document.querySelector('.map-block'), '::before').content"
    assert "Tanpa gambar peta" in page.evaluate(words)
    place.locator(".full-screen-overlay").click()
    place.get_by_title("Ke lokasi saya").click()
    place.locator(".map-block").click(position={"x": 150, "y": 300})
    expect(place.locator(".map-status").first).to_contain_text("Titik tersimpan")
    elsewhere = [url for url in asked if not url.startswith((running.address, "data:", "blob:"))]
    assert elsewhere == []


def returned_report(simpul: Simpul, photo: bytes) -> str:
    """A phone's report that an admin has returned; its instanceID."""
    answers = monthly_answers(penutup__foto_register="register.jpg")
    xml = simpul.submission_xml("kes_bulanan", answers)
    assert simpul.send(simpul.add_phone(), xml, {"register.jpg": photo}).status_code == 201
    instance_id = instance_id_of(xml)
    decision = {"keputusan": "kembalikan", "alasan": "Jumlah balita tertukar."}
    reply = simpul.signed_in("admin").post(f"/kiriman/{instance_id}/keputusan", data=decision)
    assert reply.status_code == 302
    return instance_id


def test_a_returned_report_is_corrected_with_its_old_answers_and_replaces_it(
    running: Running, page: Page, before: set[str]
) -> None:
    simpul = running.simpul
    photo = phone_photo(page)
    old = returned_report(simpul, photo)
    page.goto("/isi")
    expect(page.get_by_text("Jumlah balita tertukar.")).to_be_visible()
    page.goto(f"/kiriman/{old}")
    page.get_by_role("link", name="Perbaiki isian").click()
    form = WebForm(page).ready()
    assert form.value("Semua balita, laki-laki") == "30"
    assert form.value(WEIGHED) == "21"
    form.write(WEIGHED, "12")
    form.fill_zeros()
    form.choose("Kecamatan", "Tenggarong")
    form.choose("Desa atau kelurahan", "Maluhu")
    form.choose("Posyandu", "Posyandu Mawar")
    form.kept()
    page.reload()  # a correction is a draft like any other
    page.get_by_role("button", name="Lanjutkan isian").click()
    assert form.ready().value(WEIGHED) == "12"
    form.send()
    page.wait_for_url("**/isi")
    wait_for_words(page, "Terkirim")

    (new,) = set(arrived(simpul, before)) - {old}
    assert simpul.submission(new).deprecated_id == old
    assert simpul.submission(new).root_instance_id == old
    assert simpul.submission(old).state == "digantikan"
    assert simpul.files_of(new)["register.jpg"] == photo
    logged = simpul.query("SELECT actor FROM access_log WHERE subject = :s", s=f"kiriman:{old}")
    assert [row[0] for row in logged] == [KADER]


def test_a_report_the_server_refuses_is_shown_with_its_reason_and_kept(
    running: Running, page: Page
) -> None:
    form = WebForm.open(page, HEALTH)
    form.nothing_happened("kesehatan")
    page.context.route(
        "**/api/isi/submission",
        lambda route: route.fulfill(
            status=409, json={"code": "intake.other_content_same_id", "message": "Sudah ada."}
        ),
        times=1,
    )
    form.send()
    page.wait_for_url("**/isi")
    wait_for_words(page, "Ditolak")
    wait_for_words(page, "Sudah ada.")
    page.get_by_role("button", name="Kirim ulang").click()
    wait_for_words(page, "Terkirim")


def test_a_kader_of_elsewhere_gets_her_own_places(
    running: Running, context: BrowserContext
) -> None:
    name = running.simpul.add_user("kader", ELSEWHERE)
    page = context.new_page()
    log_in(page, name)
    form = WebForm.open(page, HEALTH)
    assert form.offered("Kecamatan") != ["Tenggarong"]
