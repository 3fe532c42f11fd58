"""Forms: list, get, make, draft, files, release, close; their XML, workbook and fields."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import EDIT_FORMS, SEE_FORMS
from app.central import drafts_service as drafts
from app.central.calls_service import (
    PROJECT,
    as_file,
    is_extended,
    json_body,
    streamed_body,
    within_project,
)
from app.central.forms_service import extended_facts, files_of, form_shape
from app.central.schema_fields import fields_of
from app.central.wire import is_true, moment, said
from app.design import files_service, store
from app.design.closing_service import close_form, reopen_form
from app.design.grants_service import check_editable, sees
from app.design.models import Form, FormVersion
from app.problems import Problem
from app.web.guards import for_program, get_person
from xlsform.schema import Schema

v1_forms = within_project(Blueprint("v1_forms", __name__))
FORMS = f"{PROJECT}/forms"
FORM = f"{FORMS}/<form_id>"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = {"open", "closing", "closed"}


def _seen(form_id: str) -> Form:
    form = store.get_form(form_id)
    if not sees(form.bidang):
        raise Problem("accounts.not_allowed")
    return form


def _editable(form_id: str) -> Form:
    form = store.get_form(form_id)
    check_editable(form.bidang)
    return form


def _shown(form: Form) -> FormVersion:
    """Answer the version a form is known by: what is out, else its draft."""
    if form.current_version:
        return store.get_version(form.form_id, form.current_version, whole=True)
    return store.get_version(form.form_id, drafts.get_draft(form).version, whole=True)


@v1_forms.get(FORMS)
@for_program(SEE_FORMS)
def list_forms() -> BaseResponse:
    """List the forms the person may see."""
    forms = [form for form in store.list_forms() if sees(form.bidang)]
    facts = extended_facts([form.form_id for form in forms]) if is_extended() else {}
    current = {version.form_id: version for version in store.list_current(closed=True)}
    rows = [(form, current.get(form.form_id) or store.find_draft(form)) for form in forms]
    return jsonify(
        [
            form_shape(form, version) | facts.get(form.form_id, {})
            for form, version in rows
            if version is not None
        ]
    )


@v1_forms.post(FORMS)
@for_program(EDIT_FORMS)
def create() -> BaseResponse:
    """Make a form from a workbook: a draft, or with `publish=true` released at once."""
    draft = drafts.create_form(_given(), get_person().name)
    if is_true(request.args.get("publish")):
        form = store.get_form(draft.form_id)
        draft = drafts.release_draft(form, "", get_person().name)
    return jsonify(form_shape(store.get_form(draft.form_id), draft))


def _given() -> drafts.Given:
    return drafts.Given(
        content=request.get_data(),
        content_type=request.mimetype,
        ignore_warnings=is_true(request.args.get("ignoreWarnings")),
    )


@v1_forms.get(FORM)
@for_program(SEE_FORMS)
def get_form(form_id: str) -> BaseResponse:
    """Answer a form."""
    form = _seen(form_id)
    facts = extended_facts([form_id]) if is_extended() else {}
    return jsonify(form_shape(form, _shown(form)) | facts.get(form_id, {}))


@v1_forms.patch(FORM)
@for_program(EDIT_FORMS)
def change(form_id: str) -> BaseResponse:
    """Close or reopen a form."""
    form, state = _editable(form_id), said(json_body(), "state")
    if state not in STATES:
        raise Problem(
            "central.unexpected_value", field="state", value=state, reason="open, closing, closed"
        )
    act = reopen_form if state == "open" else close_form
    act(form_id, get_person().name)
    return jsonify(form_shape(store.get_form(form_id), _shown(form)))


@v1_forms.get(f"{FORM}.xml")
@for_program(SEE_FORMS)
def xml(form_id: str) -> BaseResponse:
    """Answer the XForm of a form, byte for byte as phones get it."""
    return Response(_shown(_seen(form_id)).xform, mimetype="application/xml")


@v1_forms.get(f"{FORM}.xlsx")
@for_program(SEE_FORMS)
def xlsx(form_id: str) -> BaseResponse:
    """Answer a form as its author's workbook."""
    row = _shown(_seen(form_id))
    return as_file(Response(row.workbook, mimetype=XLSX), f"{form_id}.xlsx")


@v1_forms.get(f"{FORM}/fields")
@for_program(SEE_FORMS)
def fields(form_id: str) -> BaseResponse:
    """Answer the questions of a form."""
    return _fields(_shown(_seen(form_id)))


def _fields(row: FormVersion) -> BaseResponse:
    odata = is_true(request.args.get("odata"))
    return jsonify(fields_of(Schema.from_json(row.schema), odata=odata))


@v1_forms.get(f"{FORM}/attachments")
@for_program(SEE_FORMS)
def files(form_id: str) -> BaseResponse:
    """List the files a form asks for."""
    return jsonify(files_of(_shown(_seen(form_id))))


@v1_forms.get(f"{FORM}/attachments/<name>")
@for_program(SEE_FORMS)
def file(form_id: str, name: str) -> BaseResponse:
    """Answer a file its author gave."""
    return _file(_shown(_seen(form_id)), name)


def _file(row: FormVersion, name: str) -> BaseResponse:
    found = files_service.find_file(row.form_id, row.version, name)
    if found is None:
        raise Problem("design.unknown_file", name=name, form_id=row.form_id)
    response = Response(files_service.read_file(found), mimetype=found.mime)
    response.content_length = found.size
    return as_file(response, name)


