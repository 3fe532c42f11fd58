"""Programs that call the API: how they show who they are, what they may read, and what is recorded."""

from __future__ import annotations

import base64
import csv
import io
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree

from app.accounts.access import Grant
from app.web.limits import forget_tries
from tests.integration.central.office import (
    FORM,
    FORMS,
    PHOTO,
    TABLE,
    VERSION,
    XLSX,
    Desk,
    add_account,
    answers,
    new_id,
    send,
    workbook,
)
from tests.integration.expect import assert_problem
from tests.integration.installation import PASSWORD
from tests.integration.submissions import ELSEWHERE, MAWAR

NAME = "Ananda Rekaan"


# -- who calls


def test_a_session_holds_until_it_is_ended_or_the_password_changes(desk: Desk) -> None:
    name, visitor = add_account(desk.simpul, Grant("admin")), desk.simpul.client()

    def log_in() -> dict[str, str]:
        body = {"email": name, "password": PASSWORD}
        opened_now = visitor.post("/v1/sessions", json=body)
        assert "Set-Cookie" not in opened_now.headers
        assert opened_now.get_json()["expiresAt"].endswith("Z")
        return {"Authorization": f"Bearer {opened_now.get_json()['token']}"}

    first, second, third = log_in(), log_in(), log_in()
    assert visitor.get("/v1/users/current", headers=first).get_json()["displayName"] == name
    token = first["Authorization"].removeprefix("Bearer ")
    kept = desk.simpul.query("SELECT token_hash FROM api_session")
    assert all(token.encode() not in row[0] for row in kept)
    assert visitor.delete("/v1/sessions/current", headers=first).get_json() == {"success": True}
    assert_problem(visitor.get("/v1/users/current", headers=first), "accounts.session_ended")
    past = "UPDATE api_session SET expires_at = '2020-01-01' WHERE token_hash = :one"
    newest = "SELECT token_hash FROM api_session ORDER BY created_at DESC LIMIT 1"
    desk.simpul.execute(past, one=desk.simpul.query(newest)[0][0])
    assert_problem(visitor.get("/v1/users/current", headers=third), "accounts.session_ended")
    desk.simpul.execute("UPDATE user_account SET session_mark = 'x' WHERE name = :one", one=name)
    assert_problem(visitor.get("/v1/users/current", headers=second), "accounts.session_ended")


def test_wrong_passwords_are_slowed_and_right_ones_are_not(desk: Desk) -> None:
    forget_tries()
    for _ in range(25):
        assert desk.call("/v1/users/current").status_code == 200
    wrong = {"Authorization": "Basic " + base64.b64encode(b"admin:salah-sekali").decode()}
    visitor = desk.simpul.client()
    statuses = [visitor.get("/v1/users/current", headers=wrong).status_code for _ in range(22)]
    assert statuses == [401] * 20 + [429] * 2
    body = {"email": "admin", "password": "salah-sekali"}
    assert visitor.post("/v1/sessions", json=body).status_code == 429
    assert desk.call("/v1/users/current").status_code == 200  # known from a moment ago
    forget_tries()


def test_a_password_does_not_cross_a_network_in_the_clear(desk: Desk) -> None:
    afar: dict[str, Any] = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.9"}}
    assert_problem(desk.call("/v1/users/current", **afar), "accounts.https_needed")
    safe = desk.call("/v1/users/current", base_url="https://simpul.example", **afar)
    assert safe.status_code == 200


def test_who_shows_nothing_is_told_so_in_centrals_shape(desk: Desk) -> None:
    refused = desk.simpul.client().get(TABLE)
    assert refused.status_code == 401
    assert refused.get_json()["code"] == 401.2
    assert refused.headers["WWW-Authenticate"].startswith("Basic")
    assert refused.get_json()["details"]["simpul"] == "accounts.login_needed"
    unknown = desk.call(f"{FORMS}/tidak_ada")
    assert (unknown.status_code, unknown.get_json()["code"]) == (404, 404.1)
    assert desk.call("/v1/projects/2/forms").status_code == 404
    for broken in (b"{", b"[]", b'{"email": "\\u0000"}', b'{"email": "\\ud800", "password": "x"}'):
        told = desk.simpul.client().post("/v1/sessions", data=broken)
        assert (told.status_code, told.get_json()["code"]) == (400, 400.1)
    assert desk.call("/v1/lain").get_json()["code"] == 404.1


# -- what is read


