"""What a draft's page shows before its release: changes, a second officer's word, the moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.accounts.devices_store import list_log
from app.design import effect_service as effects
from app.design import release_store as rstore
from app.design import store
from app.design.changes_shown_service import changes_shown
from app.design.comparing_service import changes_of_draft, find_base
from app.design.gate_service import breaking_of, find_review, mark_of_draft, review_is_needed
from app.design.grants_service import editable_bidang
from app.design.models import Form, FormVersion
from app.design.release_models import DraftReview
from app.design.release_times import months_ahead
from app.design.review_service import authors_of
from app.extensions.database import now
from app.registry.periods import month_name, month_of
from app.web.guards import get_person, local_now, settings
from app.web.layout import here

HISTORY = 20
# Acts about a form in the log, in words.
ACTS: Mapping[str, str] = {
    "formulir.draf": "Draf disimpan",
    "formulir.hapus_draf": "Draf dihapus",
    "formulir.berkas": "Berkas diunggah",
    "formulir.terbitkan": "Diterbitkan",
    "formulir.jadwalkan": "Terbit dijadwalkan",
    "formulir.batal_jadwal": "Jadwal dibatalkan",
    "formulir.lepas_bulan": "Patokan bulan dilepas",
    "formulir.gagal_terbit": "Terbit terjadwal gagal",
    "formulir.minta_periksa": "Pemeriksaan diminta",
    "formulir.tarik_periksa": "Permintaan pemeriksaan ditarik",
    "formulir.setujui": "Draf disetujui",
    "formulir.kembalikan": "Draf dikembalikan",
    "formulir.tutup": "Formulir ditutup",
    "formulir.buka": "Formulir dibuka lagi",
    "formulir.tenggat": "Tenggat diubah",
    "formulir.uji_buka": "Uji di ponsel dibuka",
    "formulir.uji_akhiri": "Uji di ponsel diakhiri",
    "formulir.uji_hapus": "Jawaban uji dihapus setelah 30 hari",
    "tinjauan.atur": "Jalur tinjauan diubah",
}


def draft_page(form: Form, draft: FormVersion) -> dict[str, Any]:
    """Answer all that is asked and shown before a draft is released."""
    base = find_base(form)
    page, query = f"/formulir/{form.form_id}/versi/{draft.version}", here().query()
    needed, review = review_is_needed(draft), find_review(draft)
    approved = review is not None and review.state == rstore.APPROVED
    pin = rstore.find_pin(form.form_id, month_of(now(), settings().zone))
    return {
        "base": base.version if base else "",
        "shown": changes_shown(form, changes_of_draft(draft)) if base else None,
        "breaking": len(breaking_of(draft)),
        "mark": mark_of_draft(draft),
        "review_needed": needed,
        "review": _review(draft, review) if needed else None,
        "may_release": (not needed or approved) and not rstore.find_waiting_plan(form.form_id),
        "plan": plan_of(form),
        "pin": pin.version if pin and pin.version != draft.version else "",
        "months": [(one, month_name(one)) for one in months_ahead(now(), settings().zone)],
        "soonest": local_now().strftime("%Y-%m-%dT%H:%M"),
        "release_url": f"{page}/terbitkan?{query}",
        "review_url": f"{page}/pemeriksaan?{query}",
    }


def _review(draft: FormVersion, review: DraftReview | None) -> dict[str, Any]:
    """Answer what was said of a draft as it is now, and what the person may say."""
    if review is None or review.state == rstore.WITHDRAWN:
        return {"state": "", "may_ask": True}
    mine = get_person().name in authors_of(draft, review)
    is_open = review.state == rstore.ASKED
    return {
        "state": review.state,
        "may_ask": review.state == rstore.SENT_BACK,
        "may_decide": is_open and not mine,
        "may_withdraw": is_open and get_person().name == review.asked_by,
        "asked_by": review.asked_by,
        "asked_at": review.asked_at,
        "note": review.note,
        "decided_by": review.decided_by,
        "decided_at": review.decided_at,
        "reason": review.reason,
    }


def plan_of(form: Form) -> dict[str, Any] | None:
    """Answer the last release of a form that was set for a moment, while that still says something."""
    plan = next(iter(rstore.list_plans(form.form_id, 1)), None)
    current = month_of(now(), settings().zone)
    pins = plan is not None and plan.state == rstore.RELEASED and plan.period == current
    if plan is None or not (pins or plan.state in {rstore.WAITING, rstore.FAILED}):
        return None
    draft = _draft_of(plan.form_id, plan.version)
    if plan.state == rstore.FAILED and draft is None:
        return None
    stale = plan.state == rstore.WAITING and (draft is None or mark_of_draft(draft) != plan.mark)
    page, query = f"/formulir/{form.form_id}/jadwal/{plan.plan_id}", here().query()
    return {
        "version": plan.version,
        "state": plan.state,
        "stale": stale,
        "due_at": plan.due_at,
        "period_name": month_name(plan.period) if plan.period else "",
        "set_by": plan.set_by,
        "set_at": plan.set_at,
        "reason": plan.reason,
        "cancel_url": f"{page}/batal?{query}",
        "lift_url": f"{page}/lepas?{query}",
    }


def _draft_of(form_id: str, version: str) -> FormVersion | None:
    found = store.find_version(form_id, version)
    return found if found and found.state == store.DRAFT else None


def release_state(form: Form, editable: bool) -> dict[str, Any]:
    """Answer what the page of a form tells of the release to come.

    `look`: whether its draft must be looked at on a page of its own, before it is released.
    """
    plan = plan_of(form)
    found: dict[str, Any] = {
        "plan": plan,
        "planned": bool(plan and plan["state"] == rstore.WAITING),
    }
    draft = next((v for v in store.list_versions(form.form_id) if v.state == store.DRAFT), None)
    if draft is None or not editable:
        return found | {"look": False, "breaking": 0, "review": None}
    review = find_review(draft) if review_is_needed(draft) else None
    found["breaking"] = len(breaking_of(draft))
    found["review"] = _told(review) if review_is_needed(draft) else None
    found["look"] = bool(
        found["breaking"] or review_is_needed(draft) or effects.changes_values(draft)
    )
    return found


def _told(review: DraftReview | None) -> dict[str, Any]:
    if review is None:
        return {"state": "", "by": ""}
    return {"state": review.state, "by": review.decided_by or ""}


def history_of(form: Form) -> list[dict[str, Any]]:
    """Answer what was done with a form, newest first, for whoever may change it."""
    if form.bidang not in editable_bidang():
        return []
    return [
        {
            "words": ACTS.get(act.action, act.action),
            "actor": act.actor,
            "at": act.at,
            "reason": act.reason,
        }
        for act in list_log(f"form:{form.form_id}", HISTORY)
    ]
