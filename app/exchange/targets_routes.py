"""Pages of other servers: the list, one of them, entering, changing, switching off."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import MANAGE_DEVICES, MANAGE_TARGETS, SEE_TARGETS
from app.design import store as design_store
from app.exchange import drift_service, plan_store, service, store
from app.exchange import targets_service as targets
from app.exchange.models import Publication, PublishPlan, Target, TargetAct
from app.exchange.plan_words import drift_words
from app.exchange.targets_service import Typed
from app.problems import Problem
from app.web.guards import allow, get_person
from app.web.layout import here

servers = Blueprint("servers", __name__, template_folder="templates")
PAGE = "/pengaturan/server"
ONE = f"{PAGE}/<int(max=999999999):target_id>"
ACTS = {
    "tambah": "Ditambahkan",
    "ubah": "Diubah",
    "proyek": "Proyek dipilih",
    "hentikan": "Dihentikan",
    "pakai_lagi": "Dipakai lagi",
    "kunci_baru": "Kunci pemberitahuan diganti",
    "terbitkan": "Penerbitan dimulai",
    "lanjutkan": "Penerbitan dilanjutkan",
}


@servers.get(PAGE)
@allow(SEE_TARGETS)
def listing() -> str:
    """List the servers, how each was when it was looked at last, and the newest plans."""
    rows = store.list_targets()
    return render_template(
        "exchange/servers.html",
        rows=[_row(target) for target in rows if target.off_at is None],
        ended=[_row(target) for target in rows if target.off_at is not None],
        plans=[_plan_row(plan) for plan in plan_store.list_plans()],
        may_manage=_may_manage(),
        may_devices=get_person().access.may(MANAGE_DEVICES),
    )


def _may_manage() -> bool:
    return get_person().access.allows(MANAGE_TARGETS, "", "")


def _row(target: Target) -> dict[str, Any]:
    forms = store.list_publications(target.target_id)
    return {
        "name": target.name,
        "kind": target.kind,
        "url": target.url,
        "page": _url(target.target_id),
        "usable": target.verdict.get("usable"),
        "checked_at": target.checked_at,
        "forms": len(forms),
        "drift": sum(bool(one.drift) for one in forms),
    }


def _plan_row(plan: PublishPlan) -> dict[str, Any]:
    form = design_store.find_form(plan.form_id)
    states = [part.state for part in plan_store.list_parts([plan.plan_id])]
    return {
        "title": form.title if form else plan.form_id,
        "version": plan.version,
        "page": f"/formulir/{plan.form_id}/server/{plan.plan_id}?{here().query()}",
        "at": plan.planned_at,
        "by": plan.planned_by,
        "states": {state: states.count(state) for state in dict.fromkeys(states)},
    }


def _url(target_id: int, rest: str = "") -> str:
    return f"{PAGE}/{target_id}{rest}?{here().query()}"


def _managed() -> str:
    """Answer who acts; raise Problem unless they keep the servers of the whole installation."""
    if not _may_manage():
        raise Problem("accounts.not_allowed")
    return get_person().name


@servers.get(f"{PAGE}/tambah")
@allow(MANAGE_TARGETS)
def enter() -> str:
    """Ask for a server's address and account."""
    _managed()
    return render_template("exchange/server_new.html", typed={}, problem=None, kind=_kind())


@servers.post(f"{PAGE}/tambah")
@allow(MANAGE_TARGETS)
def add() -> BaseResponse | tuple[str, int]:
    """Keep a server and look at it at once; what cannot be a server is asked again."""
    actor, typed = _managed(), _typed()
    try:
        target, _key = targets.enter_target(typed, actor)
    except Problem as problem:
        page = render_template(
            "exchange/server_new.html", typed=request.form, problem=problem, kind=_kind()
        )
        return page, problem.status
    targets.look_at_target(target.target_id)
    return redirect(_url(target.target_id))


def _kind() -> str:
    asked = request.values.get("jenis", "")
    return asked if asked in targets.KINDS else service.CENTRAL


