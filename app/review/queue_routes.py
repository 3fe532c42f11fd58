"""Pages of the queue: values that ask a person, one by one, with the evidence in view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import service as accounts
from app.accounts import store as accounts_store
from app.accounts.access import DECIDE, SEE_SUBMISSIONS
from app.intake import store as intake_store
from app.intake.models import Decision
from app.intake.states import STATE_NAMES
from app.merge import compare_store
from app.merge.fold import CellKey
from app.merge.models import CellRow
from app.merge.resolution import REASONS
from app.merge.rules import RULES
from app.problems import Problem
from app.registry import store as registry
from app.registry.bidang import bidang_of_field
from app.registry.periods import is_period, month_name
from app.registry.words import YEAR
from app.review import queue_service as service
from app.review import queue_store as store
from app.review import service as submissions
from app.review.evidence_service import Wording, sides_of
from app.review.queue import KEYS, SEVERITIES, position_from
from app.review.queue_filter_service import FILTERS, age_of, filter_from, key_query
from app.web.guards import allow, check, get_person, local_now, reach
from app.web.layout import here

tinjau = Blueprint("tinjau", __name__, template_folder="templates")
PAGE = 50
LONGEST_REASON = 500


@tinjau.get("/tinjau")
@allow(DECIDE)
def queue() -> str:
    """List values that ask a person, the gravest first and of these the oldest."""
    wanted, kept = filter_from(request.args)
    after = position_from(request.args.get("sesudah", ""))
    found = store.list_questions(reach(DECIDE), wanted, after, PAGE + 1)
    last = store.position_of(found[PAGE - 1]).write() if len(found) > PAGE else None
    counts = store.count_questions(reach(DECIDE), wanted)
    return render_template(
        "review/tinjau.html",
        filter={name: kept.get(name, "") for name in FILTERS},
        kept=kept,
        undo=_last_undoable(),
        undo_return=_last_undoable("dikembalikan"),
        batch=request.args.get("kelompok", "")[:32],
        severities=SEVERITIES,
        rows=_rows(found[:PAGE], kept),
        counts=[(key, counts[key]) for key in SEVERITIES if key in counts],
        total=sum(counts.values()),
        people=compare_store.count_candidates(reach(DECIDE), here().area),
        next_url=f"/tinjau?{here().query(**kept, sesudah=last)}" if last else None,
        prev_url=f"/tinjau?{here().query(**kept)}" if after else None,
    )


def _rows(found: Sequence[CellRow], kept: Mapping[str, str]) -> list[dict[str, Any]]:
    words, holidays = Wording(), registry.list_holidays()
    places = registry.names_of_posyandu(row.place for row in found)
    villages = registry.names_of_areas(row.place.rpartition(".")[0] for row in found)
    notes = store.list_notes([CellKey(row.place, row.field, row.period) for row in found])
    tasks = {(n.place, n.field, n.period): n.person for n in notes if n.kind == store.TASK}
    today = local_now().date()
    return [
        {
            "url": f"/tinjau/nilai?{here().query(**key_query(row), **kept)}",
            "label": words.field(row.field).label,
            "text": words.text(row.field, row.value) if row.sealed is None else "disamarkan",
            "unit": "" if words.field(row.field).unit == YEAR else words.field(row.field).unit,
            "severity": row.status,
            "posyandu": places.get(row.place, row.place),
            "desa": villages.get(row.place.rpartition(".")[0], ""),
            "period": month_name(row.period) if row.period else "",
            "bidang": bidang_of_field(row.field),
            "task": tasks.get((row.place, row.field, row.period), ""),
            "age": age_of(row.latest, today, holidays),
        }
        for row in found
    ]


# -- one value


@tinjau.get("/tinjau/nilai")
@allow(DECIDE)
def question() -> str:
    """Show one value: what may be chosen side by side, the rule's reasoning, and what was decided."""
    return _page(asked_cell(request.args))


