"""Doors of ODK Collect that give: list, form, manifest, media. Each answers 304 for what is known.

Every address stands twice: under `/k/<token>`, and under `/openrosa` for clients that show a password.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Blueprint, Response, g, request, url_for

from app.accounts import service as accounts
from app.extensions.database import now
from app.openrosa import documents
from app.openrosa.documents import ListedFile
from app.publish import listing_service, service
from app.web.guards import for_device

publish = Blueprint("publish", __name__, template_folder="templates")
CSV = "text/csv; charset=utf-8"


@publish.get("/k/<token>/formList")
@for_device
def form_list() -> Response:
    """Answer the forms a phone should hold.

    `formID` narrows the list, `verbose=true` adds descriptions, `listAllVersions` every version released.
    """
    accounts.note_contact(g.device, now(), request.args.get("deviceID"))
    described, every = request.args.get("verbose") == "true", "listAllVersions" in request.args
    if described or every:
        forms = listing_service.versions_for(g.device, every=every, described=described)
    else:
        forms = listing_service.forms_for(g.device)
    wanted = request.args.get("formID")
    if wanted is not None:
        forms = [form for form in forms if form.form_id == wanted]
    door = request.base_url.removesuffix("/formList")
    etag = listing_service.etag_of(forms, door, str(described))
    return _unless_known(
        etag, documents.CONTENT_TYPE, lambda: listing_service.write_list(forms, door)
    )


@publish.get("/k/<token>/forms/<form_id>/<version>/form.xml")
@for_device
def form_xml(form_id: str, version: str) -> Response:
    """Answer an XForm, byte for byte as released."""
    md5 = service.get_form_md5(form_id, version)
    return _unless_known(
        md5, documents.CONTENT_TYPE, lambda: service.get_form_bytes(form_id, version)
    )


@publish.get("/k/<token>/forms/<form_id>/<version>/manifest.xml")
@for_device
def manifest(form_id: str, version: str) -> Response:
    """Answer the files of a version for this phone."""
    files = [
        ListedFile(
            medium.name, medium.md5, _url("publish.media", form_id, version, name=medium.name)
        )
        for medium in service.media_for(g.device, form_id, version)
    ]
    return _known_by_content(documents.manifest(files), documents.CONTENT_TYPE)


@publish.get("/k/<token>/forms/<form_id>/<version>/media/<name>")
@for_device
def media(form_id: str, version: str, name: str) -> Response:
    """Answer one file of a version for this phone."""
    return _known_by_content(service.get_medium(g.device, form_id, version, name).content, CSV)


def _url(endpoint: str, form_id: str, version: str, **more: str) -> str:
    """Answer an address under the same door and host the phone used."""
    if request.path.startswith("/k/"):
        more["token"] = request.path.split("/")[2]
    return url_for(endpoint, form_id=form_id, version=version, _external=True, **more)


def _unless_known(etag: str, content_type: str, body: Callable[[], bytes]) -> Response:
    """Answer 304 to who shows this strong validator, else the body, which is only built then."""
    response = Response(content_type=content_type)
    response.set_etag(etag)
    if not request.if_none_match.contains_weak(etag):
        response.set_data(body())
    return response.make_conditional(request)


def _known_by_content(body: bytes, content_type: str) -> Response:
    md5 = hashlib.md5(body, usedforsecurity=False).hexdigest()
    return _unless_known(md5, content_type, lambda: body)
