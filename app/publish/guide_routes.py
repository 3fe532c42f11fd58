"""The printed guide of a form, for training kader."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import SEE_FORMS
from app.publish import guide_service as service
from app.web.guards import allow

guides = Blueprint("guides", __name__)


@guides.get("/formulir/<form_id>/versi/<version>/panduan")
@allow(SEE_FORMS)
def guide(form_id: str, version: str) -> BaseResponse:
    """Answer the guide of a version as a PDF; who has it already is not sent it again."""
    row = service.get_seen_version(form_id, version)
    mark = service.guide_mark(row)
    if request.if_none_match.contains(mark):
        response = Response(status=304)
    else:
        response = Response(service.draw_guide(row), mimetype="application/pdf")
        name = f"panduan-{form_id}-{version}.pdf"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.set_etag(mark)
    response.cache_control.private = True
    response.cache_control.no_cache = True
    return response
