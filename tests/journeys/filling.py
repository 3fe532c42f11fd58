"""How the kader of these journeys fill Simpul's forms: what matters is said, the rest is plausible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

from tests.collect.jvm import ZONE
from tests.collect.phone import Phone
from tests.collect.results import FilledForm
from tests.integration.submissions import MALUHU

TODAY = datetime.now(ZoneInfo(ZONE)).date()


def fill(phone: Phone, form_id: str, answers: Mapping[str, Any], seed: int = 1) -> FilledForm:
    """A finished form of those the phone holds."""
    return phone.open(form_id).auto_fill(seed, answers).finalize()


def report(phone: Phone, posyandu: str, **more: Any) -> FilledForm:
    """A finished monthly health report of this month; `more` names questions with `__` for a slash."""
    answers = {
        "kepala/kode_posyandu": posyandu,
        "kepala/periode": TODAY,
        "status_laporan": "ada_kegiatan",
        "skdn/balita_s_l": 30,
        "skdn/balita_d_l": 21,
    }
    return fill(phone, "kes_bulanan", answers | _paths(more))


def visit(phone: Phone, name: str, nik: str, **more: Any) -> FilledForm:
    """A finished visit of one child of three years, today at the Posyandu unless told otherwise."""
    answers = {
        "kepala/tanggal_kegiatan": TODAY,
        "orang/persetujuan": "ya",
        "orang/keadaan": "tinggal",
        "orang/nama": name,
        "orang/nik": nik,
        "orang/tanggal_lahir": TODAY.replace(year=TODAY.year - 3, day=1),
        "kunjungan/hadir": "posyandu",
    }
    return fill(phone, "kes_balita", answers | _paths(more))


def activity(phone: Phone, form_id: str, posyandu: str, **answers: Any) -> FilledForm:
    """A form of an activity in Maluhu, finished on a phone that takes over its sasaran at once."""
    said = {
        "kepala/kode_kecamatan": MALUHU[:8],
        "kepala/kode_desa": MALUHU,
        "kepala/kode_posyandu": posyandu,
        "kepala/tanggal_kegiatan": TODAY,
    }
    return phone.finish(phone.open(form_id).auto_fill(1, said | answers))


def as_edit_of(edit: FilledForm, sent: FilledForm) -> FilledForm:
    """A form as Collect sends it when a sent one was opened again: it names what it replaces."""
    root = etree.fromstring(edit.xml)
    instance_id = next(root.iter("{*}instanceID"))
    namespace = etree.QName(instance_id).namespace
    deprecated = etree.Element(etree.QName(namespace, "deprecatedID"))
    deprecated.text = sent.instance_id
    instance_id.addnext(deprecated)
    return replace(edit, xml=etree.tostring(root))


def _paths(named: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("__", "/"): value for name, value in named.items()}
