"""pyodk from PyPI, unmodified, over real HTTP: forms, submissions, tables, sasaran, app users."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyodk.client import Client
from pyodk.errors import PyODKError

from tests.app_fixtures import sqlite_only
from tests.integration.central.office import (
    FORM,
    FRUITS,
    PHOTO,
    VERSION,
    add_account,
    answers,
    everything,
    files_in,
    new_id,
    publish,
    pyodk,
    workbook,
)
from tests.integration.installation import Simpul
from tests.integration.submissions import MAWAR


@pytest.fixture
def client(simpul: Simpul, live_server: str, tmp_path: Path) -> Client:
    """pyodk, logged in as one who may do everything."""
    return pyodk(live_server, add_account(simpul, *everything()), tmp_path)


def test_a_form_is_made_sent_edited_reviewed_and_read(
    simpul: Simpul, client: Client, tmp_path: Path
) -> None:
    fruits, photo = files_in(tmp_path)
    made = client.forms.create(definition=workbook(), attachments=[fruits])
    assert (made.xmlFormId, made.version, made.publishedAt) == (FORM, VERSION, None)
    assert client.forms.get(FORM).publishedAt is not None
    assert FORM in [form.xmlFormId for form in client.forms.list()]
    assert "buah.csv" in client.forms.get_xml(FORM)
    phone = simpul.add_phone()
    listed = simpul.client().get(f"{phone.door}/forms/{FORM}/{VERSION}/media/buah.csv")
    assert listed.data == FRUITS

    sent = client.submissions.create(answers(), form_id=FORM, attachments=[photo], device_id="uji")
    assert [(one.name, one.exists) for one in sent.attachments or []] == [("pohon.jpg", True)]
    root = sent.instanceId
    assert simpul.files_of(root) == {"pohon.jpg": PHOTO}
    assert [one.instanceId for one in client.submissions.list(FORM)] == [root]

    edited = new_id()
    xml = answers(instance_id=edited, edits=root, banyak="9")
    client.submissions.edit(root, xml, form_id=FORM, comment="Salah hitung")
    assert client.submissions.get(root, FORM).reviewState == "edited"
    client.submissions.review(root, "hasIssues", form_id=FORM, comment="Tuliskan jenis pohonnya")
    assert client.submissions.get(root, FORM).reviewState == "hasIssues"
    reasons = "SELECT reason FROM decision WHERE instance_id = :one ORDER BY seq DESC"
    assert simpul.query(reasons, one=edited)[0][0] == "Tuliskan jenis pohonnya"
    client.submissions.review(root, "approved", form_id=FORM)
    said = [one.body for one in client.submissions.list_comments(root, FORM)]
    assert said == ["Tuliskan jenis pohonnya", "Salah hitung"]

    row = client.submissions.get_table(FORM, expand="*")["value"][0]
    assert (row["__id"], row["banyak"], row["__system"]["reviewState"]) == (root, 9, "approved")
    assert row["meta"]["instanceID"] == edited
    assert (row["nama_anak"], row["berat"]) == ("Ananda Rekaan", 12)
    assert row["kebun"]["titik"]["coordinates"] == [117.01, -0.42, 12.5]
    assert [tree["jenis"] for tree in row["pohon"]] == ["tua", "muda"]
    assert row["__system"]["edits"] == 1
    # The file came with the first version; the edit names it and so has it.
    assert row["__system"]["attachmentsPresent"] == row["__system"]["attachmentsExpected"] == 1


@sqlite_only
def test_a_form_is_updated_with_a_definition_or_with_files_alone(
    simpul: Simpul, client: Client, tmp_path: Path
) -> None:
    publish(client, tmp_path)
    other = tmp_path / "baru" / "buah.csv"
    other.parent.mkdir()
    other.write_bytes(FRUITS + b"durian,Durian\n")
    client.forms.update(FORM, attachments=[other], version_updater=lambda old: old + ".1")
    assert client.forms.get(FORM).version == f"{VERSION}.1"
    client.forms.update(FORM, attachments=[other])  # its version is the moment, colons and all
    now = client.forms.get(FORM).version
    phone = simpul.add_phone()
    served = simpul.client().get(f"{phone.door}/forms/{FORM}/{now}/media/buah.csv")
    assert served.data.endswith(b"Durian\n")
    client.forms.update(FORM, definition=workbook("2026112600"))
    # A file that was given before and is not given anew goes with the new version.
    assert client.forms.get(FORM).version == "2026112600"
    versions = client.get(f"projects/1/forms/{FORM}/versions").json()
    assert [one["version"] for one in versions] == ["2026112600", now, f"{VERSION}.1", VERSION]
    old = simpul.client().get(f"{phone.door}/forms/{FORM}/{VERSION}/media/buah.csv")
    assert old.data == FRUITS
    with pytest.raises(PyODKError) as refused:
        client.forms.update(FORM, definition=workbook("2026112600"))
    assert refused.value.is_central_error(409.6)


@sqlite_only
def test_a_form_without_its_file_is_not_released(client: Client, tmp_path: Path) -> None:
    with pytest.raises(PyODKError, match="buah.csv"):
        client.forms.create(definition=workbook())
    client.post(
        f"projects/1/forms/{FORM}/draft/attachments/buah.csv", data=FRUITS
    ).raise_for_status()
    assert client.post(f"projects/1/forms/{FORM}/draft/publish").json() == {"success": True}
    with pytest.raises(PyODKError) as refused:
        client.forms.create(definition=workbook())
    assert refused.value.is_central_error(409.3)
    files = client.get(f"projects/1/forms/{FORM}/attachments").json()
    assert [
        (one["name"], one["exists"], one["blobExists"]) for one in files if one["blobExists"]
    ] == [("buah.csv", True, True)]


def test_a_table_is_paged_by_its_next_link(simpul: Simpul, client: Client, tmp_path: Path) -> None:
    publish(client, tmp_path)
    ids = [client.submissions.create(answers(foto=""), form_id=FORM).instanceId for _ in range(5)]
    page = client.submissions.get_table(FORM, top=2, count=True)
    assert page["@odata.count"] == 5
    seen = [row["__id"] for row in page["value"]]
    while "@odata.nextLink" in page:
        page = client.get(page["@odata.nextLink"]).json()
        assert len(page["value"]) <= 2
        seen += [row["__id"] for row in page["value"]]
    assert seen == ids[::-1]

    page = client.submissions.get_table(
        FORM, table_name="Submissions.pohon.dahan", top=3, count=True
    )
    assert page["@odata.count"] == 10
    leaves = [(row["__id"], row["daun"]) for row in page["value"]]
    while "@odata.nextLink" in page:
        page = client.get(page["@odata.nextLink"]).json()
        leaves += [(row["__id"], row["daun"]) for row in page["value"]]
    assert [number for _id, number in leaves] == [3, 5] * 5
    assert len({row_id for row_id, _number in leaves}) == 10


def test_a_table_is_filtered_as_a_pull_filters_it(
    simpul: Simpul, client: Client, tmp_path: Path
) -> None:
    publish(client, tmp_path)
    first, second, third = [
        client.submissions.create(answers(foto=""), form_id=FORM).instanceId for _ in range(3)
    ]

    def found(text: str) -> list[str]:
        table = client.submissions.get_table(FORM, filter=text)
        return [row["__id"] for row in table["value"]]

    last = client.submissions.get(third, FORM).createdAt.isoformat()
    assert found(f"__system/submissionDate lt {last}") == [second, first]
    assert found("__system/updatedAt eq null") == [third, second, first]
    client.submissions.review(first, "approved", form_id=FORM)
    assert found(f"__system/updatedAt ge {last}") == [first]
    assert found(f"__system/submissionDate gt 2090-01-01 or __system/updatedAt gt {last}") == [
        first
    ]
    assert found("__system/reviewState eq 'approved'") == [first]
    assert found("__system/reviewState ne 'approved'") == [third, second]
    edited = answers(instance_id=new_id(), edits=second, foto="")
    client.submissions.edit(second, edited, form_id=FORM)
    assert found("__system/reviewState eq 'edited'") == [second]
    assert found("not (__system/reviewState ne null)") == [third]
    assert found(f"__id eq '{third}'") == [third]
    year = client.submissions.get(first, FORM).createdAt.year
    assert found(f"year(__system/submissionDate) eq {year}") == [third, second, first]
    assert found("__system/submissionDate gt now() or __system/deletedAt ge 2020-01-01") == []
    submitter = client.submissions.get(first, FORM).submitterId
    assert len(found(f"__system/submitterId eq {submitter} and __system/deletedAt eq null")) == 3
    rows = client.submissions.get_table(
        FORM,
        table_name="Submissions.pohon",
        filter=f"$root/Submissions/__system/updatedAt ge {last}",
    )
    assert [row["__Submissions-id"] for row in rows["value"]] == [second, second, first, first]


def test_sasaran_are_added_changed_merged_and_taken_off(simpul: Simpul, client: Client) -> None:
    made = client.entity_lists.create(entity_list_name="alat")
    assert (made.name, made.approvalRequired) == ("alat", False)
    for name in ("posyandu", "merek"):
        assert client.entity_lists.add_property(name=name, entity_list_name="alat")
    assert [one.name for one in client.entity_lists.get("alat").properties or []] == [
        "merek",
        "posyandu",
    ]
    assert "alat" in [one.name for one in client.entity_lists.list()]
    client.entities.default_entity_list_name = "alat"
    one = client.entities.create("Timbangan", {"posyandu": MAWAR, "merek": "A"})
    assert one.currentVersion.data == {"posyandu": MAWAR, "merek": "A"}
    assert client.entities.create_many(
        [{"label": "Pita ukur", "posyandu": MAWAR}, {"label": "Infantometer", "posyandu": MAWAR}]
    )
    changed = client.entities.update(one.uuid, data={"merek": "B"}, base_version=1)
    assert (changed.currentVersion.version, changed.currentVersion.data["merek"]) == (2, "B")
    with pytest.raises(PyODKError) as refused:
        client.entities.update(one.uuid, data={"merek": "C"}, base_version=1)
    assert refused.value.is_central_error(409.15)

    actions = client.entities.merge(
        [
            {"label": "Timbangan", "merek": "D", "posyandu": MAWAR, "tahun": "2026"},
            {"label": "Mikrotoa", "merek": "E", "posyandu": MAWAR, "tahun": "2025"},
            {"label": "Pita ukur", "merek": "", "posyandu": MAWAR, "tahun": ""},
        ],
        delete_not_matched=True,
    )
    assert len(actions.to_insert) == len(actions.to_delete) == 1
    table = client.entities.get_table(count=True)
    found = {row["label"]: (row["merek"], row["tahun"]) for row in table["value"]}
    assert found == {
        "Timbangan": ("D", "2026"),
        "Mikrotoa": ("E", "2025"),
        "Pita ukur": ("", ""),
    }
    assert table["@odata.count"] == 3
    assert {one.currentVersion.label for one in client.entities.list()} == set(found)
    page = client.entities.get_table(top=2)
    rest = client.get(page["@odata.nextLink"]).json()
    assert len(page["value"]) + len(rest["value"]) == 3
    mark = "SELECT number FROM entity_mark WHERE list_name = 'alat' AND posyandu_code = :code"
    assert simpul.query(mark, code=MAWAR)[0][0] >= 6  # phones hear of every change


@sqlite_only
def test_app_users_are_phones_that_open_the_form_list(simpul: Simpul, client: Client) -> None:
    name = f"Siti Rekaan {MAWAR}"
    users = client.projects.create_app_users([name], forms=["kes_bulanan"])
    token = next(iter(users)).token
    listed = simpul.client().get(f"/v1/key/{token}/projects/1/formList")
    assert listed.status_code == 200
    assert "<formID>kes_bulanan</formID>" in listed.text
    address = listed.text.partition("<downloadUrl>")[2].partition("<")[0]
    assert simpul.client().get(address.replace("http://localhost", "")).status_code == 200
    # Once more makes nobody new: a phone's token is not told again.
    assert client.projects.create_app_users([name]) == []
    kader = "SELECT posyandu_code FROM kader WHERE name = 'Siti Rekaan'"
    assert [tuple(row) for row in simpul.query(kader)] == [(MAWAR,)]
    assert client.projects.list()[0].id == client.projects.get(1).id == 1
