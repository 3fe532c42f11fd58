"""The commands people and scripts rely on: what they print, and with what they end."""

from __future__ import annotations

import base64
import io
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
import segno
from click.testing import Result

from app.design.library import FORMS, list_form_files
from app.publish.collect_settings import collect_settings, encode_settings, project_of
from tests.app_fixtures import sqlite_only
from tests.integration.installation import PASSWORD, Phone, Simpul
from tests.integration.submissions import (
    MAWAR,
    PHOTO,
    monthly_answers,
    new_id,
    this_month,
    visit_answers,
)
from tests.integration.workbooks import FORM, mistaken_workbook, workbook


def flask(simpul: Simpul, *words: str, typed: str = "") -> Result:
    """Run a `flask` command of this installation."""
    return simpul.app.test_cli_runner().invoke(args=list(words), input=typed)


def test_init_is_safe_to_repeat(simpul: Simpul) -> None:
    before = simpul.counts()
    versions = simpul.query("SELECT * FROM form_version ORDER BY form_version_id")
    for _ in range(2):
        done = flask(simpul, "init")
        assert done.exit_code == 0, done.output
    assert simpul.counts() == before
    assert simpul.query("SELECT * FROM form_version ORDER BY form_version_id") == versions


def test_init_keeps_what_people_changed(simpul: Simpul, phone: Phone) -> None:
    xml = simpul.submission_xml("kes_bulanan", monthly_answers())
    simpul.send(phone, xml)
    simpul.run_pending()
    before = simpul.counts()
    assert flask(simpul, "init").exit_code == 0
    assert simpul.counts() == before
    assert simpul.differences() == []


# -- forms


@sqlite_only
def test_forms_list_names_every_form_with_its_version(simpul: Simpul) -> None:
    lines = flask(simpul, "forms", "list").output.splitlines()
    rows = [line.split("\t") for line in lines]
    assert len(rows) == len(list_form_files())
    version = simpul.schema("kes_balita").version
    assert ["kes_balita", version, "kesehatan", "Kunjungan balita"] in rows


@sqlite_only
@pytest.mark.parametrize("name", ["kesehatan/kes_balita.md", "umum/profil.md"])
def test_forms_check_finds_nothing_in_the_library(simpul: Simpul, name: str) -> None:
    done = flask(simpul, "forms", "check", str(FORMS / name), "--json")
    assert (done.exit_code, json.loads(done.output)) == (0, [])


@sqlite_only
def test_forms_check_tells_sheet_row_and_column_and_ends_with_one(
    simpul: Simpul, tmp_path: Path
) -> None:
    file = tmp_path / "salah.xlsx"
    file.write_bytes(mistaken_workbook())
    done = flask(simpul, "forms", "check", str(file), "--json")
    assert done.exit_code == 1
    findings = json.loads(done.output)
    keys = {"severity", "sheet", "row", "column", "code"}
    keys |= {"message", "cure", "message_en", "cure_en"}
    assert all(one.keys() == keys for one in findings)
    first = next(one for one in findings if one["severity"] == "error")
    assert (first["sheet"], first["row"], first["column"]) == ("survey", 5, "type")
    spoken = flask(simpul, "forms", "check", str(file))
    assert spoken.exit_code == 1
    assert f"survey:5:type: {first['code']}: {first['message']}" in spoken.output
    english = flask(simpul, "forms", "check", str(file), "--english")
    assert f"survey:5:type: {first['code']}: {first['message_en']}" in english.output


@sqlite_only
def test_forms_compile_prints_the_xform(simpul: Simpul, tmp_path: Path) -> None:
    file = tmp_path / "uji.xlsx"
    file.write_bytes(workbook())
    done = flask(simpul, "forms", "compile", str(file))
    assert done.exit_code == 0
    assert f'id="{FORM}"' in done.output
    file.write_bytes(mistaken_workbook())
    assert flask(simpul, "forms", "compile", str(file)).exit_code == 1


@sqlite_only
def test_forms_release_releases_the_newest_draft(simpul: Simpul) -> None:
    admin = simpul.signed_in("admin")
    path = simpul.settings.home / "uji.xlsx"
    path.write_bytes(workbook("7"))
    with path.open("rb") as file:
        admin.post("/formulir", data={"berkas": (file, "uji.xlsx")})
    done = flask(simpul, "forms", "release", FORM)
    assert done.exit_code == 0
    assert done.output.split()[:2] == [FORM, "7"]
    again = flask(simpul, "forms", "release", FORM)
    assert again.exit_code == 1
    unknown = flask(simpul, "forms", "release", "bukan_formulir")
    assert unknown.exit_code == 1
    assert "Traceback" not in unknown.output


