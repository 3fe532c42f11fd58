"""Pages of kader and OPD."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import MANAGE_REGISTRY, SEE_REGISTRY
from app.problems import Problem
from app.registry import listing_store, opd_service, store
from app.registry.bidang import ALL, SIX
from app.registry.models import Kader
from app.secretariat import kader_service
from app.secretariat.acts import NAMES
from app.secretariat.columns import JABATAN
from app.secretariat.known_service import masked_phone, open_phone
from app.secretariat.typed import act_of, day_of, number_of, text_of
from app.web.guards import allow, check, get_person, local_now
from app.web.layout import areas_of, check_area, here

people = Blueprint("people", __name__, template_folder="templates")
PAGE = 40
FOUND = 100
SHOWN = {"": "Masih bertugas", "berhenti": "Sudah berhenti"}
POSTS = [(one, one.replace("_", " ").capitalize()) for one in JABATAN]


@people.get("/pengaturan/kader")
@allow(SEE_REGISTRY)
def kader_list() -> str:
    """List the kader of the person's area; searched by Posyandu, for names stand in no address."""
    state = request.args.get("keadaan", "")
    search = text_of(request.args, "q", 80)
    wanted = listing_store.Wanted(
        areas_of(SEE_REGISTRY, here().area), search, state if state in SHOWN else ""
    )
    code, _, number = request.args.get("sesudah", "").rpartition("-")
    after = (code, int(number)) if number.isdecimal() and len(number) < 10 else ("", 0)
    rows = listing_store.list_people(wanted, after, PAGE + 1) if wanted.areas else []
    more, shown = {"q": search, "keadaan": wanted.state}, rows[:PAGE]
    last = f"{shown[-1].posyandu_code}-{shown[-1].kader_id}" if shown else ""
    return _page(
        shown,
        more,
        listing_store.count_people(wanted) if wanted.areas else 0,
        next_url=f"/pengaturan/kader?{here().query(sesudah=last, **more)}"
        if len(rows) > PAGE
        else None,
        prev_url=f"/pengaturan/kader?{here().query(**more)}" if code else None,
    )


@people.post("/pengaturan/kader/cari")
@allow(SEE_REGISTRY)
def find_kader() -> str:
    """Find kader by name: sent in the body, so that no name stands in an address."""
    name = text_of(request.form, "nama", 80)
    wanted = listing_store.Wanted(areas_of(SEE_REGISTRY, here().area), person=name)
    rows = listing_store.list_people(wanted, limit=FOUND) if wanted.areas and name else []
    return _page(rows, {"q": "", "keadaan": "", "nama": name}, len(rows))


def _page(rows: Sequence[Kader], more: dict[str, str], total: int, **urls: str | None) -> str:
    may_manage = get_person().access.may(MANAGE_REGISTRY)
    return render_template(
        "secretariat/kader_list.html",
        rows=_rows(rows),
        filter=more,
        states=SHOWN,
        total=total,
        may_manage=may_manage,
        posts=POSTS,
        bidang=[(one.key, one.name) for one in SIX],
        next_url=urls.get("next_url"),
        prev_url=urls.get("prev_url"),
    )


def _rows(rows: Sequence[Kader]) -> list[dict[str, Any]]:
    names = store.names_of_posyandu(row.posyandu_code for row in rows)
    villages = store.names_of_areas(row.posyandu_code.rpartition(".")[0] for row in rows)
    return [
        {
            "id": row.kader_id,
            "name": row.name,
            "posyandu": names.get(row.posyandu_code, row.posyandu_code),
            "posyandu_code": row.posyandu_code,
            "desa": villages.get(row.posyandu_code.rpartition(".")[0], ""),
            "post": row.jabatan.replace("_", " ").capitalize(),
            "bidang": row.bidang,
            "ended_on": row.ended_on,
            "url": _url(row.kader_id),
        }
        for row in rows
    ]


def _url(kader_id: int) -> str:
    return f"/pengaturan/kader/{kader_id}?{here().query()}"


def _values() -> dict[str, Any]:
    post, bidang = request.form.get("jabatan", ""), request.form.get("bidang", "")
    phone = "".join(one for one in request.form.get("no_hp", "") if one.isdecimal())[:15]
    return {
        "name": text_of(request.form, "nama", 120),
        "jabatan": post if post in JABATAN else "",
        "bidang": bidang if bidang in {one.key for one in SIX} else "",
        "started_on": day_of(request.form, "mulai"),
        "phone": phone,
    }


