"""Pages of the editor: beginning a manuscript, the editor itself, the shared blocks."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import EDIT_FORMS, SEE_FORMS
from app.design import manuscript_starts_service as starts
from app.design import manuscripts_service as service
from app.design import manuscripts_store as manuscripts
from app.design import store
from app.design.blocks_service import list_block_uses, list_blocks
from app.design.grants_service import check_editable, editable_bidang, sees
from app.design.manuscript_starts import MONTHLY, Wish
from app.design.manuscripts import from_json, workbook_of
from app.design.models import Manuscript
from app.problems import Problem
from app.registry.bidang import ALL, BY_KEY
from app.web.guards import allow, get_person
from app.web.layout import here
from xlsform.settings import FREKUENSI
from xlsform.workbook import Workbook, write_xlsx

studio = Blueprint("studio", __name__, template_folder="templates")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@studio.get("/formulir/naskah/baru")
@allow(EDIT_FORMS)
def choose() -> str:
    """Show what a form may begin from: nothing, a form there is, a workbook."""
    own = editable_bidang()
    released = {version.form_id: version.version for version in store.list_current(closed=True)}
    forms = [form for form in store.list_forms() if sees(form.bidang)]
    return render_template(
        "design/studio_start.html",
        bidang=[one for one in ALL if one.key in own],
        blocks=[one for one in list_blocks() if not one.key.startswith("kepala_")],
        groups=[
            {
                "bidang": one,
                "forms": [
                    {
                        "form_id": form.form_id,
                        "title": form.title,
                        "version": released[form.form_id],
                        "own": form.bidang in own,
                    }
                    for form in forms
                    if form.bidang == one.key and form.form_id in released
                ],
            }
            for one in ALL
            if sees(one.key)
        ],
    )


@studio.post("/formulir/naskah/baru")
@allow(EDIT_FORMS)
def begin() -> BaseResponse:
    """Begin a manuscript and open it in the editor."""
    own = editable_bidang()
    origin, actor = request.form.get("asal", ""), get_person().name
    if origin == "kosong":
        wish = _wish()
        if not wish.title.strip() or wish.frekuensi not in FREKUENSI:
            raise Problem("web.bad_request", reason="judul atau frekuensi belum diisi")
        row = starts.begin_blank(wish, actor)
    elif origin in {"versi", "contoh"}:
        row = _begin_from_form(origin, actor)
    else:
        workbook = _given_workbook()
        bidang = _bidang_of(workbook, own)
        check_editable(bidang)
        row = starts.begin_from_workbook(workbook, bidang, actor)
    return redirect(editor_url(row))


def _wish() -> Wish:
    bidang = request.form.get("bidang", "")
    check_editable(bidang)
    return Wish(
        title=request.form.get("judul", "").strip()[:200],
        bidang=bidang,
        frekuensi=request.form.get("frekuensi", MONTHLY),
        blocks=tuple(request.form.getlist("blok")),
    )


def _begin_from_form(origin: str, actor: str) -> Manuscript:
    form = store.get_form(request.form.get("form_id", ""))
    version = request.form.get("versi") or form.current_version or ""
    if not sees(form.bidang):
        raise Problem("accounts.not_allowed")
    if origin == "contoh":
        return starts.begin_copy(form.form_id, version, _wish(), actor)
    check_editable(form.bidang)
    there = manuscripts.find_open_manuscript(form.form_id)
    if there is not None:  # two manuscripts of one form would each make its next version
        told = "Anda melanjutkan naskah formulir ini, terakhir ditulis {}. Untuk mulai lagi, buang dulu."
        flash(told.format(there.saved_by), "info")
        return there
    return starts.begin_from_version(form.form_id, version, actor)


def _given_workbook() -> Workbook:
    packed = request.form.get("naskah")
    if packed:
        return starts.unpack_workbook(packed)
    file = request.files.get("berkas")
    if file is None or not file.filename:
        raise Problem("design.no_file")
    return starts.read_upload(file.stream.read(), file.filename)


def _bidang_of(workbook: Workbook, own: set[str]) -> str:
    """Answer whose a workbook is: as it says; of the officer's where it says nothing known."""
    rows = workbook.rows("settings")
    said = rows[0].get("bidang") if rows else ""
    known = store.find_form(rows[0].get("form_id")) if rows else None
    if known is not None:
        check_editable(known.bidang)
    return said if said in BY_KEY else min(own, default="")


@studio.get("/formulir/naskah/<int:manuscript_id>")
@allow(EDIT_FORMS)
def editor(manuscript_id: int) -> str:
    """Show the editor."""
    row = editable_manuscript(manuscript_id)
    service.check_open(row)
    return render_template(
        "design/studio.html",
        manuscript=row,
        back=_back(row),
        account=get_person().name,
    )


def _back(row: Manuscript) -> str:
    form = store.find_form(row.begun_from) if row.begun_from else None
    page = f"/formulir/{form.form_id}" if form else "/formulir"
    return f"{page}?{here().query()}"


@studio.get("/formulir/naskah/<int:manuscript_id>/xlsx")
@allow(EDIT_FORMS)
def xlsx(manuscript_id: int) -> Response:
    """Download a manuscript as a workbook, blocks written out, to go on in Excel."""
    editable_manuscript(manuscript_id)
    row = manuscripts.get_manuscript(manuscript_id, whole=True)
    workbook = service.known_library().expand(workbook_of(from_json(row.document)))
    response = Response(write_xlsx(workbook), mimetype=XLSX)
    name = f"{row.form_id or 'naskah'}-naskah.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@studio.post("/formulir/naskah/<int:manuscript_id>/buang")
@allow(EDIT_FORMS)
def discard(manuscript_id: int) -> BaseResponse:
    """Take a manuscript off the list."""
    editable_manuscript(manuscript_id)
    row = service.discard_manuscript(manuscript_id, get_person().name)
    flash(f"Naskah “{row.title}” dibuang. Naskah itu dapat dipulihkan dari daftar naskah.", "good")
    return redirect(f"{url_for('design.forms')}?{here().query()}#naskah")


@studio.post("/formulir/naskah/<int:manuscript_id>/pulihkan")
@allow(EDIT_FORMS)
def restore(manuscript_id: int) -> BaseResponse:
    """Put a discarded manuscript back."""
    editable_manuscript(manuscript_id)
    row = service.restore_manuscript(manuscript_id, get_person().name)
    flash(f"Naskah “{row.title}” dipulihkan.", "good")
    return redirect(f"{url_for('design.forms')}?{here().query()}#naskah")


@studio.get("/formulir/naskah/blok")
@allow(SEE_FORMS)
def blocks() -> str:
    """Show the shared blocks with the forms that use them."""
    uses = list_block_uses()
    rows: list[dict[str, Any]] = []
    for one in list_blocks():
        every = uses.get(one.key, [])
        seen = [use for use in every if sees(use.bidang)]
        rows.append({"block": one, "uses": seen, "total": len(every)})
    return render_template("design/studio_blocks.html", rows=rows)


def editable_manuscript(manuscript_id: int) -> Manuscript:
    """Answer a manuscript the person may write; raise Problem for another's."""
    row = manuscripts.get_manuscript(manuscript_id)
    check_editable(row.bidang)
    return row


def editor_url(row: Manuscript) -> str:
    """Answer where a manuscript is written."""
    return f"{url_for('studio.editor', manuscript_id=row.manuscript_id)}?{here().query()}"
