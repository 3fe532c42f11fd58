"""Answers to who may hold them already: 304 for what is known, else a body that is built only then."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from flask import Response, request


def unless_known(
    etag: str, content_type: str, body: Callable[[], bytes | Iterator[bytes]]
) -> Response:
    """Answer 304 to who shows this strong validator, else the body, which is only built then."""
    known = request.if_none_match.contains_weak(etag)
    # Not werkzeug's make_conditional: that reads a whole list into memory to tell its length.
    response = Response(
        b"" if known else body(), status=304 if known else 200, content_type=content_type
    )
    response.set_etag(etag)
    return response


def known_by_content(body: bytes, content_type: str) -> Response:
    """Answer a body, or 304 to who holds the same bytes."""
    md5 = hashlib.md5(body, usedforsecurity=False).hexdigest()
    return unless_known(md5, content_type, lambda: body)
