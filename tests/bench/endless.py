"""A server that speaks as an ODK Central and makes its submissions up: as many as wanted, none kept.

`python -m tests.bench.endless PORT COUNT XML`: the file XML holds a submission, with {number} where its
instanceID is. It answers the few calls that pulling makes, and `/served` tells how far it is.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

PREFIX = "uuid:"
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


class Endless(BaseHTTPRequestHandler):
    """One call."""

    protocol_version = "HTTP/1.1"
    count: ClassVar[int] = 0
    xml: ClassVar[bytes] = b""
    served: ClassVar[set[int]] = set()

    def do_POST(self) -> None:
        """Let anybody in."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._say({"token": "t", "csrf": "c", "expiresAt": "2099-01-01T00:00:00Z"})

    def do_DELETE(self) -> None:
        """Let go."""
        self._say({"success": True})

    def do_GET(self) -> None:
        """Answer a page of the table, a submission, or how many were fetched."""
        parts = urlsplit(self.path)
        if parts.path == "/served":
            self._say(len(self.served))
        elif parts.path.endswith("/Submissions"):
            self._page(parse_qs(parts.query))
        elif parts.path.endswith(".xml"):
            number = unquote(parts.path.rpartition("/")[2]).removesuffix(".xml")
            self.served.add(int(number.removeprefix(PREFIX)))
            self._send(self.xml.replace(b"{number}", number.encode()), "application/xml")
        else:
            self._say([])

    def _page(self, query: dict[str, list[str]]) -> None:
        """Oldest first, from the moment the filter names, as Central's table."""
        size = int(query["$top"][0])
        if not size:
            self._say({"value": [], "@odata.count": self.count})
            return
        bound = query.get("$filter", [""])[0].rpartition(" ge ")[2].rstrip(")")
        first = round((datetime.fromisoformat(bound) - BEGUN).total_seconds()) if bound else 1
        first = max(first, 1) + int(query.get("$skip", ["0"])[0])
        numbers = range(first, min(first + size, self.count + 1))
        self._say({"value": [_row(number) for number in numbers]})

    def _say(self, document: object) -> None:
        self._send(json.dumps(document).encode(), "application/json")

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def _row(number: int) -> dict[str, Any]:
    moment = (BEGUN + timedelta(seconds=number)).isoformat().replace("+00:00", "Z")
    system = {"submissionDate": moment, "updatedAt": None, "deletedAt": None, "edits": 0}
    files = {"attachmentsPresent": 0, "attachmentsExpected": 0}
    return {
        "__id": f"{PREFIX}{number}",
        "__system": system | files | {"reviewState": None, "formVersion": "1"},
    }


if __name__ == "__main__":
    Endless.count, Endless.xml = int(sys.argv[2]), Path(sys.argv[3]).read_bytes()
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Endless).serve_forever()
