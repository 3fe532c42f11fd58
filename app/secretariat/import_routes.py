"""Pages of importing a workbook: template, dry run, marks, applying, export."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request

from app.accounts import service as accounts
from app.accounts.access import MANAGE_REGISTRY
from app.extensions.database import now
from app.problems import Problem
from app.registry import settings_store
from app.registry.models import ImportRun
from app.secretariat import import_service
from app.secretariat.columns import SHEETS
from app.secretariat.import_plan import ImportPlan
from app.secretariat.known_service import export_rows, known_now
from app.secretariat.workbooks import write_marked, write_registry
from app.web.guards import allow, get_person, settings
from app.web.layout import here
from xlsform.findings import Finding, WorkbookError

imports = Blueprint("imports", __name__, template_folder="templates")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200
NEWEST = 12


def _everywhere() -> None:
    """A workbook may touch any place, so only a grant of everything may bring one."""
    if not get_person().access.allows(MANAGE_REGISTRY, "", ""):
        raise Problem("accounts.not_allowed")


@imports.get("/pengaturan/impor")
@allow(MANAGE_REGISTRY)
def start() -> str:
    """Explain the import, offer the template and the export, and list what was imported."""
    _everywhere()
    runs = settings_store.list_imports(NEWEST)
    return render_template("secretariat/import.html", runs=[_run_words(run) for run in runs])


def _run_words(run: ImportRun) -> dict[str, Any]:
    return {
        "filename": run.filename,
        "at": run.checked_at,
        "actor": run.actor,
        "errors": run.errors,
        "applied_at": run.applied_at,
        "url": f"/pengaturan/impor/{run.import_id}?{here().query()}",
    }


@imports.post("/pengaturan/impor")
@allow(MANAGE_REGISTRY)
def check_workbook() -> str | tuple[str, int]:
    """Check an uploaded workbook and show what it would change; nothing changes yet."""
    _everywhere()
    file = request.files.get("berkas")
    if file is None or not file.filename:
        raise Problem("design.no_file")
    source, person = file.stream.read(), get_person()
    try:
        _, plan = import_service.check_import(source, person.access)
    except WorkbookError as error:
        return render_template(
            "secretariat/dry_run.html", **_refused(file.filename, error.findings)
        ), 422
    run = import_service.keep_import(source, file.filename, plan, person.name)
    page = _dry_run(run, plan)
    return (page, 422) if plan.errors else page


def _refused(filename: str, findings: list[Finding]) -> dict[str, Any]:
    return {
        "run": {"filename": filename, "url": None},
        "counts": {},
        "groups": [("buku", findings)],
        "errors": len(findings),
        "warnings": 0,
        "hidden": 0,
        "marked_url": None,
        "apply_url": None,
    }


def _dry_run(run: ImportRun, plan: ImportPlan) -> str:
    shown = plan.findings[:SHOWN]
    order = dict.fromkeys(["buku", *SHEETS, *(one.sheet for one in shown)])
    return render_template(
        "secretariat/dry_run.html",
        run=_run_words(run),
        counts=plan.counts(),
        groups=[(name, [one for one in shown if one.sheet == name]) for name in order],
        errors=plan.errors,
        warnings=len(plan.findings) - plan.errors,
        hidden=len(plan.findings) - len(shown),
        marked_url=f"/pengaturan/impor/{run.import_id}/temuan" if plan.findings else None,
        apply_url=f"/pengaturan/impor/{run.import_id}/terapkan?{here().query()}"
        if not plan.errors
        else None,
    )


@imports.get("/pengaturan/impor/<int(max=999999999):import_id>")
@allow(MANAGE_REGISTRY)
def dry_run(import_id: int) -> str:
    """Show the dry run of a kept workbook against the registry as it is now."""
    _everywhere()
    run = settings_store.get_import(import_id)
    _, plan = import_service.check_import(import_service.source_of(run), get_person().access)
    return _dry_run(run, plan)


@imports.get("/pengaturan/impor/<int(max=999999999):import_id>/temuan")
@allow(MANAGE_REGISTRY)
def marked(import_id: int) -> Response:
    """Download the workbook with its faulty cells marked."""
    _everywhere()
    run = settings_store.get_import(import_id)
    read, plan = import_service.check_import(import_service.source_of(run), get_person().access)
    return _download(write_marked(read, plan.findings), f"temuan-{import_id}.xlsx")


@imports.post("/pengaturan/impor/<int(max=999999999):import_id>/terapkan")
@allow(MANAGE_REGISTRY)
def apply(import_id: int) -> str:
    """Apply a checked workbook in one transaction; show the links of new accounts, this once."""
    _everywhere()
    person = get_person()
    applied = import_service.apply_run(import_id, person.name, person.access)
    accounts.log_access(person.name, "registri.impor", f"impor:{import_id}")
    base = settings().base_url
    return render_template(
        "secretariat/applied.html",
        run=_run_words(settings_store.get_import(import_id)),
        counts=applied.plan.counts(),
        links={name: f"{base}/undangan/{token}" for name, token in applied.tokens.items()},
    )


@imports.get("/pengaturan/impor/templat")
@allow(MANAGE_REGISTRY)
def template() -> Response:
    """Download the empty workbook."""
    _everywhere()
    return _download(write_registry({}, known_now().areas.values()), "registri-templat.xlsx")


@imports.get("/pengaturan/impor/ekspor")
@allow(MANAGE_REGISTRY)
def export() -> Response:
    """Download what is registered, in the shape of the template."""
    _everywhere()
    person = get_person()
    accounts.log_access(person.name, "registri.ekspor", "registri")
    known = known_now(person.access)
    day = now().astimezone(settings().zone).date()
    content = write_registry(export_rows(known), known.areas.values())
    return _download(content, f"registri-{day}.xlsx")


def _download(content: bytes, name: str) -> Response:
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
