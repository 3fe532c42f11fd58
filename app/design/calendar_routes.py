"""The calendar: by which day each month's reports are due, and which days are no workdays."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import EDIT_FORMS, SEE_FORMS
from app.accounts.service import log_act
from app.design import store
from app.design.grants_service import editable_bidang
from app.extensions.database import now, transaction
from app.outbox.kinds import RECOUNT_LATE
from app.outbox.service import enqueue
from app.problems import Problem
from app.registry import service as registry
from app.registry import store as registry_store
from app.registry.periods import is_period, month_name
from app.web.guards import allow, get_person
from app.web.layout import here

calendar = Blueprint("calendar", __name__, template_folder="templates")


@calendar.get("/kalender")
@allow(SEE_FORMS)
def show() -> str:
    """Show the due day of every monthly form for the chosen month, and the year's holidays."""
    period = here(SEE_FORMS).period
    by_hand = registry_store.list_deadlines()
    editable = editable_bidang()
    forms = [
        {
            "form_id": form.form_id,
            "title": form.title,
            "bidang": form.bidang,
            "due": registry.due_on(form.form_id, period, form.tenggat),
            "by_hand": (form.form_id, period) in by_hand,
            "may_set": form.bidang in editable,
        }
        for form in store.list_forms()
        if form.frekuensi == "bulanan"
    ]
    return render_template(
        "design/calendar.html",
        forms=forms,
        holidays=[day for day in registry_store.list_holiday_rows() if _near(day.day, period)],
        may_set_holidays="umum" in editable,
    )


def _near(day: date, period: str) -> bool:
    return day.year in {int(period[:4]), int(period[:4]) + 1}


@calendar.post("/kalender/tenggat")
@allow(EDIT_FORMS)
def set_deadline() -> BaseResponse:
    """Set the due day of one form and month by hand; lateness is counted again."""
    form = store.get_form(request.form.get("form_id", ""))
    if form.bidang not in editable_bidang():
        raise Problem("accounts.not_allowed")
    period, due = request.form.get("period", ""), _day(request.form.get("tanggal", ""))
    if not is_period(period):
        raise Problem("web.bad_request", reason="bulan tidak dikenal")
    registry.set_deadline(form.form_id, period, due)
    _note("formulir.tenggat", f"form:{form.form_id}", f"{period}, {due.isoformat()}")
    _recount(period)
    flash(f"Tenggat {form.title} untuk {month_name(period)} disimpan.", "good")
    return redirect(f"/kalender?{here().query()}")


@calendar.post("/kalender/libur")
@allow(EDIT_FORMS)
def add_holiday() -> BaseResponse:
    """Add a day that is no workday; deadlines that fall on it move."""
    if "umum" not in editable_bidang():
        raise Problem("accounts.not_allowed")
    day, name = _day(request.form.get("tanggal", "")), request.form.get("nama", "").strip()[:120]
    registry.add_holiday(day, name or "Hari libur")
    _note("kalender.libur", f"hari:{day.isoformat()}", name)
    _recount("")
    flash("Hari libur disimpan. Tenggat yang jatuh pada hari itu bergeser.", "good")
    return redirect(f"/kalender?{here().query()}")


def _note(act: str, subject: str, told: str) -> None:
    with transaction():
        log_act(get_person().name, act, subject, told)


def _recount(period: str) -> None:
    """Have lateness counted again by the worker, for one month or all."""
    after = now() + registry.CALENDAR_HOLDS * 2
    with transaction():
        enqueue(RECOUNT_LATE, period, {"period": period}, after)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem("web.bad_request", reason="tanggal tidak lengkap") from error
