"""Who may be the same person: the queue side by side, and the page of one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import service as accounts
from app.accounts.access import DECIDE, REFER, SEE_SUBJECTS, UNMASK
from app.intake import store as intake_store
from app.intake import subject_log_store as log
from app.merge import compare_store, subject_store
from app.merge.compare_service import known_now
from app.merge.compare_store import Known
from app.merge.log import Held
from app.merge.matching import anchor_of
from app.merge.models import CandidateRow
from app.merge.standing import Standing, age_group, standing_of
from app.problems import Problem
from app.registry import store as registry
from app.review import subjects_service as service
from app.review.doubles_service import find_doubles
from app.review.screening_service import screenings_of
from app.review.subject_pages import DECIDED, how_sure, lines_of, reasons_in_words
from app.web.guards import allow, check, get_person, local_now, reach
from app.web.layout import here

mirip = Blueprint("mirip", __name__, template_folder="templates")
PAGE = 1  # who is compared stands alone: what is skipped is this pair
SHORTEST_REASON = 5
DONE = {
    "gabung": "Keduanya kini satu orang. Keputusan dapat dibatalkan.",
    "pisah": "Keduanya bukan orang yang sama dan tidak diusulkan lagi. Keputusan dapat dibatalkan.",
}


@mirip.get("/sasaran/mirip")
@allow(SEE_SUBJECTS)
def queue() -> str:
    """List pairs that may be one person, the surest first, people's data masked."""
    after = _position(request.args.get("sesudah", ""))
    found = compare_store.list_candidates(reach(SEE_SUBJECTS), here().area, after, PAGE + 1)
    last = found[PAGE - 1] if len(found) > PAGE else None
    position = f"{last.score}~{last.low}~{last.high}" if last else None
    return _page(
        found[:PAGE],
        next_url=f"/sasaran/mirip?{here().query(sesudah=position)}" if last else None,
        prev_url=f"/sasaran/mirip?{here().query()}" if after else None,
        undo=_number(request.args.get("keputusan", "")),
        waiting=compare_store.count_candidates(reach(SEE_SUBJECTS), here().area),
    )


def _kept(**more: int) -> str:
    """Answer the query that keeps what was skipped before, too."""
    return here().query(sesudah=request.args.get("sesudah", "")[:200], **more)


def _position(text: str) -> tuple[int, str, str] | None:
    score, _, rest = text.partition("~")
    low, _, high = rest.partition("~")
    return (_number(score), low, high) if high else None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _page(rows: Sequence[CandidateRow], *, unmasked: bool = False, **more: object) -> str:
    known = compare_store.list_portraits({one for row in rows for one in (row.low, row.high)})
    places = registry.names_of_posyandu(one.posyandu_code for one in known.values())
    return render_template(
        "review/mirip.html",
        pairs=[_pair(row, known, places, unmasked) for row in rows],
        unmasked=unmasked,
        kept=_kept(),
        **{"next_url": None, "prev_url": None, "undo": 0, "waiting": 0, **more},
    )


def _pair(
    row: CandidateRow, known: dict[str, Known], places: dict[str, str], unmasked: bool
) -> dict[str, Any]:
    members = subject_store.list_mentions_of_subjects([row.low, row.high])
    sides = [
        {
            "url": f"/sasaran/orang/{subject_id}?{here().query()}",
            "posyandu": places.get(known[subject_id].posyandu_code, "Posyandu tidak dikenal"),
            "lines": lines_of(known[subject_id].portrait, unmasked=unmasked),
            "count": len(known[subject_id].anchors),
        }
        for subject_id in (row.low, row.high)
        if subject_id in known
    ]
    return {
        "fields": {"satu": row.low, "dua": row.high},
        "sides": sides,
        "sure": how_sure(row.score),
        "score": row.score,
        "reasons": reasons_in_words(row.reasons),
        "doubles": len(find_doubles(members)),
        "two_niks": "nik_berbeda" in row.reasons,
        "may_decide": _may(DECIDE, row),
        "may_unmask": not unmasked and _may(UNMASK, row),
    }


def _may(action: str, row: CandidateRow) -> bool:
    access = get_person().access
    return all(access.allows(action, one, row.bidang) for one in (row.low_place, row.high_place))


def _asked_pair(action: str) -> CandidateRow:
    """Answer the pair a form names, if the person may do this with it."""
    one, two = request.form.get("satu", ""), request.form.get("dua", "")
    row = compare_store.find_candidate(one, two)
    if row is None:
        raise Problem("review.subject_changed")
    check(action, row.low_place, row.bidang)
    check(action, row.high_place, row.bidang)
    return row


@mirip.post("/sasaran/mirip/buka")
@allow(UNMASK)
def unmask_pair() -> str:
    """Show one pair with people's data, after logging who and why."""
    row = _asked_pair(UNMASK)
    reason = _reason()
    for subject_id in (row.low, row.high):
        accounts.log_access(get_person().name, UNMASK, f"orang:{subject_id}", reason)
    return _page([row], unmasked=True)


@mirip.post("/sasaran/mirip/putuskan")
@allow(DECIDE)
def decide() -> BaseResponse:
    """Say whether two subjects are one person."""
    row = _asked_pair(DECIDE)
    kind = request.form.get("keputusan", "")
    if kind not in DONE:
        raise Problem("review.unknown_decision", decision=kind)
    act = service.join_subjects if kind == log.JOIN else service.part_subjects
    seq = act(row.low, row.high, _reason(), get_person().name)
    flash(DONE[kind], "good")
    return redirect(f"/sasaran/mirip?{_kept(keputusan=seq)}")


