"""Inviting kader's phones, by sheet, QR code or link, and changing how a phone stands."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import devices_service as devices
from app.accounts import devices_store
from app.accounts import password_service as passwords
from app.accounts.access import MANAGE_DEVICES
from app.accounts.models import Device
from app.accounts.service import Invited
from app.accounts.standing import WAITING, shown_state
from app.extensions.database import now
from app.problems import Problem
from app.publish import invitations_service as invitations
from app.publish.collect_settings import drawn, project_of, qr_image
from app.registry import store as registry
from app.registry.bidang import BY_KEY
from app.registry.models import Kader
from app.web.guards import PASSWORD_DOOR, allow, check, get_person, public, settings
from app.web.layout import areas_of, here
from app.web.limits import count_try

phones = Blueprint("phones", __name__, template_folder="templates")
LONGEST_NUMBER = 9  # digits of a row's number that every database takes
LONGEST_REASON = 500
# What is said after a change, by its verb.
SAID = {
    "cabut": "Ponsel itu tidak lagi dapat mengambil atau mengirim formulir.",
    "hilang": "Ponsel dilaporkan hilang. Daftar di dalamnya dikosongkan saat ia tersambung.",
    "ditemukan": "Ponsel dipakai lagi. Kirimannya yang disimpan dapat diterima di halaman ini.",
    "berhenti": "Kiriman dari ponsel itu masih diterima 30 hari, dengan tanda untuk diperiksa.",
    "lanjut": "Ponsel itu dipakai lagi seperti biasa.",
}


# -- inviting


@phones.get("/perangkat/undang")
@allow(MANAGE_DEVICES)
def villages() -> str:
    """List the desa of the area with how many of their kader have a phone."""
    rows = invitations.list_villages(areas_of(MANAGE_DEVICES, here().area))
    return render_template("publish/villages.html", rows=rows)


@phones.get("/perangkat/undang/<desa>")
@allow(MANAGE_DEVICES)
def invite(desa: str) -> str:
    """List the kader of a desa, those without a phone chosen, with the ways to invite them."""
    check(MANAGE_DEVICES, desa, "")
    area = invitations.get_village(desa)
    kader = registry.list_kader([desa])
    held: dict[int, list[Device]] = {}
    for device in devices_store.list_of_kader(person.kader_id for person in kader):
        held.setdefault(device.kader_id, []).append(device)
    places = registry.names_of_posyandu(person.posyandu_code for person in kader)
    return render_template(
        "publish/invite.html",
        desa=area,
        rows=[_kader_row(person, held.get(person.kader_id, []), places) for person in kader],
        days=devices.INVITED_DAYS,
    )


def _kader_row(person: Kader, held: list[Device], places: dict[str, str]) -> dict[str, Any]:
    states = [shown_state(one.state, one.expires_at, one.last_seen, now()) for one in held]
    return {
        "id": person.kader_id,
        "name": person.name,
        "posyandu": places.get(person.posyandu_code, person.posyandu_code),
        "states": states,
        "has_phone": any(one.last_seen for one in held),
        "waits": WAITING in states,
    }


@phones.post("/perangkat/undang/<desa>")
@allow(MANAGE_DEVICES)
def print_sheets(desa: str) -> Response | str:
    """Make a fresh token for each chosen kader: one PDF with a sheet each, or a page to print."""
    check(MANAGE_DEVICES, desa, "")
    chosen = [int(text) for text in request.form.getlist("kader") if _is_number(text)]
    help_line = request.form.get("hubungi", "").strip()[:80]
    sheets = invitations.invite_village(desa, chosen, get_person().name)
    if request.form.get("bentuk") == "halaman":
        codes = [drawn(sheet.qr) for sheet in sheets]
        pairs = zip(sheets, codes, strict=True)
        return render_template("publish/sheets.html", sheets=list(pairs), help_line=help_line)
    content = invitations.print_invitations(sheets, help_line)
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="undangan-{desa}.pdf"'
    return response


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= LONGEST_NUMBER


def _chosen_kader() -> Kader:
    """Answer the kader a form names, within the person's grants."""
    text = request.form.get("kader", "")
    if not _is_number(text):
        raise Problem("registry.unknown_kader", name=text)
    kader = registry.get_kader(int(text))
    check(MANAGE_DEVICES, kader.posyandu_code, "")
    return kader


def _chosen_bidang(kader: Kader) -> str:
    """Answer the one bidang a phone is for, or "" for all, within the person's grants."""
    bidang = request.form.get("bidang", "")
    if bidang and bidang not in BY_KEY:
        raise Problem("web.bad_request", reason=f"bidang {bidang[:20]} tidak ada")
    check(MANAGE_DEVICES, kader.posyandu_code, bidang)
    return bidang