def asked_cell(values: Mapping[str, str]) -> CellKey:
    """Answer the cell an address or form names, if the person may decide about it."""
    field, period = values.get("isian", ""), values.get("bulan", "")
    try:
        bidang = bidang_of_field(field)
    except KeyError as error:
        raise Problem("merge.unknown_value") from error
    if period and not is_period(period):
        raise Problem("merge.unknown_value")
    check(DECIDE, values.get("posyandu", ""), bidang)
    return CellKey(values.get("posyandu", ""), field, period)


def _page(key: CellKey, met: Decision | None = None) -> str:
    words, found = Wording(), service.open_question(key)
    _wanted, kept = filter_from(request.args)
    cell, row, rule = (
        found.explained.cell,
        store.find_question(key),
        RULES[found.explained.cell.rule],
    )
    notes = store.list_notes([key])
    field = words.field(key.field)
    place = registry.get_posyandu(key.place)
    return render_template(
        "review/tinjau_satu.html",
        asked=cell.status in SEVERITIES,
        status=cell.status,
        label=field.label,
        unit="" if field.unit == YEAR else field.unit,
        hidden=words.hides(key.field),
        bidang=bidang_of_field(key.field),
        period=month_name(key.period) if key.period else "",
        place=place,
        desa=registry.names_of_areas([place.desa]).get(place.desa, ""),
        age=age_of(cell.latest, local_now().date(), registry.list_holidays()),
        reason=REASONS[found.explained.resolution.reason],
        rule=rule,
        sides=sides_of(found, words),
        keys=KEYS,
        seen=found.seen,
        fields={"posyandu": key.place, "isian": key.field, "bulan": key.period},
        decisions=_history(found, words),
        notes=list(reversed(notes)),
        task=service.task_of(notes),
        met=met,
        met_text=words.text(key.field, met.chosen) if met else "",
        kept=kept,
        query=here().query(**kept),
        undo=_last_undoable(),
        undo_return=_last_undoable("dikembalikan"),
        alike=_count_alike(row) if row is not None else 0,
        may_see=get_person().access.allows(SEE_SUBMISSIONS, key.place, bidang_of_field(key.field)),
        **_neighbours(row, kept),
    )


def _history(found: service.Question, words: Wording) -> list[dict[str, Any]]:
    """Answer what was decided, the newest first, and what of it holds."""
    undone, holds = {one.undoes for one in found.decisions}, found.in_force
    return [
        {
            "seq": one.seq,
            "row": one,
            "text": words.text(found.key.field, one.chosen),
            "undone": one.seq in undone,
            "holds": holds is not None and one.seq == holds.seq,
        }
        for one in reversed(found.decisions)
    ]


def _count_alike(row: CellRow) -> int:
    wanted = store.Filter(here().area, field=row.field, status=row.status, reason=row.reason)
    return sum(store.count_questions(reach(DECIDE), wanted).values())


def _neighbours(row: CellRow | None, kept: Mapping[str, str]) -> dict[str, str | None]:
    """Answer where the values before and after this one are, in the queue as it is filtered."""
    wanted, _kept = filter_from(request.args)
    found: dict[str, str | None] = {"next_url": None, "prev_url": None}
    if row is not None:
        at = store.position_of(row)
        for name, backwards in (("next_url", False), ("prev_url", True)):
            near = store.list_questions(reach(DECIDE), wanted, at, 1, backwards=backwards)
            if near:
                found[name] = f"/tinjau/nilai?{here().query(**key_query(near[0]), **kept)}"
    return found


def _last_undoable(name: str = "keputusan") -> int:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= 15 else 0


@tinjau.post("/tinjau/nilai/pilih")
@allow(DECIDE)
def choose() -> tuple[str, int] | BaseResponse:
    """Choose a value; where another decided meanwhile, say who and when, and change nothing."""
    key = asked_cell(request.form)
    row = store.find_question(key)
    at = store.position_of(row) if row else None
    last = request.form.get("terakhir", "")
    seen = service.Seen(int(last) if last.isdecimal() else 0, request.form.get("dilihat", ""))
    done = service.choose(key, request.form.get("pilihan", ""), seen, _reason(), get_person().name)
    if done.met is not None:
        return _page(key, done.met), 409
    flash("Nilai yang dipilih sekarang dipakai di profil.", "good")
    return _to_next(at, done.seq)


def _reason() -> str:
    return request.form.get("alasan", "").strip()[:LONGEST_REASON]


