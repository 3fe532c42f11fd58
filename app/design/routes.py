"""Pages of forms: the list by bidang, one form with its versions, upload, release, downloads."""

from __future__ import annotations

import mimetypes
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import EDIT_FORMS, SEE_FORMS
from app.design import (
    closing_service,
    effect_store,
    files_service,
    manuscript_starts_service,
    manuscripts_store,
    service,
    store,
)
from app.design import effect_service as effects
from app.design.draft_page_service import history_of, release_state
from app.design.effect_routes import effect_url
from app.design.grants_service import check_editable, editable_bidang, sees
from app.design.models import Form, FormVersion
from app.problems import Problem
from app.registry import entity_store
from app.registry.bidang import ALL
from app.registry.legal_service import FORMS, legal_text
from app.web.guards import allow, get_person, local_now
from app.web.layout import here
from app.web.uploads import sealed_part

design = Blueprint("design", __name__, template_folder="templates")
MARKDOWN = "text/markdown; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@design.get("/formulir")
@allow(SEE_FORMS)
def forms() -> str:
    """List the forms the person may see, by bidang."""
    released = {version.form_id: version for version in store.list_current(closed=True)}
    drafts = set(store.list_drafts())
    by_bidang: dict[str, list[dict[str, Any]]] = {}
    for form in store.list_forms():
        if sees(form.bidang):
            row = _form_row(form, released.get(form.form_id), form.form_id in drafts)
            by_bidang.setdefault(form.bidang, []).append(row)
    groups = [
        {"bidang": bidang.key, "name": bidang.name, "forms": by_bidang.get(bidang.key, [])}
        for bidang in ALL
        if sees(bidang.key)
    ]
    return render_template(
        "design/forms.html",
        groups=groups,
        may_upload=bool(editable_bidang()),
        manuscripts=manuscripts_store.list_manuscripts(editable_bidang()),
        discarded=manuscripts_store.list_manuscripts(editable_bidang(), discarded=True, limit=20),
        upload_url="/formulir",
    )


def _form_row(form: Form, released: FormVersion | None, has_draft: bool) -> dict[str, Any]:
    return {
        "form_id": form.form_id,
        "title": form.title,
        "version": form.current_version,
        "released_at": released.released_at if released else None,
        "draft": has_draft,
        "tenggat": form.tenggat,
        "closed": form.closed_at is not None,
        "url": _form_url(form.form_id),
    }


@design.post("/formulir")
@allow(EDIT_FORMS)
def upload() -> BaseResponse | tuple[str, int]:
    """Check an uploaded workbook; keep it as a draft, or say everything that is wrong with it."""
    file = request.files.get("berkas")
    if file is None or not file.filename:
        raise Problem("design.no_file")
    source = file.stream.read()
    fields, lists = service.known_fields(), entity_store.list_names()
    checked = service.check_form(
        source, file.filename, known=fields, known_lists=lists, files_follow=True
    )
    if checked.form is None:
        findings = [finding.as_dict() for finding in checked.findings]
        page = render_template(
            "design/findings.html",
            filename=file.filename,
            findings=findings,
            upload_url="/formulir",
            packed=_packed(source, file.filename),
        )
        return page, 422
    check_editable(checked.form.settings.bidang)
    known = store.find_form(checked.form.form_id)
    if known is not None:
        check_editable(known.bidang)
    before = store.find_draft(known) if known else None
    draft = service.save_draft(checked, get_person().name)
    files_service.take_over_files(draft, before)
    flash(f"Draf versi {draft.version} tersimpan. Periksa, lalu terbitkan.", "good")
    return redirect(_form_url(draft.form_id))


def _packed(source: bytes, filename: str) -> str | None:
    """Answer a workbook for the editor to mend; None for a file that is none."""
    try:
        workbook = manuscript_starts_service.read_upload(source, filename)
    except Problem:
        return None
    return manuscript_starts_service.pack_workbook(workbook)


@design.get("/formulir/<form_id>")
@allow(SEE_FORMS)
def form(form_id: str) -> str:
    """Show one form: versions, findings of the newest, questions."""
    row = _seen_form(form_id)
    versions = store.list_versions(form_id)
    ours = [one for one in versions if not one.taken_over]
    newest = store.get_version(form_id, ours[0].version, whole=True) if ours else None
    draft = next((one for one in versions if one.state == store.DRAFT), None)
    return render_template(
        "design/form.html",
        form=row,
        versions=[
            _version_row(version, row.bidang)
            for version in sorted(versions, key=lambda one: one.taken_over)
        ],
        files=_files(draft or newest, row.bidang),
        findings=newest.findings if newest and newest.state == store.DRAFT else [],
        legal_note=legal_text(FORMS, local_now().date()),
        questions=[_question_row(use) for use in newest.fields if _is_shown(use)] if newest else [],
        closing_url=_closing_url(row),
        release=release_state(row, row.bidang in editable_bidang()),
        history=history_of(row),
        edit_url=f"{url_for('studio.begin')}?{here().query()}"
        if editable_bidang() & {row.bidang}
        else None,
    )


def _files(version: FormVersion | None, bidang: str) -> dict[str, Any] | None:
    """Answer the files a version asks of its author; None where it asks for none."""
    asked = files_service.asked_files(version) if version else []
    if version is None or not asked:
        return None
    page = f"/formulir/{version.form_id}/versi/{version.version}"
    may_add = version.state == store.DRAFT and bidang in editable_bidang()
    return {
        "version": version.version,
        "rows": [
            {"name": name, "file": file, "url": f"{page}/media/{quote(name)}"}
            for name, file in asked
        ],
        "missing": sum(file is None for _name, file in asked),
        "upload_url": f"{page}/berkas" if may_add else None,
    }


