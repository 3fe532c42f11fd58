"""The baseline of lists of forms: a Flask handler that answers the same bytes, and does nothing more.

Run as a process of its own: `python -m tests.bench.bare_bytes FILE PORT THREADS`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import waitress
from flask import Flask, Response


def create_bare(content: bytes) -> Flask:
    """Make the bare app that answers these bytes."""
    app = Flask(__name__)

    @app.get("/k/<token>/formList")
    def form_list(token: str) -> Response:
        return Response(content, content_type="text/xml; charset=utf-8")

    return app


def main() -> None:
    """Serve until told to stop."""
    file, port, threads = sys.argv[1:]
    app = create_bare(Path(file).read_bytes())
    waitress.serve(app, host="127.0.0.1", port=int(port), threads=int(threads), _quiet=True)


if __name__ == "__main__":
    main()