@mirip.post("/sasaran/mirip/batal")
@allow(DECIDE)
def undo() -> BaseResponse:
    """Take a decision about who is who back."""
    seq = _number(request.form.get("keputusan", ""))
    left, right = log.list_sides([seq])[seq]
    members = subject_store.list_mentions_at(left | right)
    for known in known_now({held.subject_id for held in members}).values():
        check(DECIDE, known.posyandu_code, known.bidang)
    service.undo_subject_decision(seq, _reason(), get_person().name)
    flash("Keputusan dibatalkan, seolah-olah tidak pernah dibuat.", "good")
    return redirect(f"/sasaran/mirip?{here().query()}")


def _reason() -> str:
    reason = request.form.get("alasan", "").strip()[:500]
    if len(reason) < SHORTEST_REASON:
        raise Problem("accounts.reason_missing")
    return reason


# -- one person


@mirip.get("/sasaran/orang/<subject_id>")
@allow(SEE_SUBJECTS)
def subject(subject_id: str) -> str | BaseResponse:
    """Show who somebody is said to be, masked; an older id leads to what it means now."""
    held = subject_store.list_mentions_at([anchor_of(subject_id)])
    if held and held[0].subject_id != subject_id:
        return redirect(f"/sasaran/orang/{held[0].subject_id}?{here().query()}")
    return _subject_page(subject_id, _seen(subject_id, SEE_SUBJECTS), unmasked=False)


@mirip.post("/sasaran/orang/<subject_id>/buka")
@allow(UNMASK)
def unmask(subject_id: str) -> str:
    """Show one person with people's data, after logging who and why."""
    known = _seen(subject_id, UNMASK)
    accounts.log_access(get_person().name, UNMASK, f"orang:{subject_id}", _reason())
    return _subject_page(subject_id, known, unmasked=True)


@mirip.post("/sasaran/orang/<subject_id>/pisah")
@allow(DECIDE)
def part(subject_id: str) -> BaseResponse:
    """Say that chosen submissions speak of another person."""
    _seen(subject_id, DECIDE)
    chosen = set(request.form.getlist("kiriman"))
    service.part_mentions(subject_id, chosen, _reason(), get_person().name)
    flash("Kiriman yang dipilih kini orang lain. Keputusan dapat dibatalkan.", "good")
    return redirect(f"/sasaran/orang/{subject_id}?{here().query()}")


def _seen(subject_id: str, action: str) -> Known:
    known = known_now([subject_id]).get(subject_id)
    if known is None:
        raise Problem("registry.unknown_entity")
    check(action, known.posyandu_code, known.bidang)
    return known


def _subject_page(subject_id: str, known: Known, *, unmasked: bool) -> str:
    access = get_person().access
    members = sorted(
        subject_store.list_mentions_of_subjects([subject_id]), key=lambda one: one.period
    )
    cards = {held.mention.household for held in members if held.mention.household}
    decisions = log.list_about(known.anchors)
    undone = {row.undoes for row in decisions if row.undoes}
    return render_template(
        "review/orang.html",
        url=f"/sasaran/orang/{subject_id}",
        lines=lines_of(known.portrait, unmasked=unmasked),
        mentions=_mentions(members),
        moves=_moves(members),
        household=_household(cards, subject_id, unmasked=unmasked),
        decisions=[(row, DECIDED[row.kind], row.seq in undone) for row in decisions],
        group=age_group(known.portrait.values("birth"), local_now().date()),
        standing=_standing(subject_id),
        screenings=screenings_of(subject_id, known.posyandu_code, unmasked=unmasked),
        waiting=len(compare_store.list_candidates_of(subject_id)),
        may_decide=access.allows(DECIDE, known.posyandu_code, known.bidang),
        may_unmask=not unmasked and access.allows(UNMASK, known.posyandu_code, known.bidang),
        may_refer=access.allows(REFER, known.posyandu_code, known.bidang or "umum"),
        subject_id=subject_id,
    )


def _standing(subject_id: str) -> Standing:
    cells = subject_store.list_cells_of([subject_id]).get(subject_id, ())
    return standing_of({field: value for field, period, value, *_rest in cells if not period})


def _mentions(members: Sequence[Held]) -> list[dict[str, Any]]:
    rows = {row.seq: row for row in intake_store.list_by_seq([held.seq for held in members])}
    doubles = find_doubles(members)
    places = registry.names_of_posyandu(held.posyandu_code for held in members)
    return [
        {
            "anchor": held.mention.anchor,
            "url": f"/kiriman/{rows[held.seq].instance_id}?{here().query()}",
            "posyandu": places.get(held.posyandu_code, "Posyandu tidak dikenal"),
            "observed": rows[held.seq].observed_at,
            "double": held.seq in doubles,
        }
        for held in members
        if held.seq in rows
    ]


def _moves(members: Sequence[Held]) -> list[str]:
    """Answer the Posyandu somebody was seen in, in order of time, each time it changed."""
    codes = [held.posyandu_code for held in members]
    changed = [code for n, code in enumerate(codes) if n == 0 or codes[n - 1] != code]
    names = registry.names_of_posyandu(changed)
    return [names.get(code, "Posyandu tidak dikenal") for code in changed]


def _household(cards: set[bytes], subject_id: str, *, unmasked: bool) -> list[dict[str, Any]]:
    """Answer who else has the same family card, within what the person may see."""
    others = {held.subject_id for held in subject_store.list_household(cards)} - {subject_id}
    action = UNMASK if unmasked else SEE_SUBJECTS
    access = get_person().access
    return [
        {"url": f"/sasaran/orang/{one}?{here().query()}", "name": lines[0].texts, "lines": lines}
        for one, known in sorted(known_now(others).items())
        if access.allows(action, known.posyandu_code, known.bidang)
        for lines in [lines_of(known.portrait, unmasked=unmasked)]
    ]