# -- versions


@v1_forms.get(f"{FORM}/versions")
@for_program(SEE_FORMS)
def versions(form_id: str) -> BaseResponse:
    """List the versions ever released, newest first."""
    form = _seen(form_id)
    return jsonify([form_shape(form, row) for row in _released(form_id)])


def _released(form_id: str) -> Sequence[FormVersion]:
    return [row for row in store.list_versions(form_id) if row.state == store.RELEASED]


def _version(form_id: str, version: str) -> FormVersion:
    _seen(form_id)
    row = store.get_version(form_id, "" if version == "___" else version, whole=True)
    if row.state != store.RELEASED:
        raise Problem("design.unknown_version", form_id=form_id, version=version)
    return row


@v1_forms.get(f"{FORM}/versions/<version>")
@for_program(SEE_FORMS)
def version(form_id: str, version: str) -> BaseResponse:
    """Answer one version."""
    return jsonify(form_shape(_seen(form_id), _version(form_id, version)))


@v1_forms.get(f"{FORM}/versions/<version>.xml")
@for_program(SEE_FORMS)
def version_xml(form_id: str, version: str) -> BaseResponse:
    """Answer the XForm of a version."""
    return Response(_version(form_id, version).xform, mimetype="application/xml")


@v1_forms.get(f"{FORM}/versions/<version>/fields")
@for_program(SEE_FORMS)
def version_fields(form_id: str, version: str) -> BaseResponse:
    """Answer the questions of a version."""
    return _fields(_version(form_id, version))


# -- the draft


@v1_forms.get(f"{FORM}/draft")
@for_program(SEE_FORMS)
def draft(form_id: str) -> BaseResponse:
    """Answer the draft."""
    form = _seen(form_id)
    return jsonify(form_shape(form, drafts.get_draft(form)))


@v1_forms.post(f"{FORM}/draft")
@for_program(EDIT_FORMS)
def make_draft(form_id: str) -> BaseResponse:
    """Make a draft from a workbook; without one from what is out now."""
    form = _editable(form_id)
    given = _given() if request.content_length else None
    drafts.save_draft(form, given, get_person().name)
    return jsonify({"success": True})


@v1_forms.delete(f"{FORM}/draft")
@for_program(EDIT_FORMS)
def remove_draft(form_id: str) -> BaseResponse:
    """Remove the draft."""
    drafts.remove_draft(_editable(form_id), get_person().name)
    return jsonify({"success": True})


@v1_forms.post(f"{FORM}/draft/publish")
@for_program(EDIT_FORMS)
def publish(form_id: str) -> BaseResponse:
    """Release the draft, under another version where `version` tells one.

    One that breaks older answers is released once `confirm` tells its version.
    """
    form = _editable(form_id)
    version, confirmed = request.args.get("version", ""), request.args.get("confirm", "")
    drafts.release_draft(form, version, get_person().name, confirmed)
    return jsonify({"success": True})


def _draft(form_id: str) -> FormVersion:
    draft = drafts.get_draft(_seen(form_id))
    return store.get_version(form_id, draft.version, whole=True)


@v1_forms.get(f"{FORM}/draft.xml")
@for_program(SEE_FORMS)
def draft_xml(form_id: str) -> BaseResponse:
    """Answer the draft's XForm."""
    return Response(_draft(form_id).xform, mimetype="application/xml")


@v1_forms.get(f"{FORM}/draft.xlsx")
@for_program(SEE_FORMS)
def draft_xlsx(form_id: str) -> BaseResponse:
    """Answer the draft's workbook."""
    return as_file(Response(_draft(form_id).workbook, mimetype=XLSX), f"{form_id}.xlsx")


@v1_forms.get(f"{FORM}/draft/fields")
@for_program(SEE_FORMS)
def draft_fields(form_id: str) -> BaseResponse:
    """Answer the draft's questions."""
    return _fields(_draft(form_id))


@v1_forms.get(f"{FORM}/draft/attachments")
@for_program(SEE_FORMS)
def draft_files(form_id: str) -> BaseResponse:
    """List the files the draft asks for."""
    return jsonify(files_of(_draft(form_id)))


@v1_forms.get(f"{FORM}/draft/attachments/<name>")
@for_program(SEE_FORMS)
def draft_file(form_id: str, name: str) -> BaseResponse:
    """Answer a file that was given for the draft."""
    return _file(_draft(form_id), name)


@v1_forms.post(f"{FORM}/draft/attachments/<name>")
@for_program(EDIT_FORMS)
def add_file(form_id: str, name: str) -> BaseResponse:
    """Take a file the draft asks for."""
    version = drafts.get_draft(_editable(form_id)).version
    mime = request.mimetype or mimetypes.guess_type(name)[0] or ""
    row = files_service.add_file(form_id, version, name, mime, streamed_body(), get_person().name)
    return jsonify(_added(row.name, row.md5, moment(row.added_at)))


def _added(name: str, md5: str, at: str | None) -> dict[str, Any]:
    return {
        "success": True,
        "name": name,
        "type": "file",
        "hash": md5,
        "exists": True,
        "blobExists": True,
        "datasetExists": False,
        "updatedAt": at,
    }
