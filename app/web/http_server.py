"""How waitress serves us, and what it answers by itself: too large, malformed, not implemented.

There waitress writes plain text; at OpenRosa's doors it is the message and headers Collect reads.
"""

from __future__ import annotations

import logging

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from app.config import Settings
from app.openrosa import documents
from app.problems import Problem
from app.web.guards import is_openrosa
from app.web.headers import openrosa_headers

TOO_LARGE = 413


def server_options(settings: Settings) -> dict[str, object]:
    """Answer waitress' options besides address and threads."""
    return {
        # Our own limit answers first, in words and in the door's protocol.
        "max_request_body_size": settings.max_request_bytes * 2,
        "channel_timeout": 180,
        "ident": None,
        # Whom to believe is our own setting; waitress would throw a proxy's headers away.
        "clear_untrusted_proxy_headers": not settings.trust_proxy,
    }


def install(app: Flask) -> None:
    """Have waitress answer so; for the whole process."""
    quiet_queue()
    settings: Settings = app.extensions["simpul"]

    class OpenRosaErrorTask(ErrorTask):
        """Answers an error in the protocol of the address, as far as it was read."""

        def execute(self) -> None:
            """Write the answer and end the connection."""
            if not is_openrosa(getattr(self.request, "path", "")):
                super().execute()
                return
            error = self.request.error
            body = documents.message(_words(error.code, error.reason, settings), "submit_failure")
            self.status = f"{error.code} {error.reason}"
            headers = openrosa_headers(settings.max_request_bytes)
            self.response_headers.extend(headers.items())
            self.response_headers.append(("Content-Type", documents.CONTENT_TYPE))
            self.set_close_on_finish()
            self.content_length = len(body)
            self.write(body)

    HTTPChannel.error_task_class = OpenRosaErrorTask


def quiet_queue() -> None:
    """Say nothing of requests that wait for a thread: a line for each of them hides what matters."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def _words(code: int, reason: str, settings: Settings) -> str:
    if code == TOO_LARGE:
        problem = Problem("web.too_large", limit=settings.max_request_bytes // 1_000_000)
    else:
        problem = Problem("web.bad_request", reason=reason)
    return f"{problem.message} {problem.cure}"
