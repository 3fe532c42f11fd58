"""The stand-in takes forms as kpi's source says: import, files, deployment, and what fails where."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

import pytest
import requests
from lxml import etree
from pyxform.xls2json_backends import xlsx_to_dict

from tests.kobo.api import DROPPED, LOST
from tests.kobo.stand_in import KoboStandIn
from tests.unit.kobo.account import QUESTIONS, Account, form
from tests.unit.kobo.conftest import ASSET


@pytest.fixture
def account(kobo: KoboStandIn) -> Account:
    """The owner of the stand-in's account."""
    return Account(kobo)


def test_an_import_makes_a_draft_that_a_first_deployment_opens(
    kobo: KoboStandIn, account: Account
) -> None:
    uid = account.add_project(form(form_title="Kunjungan", id_string="kes_kunjungan"))

    draft = account.get(f"assets/{uid}/")
    assert (draft["name"], draft["has_deployment"]) == ("Kunjungan", False)
    assert (draft["deployment_status"], draft["deployed_version_id"]) == ("draft", None)
    assert account.call("GET", f"assets/{uid}/deployment/").status_code == 404
    assert account.call("GET", f"assets/{uid}/data/").status_code == 400

    deployed = account.deploy(uid).json()

    assert deployed["asset"]["deployed_version_id"] == draft["version_id"]
    assert (deployed["active"], deployed["asset"]["deployment_status"]) == (True, "deployed")
    (instance,) = next(etree.fromstring(kobo.projects[uid].xform).iter("{*}instance"))
    assert (etree.QName(instance).localname, instance.get("id")) == (uid, uid)
    assert instance.get("version") == "1 (2026-01-05 01:00:00)"
    assert draft["version_id"].encode() in kobo.projects[uid].xform


def test_a_deployment_without_active_is_closed_at_once(account: Account) -> None:
    uid = account.add_project()

    closed = account.call("POST", f"assets/{uid}/deployment/", json={}).json()

    assert closed["asset"]["deployment_status"] == "archived"
    opened = account.call("PATCH", f"assets/{uid}/deployment/", json={"active": True}).json()
    assert opened["asset"]["deployment_status"] == "deployed"


def test_only_the_current_version_is_deployed_and_by_the_right_method(account: Account) -> None:
    uid = account.add_project()
    first = account.get(f"assets/{uid}/")["version_id"]
    assert account.deploy(uid, "PATCH", version_id=first).status_code == 405
    assert account.deploy(uid).status_code == 200
    assert account.deploy(uid).status_code == 405

    updated = account.import_form(form(), destination=f"{account.kobo.url}/api/v2/assets/{uid}/")

    assert updated["messages"]["updated"][0]["uid"] == uid
    asset = account.get(f"assets/{uid}/")
    assert asset["deployed_version_id"] == first != asset["version_id"]
    assert account.deploy(uid, "PATCH", version_id=first).status_code == 500
    again = account.deploy(uid, "PATCH", version_id=asset["version_id"]).json()
    assert again["asset"]["deployed_version_id"] == asset["version_id"]
    assert account.kobo.projects[uid].version.startswith("2 ")


def test_base64_is_taken_as_well(account: Account) -> None:
    text = f"data:application/octet-stream;base64,{base64.b64encode(form()).decode()}"
    task = account.call("POST", "imports/", data={"base64Encoded": text, "name": "b"}).json()
    assert account.get(f"imports/{task['uid']}/")["status"] == "processing"
    assert account.get(f"imports/{task['uid']}/")["status"] == "complete"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [QUESTIONS[0], *QUESTIONS[1:2], QUESTIONS[0], QUESTIONS[3]],
            {"error_type": "DuplicateNameException", "error": "Duplicate node name: nama"},
        ),
        (
            [{"type": "text", "name": "2x", "label": "Dua"}],
            {"error_type": "ValueError", "error": "Invalid node name: 2x"},
        ),
    ],
)
def test_an_import_refuses_names_only(
    account: Account, rows: list[dict[str, Any]], said: dict[str, str]
) -> None:
    task = account.import_form(form(rows))
    assert (task["status"], task["messages"]) == ("error", said)


def test_what_is_no_workbook_ends_the_import_in_an_error(account: Account) -> None:
    task = account.import_form(b"bukan buku kerja")
    assert task["status"] == "error"
    assert task["messages"]["error_type"]


def test_a_form_that_does_not_compile_is_refused_when_it_is_deployed(account: Account) -> None:
    rows = [{"type": "note", "name": "n", "label": "Halo ${tidak_ada}"}]
    uid = account.add_project(form(rows))

    refused = account.deploy(uid)

    assert refused.status_code == 400
    assert "tidak_ada" in refused.json()["error"]
    assert not account.get(f"assets/{uid}/")["has_deployment"]


def test_a_failed_redeployment_leaves_the_old_form_open(account: Account) -> None:
    uid = account.add_project()
    account.deploy(uid)
    before = account.kobo.projects[uid].xform
    bad = form([{"type": "select_one tak_ada", "name": "p", "label": "P"}])
    account.import_form(bad, destination=f"{account.kobo.url}/api/v2/assets/{uid}/")
    version = account.get(f"assets/{uid}/")["version_id"]

    assert account.deploy(uid, "PATCH", version_id=version).status_code == 400
    assert account.kobo.projects[uid].xform == before


