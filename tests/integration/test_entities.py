"""Sasaran over HTTP: what submissions make of them, and what each phone receives."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from lxml import etree

from app.exchange.targets_service import Typed, enter_target
from app.intake.deliveries import Delivery
from app.intake.service import receive_submission
from app.openrosa.documents import MANIFEST
from tests.integration.entity_forms import (
    FAMILY,
    HOUSE,
    REGISTER,
    WEIGH,
    entity_xml,
    register,
    send,
    weigh,
)
from tests.integration.expect import assert_openrosa, assert_problem
from tests.integration.installation import Phone, Simpul
from tests.integration.openrosa_reads import listed_forms, manifest_of, path_of
from tests.integration.submissions import ELSEWHERE, MAWAR, MELATI

pytestmark = pytest.mark.forms(REGISTER, WEIGH, FAMILY, HOUSE)

CHILD = "11111111-1111-4111-8111-111111111111"
SECOND = "22222222-2222-4222-8222-222222222222"
BRANCH = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
OTHER = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"


@pytest.fixture
def admin(simpul: Simpul) -> FlaskClient:
    """An admin of an installation whose officers released forms with sasaran."""
    return simpul.signed_in("admin")


def entry(simpul: Simpul, phone: Phone, form_id: str = WEIGH, name: str = "balita.csv") -> dict:
    """The manifest's entry for a list on a phone."""
    listed = {one["formID"]: one for one in listed_forms(simpul, phone)}
    return manifest_of(simpul.client(), listed[form_id]["manifestUrl"])[name]


def rows(simpul: Simpul, phone: Phone, name: str = "balita.csv", form: str = WEIGH) -> list[dict]:
    """The list on a phone, as Collect reads it."""
    response = simpul.client().get(path_of(entry(simpul, phone, form, name)["downloadUrl"]))
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(response.text)))


def gone(simpul: Simpul, phone: Phone, *entity_ids: str) -> dict[str, str]:
    """What the integrity address says of these."""
    url = path_of(entry(simpul, phone)["integrityUrl"])
    response = simpul.client().get(f"{url}?id={','.join(entity_ids)}&deviceID=collect%3Auji")
    assert_openrosa(response)
    assert response.mimetype == "text/xml"
    root = etree.fromstring(response.data)
    assert root.tag == "data"
    return {one.get("id", ""): one.findtext("deleted") or "" for one in root.iter("entity")}


def problems(simpul: Simpul) -> list[tuple[str, str]]:
    return [tuple(row) for row in simpul.query("SELECT instance_id, code FROM entity_problem")]


def conflict(simpul: Simpul, entity_id: str = CHILD) -> str:
    query = "SELECT conflict FROM entity WHERE entity_id = :id"
    return str(simpul.query(query, id=entity_id)[0][0])


