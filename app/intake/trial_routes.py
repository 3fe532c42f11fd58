"""Pages of trying a draft: opening its channel, what was sent there, and sending from a browser."""

from __future__ import annotations

from itertools import chain
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import EDIT_FORMS
from app.design import store as design_store
from app.design.grants_service import check_editable
from app.design.models import Form
from app.extensions.files import files
from app.intake import trial_service as service
from app.intake import trial_store as store
from app.intake.deliveries import XML_PART, IncomingFile
from app.intake.trial_answers_service import read_lines, receive_trial
from app.problems import Problem
from app.publish.collect_settings import BIDANG_COLOURS, Project, drawn, qr_image
from app.publish.receivers import receives
from app.web.form_page import FormPage, show_form
from app.web.guards import TRIAL_DOOR, allow, get_person, reach, settings
from app.web.layout import here
from app.web.uploads import read_parts, safe_type

uji = Blueprint("uji", __name__, template_folder="templates")
PAGE = 50
NUMBER = "int(max=999999999)"


@uji.get("/formulir/<form_id>/uji")
@allow(EDIT_FORMS)
def show(form_id: str) -> str:
    """Show whether a form's draft can be tried, and what was sent to try it."""
    form = _own_form(form_id)
    draft = design_store.find_draft(form)
    before = request.args.get("sesudah", "")
    number = int(before) if before.isdecimal() and len(before) < 10 else None
    rows = store.list_answers(form_id, number, PAGE + 1)
    shown = rows[:PAGE]
    page = _page(form_id)
    next_url = f"{page}&sesudah={shown[-1][0].answer_id}" if len(rows) > PAGE else None
    held = store.list_files(answer.answer_id for answer, _ in shown)
    return render_template(
        "intake/trial.html",
        form=form,
        draft=draft,
        open_url=url_for("uji.begin", form_id=form_id, version=draft.version) if draft else None,
        trials=[_trial_row(one) for one in store.list_trials(form_id)],
        answers=[
            {
                "url": url_for("uji.answer", form_id=form_id, answer_id=answer.answer_id),
                "received": answer.received_at,
                "version": trial.version,
                "door": answer.door,
                "sent_by": answer.sent_by,
                "files": sum(file.answer_id == answer.answer_id for file in held),
            }
            for answer, trial in shown
        ],
        next_url=next_url,
        prev_url=page if number is not None else None,
    )


def _trial_row(trial: Any) -> dict[str, Any]:  # noqa: ANN401 - a row
    state = service.state_of(trial)
    place = {"form_id": trial.form_id, "version": trial.version}
    end = url_for("uji.end", form_id=trial.form_id, trial_id=trial.trial_id)
    return {
        "version": trial.version,
        "state": state,
        "opened_at": trial.opened_at,
        "opened_by": trial.opened_by,
        "expires_at": trial.expires_at,
        "ended_by": trial.ended_by,
        "count": store.count_answers(trial.trial_id),
        "end_url": end if state == service.OPEN else None,
        "fill_url": url_for("uji.fill", **place) if state == service.OPEN else None,
    }


@uji.post("/formulir/<form_id>/versi/<version>/uji")
@allow(EDIT_FORMS)
def begin(form_id: str, version: str) -> str:
    """Open the channel of a draft and show its QR code, this once."""
    form = _own_form(form_id)
    areas = [one.area for one in reach(EDIT_FORMS) if receives(one, form.bidang)]
    trial, token = service.open_trial(form_id, version, areas, get_person().name)
    address = f"{settings().base_url}{TRIAL_DOOR}{token}"
    colour = BIDANG_COLOURS.get(form.bidang, BIDANG_COLOURS["umum"])
    project = Project(f"UJI {form.title}"[:80], "U", colour)
    return render_template(
        "intake/trial_code.html",
        form=form,
        version=version,
        expires_at=trial.expires_at,
        url=address,
        back=_page(form_id),
        qr_data_uri=drawn(qr_image(address, project)),
    )


@uji.post(f"/formulir/<form_id>/uji/<{NUMBER}:trial_id>/akhiri")
@allow(EDIT_FORMS)
def end(form_id: str, trial_id: int) -> BaseResponse:
    """End a channel."""
    _own_form(form_id)
    service.end_trial(form_id, trial_id, get_person().name)
    flash("Uji di ponsel diakhiri. Jawaban yang sudah masuk masih dapat dibaca.", "good")
    return redirect(_page(form_id))


@uji.get(f"/formulir/<form_id>/uji/jawaban/<{NUMBER}:answer_id>")
@allow(EDIT_FORMS)
def answer(form_id: str, answer_id: int) -> str:
    """Show what was answered, by question; what names people is masked."""
    form = _own_form(form_id)
    row, trial = store.get_answer(form_id, answer_id)
    draft = design_store.find_version(form_id, trial.version)
    urls = {
        file.name: url_for("uji.attachment", form_id=form_id, answer_id=answer_id, name=file.name)
        for file in store.list_files([answer_id])
    }
    return render_template(
        "intake/trial_answer.html",
        form=form,
        version=trial.version,
        door=row.door,
        sent_by=row.sent_by,
        received=row.received_at,
        lines=read_lines(row),
        files=urls,
        changed=draft is None or draft.md5 != row.form_md5,
        back=_page(form_id),
    )


@uji.get(f"/formulir/<form_id>/uji/jawaban/<{NUMBER}:answer_id>/lampiran/<path:name>")
@allow(EDIT_FORMS)
def attachment(form_id: str, answer_id: int, name: str) -> Response:
    """Stream one file of such answers, unsealed."""
    _own_form(form_id)
    store.get_answer(form_id, answer_id)
    file = next((one for one in store.list_files([answer_id]) if one.name == name), None)
    if file is None:
        raise Problem("intake.unknown_file")
    content = files.read(file.file_id)
    first = next(content, b"")  # a damaged file is told before an answer has begun
    response = Response(chain([first], content), mimetype=safe_type(file.mime))
    response.content_length = file.size
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


# -- from a browser


@uji.get("/formulir/<form_id>/versi/<version>/uji")
@allow(EDIT_FORMS)
def fill(form_id: str, version: str) -> Response:
    """Show a draft whose channel is open, to fill and send there."""
    _own_form(form_id)
    if service.find_open_channel(form_id, version) is None:
        raise Problem("intake.trial_ended")
    row, person = design_store.get_version(form_id, version), get_person()
    return show_form(
        FormPage(
            mode="coba",
            form_id=form_id,
            version=version,
            title=row.title,
            source=f"/formulir/{form_id}/versi",
            back=_page(form_id),
            account=person.user_id,
            username=person.name,
            sends=url_for("uji.send", form_id=form_id, version=version),
        )
    )


@uji.post("/api/uji/<form_id>/<version>/submission")
@allow(EDIT_FORMS)
def send(form_id: str, version: str) -> tuple[Response, int]:
    """Take answers from a browser into the channel of a draft."""
    _own_form(form_id)
    channel = service.find_open_channel(form_id, version)
    if channel is None:
        raise Problem("intake.trial_ended")
    xml, parts = read_parts(XML_PART)
    incoming = [IncomingFile(*part) for part in parts]
    created = receive_trial(channel, xml, incoming, "web", get_person().name)
    return jsonify({"message": "Jawaban uji diterima."}), 201 if created else 202


def _own_form(form_id: str) -> Form:
    form = design_store.get_form(form_id)
    check_editable(form.bidang)
    return form


def _page(form_id: str) -> str:
    return f"{url_for('uji.show', form_id=form_id)}?{here().query()}"
