"""Pages of referrals: what comes in and goes out, one referral with its history, and making one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import service as accounts
from app.accounts.access import REFER, ROLE_NAMES, UNMASK, in_area
from app.problems import Problem
from app.registry import store as registry
from app.registry.periods import month_name
from app.review import referral_service as service
from app.review import referral_store as store
from app.review.entity_pages import initials
from app.review.queue import working_days
from app.review.referral_matters_service import Found, find_matter, get_matter
from app.review.referral_models import Referral
from app.review.referrals import (
    ACTS,
    RECEIVER,
    SAID,
    SENDER,
    STATES,
    TURN,
    USUAL_DAYS,
    Standing,
    acts_open,
    after_working_days,
    matter_words,
    matters_but,
    sides_of,
    undoable,
)
from app.scores.library import read_alarms
from app.web.guards import allow, get_person, local_now, reach
from app.web.layout import here

rujukan = Blueprint("rujukan", __name__, template_folder="templates")
PAGE = 50
SHORTEST_REASON = 5
SIDES = {"bahaya": RECEIVER, "masuk": RECEIVER, "keluar": SENDER}
ALARMS = {"bahaya": True, "masuk": False, "keluar": None}
SHOWN = {"terbuka": "Belum selesai", "lewat": "Lewat tenggat", "tutup": "Selesai"}


@rujukan.get("/rujukan")
@allow(REFER)
def listing() -> str:
    """List the referrals to this officer's bidang, or from it: the soonest due first."""
    way = request.args.get("arah", "")
    way = way if way in SIDES else "masuk"
    shown = request.args.get("keadaan", "")
    shown = shown if shown in SHOWN else "terbuka"
    kept = {"arah": way, "keadaan": shown}
    today, reaches = local_now().date(), reach(REFER)
    before = today if shown == "lewat" else None
    wanted = store.Filter(SIDES[way], here().area, shown != "tutup", before, ALARMS[way])
    after = _position(request.args.get("sesudah", ""))
    found = store.list_referrals(reaches, wanted, after, PAGE + 1)
    last = f"{found[PAGE - 1].due_on}~{found[PAGE - 1].referral_id}" if len(found) > PAGE else None
    sides = {
        one: store.Filter(side, here().area, alarms=ALARMS[one]) for one, side in SIDES.items()
    }
    return render_template(
        "review/rujukan.html",
        way=way,
        shown=shown,
        choices=SHOWN,
        kept=kept,
        counts={one: store.count_referrals(reaches, wanted) for one, wanted in sides.items()},
        rows=_rows(found[:PAGE]),
        next_url=f"/rujukan?{here().query(**kept, sesudah=last)}" if last else None,
        prev_url=f"/rujukan?{here().query(**kept)}" if after else None,
    )


def _position(text: str) -> tuple[date, int] | None:
    day, _, number = text.partition("~")
    due = _day(day)
    return (due, int(number)) if due and number.isdecimal() and len(number) < 15 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rows(found: Sequence[Referral]) -> list[dict[str, Any]]:
    places = registry.names_of_posyandu(row.place for row in found)
    villages = registry.names_of_areas(row.place.rpartition(".")[0] for row in found)
    holidays, today = registry.list_holidays(), local_now().date()
    titles = {one.key: one.title for one in read_alarms()}
    return [
        {
            "row": row,
            "url": f"/rujukan/{row.referral_id}?{here().query()}",
            "title": _title(row, titles),
            "state": STATES[row.state],
            "posyandu": places.get(row.place, "Posyandu tidak dikenal"),
            "desa": villages.get(row.place.rpartition(".")[0], ""),
            "late": row.is_open and row.due_on < today,
            "days": working_days(min(row.due_on, today), max(row.due_on, today), holidays),
        }
        for row in found
    ]


def _title(row: Referral, titles: Mapping[str, str]) -> str:
    if row.alarm is None:
        return matter_words(row.receiver, row.matter) or row.matter
    month, title = row.alarm.rpartition("~")[2], titles.get(row.matter, row.matter)
    return f"{title}, {month_name(month)}" if month else title