def _to_next(at: Any, seq: int = 0, returned: int = 0) -> BaseResponse:  # noqa: ANN401 - a Position or None
    """Lead to the next value that asks, or from the beginning, or to the list when all is done."""
    wanted, kept = filter_from(request.args)
    more = {"keputusan": seq or None, "dikembalikan": returned or None}
    for after in (at, None):
        found = store.list_questions(reach(DECIDE), wanted, after, 2)
        others = [one for one in found if at is None or store.position_of(one) != at]
        if others:
            query = here().query(**key_query(others[0]), **kept, **more)
            return redirect(f"/tinjau/nilai?{query}")
    return redirect(f"/tinjau?{here().query(**kept, **more)}")


@tinjau.post("/tinjau/nilai/batal")
@allow(DECIDE)
def undo() -> BaseResponse:
    """Take a decision about a value back, and show the value again."""
    text = request.form.get("keputusan", "")
    key = service.decided_cell(int(text) if text.isdecimal() and len(text) <= 15 else 0)
    check(DECIDE, key.place, bidang_of_field(key.field))
    service.undo(int(text), _reason(), get_person().name)
    _wanted, kept = filter_from(request.args)
    flash("Keputusan dibatalkan. Nilainya kembali seperti sebelum keputusan itu.", "good")
    cell = {"posyandu": key.place, "isian": key.field, "bulan": key.period}
    return redirect(f"/tinjau/nilai?{here().query(**cell, **kept)}")


@tinjau.post("/tinjau/nilai/kembalikan")
@allow(DECIDE)
def return_submission() -> BaseResponse:
    """Return one of the submissions behind a value to its kader, with the reason."""
    key = asked_cell(request.form)
    source = intake_store.get_submission(request.form.get("kiriman", ""))
    check(DECIDE, source.posyandu_code or "", source.bidang)
    row = store.find_question(key)
    at = store.position_of(row) if row else None
    levels = get_person().access.levels_at(source.posyandu_code or "", source.bidang)
    stands = submissions.Standpoint(levels, request.form.get("keadaan", ""))
    submissions.decide(source.instance_id, "kembalikan", _reason(), get_person().name, stands)
    flash("Kiriman dikembalikan kepada kader; dapat dibatalkan.", "good")
    return _to_next(at, returned=submissions.last_state_decision(source.instance_id))


@tinjau.post("/tinjau/kiriman/batal")
@allow(DECIDE)
def undo_return() -> BaseResponse:
    """Take a decision about a submission back: it is as it was before."""
    text = request.form.get("keputusan", "")
    seq = int(text) if text.isdecimal() and len(text) <= 15 else 0
    row = submissions.submission_decided(seq)
    check(DECIDE, row.posyandu_code or "", row.bidang)
    state = submissions.undo_state(seq, _reason(), get_person().name)
    flash(f"Keputusan dibatalkan. Kirimannya kembali: {STATE_NAMES[state]}.", "good")
    _wanted, kept = filter_from(request.args)
    return redirect(f"/tinjau?{here().query(**kept)}")


@tinjau.post("/tinjau/nilai/catatan")
@allow(DECIDE)
def note() -> BaseResponse:
    """Note a comment on a value, or whose task it is."""
    key = asked_cell(request.form)
    person = request.form.get("petugas", "").strip()
    kind = store.TASK if "petugas" in request.form else store.COMMENT
    if person:
        _check_reviewer(person, key)
    service.add_note(key, kind, _reason(), person, get_person().name)
    flash("Tugas dicatat." if kind == store.TASK else "Catatan disimpan.", "good")
    _wanted, kept = filter_from(request.args)
    cell = {"posyandu": key.place, "isian": key.field, "bulan": key.period}
    return redirect(f"/tinjau/nilai?{here().query(**cell, **kept)}")


def _check_reviewer(name: str, key: CellKey) -> None:
    user = accounts_store.find_user(name)
    access = accounts.access_of_user(user, local_now().date()) if user else None
    if not access or not access.allows(DECIDE, key.place, bidang_of_field(key.field)):
        raise Problem("review.unknown_reviewer", name=name[:80])
