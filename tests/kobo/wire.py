"""HTTP of the stand-in: a request read, an answer written, and what goes wrong in between."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

# Faults beside real statuses: no answer at all, one cut in its middle, a captive portal's page, and
# a request that was carried out though its answer never came.
DROPPED, CUT, WEB_PAGE, LOST = 0, -1, 1, -2
DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>'


@dataclass
class Faults:
    """What shall go wrong: `next_statuses` (or DROPPED, CUT, WEB_PAGE, LOST) meet one request each.

    A status met so means that nothing was carried out. `slow_seconds` passes before every answer.
    """

    next_statuses: deque[int] = field(default_factory=deque)
    retry_after: int | None = None
    files_redirect: str | None = None
    public_url: str | None = None
    slow_seconds: float = 0.0


@dataclass(frozen=True)
class Request:
    """A request as it came."""

    method: str
    target: str
    authorization: str | None
    content_type: str = ""
    body: bytes = b""

    @property
    def path(self) -> str:
        """Answer the path without its query."""
        return urlsplit(self.target).path

    @cached_property
    def query(self) -> dict[str, str]:
        """Answer the query; of a name given twice the last."""
        return dict(parse_qsl(urlsplit(self.target).query))

    @cached_property
    def data(self) -> dict[str, Any]:
        """Answer the fields of the body, JSON or form; {} when it is neither."""
        if self.content_type.startswith("application/json"):
            return self._json()
        return dict(self._parsed[0])

    @property
    def files(self) -> dict[str, tuple[str, bytes]]:
        """Answer the files of a multipart body: field, (file name, content)."""
        return self._parsed[1]

    @cached_property
    def _parsed(self) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
        mimetype, options = parse_options_header(self.content_type)
        stream = BytesIO(self.body)
        _, form, files = FormDataParser().parse(stream, mimetype, len(self.body), options)
        sent = {name: (each.filename or "", each.read()) for name, each in files.items()}
        return dict(form.items()), sent

    def _json(self) -> dict[str, Any]:
        try:
            document = json.loads(self.body or b"{}")
        except ValueError as error:
            raise Stop(400, f"JSON parse error - {error}") from None
        return document if isinstance(document, dict) else {}


@dataclass(frozen=True)
class Answer:
    """A response before it is written."""

    status: int
    content_type: str = "application/json"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


class Stop(Exception):
    """An error answer in the middle of finding the right one: a sentence, or errors by field."""

    def __init__(self, status: int, detail: str | dict[str, Any]) -> None:
        super().__init__(str(detail))
        self.status = status
        self.document = {"detail": detail} if isinstance(detail, str) else detail


class Account(Protocol):
    """What the server needs of the account behind it."""

    faults: Faults

    def note(self, request: Request) -> int:
        """Remember a request; answer the fault that meets it, 200 without."""

    def act(self, request: Request) -> Answer:
        """Carry a request out."""


class QuietServer(ThreadingHTTPServer):
    """Serves an account on a free port; says nothing of connections that break on purpose."""

    def __init__(self, account: Account) -> None:
        """Bind."""
        self.account = account
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report only what is not a broken connection."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Carries requests out, with the faults that were asked for."""

    protocol_version = "HTTP/1.1"
    timeout = 30
    server: QuietServer

    def do_GET(self) -> None:
        self._meet()

    def do_POST(self) -> None:
        self._meet()

    def do_PATCH(self) -> None:
        self._meet()

    def do_DELETE(self) -> None:
        self._meet()

    def _meet(self) -> None:
        account, request = self.server.account, self._request()
        fault = account.note(request)
        time.sleep(account.faults.slow_seconds)
        if fault == DROPPED:
            self._hang_up()
        elif fault == LOST:
            account.act(request)
            self._hang_up()
        elif fault == WEB_PAGE or fault > 200:
            self._write(gateway_page(max(fault, 200), account.faults.retry_after))
        else:
            self._write(account.act(request), cut=fault == CUT)

    def _request(self) -> Request:
        length = int(self.headers.get("Content-Length") or 0)
        return Request(
            self.command,
            self.path,
            self.headers.get("Authorization"),
            self.headers.get("Content-Type", ""),
            self.rfile.read(length),
        )

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _write(self, answer: Answer, *, cut: bool = False) -> None:
        self.send_response(answer.status)
        if answer.status not in {204, 304}:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2] if cut else answer.body)
        self.close_connection = self.close_connection or cut

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def as_answer(document: object, status: int = 200) -> Answer:
    """Answer a JSON document."""
    return Answer(status, body=json.dumps(document).encode())


def error_answer(stop: Stop, wanted: str) -> Answer:
    """Answer an error in the format that was asked for."""
    headers = (("WWW-Authenticate", "Session"),) if stop.status == 401 else ()
    if wanted == "xml":
        rows = (f"<{key}>{escape(str(value))}</{key}>" for key, value in stop.document.items())
        body = DECLARATION + f"<root>{''.join(rows)}</root>".encode()
        return Answer(stop.status, "application/xml; charset=utf-8", body, headers)
    return Answer(stop.status, body=json.dumps(stop.document).encode(), headers=headers)


def gateway_page(status: int, retry_after: int | None) -> Answer:
    """Answer what stands before the server says instead of it."""
    headers = (("Retry-After", str(retry_after)),) if retry_after is not None else ()
    return Answer(status, "text/html", b"<html>gateway</html>", headers)
