"""Releasing a draft: now, at a moment or from a month on; and what a second officer says of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import EDIT_FORMS, SEE_FORMS
from app.design import effect_service as effects
from app.design import (
    release_plans_service,
    release_store,
    releasing_service,
    review_service,
    store,
)
from app.design.effect_routes import effect_url
from app.design.gate_service import find_obstacle, mark_of_draft
from app.design.grants_service import check_editable, editable_bidang, may_set_second, sees
from app.design.release_times import first_moment, is_ahead, may_be_due, moment_of
from app.extensions.database import now
from app.problems import Problem
from app.registry.bidang import ALL
from app.registry.periods import month_name
from app.web.guards import allow, get_person, settings
from app.web.layout import here

rilis = Blueprint("rilis", __name__, template_folder="templates")
VERSION = "/formulir/<form_id>/versi/<version>"
NOW, MOMENT, MONTH = "sekarang", "waktu", "bulan"
# What is answered on the page itself instead of by a page of its own.
ON_THE_PAGE = {"design.breaking_unconfirmed", "design.needs_second", "design.period_pinned"}


def _form_url(form_id: str) -> str:
    return f"/formulir/{form_id}?{here().query()}"


def _editable(form_id: str) -> None:
    check_editable(store.get_form(form_id).bidang)


@rilis.post(f"{VERSION}/terbitkan")
@allow(EDIT_FORMS)
def release(form_id: str, version: str) -> BaseResponse:
    """Release a draft, now or later; what should be looked at first leads to where it is shown."""
    _editable(form_id)
    draft = store.get_version(form_id, version, whole=True)
    page = redirect(effect_url(form_id, version))
    if effects.needs_a_look(draft):
        effects.begin_measuring(form_id, version, get_person().name)
        flash("Versi ini mengubah nilai di profil. Lihat dahulu akibatnya, lalu terbitkan.", "warn")
        return page
    seen, confirmed = request.form.get("tanda", ""), request.form.get("konfirmasi", "")
    if seen and draft.state == store.DRAFT and seen != mark_of_draft(draft):
        flash(
            "Isinya berubah sejak Anda membuka halaman ini. Periksa lagi, lalu terbitkan.", "warn"
        )
        return page
    when = request.form.get("kapan", NOW)
    if when == NOW and (request.form.get(MONTH) or request.form.get(MOMENT)):
        # A moment was chosen, but not that it counts: better asked than released at once.
        flash(
            "Anda mengisi waktu terbit, tetapi memilih “Sekarang”. Pilih jadwalnya, atau kosongkan "
            "waktunya.",
            "warn",
        )
        return page
    if when == NOW:
        obstacle = None if draft.state == store.RELEASED else find_obstacle(draft, confirmed)
        if obstacle is not None and obstacle.code in ON_THE_PAGE:
            flash(_words(obstacle, confirmed), "warn")
            return page
        row = releasing_service.release_version(form_id, version, get_person().name, confirmed)
        flash(f"Versi {row.version} terbit. Ponsel kader mengambilnya saat tersambung.", "good")
        return redirect(_form_url(form_id))
    return _schedule(form_id, version, when, confirmed)


def _schedule(form_id: str, version: str, when: str, confirmed: str) -> BaseResponse:
    told = request.form.get(when, "")
    zone, period = settings().zone, told if when == MONTH else ""
    if when == MONTH:
        due = first_moment(told, zone) if is_ahead(told, now(), zone) else None
    else:
        due = moment_of(told, zone)
    if due is None or not may_be_due(due, now()):
        flash(_words(Problem("design.bad_moment", told=told or "yang kosong"), ""), "warn")
        return redirect(effect_url(form_id, version))
    obstacle = find_obstacle(store.get_version(form_id, version, whole=True), confirmed, due)
    if obstacle is not None and obstacle.code in ON_THE_PAGE:
        flash(_words(obstacle, confirmed), "warn")
        return redirect(effect_url(form_id, version))
    release_plans_service.schedule_release(
        form_id, version, due, get_person().name, period=period, confirmed=confirmed
    )
    words = f"mulai {month_name(period)}" if period else "pada waktu yang Anda pilih"
    flash(f"Versi {version} dijadwalkan terbit {words}.", "good")
    return redirect(_form_url(form_id))


def _words(problem: Problem, confirmed: str) -> str:
    """Answer a problem as the page tells it, where what it asks for stands on the page itself."""
    if problem.code == "design.breaking_unconfirmed":
        typed = f"Yang Anda ketik, “{confirmed}”, bukan nomor versinya. " if confirmed else ""
        return (
            f"{typed}Versi ini merusak jawaban lama. Baca perubahannya di bawah, lalu ketik nomor "
            "versinya untuk menerbitkan."
        )
    return f"{problem.message} {problem.cure}"


@rilis.post("/formulir/<form_id>/jadwal/<int:plan_id>/batal")
@allow(EDIT_FORMS)
def cancel(form_id: str, plan_id: int) -> BaseResponse:
    """Take back a release that is set for a moment to come."""
    _editable(form_id)
    release_plans_service.cancel_plan(form_id, plan_id, get_person().name)
    flash("Jadwal dibatalkan. Draf tetap ada dan belum terbit.", "good")
    return redirect(_form_url(form_id))


@rilis.post("/formulir/<form_id>/jadwal/<int:plan_id>/lepas")
@allow(EDIT_FORMS)
def lift(form_id: str, plan_id: int) -> BaseResponse:
    """Let a pinned month take another version after all."""
    _editable(form_id)
    reason = request.form.get("alasan", "")
    release_plans_service.lift_pin(form_id, plan_id, get_person().name, reason)
    flash("Patokan bulan dilepas. Versi lain boleh terbit bulan ini.", "good")
    return redirect(_form_url(form_id))


# -- a second officer


@rilis.post(f"{VERSION}/pemeriksaan")
@allow(EDIT_FORMS)
def review(form_id: str, version: str) -> BaseResponse:
    """Ask for a second officer's word, take that back, approve, or send back with reasons."""
    _editable(form_id)
    act, actor = request.form.get("tindakan", ""), get_person().name
    reason = request.form.get("alasan", "")
    if act == "minta":
        review_service.ask_review(form_id, version, actor, reason)
        flash("Permintaan tercatat. Petugas lain di bidang ini melihatnya di Beranda.", "good")
    elif act == "tarik":
        review_service.withdraw_review(form_id, version, actor)
        flash("Permintaan pemeriksaan ditarik.", "good")
    elif act in {"setujui", "kembalikan"}:
        approves = act == "setujui"
        review_service.decide_review(form_id, version, actor, reason, approves=approves)
        flash("Draf disetujui." if approves else "Draf dikembalikan dengan alasan Anda.", "good")
    else:
        raise Problem("web.bad_request", reason="tindakan tidak dikenal")
    return redirect(effect_url(form_id, version))


