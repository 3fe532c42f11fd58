"""Entering and leaving: one message for every wrong way in, and sessions that end when they should."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.web.setup import open_setup
from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import PASSWORD, Simpul

FAR = "203.0.113.7"


def login(
    client: FlaskClient, name: str, password: str = PASSWORD, query: str = ""
) -> TestResponse:
    return client.post(f"/login{query}", data={"nama": name, "sandi": password})


def is_in(client: FlaskClient) -> bool:
    return client.get("/").status_code == 200


def test_the_right_password_opens_the_start_page_and_is_logged(simpul: Simpul) -> None:
    name = simpul.add_user("admin")
    client = simpul.client()
    assert not is_in(client)
    response = login(client, name)
    assert (response.status_code, response.location) == (302, "/")
    assert is_in(client)
    rows = simpul.query("SELECT action FROM access_log WHERE actor = :name", name=name)
    assert [row.action for row in rows] == ["masuk"]


def test_a_password_is_kept_as_argon2_only(simpul: Simpul) -> None:
    simpul.add_user("admin")
    (row,) = simpul.query("SELECT password FROM user_account")
    assert row.password.startswith("$argon2id$")
    assert PASSWORD not in row.password


@sqlite_only
def test_a_wrong_password_and_an_unknown_name_get_the_same_page(simpul: Simpul) -> None:
    name = simpul.add_user("admin")
    wrong = login(simpul.client(), name, "bukan sandinya")
    unknown = login(simpul.client(), "siapa-ini", "bukan sandinya")
    assert_problem(wrong, "accounts.wrong_password")
    assert_problem(unknown, "accounts.wrong_password")
    assert text_of(wrong) == text_of(unknown)
    assert f'value="{name}"' in wrong.text  # what was typed is kept
    assert "bukan sandinya" not in wrong.text


@sqlite_only
@pytest.mark.parametrize("name", ["", " ", "' OR 1=1 --", "a" * 10_000, "\u202eadmin"])
def test_any_name_is_only_a_wrong_name(simpul: Simpul, name: str) -> None:
    assert_problem(login(simpul.client(), name), "accounts.wrong_password")


@sqlite_only
def test_an_account_that_has_ended_is_a_wrong_password(simpul: Simpul) -> None:
    name = simpul.add_user("admin")
    client = simpul.session_of(name)
    yesterday = (date.today() - timedelta(days=2)).isoformat()
    simpul.execute("UPDATE user_account SET ended_on = :day", day=yesterday)
    assert_problem(login(simpul.client(), name), "accounts.wrong_password")
    assert not is_in(client)


@sqlite_only
def test_guessing_is_slowed_down(simpul: Simpul) -> None:
    client = simpul.client()
    answers = [login(client, "admin", "tebakan").status_code for _ in range(21)]
    assert answers == [401] * 20 + [429]
    assert_problem(login(client, "admin", "tebakan"), "web.too_many_requests")
    elsewhere = simpul.client(REMOTE_ADDR=FAR)
    assert_problem(login(elsewhere, "admin", "tebakan"), "accounts.wrong_password")


@sqlite_only
def test_a_session_ends_when_the_password_is_changed(simpul: Simpul) -> None:
    name = simpul.add_user("admin")
    client = simpul.client()
    login(client, name)
    assert is_in(client)
    # What a change of password does: another mark beside the new hash.
    simpul.execute("UPDATE user_account SET session_mark = 'sandi-baru'")
    assert not is_in(client)


@sqlite_only
def test_logging_out_ends_the_session(simpul: Simpul) -> None:
    client = simpul.signed_in("admin")
    assert is_in(client)
    assert client.post("/logout").location == "/login"
    assert not is_in(client)


@sqlite_only
def test_a_visitor_is_sent_to_the_login_page_and_back_where_they_wanted(simpul: Simpul) -> None:
    name = simpul.add_user("admin")
    client = simpul.client()
    response = client.get("/kiriman?periode=2026-10")
    assert response.status_code == 302
    assert response.location.startswith("/login?lanjut=")
    back = login(client, name, query=response.location.removeprefix("/login"))
    assert back.location == "/kiriman?periode=2026-10"


@sqlite_only
def test_a_page_fragment_asks_for_login_instead_of_showing_the_login_page_inside(
    simpul: Simpul,
) -> None:
    response = simpul.client().get("/kiriman", headers={"HX-Request": "true"})
    assert_problem(response, "accounts.login_needed")


@sqlite_only
@pytest.mark.parametrize(
    "target",
    [
        "https://jahat.example/",
        "//jahat.example/",
        "///jahat.example/",
        "/\\jahat.example/",
        "\\\\jahat.example",
        "/\t/jahat.example",
        " //jahat.example",
        "javascript:alert(1)",
        "http:jahat.example",
        "jahat.example",
    ],
)
def test_login_never_leads_to_another_site(simpul: Simpul, target: str) -> None:
    name = simpul.add_user("admin")
    response = simpul.client().post(
        "/login", query_string={"lanjut": target}, data={"nama": name, "sandi": PASSWORD}
    )
    assert response.status_code == 302
    # A browser takes both //host and /\host for another site.
    assert re.fullmatch(r"/(?![/\\]).*|/", response.location)


@sqlite_only
@pytest.mark.simpul(SIMPUL_DEMO="1")
def test_a_demo_account_works_from_this_machine_alone(simpul: Simpul) -> None:
    name = simpul.add_user("admin", is_demo=True)
    assert login(simpul.client(REMOTE_ADDR="127.0.0.1"), name).status_code == 302
    assert login(simpul.client(REMOTE_ADDR="::1"), name).status_code == 302
    assert_problem(login(simpul.client(REMOTE_ADDR=FAR), name), "accounts.demo_loopback")
    assert not is_in(simpul.session_of(name, REMOTE_ADDR=FAR))


@sqlite_only
@pytest.mark.simpul(SIMPUL_DEMO="1", SIMPUL_TRUST_PROXY="1")
def test_a_proxy_on_this_machine_makes_no_visitor_local(simpul: Simpul) -> None:
    name = simpul.add_user("admin", is_demo=True)
    response = simpul.client().post(
        "/login",
        data={"nama": name, "sandi": PASSWORD},
        headers={"X-Forwarded-For": FAR},
    )
    assert_problem(response, "accounts.demo_loopback")


@sqlite_only
@pytest.mark.simpul(SIMPUL_DEMO="1", SIMPUL_DEMO_PUBLIC="1")
def test_a_public_demo_works_from_elsewhere(simpul: Simpul) -> None:
    name = simpul.add_user("admin", is_demo=True)
    assert login(simpul.client(REMOTE_ADDR=FAR), name).status_code == 302


@sqlite_only
@pytest.mark.simpul(SIMPUL_DEMO="1")
def test_only_a_demo_names_its_accounts_on_the_login_page(simpul: Simpul) -> None:
    demo = simpul.add_user("camat", "64.02.06", name="camat.peragaan", is_demo=True)
    real = simpul.add_user("admin", name="admin.sungguhan")
    page = simpul.client().get("/login").text
    assert demo in page
    assert real not in page


# -- the first admin of a real installation


def setup_path(simpul: Simpul) -> str:
    with simpul.app.app_context():
        return open_setup()


FORM = {"nama": "bu.sekretaris", "sandi": PASSWORD, "sandi_lagi": PASSWORD}


def test_the_setup_link_makes_the_first_admin_once(simpul: Simpul) -> None:
    path = setup_path(simpul)
    client = simpul.client()
    assert client.get(path).status_code == 200
    assert client.post(path, data=FORM).location == "/"
    assert is_in(client)
    assert_problem(simpul.client().get(path), "accounts.setup_closed")
    assert_problem(simpul.client().post(path, data=FORM), "accounts.setup_closed")
    assert login(simpul.client(), "bu.sekretaris").status_code == 302


@sqlite_only
def test_the_setup_link_is_closed_when_there_is_an_account(simpul: Simpul) -> None:
    path = setup_path(simpul)
    simpul.add_user("kader", "64.02.06.1011.001")
    assert_problem(simpul.client().get(path), "accounts.setup_closed")


@sqlite_only
def test_a_wrong_setup_link_is_refused(simpul: Simpul) -> None:
    assert_problem(simpul.client().get("/awal/tebakan"), "accounts.setup_closed")
    setup_path(simpul)
    assert_problem(simpul.client().get("/awal/tebakan"), "accounts.setup_closed")
    assert_problem(simpul.client().get("/awal/t%C3%A9bakan"), "accounts.setup_closed")


@sqlite_only
@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"sandi_lagi": "lain sekali"}, 400),
        ({"nama": ""}, 400),
        ({"sandi": "pendek", "sandi_lagi": "pendek"}, 422),
    ],
)
def test_setup_says_what_is_wrong_and_stays_open(
    simpul: Simpul, more: dict[str, str], status: int
) -> None:
    path = setup_path(simpul)
    assert simpul.client().post(path, data=FORM | more).status_code == status
    assert simpul.client().post(path, data=FORM).status_code == 302


@sqlite_only
def test_a_newer_setup_link_ends_the_older_one(simpul: Simpul) -> None:
    old = setup_path(simpul)
    new = setup_path(simpul)
    assert_problem(simpul.client().get(old), "accounts.setup_closed")
    assert simpul.client().get(new).status_code == 200


@sqlite_only
def test_an_answer_that_comes_late_never_brings_back_a_session_that_is_over(simpul: Simpul) -> None:
    name = simpul.add_user("kader")
    client = simpul.client()
    login(client, name)
    client.get("/isi")
    for path in ("/api/isi/sesi", "/isi"):  # what a page, or its worker, asks for on its own
        assert "Set-Cookie" not in client.get(path, headers={"Sec-Fetch-Mode": "cors"}).headers
    opened = client.get("/isi", headers={"Sec-Fetch-Mode": "navigate"})
    assert "session=" in opened.headers["Set-Cookie"]  # opening a page prolongs it
