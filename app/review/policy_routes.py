"""Who reviews a form: a page that shows what a change would do before it is saved."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import SEE_FORMS, SET_REVIEW
from app.accounts.levels import LEVEL_NAMES, LEVELS
from app.design.models import Form
from app.design.policies import LONGEST_PATIENCE, Policy
from app.design.policies_store import get_policy, list_policy_history, policy_from
from app.design.store import get_form
from app.problems import Problem
from app.review import policy_service as service
from app.review.policy_service import Effect
from app.review.skipping import VACANT_PATIENCE
from app.web.guards import allow, check, get_person, reach
from app.web.layout import here

policies = Blueprint("jalur", __name__, template_folder="templates")
PAGE = "/formulir/<form_id>/tinjauan"
HISTORY = 20
LONGEST_NUMBER = 9  # digits


@policies.get(PAGE)
@allow(SEE_FORMS)
def show(form_id: str) -> str:
    """Show who reviews a form, and let whoever may change it do so."""
    form = get_form(form_id)
    if not any(one.bidang in {"", form.bidang} for one in reach(SEE_FORMS)):
        raise Problem("accounts.not_allowed")
    return _page(form, get_policy(form_id), None)


@policies.post(f"{PAGE}/akibat")
@allow(SET_REVIEW)
def preview(form_id: str) -> str:
    """Say what a change would do, before it is saved."""
    form = _settable(form_id)
    wanted = _wanted()
    return _page(form, wanted, service.effect_of(form_id, wanted))


@policies.post(PAGE)
@allow(SET_REVIEW)
def save(form_id: str) -> BaseResponse:
    """Set who reviews a form from now on."""
    _settable(form_id)
    seen = request.form.get("nomor", "")
    number = int(seen) if seen.isdecimal() and len(seen) <= LONGEST_NUMBER else 0
    service.set_policy(form_id, _wanted(), number, get_person().name)
    flash("Jalur tinjauan disimpan. Kiriman yang menunggu disesuaikan dalam beberapa saat.", "good")
    return redirect(f"/formulir/{form_id}/tinjauan?{here().query()}")


def _settable(form_id: str) -> Form:
    """Answer a form whose reviewers the person may set: those of an area set none."""
    form = get_form(form_id)
    check(SET_REVIEW, "", form.bidang)
    return form


def _wanted() -> Policy:
    levels = [level for level in request.form.getlist("tingkat") if level]
    days = {level: request.form.get(f"hari.{level}", "").strip() for level in levels}
    patience = {level: _days(text) for level, text in days.items() if text}
    return service.wanted_policy(levels, patience, waits=request.form.get("masuk") == "menunggu")


def _days(text: str) -> int:
    """Answer a number of days; what is none is no number of days that may be set."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0


def _page(form: Form, policy: Policy, effect: Effect | None) -> str:
    now = get_policy(form.form_id)
    return render_template(
        "review/jalur.html",
        form={"form_id": form.form_id, "title": form.title, "bidang": form.bidang},
        levels=[_level(level, policy) for level in LEVELS],
        policy=policy,
        unchanged=effect is not None and policy.says_as(now),
        effect=effect,
        first_name=LEVEL_NAMES[policy.levels[0]],
        last_name=LEVEL_NAMES[policy.last],
        number=now.number,
        vacancies=service.vacancies(policy, form.bidang),
        vacant_days=VACANT_PATIENCE,
        most_days=LONGEST_PATIENCE,
        history=_history(form.form_id),
        may_set=get_person().access.allows(SET_REVIEW, "", form.bidang),
    )


def _level(level: str, policy: Policy) -> dict[str, Any]:
    return {
        "key": level,
        "name": LEVEL_NAMES[level],
        "on": level in policy.levels,
        "days": policy.patience.get(level),
    }


def _history(form_id: str) -> list[dict[str, Any]]:
    return [
        {"words": words_of(policy_from(row)), "who": row.set_by, "at": row.set_at}
        for row in list_policy_history(form_id, HISTORY)
    ]


def words_of(policy: Policy) -> str:
    """Answer a policy in words: the levels in order, and what happens meanwhile."""
    levels = []
    for level in policy.levels:
        days = policy.patience.get(level)
        levels.append(
            LEVEL_NAMES[level] + (f" (dilewati setelah {days} hari kerja)" if days else "")
        )
    counts = "dihitung setelah diterima" if policy.waits else "langsung dihitung"
    return f"{', lalu '.join(levels)}; {counts}"
