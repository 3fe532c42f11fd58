"""The doors other servers call when something is new with them."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from app.intake import hooks_service
from app.web.guards import for_hook

hooks = Blueprint("hooks", __name__)
LARGEST = 2_000_000  # bytes; of a larger one only that it came is a hint


@hooks.post("/hooks/kobo/<int(max=999999999):target_id>")
@for_hook
def kobo(target_id: int) -> tuple[Response, int]:
    """Take a KoboToolbox REST service's call as a hint that becomes a pull; the truth is pulled."""
    return _take_hint("kobo", target_id)


@hooks.post("/hooks/central/<int(max=999999999):target_id>")
@for_hook
def central(target_id: int) -> tuple[Response, int]:
    """Take a call of central-webhook, beside an ODK Central, as a hint that becomes a pull."""
    return _take_hint("central", target_id)


def _take_hint(kind: str, target_id: int) -> tuple[Response, int]:
    shown = request.headers, request.authorization
    target = hooks_service.authenticated_target(kind, target_id, *shown)
    with hooks_service.turn():
        body = request.get_data() if (request.content_length or 0) <= LARGEST else b""
        hooks_service.take_hint(target, body, request.content_type or "")
    return jsonify({"status": "queued"}), 202
