"""The list of forms: read once for phones and browsers, remembered until a form is released or closed.

Only the phone's door differs from one list to another, so what is remembered are the entries' XML with
a mark where the door stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import current_app

from app.design import store as design_store
from app.design.models import FormVersion
from app.openrosa import documents
from app.openrosa.documents import ListedForm
from app.publish.service import Receiver, choice_for
from app.registry.bidang import BY_KEY

LISTING = "simpul.listing"
DOOR = "\0"  # stands for a phone's door in what is remembered; XML, and so a title, cannot hold it
FREQUENCY = {
    "bulanan": "diisi tiap bulan",
    "kejadian": "diisi tiap kejadian",
    "sekali": "diisi sekali",
}


@dataclass(frozen=True, slots=True)
class CurrentForm:
    """A version phones and browsers get now, and its entry of a phone's list."""

    form_id: str
    version: str
    title: str
    bidang: str
    frekuensi: str
    tenggat: int | None
    media: tuple[str, ...]
    md5: str
    entry: bytes


@dataclass(frozen=True, slots=True)
class _Listing:
    mark: tuple[int, int]
    forms: tuple[CurrentForm, ...]


def list_forms() -> tuple[CurrentForm, ...]:
    """Answer the current version of every open form."""
    mark = design_store.get_listing_mark()
    known: _Listing | None = current_app.extensions.get(LISTING)
    if known is None or known.mark != mark:
        forms = tuple(_current(row) for row in design_store.list_current())
        known = current_app.extensions[LISTING] = _Listing(mark, forms)
    return known.forms


def forms_for(receivers: Sequence[Receiver]) -> list[CurrentForm]:
    """Answer the current versions that any of the receivers should hold; none for nobody."""
    if not receivers:
        return []
    chosen = choice_for(receivers)
    return [form for form in list_forms() if chosen(form.bidang, form.form_id)]


def versions_for(
    receivers: Sequence[Receiver], *, every: bool, described: bool
) -> list[CurrentForm]:
    """Answer a list as few clients ask for it: with `every` version released, or `described`."""
    form_ids = [form.form_id for form in forms_for(receivers)]
    rows = design_store.list_released(form_ids) if every else design_store.list_current()
    return [_current(row, described=described) for row in rows if row.form_id in form_ids]


def _current(row: FormVersion, *, described: bool = False) -> CurrentForm:
    place = f"{DOOR}/forms/{quote(row.form_id, safe='')}/{quote(row.version, safe='')}"
    listed = ListedForm(
        form_id=row.form_id,
        name=row.title,
        version=row.version,
        md5=row.md5,
        download_url=f"{place}/form.xml",
        manifest_url=f"{place}/manifest.xml" if row.media else None,
        description=_description(row) if described else "",
    )
    return CurrentForm(
        form_id=row.form_id,
        version=row.version,
        title=row.title,
        bidang=row.settings["bidang"],
        frekuensi=row.settings["frekuensi"],
        tenggat=row.settings["tenggat"],
        media=tuple(row.media),
        md5=row.md5,
        entry=documents.form_entry(listed),
    )


def _description(row: FormVersion) -> str:
    settings = row.settings
    bidang = BY_KEY[settings["bidang"]].name if settings["bidang"] in BY_KEY else settings["bidang"]
    words = [bidang, FREQUENCY.get(settings["frekuensi"], settings["frekuensi"])]
    if settings["tenggat"]:
        words.append(f"paling lambat tanggal {settings['tenggat']} bulan berikutnya")
    return ", ".join(words) + "."


def etag_of(forms: Sequence[CurrentForm], door: str, *more: str) -> str:
    """Answer what is equal only for lists of the same bytes."""
    parts = [door, *more, *(f"{form.form_id} {form.version} {form.md5}" for form in forms)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def write_list(forms: Sequence[CurrentForm], door: str) -> bytes:
    """Write the list of a phone whose door (address without the last slash) is this."""
    body = documents.form_list(form.entry for form in forms)
    return body.replace(DOOR.encode(), documents.escaped(door))