def test_a_registered_child_is_on_the_phones_of_its_posyandu_and_no_other(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    register(simpul, phone, CHILD, lahir="2024-05-15", catatan="Rahasia petugas")
    simpul.run_pending()
    assert rows(simpul, phone) == [
        {
            "name": CHILD,
            "label": "Ananda Rekaan",
            "__version": "1",
            "bb_terakhir": "9.1",
            "rt": "1",
            "tanggal_lahir": "2024-05-15",
        }
    ]
    assert rows(simpul, simpul.add_phone(MELATI)) == []
    assert rows(simpul, simpul.add_phone(ELSEWHERE)) == []
    assert len(rows(simpul, simpul.add_phone(MAWAR, area="64.02.06.1011"))) == 1
    assert rows(simpul, simpul.add_phone(MAWAR, bidang="kesehatan")) != []


def test_a_list_of_another_bidang_is_not_in_the_manifest(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    other = simpul.add_phone(MAWAR, bidang="perumahan_rakyat")
    listed = {one["formID"]: one for one in listed_forms(simpul, other)}
    assert WEIGH not in listed
    url = path_of(listed_forms(simpul, phone)[0]["manifestUrl"])
    weigh_url = entry(simpul, phone)["downloadUrl"].replace(phone.token, other.token)
    assert_problem(simpul.client().get(path_of(weigh_url)), "publish.unknown_media")
    assert url


def test_the_manifest_says_that_it_is_a_list_of_entities(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    listed = {one["formID"]: one for one in listed_forms(simpul, phone)}
    response = simpul.client().get(path_of(listed[WEIGH]["manifestUrl"]))
    kinds = {
        file.findtext(f"{{{MANIFEST}}}filename"): file.get("type")
        for file in etree.fromstring(response.data)
    }
    assert kinds == {
        "kecamatan.csv": None,
        "desa.csv": None,
        "posyandu.csv": None,
        "dikembalikan.csv": None,
        "balita.csv": "entityList",
    }
    assert entry(simpul, phone)["hash"].startswith("md5:")
    simpul_admin = admin.post("/sasaran/daftar/balita/persetujuan", data={"perlu": "1"})
    assert simpul_admin.status_code == 302
    response = simpul.client().get(path_of(listed[WEIGH]["manifestUrl"]))
    assert b'type="approvalEntityList"' in response.data


def test_only_the_columns_that_the_phones_forms_read_travel(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    register(simpul, phone, CHILD, nik="6402061505220001", catatan="Rahasia petugas")
    simpul.run_pending()
    (row,) = rows(simpul, phone)
    assert set(row) == {"name", "label", "__version", "bb_terakhir", "rt", "tanggal_lahir"}
    text = simpul.client().get(path_of(entry(simpul, phone)["downloadUrl"])).text
    assert "Rahasia" not in text
    assert "6402061505220001" not in text


def test_a_hash_changes_for_the_phones_that_see_a_change_and_for_no_other(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    same, desa = simpul.add_phone(MAWAR), simpul.add_phone(MAWAR, area="64.02.06.1011")
    away = simpul.add_phone(MELATI)
    phones = [phone, same, desa, away]
    register(simpul, phone, CHILD)
    register(simpul, away, SECOND)
    simpul.run_pending()
    before = [entry(simpul, one)["hash"] for one in phones]
    assert before[0] == before[1]
    weigh(simpul, phone, CHILD, 1, bb="10")
    simpul.run_pending()
    after = [entry(simpul, one)["hash"] for one in phones]
    changed = [old != new for old, new in zip(before, after, strict=True)]
    assert changed == [True, True, True, False]
    simpul.run_pending()
    assert [entry(simpul, one)["hash"] for one in phones] == after


def test_a_list_that_the_phone_holds_is_answered_without_a_row(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    register(simpul, phone, CHILD)
    simpul.run_pending()
    url = path_of(entry(simpul, phone)["downloadUrl"])
    first = simpul.client().get(url)
    assert first.headers["ETag"] == f'"{entry(simpul, phone)["hash"].removeprefix("md5:")}"'
    again = simpul.client().get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    simpul.execute("UPDATE entity SET content = :junk", junk=b"rusak")
    again = simpul.client().get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_one_bad_row_never_ends_the_list(simpul: Simpul, admin: FlaskClient, phone: Phone) -> None:
    ids = sorted(str(uuid.uuid4()) for _ in range(3))
    for number, entity_id in enumerate(ids):
        register(simpul, phone, entity_id, f'Anak "{number}", satu\nbaris')
    simpul.run_pending()
    simpul.execute("UPDATE entity SET content = :junk WHERE entity_id = :id", junk=b"x", id=ids[0])
    found = rows(simpul, phone)
    assert [row["name"] for row in found] == ids[1:]
    assert found[0]["label"] == 'Anak "1", satu\nbaris'
    faults = simpul.query("SELECT entity_id, fault FROM entity WHERE fault <> ''")
    assert [tuple(row) for row in faults] == [(ids[0], "rusak")]
    assert "1 sasaran" in admin.get("/sasaran").text


def test_updates_that_arrive_in_reverse_are_held_and_end_right(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    weigh(simpul, phone, CHILD, 2, bb="11", branch=BRANCH)
    weigh(simpul, phone, CHILD, 1, bb="10", rt_baru="5", branch=BRANCH)
    simpul.run_pending()
    assert len(simpul.query("SELECT * FROM entity_backlog")) == 2
    assert rows(simpul, phone) == []
    register(simpul, phone, CHILD)
    simpul.run_pending()
    (row,) = rows(simpul, phone)
    assert (row["bb_terakhir"], row["rt"], row["__version"]) == ("11", "5", "3")
    assert simpul.query("SELECT * FROM entity_backlog") == []
    assert conflict(simpul) == ""


@pytest.mark.simpul(SIMPUL_ENTITY_HOLD_DAYS="5")
def test_an_update_is_held_five_days_and_then_applied_and_flagged(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    register(simpul, phone, CHILD)
    weigh(simpul, phone, CHILD, 3, bb="12", branch=BRANCH)
    simpul.run_pending()
    assert rows(simpul, phone)[0]["__version"] == "1"
    held = datetime.now(UTC) - timedelta(days=4, hours=23)
    simpul.execute("UPDATE entity_backlog SET held_at = :at", at=held)
    assert simpul.run_pending() == 0
    simpul.execute("UPDATE entity_backlog SET held_at = :at", at=held - timedelta(hours=2))
    assert simpul.run_pending() == 1
    assert rows(simpul, phone)[0]["bb_terakhir"] == "12"
    assert conflict(simpul) == "soft"
    assert [tuple(row) for row in simpul.query("SELECT forced FROM entity_version")][-1][0]


def test_two_kader_who_change_the_same_from_one_base_conflict_and_nothing_is_lost(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    register(simpul, phone, CHILD)
    simpul.run_pending()
    weigh(simpul, phone, CHILD, 1, bb="10", branch=BRANCH, trunk=1)
    other = simpul.add_phone(MAWAR)
    weigh(simpul, other, CHILD, 1, bb="11", rt_baru="9", branch=OTHER, trunk=1)
    simpul.run_pending()
    (row,) = rows(simpul, phone)
    assert (row["bb_terakhir"], row["rt"], row["__version"]) == ("11", "9", "3")
    assert conflict(simpul) == "hard"


def test_a_second_creation_is_recorded_on_the_submission(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    register(simpul, phone, CHILD, "Ananda Rekaan")
    again = register(simpul, phone, CHILD, "Orang Lain")
    simpul.run_pending()
    assert rows(simpul, phone)[0]["label"] == "Ananda Rekaan"
    assert problems(simpul) == [(again, "sudah_ada")]


def test_rejecting_takes_out_and_accepting_brings_back(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    created = register(simpul, phone, CHILD)
    weighed = weigh(simpul, phone, CHILD, 1, bb="10")
    simpul.run_pending()
    decide(simpul, admin, weighed, "tolak")
    assert rows(simpul, phone)[0]["bb_terakhir"] == "9.1"
    before = entry(simpul, phone)["hash"]
    decide(simpul, admin, created, "tolak")
    assert entry(simpul, phone)["hash"] != before
    assert rows(simpul, phone) == []
    assert gone(simpul, phone, CHILD) == {CHILD: "true"}
    decide(simpul, admin, created, "terima")
    assert gone(simpul, phone, CHILD) == {CHILD: "false"}
    decide(simpul, admin, weighed, "terima")
    assert rows(simpul, phone)[0]["bb_terakhir"] == "10"


def decide(simpul: Simpul, admin: FlaskClient, instance_id: str, decision: str) -> None:
    form = {"keputusan": decision, "alasan": "uji coba keputusan"}
    assert admin.post(f"/kiriman/{instance_id}/keputusan", data=form).status_code == 302
    simpul.run_pending()


def test_an_edit_takes_the_place_of_what_it_edits(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    created = register(simpul, phone, CHILD, rt="1")
    weigh(simpul, phone, CHILD, 1, bb="10")
    simpul.run_pending()
    said = {"id": CHILD, "create": "1", "label": "Ananda Benar"}
    edit = send(simpul, phone, REGISTER, {"bb": "8", "rt": "7"}, said, edits=created)
    simpul.run_pending()
    (row,) = rows(simpul, phone)
    assert (row["label"], row["rt"], row["bb_terakhir"]) == ("Ananda Benar", "7", "10")
    decide(simpul, admin, edit, "tolak")
    (row,) = rows(simpul, phone)
    assert (row["label"], row["rt"], row["bb_terakhir"]) == ("Ananda Rekaan", "1", "10")


def test_a_list_with_approval_takes_in_only_what_was_accepted(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    admin.post("/sasaran/daftar/balita/persetujuan", data={"perlu": "1"})
    created = register(simpul, phone, CHILD)
    register(simpul, phone, SECOND)
    simpul.run_pending()
    assert rows(simpul, phone) == []
    assert gone(simpul, phone, CHILD) == {CHILD: "false"}
    decide(simpul, admin, created, "terima")
    assert [row["name"] for row in rows(simpul, phone)] == [CHILD]
    admin.post("/sasaran/daftar/balita/persetujuan", data={"perlu": ""})
    simpul.run_pending()
    assert [row["name"] for row in rows(simpul, phone)] == [CHILD, SECOND]


def test_integrity_answers_for_hundreds_at_once(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    register(simpul, phone, CHILD)
    simpul.run_pending()
    asked = [str(uuid.uuid4()) for _ in range(600)]
    answers = gone(simpul, phone, CHILD, *asked)
    assert answers == dict.fromkeys([CHILD, *asked], "false")
    away = simpul.add_phone(MELATI)
    assert gone(simpul, away, CHILD) == {CHILD: "true"}


def test_a_submission_without_a_known_posyandu_makes_a_child_that_goes_nowhere(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    register(simpul, phone, CHILD)
    simpul.run_pending()
    simpul.execute("UPDATE entity SET posyandu_code = NULL")
    whole = simpul.add_phone(MAWAR, area="64.02")
    assert rows(simpul, phone) == []
    assert rows(simpul, whole) == []


def test_what_is_stored_of_a_child_is_sealed(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    register(simpul, phone, CHILD, "Ananda Tersegel")
    simpul.run_pending()
    for table, column in (("entity", "content"), ("entity_version", "delta")):
        (stored,) = simpul.query(f"SELECT {column} FROM {table}")  # noqa: S608
        assert b"Tersegel" not in bytes(stored[0])


def test_a_fault_of_ours_at_one_submission_stops_no_other(
    simpul: Simpul, admin: FlaskClient, phone: Phone
) -> None:
    bad = register(simpul, phone, CHILD)
    register(simpul, phone, SECOND)
    simpul.execute("UPDATE submission SET xml = :junk WHERE instance_id = :id", junk=b"x", id=bad)
    simpul.run_pending()
    assert [row["name"] for row in rows(simpul, phone)] == [SECOND]


def test_an_update_that_came_by_another_server_is_applied_whatever_it_numbers_it(
    simpul: Simpul, admin: FlaskClient
) -> None:
    register(simpul, simpul.add_phone(MAWAR), CHILD)
    said = {"id": CHILD, "update": "1", "baseVersion": "7", "trunkVersion": "7", "branchId": BRANCH}
    xml = entity_xml(simpul.schema(WEIGH), {"bb": "9.7", "rt_baru": "5"}, said)
    with simpul.app.app_context():
        server = Typed("central", "Pusat", "https://pusat.example.id", "a@example.id", "rahasia")
        target, _key = enter_target(server, "uji")
        receive_submission(Delivery(xml, (), "central", target_id=target.target_id))
    simpul.run_pending()
    child = rows(simpul, simpul.add_phone(MAWAR))[0]
    assert (child["bb_terakhir"], child["__version"]) == ("9.7", "2")
    assert problems(simpul) == []
