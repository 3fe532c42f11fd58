"""A tiny OpenRosa server that is right by default, and wrong in the way a test sets."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

FORM_LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass
class FormServer:
    """What the server holds and how it misbehaves; tests change it before the phone calls."""

    xform: bytes
    media: dict[str, bytes] = field(default_factory=dict)
    openrosa_header: bool = True
    content_type: str = "text/xml; charset=utf-8"
    form_list: str | None = None
    manifest: str | None = None
    etags: bool = True
    head: tuple[int, dict[str, str]] = (204, {"X-OpenRosa-Accept-Content-Length": "100000"})
    post: tuple[int, str] = (
        201,
        '<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
        "<message>Terima kasih</message><message>kedua</message></OpenRosaResponse>",
    )
    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        """What a kader would put into Collect's settings."""
        return f"http://127.0.0.1:{self.port}/k/token"

    def requests(self, method: str) -> list[Asked]:
        """The requests of one method, in order."""
        return [one for one in self.asked if one.method == method]

    def document(self, path: str) -> tuple[bytes, str] | None:
        """Bytes and content type at a path, or None."""
        match path.removeprefix("/k/token"):
            case "/formList":
                return (self.form_list or self.right_form_list()).encode(), self.content_type
            case "/manifest":
                return (self.manifest or self.right_manifest()).encode(), self.content_type
            case "/form":
                return self.xform, "application/octet-stream"
            case other if other.removeprefix("/media/") in self.media:
                return self.media[other.removeprefix("/media/")], "text/csv"
        return None

    def right_form_list(self) -> str:
        """The list as it should be."""
        entry = self.entry("kunjungan", _md5(self.xform))
        return f'<?xml version="1.0"?><xforms xmlns="{FORM_LIST}">{entry}</xforms>'

    def entry(self, form_id: str, md5: str, name: str = "<name>Kunjungan balita</name>") -> str:
        """One entry of the list."""
        return (
            f"<xform><formID>{form_id}</formID>{name}<version>2026-11-01</version>"
            f"<hash>md5:{md5}</hash><downloadUrl>{self.url}/form?v=1</downloadUrl>"
            f"<manifestUrl>{self.url}/manifest</manifestUrl></xform>"
        )

    def right_manifest(self) -> str:
        """The manifest as it should be."""
        files = "".join(
            f"<mediaFile><filename>{name}</filename><hash>md5:{_md5(content)}</hash>"
            f"<downloadUrl>{self.url}/media/{name}</downloadUrl></mediaFile>"
            for name, content in self.media.items()
        )
        return f'<manifest xmlns="{MANIFEST}">{files}</manifest>'


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served: FormServer

    def _note(self, method: str) -> str:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        self.served.asked.append(
            Asked(method, parts.path, parts.query, dict(self.headers.items()), body)
        )
        return parts.path

    def _answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        if self.served.openrosa_header:
            self.send_header("X-OpenRosa-Version", "1.0")
        for name, value in headers.items():
            self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        found = self.served.document(self._note("GET"))
        if found is None:
            self._answer(404, {})
            return
        etag = f'"{_md5(found[0])}"'
        headers = {"Content-Type": found[1]}
        if self.served.etags:
            headers["ETag"] = etag
        if self.served.etags and self.headers.get("If-None-Match") == etag:
            self._answer(304, headers)
        else:
            self._answer(200, headers, found[0])

    def do_HEAD(self) -> None:
        self._note("HEAD")
        self._answer(*self.served.head)

    def do_POST(self) -> None:
        self._note("POST")
        status, body = self.served.post
        self._answer(status, {"Content-Type": "text/xml"}, b"" if status == 204 else body.encode())

    def log_message(self, *_words: Any) -> None:
        return  # the tests speak, not the server


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@contextmanager
def serving(xform: bytes, media: dict[str, bytes]) -> Iterator[FormServer]:
    """A running server that offers one form with its media."""
    served = FormServer(xform, dict(media))
    handler = type("Handler", (_Handler,), {"served": served})
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    served.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield served
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
