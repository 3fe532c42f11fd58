"""A receiver of hooks, as our own door is one."""

from __future__ import annotations

import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from app.intake.webhooks import Hint, kobo_hint


class Door:
    """A receiver of hooks that keeps what it got and answers what it is told."""

    def __init__(self) -> None:
        self.answers: deque[int] = deque()
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                door.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                door.headers.append(dict(self.headers))
                self.send_response(door.answers.popleft() if door.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hooks/kobo/1"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def hints(self) -> list[Hint]:
        """Answer what our reader makes of the bodies."""
        pairs = zip(self.bodies, self.headers, strict=True)
        return [kobo_hint(body, headers["Content-Type"]) for body, headers in pairs]

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
