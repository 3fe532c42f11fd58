"""What the editor in the browser asks: its manuscript, saving it, making a draft of it, its files."""

from __future__ import annotations

import gzip
import mimetypes
from typing import Any

import orjson
from flask import Blueprint, Response, request

from app.accounts.access import EDIT_FORMS
from app.design import manuscript_files_service as manuscript_files
from app.design import manuscripts_service as service
from app.design import manuscripts_store as manuscripts
from app.design.blocks_service import list_block_uses
from app.design.grants_service import editable_bidang, sees
from app.design.manuscript_changes import read_change
from app.design.manuscripts import Document, Unreadable, as_json, from_json
from app.design.models import Manuscript
from app.design.studio_content_service import content_of
from app.design.studio_routes import editable_manuscript
from app.problems import Problem
from app.web.guards import allow, get_person, settings
from app.web.layout import here
from app.web.uploads import sealed_part

studio_api = Blueprint("studio_api", __name__)
PACKED_FROM = 2_000  # bytes


@studio_api.get("/api/naskah/<int:manuscript_id>")
@allow(EDIT_FORMS)
def read(manuscript_id: int) -> Response:
    """Answer a manuscript with all that its editor offers."""
    editable_manuscript(manuscript_id)
    row = manuscripts.get_manuscript(manuscript_id, whole=True)
    document = from_json(row.document)
    content = content_of(row, editable_bidang())
    return _answer(_told(row, document) | _examined(row, document) | {"content": content})


@studio_api.get("/api/naskah/blok")
@allow(EDIT_FORMS)
def block_uses() -> Response:
    """Answer which forms use each block, those of other bidang by number; the first look takes long."""
    uses = {}
    for block, found in list_block_uses().items():
        titles = [use.title for use in found if sees(use.bidang)]
        others = len(found) - len(titles)
        uses[block] = [*titles, *([f"{others} formulir bidang lain"] if others else [])]
    return _answer({"uses": uses})


@studio_api.get("/api/naskah/<int:manuscript_id>/kabar")
@allow(EDIT_FORMS)
def news(manuscript_id: int) -> Response:
    """Answer whether another officer saved since a revision, and then the document."""
    row = editable_manuscript(manuscript_id)
    if str(row.revision) == request.args.get("revisi"):
        return _answer(_state(row))
    row = manuscripts.get_manuscript(manuscript_id, whole=True)
    document = from_json(row.document)
    return _answer(_told(row, document) | _examined(row, document))


@studio_api.post("/api/naskah/<int:manuscript_id>/simpan")
@allow(EDIT_FORMS)
def save(manuscript_id: int) -> Response:
    """Save a change; 409 with both texts where another changed the same cell meanwhile."""
    editable_manuscript(manuscript_id)
    sent = request.get_json(silent=True)
    try:
        if not isinstance(sent, dict):
            raise Unreadable("json")
        change, seen = read_change(sent.get("change")), int(sent.get("revision", 0))
        saved = service.save_manuscript(manuscript_id, change, editable_bidang(), get_person().name)
    except (TypeError, ValueError) as error:
        raise Problem("design.manuscript_unreadable", reason=str(error)) from error
    told = _told(saved.row, saved.document)
    if saved.conflicts:
        conflicts = [one.as_json() for one in saved.conflicts]
        return _answer(told | {"conflicts": conflicts, "base": saved.row.document}, 409)
    if saved.revision_before == seen:
        del told["document"]  # nobody else wrote: the browser has it
    return _answer(told | _examined(saved.row, saved.document))


@studio_api.post("/api/naskah/<int:manuscript_id>/draf")
@allow(EDIT_FORMS)
def draft(manuscript_id: int) -> Response:
    """Make a draft of the form's next version, or tell what stands in its way."""
    editable_manuscript(manuscript_id)
    made, examined = service.draft_manuscript(manuscript_id, editable_bidang(), get_person().name)
    row = manuscripts.get_manuscript(manuscript_id, whole=True)
    told = _state(row) | {"findings": examined.findings}
    if made is None:
        return _answer(told, 422)
    url = f"/formulir/{made.form_id}?{here().query()}"
    return _answer(told | {"url": url, "version": made.version})


@studio_api.post("/api/naskah/<int:manuscript_id>/berkas")
@allow(EDIT_FORMS)
def add_files(manuscript_id: int) -> Response:
    """Take files that the form shows or chooses from, each under its own name."""
    row = editable_manuscript(manuscript_id)
    parts = [part for part in request.files.getlist("berkas") if part.filename]
    if not parts:
        raise Problem("design.no_file")
    for part in parts:
        name = (part.filename or "").replace("\\", "/").rpartition("/")[2][:255]
        mime = mimetypes.guess_type(name)[0] or part.mimetype
        content = sealed_part(part).read_back()
        manuscript_files.add_file(manuscript_id, name, mime, content, get_person().name)
    return _answer({"files": content_of(row, editable_bidang())["files"]})


def _told(row: Manuscript, document: Document) -> dict[str, Any]:
    return _state(row) | {"document": as_json(document)}


def _state(row: Manuscript) -> dict[str, Any]:
    at = row.saved_at.astimezone(settings().zone)
    return {
        "revision": row.revision,
        "title": row.title,
        "bidang": row.bidang,
        "formId": row.form_id,
        "begunFrom": row.begun_from,
        "drafted": row.drafted,
        "savedBy": row.saved_by,
        "savedAt": f"{at:%H.%M}",
        "discardedBy": row.discarded_by,
    }


def _examined(row: Manuscript, document: Document) -> dict[str, Any]:
    found = service.examine(row, document)
    return {
        "findings": found.findings,
        "xform": found.xform.decode() if found.xform else None,
        "sound": found.checked.form is not None,
    }


def _answer(data: dict[str, Any], status: int = 200) -> Response:
    """Answer JSON, packed where the browser takes it: an XForm is a tenth of itself then."""
    body = orjson.dumps(data)
    response = Response(status=status, mimetype="application/json")
    if len(body) > PACKED_FROM and request.accept_encodings.quality("gzip") > 0:
        body = gzip.compress(body, compresslevel=3)
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_data(body)
    return response
