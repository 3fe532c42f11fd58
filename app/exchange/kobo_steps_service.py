"""The steps at a KoboToolbox. Each looks first: taken up again, it does only what is not done yet."""

from __future__ import annotations

from app.exchange import plan
from app.exchange.kobo_publishing_client import KoboPublisher
from app.exchange.models import Target
from app.exchange.package_service import Package
from app.exchange.plan import KoboForm
from app.exchange.refusals import compiler_finding, kobo_import_finding
from app.exchange.remote_errors import Rejected
from app.exchange.service import hook_key_of
from app.exchange.standing_service import find_hook, has_hook, wanted_hook
from app.exchange.steps import Order, Outcome, StepFailed
from app.exchange.targets_service import renew_hook_key

BY_PUBLISHING = "penerbitan"  # who acts, where nobody does
POLL_SECONDS = 3
MOST_POLLS = 400


def carry_out_at_kobo(
    client: KoboPublisher, target: Target, order: Order, package: Package
) -> Outcome:
    """Carry a step out; raise RemoteError, or StepFailed when the form itself is refused."""
    if order.kind == plan.PROJECT:
        return _project(client, order, package)
    if order.kind == plan.IMPORT:
        uid = client.start_import(order.remote_id, package.xlsx(package.version))
        return Outcome({"import": uid})
    if order.kind == plan.WAIT:
        return _wait(client, order, package)
    if order.kind == plan.FILE:
        return _file(client, order, package)
    if order.kind == plan.DEPLOY:
        return _deploy(client, order, package)
    return _hook(client, target, order)


def _project(client: KoboPublisher, order: Order, package: Package) -> Outcome:
    """Make the project, unless a request whose answer was lost has made it."""
    if order.remote_id:
        return Outcome(remote_id=order.remote_id)
    found = client.projects_named(order.mark)
    name = f"{package.title} ({order.mark})"
    return Outcome(remote_id=found[0] if found else client.create_project(name))


def _wait(client: KoboPublisher, order: Order, package: Package) -> Outcome:
    state = client.import_state(str(order.about["import"]))
    if state.get("status") == "complete":
        saved = client.asset(order.remote_id).get("version_id")
        return Outcome({"draft": str(saved or "")})
    if state.get("status") == "error":
        found = kobo_import_finding(state.get("messages"), package.workbook)
        raise StepFailed(found.message, (found,))
    polls = int(order.about.get("polls") or 0) + 1
    if polls > MOST_POLLS:
        raise StepFailed(
            "KoboToolbox belum selesai membaca formulir. Lanjutkan untuk mencoba lagi."
        )
    return Outcome({"polls": polls}, wait=POLL_SECONDS)


def _file(client: KoboPublisher, order: Order, package: Package) -> Outcome:
    """Kobo takes each name once: a file of that name with other bytes goes first."""
    name = str(order.about["name"])
    file = package.files[name]
    for each in client.form_files(order.remote_id):
        about = each.get("metadata")
        if not isinstance(about, dict) or about.get("filename") != name:
            continue
        if about.get("hash") == f"md5:{file.md5}":
            return Outcome()
        client.remove_file(order.remote_id, str(each["uid"]))
    client.add_file(order.remote_id, name, file.read())
    return Outcome()


def _deploy(client: KoboPublisher, order: Order, package: Package) -> Outcome:
    """Deploy what was saved last; once more does no harm, for files reach phones by deploying."""
    asset = client.asset(order.remote_id)
    try:
        first = not asset.get("has_deployment")
        client.deploy(order.remote_id, str(asset["version_id"]), first=first)
    except Rejected as error:
        said = error.document.get("error") if isinstance(error.document, dict) else None
        if not said:
            raise
        found = compiler_finding(str(said), package.workbook)
        raise StepFailed(found.message, (found,)) from error
    asset = client.asset(order.remote_id)
    stands = KoboForm(
        saved=str(asset.get("version_id") or ""),
        deployed=str(asset.get("deployed_version_id") or ""),
    )
    marks = stands.marks() | {"files": dict(package.wanted().files)}
    return Outcome(remote_id=order.remote_id, remote_version=stands.deployed, marks=marks)


def _hook(client: KoboPublisher, target: Target, order: Order) -> Outcome:
    if not hook_key_of(target):
        # Entered before keys were kept: one that was told once cannot be told again.
        renew_hook_key(target.target_id, BY_PUBLISHING)
    if has_hook(client, target, order.remote_id):
        return Outcome()
    known = find_hook(client, target, order.remote_id)
    if known is None:
        client.add_hook(order.remote_id, wanted_hook(target))
    else:
        client.change_hook(order.remote_id, str(known["uid"]), wanted_hook(target))
    return Outcome()
