"""Pages of an installation without anything in it teach what comes first; nothing answers a bare 500."""

from __future__ import annotations

import pytest

from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_problem, text_of
from tests.integration.installation import Simpul
from tests.integration.submissions import MAWAR

EMPTY = "DELETE FROM posyandu"
PAGES = (
    "/", "/posyandu", "/kiriman", "/formulir", "/perangkat", "/perangkat/undang", "/dikembalikan",
    "/karantina", "/kalender",
)  # fmt: skip


@pytest.mark.parametrize("filled", [False, True])
def test_every_page_of_an_empty_installation_is_200_and_says_what_comes_next(
    simpul: Simpul, filled: bool
) -> None:
    if not filled:
        simpul.execute(EMPTY)
    admin = simpul.signed_in("admin")
    for path in PAGES:
        response = admin.get(path)
        assert response.status_code == 200, path
        words = text_of(response)
        assert "None" not in words, path
        assert "undefined" not in words.lower(), path
    assert "Karantina kosong" in text_of(admin.get("/karantina"))
    assert len(text_of(admin.get("/kiriman"))) > 200


@sqlite_only
@pytest.mark.parametrize("role", ["opd", "camat", "desa", "kader"])
def test_a_person_whose_area_is_empty_gets_pages_too(simpul: Simpul, role: str) -> None:
    simpul.execute(EMPTY)
    client = simpul.signed_in(role, "" if role == "opd" else "64.02.05", "sosial" * (role == "opd"))
    for path in ("/", "/posyandu", "/kiriman"):
        assert client.get(path).status_code == 200, path


@sqlite_only
def test_a_profile_without_values_is_a_page(simpul: Simpul) -> None:
    admin = simpul.signed_in("admin")
    for bidang in ("kesehatan", "pendidikan", "umum", "bukan-bidang"):
        assert admin.get(f"/posyandu/{MAWAR}?bidang={bidang}").status_code == 200
    assert_problem(admin.get("/posyandu/64.99.99.9999.001"), "registry.unknown_posyandu")


ODD_QUERIES = (
    "periode=2026-13", "periode=bukan", "periode=9999-12", "area=99", "area=%00", "sesudah=x",
    "sesudah=" + "9" * 21, "status=tidak-ada", "q=%25_%27%22%3C", "bidang=x", "q=" + "a" * 3000,
    "area=64.02.06&periode=2000-01", "periode=2100-12",
)  # fmt: skip


@sqlite_only
def test_no_query_makes_a_page_fail(simpul: Simpul) -> None:
    admin = simpul.signed_in("admin")
    for query in ODD_QUERIES:
        for path in (*PAGES, f"/posyandu/{MAWAR}"):
            assert admin.get(f"{path}?{query}").status_code == 200, f"{path}?{query}"


@sqlite_only
@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/tidak-ada", "web.not_found"),
        ("/kiriman/uuid:tidak-ada", "intake.unknown_submission"),
        ("/formulir/tidak_ada", "design.unknown_form"),
        ("/formulir/profil/versi/1/xlsx", "design.unknown_version"),
        (f"/posyandu/{MAWAR}/nilai?field=kes.tidak_ada", "merge.unknown_value"),
        (f"/posyandu/{MAWAR}/nilai?field=kes.balita_s_l&period=x", "merge.unknown_value"),
        (f"/posyandu/{MAWAR}/nilai", "merge.unknown_value"),
    ],
)
def test_what_is_not_there_is_told_in_words(simpul: Simpul, path: str, code: str) -> None:
    assert_problem(simpul.signed_in("admin").get(path), code)


@pytest.mark.parametrize("number", ["2147483648", "9" * 30, "-1", "1e3"])
def test_a_number_no_row_has_is_told_in_words(simpul: Simpul, number: str) -> None:
    admin = simpul.signed_in("admin")
    assert_problem(admin.post(f"/perangkat/{number}/ubah"), "web.not_found")
    assert_problem(admin.post("/perangkat", data={"kader": number}), "registry.unknown_kader")
    assert_problem(simpul.client().post(f"/hooks/kobo/{number}"), "web.not_found")


@sqlite_only
def test_a_fault_is_a_page_with_a_number_and_no_traceback(
    simpul: Simpul, caplog: pytest.LogCaptureFixture
) -> None:
    admin = simpul.signed_in("admin")
    simpul.execute("ALTER TABLE holiday RENAME TO hari_libur")
    response = admin.get("/kalender")
    assert response.status_code in {500, 503}
    assert "Traceback" not in response.text
    assert "sqlalchemy" not in response.text.lower()
    assert caplog.records


def test_healthz_answers_while_the_database_does(simpul: Simpul) -> None:
    response = simpul.client().get("/healthz")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})
    assert simpul.client().post("/healthz").get_json()["code"] == "web.method_not_allowed"