# -- making one


@rujukan.get("/rujukan/tentang")
@allow(REFER)
def about() -> str:
    """Show what was referred about one thing, and where to refer it: a part of that thing's page."""
    found = _asked_matter(request.args)
    key = {"jenis": found.matter.kind, "kunci": request.args.get("kunci", "")}
    rows = store.list_about(found.matter.kind, found.keys)
    return render_template(
        "review/rujukan_tentang.html",
        rows=_rows([row for row in rows if _sides(row)]),
        new_url=f"/rujukan/baru?{here().query(**key)}",
        title=found.title,
        back_url=f"{found.path}?{here().query(**found.query)}",
    )


def _asked_matter(values: Mapping[str, str]) -> Found:
    """Answer what an address or form wants to refer, if the person sees it and may refer it."""
    found = get_matter(values.get("jenis", ""), values.get("kunci", ""))
    place, bidang = found.matter.place, found.matter.bidang
    may_see = get_person().access.allows(found.action, place, bidang)
    if not may_see or not any(one.holds(place, bidang) for one in reach(REFER)):
        raise Problem("accounts.not_allowed")
    return found


@rujukan.get("/rujukan/baru")
@allow(REFER)
def new() -> str:
    """Show the form by which a matter is referred."""
    found = _asked_matter(request.args)
    today, holidays = local_now().date(), registry.list_holidays()
    agencies: dict[str, list[str]] = {}
    for one in registry.list_opd():
        agencies.setdefault(one.bidang, []).append(one.name)
    names = registry.names_of_posyandu([found.matter.place])
    return render_template(
        "review/rujukan_baru.html",
        title=found.title,
        sender=found.matter.bidang,
        posyandu=names.get(found.matter.place, "Posyandu tidak dikenal"),
        subject=_masked(found),
        matters=matters_but(found.matter.bidang),
        agencies=agencies,
        due=after_working_days(today, USUAL_DAYS, holidays),
        usual=USUAL_DAYS,
        today=today,
        fields={name: request.args.get(name, "") for name in ("jenis", "kunci")},
        back_url=f"{found.path}?{here().query(**found.query)}",
    )


def _masked(found: Found | None) -> str:
    return ", ".join(initials(name) for name in found.names() if name) if found else ""


@rujukan.post("/rujukan/baru")
@allow(REFER)
def make() -> BaseResponse:
    """Refer a matter."""
    found = _asked_matter(request.form)
    receiver, _, matter = request.form.get("hal", "").partition(":")
    due = service.check_due(_day(request.form.get("tenggat", "")), local_now().date())
    words = request.form.get("alasan", "")
    number = service.refer(found.matter, receiver, matter, due, words, get_person().name)
    flash("Rujukan terkirim. Jawabannya muncul di sini.", "good")
    return redirect(f"/rujukan/{number}?{here().query()}")


# -- one referral


@rujukan.get("/rujukan/<int(max=999999999):referral_id>")
@allow(REFER)
def referral(referral_id: int) -> str:
    """Show one referral with its history, to both sides; who it is about is masked."""
    return _page(_seen(referral_id), unmasked=False)


@rujukan.post("/rujukan/<int(max=999999999):referral_id>/buka")
@allow(UNMASK)
def unmask(referral_id: int) -> str:
    """Show the name of who a referral is about, after logging who and why."""
    row = _seen(referral_id)
    if not _may_unmask(row):
        raise Problem("accounts.not_allowed")
    reason = request.form.get("alasan", "").strip()
    if len(reason) < SHORTEST_REASON:
        raise Problem("accounts.reason_missing")
    accounts.log_access(get_person().name, UNMASK, f"rujukan:{referral_id}", reason[:500])
    return _page(row, unmasked=True)


