"""Doors of ODK Collect that give: list, form, manifest, media."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, g, request, stream_with_context, url_for

from app.accounts import devices_service as devices
from app.accounts.phones import Phone
from app.openrosa import documents
from app.openrosa.documents import ListedFile, ListedForm
from app.problems import Problem
from app.publish import entity_media_service, service
from app.publish.entity_media_service import EntityMedium
from app.web.guards import for_device

publish = Blueprint("publish", __name__, template_folder="templates")
MOST_ASKED = 5000  # sasaran in one question; a line of the request holds some 7,000
LONGEST_ENTITY_ID = 45


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
    names = service.media_names(form_id, version) if _receivers() else []
    files += [
        ListedFile(
            medium.name,
            medium.md5,
            _url("publish.media", form_id, version, name=medium.name),
            medium.kind,
            _url("publish.integrity", form_id, version, name=medium.name),
        )
        for medium in entity_media_service.entity_media(_receivers(), _holders(), names)
    ]
    return _xml(documents.manifest(files))


@publish.get("/k/<token>/forms/<form_id>/<version>/media/<name>")
@for_device
def media(form_id: str, version: str, name: str) -> Response:
    """Answer one file of a version for this phone."""
    if name in service.media_names(form_id, version):
        entities = entity_media_service.find_entity_medium(_receivers(), _holders(), name)
        if entities is not None:
            return _entity_list(entities)
    medium = service.get_medium(_receivers(), form_id, version, name)
    return _cached(medium.content, "text/csv; charset=utf-8")


def _receivers() -> list[Phone]:
    """Answer the phone, unless it was lost or its kader left: then nobody receives anything."""
    return [g.device] if g.standing.receives_forms else []


def _holders() -> list[Phone]:
    """Answer the phone, where it may hold people's data."""
    return [g.device] if g.standing.receives_people else []


def _entity_list(medium: EntityMedium) -> Response:
    """Answer a list of sasaran; one the phone holds already is answered without reading a row."""
    response = Response(content_type="text/csv; charset=utf-8")
    response.set_etag(medium.md5)
    response.make_conditional(request)
    if response.status_code == HTTPStatus.OK:
        rows = entity_media_service.stream_list(medium)
        response.response = stream_with_context(rows)
        response.headers.pop("Content-Length", None)
    return response


@publish.get("/k/<token>/forms/<form_id>/<version>/integrity/<name>")
@for_device
def integrity(form_id: str, version: str, name: str) -> Response:
    """Answer which sasaran made on this phone are gone; hundreds may be asked at once."""
    if name not in service.media_names(form_id, version):
        raise Problem("publish.unknown_media", name=name)
    asked = [one for one in request.args.get("id", "").split(",") if one][:MOST_ASKED]
    ids = [one.strip() for one in asked if len(one) <= LONGEST_ENTITY_ID]
    gone = entity_media_service.deleted_states(g.device, name.removesuffix(".csv"), ids)
    return _xml(documents.integrity(gone))


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
