"""Headers of every answer: what OpenRosa asks of its doors, what browsers need to stay safe."""

from __future__ import annotations

from email.utils import formatdate

from flask import Flask, Response, request

from app.web.guards import is_openrosa, settings

# No inline script or style anywhere; photos are served from here.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

# Pages that carry ODK Web Forms, and only they: its XPath parser is WebAssembly inside a data:
# address, its style is put in by its script, photos are shown from memory. Nothing of elsewhere.
FORM_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' data:; font-src 'self' data:; "
    "media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

# The same inside a page of ours: the preview beside the editor.
FRAMED_FORM_POLICY = FORM_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


def openrosa_headers(longest: int) -> dict[str, str]:
    """Answer what every answer of OpenRosa's doors says; `longest` in bytes may be sent at once."""
    return {
        "X-OpenRosa-Version": "1.0",
        "X-OpenRosa-Accept-Content-Length": str(longest),
        "Content-Language": "id",
    }


def install(app: Flask) -> None:
    """Add the headers after every request."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    if is_openrosa(request.path):
        response.headers.update(openrosa_headers(settings().max_request_bytes))
        response.headers["Date"] = formatdate(usegmt=True)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if request.endpoint != "static":
        # Pages name people: no shared cache may keep them.
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response
