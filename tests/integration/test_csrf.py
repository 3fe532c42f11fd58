"""No page of another site can act for a person who is logged in here."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.web.guards import rule_of
from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem
from tests.integration.installation import PASSWORD, Phone, Simpul
from tests.integration.submissions import MAWAR, monthly_answers

pytestmark = sqlite_only

EXAMPLES = {
    "token": "x", "form_id": "kes_bulanan", "version": "1", "device_id": "1",
    "event_id": "1", "kader_id": "1", "user_id": "1", "grant_id": "1", "import_id": "1",
    "instance_id": "uuid:1", "code": "64.02.06.1011.001", "target_id": "1", "name": "r.jpg",
    "project_id": "1", "role_id": "2", "actor_id": "1000000001",
    "desa": "64.02.06.1011", "seq": "1", "finding_id": "1", "referral_id": "1", "act_id": "1",
    "webhook_id": "1",
    "plan_id": "1", "trial_id": "1", "answer_id": "1", "manuscript_id": "1",
    "entity_id": "00000000-0000-4000-8000-000000000000",
    "subject_id": "00000000-0000-4000-8000-000000000000",
}  # fmt: skip


@pytest.fixture
def strict(simpul: Simpul) -> Simpul:
    """The installation as it is served: forged forms are refused."""
    simpul.app.config["WTF_CSRF_ENABLED"] = True
    return simpul


def posts(simpul: Simpul) -> Iterator[tuple[str, str]]:
    """(kind of caller, path) of every address that takes a POST."""
    for rule in simpul.app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            declared = rule_of(simpul.app, rule.endpoint)
            path = re.sub(r"<(?:[^<>:]+:)?(\w+)>", lambda hole: EXAMPLES[hole[1]], rule.rule)
            yield declared.kind if declared else "", path


def test_every_page_that_acts_refuses_a_post_without_its_token(strict: Simpul) -> None:
    admin = strict.signed_in("admin")
    acting = [path for kind, path in posts(strict) if kind in {"person", "public"}]
    assert len(acting) >= 9
    for path in acting:
        assert_problem(admin.post(path, data={"alasan": "dari situs lain"}), "web.csrf")


def test_every_post_is_of_a_person_or_of_a_machine_with_a_key(strict: Simpul) -> None:
    kinds = {"person", "public", "device", "hook", "trial", "login", "program"}
    assert {kind for kind, _ in posts(strict)} == kinds


def test_a_browser_that_is_logged_in_writes_nothing_where_programs_do(strict: Simpul) -> None:
    admin = strict.signed_in("admin")
    acting = [path for kind, path in posts(strict) if kind == "program"]
    assert len(acting) >= 9
    for path in acting:
        assert_problem(admin.post(path, json={}), "accounts.login_needed")
    assert admin.get("/v1/users/current").status_code == 200


def test_phones_and_hooks_need_no_page(strict: Simpul, phone: Phone) -> None:
    xml = strict.submission_xml("kes_bulanan", monthly_answers())
    assert strict.send(phone, xml).status_code == 201
    assert_problem(strict.client().post("/hooks/kobo/1"), "intake.unknown_hook")


def test_the_forms_of_the_pages_carry_the_token(strict: Simpul) -> None:
    name = strict.add_user("admin")
    client = strict.client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)
    assert token is not None
    form = {"nama": name, "sandi": PASSWORD, "csrf_token": token[1]}
    assert client.post("/login", data=form).status_code == 302
    desk = ("posyandu", f"posyandu/{MAWAR}", "kader", "opd", "akun", "impor", "penggelaran")
    for page in ("/formulir", "/perangkat", "/kalender", *(f"/pengaturan/{one}" for one in desk)):
        text = client.get(page).text
        forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.DOTALL)
        assert forms, page
        assert all("csrf_token" in one for one in forms), page


def test_a_session_cookie_stays_from_scripts_and_other_sites(strict: Simpul) -> None:
    response = strict.client().get("/login")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.simpul(SIMPUL_SECURE_COOKIES="1")
def test_behind_https_the_cookie_travels_over_https_alone(strict: Simpul) -> None:
    assert "Secure" in strict.client().get("/login").headers["Set-Cookie"]


def test_pages_run_no_script_of_others_and_are_kept_by_no_shared_cache(strict: Simpul) -> None:
    for path in ("/login", "/", "/tidak-ada"):
        headers = strict.client().get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in headers["Cache-Control"]
