"""The door answers come in by from Collect, and the pages of submissions and quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for

from app.accounts import service as accounts
from app.accounts import store as accounts_store
from app.accounts.access import (
    DECIDE,
    FILL,
    REFER,
    REVIEW,
    SEE_DEVICES,
    SEE_QUALITY,
    SEE_QUARANTINE,
    SEE_SUBMISSIONS,
    UNMASK,
    with_common,
)
from app.design.mapping import as_shown
from app.design.service import Released, find_released, hear_of_releases
from app.design.store import list_forms
from app.exchange.store import find_target
from app.extensions.files import files
from app.intake import quarantine_store, store
from app.intake.answers_service import places_named, read_answers
from app.intake.comments_service import history_of
from app.intake.deliveries import XML_PART, Delivery, IncomingFile
from app.intake.display import ODDITIES, Words, show_answers
from app.intake.models import Attachment, Submission
from app.intake.photos_service import check_file, note_opened, plain_files
from app.intake.receipts import receipt_words
from app.intake.sasaran_service import sasaran_notes
from app.intake.senders_service import names_of_senders
from app.intake.service import receive_submission
from app.intake.states import RETURNED
from app.intake.way_service import turn_words, way_shown
from app.openrosa import documents
from app.openrosa.answers import Document
from app.problems import Problem
from app.registry import store as registry
from app.registry.periods import month_name
from app.web.guards import allow, check, for_device, get_person, reach
from app.web.layout import here
from app.web.uploads import read_parts

intake = Blueprint("intake", __name__, template_folder="templates")
PAGE = 50
LONGEST_NUMBER = 9  # digits of a row's number that every database takes
FILTERS = ("bidang", "status", "q", "catatan")  # in the order of store.Filter


# -- ODK Collect


@intake.route("/k/<token>/submission", methods=["HEAD"])
@for_device
def submission_head() -> Response:
    """Tell Collect that this is the place to post to, and how much at once (header of every answer)."""
    response = Response(status=204)
    response.headers["Location"] = request.base_url
    return response


@intake.post("/k/<token>/submission")
@for_device
def post_submission() -> tuple[bytes, int, dict[str, str]]:
    """Take a submission: 201 when it brought anything new, 202 when it was all here already."""
    encoding = request.headers.get("Content-Encoding", "identity")
    if (
        encoding != "identity"
    ):  # Collect packs nothing; an unread body would be taken for an empty one
        raise Problem("intake.packed", encoding=encoding)
    xml, parts = read_parts(XML_PART)
    delivery = Delivery(
        xml=xml,
        files=[IncomingFile(*part) for part in parts],
        door="collect",
        device=g.device,
        standing=g.standing,
        place_name=g.device.place_name or "",
        collect_id=request.args.get("deviceID"),
    )
    receipt = receive_submission(delivery)
    body = documents.message(receipt_words(receipt), "submit_success")
    return body, 201 if receipt.created else 202, {"Content-Type": documents.CONTENT_TYPE}


# -- pages


@intake.get("/kiriman")
@allow(SEE_SUBMISSIONS)
def submissions() -> str:
    """List submissions, newest first, within the grants and the chosen area and month."""
    place = here()
    chosen = {name: request.args.get(name, "").strip() for name in FILTERS}
    seats = get_person().access.seats() if request.args.get("saya") else None
    bidang, status, search, flag = chosen.values()
    wanted = store.Filter(place.area, place.period, bidang, status, search, flag, seats)
    before = _number(request.args.get("sesudah"))
    rows = store.list_submissions(reach(SEE_SUBMISSIONS), wanted, before, PAGE + 1)
    shown = rows[:PAGE]
    chosen["saya"] = "1" if seats is not None else ""
    more = {name: value for name, value in chosen.items() if value}
    next_url = (
        f"/kiriman?{place.query(sesudah=shown[-1].seq, **more)}" if len(rows) > PAGE else None
    )
    return render_template(
        "intake/submissions.html",
        filter=chosen,
        oddities=ODDITIES,
        rows=_rows(shown),
        next_url=next_url,
        prev_url=f"/kiriman?{place.query(**more)}" if "sesudah" in request.args else None,
        may_see_quality=get_person().access.may(SEE_QUALITY),
        may_review=get_person().access.may(REVIEW),
        may_decide=get_person().access.may(DECIDE),
        may_fill=get_person().access.may(FILL),
        quarantine_count=quarantine_store.count_all_quarantine()
        if get_person().access.may(SEE_QUARANTINE)
        else 0,
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def _rows(rows: Sequence[Submission]) -> list[dict[str, Any]]:
    places = registry.names_of_posyandu(row.posyandu_code for row in rows if row.posyandu_code)
    villages = registry.names_of_areas(
        row.posyandu_code.rpartition(".")[0] for row in rows if row.posyandu_code
    )
    people = names_of_senders(rows)
    held = store.count_attachments(row.seq for row in rows)
    titles = {form.form_id: form.title for form in list_forms()}
    return [
        {
            "instance_id": row.instance_id,
            "url": _submission_url(row.instance_id),
            "form_title": titles.get(row.form_id, row.form_id),
            "posyandu": places.get(row.posyandu_code or "", row.posyandu_code),
            "desa": villages.get((row.posyandu_code or "").rpartition(".")[0], ""),
            "period": month_name(row.period) if row.period else "",
            "state": row.state,
            "turn": turn_words(row),
            "late": row.late,
            "oddities": [ODDITIES.get(flag, flag) for flag in row.flags],
            "received": row.received_at,
            "kader": people[row.instance_id],
            "door": row.door,
            "files": held.get(row.seq, 0),
        }
        for row in rows
    ]


def _submission_url(instance_id: str) -> str:
    return f"{url_for('intake.submission', instance_id=instance_id)}?{here().query()}"


@intake.get("/kiriman/<instance_id>")
@allow(SEE_SUBMISSIONS)
def submission(instance_id: str) -> str:
    """Show one submission, people's data masked."""
    return _page(_seen(instance_id), unmasked=False)


