"""Pages of the queue: values that ask a person, one by one, with the evidence in view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import service as accounts
from app.accounts import store as accounts_store
from app.accounts.access import DECIDE, SEE_SUBMISSIONS, UNMASK
from app.intake import store as intake_store
from app.intake.choice_store import choice_of
from app.intake.models import Decision
from app.intake.states import STATE_NAMES
from app.merge import compare_store
from app.merge.fold import PERSON, CellKey, is_subject
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
from app.review.queue import KEYS, SEVERITIES, SUBJECTS, position_from
from app.review.queue_filter_service import FILTERS, age_of, filter_from, key_query
from app.review.queue_places_service import Whose, whose
from app.review.queue_rows_service import count_entity_conflicts, rows_of
from app.web.guards import allow, check, get_person, local_now, reach
from app.web.layout import here

tinjau = Blueprint("tinjau", __name__, template_folder="templates")
PAGE = 50
SHORTEST_REASON, LONGEST_REASON = 5, 500


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
        rows=rows_of(found[:PAGE], kept),
        counts=[(key, counts[key]) for key in SEVERITIES if key in counts],
        total=sum(counts.values()),
        people=compare_store.count_candidates(reach(DECIDE), here().area),
        entities=count_entity_conflicts(),
        next_url=f"/tinjau?{here().query(**kept, sesudah=last)}" if last else None,
        prev_url=f"/tinjau?{here().query(**kept)}" if after else None,
    )


# -- one value


@tinjau.get("/tinjau/nilai")
@allow(DECIDE)
def question() -> str:
    """Show one value: what may be chosen side by side, the rule's reasoning, and what was decided."""
    return _page(asked_cell(request.args))


def asked_cell(values: Mapping[str, str]) -> CellKey:
    """Answer the value an address or form names, if the person may decide about it."""
    return _asked(values, DECIDE)


def _asked(values: Mapping[str, str], action: str) -> CellKey:
    field, period = values.get("isian", ""), values.get("bulan", "")
    subject_id = values.get("sasaran", "")
    key = CellKey(subject_id or values.get("posyandu", ""), field, period)
    try:
        bidang = bidang_of_field(field)
    except KeyError as error:
        raise Problem("merge.unknown_value") from error
    if (period and not is_period(period)) or bool(subject_id) != is_subject(key.place):
        raise Problem("merge.unknown_value")
    if subject_id:
        found = whose(key)
        check(action, found.home, found.bidang)
    else:
        check(action, key.place, bidang)
    return key


@tinjau.post("/tinjau/nilai/buka")
@allow(UNMASK)
def unmask() -> str:
    """Show one value as it was told, of people too, after logging who and why."""
    key = asked_cell(request.form)
    _asked(request.form, UNMASK)
    if len(_reason()) < SHORTEST_REASON:
        raise Problem("accounts.reason_missing")
    place = f"orang:{key.place}" if is_subject(key.place) else key.place
    accounts.log_access(get_person().name, UNMASK, f"{place}:{key.field}", _reason())
    return _page(key, unmasked=True)


def _page(key: CellKey, met: Decision | None = None, *, unmasked: bool = False) -> str:
    words, found = Wording([key.field], unmasked=unmasked), service.open_question(key)
    owner = whose(key)
    _wanted, kept = filter_from(request.args)
    row, explained = store.find_question(key), found.explained
    notes = store.list_notes([key._replace(place=name) for name in owner.names])
    return render_template(
        "review/tinjau_satu.html",
        asked=explained.cell.status in SEVERITIES,
        status=explained.cell.status,
        bidang=owner.bidang,
        age=age_of(explained.cell.latest, local_now().date(), registry.list_holidays()),
        reason=REASONS[explained.resolution.reason].id,
        rule=RULES[explained.cell.rule],
        sides=sides_of(found, words),
        keys=KEYS,
        seen=found.seen,
        fields=key_query(key),
        decisions=_history(found, words),
        notes=list(reversed(notes)),
        task=service.task_of(notes),
        met=met,
        met_text=words.text(key.field, choice_of(met)[1]) if met else "",
        kept=kept,
        query=here().query(**kept),
        undo=_last_undoable(),
        undo_return=_last_undoable("dikembalikan"),
        alike=_count_alike(row) if isinstance(row, CellRow) else 0,
        **_about(key, owner, words),
        **_neighbours(row, kept),
    )


def _about(key: CellKey, owner: Whose, words: Wording) -> dict[str, Any]:
    """Answer what the head of the page tells: which value, of whom, where, and what may be opened."""
    field, place = words.field(key.field), registry.get_posyandu(owner.home)
    access, hidden = get_person().access, words.hides(key.field)
    is_person = owner.kind == PERSON
    return {
        "label": field.label,
        "unit": "" if field.unit == YEAR else field.unit,
        "hidden": hidden,
        "unmasked": words.unmasked,
        "may_unmask": hidden and access.allows(UNMASK, owner.home, owner.bidang),
        "period": month_name(key.period) if key.period else "",
        "place": place,
        "desa": registry.names_of_areas([place.desa]).get(place.desa, ""),
        "subject": SUBJECTS.get(owner.kind, "Sebuah sarana") if owner.kind else "",
        "subject_url": f"/sasaran/orang/{key.place}?{here().query()}" if is_person else None,
        "may_see": access.allows(SEE_SUBMISSIONS, owner.home, owner.bidang),
    }


def _history(found: service.Question, words: Wording) -> list[dict[str, Any]]:
    """Answer what was decided, the newest first, and what of it holds."""
    undone, holds = {one.undoes for one in found.decisions}, found.in_force
    return [
        {
            "seq": one.seq,
            "row": one,
            "text": words.text(found.key.field, choice_of(one)[1]),
            "undone": one.seq in undone,
            "holds": holds is not None and one.seq == holds.seq,
        }
        for one in reversed(found.decisions)
    ]


def _count_alike(row: CellRow) -> int:
    wanted = store.Filter(here().area, field=row.field, status=row.status, reason=row.reason)
    return store.count_cells_asking(reach(DECIDE), wanted)


def _neighbours(row: store.Asking | None, kept: Mapping[str, str]) -> dict[str, str | None]:
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
    asked_cell(key_query(key))
    service.undo(int(text), _reason(), get_person().name)
    _wanted, kept = filter_from(request.args)
    flash("Keputusan dibatalkan. Nilainya kembali seperti sebelum keputusan itu.", "good")
    return redirect(f"/tinjau/nilai?{here().query(**key_query(key), **kept)}")


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
    return redirect(f"/tinjau/nilai?{here().query(**key_query(key), **kept)}")


def _check_reviewer(name: str, key: CellKey) -> None:
    user = accounts_store.find_user(name)
    access = accounts.access_of_user(user, local_now().date()) if user else None
    owner = whose(key)
    if not access or not access.allows(DECIDE, owner.home, owner.bidang):
        raise Problem("review.unknown_reviewer", name=name[:80])
