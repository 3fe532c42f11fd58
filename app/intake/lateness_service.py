"""Counting lateness again after a deadline or the calendar of holidays changed."""

from __future__ import annotations

from typing import Any

from app.design.store import list_forms
from app.extensions.database import transaction
from app.intake import store
from app.registry import service as registry
from app.registry.periods import end_of_day
from app.web.guards import settings


def recount_late(payload: dict[str, Any]) -> None:
    """Mark each monthly submission late or not; `period` empty for every month. Safe to repeat."""
    tenggat = {form.form_id: form.tenggat for form in list_forms() if form.frekuensi == "bulanan"}
    for form_id, period in store.list_report_months(list(tenggat), payload.get("period", "")):
        due = registry.due_on(form_id, period, tenggat[form_id])
        with transaction():
            store.save_lateness(form_id, period, end_of_day(due, settings().zone))
