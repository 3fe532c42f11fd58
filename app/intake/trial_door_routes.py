"""The door by which ODK Collect tries a draft: list, form, manifest, media, and where answers go.

It speaks as the door of kader's phones does; every view checks the token in its address first.
"""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from app.design import store as design_store
from app.intake.deliveries import XML_PART, IncomingFile
from app.intake.trial_answers_service import receive_trial
from app.intake.trial_lists_service import TrialFiles
from app.intake.trial_service import Channel, channel_of_token
from app.openrosa import documents
from app.openrosa.documents import ListedFile
from app.problems import Problem
from app.publish import listing_service
from app.web.conditional import known_by_content, unless_known
from app.web.guards import for_trial
from app.web.uploads import read_parts

trial_door = Blueprint("trial_door", __name__)
MOST_ASKED = 5000
THANKS = "Jawaban uji diterima. Jawaban ini tidak masuk profil dan tidak dihitung."
KNOWN = "Jawaban uji ini sudah diterima sebelumnya."


@trial_door.get("/uji/<token>/formList")
@for_trial
def form_list(token: str) -> Response:
    """Answer the one draft that is tried."""
    channel = channel_of_token(token)
    form = listing_service.any_version(channel.form_id, channel.version)
    asked = request.args.get("formID")
    choice = listing_service.choose([form] if asked in {None, form.form_id} else [])
    door = request.base_url.removesuffix("/formList")
    return unless_known(
        listing_service.etag_of(choice, door),
        documents.CONTENT_TYPE,
        lambda: listing_service.write_list(choice, door),
    )


@trial_door.get("/uji/<token>/forms/<form_id>/<version>/form.xml")
@for_trial
def form_xml(token: str, form_id: str, version: str) -> Response:
    """Answer the draft's XForm as it is now."""
    _tried(token, form_id, version)
    row = design_store.get_version(form_id, version, whole=True)
    return unless_known(row.md5, documents.CONTENT_TYPE, lambda: row.xform)


@trial_door.get("/uji/<token>/forms/<form_id>/<version>/manifest.xml")
@for_trial
def manifest(token: str, form_id: str, version: str) -> Response:
    """Answer the files of the draft."""
    channel = _tried(token, form_id, version)

    def url(endpoint: str, name: str) -> str:
        place = {"token": token, "form_id": form_id, "version": version, "name": name}
        return url_for(f"trial_door.{endpoint}", _external=True, **place)

    listed = [
        ListedFile(name, md5, url("media", name), kind, url("integrity", name) if kind else "")
        for name, md5, kind in TrialFiles(channel).every()
    ]
    return known_by_content(documents.manifest(listed), documents.CONTENT_TYPE)


@trial_door.get("/uji/<token>/forms/<form_id>/<version>/media/<name>")
@for_trial
def media(token: str, form_id: str, version: str, name: str) -> Response:
    """Answer one file of the draft."""
    medium = TrialFiles(_tried(token, form_id, version)).get_medium(name)
    return known_by_content(medium.content, medium.mime)


@trial_door.get("/uji/<token>/forms/<form_id>/<version>/integrity/<name>")
@for_trial
def integrity(token: str, form_id: str, version: str, name: str) -> Response:
    """Answer that nothing a phone made itself is gone: nothing that is tried changes a list here."""
    TrialFiles(_tried(token, form_id, version)).get_medium(name)
    asked = [one.strip() for one in request.args.get("id", "").split(",") if one.strip()]
    states = dict.fromkeys(asked[:MOST_ASKED], False)
    return Response(documents.integrity(states), content_type=documents.CONTENT_TYPE)


@trial_door.route("/uji/<token>/submission", methods=["HEAD"])
@for_trial
def submission_head(token: str) -> Response:
    """Tell Collect that this is the place to post to."""
    channel_of_token(token)
    return Response(status=204, headers={"Location": request.base_url})


@trial_door.post("/uji/<token>/submission")
@for_trial
def post_submission(token: str) -> tuple[bytes, int, dict[str, str]]:
    """Take answers: 201 when they brought anything new, 202 when they were all here already."""
    channel = channel_of_token(token)
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding != "identity":
        raise Problem("intake.packed", encoding=encoding)
    xml, parts = read_parts(XML_PART)
    created = receive_trial(channel, xml, [IncomingFile(*part) for part in parts], "collect")
    body = documents.message(THANKS if created else KNOWN, "submit_success")
    return body, 201 if created else 202, {"Content-Type": documents.CONTENT_TYPE}


def _tried(token: str, form_id: str, version: str) -> Channel:
    """Answer the channel of a token, which gives this version alone."""
    channel = channel_of_token(token)
    if (channel.form_id, channel.version) != (form_id, version):
        raise Problem("design.unknown_version", form_id=form_id, version=version)
    return channel