def logged(desk: Desk, name: str) -> list[str]:
    """What the log says an account read in the clear."""
    query = "SELECT subject FROM access_log WHERE actor = :one AND action = 'kiriman.buka'"
    return [row[0] for row in desk.simpul.query(query, one=name)]


def test_whoever_may_unmask_reads_names_and_it_is_recorded(desk: Desk) -> None:
    opd = add_account(desk.simpul, Grant("opd", "", "kesehatan"))
    row = desk.told(f"{TABLE}?$expand=*", opd)["value"][0]
    assert (row["nama_anak"], row["berat"]) == (NAME, 12)
    assert logged(desk, opd) == [f"formulir:{FORM}"]
    xml = desk.call(f"{FORMS}/{FORM}/submissions/{desk.root}.xml", opd)
    assert NAME in xml.text
    assert logged(desk, opd)[1:] == [f"kiriman:{desk.root}"]


@pytest.mark.parametrize("grant", [Grant("sekretariat"), Grant("desa", "64.02.06.1011")])
def test_whoever_may_not_reads_masks_everywhere_and_nothing_is_recorded(
    desk: Desk, grant: Grant
) -> None:
    name, one = add_account(desk.simpul, grant), f"{FORMS}/{FORM}/submissions"
    row = desk.told(f"{TABLE}?$expand=*", name)["value"][0]
    assert (row["nama_anak"], row["berat"], row["banyak"]) == ("••••••", None, 7)
    paths = (TABLE, f"{TABLE}('{desk.root}')", f"{one}.csv", f"{one}/{desk.root}", one)
    for path in paths:
        answer = desk.call(path, name)
        assert answer.status_code == 200, path
        assert NAME not in answer.text, path
    with ZipFile(io.BytesIO(desk.call(f"{one}.csv.zip", name).data)) as archive:
        assert NAME.encode() not in archive.read(f"{FORM}.csv")
    assert_problem(desk.call(f"{one}/{desk.root}.xml", name), "accounts.not_allowed")
    assert logged(desk, name) == []


def test_nobody_reads_a_place_outside_the_grant(desk: Desk) -> None:
    far = add_account(desk.simpul, Grant("camat", ELSEWHERE[:8]))
    assert desk.told(f"{TABLE}?$count=true&$top=1", far) == {
        "value": [],
        "@odata.context": f"http://localhost{FORMS}/{FORM}.svc/$metadata#Submissions",
        "@odata.count": 0,
    }
    assert desk.told(f"{FORMS}/{FORM}/submissions", far) == []
    assert_problem(
        desk.call(f"{FORMS}/{FORM}/submissions/{desk.root}", far), "accounts.not_allowed"
    )


def test_a_damaged_submission_is_marked_and_ends_no_table(desk: Desk) -> None:
    lost = new_id()
    send(desk, lost)
    desk.simpul.execute("UPDATE submission SET answers = x'00' WHERE instance_id = :one", one=lost)
    rows = {row["__id"]: row for row in desk.told(TABLE)["value"]}
    assert rows[lost]["__system"]["status"] == "missingEncryptedFormData"
    assert rows[lost]["banyak"] is None
    assert rows[desk.root]["banyak"] == 7
    desk.simpul.execute(
        "UPDATE submission SET answers = (SELECT answers FROM submission WHERE instance_id = :own)"
        " WHERE instance_id = :one",
        own=desk.root,
        one=lost,
    )  # sealed for another: still not to be opened as this one
    assert desk.told(f"{TABLE}('{lost}')")["value"][0]["banyak"] is None


# -- tables and files


def test_columns_are_chosen_and_a_row_stands_alone(desk: Desk) -> None:
    chosen = desk.told(f"{TABLE}?$select=__id,__system/reviewState,kebun/titik&$wkt=true")["value"]
    own = next(row for row in chosen if row["__id"] == desk.root)
    assert own == {
        "__id": desk.root,
        "__system": {"reviewState": None},
        "kebun": {"titik": "POINT (117.01 -0.42 12.5)"},
    }
    assert_problem(desk.call(f"{TABLE}?$select=lain"), "central.select_field")
    assert_problem(desk.call(f"{FORMS}/{FORM}.svc/Submissions.lain"), "web.not_found")
    alone = desk.told(f"{TABLE}('{desk.root}')?$expand=*")["value"][0]
    assert [len(tree["dahan"]) for tree in alone["pohon"]] == [2, 0]


