"""Collect's own engine takes what the demo sends: relevance, constraints, and the same calculations."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

import pytest
from lxml import etree

from app.demo.instances import write_instance
from app.demo.places import Place
from app.demo.story import Sending
from app.openrosa.answers import decode
from app.registry.lists import DESA, KECAMATAN, POSYANDU, RETURNED, write_list
from tests.collect.engine import Form
from tests.collect.entity_store import EntityStore, LocalList
from tests.unit.demo.stage import ZONE, LibraryForm, events, forms, sendings

pytestmark = pytest.mark.collect

# Collect writes these itself; what is left of the month's lateness depends on the day of the test.
CALCULATED = re.compile(
    r"start|end|deviceid|usia_hari|usia_bulan|lahir_(dari|sampai)|(.*/)?(lalu|simpan)_\w+"
    r"|.*/(bulan_lewat|rasio_..|apk_paud|abj|hitung_\w+|tinggi)"
    r"|orang/(orang_baru|kode_orang|isi_diri|lahir_orang|kelamin_orang|nama_daftar)"
)
BY_THE_DAY = {"start", "end", "deviceid", "kepala/bulan_lewat", "kepala/alasan_terlambat"}
BY_CHANCE = {"orang/orang_baru"}
DUE_DAY = 10
EACH = 12  # sendings of a form


def typed(form: LibraryForm, path: str, text: str) -> Any:
    """An answer as the engine wants it from Python."""
    match form.schema.nodes[path].type:
        case "int":
            return int(text)
        case "decimal":
            return float(text)
        case "select":
            return text.split()
        case "date":
            return date.fromisoformat(text)
        case "time":
            return time.fromisoformat(text[:5])
        case "geopoint":
            return tuple(float(part) for part in text.split())
        case "binary":
            return b"\xff\xd8foto"
        case _:
            return text


def lists_of(place: Place) -> dict[str, bytes]:
    """The lists on the phone of a Posyandu."""
    desa = place.desa
    return {
        KECAMATAN: write_list(KECAMATAN, [(desa.kecamatan, desa.kecamatan_name)]),
        DESA: write_list(DESA, [(desa.code, desa.name, desa.kecamatan)]),
        POSYANDU: write_list(POSYANDU, [(place.code, place.name, desa.code)]),
        RETURNED: write_list(RETURNED, []),
    }


def answers_today(sent: Sending, form: LibraryForm, today: date) -> dict[str, Any]:
    """What a kader would type to send the same today."""
    found = {
        path: typed(form, path, text)
        for path, text in sent.answers.items()
        if not CALCULATED.fullmatch(path)
    }
    month = found.get("kepala/periode")
    if month is not None:
        found.pop("kepala/alasan_terlambat", None)
        behind = (today.year - month.year) * 12 + today.month - month.month
        if behind > 1 or (behind == 1 and today.day > DUE_DAY):
            found["kepala/alasan_terlambat"] = "sinyal"
    return found


def told(document: dict[str, Any], form: LibraryForm) -> dict[str, Any]:
    """A document without files and the day's own answers, numbers by their value."""
    return {
        path: float(text) if form.schema.nodes[path].type == "decimal" else text
        for path, text in document.items()
        if path not in BY_THE_DAY | BY_CHANCE
        and form.schema.nodes[path].type not in {"binary", "geopoint"}
    }


@pytest.mark.parametrize("form_id", sorted({sent.form_id for sent in sendings()}))
def test_collect_takes_what_the_demo_sends(form_id: str) -> None:
    today = datetime.now(ZONE).date()
    form = forms()[form_id]
    every = sendings(form_id, events(today=today))
    chosen = range(0, len(every), max(1, len(every) // EACH))
    phones: dict[str, EntityStore] = {}
    for number, sent in enumerate(every):
        people = phones.setdefault(sent.sender.place.code, EntityStore())
        people.lists.setdefault("orang", LocalList())
        if number in chosen:
            media = lists_of(sent.sender.place) | {"orang.csv": people.csv("orang")}
            filled = Form.open(form.xform, media).fill(answers_today(sent, form, today)).finalize()
            document = decode(etree.fromstring(filled.xml), form.shape)
            if (
                sent.makes and not sent.makes.version
            ):  # Collect gives the new one a number of its own
                document["orang/kode_orang"] = sent.makes.entity_id
            assert told(document, form) == told(sent.answers, form)
            made = [one for one in filled.entities if one.create or one.update]
            assert [(one.label, one.create) for one in made] == (
                [(sent.makes.label, not sent.makes.version)] if sent.makes else []
            )
        xml = write_instance(form.schema, sent.answers, sent.instance_id, sent.replaces, sent.makes)
        people.take(form.xform, xml)