@rilis.get("/pemeriksaan")
@allow(SEE_FORMS)
def desk() -> str:
    """Show which drafts wait for whom, and which bidang need a second officer."""
    person, mine = get_person(), editable_bidang()
    waiting = review_service.desk_of(person.name, mine)
    rules = release_store.list_second_officers()
    titles = {form.form_id: form.title for form in store.list_forms()}
    return render_template(
        "design/desk.html",
        to_review=[_review_row(one, titles) for one in waiting.to_review],
        own=[_review_row(one, titles) for one in waiting.own],
        failed=[
            {"title": titles[one], "url": _form_url(one), "form_id": one} for one in waiting.failed
        ],
        rules=[
            _rule_row(bidang.key, bidang.name, rules.get(bidang.key))
            for bidang in ALL
            if sees(bidang.key)
        ],
        may_edit=bool(mine),
    )


def _review_row(one: Any, titles: dict[str, str]) -> dict[str, Any]:  # noqa: ANN401 - a row
    return {
        "title": titles.get(one.form_id, one.form_id),
        "form_id": one.form_id,
        "version": one.version,
        "state": one.state,
        "asked_by": one.asked_by,
        "asked_at": one.asked_at,
        "note": one.note,
        "reason": one.reason,
        "decided_by": one.decided_by,
        "url": effect_url(one.form_id, one.version),
    }


def _rule_row(bidang: str, name: str, rule: Any) -> dict[str, Any]:  # noqa: ANN401 - a row
    needed = rule is not None and rule.needed
    return {
        "bidang": bidang,
        "name": name,
        "needed": needed,
        "set_by": rule.set_by if rule else "",
        "set_at": rule.set_at if rule else None,
        "may_set": may_set_second(bidang, needed=not needed),
    }


@rilis.post("/pemeriksaan")
@allow(EDIT_FORMS)
def set_second() -> BaseResponse:
    """Let a bidang's versions need a second officer, or no longer."""
    bidang, needed = request.form.get("bidang", ""), request.form.get("perlu", "") == "1"
    if not may_set_second(bidang, needed=needed):
        raise Problem("accounts.not_allowed")
    review_service.set_second(bidang, get_person().name, needed=needed)
    flash("Pengaturan pemeriksaan disimpan.", "good")
    return redirect(f"/pemeriksaan?{here().query()}")