@intake.post("/kiriman/<instance_id>/buka")
@allow(UNMASK)
def unmask(instance_id: str) -> str:
    """Show one submission with people's data, after logging who and why."""
    row = _seen(instance_id)
    check(UNMASK, row.posyandu_code or "", row.bidang)
    reason = request.form.get("alasan", "").strip()
    if len(reason) < 5:
        raise Problem("accounts.reason_missing")
    accounts.log_access(get_person().name, UNMASK, f"kiriman:{row.instance_id}", reason[:500])
    note_opened(row.instance_id)
    return _page(row, unmasked=True)


def _seen(instance_id: str) -> Submission:
    row = store.get_submission(instance_id)
    check(SEE_SUBMISSIONS, row.posyandu_code or "", row.bidang)
    return row


def _page(row: Submission, *, unmasked: bool) -> str:
    place, access = row.posyandu_code or "", get_person().access
    released = _released(row)
    way = way_shown(row, access.levels_at(place, row.bidang), get_person().name)
    held = store.list_attachments(row.seq)
    document = read_answers(row.instance_id, row.answers)
    plain = plain_files(document, released)
    photo_urls = {
        file.name: url_for("intake.attachment", instance_id=row.instance_id, name=file.name)
        if unmasked or file.name in plain
        else ""
        for file in held
    }
    return render_template(
        "intake/submission.html",
        submission=_detail(row),
        answers=_answers(document, released, photo_urls, unmasked),
        sasaran=sasaran_notes(row, released),
        oddities=_oddities(row, held),
        has_deadline=released.frekuensi == "bulanan",
        photos=[{"url": url, "name": name} for name, url in photo_urls.items() if url],
        hidden_photos=list(photo_urls.values()).count(""),
        way=way,
        history=history_of(row, way.history),
        may_force=access.allows(DECIDE, place, row.bidang),
        decide_url=f"/kiriman/{row.instance_id}/keputusan?{here().query()}",
        may_unmask=not unmasked and access.allows(UNMASK, place, row.bidang),
        may_see_devices=access.may(SEE_DEVICES),
        may_refer=bool(place) and access.allows(REFER, place, row.bidang),
        next_url=_next_waiting(row),
        correct_url=_correct_url(row),
        unmask_url=f"/kiriman/{row.instance_id}/buka?{here().query()}",
    )


