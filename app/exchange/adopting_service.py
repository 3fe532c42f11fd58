"""Taking over a form made on another server: its workbook becomes a draft here, then it is linked.

Which profile fields its questions fill, its author says in the workbook like in any other; its history
is pulled once the draft is released.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.accounts.service import log_act
from app.design import service as design
from app.design import store as design_store
from app.design.service import Checked
from app.exchange import store
from app.exchange.adopting import Chosen, ForeignForm, fitted
from app.exchange.kobo_client import asset_path
from app.exchange.models import Publication, Target
from app.exchange.remote_client import Call
from app.exchange.remote_errors import Missing
from app.exchange.service import central_client_of, kobo_client_of
from app.extensions.database import now, transaction
from app.problems import Problem
from app.registry import entity_store
from xlsform.workbook import WorkbookError, read_workbook, write_xlsx

ACT = "server.ambil_formulir"
KOBO_PAGE = 200


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of it: the workbook checked, and where it was linked when it has no errors."""

    checked: Checked
    publication: Publication | None


def list_foreign(target: Target) -> list[ForeignForm]:
    """Answer the forms of a target that are not linked with one of ours. Raises RemoteError."""
    linked = {one.remote_id for one in store.list_publications(target.target_id)}
    found = _central_forms(target) if target.kind == "central" else _kobo_forms(target)
    return [form for form in found if form.remote_id not in linked]


def _central_forms(target: Target) -> list[ForeignForm]:
    with central_client_of(target) as client:
        listed = client.forms()
    return [
        ForeignForm(
            remote_id=str(form.get("xmlFormId")),
            title=str(form.get("name") or form.get("xmlFormId")),
            version=str(form.get("version") or ""),
            submissions=form.get("submissions"),
        )
        for form in listed
        if form.get("publishedAt")
    ]


def _kobo_forms(target: Target) -> list[ForeignForm]:
    client = kobo_client_of(target)
    query = {"format": "json", "q": "asset_type:survey", "limit": str(KOBO_PAGE)}
    listed = client.document("/api/v2/assets/", **query).get("results")
    return [
        ForeignForm(
            remote_id=str(asset.get("uid")),
            title=str(asset.get("name") or asset.get("uid")),
            version="",
            submissions=asset.get("deployment__submission_count"),
        )
        for asset in (listed if isinstance(listed, list) else [])
        if asset.get("has_deployment")
    ]


def adopt(
    target: Target, remote_id: str, chosen: Chosen, bidang: Collection[str], actor: str
) -> Adopted:
    """Keep a target's form as a draft and link it; raise Problem where it may or can not be.

    `bidang` are those whose forms the person may edit.
    """
    form = next((one for one in list_foreign(target) if one.remote_id == remote_id), None)
    if form is None:
        raise Problem("publish.unknown_foreign", remote_id=remote_id)
    if chosen.bidang not in bidang:
        raise Problem("accounts.not_allowed")
    _check_new(remote_id)
    checked = _checked(_workbook_of(target, remote_id), form, chosen)
    if checked.form is None:
        return Adopted(checked, None)
    _check_new(checked.form.form_id)
    draft = design.save_draft(checked, actor)
    with transaction():
        publication = store.add_publication(
            Publication(
                target_id=target.target_id,
                form_id=draft.form_id,
                version=draft.version,
                remote_id=remote_id,
                adopted=True,
                variant="",
                stands={},
                drift=[],
                created_at=now(),
            )
        )
        log_act(actor, ACT, f"form:{draft.form_id}")
    return Adopted(checked, publication)


def _check_new(form_id: str) -> None:
    if design_store.find_form(form_id) is not None:
        raise Problem("publish.form_known", form_id=form_id)


def _checked(source: bytes, form: ForeignForm, chosen: Chosen) -> Checked:
    """Check the workbook as if it had been uploaded; every problem is a finding with its place."""
    try:
        workbook = fitted(read_workbook(source, "formulir.xlsx"), form, chosen)
    except WorkbookError as error:
        return Checked(None, None, tuple(error.findings))
    fields, lists = design.known_fields(), entity_store.list_names()
    content = write_xlsx(workbook)
    return design.check_form(content, "formulir.xlsx", known=fields, known_lists=lists)


def _workbook_of(target: Target, remote_id: str) -> bytes:
    try:
        if target.kind == "central":
            with central_client_of(target) as client:
                return client.form_xlsx(remote_id)
        path = f"{asset_path(remote_id).rstrip('/')}.xls"
        return kobo_client_of(target).remote.read(Call("GET", path, accept="*/*"))
    except Missing as error:
        raise Problem("publish.no_workbook", remote_id=remote_id) from error