def _closing_url(form: Form) -> str | None:
    """Answer where the person may close or reopen a form; a form that was never out has neither."""
    if form.current_version is None or form.bidang not in editable_bidang():
        return None
    return f"/formulir/{form.form_id}/{'tutup' if form.closed_at is None else 'buka'}"


def _version_row(version: FormVersion, bidang: str) -> dict[str, Any]:
    page = f"/formulir/{version.form_id}/versi/{version.version}"
    editable = bidang in editable_bidang()
    is_draft = version.state == store.DRAFT
    effect = effect_store.find_newest_effect(version.form_id, version.version) if editable else None
    changes_values = editable and is_draft and effects.changes_values(version)
    return {
        "version": version.version,
        "state": version.state,
        "taken_over": version.taken_over,
        "released_at": version.released_at,
        "released_by": version.released_by,
        "md5": version.md5,
        "findings_count": len(version.findings),
        "xlsx_url": None if version.taken_over else f"{page}/xlsx",
        "markdown_url": None if version.taken_over else f"{page}/markdown",
        "xform_url": f"{page}/xform",
        "try_url": f"{page}/coba",
        "guide_url": f"{page}/panduan",
        "release_url": f"{page}/terbitkan" if is_draft and editable else None,
        "changes_values": changes_values,
        "effect_url": effect_url(version.form_id, version.version)
        if editable and (is_draft or effect)
        else None,
        "applying": effect if effect and effect.state == effect_store.APPLYING else None,
    }


def _is_shown(use: dict[str, Any]) -> bool:
    """Answer whether a question says anything to people: the form's inner calculations do not."""
    return bool(use["label"] or use["fields"])


def _question_row(use: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": use["path"],
        "type": use["question_type"],
        "label": use["label"],
        "field": " ".join(field for field, _rule in use["fields"]),
        "rule": " ".join(rule for _field, rule in use["fields"]),
        "unit": use["unit"],
        "privacy": use["privacy"],
    }


@design.post("/formulir/<form_id>/versi/<version>/berkas")
@allow(EDIT_FORMS)
def add_files(form_id: str, version: str) -> BaseResponse:
    """Take files a draft asks for, each under its own name: all of them, or none."""
    check_editable(store.get_form(form_id).bidang)
    parts = {_bare_name(part): part for part in request.files.getlist("berkas") if part.filename}
    if not parts:
        raise Problem("design.no_file")
    files_service.check_asked(form_id, version, parts)
    for name, part in parts.items():
        # Some systems call a CSV file Excel's: its name says better what it is.
        mime = mimetypes.guess_type(name)[0] or part.mimetype
        content = sealed_part(part).read_back()
        files_service.add_file(form_id, version, name, mime, content, get_person().name)
    flash(f"{len(parts)} berkas tersimpan.", "good")
    return redirect(_form_url(form_id))


def _bare_name(part: FileStorage) -> str:
    return (part.filename or "").replace("\\", "/").rpartition("/")[2]


@design.post("/formulir/<form_id>/tutup")
@allow(EDIT_FORMS)
def close(form_id: str) -> BaseResponse:
    """Take a form off the phones' lists."""
    check_editable(store.get_form(form_id).bidang)
    closing_service.close_form(form_id, get_person().name)
    flash("Formulir ditutup. Isian yang masih datang tetap diterima dan ditandai.", "good")
    return redirect(_form_url(form_id))


@design.post("/formulir/<form_id>/buka")
@allow(EDIT_FORMS)
def reopen(form_id: str) -> BaseResponse:
    """Put a form back on the phones' lists."""
    check_editable(store.get_form(form_id).bidang)
    closing_service.reopen_form(form_id, get_person().name)
    flash("Formulir dibuka lagi. Ponsel kader mengambilnya saat tersambung.", "good")
    return redirect(_form_url(form_id))


@design.get("/formulir/<form_id>/versi/<version>/xlsx")
@allow(SEE_FORMS)
def xlsx(form_id: str, version: str) -> Response:
    """Download a version as the Excel workbook of its author."""
    _seen_form(form_id)
    row = store.get_version(form_id, version, whole=True)
    if not row.workbook:  # taken over from another server, which gave the form alone
        raise Problem("design.unknown_version", form_id=form_id, version=version)
    return _download(row.workbook, XLSX, f"{form_id}-{version}.xlsx")


@design.get("/formulir/<form_id>/versi/<version>/markdown")
@allow(SEE_FORMS)
def markdown(form_id: str, version: str) -> Response:
    """Download a version as Markdown tables, for whoever compares versions line by line."""
    _seen_form(form_id)
    return _download(service.as_markdown(form_id, version), MARKDOWN, f"{form_id}-{version}.md")


@design.get("/formulir/<form_id>/versi/<version>/xform")
@allow(SEE_FORMS)
def xform(form_id: str, version: str) -> Response:
    """Download a version as the XForm phones get, byte for byte."""
    _seen_form(form_id)
    row = store.get_version(form_id, version, whole=True)
    return _download(row.xform, "application/xml", f"{form_id}-{version}.xml")


def _download(content: bytes, mime: str, name: str) -> Response:
    response = Response(content, mimetype=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _seen_form(form_id: str) -> Form:
    row = store.get_form(form_id)
    if not sees(row.bidang):
        raise Problem("accounts.not_allowed")
    return row


def _form_url(form_id: str) -> str:
    return f"{url_for('design.form', form_id=form_id)}?{here().query()}"
