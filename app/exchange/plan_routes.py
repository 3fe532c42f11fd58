"""Pages of bringing a form to other servers: where it stands, the plan, and how it goes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import EDIT_FORMS
from app.design import store as design_store
from app.design.grants_service import check_editable
from app.design.models import Form
from app.exchange import plan_service, plan_store, store
from app.exchange.models import PublishPart, PublishPlan, PublishStep, Target
from app.exchange.package_service import WITHOUT_LISTS, people_lists
from app.exchange.plan import FOR_EVERYBODY, NEEDS_FILTER
from app.exchange.plan_words import (
    drift_words,
    refusal_words,
    replaced_words,
    step_notes,
    step_words,
)
from app.problems import Problem
from app.web.guards import allow, get_person
from app.web.layout import here

elsewhere = Blueprint("elsewhere", __name__, template_folder="templates")
PAGE = "/formulir/<form_id>/server"
PLAN = f"{PAGE}/<int(max=999999999):plan_id>"
VERSIONS_OFFERED = 20


def _form(form_id: str) -> Form:
    form = design_store.get_form(form_id)
    check_editable(form.bidang)
    return form


@elsewhere.get(PAGE)
@allow(EDIT_FORMS)
def choose(form_id: str) -> str:
    """Show where a form stands, and ask to which servers which version shall go."""
    form = _form(form_id)
    released = list(design_store.list_released([form_id]))[:VERSIONS_OFFERED]
    return render_template(
        "exchange/elsewhere.html",
        form=form,
        versions=[row.version for row in released],
        has_lists=any(people_lists(row) for row in released[:1]),
        rows=[_target_row(target, form_id) for target in store.list_targets(used=True)],
        page=f"/formulir/{form_id}/server",
    )


def _target_row(target: Target, form_id: str) -> dict[str, Any]:
    known = store.find_publication_of(target.target_id, form_id)
    return {
        "target_id": target.target_id,
        "name": target.name,
        "kind": target.kind,
        "project": target.project_name,
        "usable": target.verdict.get("usable"),
        "version": known.version if known else "",
        "published_at": known.published_at if known else None,
        "drift": [drift_words(each["what"]) for each in known.drift] if known else [],
    }


@elsewhere.post(PAGE)
@allow(EDIT_FORMS)
def make(form_id: str) -> BaseResponse:
    """Read the chosen servers and keep what each lacks; nothing is changed there."""
    form = _form(form_id)
    chosen = [int(text) for text in request.form.getlist("server") if _is_number(text)]
    version = request.form.get("versi", "") or form.current_version or ""
    without = chosen if request.form.get("tanpa_daftar") == "ya" else []
    plan = plan_service.make_plan(form_id, version, chosen, get_person().name, without)
    return redirect(_url(plan))


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= 9


def _url(plan: PublishPlan) -> str:
    return f"/formulir/{plan.form_id}/server/{plan.plan_id}?{here().query()}"


def _plan(form_id: str, plan_id: int) -> tuple[Form, PublishPlan]:
    form, plan = _form(form_id), plan_store.get_plan(plan_id)
    if plan.form_id != form_id:
        raise Problem("publish.unknown_plan")
    return form, plan


@elsewhere.get(PLAN)
@allow(EDIT_FORMS)
def show(form_id: str, plan_id: int) -> str:
    """Show what a plan does at each server and how far it is."""
    form, plan = _plan(form_id, plan_id)
    parts = plan_store.list_parts([plan_id])
    steps = plan_store.list_steps([part.part_id for part in parts])
    rows = [_part_row(part, [s for s in steps if s.part_id == part.part_id]) for part in parts]
    states = [part.state for part in parts]
    return render_template(
        "exchange/plan.html",
        form=form,
        plan=plan,
        rows=rows,
        ready=states.count(plan_store.PLANNED),
        moving=plan_store.RUNNING in states,
        ended=plan.begun_at is not None and plan_store.RUNNING not in states,
        page=f"/formulir/{form_id}/server/{plan_id}",
    )


def _part_row(part: PublishPart, steps: list[PublishStep]) -> dict[str, Any]:
    target = store.get_target(part.target_id)
    return {
        "part_id": part.part_id,
        "target_id": part.target_id,
        "name": target.name,
        "kind": target.kind,
        "project": target.project_name,
        "state": part.state,
        "refusal": refusal_words(part.refusal),
        "may_leave_lists": part.refusal in {NEEDS_FILTER, FOR_EVERYBODY},
        "without_lists": part.variant == WITHOUT_LISTS,
        "findings": part.findings,
        "replaced": replaced_words(part.replaces),
        "done": sum(step.state == plan_store.DONE for step in steps),
        "steps": [
            {
                "words": step_words(step.kind, step.about),
                "notes": step_notes(step.about),
                "state": step.state,
                "error": step.error,
                "findings": step.findings,
            }
            for step in steps
        ],
        "waits": any(s.state == plan_store.WAITING and s.error for s in steps),
    }


@elsewhere.post(f"{PLAN}/mulai")
@allow(EDIT_FORMS)
def begin(form_id: str, plan_id: int) -> BaseResponse:
    """Begin what the plan shows; what would replace somebody's work only where that is agreed to."""
    _form_row, plan = _plan(form_id, plan_id)
    agreed = [int(text) for text in request.form.getlist("ganti") if _is_number(text)]
    try:
        plan_service.begin_plan(plan_id, get_person().name, agreed)
    except Problem as problem:
        if problem.code != "publish.not_agreed":
            raise
        flash(f"{problem.message} {problem.cure}", "bad")
    return redirect(_url(plan))


@elsewhere.post(f"{PLAN}/lanjut")
@allow(EDIT_FORMS)
def resume(form_id: str, plan_id: int) -> BaseResponse:
    """Take a part up where it stopped."""
    _form_row, plan = _plan(form_id, plan_id)
    number = request.form.get("bagian", "")
    parts = {str(part.part_id) for part in plan_store.list_parts([plan_id])}
    if number not in parts:
        raise Problem("publish.unknown_plan")
    plan_service.resume_part(int(number), get_person().name)
    flash("Dilanjutkan dari langkah yang belum selesai.", "good")
    return redirect(_url(plan))
