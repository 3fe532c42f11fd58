"""Forms as programs make them: a draft from a workbook or from what is out, files, then released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.service import log_act
from app.central.versions import copy_of, is_copy, with_version
from app.design import effect_service as effects
from app.design import files_store, service, store
from app.design.files_service import take_over_files
from app.design.grants_service import check_editable
from app.design.models import Form, FormVersion
from app.design.releasing_service import release_version
from app.extensions.database import transaction
from app.problems import Problem
from app.registry import entity_store
from xlsform.findings import Finding
from xlsform.schema import Schema
from xlsform.workbook import read_workbook, write_xlsx

XLSX_NAME = "formulir.xlsx"
EXCEL = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
}


@dataclass(frozen=True, slots=True)
class Given:
    """A definition as a call brings it, and whether its warnings are to be passed over."""

    content: bytes
    content_type: str
    ignore_warnings: bool = True


def create_form(given: Given, actor: str) -> FormVersion:
    """Make a form with its first draft; raise Problem when there is one of this id."""
    return _save(given, actor, None)


def save_draft(form: Form, given: Given | None, actor: str) -> FormVersion:
    """Make a form's draft from a definition; from none, a copy of what is out now."""
    if given is None:
        current = store.get_version(form.form_id, form.current_version or "", whole=True)
        given = Given(_under(current.workbook, copy_of(current.version)), XLSX_NAME)
    return _save(given, actor, form)


def _under(workbook: bytes, version: str) -> bytes:
    return write_xlsx(with_version(read_workbook(workbook, XLSX_NAME), version))


def _save(given: Given, actor: str, form: Form | None) -> FormVersion:
    checked = _checked(given)
    compiled = checked.form
    if compiled is None:
        raise Problem("design.form_has_errors", count=checked.errors, **_told(checked.findings))
    if not given.ignore_warnings:
        _check_warnings(checked, compiled.schema, form)
    check_editable(compiled.settings.bidang)
    known = store.find_form(compiled.form_id)
    if form is None and known is not None:
        raise Problem("central.form_known", form_id=compiled.form_id)
    if form is not None and compiled.form_id != form.form_id:
        raise Problem(
            "central.unexpected_value", field="form_id", value=compiled.form_id, reason=form.form_id
        )
    before = store.find_draft(known) if known else None
    draft = service.save_draft(checked, actor)
    if draft.state == store.RELEASED:
        raise Problem("design.version_taken", form_id=draft.form_id, version=draft.version)
    _settle_files(draft, known, before)
    return draft


def _checked(given: Given) -> service.Checked:
    if given.content_type not in {*EXCEL, XLSX_NAME}:
        raise Problem("central.needs_xlsform")
    return service.check_form(
        given.content,
        XLSX_NAME,
        known=service.known_fields(),
        known_lists=entity_store.list_names(),
        files_follow=True,
    )


def _check_warnings(checked: service.Checked, schema: Schema, form: Form | None) -> None:
    """Raise Problem where there is anything to look at; what is gone is told as Central does."""
    told = _told(checked.findings)
    gone = _gone(form, schema)
    if gone:
        changed = {"type": "structureChanged", "details": gone}
        told["warnings"]["workflowWarnings"].append(changed)
    if checked.findings or gone:
        raise Problem("design.form_has_warnings", **told)


def _gone(form: Form | None, schema: Schema) -> list[str]:
    """Answer the names of what the version out now has and a draft has no more under its path."""
    if form is None or form.current_version is None:
        return []
    current = store.get_version(form.form_id, form.current_version, whole=True)
    paths = Schema.from_json(current.schema).nodes
    return [
        path.rpartition("/")[2] for path in paths if path not in schema.nodes and not _meta(path)
    ]


def _meta(path: str) -> bool:
    return path.endswith(("meta", "meta/entity", "meta/entity/label"))


def _told(findings: Sequence[Finding]) -> dict[str, Any]:
    """Answer findings as Central tells of them, and as we do."""
    lines = [str(finding) for finding in findings]
    return {
        "error": "\n".join(lines),
        "warnings": {"xlsFormWarnings": lines, "workflowWarnings": []},
        "findings": [finding.as_dict() for finding in findings],
    }


def _settle_files(draft: FormVersion, form: Form | None, before: FormVersion | None) -> None:
    """Take over the files of the draft before and of what is out; a copy's row goes with its use."""
    take_over_files(draft, before)
    if before is None or form is None or before.version == draft.version:
        return
    if is_copy(before.version, form.current_version):
        with transaction():
            _remove(before)


def _remove(draft: FormVersion) -> None:
    files_store.remove_files(draft.form_id, draft.version)
    store.remove_draft(draft)


def get_draft(form: Form) -> FormVersion:
    """Answer the draft that is worked on, or raise Problem."""
    draft = store.find_draft(form)
    if draft is None:
        raise Problem("central.no_draft", form_id=form.form_id)
    return draft


def release_draft(form: Form, version: str, actor: str, confirmed: str = "") -> FormVersion:
    """Release the draft, under another version where one is told.

    Where it would change values in profiles, it is only measured at first, and refused until then; where
    it breaks older answers, `confirmed` must tell its version.
    """
    draft = get_draft(form)
    if version and version != draft.version:
        whole = store.get_version(form.form_id, draft.version, whole=True)
        old = draft
        draft = _save(Given(_under(whole.workbook, version), XLSX_NAME), actor, form)
        with transaction():
            if store.find_version(form.form_id, old.version) is not None:
                _remove(store.get_version(form.form_id, old.version))
    elif is_copy(draft.version, form.current_version):
        raise Problem(
            "design.version_taken", form_id=form.form_id, version=form.current_version or ""
        )
    _check_looked_at(draft, actor)
    return release_version(form.form_id, draft.version, actor, confirmed)


def _check_looked_at(draft: FormVersion, actor: str) -> None:
    form_id, version = draft.form_id, draft.version
    if effects.needs_a_look(store.get_version(form_id, version, whole=True)):
        effects.begin_measuring(form_id, version, actor)
        raise Problem("design.effect_unseen", form_id=form_id, version=version)


def remove_draft(form: Form, actor: str) -> None:
    """Remove the draft of a form that has a released version."""
    draft = get_draft(form)
    if form.current_version is None:
        raise Problem("central.only_draft", form_id=form.form_id)
    with transaction():
        _remove(draft)
        log_act(actor, "formulir.hapus_draf", f"form:{form.form_id}", draft.version)
