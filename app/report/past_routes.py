"""What changed in a Posyandu's profile between two days, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template

from app.accounts.access import SEE_PROFILE, SEE_SUBMISSIONS
from app.design.models import ProfileField
from app.design.store import list_fields
from app.merge.explain_service import Explained
from app.merge.past_service import BACK, CAME, CHOSEN, LEFT, LOST, Cause, Change, difference
from app.problems import Problem
from app.registry import store as registry
from app.registry.bidang import ALL, bidang_of_field
from app.registry.periods import month_name
from app.registry.words import YEAR
from app.report import service
from app.report.profile_routes import (
    day_asked,
    field_text,
    moment_after,
    place_words,
    report_url,
)
from app.web.guards import allow, get_person, local_now
from app.web.layout import here

past = Blueprint("past", __name__, template_folder="templates")
SPAN = timedelta(days=30)
WORDS = {
    CAME: "Kiriman baru",
    BACK: "Kiriman lama yang kini dipakai",
    LEFT: "Kiriman tidak dihitung lagi",
    LOST: "Ada kiriman lain yang kini dipakai",
    CHOSEN: "Dipilih peninjau",
}


@past.get("/posyandu/<code>/perubahan")
@allow(SEE_PROFILE)
def changes(code: str) -> str:
    """Show each value that differs between the ends of two days, with what made it change."""
    row, access = registry.get_posyandu(code), get_person().access
    shown = {one.key: one.name for one in ALL if access.allows(SEE_PROFILE, code, one.key)}
    if not shown:
        raise Problem("accounts.not_allowed")
    today = local_now().date()
    end = day_asked("sampai") or today
    start = min(day_asked("dari") or end - SPAN, end)
    found = difference(code, moment_after(start), moment_after(end))
    return render_template(
        "report/changes.html",
        posyandu=place_words(row),
        start=start,
        end=end,
        today=today,
        groups=_groups(found, shown),
        back_url=f"/posyandu/{code}?{here().query()}",
    )


def _groups(found: list[Change], shown: Mapping[str, str]) -> list[dict[str, Any]]:
    """Answer the changes by bidang, of those the person may see."""
    fields = {one.field: one for one in list_fields()}
    words = service.words_of_fields()
    rows: dict[str, list[dict[str, Any]]] = {key: [] for key in shown}
    for change in found:
        field = fields.get(change.key.field)
        bidang = bidang_of_field(change.key.field)
        if field is not None and bidang in rows:
            named = words.get(field.field)
            choices = named.choices if named else None
            rows[bidang].append(_row(change, field, choices))
    return [{"key": key, "name": shown[key], "rows": group} for key, group in rows.items() if group]


def _row(change: Change, field: ProfileField, choices: Mapping[str, str] | None) -> dict[str, Any]:
    period = change.key.period
    return {
        "label": field.label,
        "month": month_name(period) if period else "",
        "unit": "" if field.unit == YEAR else field.unit,
        "before": _side(change.before, field, choices),
        "after": _side(change.after, field, choices),
        "causes": [_cause(one) for one in change.causes],
    }


def _side(found: Explained | None, field: ProfileField, choices: Mapping[str, str] | None) -> str:
    if found is None:
        return ""
    if found.cell.rule == "attachment":
        return f"{len(found.cell.value)} berkas"
    return field_text(field, found.cell.value, choices)


def _cause(cause: Cause) -> dict[str, str | None]:
    url = report_url(cause.instance_id) if cause.instance_id else None
    # A reason is a reviewer's own words: for those who may read submissions, as there.
    reason = cause.reason if get_person().access.may(SEE_SUBMISSIONS) else ""
    return {"text": WORDS[cause.what], "reason": reason, "url": url}
