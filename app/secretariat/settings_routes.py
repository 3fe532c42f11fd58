"""Pages of the staged roll-out and the legal basis, and the start page of the settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import MANAGE_ACCOUNTS, MANAGE_REGISTRY, SEE_REGISTRY, SEE_TARGETS
from app.design.store import list_forms
from app.problems import Problem
from app.registry import legal_service, listing_store, rollout_service, settings_store, store
from app.registry.bidang import BY_KEY, SIX
from app.registry.models import Rollout
from app.registry.rollout import Rule
from app.secretariat.typed import day_of, text_of
from app.web.guards import allow, get_person, local_now
from app.web.layout import areas_of, here

desk = Blueprint("desk", __name__, template_folder="templates")
HISTORY = 30


def _everywhere() -> None:
    if not get_person().access.allows(MANAGE_REGISTRY, "", ""):
        raise Problem("accounts.not_allowed")


@desk.get("/pengaturan")
@allow(SEE_REGISTRY)
def start() -> str:
    """Say what is registered, and where to change it."""
    areas, access = areas_of(SEE_REGISTRY, here().area), get_person().access
    wanted = listing_store.Wanted(areas)
    return render_template(
        "secretariat/start.html",
        posyandu=listing_store.count_places(wanted) if areas else 0,
        kader=listing_store.count_people(wanted) if areas else 0,
        opd=len(store.list_opd()),
        rules=len(settings_store.list_rollout()),
        may_import=access.allows(MANAGE_REGISTRY, "", ""),
        may_accounts=access.may(MANAGE_ACCOUNTS),
        may_servers=access.may(SEE_TARGETS),
    )


# -- staged roll-out


@desk.get("/pengaturan/penggelaran")
@allow(SEE_REGISTRY)
def rollout() -> str:
    """Show from when each bidang runs where."""
    rows = settings_store.list_rollout()
    forms = list_forms()
    titles = {form.form_id: form.title for form in forms}
    history = settings_store.list_rollout_history(HISTORY)
    names = _names([*rows, *history])
    return render_template(
        "secretariat/rollout.html",
        groups=[
            {
                "bidang": one.key,
                "rules": [_rule(r, names, titles) for r in rows if r.bidang == one.key],
            }
            for one in SIX
        ],
        history=[_rule(row, names, titles) for row in history],
        forms=[(form.form_id, form.title) for form in forms if form.bidang != "umum"],
        areas=[
            (one.code, one.name, one.level) for one in store.list_wilayah(("kecamatan", "desa"))
        ],
        bidang=[(one.key, one.name) for one in SIX],
        pilots=[
            (row.code, f"{row.name} ({row.code})")
            for row in listing_store.list_places(listing_store.Wanted([""], state="percontohan"))
        ],
        may_manage=get_person().access.allows(MANAGE_REGISTRY, "", ""),
        today=local_now().date(),
    )


def _names(rows: Sequence[Rollout]) -> dict[str, str]:
    codes = {row.area for row in rows if row.area}
    return store.names_of_areas(codes) | store.names_of_posyandu(codes)


def _rule(row: Rollout, names: dict[str, str], titles: dict[str, str]) -> dict[str, Any]:
    return {
        "bidang": row.bidang,
        "form_id": row.form_id,
        "form": titles.get(row.form_id, row.form_id),
        "area": row.area,
        "area_name": names.get(row.area, row.area) if row.area else "Seluruh kabupaten",
        "starts_on": row.starts_on,
        "withdrawn": row.withdrawn,
        "set_at": row.set_at,
        "set_by": row.set_by,
    }


def _typed_rule() -> Rule:
    bidang, form_id = request.form.get("bidang", ""), request.form.get("formulir", "")
    form = next((one for one in list_forms() if one.form_id == form_id), None)
    if form is not None:
        bidang = form.bidang
    elif form_id:
        raise Problem("design.unknown_form", form_id=form_id[:64])
    return Rule(
        bidang, form_id, text_of(request.form, "wilayah", 20), day_of(request.form, "mulai")
    )


@desk.post("/pengaturan/penggelaran")
@allow(MANAGE_REGISTRY)
def set_rule() -> BaseResponse:
    """Set (or withdraw) from when a bidang or form runs in an area."""
    _everywhere()
    withdrawn = request.form.get("cabut") == "ya"
    rule = _typed_rule()
    rollout_service.set_rules([rule], get_person().name, withdrawn=withdrawn)
    name = BY_KEY[rule.bidang].name
    flash(
        f"Aturan {name} {'dihapus' if withdrawn else 'disimpan'}. Kisi bulan mengikutinya.", "good"
    )
    return redirect(f"/pengaturan/penggelaran?{here().query()}")


@desk.post("/pengaturan/penggelaran/salin")
@allow(MANAGE_REGISTRY)
def copy_set() -> BaseResponse:
    """Copy a Posyandu's set of forms to other areas, from a day on."""
    _everywhere()
    targets = [code.strip() for code in request.form.getlist("ke") if code.strip()][:300]
    if not targets:
        raise Problem("registry.same_place")
    count = rollout_service.copy_set(
        text_of(request.form, "dari", 20),
        targets,
        [(form.bidang, form.form_id) for form in list_forms()],
        day_of(request.form, "mulai") or local_now().date(),
        get_person().name,
    )
    flash(f"Perangkat formulir disalin: {count} aturan untuk {len(targets)} wilayah.", "good")
    return redirect(f"/pengaturan/penggelaran?{here().query()}")


# -- legal basis


@desk.get("/pengaturan/dasar-hukum")
@allow(SEE_REGISTRY)
def legal() -> str:
    """Show each text with its versions."""
    today = local_now().date()
    return render_template(
        "secretariat/legal.html",
        texts=[
            {
                "key": key,
                "title": title,
                "body": legal_service.legal_text(key, today),
                "versions": settings_store.list_legal_texts(key),
            }
            for key, title in legal_service.KEYS.items()
        ],
        may_manage=get_person().access.allows(MANAGE_REGISTRY, "", ""),
        today=today,
    )


@desk.post("/pengaturan/dasar-hukum")
@allow(MANAGE_REGISTRY)
def set_legal() -> BaseResponse:
    """Add a version of a text."""
    _everywhere()
    day = day_of(request.form, "mulai") or local_now().date()
    version = legal_service.set_legal_text(
        request.form.get("kunci", ""), request.form.get("isi", ""), day, get_person().name
    )
    flash(f"Versi {version} disimpan dan tampil mulai tanggal itu.", "good")
    return redirect(f"/pengaturan/dasar-hukum?{here().query()}")
