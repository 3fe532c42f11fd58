"""Submissions as Collect writes them, from a released form's own schema; builders with defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from lxml import etree

from app.openrosa.envelope import local_name
from xlsform.schema import Schema

ORX = "http://openrosa.org/xforms"
ZONE = ZoneInfo("Asia/Makassar")
MALUHU = "64.02.06.1011"
MAWAR = f"{MALUHU}.001"
MELATI = f"{MALUHU}.002"
ELSEWHERE = "64.02.01.2001.001"  # another kecamatan

# A JPEG in its first bytes, and long enough to be found again if it ever lay in the clear.
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"foto register balita Posyandu " * 400
NAMED = {
    "orang/nama": "Ananda Rekaan Putri",
    "orang/nik": "6402061505220001",
    "orang/no_kk": "6402060101100002",
    "orang/tanggal_lahir": "2024-05-15",
    "orang/jenis_kelamin": "P",
    "lahir/nama_ibu": "Bunda Karangan Sari",
}

Answers = Mapping[str, Any]


def new_id() -> str:
    """Answer an instanceID no other submission has."""
    return f"uuid:{uuid4()}"


def this_month() -> str:
    """Answer the month that is running in the kabupaten, as `YYYY-MM`."""
    return datetime.now(ZONE).strftime("%Y-%m")


def month_before() -> str:
    """Answer the month before, as `YYYY-MM`."""
    first = datetime.now(ZONE).replace(day=1)
    return (first - timedelta(days=1)).strftime("%Y-%m")


def stamp(moment: datetime | None = None) -> str:
    """Answer a moment as Collect writes it."""
    return (moment or datetime.now(UTC)).astimezone(ZONE).isoformat(timespec="milliseconds")


def monthly_answers(
    posyandu: str = MAWAR, period: str | None = None, ended: datetime | None = None, **more: object
) -> dict[str, Any]:
    """Answer a filled monthly health report; `more` names questions with `__` for the slash."""
    return {
        "start": stamp(ended),
        "end": stamp(ended),
        "deviceid": "collect:uji",
        "kepala/kode_posyandu": posyandu,
        "kepala/periode": f"{period or this_month()}-01",
        "kepala/nama_kader": "Siti",
        "status_laporan": "ada_kegiatan",
        "skdn/balita_s_l": "30",
        "skdn/balita_d_l": "21",
        **_paths(more),
    }


def visit_answers(posyandu: str = MAWAR, day: str | None = None, **more: object) -> dict[str, Any]:
    """Answer a filled visit of one named child."""
    return {
        "start": stamp(),
        "end": stamp(),
        "kepala/kode_posyandu": posyandu,
        "kepala/tanggal_kegiatan": day or datetime.now(ZONE).date().isoformat(),
        "kepala/nama_kader": "Siti",
        "orang/persetujuan": "ya",
        "orang/keadaan": "tinggal",
        **NAMED,
        "ukur/bb": "11.2",
        **_paths(more),
    }


def _paths(named: Mapping[str, object]) -> dict[str, object]:
    return {name.replace("__", "/"): value for name, value in named.items()}


def submission_xml(
    schema: Schema,
    answers: Answers,
    *,
    instance_id: str | None = None,
    deprecated_id: str | None = None,
    root_id: str | None = None,
    version: str | None = None,
) -> bytes:
    """Answer the XML of a submission: every question of the form, blank where nothing is answered.

    `instance_id=""` leaves the instanceID out; `root_id` and `version` say another form than it is; a
    repeat's answers are a list of rows.
    """
    unknown = answers.keys() - schema.nodes.keys()
    assert not unknown, f"no such question: {unknown}"
    root = etree.Element(schema.root, nsmap={"orx": ORX})
    root.set("id", schema.form_id if root_id is None else root_id)
    root.set("version", schema.version if version is None else version)
    _fill(root, "", answers, schema)
    _write_meta(root, new_id() if instance_id is None else instance_id, deprecated_id)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _fill(parent: etree._Element, prefix: str, answers: Answers, schema: Schema) -> None:
    for path in _children(schema, prefix):
        node = schema.nodes[path]
        name = path.rpartition("/")[2]
        if path == "meta":
            continue
        if node.kind == "repeat":
            for row in answers.get(path, ()):
                _fill(etree.SubElement(parent, name), path, row, schema)
        elif node.kind == "group":
            _fill(etree.SubElement(parent, name), path, answers, schema)
        else:
            text = answers.get(path)
            etree.SubElement(parent, name).text = None if text is None else str(text)


def _children(schema: Schema, prefix: str) -> Iterator[str]:
    return (path for path in schema.nodes if path.rpartition("/")[0] == prefix)


def _write_meta(root: etree._Element, instance_id: str, deprecated_id: str | None) -> None:
    meta = etree.SubElement(root, f"{{{ORX}}}meta")
    for name, text in (("instanceID", instance_id), ("deprecatedID", deprecated_id)):
        if text:
            etree.SubElement(meta, f"{{{ORX}}}{name}").text = text


def instance_id_of(xml: bytes) -> str:
    """Answer the instanceID a submission's XML says."""
    for element in etree.fromstring(xml).iter():
        if local_name(element) == "instanceID":
            return element.text or ""
    raise AssertionError("no instanceID")
