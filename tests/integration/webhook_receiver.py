"""A receiver of webhooks on real HTTP: keeps what it got, answers what it is told, or is slow."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Got:
    """One call: its headers (lower case) and its body."""

    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        """The body, read."""
        return json.loads(self.body)

    @property
    def delivery_id(self) -> str:
        """What tells a second try of the same delivery."""
        return self.headers["x-simpul-delivery"]


@dataclass
class Receiver:
    """What a test sees and sets.."""

    url: str = ""
    answers: deque[int] = field(default_factory=deque)
    got: list[Got] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    slow_seconds: float = 0.0

    def kinds(self) -> list[str]:
        """The kinds of events, in the order they came."""
        return [str(each.document["event"]) for each in self.got]

    def numbers(self) -> list[int]:
        """The numbers of events, in the order they came."""
        return [int(each.document["id"]) for each in self.got]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.got.append(Got(headers, body))
            time.sleep(receiver.slow_seconds)
            self.send_response(receiver.answers.popleft() if receiver.answers else 204)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/simpul"
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
