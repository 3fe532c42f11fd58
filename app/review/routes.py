"""Where reviewers' decisions arrive."""

from __future__ import annotations

import json

from flask import Blueprint, flash, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import DECIDE, REVIEW
from app.accounts.levels import LEVEL_NAMES
from app.intake import store as intake_store
from app.intake.states import OPEN, STATE_NAMES
from app.merge.fold import CellKey
from app.problems import Problem
from app.registry.bidang import bidang_of_field
from app.review import service
from app.review.queue_service import Seen
from app.web.guards import allow, check, get_person
from app.web.layout import here

review = Blueprint("review", __name__, template_folder="templates")
LONGEST_NUMBER = 18  # digits every database takes


@review.post("/kiriman/<instance_id>/keputusan")
@allow(REVIEW)
def decide(instance_id: str) -> BaseResponse:
    """Accept, return or reject a submission, at the person's level."""
    row = intake_store.get_submission(instance_id)
    place = row.posyandu_code or ""
    check(REVIEW, place, row.bidang)
    done = service.decide(
        instance_id,
        request.form.get("keputusan", ""),
        request.form.get("alasan", "").strip()[:500],
        get_person().name,
        service.Standpoint(
            get_person().access.levels_at(place, row.bidang),
            request.form.get("dilihat", ""),
            request.form.get("giliran", ""),
        ),
    )
    if done.state in OPEN and done.level:
        flash(f"Disetujui. Kiriman diteruskan ke {LEVEL_NAMES[done.level]}.", "good")
    else:
        flash(f"{STATE_NAMES[done.state]}. Profil Posyandu sudah disesuaikan.", "good")
    return redirect(f"/kiriman/{instance_id}?{here().query()}")


@review.post("/kiriman/<instance_id>/batal")
@allow(REVIEW)
def undo_own(instance_id: str) -> BaseResponse:
    """Take back one's own decision, while nobody has decided since."""
    row = intake_store.get_submission(instance_id)
    check(REVIEW, row.posyandu_code or "", row.bidang)
    state = service.undo_own(instance_id, get_person().name)
    flash(f"Keputusan Anda dibatalkan. Kiriman kembali: {STATE_NAMES[state]}.", "good")
    return redirect(f"/kiriman/{instance_id}?{here().query()}")


@review.post("/posyandu/<code>/nilai/keputusan")
@allow(DECIDE)
def decide_value(code: str) -> BaseResponse:
    """Choose which of different values a profile shows."""
    field, period = request.form.get("field", ""), request.form.get("period", "")
    try:
        check(DECIDE, code, bidang_of_field(field))
        chosen = json.loads(request.form.get("nilai", ""))
    except (KeyError, ValueError) as error:
        raise Problem("merge.unknown_value") from error
    reason = request.form.get("alasan", "").strip()[:500]
    last, mark = request.form.get("terakhir", ""), request.form.get("dilihat", "")
    seen = Seen(int(last), mark) if last.isdecimal() and len(last) < LONGEST_NUMBER else None
    if seen is None:
        raise Problem("review.value_changed")
    service.decide_value(CellKey(code, field, period), chosen, reason, get_person().name, seen)
    flash("Nilai yang dipilih sekarang dipakai di profil.", "good")
    return redirect(f"/posyandu/{code}?{here().query(bidang=bidang_of_field(field))}")