def _oddities(row: Submission, held: Sequence[Attachment]) -> list[str]:
    """Answer what is odd about a submission, in words."""
    found = [ODDITIES.get(flag, flag) for flag in row.flags]
    parked = [file.name for file in held if not file.referenced]
    if parked:
        found.append(f"Berkas yang tidak disebut di jawaban, tetap disimpan: {', '.join(parked)}")
    missing = row.files_expected - (len(held) - len(parked))
    if missing > 0:
        found.append(f"{missing} berkas yang disebut di jawaban belum diterima")
    return found


def _released(row: Submission) -> Released:
    hear_of_releases()  # what the answers fill may have changed
    released = find_released(row.form_id, row.version)
    if released is None:
        raise Problem("design.unknown_version", form_id=row.form_id, version=row.version)
    return released


def _answers(
    document: Document, released: Released, photo_urls: dict[str, str], unmasked: bool
) -> list[Any]:
    choices = {**released.choices, **places_named(document)}
    questions = as_shown(released.fields, released.mapping)
    words = Words(questions, released.groups, choices, released.shape.binaries)
    return list(show_answers(document, words, photo_urls, unmasked=unmasked))


def _correct_url(row: Submission) -> str | None:
    """Answer where the person may correct this returned submission, or None."""
    place = row.posyandu_code or ""
    may = any(one.holds(place, row.bidang) for one in with_common(reach(FILL)))
    if row.state != RETURNED or not may:
        return None
    return url_for("filling.correct", form_id=row.form_id, instance_id=row.instance_id)


def _next_waiting(row: Submission) -> str | None:
    """Answer where the next submission that waits for the person is: the one before, else the newest."""
    place, may = here(), reach(REVIEW)
    wanted = store.Filter(place.area, place.period, seats=get_person().access.seats())
    for before in (row.seq, None) if may else ():
        for other in store.list_submissions(may, wanted, before, 2):
            if other.seq != row.seq:
                return _submission_url(other.instance_id)
    return None


def _detail(row: Submission) -> dict[str, Any]:
    shown = _rows([row])[0]
    device = accounts_store.get_device(row.device_id) if row.device_id else None
    place = row.posyandu_code
    return shown | {
        "bidang": row.bidang,
        "posyandu_url": f"/posyandu/{place}?{here().query()}" if place else None,
        "version": row.version,
        "ended": row.ended_at,
        "device": device.label if device else None,
        "device_id": row.device_id,
        "collect_id": row.collect_id,
        "there": _received_there(row),
    }


def _received_there(row: Submission) -> dict[str, Any] | None:
    """Answer which server received a submission before this one, and when."""
    target = find_target(row.target_id) if row.target_id else None
    if target is None or row.there_at is None:
        return None
    return {"server": target.name, "at": row.there_at}


@intake.get("/kiriman/<instance_id>/lampiran/<path:name>")
@allow(SEE_SUBMISSIONS)
def attachment(instance_id: str, name: str) -> Response:
    """Stream one file of a submission, unsealed; one that shows people only once it was opened."""
    row = _seen(instance_id)
    file = store.find_attachment(row.seq, name)
    if file is None:
        raise Problem("intake.unknown_file")
    check_file(row, _released(row), name)
    content = files.read(file.file_id)
    first = next(content, b"")  # a damaged file is told before an answer has begun
    response = Response(chain([first], content), mimetype=_safe_type(file.mime))
    response.content_length = file.size
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _safe_type(mime: str) -> str:
    """Only pictures are shown; anything else is a download a browser will not run."""
    shown = {"image/jpeg", "image/png", "image/webp"}
    return mime if mime in shown else "application/octet-stream"


@intake.get("/karantina")
@allow(SEE_QUARANTINE)
def quarantine() -> str:
    """List what had to be refused."""
    rows = quarantine_store.list_quarantine(_number(request.args.get("sesudah")), PAGE + 1)
    return render_template(
        "intake/quarantine.html",
        rows=[
            {
                "id": row.quarantine_id,
                "received": row.received_at,
                "code": row.code,
                "message": row.message,
                "device": row.sender,
                "size": row.size,
                "settled_at": row.settled_at,
            }
            for row in rows[:PAGE]
        ],
        next_url=f"/karantina?sesudah={rows[PAGE - 1].quarantine_id}" if len(rows) > PAGE else None,
    )
