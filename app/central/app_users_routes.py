"""App users: phones of kader, made by name and Posyandu, listed, ended; what they may fill."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import devices_service, devices_store
from app.accounts import store as accounts_store
from app.accounts.access import MANAGE_DEVICES, SEE_DEVICES
from app.accounts.models import Device
from app.accounts.standing import REVOKED
from app.central.calls_service import PROJECT, json_body, within_project
from app.central.wire import PHONES_FROM, PROJECT_ID, moment, said
from app.design import store as design_store
from app.problems import Problem
from app.publish.receivers import receives
from app.registry import service as registry
from app.web.guards import check, for_program, get_person, reach

v1_users = within_project(Blueprint("v1_users", __name__))
USERS = f"{PROJECT}/app-users"
APP_USER_ROLE = 2
ENDED = "diakhiri lewat program lain"
_CODE = re.compile(r"\b\d\d\.\d\d\.\d\d\.\d{4}\.\d{3}\b")
_EDGES = " ()[],;:-–—|/"


@v1_users.get(USERS)
@for_program(SEE_DEVICES)
def list_users() -> BaseResponse:
    """List phones. A token is shown once only, when it is made: of a phone in use it is empty here."""
    phones = accounts_store.list_devices([one.area for one in reach(SEE_DEVICES)])
    return jsonify([_shape(phone, "" if phone.state != REVOKED else None) for phone in phones])


def _shape(phone: Device, token: str | None) -> dict[str, Any]:
    return {
        "projectId": PROJECT_ID,
        "id": PHONES_FROM + phone.device_id,
        "type": "field_key",
        "displayName": phone.label,
        "createdAt": moment(phone.created_at),
        "updatedAt": moment(phone.state_since),
        "deletedAt": None,
        "lastUsed": moment(phone.last_seen),
        "token": token,
    }


@v1_users.post(USERS)
@for_program(MANAGE_DEVICES)
def add_user() -> BaseResponse:
    """Make a phone of a kader: `Siti 64.02.06.1011.001` names the kader and her Posyandu."""
    label = said(json_body(), "displayName")[:80]
    found = _CODE.search(label)
    name = " ".join(_CODE.sub(" ", label).split()).strip(_EDGES)
    if found is None or not name:
        raise Problem("central.app_user_name", name=label)
    place = found[0]
    check(MANAGE_DEVICES, place, "")
    invited = devices_service.invite_phone(
        registry.add_kader(name, place), label, get_person().name
    )
    return jsonify(_shape(invited.device, invited.token))


@v1_users.delete(f"{USERS}/<int(max=9999999999):actor_id>")
@for_program(MANAGE_DEVICES)
def end_user(actor_id: int) -> BaseResponse:
    """End a phone."""
    phone = _phone(actor_id)
    check(MANAGE_DEVICES, phone.area, "")
    if phone.state != REVOKED:
        devices_service.change_phone(phone.device_id, "cabut", ENDED, get_person().name)
    return jsonify({"success": True})


def _phone(actor_id: int) -> Device:
    return devices_store.get_phone(actor_id - PHONES_FROM)


@v1_users.post(f"{PROJECT}/forms/<form_id>/assignments/<role_id>/<int(max=9999999999):actor_id>")
@for_program(MANAGE_DEVICES)
def assign(form_id: str, role_id: str, actor_id: int) -> BaseResponse:
    """Answer whether a phone receives a form: that follows from its Posyandu and bidang alone."""
    form, phone = design_store.get_form(form_id), _phone(actor_id)
    check(MANAGE_DEVICES, phone.area, "")
    if role_id not in {str(APP_USER_ROLE), "app-user"} or not receives(phone, form.bidang):
        raise Problem("central.not_supported", feature=f"assignments/{role_id}")
    return jsonify({"success": True})


@v1_users.get(f"{PROJECT}/forms/<form_id>/assignments")
@for_program(SEE_DEVICES)
def assignments(form_id: str) -> BaseResponse:
    """List the phones that receive a form."""
    form = design_store.get_form(form_id)
    phones = accounts_store.list_devices([one.area for one in reach(SEE_DEVICES)])
    return jsonify(
        [
            {"actorId": PHONES_FROM + phone.device_id, "roleId": APP_USER_ROLE}
            for phone in phones
            if phone.state != REVOKED and receives(phone, form.bidang)
        ]
    )
