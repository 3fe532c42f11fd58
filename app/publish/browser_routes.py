"""Forms and lists for the browser: to a kader who fills them, and to officers who try them."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import lru_cache

from flask import Blueprint, Response, request

from app.accounts.access import FILL, SEE_FORMS, Reach
from app.design import store as design_store
from app.openrosa.documents import CONTENT_TYPE
from app.problems import Problem
from app.publish import listing_service, media_service
from app.publish.entity_media_service import find_entity_medium, stream_list
from app.publish.receivers import receives
from app.web.form_page import FormPage, show_form
from app.web.guards import allow, get_person, reach
from app.web.layout import here

browser = Blueprint("browser", __name__)
CSV = "text/csv; charset=utf-8"


@browser.get("/api/isi/formulir/<form_id>/<version>/xform")
@allow(FILL)
def xform(form_id: str, version: str) -> Response:
    """Answer an XForm that the person may fill, byte for byte as released."""
    _receivers(FILL, form_id)
    body = listing_service.get_form_bytes(form_id, version)
    packs = request.accept_encodings.quality("gzip") > 0
    response = _cached(_packed(body) if packs else body, CONTENT_TYPE)
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


@lru_cache(maxsize=64)
def _packed(xform: bytes) -> bytes:
    """Answer an XForm packed: a tenth of the size, and it never changes."""
    return gzip.compress(xform, mtime=0)


@browser.get("/api/isi/formulir/<form_id>/<version>/media/<name>")
@allow(FILL)
def media(form_id: str, version: str, name: str) -> Response:
    """Answer one file of a form, cut to the places the person reports for."""
    receivers = _receivers(FILL, form_id)
    entities = find_entity_medium(receivers, receivers, name)
    if entities is not None and name in media_service.media_names(form_id, version):
        return _cached(b"".join(stream_list(entities)), CSV)
    medium = media_service.get_medium(receivers, form_id, version, name)
    return _cached(medium.content, medium.mime)


@browser.get("/formulir/<form_id>/versi/<version>/coba")
@allow(SEE_FORMS)
def preview(form_id: str, version: str) -> Response:
    """Show a version, draft or released, as a kader will see it; nothing can be sent from here."""
    _receivers(SEE_FORMS, form_id)
    row, person = design_store.get_version(form_id, version), get_person()
    return show_form(
        FormPage(
            mode="coba",
            form_id=form_id,
            version=row.version,
            title=row.title,
            source=f"/formulir/{form_id}/versi",
            back=f"/formulir/{form_id}?{here().query()}",
            account=person.user_id,
            username=person.name,
        )
    )


@browser.get("/formulir/<form_id>/versi/<version>/media/<name>")
@allow(SEE_FORMS)
def preview_media(form_id: str, version: str, name: str) -> Response:
    """Answer one file of a version, cut to the officer's area; a list of sasaran with nobody in it."""
    receivers = _receivers(SEE_FORMS, form_id)
    entities = find_entity_medium(receivers, [], name)
    if entities is not None:
        return _cached(b"".join(stream_list(entities)), CSV)
    medium = media_service.preview_medium(receivers, form_id, version, name)
    return _cached(medium.content, medium.mime)


def _receivers(action: str, form_id: str) -> Sequence[Reach]:
    """Answer the grants that reach a form's bidang; raise Problem when none does."""
    bidang = design_store.get_form(form_id).bidang
    found = [one for one in reach(action) if receives(one, bidang)]
    if not found:
        raise Problem("accounts.not_allowed")
    return found


def _cached(body: bytes, content_type: str) -> Response:
    response = Response(body, content_type=content_type)
    # Lists name places only, but which ones tells whose they are: no shared cache.
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
