"""Filling forms in the browser: a kader's forms, a form to fill or correct, and the door it sends to."""

from __future__ import annotations

import base64
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, url_for
from flask_wtf.csrf import generate_csrf

from app.accounts import service as accounts
from app.accounts.access import FILL, with_common
from app.design import store as design_store
from app.design.models import FormVersion
from app.extensions.vault import vault
from app.intake import filling_store, store
from app.intake.deliveries import XML_PART, Account, Delivery, IncomingFile
from app.intake.filling import Progress, progress_of
from app.intake.models import Submission
from app.intake.photos_service import note_opened
from app.intake.service import receive_submission
from app.intake.states import RETURNED
from app.problems import Problem
from app.publish.listing_service import CurrentForm, forms_for
from app.publish.receivers import receives
from app.registry import store as registry
from app.registry.periods import month_name
from app.web.form_page import OWN_FILES, FormPage, engine_files, show_form
from app.web.guards import allow, get_person, public, reach
from app.web.layout import here
from app.web.uploads import read_parts

filling = Blueprint("filling", __name__, template_folder="templates")
SOURCE = "/api/isi/formulir"
RETURNED_SHOWN = 50


@filling.get("/isi")
@allow(FILL)
def forms() -> str:
    """List the forms the person may fill, each with its state this month, and what came back."""
    place, wide = here(FILL), with_common(reach(FILL))
    progress = progress_of(filling_store.count_by_form(wide, place.period))
    returned = store.list_submissions(wide, store.Filter(state=RETURNED), limit=RETURNED_SHOWN)
    return render_template(
        "intake/filling.html",
        forms=[_form_row(one, progress) for one in forms_for(reach(FILL))],
        returned=_returned_rows(returned),
        account=get_person().user_id,
        engine_files=engine_files(),
        form_files=OWN_FILES,
    )


def _form_row(form: CurrentForm, progress: dict[str, Progress]) -> dict[str, Any]:
    state = progress.get(form.form_id, Progress())
    return {
        "title": form.title,
        "bidang": form.bidang,
        "frekuensi": form.frekuensi,
        "tenggat": form.tenggat,
        "state": state.state,
        "sent": state.sent,
        "url": url_for("filling.form", form_id=form.form_id),
        # What a browser keeps so that the form opens without a signal.
        "parts": [
            f"{SOURCE}/{form.form_id}/{form.version}/{part}"
            for part in ("xform", *(f"media/{name}" for name in form.media))
        ],
    }


def _returned_rows(rows: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - rows of submissions
    places = registry.names_of_posyandu(row.posyandu_code for row in rows if row.posyandu_code)
    titles = {form.form_id: form.title for form in design_store.list_forms()}
    reasons = {
        decision.instance_id: decision.reason
        for decision in store.list_state_decisions([row.instance_id for row in rows])
        if decision.state == RETURNED
    }
    return [
        {
            "title": titles.get(row.form_id, row.form_id),
            "posyandu": places.get(row.posyandu_code or "", ""),
            "period": month_name(row.period) if row.period else "",
            "reason": reasons.get(row.instance_id, ""),
            "url": url_for("filling.correct", form_id=row.form_id, instance_id=row.instance_id),
            "read_url": url_for("intake.submission", instance_id=row.instance_id),
        }
        for row in rows
    ]


@filling.get("/isi/<form_id>")
@allow(FILL)
def form(form_id: str) -> Response:
    """Show a form to fill, in the version phones hold now."""
    known = design_store.get_form(form_id)
    _check_fill(known.bidang)
    version = design_store.get_version(form_id, known.current_version or "")
    return show_form(_page(version, "isi"))


@filling.get("/isi/<form_id>/perbaiki/<instance_id>")
@allow(FILL)
def correct(form_id: str, instance_id: str) -> Response:
    """Show a returned submission to correct, in the version it was filled in."""
    row = _returned(instance_id)
    if row.form_id != form_id:
        raise Problem("intake.unknown_submission")
    version = design_store.get_version(form_id, row.version)
    return show_form(_page(version, "perbaiki", instance_id))


def _page(version: FormVersion, mode: str, edits: str = "") -> FormPage:
    person = get_person()
    return FormPage(
        mode=mode,
        form_id=version.form_id,
        version=version.version,
        title=version.title,
        source=f"{SOURCE}/{version.form_id}",
        back="/isi",
        account=person.user_id,
        username=person.name,
        edits=edits,
    )


# -- what the page's script asks


@filling.get("/isi/pekerja.js")
@public
def worker() -> Response:
    """Answer the script that opens these pages without a signal; its reach is /isi alone."""
    response = current_app.send_static_file("isi/worker.js")
    response.headers["Service-Worker-Allowed"] = "/isi"
    response.headers["Cache-Control"] = "no-cache"
    return response


@filling.get("/api/isi/sesi")
@allow(FILL)
def browser_session() -> Response:
    """Answer whose session this is, its form token, and the key her browser seals drafts with.

    The key is of the account and the same one each time: what a browser keeps sealed opens again when
    she, and nobody else, logs in there.
    """
    user_id = get_person().user_id
    key = base64.b64encode(vault.derive(f"isi:{user_id}")).decode()
    return jsonify({"account": user_id, "csrf": generate_csrf(), "key": key})


@filling.get("/api/isi/kiriman/<instance_id>")
@allow(FILL)
def answers_to_correct(instance_id: str) -> Response:
    """Answer a returned submission as it was sent, and its files; who opened it is recorded."""
    row = _returned(instance_id)
    accounts.log_access(get_person().name, "kiriman.perbaiki", f"kiriman:{instance_id}")
    note_opened(instance_id)
    files = {
        file.name: url_for("intake.attachment", instance_id=instance_id, name=file.name)
        for file in store.list_attachments(row.seq)
    }
    xml = vault.unseal(row.xml, f"xml:{instance_id}").decode()
    return jsonify({"xml": xml, "files": files})


@filling.post("/api/isi/submission")
@allow(FILL)
def send() -> tuple[Response, int]:
    """Take a submission from the browser: 201 when it brought anything new, 202 when it was here."""
    xml, parts = read_parts(XML_PART)
    areas = dict.fromkeys(one.area for one in reach(FILL))
    account = Account(get_person().user_id, tuple(areas))
    received = [IncomingFile(*part) for part in parts]
    receipt = receive_submission(Delivery(xml=xml, files=received, door="web", account=account))
    word = "diterima" if receipt.created else "sudah diterima sebelumnya"
    url = url_for("intake.submission", instance_id=receipt.instance_id)
    answer = {"message": f"{receipt.form_title}: {word}.", "url": url}
    return jsonify(answer), 201 if receipt.created else 202


def _returned(instance_id: str) -> Submission:
    row = store.get_submission(instance_id)
    place = row.posyandu_code or ""
    if not any(one.holds(place, row.bidang) for one in with_common(reach(FILL))):
        raise Problem("accounts.not_allowed")
    if row.state != RETURNED:
        raise Problem("intake.not_returned")
    return row


def _check_fill(bidang: str) -> None:
    if not any(receives(one, bidang) for one in reach(FILL)):
        raise Problem("accounts.not_allowed")
