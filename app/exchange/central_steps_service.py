"""The steps at an ODK Central. Each looks first: taken up again, it does only what is not done yet."""

from __future__ import annotations

import mimetypes

from app.exchange import plan
from app.exchange.central_client import CentralClient
from app.exchange.central_lists_service import write_list_there
from app.exchange.package_service import Package
from app.exchange.plan import CentralForm
from app.exchange.refusals import central_findings
from app.exchange.remote_errors import Rejected
from app.exchange.standing_service import is_written_there
from app.exchange.steps import Order, Outcome, StepFailed

_NEW_DRAFT = (
    "Sesudah rencana ini dibuat, ada yang memulai draf baru di server itu (versi {version}). Draf itu "
    "tidak diganti. Buat rencana baru agar Anda melihatnya dahulu."
)


def carry_out_at_central(client: CentralClient, order: Order, package: Package) -> Outcome:
    """Carry a step out; raise RemoteError, or StepFailed when the form itself is refused."""
    try:
        if order.kind in {plan.FORM, plan.DRAFT}:
            return _draft(client, order, package)
        if order.kind == plan.FILE:
            return _file(client, order, package)
        if order.kind == plan.LIST:
            return write_list_there(client, order, package)
        if order.kind == plan.PUBLISH:
            return _publish(client, order, package)
        client.set_state(order.form_id, "open")
        return Outcome()
    except Rejected as error:
        found = tuple(central_findings(error, package.workbook))
        raise StepFailed(found[0].message if found else error.message, found) from error


def _published_version(client: CentralClient, form_id: str) -> str | None:
    """Answer the version that is out, "" when there is only a draft, None without a form."""
    form = client.find_form(form_id)
    if form is None:
        return None
    return str(form.get("version") or "") if form.get("publishedAt") else ""


def _draft(client: CentralClient, order: Order, package: Package) -> Outcome:
    version = str(order.about["version"])
    out = _published_version(client, order.form_id)
    workbook = package.xlsx(version)
    if out is None:
        client.create_form(order.form_id, workbook)
    elif out != version:
        _check_draft(client, order)
        client.create_draft(order.form_id, workbook)
    made = client.find_draft(order.form_id)
    about = {"draft": str(made.get("hash") or "")} if made else {}
    return Outcome(about, remote_id=order.form_id)


def _check_draft(client: CentralClient, order: Order) -> None:
    """Leave alone what somebody began there since the plan was made and agreed to."""
    draft = client.find_draft(order.form_id)
    if draft is None or draft.get("hash") == order.about.get("replaces"):
        return
    if draft.get("version") == order.about["version"]:
        return  # made by this step, whose answer was lost
    raise StepFailed(_NEW_DRAFT.format(version=draft.get("version") or "tanpa nomor"))


def _file(client: CentralClient, order: Order, package: Package) -> Outcome:
    name = str(order.about["name"])
    file = package.files[name]
    slots = client.form_attachments(order.form_id, draft=True)
    slot = next((each for each in slots if each.get("name") == name), None)
    if slot is None or slot.get("hash") == file.md5 or is_written_there(slot):
        return Outcome()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    client.upload_attachment(order.form_id, name, file.read(), kind)
    return Outcome()


def _publish(client: CentralClient, order: Order, package: Package) -> Outcome:
    version = str(order.about["version"])
    if _published_version(client, order.form_id) != version:
        client.publish_draft(order.form_id)
    form = client.form(order.form_id)
    stands = CentralForm(version=str(form.get("version")), hash=str(form.get("hash") or ""))
    marks = stands.marks() | {"files": dict(package.wanted().files)}
    return Outcome(remote_id=order.form_id, remote_version=stands.version, marks=marks)
