"""What a call says besides its address: its project, its JSON, whether it wants more than the least."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from itertools import chain
from typing import Any

import orjson
from flask import Blueprint, Response, request, stream_with_context
from werkzeug.wrappers import Response as BaseResponse

from app.central.wire import PROJECT_ID
from app.problems import Problem

PROJECT = "/v1/projects/<int(max=999999999):project_id>"
NUL = b"\\u0000"
PIECE = 256 * 1024
ODATA = "application/json; odata.metadata=minimal"
WHOLE = 500_000  # bytes of a table up to which it is known again by its content
LARGEST_JSON = 100_000_000  # bytes, as in Central for many sasaran at once


def within_project(blueprint: Blueprint) -> Blueprint:
    """Let a blueprint's routes answer for the one project there is, and take its number away."""

    @blueprint.url_value_preprocessor
    def _take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values is not None and values.pop("project_id", PROJECT_ID) != PROJECT_ID:
            raise Problem("web.not_found")

    return blueprint


def json_body() -> dict[str, Any]:
    """Answer the call's JSON object, or raise Problem; none at all is an empty one."""
    if (request.content_length or 0) > LARGEST_JSON:
        raise Problem("web.too_large", limit=LARGEST_JSON // 1_000_000)
    if not request.content_length:
        return {}
    raw = request.get_data()
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Problem("central.bad_json") from error
    if not isinstance(body, dict) or NUL in raw:  # PostgreSQL holds no such letter
        raise Problem("central.bad_json")
    return body


def is_extended() -> bool:
    """Answer whether the call wants what costs more to tell."""
    return request.headers.get("X-Extended-Metadata", "").lower() == "true"


def streamed_body() -> Iterator[bytes]:
    """Answer the call's body, piece by piece."""
    while piece := request.stream.read(PIECE):
        yield piece


def as_table(body: Iterator[bytes], note_reading: Callable[[], None]) -> Response:
    """Answer a table. A small one has a strong ETag, and is not told again to who has it; the rest of a
    large one follows while it is read. That it is read is noted before any of it is told.
    """
    pieces, held = [], 0
    for piece in body:
        pieces.append(piece)
        held += len(piece)
        if held > WHOLE:
            note_reading()
            return _odata(Response(stream_with_context(chain(pieces, body)), content_type=ODATA))
    response = Response(b"".join(pieces), content_type=ODATA)
    response.add_etag()
    response.make_conditional(request)
    if response.status_code != HTTPStatus.NOT_MODIFIED:
        note_reading()
    return _odata(response)


def _odata(response: Response) -> Response:
    response.headers["OData-Version"] = "4.0"
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(["Authorization", "Cookie"])
    return response


def as_file(response: Response, name: str) -> BaseResponse:
    """Answer a response that a browser keeps as a file of this name."""
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
