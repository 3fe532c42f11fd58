"""Gathering what a card of quality counts, within what the person who asks may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.accounts.access import Reach
from app.design.store import list_forms
from app.intake import store as intake_store
from app.intake.states import RETURNED, SENT
from app.registry import service as registry
from app.registry import settings_store
from app.registry.bidang import SIX
from app.registry.words import date_words
from app.review import quality_list_store as lists
from app.review.quality_score import Card, KaderMonth, PlaceMonth, card_of_kader, card_of_place
from app.review.quality_service import sender_of

NAMES = {one.key: one.name for one in SIX}


def place_card(reaches: Sequence[Reach], code: str, period: str, today: date) -> Card:
    """Answer a Posyandu's card of a month, over the bidang the reaches give there."""
    forms = [form for form in _monthly_forms() if _reached(reaches, code, form.bidang)]
    plan = settings_store.get_rollout_plan()
    owed = [form for form in forms if plan.owes(form.bidang, form.form_id, code, period)]
    form_ids = [form.form_id for form in forms]
    rows = intake_store.list_reports(reaches, period, form_ids, (code, code)) if forms else ()
    live = {row.bidang: row for row in rows if row.state in SENT}
    returned = {row.bidang for row in rows if row.state == RETURNED} - live.keys()
    due = max((registry.due_on(one.form_id, period, one.tenggat) for one in owed), default=date.max)
    owed_keys = [form.bidang for form in owed]
    bidang = [*(key for key in NAMES if _reached(reaches, code, key)), "umum"]
    asked = lists.count_asked_at(code, period, bidang)
    return card_of_place(
        PlaceMonth(
            owed=len(owed_keys),
            missing=[NAMES[key] for key in owed_keys if key not in live and key not in returned],
            returned=[NAMES[key] for key in owed_keys if key in returned],
            sent=len(live),
            late=[NAMES[key] for key, row in sorted(live.items()) if row.late],
            due=date_words(due.isoformat()) if owed else "",
            running=today <= due,
            submissions=asked.submissions,
            asked=asked.asked,
            rules=asked.rules,
        )
    )


def _monthly_forms() -> list[Any]:
    return [
        form
        for form in list_forms()
        if form.frekuensi == "bulanan" and form.bidang in NAMES and form.current_version
    ]


def _reached(reaches: Sequence[Reach], code: str, bidang: str) -> bool:
    return any(reach.holds(code, bidang) for reach in reaches)


def sender_card(
    kader_id: int | None, user_id: int | None, places: Sequence[str], period: str
) -> Card:
    """Answer the card of a kader, or of an account that fills in the browser, at these Posyandu."""
    sent, late, returned = lists.count_sent(kader_id, user_id, places, period)
    asked = lists.count_asked_of([sender_of(kader_id, user_id)], places, period)
    return card_of_kader(
        KaderMonth(sent, returned, late, asked.submissions, asked.asked, asked.rules)
    )