# -- people and phones


@sqlite_only
def test_users_add_takes_the_password_from_standard_input(simpul: Simpul) -> None:
    words = ["users", "add", "bu.camat", "--role", "camat", "--area", "64.02.06"]
    done = flask(simpul, *words, "--password-stdin", typed=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    client = simpul.client()
    response = client.post("/login", data={"nama": "bu.camat", "sandi": PASSWORD})
    assert response.status_code == 302
    again = flask(simpul, *words, "--password-stdin", typed=f"{PASSWORD}\n")
    assert again.exit_code == 1
    assert "bu.camat" in again.output
    short = flask(simpul, "users", "add", "x", "--role", "desa", "--password-stdin", typed="a\n")
    assert short.exit_code == 1
    assert flask(simpul, "users", "add", "x", "--role", "raja").exit_code == 2


@sqlite_only
@pytest.mark.simpul(SIMPUL_BASE_URL="https://posyandu.example.go.id")
def test_devices_add_gives_an_address_and_a_qr_code_that_collect_reads(
    simpul: Simpul, tmp_path: Path
) -> None:
    picture = tmp_path / "hp.png"
    words = ["devices", "add", "--kader", "Bu Ani", "--posyandu", MAWAR, "--json"]
    done = flask(simpul, *words, "--qr", str(picture))
    assert done.exit_code == 0, done.output
    url = json.loads(done.output)["url"]
    assert url.startswith("https://posyandu.example.go.id/k/")
    path = url.removeprefix("https://posyandu.example.go.id")
    assert simpul.client().get(f"{path}/formList").status_code == 200
    text = encode_settings(collect_settings(url, project_of(MAWAR, "Posyandu Mawar")))
    assert picture.read_bytes() == drawn(text)
    settings = json.loads(zlib.decompress(base64.b64decode(text)))  # as Collect reads it
    assert settings.keys() == {"general", "admin", "project"}
    assert settings["general"]["server_url"] == url
    assert settings["general"]["form_update_mode"] == "match_exactly"
    assert settings["general"]["app_language"] == "in"


def test_devices_are_listed_and_revoked(simpul: Simpul) -> None:
    phones = [simpul.add_phone(MAWAR) for _ in range(2)]
    simpul.client().get(f"{phones[0].door}/formList")
    done = flask(simpul, "devices", "list", "--json")
    rows = [json.loads(line) for line in done.output.splitlines()]
    assert [(row["device_id"], row["state"]) for row in rows] == [
        (phones[1].device_id, "menunggu"),
        (phones[0].device_id, "aktif"),
    ]
    number = str(phones[0].device_id)
    assert flask(simpul, "devices", "revoke", number, "--reason", "hilang").exit_code == 0
    assert simpul.client().get(f"{phones[0].door}/formList").status_code == 403
    again = flask(simpul, "devices", "revoke", number, "--reason", "hilang")
    assert again.exit_code == 1
    assert "dicabut" in again.output
    assert flask(simpul, "devices", "list", "--area", "64.02.01").output == ""


def drawn(text: str) -> bytes:
    """The picture of a QR code that says a text; the same text is always the same picture."""
    out = io.BytesIO()
    segno.make(text, error="l", micro=False).save(out, kind="png", scale=6, border=2)
    return out.getvalue()


@sqlite_only
def test_devices_add_refuses_an_unknown_posyandu_in_words(simpul: Simpul) -> None:
    done = flask(simpul, "devices", "add", "--kader", "Ani", "--posyandu", "64.99")
    assert done.exit_code == 1
    assert "64.99" in done.output
    assert "Traceback" not in done.output


@sqlite_only
@pytest.mark.parametrize("url", ["ftp://kobo", "kobo.example", "https://nama:sandi@kobo.example"])
def test_targets_add_refuses_an_address_it_cannot_call(simpul: Simpul, url: str) -> None:
    words = ["targets", "add", "x", "--kind", "kobo", "--url", url, "--token-stdin"]
    done = flask(simpul, *words, typed="t\n")
    assert done.exit_code == 1
    assert "Traceback" not in done.output


@sqlite_only
def test_a_targets_name_is_taken_once(simpul: Simpul) -> None:
    words = ["targets", "add", "kobo", "--kind", "kobo", "--url", "https://kf.example"]
    assert flask(simpul, *words, "--token-stdin", typed="t\n").exit_code == 0
    again = flask(simpul, *words, "--token-stdin", typed="t\n")
    assert again.exit_code == 1
    assert isinstance(again.exception, SystemExit)
    assert "kobo" in again.output


@sqlite_only
def test_linking_something_unknown_is_told(simpul: Simpul) -> None:
    assert flask(simpul, "targets", "link", "tidak-ada", "profil", "aX").exit_code == 1
    flask(
        simpul, "targets", "add", "k", "--kind", "kobo", "--url", "https://kf.example",
        "--token-stdin", typed="t\n",
    )  # fmt: skip
    assert flask(simpul, "targets", "link", "k", "bukan_formulir", "aX").exit_code == 1
    assert flask(simpul, "targets", "link", "k", "profil", "aX", "--version", "9").exit_code == 1


# -- work and profiles


@pytest.fixture
def report(simpul: Simpul, phone: Phone) -> str:
    """A report with a photo and a visit, received and not merged yet."""
    instance_id = new_id()
    answers = monthly_answers(penutup__foto_register="r.jpg")
    xml = simpul.submission_xml("kes_bulanan", answers, instance_id=instance_id)
    assert simpul.send(phone, xml, {"r.jpg": PHOTO}).status_code == 201
    simpul.send(phone, simpul.submission_xml("kes_balita", visit_answers()))
    return instance_id


def shown(simpul: Simpul, *words: str) -> dict[str, Any]:
    done = flask(simpul, "profiles", "show", MAWAR, "--json", *words)
    assert done.exit_code == 0, done.output
    profile: dict[str, Any] = json.loads(done.output)
    return profile


def test_work_once_merges_all_and_ends_with_zero(simpul: Simpul, report: str) -> None:
    assert not simpul.submission(report).merged
    assert flask(simpul, "work", "--once").exit_code == 0
    assert simpul.submission(report).merged
    assert flask(simpul, "work", "--once").exit_code == 0


def test_profiles_show_gives_every_value_with_its_sources(simpul: Simpul, report: str) -> None:
    flask(simpul, "work", "--once")
    profile = shown(simpul)
    assert (profile["code"], profile["name"]) == (MAWAR, "Posyandu Mawar")
    values = {(one["field"], one["period"]): one for one in profile["values"]}
    value = values["kes.balita_s_l", this_month()]
    assert value["value"] == 30
    (source,) = value["sources"]
    version = simpul.schema("kes_bulanan").version
    assert (source["instanceID"], source["form_id"]) == (report, "kes_bulanan")
    assert (source["version"], source["path"]) == (version, "skdn/balita_s_l")
    for one in profile["values"]:
        if one["rule"] == "computed":
            assert one["needs"], one["field"]
            continue
        # Of a count of nobody, those who were asked and do not meet it are told.
        told = one["losers"] if (one["rule"], one["value"]) == ("count", 0) else one["sources"]
        assert told, one["field"]
        for source in told:
            assert {"instanceID", "form_id", "version", "path"} <= source.keys()


@sqlite_only
def test_profiles_show_reads_for_people_too(simpul: Simpul, report: str) -> None:
    flask(simpul, "work", "--once")
    lines = flask(simpul, "profiles", "show", MAWAR).output
    assert f"kes.balita_s_l\t{this_month()}\t30\t{report}" in lines
    assert shown(simpul, "--period", "2001-01")["values"] == [
        one for one in shown(simpul)["values"] if not one["period"]
    ]
    assert flask(simpul, "profiles", "show", "64.99").exit_code == 1


@pytest.mark.usefixtures("report")
def test_verify_ends_with_zero_when_all_agrees_and_one_when_not(simpul: Simpul) -> None:
    flask(simpul, "work", "--once")
    clean = flask(simpul, "profiles", "verify")
    assert clean.exit_code == 0, clean.output
    simpul.execute("DELETE FROM cell WHERE field = 'kes.balita_s_l'")
    broken = flask(simpul, "profiles", "verify")
    assert broken.exit_code == 1
    assert f"{MAWAR} kes.balita_s_l {this_month()}" in broken.output
    rebuilt = flask(simpul, "profiles", "rebuild")
    assert rebuilt.exit_code == 0, rebuilt.output
    assert flask(simpul, "profiles", "verify").exit_code == 0


def test_rebuild_gives_what_merging_gave(simpul: Simpul, report: str) -> None:
    flask(simpul, "work", "--once")
    before = shown(simpul)
    simpul.execute("DELETE FROM cell")
    assert flask(simpul, "profiles", "rebuild", "--posyandu", MAWAR).exit_code == 0
    assert shown(simpul) == before
