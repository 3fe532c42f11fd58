"""Collect's own engine takes what the demo sends: relevance, constraints, and the same calculations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import pytest
from lxml import etree

from app.demo.instances import write_instance
from app.demo.places import FIRST_PILOT, Place
from app.demo.story import Sending
from app.openrosa.answers import decode
from app.registry.lists import DESA, KECAMATAN, POSYANDU, RETURNED, write_list
from tests.collect.engine import Form
from tests.collect.entity_store import EntityStore, LocalList
from tests.unit.demo.stage import ZONE, LibraryForm, events, forms, sendings

pytestmark = pytest.mark.collect

# What is left of the month's lateness depends on the day of the test, new keys on chance.
BY_THE_DAY = {"start", "end", "deviceid", "kepala/bulan_lewat", "kepala/alasan_terlambat"}
BY_CHANCE = {"orang/orang_baru", "pilih/kode_baru"}
DUE_DAY = 10
EACH = 12  # sendings of a form that all Posyandu send
THINGS = ("rumah", "keluarga", "sarana")
LISTS = ("orang", *THINGS)
CODES = {"orang/kode_orang", *(f"pilih/kode_{thing}" for thing in THINGS)}
PRELOAD = "{http://openrosa.org/javarosa}preload"


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


def calculated(form: LibraryForm) -> frozenset[str]:
    """What the form writes by itself."""
    binds = etree.fromstring(form.xform).iterfind(".//{*}bind")
    own = {
        bind.get("nodeset", "").split("/", 2)[2]
        for bind in binds
        if any(bind.get(name) for name in ("calculate", PRELOAD))
    }
    return frozenset(own)


def row_typed(form: LibraryForm, repeat: str, row: dict[str, str]) -> dict[str, Any]:
    """A row of a repeat as the engine wants it."""
    return {path.removeprefix(f"{repeat}/"): typed(form, path, text) for path, text in row.items()}


def answers_today(sent: Sending, form: LibraryForm, today: date) -> dict[str, Any]:
    """What a kader would type to send the same today."""
    found: dict[str, Any] = {
        path: [row_typed(form, path, row) for row in value]
        if isinstance(value, list)
        else typed(form, path, value)
        for path, value in sent.answers.items()
        if path not in calculated(form)
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
        path: _told_value(form, path, value)
        for path, value in document.items()
        if path not in BY_THE_DAY | BY_CHANCE
        and form.schema.nodes[path].type not in {"binary", "geopoint"}
    }


def _told_value(form: LibraryForm, path: str, value: Any) -> Any:
    if isinstance(value, list):
        return [told(row, form) for row in value]
    return float(value) if form.schema.nodes[path].type == "decimal" else value


def opened(every: Sequence[Sending]) -> Sequence[int]:
    """Which of the sendings of a form are filled in Collect: of few the first and the last."""
    if all(sent.sender.place.code == FIRST_PILOT for sent in every):
        return (0, len(every) - 1)
    return range(0, len(every), max(1, len(every) // EACH))


@pytest.mark.parametrize("form_id", sorted({sent.form_id for sent in sendings()}))
def test_collect_takes_what_the_demo_sends(form_id: str) -> None:
    today = datetime.now(ZONE).date()
    form = forms()[form_id]
    every = sendings(form_id, events(today=today))
    chosen = opened(every)
    phones: dict[str, EntityStore] = {}
    for number, sent in enumerate(every):
        known = phones.setdefault(sent.sender.place.code, EntityStore())
        for name in LISTS:
            known.lists.setdefault(name, LocalList())
        if number in chosen:
            media = lists_of(sent.sender.place) | {f"{name}.csv": known.csv(name) for name in LISTS}
            _filled_the_same(sent, form, media, today)
        xml = write_instance(form.schema, sent.answers, sent.instance_id, sent.replaces, sent.makes)
        known.take(form.xform, xml)


def _filled_the_same(
    sent: Sending, form: LibraryForm, media: dict[str, bytes], today: date
) -> None:
    filled = Form.open(form.xform, media).fill(answers_today(sent, form, today)).finalize()
    document = decode(etree.fromstring(filled.xml), form.shape)
    if sent.makes and not sent.makes.version:  # Collect gives the new one a number of its own
        for path in document.keys() & CODES:
            document[path] = sent.makes.entity_id
    assert told(document, form) == told(sent.answers, form)
    made = [one for one in filled.entities if one.create or one.update]
    assert [(one.label, one.create) for one in made] == (
        [(sent.makes.label, not sent.makes.version)] if sent.makes else []
    )
