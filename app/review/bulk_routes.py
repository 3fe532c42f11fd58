"""Accepting all that the list of submissions shows, after a random sample was opened and found right."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import REVIEW
from app.accounts.levels import LEVEL_NAMES, in_order
from app.design.store import list_forms
from app.intake import store as intake_store
from app.intake.store import Filter
from app.problems import Problem
from app.registry import store as registry
from app.registry.bidang import BY_KEY
from app.registry.periods import month_name
from app.review import bulk_service as service
from app.review import bulk_store as store
from app.review.bulk_plan import (
    DONE,
    LEFT_OUT,
    LOOKING,
    RIGHT,
    RUNNING,
    STATE_WORDS,
    STOPPED,
    UNDOING,
    narrowed,
    sample_size,
    seats_from,
)
from app.review.models import BulkAct
from app.web.guards import allow, get_person
from app.web.layout import here

bulk = Blueprint("sekaligus", __name__, template_folder="templates")
SHOWN = 10  # of a person's acts
ROOT = "/kiriman/sekaligus"
ACT = f"{ROOT}/<int(max=999999999):act_id>"
LONGEST_REASON = 500


def _wanted() -> Filter:
    asked = {name: request.values.get(name, "").strip()[:100] for name in ("bidang", "status", "q")}
    return Filter(here().area, here().period, asked["bidang"], asked["status"], asked["q"])


@bulk.get(ROOT)
@allow(REVIEW)
def preview() -> str:
    """Say how many of a filter would be accepted, how many are left out and why."""
    wanted = _wanted()
    seats = narrowed(get_person().access.seats(), wanted.area, wanted.bidang)
    counts = store.count_by_reason(seats, wanted)
    total = counts.pop("", 0)
    return render_template(
        "review/sekaligus.html",
        words=_words(wanted),
        total=total,
        levels=[LEVEL_NAMES[one] for one in in_order({seat.level for seat in seats})],
        sample=sample_size(total),
        left=_left(counts),
        fields={"bidang": wanted.bidang, "status": wanted.state, "q": wanted.search},
        acts=[_act_row(act) for act in store.list_acts(get_person().name, SHOWN)],
    )


def _words(wanted: Filter) -> list[str]:
    """Answer a filter in words."""
    area = registry.names_of_areas([wanted.area]).get(wanted.area) if wanted.area else ""
    bidang = BY_KEY.get(wanted.bidang)
    found = [area or "", month_name(wanted.period), bidang.name if bidang else ""]
    if wanted.search:
        found.append(f"“{wanted.search}”")
    return [one for one in found if one]


def _left(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(words, counts[name]) for name, words in LEFT_OUT.items() if counts.get(name)]


def _act_row(act: BulkAct) -> dict[str, Any]:
    return {
        "url": f"{ROOT}/{act.act_id}?{here().query()}",
        "words": _words(Filter(**act.wanted)),
        "state": STATE_WORDS[act.state],
        "begun": act.begun_at,
        "total": act.total,
        "done": act.done,
        "undone": act.undone,
    }


@bulk.post(ROOT)
@allow(REVIEW)
def begin() -> BaseResponse:
    """Freeze what the filter holds and draw the sample."""
    act_id = service.begin_act(get_person().access.seats(), _wanted(), get_person().name)
    return redirect(f"{ROOT}/{act_id}?{here().query()}")


def _seen(act_id: int) -> BulkAct:
    """Answer an act, if the person may decide about all it touches, at its levels."""
    act = store.get_act(act_id)
    for seat in seats_from(act.reaches):
        if seat.level not in get_person().access.levels_at(seat.area, seat.bidang):
            raise Problem("accounts.not_allowed")
    return act


@bulk.get(ACT)
@allow(REVIEW)
def act(act_id: int) -> str:
    """Show an act: its sample while it is looked at, then how far it is."""
    row = _seen(act_id)
    sample = _sample(act_id)
    waiting = [one for one in sample if not one["verdict"]]
    return render_template(
        "review/sekaligus_satu.html",
        act=_act_row(row),
        actor=row.actor,
        batch_url=f"{ROOT}/{act_id}",
        left=_left(row.left_out),
        sample=sample,
        waiting=waiting,
        looking=row.state == LOOKING,
        stopped=row.state == STOPPED,
        moving=row.state in {RUNNING, UNDOING},
        may_undo=row.state in {RUNNING, DONE},
        skipped=row.total - row.done if row.state == DONE else 0,
    )


def _sample(act_id: int) -> list[dict[str, Any]]:
    drawn = store.list_sample(act_id)
    rows = {
        row.instance_id: row for row in intake_store.list_by_ids([o.instance_id for o in drawn])
    }
    titles = {form.form_id: form.title for form in list_forms()}
    places = registry.names_of_posyandu(
        row.posyandu_code for row in rows.values() if row.posyandu_code
    )
    return [
        {
            "judge_url": f"{ROOT}/{act_id}/contoh/{one.instance_id}?{here().query()}",
            "title": titles.get(row.form_id, row.form_id),
            "posyandu": places.get(row.posyandu_code or "", "Posyandu tidak dikenal"),
            "period": month_name(row.period) if row.period else "",
            "opened": one.opened_at,
            "verdict": one.verdict,
        }
        for one in drawn
        for row in [rows[one.instance_id]]
    ]


@bulk.post(f"{ACT}/contoh/<instance_id>")
@allow(REVIEW)
def look(act_id: int, instance_id: str) -> BaseResponse:
    """Open a submission of the sample, or say what was found in it."""
    _seen(act_id)
    verdict = request.form.get("hasil", "")
    if verdict == "buka":
        service.open_sample(act_id, instance_id)
        return redirect(f"/kiriman/{instance_id}?{here().query(contoh=act_id)}")
    following = service.judge_sample(act_id, instance_id, verdict)
    if following:
        return redirect(f"/kiriman/{following}?{here().query(contoh=act_id)}")
    if verdict == RIGHT:
        return redirect(f"{ROOT}/{act_id}?{here().query()}")
    flash("Penerimaan sekaligus dihentikan. Putuskan kiriman ini lebih dahulu.", "warn")
    return redirect(f"/kiriman/{instance_id}?{here().query()}")


@bulk.post(f"{ACT}/mulai")
@allow(REVIEW)
def start(act_id: int) -> BaseResponse:
    """Accept all, now that the sample was found right."""
    _seen(act_id)
    service.start_act(act_id, request.form.get("alasan", "").strip()[:LONGEST_REASON])
    return redirect(f"{ROOT}/{act_id}?{here().query()}")


@bulk.post(f"{ACT}/batal")
@allow(REVIEW)
def undo(act_id: int) -> BaseResponse:
    """Take the whole act back."""
    _seen(act_id)
    service.undo_act(act_id, get_person().name)
    return redirect(f"{ROOT}/{act_id}?{here().query()}")