def test_a_spreadsheet_finds_the_tables_and_their_columns(desk: Desk) -> None:
    service = desk.call(f"{FORMS}/{FORM}.svc")
    assert service.headers["OData-Version"] == "4.0"
    names = [one["name"] for one in service.get_json()["value"]]
    assert names == ["Submissions", "Submissions.pohon", "Submissions.pohon.dahan"]
    described = desk.call(f"{FORMS}/{FORM}.svc/$metadata")
    root = etree.fromstring(described.data)
    space = "{http://docs.oasis-open.org/odata/ns/edm}"
    assert [one.get("Name") for one in root.iter(f"{space}EntitySet")] == names
    known = {one.get("Name") for one in root.iter(f"{space}EntityType", f"{space}ComplexType")}
    types = {one.get("Type", "").rpartition("user.")[2] for one in root.iter(f"{space}Property")}
    used = {one.removeprefix(f"{FORM}.") for one in types if one.startswith(f"{FORM}.")}
    assert used <= known
    rows = desk.told(f"{FORMS}/{FORM}.svc/Submissions.pohon.dahan")["value"]
    assert set(rows[0]) == {"__id", "__Submissions-pohon-id", "daun"}


def test_all_tables_and_photos_come_as_one_zip(desk: Desk) -> None:
    with ZipFile(io.BytesIO(desk.call(f"{FORMS}/{FORM}/submissions.csv.zip").data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        trees = list(csv.DictReader(io.StringIO(archive.read(f"{FORM}-pohon.csv").decode())))
        main = list(csv.DictReader(io.StringIO(archive.read(f"{FORM}.csv").decode())))
        assert archive.read("media/pohon.jpg") == PHOTO
    assert f"{FORM}-pohon-dahan.csv" in names
    own = next(row for row in main if row["KEY"] == desk.root)
    assert (own["nama_anak"], own["kebun-titik-Latitude"]) == (NAME, "-0.42")
    assert [row["jenis"] for row in trees if row["PARENT_KEY"] == desk.root] == ["tua", "muda"]
    bare = desk.call(f"{FORMS}/{FORM}/submissions.csv.zip?attachments=false").data
    with ZipFile(io.BytesIO(bare)) as archive:
        assert not [name for name in archive.namelist() if name.startswith("media/")]
    filtered = desk.call(f"{FORMS}/{FORM}/submissions.csv?$filter=__id eq '{desk.root}'").text
    assert len(filtered.splitlines()) == 2


def test_a_file_comes_back_as_it_went_and_another_of_its_name_is_refused(desk: Desk) -> None:
    one = f"{FORMS}/{FORM}/submissions/{desk.root}/attachments/pohon.jpg"
    assert desk.call(one).data == PHOTO
    assert desk.call(one, method="POST", data=PHOTO).get_json() == {"success": True}
    assert_problem(desk.call(one, method="POST", data=b"lain"), "intake.other_file_same_name")
    assert desk.call(one).mimetype == "application/octet-stream"  # pyodk names it; here nobody did
    parked = desk.call(one.replace("pohon.jpg", "lain.jpg"), method="POST", data=PHOTO)
    assert_problem(parked, "intake.unknown_file")


# -- what is written


def test_an_edit_must_name_what_it_replaces(desk: Desk) -> None:
    root, second = new_id(), new_id()
    send(desk, root)
    one = f"{FORMS}/{FORM}/submissions/{root}"
    blank = desk.call(one, method="PUT", data=answers(instance_id=new_id()))
    assert (blank.get_json()["code"], blank.status_code) == (400.19, 400)
    first = answers(instance_id=second, edits=root, banyak="8")
    assert desk.call(one, method="PUT", data=first).get_json()["instanceId"] == root
    assert desk.call(one, method="PUT", data=first).status_code == 200  # the same once more
    stale = answers(instance_id=new_id(), edits=root)
    assert desk.call(one, method="PUT", data=stale).get_json()["code"] == 409.9
    versions = desk.told(f"{one}/versions")
    assert [(row["instanceId"], row["current"]) for row in versions] == [
        (second, True),
        (root, False),
    ]
    assert "<banyak>7</banyak>" in desk.call(f"{one}/versions/{root}.xml").text
    page = desk.simpul.session_of(desk.keeper).get(f"/kiriman/{second}")
    assert "Program lain (API)" in page.text


def test_what_each_edit_changed_is_told_and_names_stay_masked(desk: Desk) -> None:
    root, second, third = new_id(), new_id(), new_id()
    send(desk, root)
    one = f"{FORMS}/{FORM}/submissions/{root}"
    renamed = answers(instance_id=second, edits=root, nama="Ananda Lain")
    desk.call(one, method="PUT", data=renamed)
    grown = answers(instance_id=third, edits=second, nama="Ananda Lain", banyak="8")
    desk.call(one, method="PUT", data=grown.replace("<daun>5</daun>", "<daun>6</daun>"))
    agency = add_account(desk.simpul, Grant("opd", "", "kesehatan"))
    told = desk.told(f"{one}/diffs", agency)
    assert told.keys() == {second, third}
    assert told[second] == [
        {"path": ["meta", "instanceID"], "old": root, "new": second},
        {"path": ["meta", "deprecatedID"], "new": root},
        {"path": ["nama_anak"], "old": NAME, "new": "Ananda Lain"},
    ]
    assert told[third][2:] == [
        {"path": ["banyak"], "old": "7", "new": "8"},
        {"path": [["pohon", 0], ["dahan", 1], "daun"], "old": "5", "new": "6"},
    ]
    assert logged(desk, agency) == [f"kiriman:{root}"]
    secretary = add_account(desk.simpul, Grant("sekretariat"))
    hidden = desk.told(f"{one}/diffs", secretary)
    assert hidden[second][2] == {"path": ["nama_anak"], "old": "••••••", "new": "••••••"}
    assert hidden[third][2] == told[third][2]
    assert logged(desk, secretary) == []


def test_a_submission_of_another_form_or_with_other_content_is_refused(desk: Desk) -> None:
    elsewhere = desk.call(f"{FORMS}/kes_bulanan/submissions", method="POST", data=answers())
    assert elsewhere.get_json()["details"]["simpul"] == "intake.form_mismatch"
    again = desk.call(
        f"{FORMS}/{FORM}/submissions",
        method="POST",
        data=answers(instance_id=desk.root, banyak="1"),
    )
    assert again.get_json()["code"] == 409.1
    assert "intake.other_content_same_id" in [row.code for row in desk.simpul.quarantined()]
    officer = add_account(desk.simpul, Grant("admin"))  # decides about reports, and so makes none
    sent = desk.call(f"{FORMS}/{FORM}/submissions", officer, "POST", data=answers())
    assert_problem(sent, "accounts.not_allowed")


def test_a_form_is_checked_and_closed_as_on_the_pages(desk: Desk) -> None:
    forms = {"method": "POST", "content_type": XLSX}
    wrong = workbook(**{"kes_buah": "kes_lain", "| integer  ": "| integr   "})
    refused = desk.call(FORMS, data=wrong, **forms).get_json()
    assert refused["code"] == 400.15
    assert "survey" in refused["details"]["error"]
    loud = workbook(**{"kes_buah": "kes_lain", "max-pixels=1600": "               "})
    warned = desk.call(FORMS, data=loud, **forms).get_json()
    assert warned["code"] == 400.16
    assert warned["details"]["warnings"]["xlsFormWarnings"]
    xml = desk.call(f"{FORMS}/{FORM}.xml").data
    plain = desk.call(FORMS, method="POST", data=xml, content_type="application/xml")
    assert_problem(plain, "central.needs_xlsform")
    closed = desk.call(f"{FORMS}/{FORM}", method="PATCH", json={"state": "closed"})
    assert closed.get_json()["state"] == "closing"
    phone = desk.simpul.add_phone()
    assert f"<formID>{FORM}<" not in desk.simpul.client().get(f"{phone.door}/formList").text
    desk.call(f"{FORMS}/{FORM}", method="PATCH", json={"state": "open"})
    assert f"<formID>{FORM}<" in desk.simpul.client().get(f"{phone.door}/formList").text
    more = desk.call(f"{FORMS}/{FORM}", headers={"X-Extended-Metadata": "true"}).get_json()
    assert more["submissions"] >= 1
    assert (more["version"], more["publishedAt"][-1]) == (VERSION, "Z")
    assert desk.call(f"{FORMS}/{FORM}.xlsx").data[:2] == b"PK"


def test_no_file_of_a_form_is_told_to_a_browser_as_something_to_run(desk: Desk) -> None:
    draft = f"{FORMS}/{FORM}/draft"
    desk.call(draft, method="POST")
    script: dict[str, Any] = {"data": b"alert(1)", "content_type": "text/javascript"}
    desk.call(f"{draft}/attachments/buah.csv", method="POST", **script)
    assert desk.call(f"{draft}/attachments/buah.csv").mimetype == "application/octet-stream"
    version = desk.told(draft)["version"]
    browser = desk.simpul.session_of(desk.keeper)
    served = browser.get(f"/formulir/{FORM}/versi/{version}/media/buah.csv")
    assert (served.data, served.mimetype) == (b"alert(1)", "application/octet-stream")
    desk.call(draft, method="DELETE")


def test_a_draft_is_thrown_away_and_what_is_out_stays(desk: Desk) -> None:
    draft = f"{FORMS}/{FORM}/draft"
    assert desk.call(draft, method="POST").get_json() == {"success": True}
    assert desk.told(draft)["publishedAt"] is None
    refused = desk.call(f"{draft}/publish", method="POST")
    assert refused.get_json()["code"] == 409.6  # a copy needs a version of its own
    files = {one["name"]: one["exists"] for one in desk.told(f"{draft}/attachments")}
    assert files["buah.csv"] is True
    assert desk.call(draft, method="DELETE").get_json() == {"success": True}
    assert desk.call(draft).status_code == 404
    assert desk.told(f"{FORMS}/{FORM}")["version"] == VERSION


def test_sasaran_are_masked_for_whoever_may_not_read_them(desk: Desk) -> None:
    lists = "/v1/projects/1/datasets"
    desk.call(lists, method="POST", json={"name": "tamu"})
    desk.call(f"{lists}/tamu/properties", method="POST", json={"name": "alamat"})
    one = {"label": NAME, "data": {"alamat": "Jalan Rekaan 1"}}
    assert desk.call(f"{lists}/tamu/entities", method="POST", json=one).status_code == 200
    secretary = add_account(desk.simpul, Grant("sekretariat"))
    for path in (
        f"{lists}/tamu.svc/Entities",
        f"{lists}/tamu/entities",
        f"{lists}/tamu/entities.csv",
    ):
        assert NAME in desk.call(path).text
        masked = desk.call(path, secretary)
        assert masked.status_code == 200
        assert NAME not in masked.text
        assert "Jalan Rekaan" not in masked.text
    # Who cannot read a list cannot merge into it either: it would only double what is there.
    refused = desk.call(f"{lists}/tamu/entities", secretary, "POST", json=one)
    assert_problem(refused, "accounts.not_allowed")
    unknown = {"label": "x", "data": {"warna": "merah"}}
    told = desk.call(f"{lists}/tamu/entities", method="POST", json=unknown).get_json()
    assert told["code"] == 400.33
    found = desk.told(f"{lists}/tamu.svc/Entities?$filter=__system/version eq 1&$select=__id")
    assert len(found["value"]) == 1
    kader = add_account(desk.simpul, Grant("opd", MAWAR, "kesehatan"))
    assert_problem(
        desk.call(f"{lists}/tamu/entities", kader, "POST", json=one), "accounts.not_allowed"
    )


def test_a_sasaran_is_changed_on_the_version_that_counts_or_not_at_all(desk: Desk) -> None:
    lists = "/v1/projects/1/datasets"
    desk.call(lists, method="POST", json={"name": "tamu"})
    desk.call(f"{lists}/tamu/properties", method="POST", json={"name": "rt"})
    one = {"label": NAME, "data": {"rt": "1"}}
    made = desk.call(f"{lists}/tamu/entities", method="POST", json=one).get_json()
    path = f"{lists}/tamu/entities/{made['uuid']}"
    for query in ("", "?baseVersion=2", "?baseVersion=1x", "?baseVersion=0&resolve=false"):
        refused = desk.call(f"{path}{query}", method="PATCH", json={"data": {"rt": "9"}})
        assert (refused.status_code, refused.get_json()["code"]) == (409, 409.15)
    nothing = desk.call(f"{path}?baseVersion=1&resolve=true", method="PATCH", json={})
    assert (nothing.status_code, nothing.get_json()["code"]) == (400, 400.32)
    for query in ("?baseVersion=1", "?force=true"):
        assert desk.call(f"{path}{query}", method="PATCH", json=one).status_code == 200
    versions = desk.call(f"{path}/versions").get_json()
    assert [(each["version"], each["source"]) for each in versions] == [(1, {}), (2, {}), (3, {})]
