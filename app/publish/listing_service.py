"""The list of forms: read once for phones and browsers, remembered until a form is released or closed.

Only the phone's door differs from one list to another, so what is remembered are the entries' XML with
a mark where the door stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from flask import current_app

from app.design import store as design_store
from app.design.models import FormVersion
from app.openrosa import documents
from app.openrosa.documents import ListedForm
from app.problems import Problem
from app.publish.receivers import Receiver, receives
from app.registry.bidang import BY_KEY
from app.registry.rollout import Plan
from app.registry.rollout_service import plan_in_force
from app.web.guards import local_now

LISTING = "simpul.listing"
MOST_REMEMBERED = 10_000  # different receivers, each no more than its area and a reference
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
class Choice:
    """The forms that some receivers should hold, their list with the mark of a door, and its digest.

    `words` are filled as they are asked for: what these forms read of a list of sasaran, by its name.
    """

    forms: tuple[CurrentForm, ...]
    body: bytes
    digest: str
    words: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Listing:
    """All current forms, and what was chosen of them on a day under a plan of the roll-out."""

    mark: tuple[int, int]
    plan: Plan
    day: date
    forms: tuple[CurrentForm, ...]
    by_version: dict[tuple[str, str], CurrentForm]
    by_receivers: dict[tuple[tuple[str, str], ...], Choice]
    by_digest: dict[str, Choice]


def _listing() -> _Listing:
    """Answer the listing in force, from memory while nothing changed."""
    state = design_store.get_listing_mark(), plan_in_force(), local_now().date()
    known: _Listing | None = current_app.extensions.get(LISTING)
    if known is None or (known.mark, known.plan, known.day) != state:
        if known is None or known.mark != state[0]:
            forms = tuple(_current(row) for row in design_store.list_current())
        else:
            forms = known.forms
        known = current_app.extensions[LISTING] = _Listing(
            *state, forms, _by_version(forms), {}, {}
        )
    return known


def _by_version(forms: Iterable[CurrentForm]) -> dict[tuple[str, str], CurrentForm]:
    return {(form.form_id, form.version): form for form in forms}


def released_version(form_id: str, version: str) -> CurrentForm:
    """Answer any version ever released, from memory when it is the current one; or raise Problem."""
    known = _listing().by_version.get((form_id, version))
    if known is not None:
        return known
    return _current(_released_row(form_id, version))


def any_version(form_id: str, version: str) -> CurrentForm:
    """Answer any version, drafts too; or raise Problem."""
    return _current(design_store.get_version(form_id, version))


def get_form_bytes(form_id: str, version: str) -> bytes:
    """Answer the XForm of any version ever released, byte for byte."""
    return _released_row(form_id, version, whole=True).xform


def _released_row(form_id: str, version: str, *, whole: bool = False) -> FormVersion:
    row = design_store.find_version(form_id, version, whole=whole)
    if row is None or row.state != design_store.RELEASED:
        raise Problem("design.unknown_version", form_id=form_id, version=version)
    return row


def choice_for(receivers: Sequence[Receiver]) -> Choice:
    """Answer the forms that any of the receivers should hold by now; none for nobody.

    The secretariat's own forms always run, so a phone is never told to forget everything.
    """
    listing = _listing()
    key = tuple((one.area, one.bidang) for one in receivers)
    choice = listing.by_receivers.get(key)
    if choice is None:
        if len(listing.by_receivers) >= MOST_REMEMBERED:
            listing.by_receivers.clear()
        chosen = choose([form for form in listing.forms if _is_for_any(form, receivers, listing)])
        # Many phones receive the same forms: their list is kept once.
        choice = listing.by_digest.setdefault(chosen.digest, chosen)
        listing.by_receivers[key] = choice
    return choice


def _is_for_any(form: CurrentForm, receivers: Sequence[Receiver], listing: _Listing) -> bool:
    return any(
        receives(one, form.bidang)
        and listing.plan.runs(form.bidang, form.form_id, one.area, listing.day)
        for one in receivers
    )


def choose(forms: Sequence[CurrentForm]) -> Choice:
    """Answer these very forms as a choice."""
    body = documents.form_list(form.entry for form in forms)
    return Choice(tuple(forms), body, hashlib.sha256(body).hexdigest(), {})


def forms_for(receivers: Sequence[Receiver]) -> tuple[CurrentForm, ...]:
    """Answer the current versions that any of the receivers should hold; none for nobody."""
    return choice_for(receivers).forms


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


def etag_of(choice: Choice, door: str) -> str:
    """Answer what is equal only for lists of the same bytes."""
    return hashlib.sha256(f"{door}\n{choice.digest}".encode()).hexdigest()[:32]


def write_list(choice: Choice, door: str) -> bytes:
    """Write the list of a phone whose door (address without the last slash) is this."""
    return choice.body.replace(DOOR.encode(), documents.escaped(door))
