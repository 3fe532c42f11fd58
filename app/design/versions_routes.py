"""Two versions of a form beside each other: what changed in words, and how many answers that touches."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import EDIT_FORMS, SEE_FORMS
from app.design import store
from app.design.change_rows import as_csv, rows_of
from app.design.changes_shown_service import changes_shown, counted_for
from app.design.comparing_service import changes_between
from app.design.counting_service import begin_counting
from app.design.grants_service import check_editable, sees
from app.design.models import Form, FormVersion
from app.problems import Problem
from app.web.guards import allow, get_person
from app.web.layout import here

versi = Blueprint("versi", __name__, template_folder="templates")
PAGE = "/formulir/<form_id>/banding"


def compare_url(form_id: str, old: str, new: str, path: str = "banding") -> str:
    """Answer where two versions stand beside each other."""
    return f"/formulir/{form_id}/{path}?{here().query(dari=old, ke=new)}"


@versi.get(PAGE)
@allow(SEE_FORMS)
def compare(form_id: str) -> str:
    """Show what one version of a form changes of another; by default the newest of the one out."""
    form = _seen(form_id)
    versions = store.list_versions(form_id)
    old, new = _chosen(form, versions)
    changes = changes_between(old, new) if old and new else ()
    return render_template(
        "design/compare.html",
        form=form,
        versions=versions,
        old=old,
        new=new,
        shown=changes_shown(form, changes),
        form_url=f"/formulir/{form_id}?{here().query()}",
        download_url=compare_url(form_id, old.version, new.version, "banding/unduh")
        if old and new
        else "",
        turned_url=compare_url(form_id, new.version, old.version) if old and new else "",
    )


def _chosen(
    form: Form, versions: Sequence[FormVersion]
) -> tuple[FormVersion | None, FormVersion | None]:
    by_name = {row.version: row for row in versions}
    wanted = [request.args.get(name, "") for name in ("dari", "ke")]
    for name in wanted:
        if name and name not in by_name:
            raise Problem("design.unknown_version", form_id=form.form_id, version=name)
    new = by_name.get(wanted[1]) or next(iter(versions), None)
    others = [row for row in versions if row is not new]
    out = by_name.get(form.current_version or "")
    old = by_name.get(wanted[0]) or (out if out in others else next(iter(others), None))
    return old, new


@versi.get(f"{PAGE}/unduh")
@allow(SEE_FORMS)
def download(form_id: str) -> Response:
    """Download exactly what the page shows, as CSV."""
    form = _seen(form_id)
    old, new = _chosen(form, store.list_versions(form_id))
    if old is None or new is None:
        raise Problem("design.unknown_version", form_id=form_id, version="")
    _count, tally = counted_for(form)
    body = as_csv(rows_of(changes_between(old, new), tally))
    response = Response(body, mimetype="text/csv")
    name = f"{form_id}-{old.version}-{new.version}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@versi.post(PAGE)
@allow(EDIT_FORMS)
def count(form_id: str) -> BaseResponse:
    """Have the answers of a form counted, and come back to the two versions."""
    check_editable(store.get_form(form_id).bidang)
    begin_counting(form_id, get_person().name)
    old, new = request.form.get("dari", ""), request.form.get("ke", "")
    store.get_version(form_id, new)
    if old:
        return redirect(compare_url(form_id, old, new))
    return redirect(f"/formulir/{form_id}/versi/{new}/akibat?{here().query()}")


def _seen(form_id: str) -> Form:
    form = store.get_form(form_id)
    if not sees(form.bidang):
        raise Problem("accounts.not_allowed")
    return form