@rujukan.post("/rujukan/<int(max=999999999):referral_id>/langkah")
@allow(REFER)
def act(referral_id: int) -> BaseResponse:
    """Take it over, answer, ask, or withdraw."""
    row, kind = _seen(referral_id), request.form.get("langkah", "")
    service.act(referral_id, kind, request.form.get("alasan", ""), _last(), _actor(row))
    flash(ACTS[kind].told, "good")
    return redirect(f"/rujukan/{referral_id}?{here().query()}")


@rujukan.post("/rujukan/<int(max=999999999):referral_id>/batal")
@allow(REFER)
def undo(referral_id: int) -> BaseResponse:
    """Take the newest step back."""
    row = _seen(referral_id)
    service.undo(referral_id, _last(), _actor(row))
    flash("Langkah terakhir dibatalkan; tetap tercatat pada riwayat.", "good")
    return redirect(f"/rujukan/{referral_id}?{here().query()}")


def _seen(referral_id: int) -> Referral:
    row = store.get_referral(referral_id)
    if not _sides(row):
        raise Problem("accounts.not_allowed")
    return row


def _sides(row: Referral) -> frozenset[str]:
    sides = sides_of(reach(REFER), row.place, row.sender, row.receiver)
    return sides if row.alarm is None or _has_role(row) else frozenset()


def _has_role(row: Referral) -> bool:
    """Answer whether the person has the role an alarm asks, here and of this bidang; or leads."""
    role = _role_of(row)
    return any(
        grant.role in {role, "admin"}
        and in_area(row.place, grant.area)
        and grant.bidang in {"", row.receiver}
        for grant in get_person().access.grants
    )


def _role_of(row: Referral) -> str:
    return next((one.role for one in read_alarms() if one.key == row.matter), "")


def _kin(row: Referral) -> list[dict[str, Any]]:
    """Answer the tasks that may be about the same event, of those the person sees."""
    kin = next((one.kin for one in read_alarms() if row.alarm and one.key == row.matter), "")
    near = store.list_alarms_near(kin, row.place, row.made_at) if kin else []
    return _rows([one for one in near if _sides(one)])


def _last() -> int:
    text = request.form.get("terakhir", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _actor(row: Referral) -> service.Actor:
    person = get_person()
    leads = any(
        one.role == "admin" and in_area(row.place, one.area) for one in person.access.grants
    )
    return service.Actor(person.name, _sides(row), leads)


def _may_unmask(row: Referral) -> bool:
    access = get_person().access
    return any(access.allows(UNMASK, row.place, one) for one in (row.sender, row.receiver))


def _page(row: Referral, *, unmasked: bool) -> str:
    found, actor, steps = (
        find_matter(row.kind, row.key),
        _actor(row),
        store.list_steps(row.referral_id),
    )
    plain = [service.as_step(one) for one in steps]
    undone = {one.undoes for one in plain if one.undoes}
    names = [name for name in found.names() if name] if found else []
    sees = found and get_person().access.allows(
        found.action, found.matter.place, found.matter.bidang
    )
    standing = Standing(row.state, row.holder, row.last)
    return render_template(
        "review/rujukan_satu.html",
        one=_rows([row])[0],
        kin=_kin(row),
        url=f"/rujukan/{row.referral_id}",
        about=found.title if found else "",
        about_url=f"{found.path}?{here().query(**found.query)}" if found and sees else None,
        role=ROLE_NAMES.get(_role_of(row), "") if row.alarm else "",
        names=names if unmasked else [initials(name) for name in names],
        unmasked=unmasked,
        may_unmask=bool(names) and not unmasked and _may_unmask(row),
        turn=TURN.get(row.state, ""),
        sides=actor.sides,
        acts=[
            (kind, ACTS[kind])
            for kind in acts_open(
                standing, actor.sides, actor.name, leads=actor.leads, is_sent=bool(row.sender)
            )
        ],
        may_undo=undoable(plain, actor.sides) is not None,
        said=SAID,
        steps=[(one, store.find_words(one), one.number in undone) for one in reversed(steps)],
    )
