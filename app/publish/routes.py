"""Doors of ODK Collect that give (list, form, manifest, media), and the pages of kader's phones."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import service as accounts
from app.accounts import store as accounts_store
from app.accounts.access import MANAGE_DEVICES, SEE_DEVICES
from app.accounts.models import Device
from app.extensions.database import now
from app.openrosa import documents
from app.openrosa.documents import ListedFile, ListedForm
from app.problems import Problem
from app.publish import entity_media_service, service
from app.publish.collect_settings import qr_image
from app.publish.entity_media_service import EntityMedium
from app.registry import store as registry
from app.web.guards import allow, check, for_device, get_person, settings
from app.web.layout import areas_of, here

publish = Blueprint("publish", __name__, template_folder="templates")
MOST_ASKED = 5000  # sasaran in one question; a line of the request holds some 7,000
LONGEST_ENTITY_ID = 45
LONGEST_NUMBER = 9  # digits of a row's number that every database takes


# -- what Collect asks


@publish.get("/k/<token>/formList")
@for_device
def form_list() -> Response:
    """Answer the forms a phone should hold; `formID` narrows the list."""
    accounts.note_contact(g.device, now(), request.args.get("deviceID"))
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
        for version in service.forms_for(g.device)
        if wanted in {None, version.form_id}
    ]
    return _xml(documents.form_list(forms))


@publish.get("/k/<token>/forms/<form_id>/<version>/form.xml")
@for_device
def form_xml(form_id: str, version: str) -> Response:
    """Answer an XForm, byte for byte as released."""
    return _cached(service.get_form_bytes(form_id, version), documents.CONTENT_TYPE)


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
    names = service.media_names(form_id, version)
    files += [
        ListedFile(
            medium.name,
            medium.md5,
            _url("publish.media", form_id, version, name=medium.name),
            medium.kind,
            _url("publish.integrity", form_id, version, name=medium.name),
        )
        for medium in entity_media_service.entity_media(g.device, names)
    ]
    return _xml(documents.manifest(files))


@publish.get("/k/<token>/forms/<form_id>/<version>/media/<name>")
@for_device
def media(form_id: str, version: str, name: str) -> Response:
    """Answer one file of a version for this phone."""
    if name in service.media_names(form_id, version):
        entities = entity_media_service.find_entity_medium(g.device, name)
        if entities is not None:
            return _entity_list(entities)
    medium = service.get_medium(g.device, form_id, version, name)
    return _cached(medium.content, "text/csv; charset=utf-8")


def _entity_list(medium: EntityMedium) -> Response:
    """Answer a list of sasaran; one the phone holds already is answered without reading a row."""
    response = Response(content_type="text/csv; charset=utf-8")
    response.set_etag(medium.md5)
    response.make_conditional(request)
    if response.status_code == HTTPStatus.OK:
        rows = entity_media_service.stream_list(g.device, medium)
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


# -- pages


@publish.get("/perangkat")
@allow(SEE_DEVICES)
def devices() -> str:
    """List the phones of the person's area, with a form to add one."""
    areas = areas_of(SEE_DEVICES, here().area)
    rows = accounts_store.list_devices(areas) if areas else []
    kader = registry.names_of_kader(device.kader_id for device in rows)
    places = registry.names_of_posyandu(device.area for device in rows)
    may_manage = get_person().access.may(MANAGE_DEVICES)
    return render_template(
        "publish/devices.html",
        devices=[_device_row(device, kader, places, may_manage) for device in rows],
        may_manage=may_manage,
        kader_list=_kader_choices() if may_manage else [],
        add_url="/perangkat",
    )


def _device_row(
    device: Device, kader: dict[int, str], places: dict[str, str], may_manage: bool
) -> dict[str, Any]:
    return {
        "id": device.device_id,
        "label": device.label,
        "kader": kader.get(device.kader_id, ""),
        "posyandu": places.get(device.area, device.area),
        "state": device.state,
        "last_seen": device.last_seen,
        "revoke_url": url_for("publish.revoke", device_id=device.device_id)
        if may_manage and device.state == "aktif"
        else None,
    }


def _kader_choices() -> list[dict[str, Any]]:
    people = registry.list_kader(areas_of(MANAGE_DEVICES, here().area))
    places = registry.names_of_posyandu(kader.posyandu_code for kader in people)
    return [
        {"id": kader.kader_id, "name": kader.name, "posyandu": places.get(kader.posyandu_code, "")}
        for kader in people
    ]


@publish.post("/perangkat")
@allow(MANAGE_DEVICES)
def add_device() -> str:
    """Register a phone and show its QR code, this once."""
    kader_id = request.form.get("kader", "")
    if not kader_id.isdecimal() or len(kader_id) > LONGEST_NUMBER:
        raise Problem("registry.unknown_kader", name=kader_id)
    kader = registry.get_kader(int(kader_id))
    check(MANAGE_DEVICES, kader.posyandu_code, "")
    label = request.form.get("label", "").strip()[:80] or "Ponsel"
    invited = accounts.invite_device(kader, kader.posyandu_code, label)
    place = registry.get_posyandu(kader.posyandu_code)
    url = f"{settings().base_url}/k/{invited.token}"
    return render_template(
        "publish/device.html",
        device={"kader": kader.name, "label": label, "posyandu": place.name},
        url=url,
        qr_data_uri=qr_image(url, f"Simpul {place.name}").png_data_uri(scale=6, border=2),
    )


@publish.post("/perangkat/<int(max=999999999):device_id>/cabut")
@allow(MANAGE_DEVICES)
def revoke(device_id: int) -> BaseResponse:
    """End a phone's token."""
    device = accounts_store.get_device(device_id)
    if device is None:
        raise Problem("web.not_found")
    check(MANAGE_DEVICES, device.area, "")
    accounts.revoke_device(device_id, get_person().name)
    flash("Ponsel itu tidak lagi dapat mengambil atau mengirim formulir.", "good")
    return redirect(f"/perangkat?{here().query()}")
