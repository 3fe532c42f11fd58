"""Submissions: list, get, send, edit, review, remark; their XML, files and versions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain as joined
from itertools import islice
from urllib.parse import unquote

import orjson
from flask import Blueprint, Response, jsonify, request, stream_with_context
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import FILL, REVIEW, SEE_SUBMISSIONS, UNMASK
from app.central import submissions_service as service
from app.central import submissions_store as store
from app.central.calls_service import (
    PROJECT,
    as_file,
    is_extended,
    json_body,
    streamed_body,
    within_project,
)
from app.central.differences_service import differences_of
from app.central.reading_service import get_seen_form, may_see, open_submission, xml_of
from app.central.submissions_store import Chain, Wanted
from app.central.tables_service import together
from app.central.wire import said
from app.extensions.files import files
from app.intake import store as intake_store
from app.intake.comments_service import list_comments
from app.intake.models import Submission
from app.problems import Problem
from app.web.guards import for_program, get_person, reach
from app.web.uploads import LARGEST_XML, safe_type

v1_submissions = within_project(Blueprint("v1_submissions", __name__))
ALL = f"{PROJECT}/forms/<form_id>/submissions"
ONE = f"{ALL}/<instance_id>"


@v1_submissions.get(ALL)
@for_program(SEE_SUBMISSIONS)
def list_submissions(form_id: str) -> BaseResponse:
    """List a form's submissions, newest first; `limit` and `offset` as in Central."""
    get_seen_form(form_id)
    limit, offset = _number("limit"), _number("offset") or 0
    wanted = Wanted(form_id, reach(SEE_SUBMISSIONS), skip=offset)
    chains = islice(store.stream_chains(wanted), limit)
    body = _listed(chains, extended=is_extended())
    return Response(stream_with_context(body), mimetype="application/json")


@v1_submissions.get(f"{ALL}/keys")
@for_program(SEE_SUBMISSIONS)
def keys(form_id: str) -> BaseResponse:
    """List the keys submissions are encrypted with by their senders: none are."""
    get_seen_form(form_id)
    return jsonify([])


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def _listed(chains: Iterator[Chain], *, extended: bool) -> Iterator[bytes]:
    access, before = get_person().access, b"["
    for some in together(chains):
        seen = [one for one in some if may_see(access, one.current)]
        for shape in service.submission_shapes(seen, extended=extended):
            yield before + orjson.dumps(shape)
            before = b","
    yield b"]" if before == b"," else b"[]"


@v1_submissions.post(ALL)
@for_program(FILL)
def create(form_id: str) -> BaseResponse:
    """Take a submission's XML; its files follow one by one."""
    taken = service.receive(form_id, _xml(), request.args.get("deviceID"))
    return jsonify(service.submission_shape(taken))


