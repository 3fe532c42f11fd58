"""Doors of ODK Collect that give: list, form, manifest, media."""

from __future__ import annotations

from flask import Blueprint, Response, g, request, url_for

from app.accounts import devices_service as devices
from app.accounts.phones import Phone
from app.openrosa import documents
from app.openrosa.documents import ListedFile, ListedForm
from app.publish import service
from app.web.guards import for_device

publish = Blueprint("publish", __name__, template_folder="templates")


@publish.get("/k/<token>/formList")
@for_device
def form_list() -> Response:
    """Answer the forms a phone should hold; `formID` narrows the list."""
    devices.note_contact(
        g.device, request.args.get("deviceID"), request.headers.get("User-Agent", "")
    )
    wanted = request.args.get("formID")
    forms = [
        ListedForm(
            form_id=version.form_id,
            name=version.title,
            version=version.version,
            md5=version.md5,
            download_url=_url("publish.form_xml", version.form_id, version.version),
            manifest_url=_url("publish.manifest", version.form_id, version.version)
            if version.media
            else None,
        )
        for version in service.forms_for(_receivers())
        if wanted in {None, version.form_id}
    ]
    return _xml(documents.form_list(forms))


@publish.get("/k/<token>/forms/<form_id>/<version>/form.xml")
@for_device
def form_xml(form_id: str, version: str) -> Response:
    """Answer an XForm, byte for byte as released."""
    content = service.get_form_bytes(form_id, version)
    devices.note_fetched(g.device.device_id, form_id, version)
    return _cached(content, documents.CONTENT_TYPE)


@publish.get("/k/<token>/forms/<form_id>/<version>/manifest.xml")
@for_device
def manifest(form_id: str, version: str) -> Response:
    """Answer the files of a version for this phone."""
    files = [
        ListedFile(
            medium.name, medium.md5, _url("publish.media", form_id, version, name=medium.name)
        )
        for medium in service.media_for(_receivers(), form_id, version)
    ]
    return _xml(documents.manifest(files))


@publish.get("/k/<token>/forms/<form_id>/<version>/media/<name>")
@for_device
def media(form_id: str, version: str, name: str) -> Response:
    """Answer one file of a version for this phone."""
    medium = service.get_medium(_receivers(), form_id, version, name)
    return _cached(medium.content, "text/csv; charset=utf-8")


def _receivers() -> list[Phone]:
    """Answer the phone, unless it was lost or its kader left: then nobody receives anything."""
    return [g.device] if g.standing.receives_forms else []


def _url(endpoint: str, form_id: str, version: str, **more: str) -> str:
    """Answer an address under the same token and host the phone used."""
    token = request.path.split("/")[2]
    return url_for(endpoint, token=token, form_id=form_id, version=version, _external=True, **more)


def _xml(body: bytes) -> Response:
    return Response(body, content_type=documents.CONTENT_TYPE)


def _cached(body: bytes, content_type: str) -> Response:
    response = Response(body, content_type=content_type)
    response.add_etag()
    response.make_conditional(request)
    return response