def test_a_file_name_is_unique_until_the_file_is_deleted(account: Account) -> None:
    uid = account.add_project()
    made = account.add_file(uid, "desa.csv", b"name,label\n1,Mawar\n")
    assert made.status_code == 201
    assert made.json()["metadata"]["hash"].startswith("md5:")

    twice = account.add_file(uid, "desa.csv", b"name,label\n2,Melati\n")

    assert (twice.status_code, twice.json()) == (400, {"content": ["File already exists"]})
    listed = account.get(f"assets/{uid}/files/", file_type="form_media")
    assert [row["metadata"]["filename"] for row in listed["results"]] == ["desa.csv"]
    gone = account.call("DELETE", f"assets/{uid}/files/{made.json()['uid']}/")
    assert gone.status_code == 204
    assert account.add_file(uid, "desa.csv", b"name,label\n2,Melati\n").status_code == 201


def test_a_file_reaches_phones_with_the_next_deployment(
    kobo: KoboStandIn, account: Account
) -> None:
    uid = account.add_project()
    account.deploy(uid)
    account.add_file(uid, "logo.png", b"gambar")
    assert kobo.projects[uid].synced_media == {}

    version = account.get(f"assets/{uid}/")["version_id"]
    account.deploy(uid, "PATCH", version_id=version)

    assert kobo.projects[uid].synced_media == {"logo.png": b"gambar"}
    assert kobo.projects[uid].deployments == 1


def test_a_kind_of_file_kobo_does_not_take_is_refused(account: Account) -> None:
    refused = account.add_file(account.add_project(), "isi.exe", b"x")
    assert refused.status_code == 400
    assert "MIME types are allowed" in refused.json()["content"][0]


def test_the_workbook_comes_back_without_what_deployment_adds(account: Account) -> None:
    uid = account.add_project(form(form_title="Kunjungan", id_string="kes_kunjungan", version="7"))
    account.deploy(uid)

    book = xlsx_to_dict(BytesIO(account.call("GET", f"assets/{uid}.xls").content))

    assert [row.get("name") for row in book["survey"]] == ["nama", "anak", "usia", None]
    assert book["settings"] == [{"id_string": "kes_kunjungan"}]


def test_an_imported_forms_repeats_are_lists_in_its_json(
    kobo: KoboStandIn, account: Account
) -> None:
    uid = account.add_project()
    account.deploy(uid)
    xml = (
        b"<data id='x'><nama>Ayu</nama><anak><usia>3</usia></anak>"
        b"<meta><instanceID>uuid:1</instanceID></meta></data>"
    )
    number = kobo.submit(uid, xml)
    assert account.get(f"assets/{uid}/data/{number}/")["anak"] == [{"anak/usia": "3"}]


def test_the_list_of_projects_is_searched_and_paged(account: Account) -> None:
    uid = account.add_project(form(form_title="Kunjungan balita"))
    assert account.get("assets/", q="asset_type:survey", limit="1")["count"] == 2
    found = account.get("assets/", q="kunjungan AND asset_type:survey")["results"]
    assert [row["uid"] for row in found] == [uid]
    assert account.get("assets/", limit="1")["next"].endswith("limit=1&start=1")


def test_without_a_right_a_project_is_hidden_or_closed(kobo: KoboStandIn, account: Account) -> None:
    kobo.add_asset("aLihat", rights=("view_asset",))
    kobo.add_asset("aTidak", rights=())
    codes = [account.add_file(uid, "a.csv", b"x").status_code for uid in ("aLihat", "aTidak")]
    assert codes == [403, 404]
    wrong = requests.get(f"{kobo.url}/api/v2/assets/", timeout=9)
    assert wrong.status_code == 401


def test_the_token_is_given_for_user_and_password(kobo: KoboStandIn) -> None:
    url = f"{kobo.url}/token/?format=json"
    assert requests.get(url, auth=(kobo.username, "salah"), timeout=9).status_code == 401
    given = requests.get(url, auth=(kobo.username, kobo.password), timeout=9).json()
    assert given == {"token": kobo.token}


def test_faults_tell_what_was_carried_out(kobo: KoboStandIn, account: Account) -> None:
    kobo.faults.retry_after = 7
    kobo.faults.next_statuses.extend([429, LOST, DROPPED])
    busy = account.call("POST", "assets/", json={"name": "A", "asset_type": "survey"})
    assert (busy.status_code, busy.headers["Retry-After"]) == (429, "7")
    assert set(kobo.projects) == {ASSET}

    for name in ("B", "C"):
        with pytest.raises(requests.ConnectionError):
            account.call("POST", "assets/", json={"name": name, "asset_type": "survey"})

    assert [each.name for each in kobo.projects.values()][1:] == ["B"]


def test_a_slow_server_is_slow(kobo: KoboStandIn, account: Account) -> None:
    kobo.faults.slow_seconds = 0.3
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{kobo.url}/me/", timeout=0.1)
