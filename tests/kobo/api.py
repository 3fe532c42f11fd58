"""The stand-in's API v2: the reading endpoints, their rights and error bodies, and its faults."""

from __future__ import annotations

import json
import socket
import sys
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlsplit
from xml.sax.saxutils import escape

from tests.kobo.projects import Project, Submission, as_json

if TYPE_CHECKING:
    from tests.kobo.stand_in import KoboStandIn

DEFAULT_PAGE = 100
LARGEST_PAGE = 1000
# Faults beside real statuses: no answer at all, one cut in its middle, a captive portal's page.
DROPPED, CUT, WEB_PAGE = 0, -1, 1
DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>'


@dataclass
class Faults:
    """What shall go wrong: `next_statuses` (or DROPPED, CUT, WEB_PAGE) meet one request each."""

    next_statuses: deque[int] = field(default_factory=deque)
    retry_after: int | None = None
    files_redirect: str | None = None
    public_url: str | None = None


@dataclass(frozen=True)
class Answer:
    """A response before it is written."""

    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class QuietServer(ThreadingHTTPServer):
    """Says nothing of connections that break: they are broken on purpose."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report only what is not a broken connection."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Stop(Exception):
    """An error answer in the middle of finding the right one."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def handler_for(kobo: KoboStandIn) -> type[BaseHTTPRequestHandler]:
    """Answer a handler class that serves one stand-in."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            with kobo.lock:
                kobo.note(self.path, self.headers.get("Authorization"))
                fault = kobo.faults.next_statuses.popleft() if kobo.faults.next_statuses else 200
            if fault == DROPPED:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            with kobo.lock:
                answer = respond(kobo, self.path, self.headers.get("Authorization"))
            if fault == WEB_PAGE or fault > 200:
                answer = _gateway_page(max(fault, 200), kobo.faults.retry_after)
            self._write(answer, cut=fault == CUT)

        def _write(self, answer: Answer, *, cut: bool = False) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body[: len(answer.body) // 2] if cut else answer.body)
            self.close_connection = cut

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def respond(kobo: KoboStandIn, target: str, authorization: str | None) -> Answer:
    """Answer one GET."""
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query))
    if parts.path in kobo.blobs:
        return Answer(200, "binary/octet-stream", kobo.blobs[parts.path])
    if not parts.path.endswith("/"):
        where = f"{parts.path}/{'?' if parts.query else ''}{parts.query}"
        return Answer(301, "text/html", b"", (("Location", where),))
    try:
        known = _authenticate(kobo, authorization)
        return _route(kobo, parts.path.strip("/").split("/"), query, known=known)
    except Stop as stop:
        return _error(stop, query.get("format", "json"))


def _authenticate(kobo: KoboStandIn, authorization: str | None) -> bool:
    """Answer whether a token came; a wrong one is 401, none is an anonymous visitor."""
    if authorization is None:
        return False
    if authorization != f"Token {kobo.token}":
        raise Stop(401, "Invalid token.")
    return True


def _route(kobo: KoboStandIn, path: list[str], query: dict[str, str], *, known: bool) -> Answer:
    match path:
        case ["api", "v2", "assets", uid]:
            return _json(_asset(_project(kobo, uid, "view_asset", known=known)))
        case ["api", "v2", "assets", uid, "data"]:
            project = _project(kobo, uid, "view_submissions", known=known)
            return _json(_page(kobo, project, query))
        case ["api", "v2", "assets", uid, "data", key]:
            project = _project(kobo, uid, "view_submissions", known=known)
            return _submission(kobo, project, _found(project, key), query)
        case ["api", "v2", "assets", uid, "data", key, "attachments", att]:
            project = _project(kobo, uid, "view_submissions", known=known)
            return _file(kobo, _found(project, key), att)
    raise Stop(404, "Not found.")


def _project(kobo: KoboStandIn, uid: str, right: str, *, known: bool) -> Project:
    """Answer the project; without the right to see it, it does not exist."""
    project = kobo.projects.get(uid)
    if project is None or not known or right not in project.rights:
        raise Stop(404, "Not found.")
    return project


def _found(project: Project, key: str) -> Submission:
    submission = project.find(key)
    if submission is None:
        raise Stop(404, "Not found.")
    return submission


def _asset(project: Project) -> dict[str, Any]:
    return {
        "uid": project.uid,
        "name": f"Proyek {project.uid}",
        "asset_type": "survey",
        "has_deployment": True,
        "deployment__active": True,
        "deployed_version_id": project.version_uid,
        "version_id": project.version_uid,
        "deployment__submission_count": len(project.submissions),
        "effective_permissions": [{"codename": right} for right in project.rights],
    }


def _page(kobo: KoboStandIn, project: Project, query: dict[str, str]) -> dict[str, Any]:
    """Answer one page. Of Mongo's language only `_id` with $gt is understood."""
    if query.get("format") == "xml" and ("sort" in query or "fields" in query):
        raise Stop(400, "This param is not supported in `XML` format")
    above = json.loads(query.get("query", "{}")).get("_id", {}).get("$gt", 0)
    limit = min(int(query.get("limit", DEFAULT_PAGE)), LARGEST_PAGE)
    start = int(query.get("start", 0))
    chosen = [each for number, each in sorted(project.submissions.items()) if number > above]
    fields = json.loads(query.get("fields", "[]"))
    rows = [as_json(project, each, kobo.public_url) for each in chosen[start : start + limit]]
    # kpi adds these two itself whatever was asked for.
    kept = {*fields, "_uuid", "meta/rootUuid", "_validation_status"}
    if fields:
        rows = [{key: row[key] for key in row if key in kept} for row in rows]
    return {"count": len(chosen), "next": None, "previous": None, "results": rows}


def _submission(
    kobo: KoboStandIn, project: Project, submission: Submission, query: dict[str, str]
) -> Answer:
    if query.get("format", "json") != "xml":
        return _json(as_json(project, submission, kobo.public_url))
    xml = submission.xml
    declared = xml if xml.lstrip().lower().startswith(b"<?xml") else DECLARATION + xml.strip()
    return Answer(200, "application/xml; charset=utf-8", declared)


def _file(kobo: KoboStandIn, submission: Submission, att: str) -> Answer:
    live = [each for each in submission.attachments if each.uid == att and not each.is_deleted]
    if not live:
        raise Stop(404, "Not found.")
    if kobo.faults.files_redirect:
        where = f"{kobo.faults.files_redirect}/{att}?signature=rahasia"
        return Answer(302, "text/html", b"", (("Location", where),))
    name = quote(live[0].name)
    disposition = (("Content-Disposition", f"inline; filename={name}"),)
    return Answer(200, live[0].mimetype, live[0].content, disposition)


def _json(document: object) -> Answer:
    return Answer(200, "application/json", json.dumps(document).encode())


def _error(stop: Stop, wanted: str) -> Answer:
    headers = (("WWW-Authenticate", "Session"),) if stop.status == 401 else ()
    if wanted == "xml":
        body = DECLARATION + f"<root><detail>{escape(stop.detail)}</detail></root>".encode()
        return Answer(stop.status, "application/xml; charset=utf-8", body, headers)
    body = json.dumps({"detail": stop.detail}).encode()
    return Answer(stop.status, "application/json", body, headers)


def _gateway_page(status: int, retry_after: int | None) -> Answer:
    headers = (("Retry-After", str(retry_after)),) if retry_after is not None else ()
    return Answer(status, "text/html", b"<html>gateway</html>", headers)
