"""Deciding once for many values that are alike, after looking at a sample; taken back at once too."""

from __future__ import annotations

from secrets import SystemRandom
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import DECIDE
from app.merge.fold import CellKey
from app.merge.models import CellRow
from app.merge.resolution import REASONS
from app.merge.rules import RULES
from app.problems import Problem
from app.registry import store as registry
from app.registry.bidang import bidang_of_field
from app.registry.periods import month_name
from app.registry.words import YEAR
from app.review import queue_service as service
from app.review import queue_store as store
from app.review.evidence_service import Wording, sides_of
from app.review.queue_filter_service import key_query
from app.review.queue_routes import asked_cell
from app.web.guards import allow, check, get_person, reach
from app.web.layout import here

serupa = Blueprint("serupa", __name__, template_folder="templates")
MOST = 50  # values decided at once
SAMPLE = 5  # of these, looked at first
LONGEST_REASON = 500


@serupa.get("/tinjau/serupa")
@allow(DECIDE)
def preview() -> str:
    """Show every value that is alike, with the sources of a sample, before any is decided."""
    key = asked_cell(request.args)
    like = store.find_question(key)
    if not isinstance(like, CellRow):
        raise Problem("merge.unknown_value")
    wanted = store.Filter(here().area, field=key.field, status=like.status, reason=like.reason)
    words = Wording()
    found = store.list_cells_asking(reach(DECIDE), wanted, MOST)
    rows = [one for one in (_row(row, words) for row in found) if one]
    sample = SystemRandom().sample(rows, min(SAMPLE, len(rows)))
    field = words.field(key.field)
    return render_template(
        "review/tinjau_serupa.html",
        label=field.label,
        unit="" if field.unit == YEAR else field.unit,
        bidang=bidang_of_field(key.field),
        status=like.status,
        rule=RULES[like.rule],
        reason=REASONS[like.reason].id,
        rows=rows,
        sample=[one | {"sides": sides_of(one["question"], words)} for one in sample],
        total=store.count_cells_asking(reach(DECIDE), wanted),
        fields={"isian": key.field},
        back_url=f"/tinjau/nilai?{here().query(**key_query(like))}",
    )


def _row(row: CellRow, words: Wording) -> dict[str, Any] | None:
    """Answer a value in words with what was seen of it; None where nothing is shown to accept."""
    key = CellKey(row.place, row.field, row.period)
    question = service.open_question(key)
    if question.shown is None:
        return None
    texts = [words.text(row.field, one.value) for one in question.choices]
    place = registry.get_posyandu(row.place)
    return {
        "question": question,
        "posyandu": place.name,
        "period": month_name(row.period) if row.period else "",
        "text": texts[question.shown],
        "others": [text for n, text in enumerate(texts) if n != question.shown],
        "token": f"{row.place}~{row.period}~{question.seen.last}~{question.seen.mark}",
        "url": f"/tinjau/nilai?{here().query(**key_query(row))}",
    }


@serupa.post("/tinjau/serupa")
@allow(DECIDE)
def accept() -> BaseResponse:
    """Accept what the profile shows for the chosen values, once the sample has been looked at."""
    field = request.form.get("isian", "")
    wanted = [_asked(field, token) for token in request.form.getlist("nilai")[:MOST]]
    if not wanted or len(set(request.form.getlist("contoh"))) < min(SAMPLE, len(wanted)):
        raise Problem("review.sample_unseen")
    reason = request.form.get("alasan", "").strip()[:LONGEST_REASON]
    batch, done = service.accept_shown(wanted, reason, get_person().name)
    left = len(wanted) - done
    words = f"{done} nilai sekarang dipakai di profil."
    if left:
        words += f" {left} nilai berubah atau diputuskan orang lain sementara itu, jadi dilewati."
    flash(words, "warn" if left else "good")
    return redirect(f"/tinjau?{here().query(kelompok=batch if done else None)}")


def _asked(field: str, token: str) -> tuple[CellKey, service.Seen]:
    place, _, rest = token.partition("~")
    period, _, rest = rest.partition("~")
    last, _, mark = rest.partition("~")
    key = asked_cell({"posyandu": place, "isian": field, "bulan": period})
    return key, service.Seen(int(last) if last.isdecimal() else 0, mark)


@serupa.post("/tinjau/serupa/batal")
@allow(DECIDE)
def undo() -> BaseResponse:
    """Take back all that was decided at once."""
    batch = request.form.get("kelompok", "")[:32]
    for key in service.batch_cells(batch):
        check(DECIDE, key.place, bidang_of_field(key.field))
    reason = request.form.get("alasan", "").strip()[:LONGEST_REASON]
    count = service.undo_batch(batch, reason, get_person().name)
    flash(f"{count} keputusan dibatalkan. Nilainya kembali menunggu tinjauan.", "good")
    return redirect(f"/tinjau?{here().query()}")