@people.post("/pengaturan/kader")
@allow(MANAGE_REGISTRY)
def add_kader() -> BaseResponse:
    """Add a kader to a Posyandu."""
    code = text_of(request.form, "kode_posyandu", 20)
    check(MANAGE_REGISTRY, code, "")
    act = act_of(request.form, get_person().name, local_now().date())
    kader_id = kader_service.add_kader(code, _values(), act)
    flash("Kader tercatat. Ponselnya didaftarkan di halaman Perangkat.", "good")
    return redirect(_url(kader_id))


@people.get("/pengaturan/kader/<int(max=999999999):kader_id>")
@allow(SEE_REGISTRY)
def kader(kader_id: int) -> str:
    """Show one kader and what may be changed."""
    row = store.get_kader(kader_id)
    check_area(SEE_REGISTRY, row.posyandu_code)
    events = kader_service.list_history(kader_id)
    return render_template(
        "secretariat/kader.html",
        kader=_rows([row])[0] | {"row": row, "phone": masked_phone(open_phone(row))},
        events=[
            {
                "name": NAMES.get(one.kind, one.kind),
                "at": one.at,
                "actor": one.actor,
                "effective_on": one.effective_on,
                "reason": one.reason,
                "code": one.posyandu_code,
                "other": one.other_code,
            }
            for one in events
        ],
        may_manage=get_person().access.allows(MANAGE_REGISTRY, row.posyandu_code, ""),
        posts=POSTS,
        bidang=[(one.key, one.name) for one in SIX],
        places=[
            (one.code, f"{one.name} ({one.code})")
            for one in store.list_posyandu([row.posyandu_code[:8]], limit=1000)
            if one.code != row.posyandu_code
        ],
        today=local_now().date(),
    )


def _managed(kader_id: int) -> Kader:
    row = store.get_kader(kader_id)
    check(MANAGE_REGISTRY, row.posyandu_code, "")
    return row


@people.post("/pengaturan/kader/<int(max=999999999):kader_id>/data")
@allow(MANAGE_REGISTRY)
def change_kader(kader_id: int) -> BaseResponse:
    """Change a kader's data."""
    _managed(kader_id)
    act = act_of(request.form, get_person().name, local_now().date())
    kader_service.change_kader(kader_id, _values(), act)
    flash("Data kader disimpan.", "good")
    return redirect(_url(kader_id))


@people.post("/pengaturan/kader/<int(max=999999999):kader_id>/pindah")
@allow(MANAGE_REGISTRY)
def move_kader(kader_id: int) -> BaseResponse:
    """Move a kader to another Posyandu."""
    _managed(kader_id)
    code = text_of(request.form, "kode_posyandu", 20)
    check(MANAGE_REGISTRY, code, "")
    act = act_of(request.form, get_person().name, local_now().date())
    kader_service.move_kader(kader_id, code, act)
    flash("Kader dipindahkan; ponselnya ikut.", "good")
    return redirect(_url(kader_id))


@people.post("/pengaturan/kader/<int(max=999999999):kader_id>/berhenti")
@allow(MANAGE_REGISTRY)
def end_kader(kader_id: int) -> BaseResponse:
    """Note the day a kader stopped."""
    _managed(kader_id)
    act = act_of(request.form, get_person().name, local_now().date())
    kader_service.end_kader(kader_id, act.effective_on, act)
    flash("Tanggal berhenti dicatat.", "good")
    return redirect(_url(kader_id))


# -- OPD


@people.get("/pengaturan/opd")
@allow(SEE_REGISTRY)
def opd_list() -> str:
    """List the agencies with the bidang each guides."""
    return render_template(
        "secretariat/opd.html",
        rows=store.list_opd(),
        bidang=[(one.key, one.name) for one in ALL],
        may_manage=get_person().access.allows(MANAGE_REGISTRY, "", ""),
    )


@people.post("/pengaturan/opd")
@allow(MANAGE_REGISTRY)
def save_opd() -> BaseResponse:
    """Add an agency, or change its name or bidang."""
    if not get_person().access.allows(MANAGE_REGISTRY, "", ""):
        raise Problem("accounts.not_allowed")
    opd_service.save_opd(
        number_of(request.form, "nomor"),
        text_of(request.form, "nama", 160),
        request.form.get("bidang", ""),
    )
    flash("OPD disimpan.", "good")
    return redirect(f"/pengaturan/opd?{here().query()}")