def _typed() -> Typed:
    said = request.form
    return Typed(
        kind=said.get("jenis", ""),
        name=said.get("nama", ""),
        url=said.get("alamat", ""),
        account=said.get("akun", "").strip()[:200],
        secret=said.get("rahasia", "").strip()[:500],
        collect_url=said.get("alamat_kirim", ""),
    )


@servers.get(ONE)
@allow(SEE_TARGETS)
def server(target_id: int) -> str:
    """Show what can be done with a server, what stands there, and what was done with it."""
    target = store.get_target(target_id)
    forms = store.list_publications(target_id)
    titles = {form.form_id: form.title for form in design_store.list_forms()}
    return render_template(
        "exchange/server.html",
        target=target,
        account=service.account_of(target) if _may_manage() else "",
        lines=target.verdict.get("lines") or [],
        projects=target.verdict.get("projects") or [],
        forms=[_form_row(one, titles) for one in forms],
        history=[_act_row(act) for act in store.list_acts(target_id)],
        may_manage=_may_manage(),
        page=f"{PAGE}/{target_id}",
    )


def _form_row(row: Publication, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "title": titles.get(row.form_id, row.form_id),
        "form_id": row.form_id,
        "version": row.version,
        "remote_id": row.remote_id,
        "variant": row.variant,
        "adopted": row.adopted,
        "published_at": row.published_at,
        "looked_at": row.looked_at,
        "drift": [drift_words(each["what"]) for each in row.drift],
        "page": f"/formulir/{row.form_id}/server?{here().query()}",
    }


def _act_row(act: TargetAct) -> dict[str, Any]:
    form = str(act.details.get("form_id") or "")
    about = f"{form} {act.details.get('version')}" if form else ""
    return {"name": ACTS.get(act.act, act.act), "about": about, "at": act.at, "actor": act.actor}


@servers.post(f"{ONE}/periksa")
@allow(SEE_TARGETS)
def look(target_id: int) -> BaseResponse:
    """Look at a server now, and soon at all that stands there."""
    seen, _projects = targets.look_at_target(target_id)
    drift_service.look_soon(target_id)
    if seen.usable:
        flash("Server dapat dipakai. Formulir di sana sedang dibandingkan.", "good")
    return redirect(_url(target_id))


@servers.post(f"{ONE}/ubah")
@allow(MANAGE_TARGETS)
def change(target_id: int) -> BaseResponse:
    """Change a server's name, address or credential, and look at it again."""
    actor = _managed()
    targets.change_target(target_id, _typed(), actor)
    targets.look_at_target(target_id)
    flash("Perubahan disimpan dan servernya diperiksa lagi.", "good")
    return redirect(_url(target_id))


@servers.post(f"{ONE}/proyek")
@allow(MANAGE_TARGETS)
def choose(target_id: int) -> BaseResponse:
    """Say which project of a Central forms go to."""
    actor, number = _managed(), request.form.get("proyek", "")
    if not number.isdecimal() or len(number) > 9:
        raise Problem("publish.unknown_project")
    target = targets.choose_project(target_id, int(number), actor)
    targets.look_at_target(target_id)
    flash(f"Formulir akan diterbitkan ke proyek {target.project_name}.", "good")
    return redirect(_url(target_id))


@servers.post(f"{ONE}/hentikan")
@allow(MANAGE_TARGETS)
def end(target_id: int) -> BaseResponse:
    """Stop using a server; what came from it and what was done with it stays."""
    targets.switch_target(target_id, _managed(), on=False)
    flash("Server dihentikan. Kiriman yang sudah ditarik dan riwayatnya tetap ada.", "good")
    return redirect(_url(target_id))


@servers.post(f"{ONE}/pakai")
@allow(MANAGE_TARGETS)
def use_again(target_id: int) -> BaseResponse:
    """Use a server again."""
    targets.switch_target(target_id, _managed(), on=True)
    targets.look_at_target(target_id)
    flash("Server dipakai lagi.", "good")
    return redirect(_url(target_id))
