"""Doors of ODK Collect that give: list, form, manifest, media. Each answers 304 for what is known.

Every address stands twice: under `/k/<token>`, and under `/openrosa` for clients that show a password.
"""

from __future__ import annotations

from flask import Blueprint, Response, g, request, stream_with_context, url_for

from app.accounts import devices_service as devices
from app.accounts.phones import Phone
from app.design import files_service
from app.openrosa import documents
from app.openrosa.documents import ListedFile
from app.problems import Problem
from app.publish import entity_media_service, listing_service, media_service
from app.web.conditional import known_by_content, unless_known
from app.web.guards import CENTRAL_DOOR, PASSWORD_DOOR, for_device

publish = Blueprint("publish", __name__, template_folder="templates")
CSV = "text/csv; charset=utf-8"
MOST_ASKED = 5000  # sasaran in one question; a line of the request holds some 7,000
LONGEST_ENTITY_ID = 45


@publish.get("/k/<token>/formList")
@for_device
def form_list() -> Response:
    """Answer the forms a phone should hold.

    `formID` narrows the list, `verbose=true` adds descriptions, `listAllVersions` all versions released.
    """
    devices.note_contact(
        g.device, request.args.get("deviceID"), request.headers.get("User-Agent", "")
    )
    described, every = request.args.get("verbose") == "true", "listAllVersions" in request.args
    if described or every:
        choice = listing_service.choose(
            listing_service.versions_for(_receivers(), every=every, described=described)
        )
    else:
        choice = listing_service.choice_for(_receivers())
    wanted = request.args.get("formID")
    if wanted is not None:
        choice = listing_service.choose([one for one in choice.forms if one.form_id == wanted])
    door = request.base_url.removesuffix("/formList")
    return unless_known(
        listing_service.etag_of(choice, door),
        documents.CONTENT_TYPE,
        lambda: listing_service.write_list(choice, door),
    )


@publish.get("/k/<token>/forms/<form_id>/<version>/form.xml")
@for_device
def form_xml(form_id: str, version: str) -> Response:
    """Answer an XForm, byte for byte as released."""
    md5 = listing_service.released_version(form_id, version).md5
    devices.note_fetched(g.device.device_id, form_id, version)
    return unless_known(
        md5, documents.CONTENT_TYPE, lambda: listing_service.get_form_bytes(form_id, version)
    )


@publish.get("/k/<token>/forms/<form_id>/<version>/manifest.xml")
@for_device
def manifest(form_id: str, version: str) -> Response:
    """Answer the files of a version for this phone."""
    files = [
        ListedFile(
            medium.name, medium.md5, _url("publish.media", form_id, version, name=medium.name)
        )
        for medium in media_service.media_for(_receivers(), form_id, version)
    ]
    names = media_service.media_names(form_id, version) if _receivers() else []
    files += [
        ListedFile(file.name, file.md5, _url("publish.media", form_id, version, name=file.name))
        for file in (files_service.list_files(form_id, version) if names else ())
    ]
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
    return known_by_content(documents.manifest(files), documents.CONTENT_TYPE)


@publish.get("/k/<token>/forms/<form_id>/<version>/media/<name>")
@for_device
def media(form_id: str, version: str, name: str) -> Response:
    """Answer one file of a version for this phone; a list of sasaran it knows without reading a row."""
    if name in media_service.media_names(form_id, version):
        entities = entity_media_service.find_entity_medium(_receivers(), _holders(), name)
        if entities is not None:
            return unless_known(
                entities.md5,
                CSV,
                lambda: stream_with_context(entity_media_service.stream_list(entities)),
            )
    given = files_service.find_file(form_id, version, name)
    if given is not None:
        return unless_known(given.md5, given.mime, lambda: files_service.read_file(given))
    medium = media_service.get_medium(_receivers(), form_id, version, name)
    return known_by_content(medium.content, CSV)


@publish.get("/k/<token>/forms/<form_id>/<version>/integrity/<name>")
@for_device
def integrity(form_id: str, version: str, name: str) -> Response:
    """Answer which sasaran made on this phone are gone; hundreds may be asked at once."""
    if name not in media_service.media_names(form_id, version):
        raise Problem("publish.unknown_media", name=name)
    asked = [one for one in request.args.get("id", "").split(",") if one][:MOST_ASKED]
    ids = [one.strip() for one in asked if len(one) <= LONGEST_ENTITY_ID]
    gone = entity_media_service.deleted_states(g.device, name.removesuffix(".csv"), ids)
    return Response(documents.integrity(gone), content_type=documents.CONTENT_TYPE)


def _receivers() -> list[Phone]:
    """Answer the phone, unless it was lost or its kader left: then nobody receives anything."""
    return [g.device] if g.standing.receives_forms else []


def _holders() -> list[Phone]:
    """Answer the phone, where it may hold people's data."""
    return [g.device] if g.standing.receives_people else []


def _url(endpoint: str, form_id: str, version: str, **more: str) -> str:
    """Answer an address under the same door and host the phone used."""
    door, _, _ = request.path.removeprefix(CENTRAL_DOOR).removeprefix("/k/").partition("/")
    if not request.path.startswith(PASSWORD_DOOR):
        more["token"] = door
    return url_for(endpoint, form_id=form_id, version=version, _external=True, **more)
