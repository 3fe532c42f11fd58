"""The preview beside the editor: a form as it is being written, with the lists it would choose from."""

from __future__ import annotations

from flask import Blueprint, Response

from app.accounts.access import EDIT_FORMS
from app.design import manuscripts_store as manuscripts
from app.design.grants_service import check_editable
from app.design.manuscript_files_service import read_file
from app.problems import Problem
from app.publish.entity_media_service import find_entity_medium, stream_list
from app.publish.media_service import CSV, Cut
from app.publish.receivers import receives
from app.registry.lists import LIST_NAMES
from app.web.form_page import show_preview
from app.web.guards import allow, get_person, reach

manuscript_preview = Blueprint("manuscript_preview", __name__)
EMPTY_LIST = b"name,label\n"


@manuscript_preview.get("/formulir/naskah/<int:manuscript_id>/pratinjau")
@allow(EDIT_FORMS)
def show(manuscript_id: int) -> Response:
    """Show the page that the editor hands its form to; nothing is kept or sent there."""
    check_editable(manuscripts.get_manuscript(manuscript_id).bidang)
    return show_preview(f"/formulir/naskah/{manuscript_id}/media", get_person().name)


@manuscript_preview.get("/formulir/naskah/<int:manuscript_id>/media/<name>")
@allow(EDIT_FORMS)
def media(manuscript_id: int, name: str) -> Response:
    """Answer a file a form shows, or a list cut to the officer's area; sasaran with nobody in it."""
    bidang = manuscripts.get_manuscript(manuscript_id).bidang
    check_editable(bidang)
    given = manuscripts.find_file(manuscript_id, name)
    if given is not None:
        return _private(b"".join(read_file(given)), given.mime)
    receivers = [one for one in reach(EDIT_FORMS) if receives(one, bidang)]
    if name in LIST_NAMES:
        return _private(Cut(receivers).build(name).content, CSV)
    sasaran = find_entity_medium(receivers, [], name)
    if sasaran is not None:
        return _private(b"".join(stream_list(sasaran)), CSV)
    if name.endswith(".csv"):  # not yet given: the form is shown with nothing to choose from
        return _private(EMPTY_LIST, CSV)
    raise Problem("publish.unknown_media", name=name)


def _private(body: bytes, content_type: str) -> Response:
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = "private, no-store"
    return response
