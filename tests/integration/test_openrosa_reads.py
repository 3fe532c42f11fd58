"""What Collect asks before it fills in anything: list, forms, manifests, the phone's own lists."""

from __future__ import annotations

import csv
import hashlib
import io

import pytest

from app.design.library import list_form_files
from tests.app_fixtures import sqlite_only
from tests.integration.expect import assert_openrosa, assert_problem
from tests.integration.installation import Phone, Simpul
from tests.integration.openrosa_reads import listed_forms, manifest_of, path_of
from tests.integration.submissions import ELSEWHERE, MALUHU, MAWAR, MELATI

LIBRARY = {path.stem for path in list_form_files()}


def md5(content: bytes) -> str:
    return "md5:" + hashlib.md5(content, usedforsecurity=False).hexdigest()


def rows_of(simpul: Simpul, phone: Phone, name: str) -> list[dict[str, str]]:
    """The rows of a list the phone receives with the monthly form."""
    client = simpul.client()
    form = next(one for one in listed_forms(simpul, phone) if one["formID"] == "kes_bulanan")
    url = manifest_of(client, form["manifestUrl"])[name]["downloadUrl"]
    return list(csv.DictReader(io.StringIO(client.get(path_of(url)).text)))


def test_every_entry_of_the_list_has_what_collect_needs(simpul: Simpul, phone: Phone) -> None:
    forms = listed_forms(simpul, phone)
    assert {one["formID"] for one in forms} == LIBRARY
    for one in forms:
        assert one["name"]
        assert one["version"] in one["downloadUrl"]
        assert one["version"] in one["manifestUrl"]
        assert one["downloadUrl"].startswith(f"http://localhost{phone.door}/")


def test_the_hash_is_the_md5_of_the_bytes_served(simpul: Simpul, phone: Phone) -> None:
    client = simpul.client()
    for one in listed_forms(simpul, phone):
        for _ in range(2):
            assert md5(client.get(path_of(one["downloadUrl"])).data) == one["hash"]


def test_the_manifest_names_files_by_the_md5_of_their_bytes(simpul: Simpul, phone: Phone) -> None:
    client = simpul.client()
    form = next(one for one in listed_forms(simpul, phone) if one["formID"] == "profil")
    files = manifest_of(client, form["manifestUrl"])
    assert set(files) == {"kecamatan.csv", "desa.csv", "posyandu.csv", "dikembalikan.csv"}
    for one in files.values():
        response = client.get(path_of(one["downloadUrl"]))
        assert md5(response.data) == one["hash"]
        assert_openrosa(response)


def test_a_phone_receives_the_places_of_its_area_alone(simpul: Simpul) -> None:
    own = simpul.add_phone(MAWAR)
    assert [row["name"] for row in rows_of(simpul, own, "posyandu.csv")] == [MAWAR]
    desa = simpul.add_phone(MAWAR, area=MALUHU)
    codes = [row["name"] for row in rows_of(simpul, desa, "posyandu.csv")]
    assert codes == [MAWAR, MELATI, f"{MALUHU}.003"]
    whole = simpul.add_phone(MAWAR, area="64.02")
    assert ELSEWHERE in [row["name"] for row in rows_of(simpul, whole, "posyandu.csv")]


def test_the_cascade_of_lists_holds_together(simpul: Simpul) -> None:
    phone = simpul.add_phone(MAWAR, area="64.02")
    kecamatan = {row["name"] for row in rows_of(simpul, phone, "kecamatan.csv")}
    desa = {row["name"]: row["kecamatan"] for row in rows_of(simpul, phone, "desa.csv")}
    posyandu = {row["name"]: row["desa"] for row in rows_of(simpul, phone, "posyandu.csv")}
    assert set(desa.values()) == kecamatan
    assert set(posyandu.values()) == set(desa)
    for name in ("kecamatan.csv", "desa.csv", "posyandu.csv"):
        assert all(row["label"] for row in rows_of(simpul, phone, name))


def test_a_closed_posyandu_leaves_the_lists_and_the_hash_tells(
    simpul: Simpul,
) -> None:
    phone = simpul.add_phone(MAWAR, area=MALUHU)
    url = listed_forms(simpul, phone)[0]["manifestUrl"]
    before = manifest_of(simpul.client(), url)["posyandu.csv"]["hash"]
    simpul.execute("UPDATE posyandu SET closed_on = '2026-01-01' WHERE code = :c", c=MELATI)
    assert MELATI not in [row["name"] for row in rows_of(simpul, phone, "posyandu.csv")]
    assert manifest_of(simpul.client(), url)["posyandu.csv"]["hash"] != before


@sqlite_only
def test_a_phone_of_one_bidang_holds_its_forms_and_the_general_ones(simpul: Simpul) -> None:
    phone = simpul.add_phone(bidang="sosial")
    files = [path for path in list_form_files() if path.parent.name in {"sosial", "umum"}]
    assert {one["formID"] for one in listed_forms(simpul, phone)} == {path.stem for path in files}


