"""Forms that make and change sasaran, as an officer would upload them, and answers to them."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from flask.testing import FlaskClient
from lxml import etree

from app.openrosa.envelope import local_name
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import MAWAR, new_id, visit_answers
from xlsform.schema import Schema
from xlsform.workbook import read_workbook, write_xlsx

# ruff: noqa: E501 - a table row is one line

REGISTER, WEIGH, FAMILY, HOUSE = "kes_daftar_balita", "kes_timbang", "kes_keluarga", "pr_atap"
VERSION = "2026112301"

FORMS = {
    REGISTER: """
| survey | type    | name             | label::Bahasa Indonesia (id)           | save_to       | privacy   |
|        | start   | start            |                 |               |           |
|        | end     | end              |                 |               |           |
|        | include | kepala_kunjungan |                 |               |           |
|        | text    | nama             | Nama anak       |               | identitas |
|        | text    | nik              | NIK anak        |               | identitas |
|        | date    | lahir            | Tanggal lahir   | tanggal_lahir | identitas |
|        | text    | rt               | RT              | rt            |           |
|        | decimal | bb               | Berat badan     | bb_terakhir   | spesifik  |
|        | text    | catatan          | Catatan petugas | catatan       |           |

| entities | list_name | label   |
|          | balita    | ${nama} |

| settings | form_id           | form_title     | version    | bidang    | frekuensi | default_language      |
|          | kes_daftar_balita | Daftar balita  | 2026112301 | kesehatan | kejadian  | Bahasa Indonesia (id) |
""",
    WEIGH: """
| survey | type                            | name             | label::Bahasa Indonesia (id)       | calculation                                                          | save_to       | relevant      | choice_filter | privacy   |
|        | start                           | start            |             |                                                                      |               |               |               |           |
|        | end                             | end              |             |                                                                      |               |               |               |           |
|        | include                         | kepala_kunjungan |             |                                                                      |               |               |               |           |
|        | text                            | rt               | RT          |                                                                      |               |               |               |           |
|        | select_one_from_file balita.csv | balita           | Anak        |                                                                      |               |               | rt = ${rt} or ${rt} = '' | identitas |
|        | calculate                       | lahir            |             | instance('balita')/root/item[name = ${balita}]/tanggal_lahir         |               |               |               |           |
|        | calculate                       | bb_lalu          |             | instance('balita')/root/item[name = ${balita}]/bb_terakhir           |               |               |               | spesifik  |
|        | decimal                         | bb               | Berat badan |                                                                      | bb_terakhir   |               |               | spesifik  |
|        | text                            | rt_baru          | RT baru     |                                                                      | rt            | ${bb} != 1    |               |           |

| entities | list_name | entity_id |
|          | balita    | ${balita} |

| settings | form_id     | form_title     | version    | bidang    | frekuensi | default_language      |
|          | kes_timbang | Timbang balita | 2026112301 | kesehatan | kejadian  | Bahasa Indonesia (id) |
""",
    FAMILY: """
| survey | type         | name             | label::Bahasa Indonesia (id)         | save_to       | privacy   |
|        | start        | start            |               |               |           |
|        | end          | end              |               |               |           |
|        | include      | kepala_kunjungan |               |               |           |
|        | begin_repeat | anak             | Anak          |               |           |
|        | text         | nama             | Nama anak     |               | identitas |
|        | date         | lahir            | Tanggal lahir | tanggal_lahir | identitas |
|        | end_repeat   |                  |               |               |           |

| entities | list_name | label   |
|          | balita    | ${nama} |

| settings | form_id      | form_title | version    | bidang    | frekuensi | default_language      |
|          | kes_keluarga | Keluarga   | 2026112301 | kesehatan | kejadian  | Bahasa Indonesia (id) |
""",
    HOUSE: """
| survey | type                           | name             | label::Bahasa Indonesia (id)  | save_to | privacy |
|        | start                          | start            |        |         |         |
|        | end                            | end              |        |         |         |
|        | include                        | kepala_kunjungan |        |         |         |
|        | select_one_from_file rumah.csv | rumah            | Rumah  |         |         |
|        | text                           | baru             | Alamat |         |         |
|        | text                           | atap             | Atap   | atap    |         |
|        | text                           | lantai           | Lantai | lantai  |         |

