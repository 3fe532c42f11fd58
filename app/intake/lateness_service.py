"""Counting lateness again after a deadline or the calendar of holidays changed."""

from __future__ import annotations

from typing import Any

from app.design.store import list_forms
from app.extensions.database import transaction
from app.intake import lateness_store as store
from app.registry import service as registry
from app.registry import settings_store
from app.registry.periods import end_of_day
from app.web.guards import settings


def recount_late(payload: dict[str, Any]) -> None:
    """Mark each monthly submission late or not; `period` empty for every month. Safe to repeat."""
    forms = {form.form_id: form for form in list_forms() if form.frekuensi == "bulanan"}
    plan = settings_store.get_rollout_plan()
    for form_id, period in store.list_report_months(list(forms), payload.get("period", "")):
        form = forms[form_id]
        due = registry.due_on(form_id, period, form.tenggat)
        with transaction():
            store.save_lateness(form_id, period, end_of_day(due, settings().zone))
            if plan.touches(form.bidang):
                places = store.list_late_places(form_id, period)
                free = [one for one in places if not plan.owes(form.bidang, form_id, one, period)]
                store.save_not_late(form_id, period, free)
