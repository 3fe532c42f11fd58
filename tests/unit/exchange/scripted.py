"""A server that answers what it was told to, over real HTTP, and remembers what it was asked."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One answer: JSON of a document, or bytes as they are."""

    status: int = 200
    document: object = None
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    line: str
    headers: Mapping[str, str]
    body: bytes


class Scripted(ThreadingHTTPServer):
    """Replies by `METHOD /path` without the query; of several the last one stays."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies: dict[str, list[Reply]] = {}
        self.seen: list[Asked] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report only what is not a connection the client gave up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def on(self, line: str, *replies: Reply) -> None:
        """Say what a request is answered with."""
        self.replies[line] = list(replies)

    def lines(self) -> list[str]:
        """What was asked, in order, with queries."""
        return [each.line for each in self.seen]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Scripted

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append(Asked(f"{self.command} {self.path}", dict(self.headers), body))
        known = self.server.replies.get(f"{self.command} {self.path.partition('?')[0]}")
        reply = Reply(404, {"code": 404.1}) if not known else known[0]
        if known and len(known) > 1:
            known.pop(0)
        written = json.dumps(reply.document).encode() if reply.body is None else reply.body
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Answer every method of HTTP the same way."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def scripted() -> Iterator[Scripted]:
    """A server that listens until the end of the block."""
    server = Scripted()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