| entities | list_name | label                                                                              | entity_id                    | create_if    | update_if     |
|          | rumah     | if(${baru} != '', ${baru}, instance('rumah')/root/item[name = ${rumah}]/label)     | coalesce(${rumah}, once(uuid())) | ${rumah} = '' | ${rumah} != '' |

| settings | form_id  | form_title | version    | bidang           | frekuensi | default_language      |
|          | pr_atap  | Rumah      | 2026112301 | perumahan_rakyat | kejadian  | Bahasa Indonesia (id) |
""",
}


@cache
def workbook_of(form_id: str, **changes: str) -> bytes:
    """A form of these as XLSX; `changes` replace texts of it."""
    text = FORMS[form_id]
    for old, new in changes.items():
        text = text.replace(old, new)
    return write_xlsx(read_workbook(text.encode(), f"{form_id}.md"))


def release(admin: FlaskClient, *form_ids: str) -> None:
    """Upload and release forms as an officer does."""
    for form_id in form_ids:
        upload = {"berkas": (io.BytesIO(workbook_of(form_id)), f"{form_id}.xlsx")}
        assert admin.post("/formulir", data=upload).status_code == 302
        assert admin.post(f"/formulir/{form_id}/versi/{VERSION}/terbitkan").status_code == 302


def entity_xml(
    schema: Schema, answers: dict[str, Any], entity: dict[str, str], **more: Any
) -> bytes:
    """A submission with one entity at the top; `label` is its child, the rest are attributes.

    An answer of None is a question that was not relevant: it is not sent at all.
    """
    root = etree.Element("data", id=schema.form_id, version=schema.version)
    for path, text in {**visit_answers(more.pop("posyandu", MAWAR)), **answers}.items():
        if path in schema.nodes and text is not None:
            _put(root, path, str(text))
    meta = etree.SubElement(root, "meta")
    if entity:
        own = {name: text for name, text in entity.items() if name != "label"}
        node = etree.SubElement(meta, "entity", own, dataset=schema.entities[0].dataset)
        if "label" in entity:
            etree.SubElement(node, "label").text = entity["label"]
    etree.SubElement(meta, "instanceID").text = more.pop("instance_id", None) or new_id()
    if "edits" in more:
        etree.SubElement(meta, "deprecatedID").text = more.pop("edits")
    return etree.tostring(root)


def _put(root: etree._Element, path: str, text: str) -> None:
    node = root
    for name in path.split("/"):
        found = next((child for child in node if local_name(child) == name), None)
        node = etree.SubElement(node, name) if found is None else found
    node.text = text


def register(
    simpul: Simpul, phone: Phone, entity_id: str, name: str = "Ananda Rekaan", **answers: Any
) -> str:
    """A child is registered from a phone; the submission's instanceID."""
    return send(
        simpul,
        phone,
        REGISTER,
        {"nama": name, "bb": "9.1", "rt": "1", **answers},
        {"id": entity_id, "create": "1", "label": name},
    )


def weigh(simpul: Simpul, phone: Phone, entity_id: str, base: int, **answers: Any) -> str:
    """A child is weighed on a phone that holds a version of it; `branch` and `trunk` as the phone says."""
    said = {"id": entity_id, "update": "1", "baseVersion": str(base)}
    said["branchId"] = answers.pop("branch", "")
    said["trunkVersion"] = str(answers.pop("trunk", ""))
    if not said["branchId"]:
        del said["branchId"], said["trunkVersion"]
    return send(simpul, phone, WEIGH, answers, said)


def send(
    simpul: Simpul,
    phone: Phone,
    form_id: str,
    answers: dict[str, Any],
    entity: dict[str, str],
    **more: Any,
) -> str:
    """Send a submission with an entity; its instanceID."""
    instance_id = more.pop("instance_id", None) or new_id()
    xml = entity_xml(
        simpul.schema(form_id),
        answers,
        entity,
        instance_id=instance_id,
        posyandu=phone.area,
        **more,
    )
    response = simpul.send(phone, xml)
    assert response.status_code == 201, response.text
    return instance_id
