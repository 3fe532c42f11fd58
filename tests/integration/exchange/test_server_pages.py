"""Other servers on the screens and by command: entered, judged, changed, switched off, published to."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.exchange import service, store
from tests.app_fixtures import sqlite_only
from tests.integration.central.office import FORM, VERSION
from tests.integration.exchange.office import Office
from tests.integration.expect import assert_problem
from tests.integration.installation import Simpul
from tests.integration.kobo_door import flask
from tests.kobo.stand_in import KoboStandIn

pytestmark = sqlite_only
PAGE = "/pengaturan/server"
ELSEWHERE = f"/formulir/{FORM}/server"


@pytest.fixture
def admin(simpul: Simpul) -> FlaskClient:
    """An admin who is logged in."""
    return simpul.signed_in("admin")


def typed(kobo: KoboStandIn, **changes: str) -> dict[str, str]:
    """What an admin types of the KoboToolbox."""
    said = {"jenis": "kobo", "nama": "Kobo Dinkes", "alamat": kobo.url, "rahasia": kobo.token}
    return said | changes


def secret_of(simpul: Simpul) -> str:
    """The credential of the one server, opened."""
    with simpul.app.app_context():
        return service.target_token(store.get_target(1))


def test_a_server_is_judged_when_it_is_entered_and_its_secret_is_shown_nowhere(
    simpul: Simpul, kobo: KoboStandIn, admin: FlaskClient
) -> None:
    refused = admin.post(f"{PAGE}/tambah", data=typed(kobo, alamat="kobo.example"))
    assert refused.status_code == 422
    assert "bukan alamat http(s) lengkap" in refused.text
    assert kobo.token not in refused.text

    made = admin.post(f"{PAGE}/tambah", data=typed(kobo, rahasia="token-salah"))
    page = admin.get(made.location).text
    assert "sandi atau token tidak diterima" in page
    assert "Perlu diperbaiki" in admin.get(PAGE).text

    admin.post(f"{PAGE}/1/ubah", data=typed(kobo, nama="Kobo Bappeda"))
    page = admin.get(f"{PAGE}/1").text
    assert "Token diterima; akunnya pemilik." in page
    for text in (page, admin.get(PAGE).text, flask(simpul, "targets", "list").output):
        assert "Kobo Bappeda" in text
        assert kobo.token not in text
    (row,) = simpul.query("SELECT * FROM target")
    assert kobo.token.encode() not in bytes(row.token)
    acts = [act.act for act in simpul.query("SELECT * FROM target_act ORDER BY act_id")]
    assert acts == ["tambah", "ubah"]


def test_a_credential_stays_with_the_server_it_was_typed_for(
    simpul: Simpul, kobo: KoboStandIn, admin: FlaskClient
) -> None:
    admin.post(f"{PAGE}/tambah", data=typed(kobo))
    admin.post(f"{PAGE}/1/ubah", data=typed(kobo, nama="Nama lain", rahasia=""))
    assert secret_of(simpul) == kobo.token

    other = KoboStandIn.start()
    try:
        moved = admin.post(f"{PAGE}/1/ubah", data=typed(kobo, alamat=other.url, rahasia=""))
        assert_problem(moved, "publish.credential_again")
        assert other.seen == []
    finally:
        other.stop()
    assert secret_of(simpul) == kobo.token


def test_a_private_address_is_refused_with_what_the_operator_must_write(
    simpul: Simpul, kobo: KoboStandIn, admin: FlaskClient
) -> None:
    made = admin.post(f"{PAGE}/tambah", data=typed(kobo, alamat="http://169.254.169.254"))
    page = admin.get(made.location).text
    assert "jaringan pribadi" in page
    assert "SIMPUL_ALLOWED_HOSTS" in page


def test_a_form_is_published_on_the_screens_and_a_server_that_ended_gets_nothing(
    simpul: Simpul, kobo: KoboStandIn, admin: FlaskClient
) -> None:
    office = Office(simpul)
    office.release_fruits()
    admin.post(f"{PAGE}/tambah", data=typed(kobo))
    assert "Kobo Dinkes" in admin.get(ELSEWHERE).text
    assert_problem(admin.post(ELSEWHERE, data={}), "publish.no_target")

    plan = admin.post(ELSEWHERE, data={"server": "1", "versi": VERSION}).location.partition("?")[0]
    page = admin.get(plan).text
    assert "Belum ada yang berubah di server mana pun" in page
    assert "Kirim berkas buah.csv" in page
    kobo.faults.next_statuses.extend([200, 200, 403])
    admin.post(f"{plan}/mulai")
    assert 'hx-trigger="every 2s"' in admin.get(plan).text
    office.work()
    page = admin.get(plan).text
    assert "akun ini tidak berhak" in page
    assert_problem(admin.post(f"{plan}/lanjut", data={"bagian": "99"}), "publish.unknown_plan")
    admin.post(f"{plan}/lanjut", data={"bagian": "1"})
    office.work()
    assert "Terhenti" not in (page := admin.get(plan).text)
    assert "Selesai" in page
    assert_problem(admin.post(f"{plan}/lanjut", data={"bagian": "1"}), "publish.not_resumable")
    assert "Selesai" in admin.get(PAGE).text

    admin.post(f"{PAGE}/1/periksa")
    office.work()
    page = admin.get(f"{PAGE}/1").text
    assert "Seperti kita tinggalkan" in page
    assert all(
        act in page for act in ("Ditambahkan", "Penerbitan dimulai", "Penerbitan dilanjutkan")
    )
    admin.post(f"{PAGE}/1/hentikan")
    assert "Kobo Dinkes" not in admin.get(ELSEWHERE).text
    asked = len(kobo.seen)
    refused = admin.post(ELSEWHERE, data={"server": "1", "versi": VERSION})
    assert_problem(refused, "publish.no_target")
    assert len(kobo.seen) == asked
    admin.post(f"{PAGE}/1/pakai")
    assert "Kobo Dinkes" in admin.get(ELSEWHERE).text


def test_a_server_is_looked_at_each_night_by_itself_and_the_start_page_tells_what_is_new(
    simpul: Simpul, kobo: KoboStandIn, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(simpul)
    office.release_fruits()
    office.add_kobo(kobo.url, kobo.token)
    office.publish("kobo")
    (project,) = kobo.projects.values()
    project.save(project.content, kobo.now)
    project.active = False
    asked = len(kobo.seen)
    nightfall(office, monkeypatch)
    assert len(kobo.seen) == asked  # it was entered today: its first night is still to come
    assert "server lain" not in admin.get("/").text

    simpul.execute("UPDATE target SET created_at = '2026-01-01 00:00:00'")
    nightfall(office, monkeypatch)
    seen = len(kobo.seen)
    assert seen > asked
    start = admin.get("/").text
    assert "formulir di server lain tidak lagi seperti yang kita terbitkan" in start
    page = admin.get(f"{PAGE}/1").text
    assert "disimpan tetapi belum dipasang" in page
    assert "Dilihat" in page
    assert "tidak lagi seperti" not in simpul.signed_in("opd").get("/").text
    nightfall(office, monkeypatch)
    assert len(kobo.seen) == seen  # once a night

    plan = admin.post(ELSEWHERE, data={"server": "1", "versi": VERSION}).location.partition("?")[0]
    assert "Ya, ganti pekerjaan itu di kobo" in admin.get(plan).text
    told = admin.post(f"{plan}/mulai", follow_redirects=True).text
    assert "Belum ada yang dimulai" in told
    assert admin.post(f"{plan}/mulai", data={"ganti": "2"}).status_code == 302
    office.work()
    assert "server lain" not in admin.get("/").text

    kobo.token = "lain"
    simpul.execute("UPDATE target SET look_at = '2026-01-01 00:00:00'")
    nightfall(office, monkeypatch)
    assert "server lain tidak dapat dipakai" in admin.get("/").text


def nightfall(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker ask itself again what is due."""
    monkeypatch.setattr("app.jobs._pulls", [0.0])
    office.simpul.run_pending()


def test_commands_do_the_same(simpul: Simpul, kobo: KoboStandIn) -> None:
    office = Office(simpul)
    office.release_fruits()
    words = ["targets", "add", "kobo", "--kind", "kobo", "--url", kobo.url, "--token-stdin"]
    assert flask(simpul, *words, typed=f"{kobo.token}\n").exit_code == 0
    assert flask(simpul, "targets", "check", "kobo").exit_code == 0

    shown = flask(simpul, "targets", "publish", FORM, "--to", "kobo")
    assert "1. Buat proyek baru" in shown.output
    assert kobo.projects == {}

    flask(simpul, "targets", "publish", FORM, "--to", "kobo", "--yes")
    office.work()
    (uid,) = kobo.projects
    assert f"{FORM}\t{VERSION}\t{uid}" in flask(simpul, "targets", "list").output

    assert flask(simpul, "targets", "switch", "kobo", "off").exit_code == 0
    assert flask(simpul, "targets", "publish", FORM, "--to", "kobo").exit_code == 1
