"""Endpoints of submissions: reading, editing, deleting, their review, and the project's history."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tests.kobo.paging import paged
from tests.kobo.projects import Attachment, Project, Submission, as_json, current_uuid
from tests.kobo.queries import matches, read_json, searched, sorted_rows
from tests.kobo.wire import DECLARATION, Answer, Request, Stop, as_answer

if TYPE_CHECKING:
    from tests.kobo.stand_in import KoboStandIn

STATUSES = {
    "validation_status_not_approved": "Not Approved",
    "validation_status_approved": "Approved",
    "validation_status_on_hold": "On Hold",
}
# Whatever `fields` asks for, kpi adds these itself.
_ALWAYS = {"_uuid", "meta/rootUuid", "_validation_status"}
_UNKNOWN_IDS = "One or more submission ids are invalid"


# -- reading


def page(kobo: KoboStandIn, request: Request, project: Project) -> Answer:
    """Answer one page of the submissions."""
    if project.deployments == 0:
        raise Stop(400, "The specified asset has not been deployed")
    if request.query.get("format") == "xml":
        return _xml_page(kobo, request, project)
    fields = read_json(request.query, "fields", [])
    sort = read_json(request.query, "sort", {})
    query = read_json(request.query, "query", {})
    if set(query) | set(sort) <= {"_id"}:
        return as_answer(_quick_page(kobo, request, project, fields))
    rows = [as_json(project, each, kobo.public_url) for each in project.submissions.values()]
    found = paged(
        kobo.public_url, request, sorted_rows([row for row in rows if matches(query, row)], sort)
    )
    found["results"] = [_only(row, fields) for row in found["results"]]
    return as_answer(found)


def _quick_page(
    kobo: KoboStandIn, request: Request, project: Project, fields: list[str]
) -> dict[str, Any]:
    """Make the JSON of the shown rows alone: a thousand pages of it would be slow otherwise."""
    query = read_json(request.query, "query", {})
    numbers = [{"_id": each} for each in project.submissions if matches(query, {"_id": each})]
    found = paged(
        kobo.public_url, request, sorted_rows(numbers, read_json(request.query, "sort", {}))
    )
    shown = [project.submissions[row["_id"]] for row in found["results"]]
    found["results"] = [_only(as_json(project, each, kobo.public_url), fields) for each in shown]
    return found


def _only(row: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    kept = {*fields, *_ALWAYS}
    return {key: row[key] for key in row if key in kept} if fields else row


def _xml_page(kobo: KoboStandIn, request: Request, project: Project) -> Answer:
    for name in ("sort", "fields"):
        if name in request.query:
            raise Stop(400, {name: "This param is not supported in `XML` format"})
    query = read_json(request.query, "query", {})
    rows = [
        each
        for each in project.submissions.values()
        if matches(query, as_json(project, each, kobo.public_url))
    ]
    found = paged(kobo.public_url, request, rows)
    inside = b"".join(_undeclared(each.xml) for each in found["results"])
    head = f"<root><count>{found['count']}</count><results>".encode()
    body = DECLARATION + head + inside + b"</results></root>"
    return Answer(200, "application/xml; charset=utf-8", body)


def submission(kobo: KoboStandIn, request: Request, project: Project, key: str) -> Answer:
    """Answer one submission, as JSON or as its own XML."""
    found = _found(project, key)
    if request.query.get("format", "json") != "xml":
        return as_answer(as_json(project, found, kobo.public_url))
    xml = found.xml
    declared = xml if xml.lstrip().lower().startswith(b"<?xml") else DECLARATION + xml.strip()
    return Answer(200, "application/xml; charset=utf-8", declared)


def attachments(kobo: KoboStandIn, request: Request, project: Project, key: str) -> Answer:
    """Answer the files of one submission; `xpath` filters them by question."""
    rows = as_json(project, _found(project, key), kobo.public_url)["_attachments"]
    wanted = request.query.get("xpath")
    found = [row for row in rows if wanted in {None, row["question_xpath"]}]
    return as_answer(paged(kobo.public_url, request, found))


def attachment(
    kobo: KoboStandIn, _request: Request, project: Project, key: str, att: str
) -> Answer:
    """Answer the bytes of a file, or where they are stored."""
    live: list[Attachment] = [
        each for each in _found(project, key).attachments if each.uid == att and not each.is_deleted
    ]
    if not live:
        raise Stop(404, "Not found.")
    if kobo.faults.files_redirect:
        where = f"{kobo.faults.files_redirect}/{att}?signature=rahasia"
        return Answer(302, "text/html", b"", (("Location", where),))
    disposition = (("Content-Disposition", f"inline; filename={quote(live[0].name)}"),)
    return Answer(200, live[0].mimetype, live[0].content, disposition)


def _found(project: Project, key: str) -> Submission:
    found = project.find(key)
    if found is None:
        raise Stop(404, "Not found.")
    return found


def _undeclared(xml: bytes) -> bytes:
    return re.sub(rb"^\s*<\?xml[^>]*>", b"", xml)


# -- editing and deleting


def edit_many(kobo: KoboStandIn, request: Request, project: Project) -> Answer:
    """Edit answers of chosen submissions; nothing is calculated or checked anew."""
    payload = _payload(request)
    changes = payload.get("data")
    if not changes:
        raise Stop(400, {"payload": ["`data` is required"]})
    chosen = _chosen(kobo, project, payload)
    if not chosen:
        raise Stop(400, {"detail": "No submissions match the given `submission_ids`"})
    results = []
    for each in chosen:
        kobo.edit(project.uid, each.submission_id, changes)
        uuid = current_uuid(each.xml)
        words = {"status_code": 201, "message": "Successful submission"}
        results.append({"uuid": uuid, "root_uuid": each.root_uuid} | words)
    count = len(results)
    return as_answer({"count": count, "successes": count, "failures": 0, "results": results})


def delete(kobo: KoboStandIn, _request: Request, project: Project, key: str) -> Answer:
    """Delete one submission, at once and for good."""
    kobo.delete(project.uid, _found(project, key).submission_id)
    return Answer(204)


def delete_many(kobo: KoboStandIn, request: Request, project: Project) -> Answer:
    """Delete the chosen submissions, or none when an id is unknown."""
    chosen = _chosen(kobo, project, _payload(request), strict=True)
    for each in chosen:
        kobo.delete(project.uid, each.submission_id)
    return as_answer({"detail": f"{len(chosen)} submissions have been deleted"})


def _payload(request: Request) -> dict[str, Any]:
    payload = request.data.get("payload")
    if not isinstance(payload, dict):
        raise Stop(400, {"payload": ["This field is required."]})
    ids = payload.get("submission_ids")
    if ids is None and "query" not in payload and not payload.get("confirm"):
        raise Stop(400, {"payload": ["Confirmation is required"]})
    if ids == []:
        raise Stop(400, {"payload": ["`submission_ids` must contain at least one value"]})
    return payload


def _chosen(
    kobo: KoboStandIn, project: Project, payload: Mapping[str, Any], *, strict: bool = False
) -> list[Submission]:
    """Answer what a bulk request speaks of; a `strict` one is refused for one unknown id."""
    held = project.submissions
    if "submission_ids" in payload:
        wanted = {int(each) for each in payload["submission_ids"]}
        if strict and not wanted <= held.keys():
            raise Stop(400, _UNKNOWN_IDS)
        return [held[number] for number in sorted(wanted & held.keys())]
    query = payload.get("query") or {}
    rows = {number: as_json(project, each, kobo.public_url) for number, each in held.items()}
    return [held[number] for number, row in rows.items() if matches(query, row)]


# -- review


def validation(_kobo: KoboStandIn, _request: Request, project: Project, key: str) -> Answer:
    """Answer the validation status, {} before the first."""
    return as_answer(_found(project, key).validation)


def judge(kobo: KoboStandIn, request: Request, project: Project, key: str) -> Answer:
    """Set the validation status of one submission."""
    found = _found(project, key)
    uid = request.data.get("validation_status.uid")
    if uid not in STATUSES:
        raise Stop(400, f"Invalid validation status: `{uid}`")
    kobo.judge(project.uid, found.submission_id, uid)
    return as_answer(found.validation)


def unjudge(kobo: KoboStandIn, _request: Request, project: Project, key: str) -> Answer:
    """Take the validation status away."""
    kobo.judge(project.uid, _found(project, key).submission_id, None)
    return Answer(204)


def judge_many(kobo: KoboStandIn, request: Request, project: Project) -> Answer:
    """Set the status of many. A status kpi does not know is no error here: it takes the status away."""
    payload = _payload(request)
    if "validation_status.uid" not in payload:
        raise Stop(400, {"payload": ["`validation_status.uid` is required"]})
    chosen = _chosen(kobo, project, payload, strict=True)
    uid = payload["validation_status.uid"]
    for each in chosen:
        kobo.judge(project.uid, each.submission_id, uid if uid in STATUSES else None)
    return as_answer({"detail": f"{len(chosen)} submissions have been updated"})


# -- history


def history(kobo: KoboStandIn, request: Request, project: Project) -> Answer:
    """Answer what happened to the project, newest first."""
    rows = [
        each
        for each in reversed(project.history)
        if searched(request.query.get("q", ""), each, "action")
    ]
    return as_answer(paged(kobo.public_url, request, rows))
