"""The pages of kader's phones: the list, and each phone and kader with what was sent and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import devices_store
from app.accounts.access import MANAGE_DEVICES, SEE_DEVICES, SEE_SUBMISSIONS, in_area
from app.accounts.devices_store import PhoneFilter
from app.accounts.models import Device
from app.accounts.standing import CHANGES, shown_state
from app.design import store as design_store
from app.extensions.database import now
from app.intake import phones_service, release_service
from app.problems import Problem
from app.registry import store as registry
from app.web.guards import allow, check, get_person, reach
from app.web.layout import areas_of, here

handsets = Blueprint("handsets", __name__, template_folder="templates")
PAGE = 50
LONGEST_NUMBER = 9  # digits of a row's number that every database takes
# The states a list can be narrowed to, with their words.
STATES = {
    "aktif": "Aktif",
    "diam": "Lama tidak tersambung",
    "menunggu": "Menunggu dipakai",
    "kedaluwarsa": "Undangan lewat waktu",
    "hilang": "Hilang",
    "berhenti": "Kader berhenti",
    "dicabut": "Dicabut",
}
DONE = {
    "perangkat.undang": "Diundang",
    "perangkat.cabut": "Dicabut",
    "perangkat.hilang": "Dilaporkan hilang",
    "perangkat.sandi": "Sandi baru untuk aplikasi lain",
    "perangkat.ditemukan": "Ditemukan",
    "perangkat.berhenti": "Kader berhenti",
    "perangkat.lanjut": "Dipakai lagi",
    "perangkat.terima": "Kiriman tertahan diterima",
}


@handsets.get("/perangkat")
@allow(SEE_DEVICES)
def phones() -> str:
    """List the phones of the area, newest first, with what needs attention."""
    return _list(search="", before=_number(request.args.get("sesudah")))


@handsets.post("/perangkat/cari")
@allow(SEE_DEVICES)
def search() -> str:
    """List the phones of a kader or Posyandu by name: a post, so that no name stands in an address."""
    wanted = request.form.get("q", "").strip()[:80]
    return _list(search=wanted, before=_number(request.form.get("sesudah")))


def _list(search: str, before: int | None) -> str:
    place, state = here(), request.args.get("keadaan", "")
    state = state if state in STATES else ""
    areas = areas_of(SEE_DEVICES, place.area)
    wanted = PhoneFilter(at=now(), state=state, search=search)
    found = devices_store.list_phones(areas, wanted, before, PAGE + 1) if areas else []
    rows = found[:PAGE]
    summaries = phones_service.summaries([row.Device for row in rows])
    last = rows[-1].Device.device_id if len(found) > PAGE else None
    return render_template(
        "intake/phones.html",
        rows=[_row(row, summaries[row.Device.device_id]) for row in rows],
        total=devices_store.count_phones(areas, wanted) if areas else 0,
        search=search,
        state=state,
        states=STATES,
        next_before=last,
        next_url=f"/perangkat?{place.query(keadaan=state, sesudah=last)}" if last else None,
        prev_url=f"/perangkat?{place.query(keadaan=state)}" if before else None,
        may_manage=get_person().access.may(MANAGE_DEVICES),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def _row(row: Any, summary: phones_service.Summary) -> dict[str, Any]:  # noqa: ANN401 - a row of a join
    device: Device = row.Device
    return {
        "id": device.device_id,
        "label": device.label,
        "kader": row.name,
        "posyandu": row.posyandu or device.area,
        "state": _shown(device),
        "last_seen": device.last_seen,
        "collect": device.collect_version,
        "summary": summary,
    }


def _shown(device: Device) -> str:
    return shown_state(device.state, device.expires_at, device.last_seen, now())


@handsets.get("/perangkat/<int(max=999999999):device_id>")
@allow(SEE_DEVICES)
def phone(device_id: int) -> str:
    """Show a phone: how it stands, what it holds, what it sent, and what its kader should do."""
    device = devices_store.get_phone(device_id)
    _check_seen(device.area)
    kader = registry.get_kader(device.kader_id)
    return render_template(
        "intake/phone.html",
        device=device,
        state=_shown(device),
        kader=kader,
        posyandu=registry.names_of_posyandu([device.area]).get(device.area, device.area),
        help=phones_service.help_for([device], reach(SEE_SUBMISSIONS)),
        held=_held(device),
        days=devices_store.list_days(device_id),
        log=_log(device_id),
        changes=_changes(device),
        desa=device.area.rpartition(".")[0],
    )


@handsets.get("/perangkat/kader/<int(max=999999999):kader_id>")
@allow(SEE_DEVICES)
def kader(kader_id: int) -> str:
    """Show what all phones of one kader sent and what the kader should do."""
    person = registry.get_kader(kader_id)
    _check_seen(person.posyandu_code)
    wanted = PhoneFilter(at=now(), kader_id=kader_id)
    rows = devices_store.list_phones(areas_of(SEE_DEVICES, ""), wanted)
    devices = [row.Device for row in rows]
    summaries = phones_service.summaries(devices)
    return render_template(
        "intake/kader.html",
        kader=person,
        posyandu=registry.names_of_posyandu([person.posyandu_code]).get(person.posyandu_code, ""),
        rows=[_row(row, summaries[row.Device.device_id]) for row in rows],
        help=phones_service.help_for(devices, reach(SEE_SUBMISSIONS)),
    )


def _check_seen(area: str) -> None:
    """Raise Problem unless the place lies in the person's areas, whatever their bidang."""
    if not any(in_area(area, granted) for granted in areas_of(SEE_DEVICES, "")):
        raise Problem("accounts.not_allowed")


def _held(device: Device) -> list[dict[str, Any]]:
    forms = {form.form_id: form for form in design_store.list_forms()}
    rows = devices_store.list_held([device.device_id]).get(device.device_id, [])
    return [
        {
            "title": forms[row.form_id].title if row.form_id in forms else row.form_id,
            "version": row.version,
            "fetched_at": row.fetched_at,
            "current": forms[row.form_id].current_version if row.form_id in forms else None,
        }
        for row in rows
    ]


def _log(device_id: int) -> list[dict[str, Any]]:
    return [
        {
            "at": row.at,
            "who": row.actor,
            "what": DONE.get(row.action, row.action),
            "why": row.reason,
        }
        for row in devices_store.list_log(f"device:{device_id}")
    ]


def _changes(device: Device) -> Sequence[str]:
    """Answer the verbs this person may use on the phone now."""
    if not get_person().access.allows(MANAGE_DEVICES, device.area, ""):
        return []
    verbs = [verb for verb, (starts, _result) in CHANGES.items() if device.state in starts]
    return [*verbs, "ganti"] if device.state != "dicabut" else verbs


@handsets.post("/perangkat/<int(max=999999999):device_id>/terima")
@allow(MANAGE_DEVICES)
def release(device_id: int) -> BaseResponse:
    """Take in what was kept aside of a phone that is in use again."""
    device = devices_store.get_phone(device_id)
    check(MANAGE_DEVICES, device.area, "")
    done = release_service.take_in_kept(device, get_person().name)
    if done.refused:
        flash(f"{done.taken} kiriman diterima; {done.refused} tetap tertahan.", "warn")
    else:
        flash(f"{done.taken} kiriman yang tertahan sekarang diterima.", "good")
    return redirect(f"/perangkat/{device_id}?{here().query()}")