@phones.post("/perangkat")
@allow(MANAGE_DEVICES)
def add_device() -> str:
    """Register one more phone of a kader and show its QR code, this once."""
    kader = _chosen_kader()
    label = request.form.get("label", "").strip()[:80] or "Ponsel"
    bidang = _chosen_bidang(kader)
    return _code_page(devices.invite_phone(kader, label, get_person().name, bidang), kader)


@phones.post("/perangkat/<int(max=999999999):device_id>/ganti")
@allow(MANAGE_DEVICES)
def replace(device_id: int) -> str:
    """End a phone and show the QR code of the one that takes its place, this once."""
    device = _managed(device_id)
    kader = registry.get_kader(device.kader_id)
    check(MANAGE_DEVICES, kader.posyandu_code, "")
    return _code_page(devices.replace_phone(device_id, kader, _reason(), get_person().name), kader)


def _code_page(invited: Invited, kader: Kader) -> str:
    place = registry.get_posyandu(kader.posyandu_code)
    url = f"{settings().base_url}/k/{invited.token}"
    project = project_of(place.code, place.name, invited.device.bidang)
    label, until = invited.device.label, invited.device.expires_at
    return render_template(
        "publish/device.html",
        device={"kader": kader.name, "label": label, "posyandu": place.name},
        url=url,
        valid_until=until,
        qr_data_uri=drawn(qr_image(url, project)),
    )


# -- how a phone stands


@phones.post("/perangkat/<int(max=999999999):device_id>/ubah")
@allow(MANAGE_DEVICES)
def change(device_id: int) -> BaseResponse:
    """Change how a phone stands: revoked, lost, found, its kader stopped or went on."""
    _managed(device_id)
    verb = request.form.get("perubahan", "")
    devices.change_phone(device_id, verb, _reason(), get_person().name)
    flash(SAID[verb], "good")
    return redirect(f"/perangkat/{device_id}?{here().query()}")


@phones.post("/perangkat/<int(max=999999999):device_id>/sandi")
@allow(MANAGE_DEVICES)
def make_password(device_id: int) -> str:
    """Give a phone a password, for clients that cannot hold a token; it is shown this once."""
    device = _managed(device_id)
    username, password = passwords.set_password(device_id, get_person().name)
    return render_template(
        "publish/password.html",
        device_id=device_id,
        label=device.label,
        url=settings().base_url + PASSWORD_DOOR.rstrip("/"),
        username=username,
        password=password,
    )


def _managed(device_id: int) -> Device:
    device = devices_store.get_phone(device_id)
    check(MANAGE_DEVICES, device.area, "")
    return device


def _reason() -> str:
    return request.form.get("alasan", "").strip()[:LONGEST_REASON]


# -- a link that sets up one phone


@phones.post("/perangkat/tautan")
@allow(MANAGE_DEVICES)
def make_link() -> str:
    """Make a link that sets up one phone of a kader, and show it this once."""
    kader = _chosen_kader()
    link = devices.make_link(kader, get_person().name, _chosen_bidang(kader))
    return render_template(
        "publish/link.html",
        kader=kader.name,
        desa=kader.posyandu_code.rpartition(".")[0],
        url=settings().base_url + url_for("phones.invitation", code=link.code),
        expires_at=link.expires_at,
    )


@phones.get("/undang/<code>")
@public
def invitation(code: str) -> str:
    """Show what an invitation is for. It is used by a button: whoever previews links uses nothing up."""
    count_try()
    link = devices.look_at_link(code)
    place = registry.get_posyandu(registry.get_kader(link.kader_id).posyandu_code)
    return render_template("publish/invitation.html", posyandu=place.name, until=link.expires_at)


@phones.post("/undang/<code>")
@public
def accept(code: str) -> str:
    """Make the phone an invitation stands for, and show its QR code, this once."""
    count_try()
    kader = registry.get_kader(devices.look_at_link(code).kader_id)
    invited = devices.use_link(code, kader)
    place = registry.get_posyandu(kader.posyandu_code)
    url = f"{settings().base_url}/k/{invited.token}"
    code_image = qr_image(url, project_of(place.code, place.name, invited.device.bidang))
    return render_template(
        "publish/invitation.html",
        posyandu=place.name,
        url=url,
        qr_data_uri=drawn(code_image),
        # Collect reads a picture from the gallery, and knows no drawing.
        qr_picture_uri=code_image.png_data_uri(scale=6, border=4),
    )
