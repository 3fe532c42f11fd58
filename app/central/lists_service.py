"""Lists of sasaran themselves: made, given properties, told with the forms that use them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.accounts.access import SEE_SUBJECTS
from app.central import entities_store as store
from app.central.entities_service import areas_of
from app.central.entities_store import WantedEntities
from app.central.wire import PROJECT_ID, moment, odata_name, said
from app.design.grants_service import check_editable, editable_bidang
from app.design.service import Released, list_released
from app.extensions.database import transaction
from app.merge.entities_service import set_needs_approval
from app.problems import Problem
from app.registry import entity_store
from app.registry.bidang import UMUM
from app.registry.entity_lists import DeclaredList
from app.registry.entity_models import EntityList
from app.registry.entity_service import declare_lists
from app.web.guards import get_person

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
PROPERTY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
RESERVED = {"name", "label"}
# Nobody has said yet how private it is: until a form does, it is read only where people's data are.
UNSAID = "identitas"


def add_list(body: Mapping[str, Any]) -> EntityList:
    """Make a list: of the one bidang the person keeps forms of, or of all (`umum`)."""
    name, own = said(body, "name"), editable_bidang()
    if not NAME.fullmatch(name) or name.startswith("__"):
        raise Problem("central.unexpected_value", field="name", value=name, reason="nama daftar")
    if entity_store.find_list(name):
        raise Problem("central.list_known", name=name)
    bidang = next(iter(own)) if len(own) == 1 else UMUM.key
    check_editable(bidang)
    with transaction():
        declare_lists([DeclaredList(name, bidang, "", {})])
    if body.get("approvalRequired") is True:
        set_needs_approval(name, True, get_person().name)
    return entity_store.get_list(name)


def change_list(row: EntityList, body: Mapping[str, Any]) -> None:
    """Say whether new sasaran of a list wait until their submission is accepted."""
    check_editable(row.bidang)
    wanted = body.get("approvalRequired")
    if not isinstance(wanted, bool):
        raise Problem("central.missing_field", field="approvalRequired")
    set_needs_approval(row.name, wanted, get_person().name)


def add_property(row: EntityList, body: Mapping[str, Any]) -> None:
    """Give a list one more property."""
    check_editable(row.bidang)
    name = said(body, "name")
    if not PROPERTY.fullmatch(name) or name.casefold() in RESERVED or name.startswith("__"):
        raise Problem("central.unexpected_value", field="name", value=name, reason="nama isian")
    if name.casefold() in {one.casefold() for one in row.properties}:
        raise Problem("central.property_known", name=name)
    words = {name: {"label": name, "privacy": UNSAID}}
    with transaction():
        declare_lists([DeclaredList(row.name, row.bidang, row.owner_form, words)])


def list_shape(row: EntityList, *, extended: bool = False) -> dict[str, Any]:
    """Answer a list as Central does, in short."""
    found: dict[str, Any] = {
        "name": row.name,
        "projectId": PROJECT_ID,
        "createdAt": moment(row.created_at),
        "approvalRequired": row.needs_approval,
        "ownerOnly": False,
    }
    if extended:
        areas = areas_of(row, SEE_SUBJECTS)
        found["entities"] = store.count_entities(WantedEntities(row.name, areas))
        found["conflicts"] = entity_store.count_conflicts(row.name, areas)
        found["lastEntity"] = None
    return found


def list_details(row: EntityList, *, extended: bool = False) -> dict[str, Any]:
    """Answer a list with its properties and the forms that write and read it."""
    released = list_released()
    makers = [
        one for one in released if any(use.dataset == row.name for use in one.schema.entities)
    ]
    readers = [one for one in released if any(use.name == row.name for use in one.schema.lists)]
    return list_shape(row, extended=extended) | {
        "linkedForms": _forms(readers),
        "sourceForms": _forms(makers),
        "properties": [
            {
                "name": name,
                "odataName": odata_name(name),
                "publishedAt": moment(row.created_at),
                "forms": [form["xmlFormId"] for form in _forms(_saving(makers, row.name, name))],
            }
            for name in sorted(row.properties)
        ],
    }


def _saving(makers: list[Released], list_name: str, name: str) -> list[Released]:
    return [
        one
        for one in makers
        if any(
            use.dataset == list_name and name in {pair[0] for pair in use.saves}
            for use in one.schema.entities
        )
    ]


def _forms(released: list[Released]) -> list[dict[str, str]]:
    """Answer forms once each, whatever their versions."""
    return [
        {"xmlFormId": form_id, "name": title}
        for form_id, title in {one.form_id: one.title for one in released}.items()
    ]