@sqlite_only
def test_the_list_is_filtered_by_form_id(simpul: Simpul, phone: Phone) -> None:
    found = listed_forms(simpul, phone, "?formID=profil&deviceID=collect%3Aabc")
    assert [one["formID"] for one in found] == ["profil"]


@sqlite_only
def test_what_collect_calls_itself_is_noted(simpul: Simpul, phone: Phone) -> None:
    listed_forms(simpul, phone, "?deviceID=collect%3Aabc")
    rows = simpul.query("SELECT collect_id, last_seen FROM device")
    assert rows[0].collect_id == "collect:abc"
    assert rows[0].last_seen is not None


@sqlite_only
@pytest.mark.parametrize("last", ["form.xml", "manifest.xml", "media/posyandu.csv"])
def test_what_did_not_change_is_304(simpul: Simpul, phone: Phone, last: str) -> None:
    version = simpul.schema("kes_bulanan").version
    path = f"{phone.door}/forms/kes_bulanan/{version}/{last}?deviceID=collect%3Aabc"
    client = simpul.client()
    first = client.get(path)
    assert first.status_code == 200
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert_openrosa(again)


@sqlite_only
def test_every_status_carries_the_headers_of_openrosa(simpul: Simpul, phone: Phone) -> None:
    client = simpul.client()
    version = simpul.schema("kes_bulanan").version
    asked = {
        f"{phone.door}/formList": 200,
        f"{phone.door}/forms/kes_bulanan/1999/form.xml": 404,
        f"{phone.door}/forms/kes_bulanan/1999/manifest.xml": 404,
        f"{phone.door}/forms/bukan/1/form.xml": 404,
        f"{phone.door}/forms/kes_bulanan/{version}/media/lain.csv": 404,
        f"{phone.door}/forms/kes_bulanan/{version}/media/..%2Fform.xml": 404,
        f"{phone.door}/tidak-ada": 404,
        f"{phone.door}/submission": 405,
        "/k/token-yang-tidak-ada/formList": 403,
    }
    for path, status in asked.items():
        response = client.get(path)
        assert response.status_code == status, path
        assert_openrosa(response)
        assert "text/xml" in response.headers["Content-Type"], path


@sqlite_only
def test_head_of_the_submission_address_is_204_with_what_may_be_sent(
    simpul: Simpul, phone: Phone
) -> None:
    response = simpul.client().head(f"{phone.door}/submission?deviceID=collect%3Aabc")
    assert response.status_code == 204
    assert_openrosa(response)
    assert response.headers["X-OpenRosa-Accept-Content-Length"] == "100000000"
    assert response.headers["Location"] == f"http://localhost{phone.door}/submission"


@sqlite_only
def test_an_unknown_version_is_told_in_words(simpul: Simpul, phone: Phone) -> None:
    response = simpul.client().get(f"{phone.door}/forms/kes_bulanan/1999/form.xml")
    assert_problem(response, "design.unknown_version")


@sqlite_only
def test_the_list_of_an_ended_phone_is_403_and_never_empty(simpul: Simpul, phone: Phone) -> None:
    simpul.execute("UPDATE device SET state = 'dicabut'")
    assert_problem(simpul.client().get(f"{phone.door}/formList"), "publish.revoked")


@sqlite_only
@pytest.mark.simpul(SIMPUL_TRUST_PROXY="1")
def test_behind_a_proxy_addresses_are_the_ones_the_phone_used(simpul: Simpul, phone: Phone) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "posyandu.example.go.id"}
    response = simpul.client().get(f"{phone.door}/formList", headers=headers)
    assert f"https://posyandu.example.go.id{phone.door}/forms/" in response.text


@sqlite_only
def test_a_known_list_is_304_until_what_is_listed_changes(simpul: Simpul, phone: Phone) -> None:
    client, path = simpul.client(), f"{phone.door}/formList"
    first = client.get(path)
    known = {"If-None-Match": first.headers["ETag"]}
    assert not first.headers["ETag"].startswith("W/")
    again = client.get(path, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert_openrosa(again)
    simpul.signed_in("opd", bidang="kesehatan").post("/formulir/kes_bulanan/tutup")
    changed = client.get(path, headers=known)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


@sqlite_only
def test_all_versions_and_descriptions_are_listed_only_when_asked_for(
    simpul: Simpul, phone: Phone
) -> None:
    plain = listed_forms(simpul, phone)
    assert all("descriptionText" not in one for one in plain)
    assert all(one["descriptionText"] for one in listed_forms(simpul, phone, "?verbose=true"))
    every = listed_forms(simpul, phone, "?listAllVersions=true")
    assert {one["downloadUrl"] for one in plain} <= {one["downloadUrl"] for one in every}
    for one in every:
        assert md5(simpul.client().get(path_of(one["downloadUrl"])).data) == one["hash"]
