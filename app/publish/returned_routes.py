"""The page and the printed sheet of what was returned to be corrected."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from app.accounts.access import SEE_SUBMISSIONS
from app.problems import Problem
from app.publish import returned_service as service
from app.web.guards import allow, reach
from app.web.layout import here

returned = Blueprint("returned", __name__, template_folder="templates")


@returned.get("/dikembalikan")
@allow(SEE_SUBMISSIONS)
def show() -> str:
    """List what waits for its kader, by desa, with a sheet to print."""
    villages = service.list_villages(reach(SEE_SUBMISSIONS), here().area)
    return render_template("publish/returned.html", villages=villages)


@returned.get("/dikembalikan/cetak")
@allow(SEE_SUBMISSIONS)
def print_sheet() -> Response:
    """Answer the sheets of the chosen area as one PDF, a desa a page; no sheet where nothing waits."""
    villages = service.list_villages(reach(SEE_SUBMISSIONS), here().area)
    if not villages:
        raise Problem("publish.nothing_returned")
    response = Response(service.print_villages(villages), mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="dikembalikan.pdf"'
    return response