def _xml() -> bytes:
    if (request.content_length or 0) > LARGEST_XML:
        raise Problem("intake.too_large", limit=LARGEST_XML // 1_000_000)
    return request.get_data()


@v1_submissions.get(ONE)
@for_program(SEE_SUBMISSIONS)
def get_submission(form_id: str, instance_id: str) -> BaseResponse:
    """Answer what the server knows of a submission, not what it says."""
    chain = service.get_chain(form_id, instance_id)
    return jsonify(service.submission_shapes([chain], extended=is_extended())[0])


@v1_submissions.put(ONE)
@for_program(FILL)
def edit(form_id: str, instance_id: str) -> BaseResponse:
    """Take an edit of a submission."""
    changed = service.edit(service.get_chain(form_id, instance_id), _xml())
    return jsonify(service.submission_shape(changed))


@v1_submissions.patch(ONE)
@for_program(REVIEW)
def review(form_id: str, instance_id: str) -> BaseResponse:
    """Accept, return or reject a submission."""
    chain, body = service.get_chain(form_id, instance_id), json_body()
    if "reviewState" in body:
        notes = unquote(request.headers.get("X-Action-Notes", "")).strip()
        service.set_review_state(chain, said(body, "reviewState"), notes)
        chain = service.get_chain(form_id, instance_id)
    return jsonify(service.submission_shape(chain))


@v1_submissions.get(f"{ONE}.xml")
@for_program(UNMASK)
def xml(form_id: str, instance_id: str) -> BaseResponse:
    """Answer what counts of a submission as it was sent; who reads it is recorded."""
    return _opened(service.get_chain(form_id, instance_id).current)


def _opened(row: Submission) -> BaseResponse:
    open_submission(row)
    return Response(xml_of(row), mimetype="application/xml")


# -- versions


@v1_submissions.get(f"{ONE}/versions")
@for_program(SEE_SUBMISSIONS)
def versions(form_id: str, instance_id: str) -> BaseResponse:
    """List a submission and its edits, newest first."""
    chain = service.get_chain(form_id, instance_id)
    return jsonify([service.version_shape(row, chain) for row in reversed(chain.members)])


@v1_submissions.get(f"{ONE}/diffs")
@for_program(SEE_SUBMISSIONS)
def diffs(form_id: str, instance_id: str) -> BaseResponse:
    """Answer what each edit of a submission changed."""
    return jsonify(differences_of(service.get_chain(form_id, instance_id)))


@v1_submissions.get(f"{ONE}/versions/<version_id>")
@for_program(SEE_SUBMISSIONS)
def version(form_id: str, instance_id: str, version_id: str) -> BaseResponse:
    """Answer one version of a submission."""
    chain, row = _version(form_id, instance_id, version_id)
    return jsonify(service.version_shape(row, chain))


@v1_submissions.get(f"{ONE}/versions/<version_id>.xml")
@for_program(UNMASK)
def version_xml(form_id: str, instance_id: str, version_id: str) -> BaseResponse:
    """Answer one version as it was sent; who reads it is recorded."""
    _chain, row = _version(form_id, instance_id, version_id)
    return _opened(intake_store.get_submission(row.instance_id))


def _version(form_id: str, instance_id: str, version_id: str) -> tuple[Chain, Submission]:
    chain = service.get_chain(form_id, instance_id)
    found = [row for row in chain.members if row.instance_id == version_id]
    if not found or not may_see(get_person().access, found[0]):
        raise Problem("intake.unknown_submission")
    return chain, found[0]


# -- files


@v1_submissions.get(f"{ONE}/attachments")
@for_program(SEE_SUBMISSIONS)
def list_files(form_id: str, instance_id: str) -> BaseResponse:
    """List the files a submission's answers tell of, and whether they are here."""
    return _files(service.get_chain(form_id, instance_id).current)


@v1_submissions.get(f"{ONE}/versions/<version_id>/attachments")
@for_program(SEE_SUBMISSIONS)
def version_files(form_id: str, instance_id: str, version_id: str) -> BaseResponse:
    """List the files one version's answers tell of."""
    _chain, row = _version(form_id, instance_id, version_id)
    return _files(intake_store.get_submission(row.instance_id))


def _files(row: Submission) -> BaseResponse:
    held = {file.name for file in intake_store.list_attachments(row.seq)}
    named = service.expected_files(row)
    return jsonify([{"name": name, "exists": name in held} for name in named])


@v1_submissions.get(f"{ONE}/attachments/<path:name>")
@for_program(SEE_SUBMISSIONS)
def file(form_id: str, instance_id: str, name: str) -> BaseResponse:
    """Answer a file of a submission."""
    return _file(service.get_chain(form_id, instance_id).current, name)


@v1_submissions.get(f"{ONE}/versions/<version_id>/attachments/<path:name>")
@for_program(SEE_SUBMISSIONS)
def version_file(form_id: str, instance_id: str, version_id: str, name: str) -> BaseResponse:
    """Answer a file of one version."""
    _chain, row = _version(form_id, instance_id, version_id)
    return _file(row, name)


def _file(row: Submission, name: str) -> BaseResponse:
    found = intake_store.find_attachment(row.seq, name)
    if found is None:
        raise Problem("intake.unknown_file")
    if _has_it(found.file_id):
        return Response(status=304)
    content = files.read(found.file_id)
    first = next(content, b"")  # a damaged file is told before an answer has begun
    response = Response(joined([first], content), mimetype=safe_type(found.mime))
    response.content_length = found.size
    return as_file(response, found.name)


def _has_it(file_id: str) -> bool:
    """Answer whether who asks has the file as it is, named by its MD5 as Central does."""
    if not request.if_none_match:
        return False
    digest = hashlib.md5(usedforsecurity=False)
    for chunk in files.read(file_id):
        digest.update(chunk)
    return request.if_none_match.contains(digest.hexdigest())


@v1_submissions.post(f"{ONE}/attachments/<path:name>")
@for_program(FILL)
def add_file(form_id: str, instance_id: str, name: str) -> BaseResponse:
    """Take a file that a submission tells of."""
    row = service.get_chain(form_id, instance_id).current
    service.add_file(row, name, request.mimetype or "application/octet-stream", streamed_body())
    return jsonify({"success": True})


# -- review


@v1_submissions.get(f"{ONE}/audits")
@for_program(SEE_SUBMISSIONS)
def audits(form_id: str, instance_id: str) -> BaseResponse:
    """List what was decided about a submission and by whom, newest first."""
    chain = service.get_chain(form_id, instance_id)
    return jsonify(service.review_acts(chain, extended=is_extended()))


# -- comments


@v1_submissions.get(f"{ONE}/comments")
@for_program(SEE_SUBMISSIONS)
def comments(form_id: str, instance_id: str) -> BaseResponse:
    """List the comments about a submission, newest first."""
    service.get_chain(form_id, instance_id)
    return jsonify(service.comment_shapes(list_comments(instance_id), extended=is_extended()))


@v1_submissions.post(f"{ONE}/comments")
@for_program(SEE_SUBMISSIONS)
def add_comment(form_id: str, instance_id: str) -> BaseResponse:
    """Append a comment."""
    chain = service.get_chain(form_id, instance_id)
    added = service.comment(chain, said(json_body(), "body"))
    return jsonify(service.comment_shapes([added], extended=False)[0])
