"""What stands of a form at another server, read there now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from app.exchange.central_client import CentralClient
from app.exchange.kobo_publishing_client import KoboPublisher
from app.exchange.models import Target
from app.exchange.plan import CentralForm, Draft, KoboForm
from app.exchange.remote_errors import Missing, Refused
from app.exchange.service import KEY_HEADER, hook_address, hook_key_of
from app.exchange.targets_service import may_tell_key

Document = dict[str, Any]


def read_central(client: CentralClient, form_id: str, lists: Collection[str] = ()) -> CentralForm:
    """Answer a form as a Central has it, and which of some lists it filters for each user."""
    filtered = frozenset(name for name in lists if _is_filtered(client.find_dataset(name)))
    form = client.find_form(form_id)
    if form is None:
        return CentralForm(filtered=filtered)
    draft = _draft_of(client.find_draft(form_id))
    if not form.get("publishedAt"):
        state = str(form.get("state") or "")
        return CentralForm(exists=True, state=state, filtered=filtered, draft=draft)
    files = client.form_attachments(form_id)
    return CentralForm(
        exists=True,
        version=str(form.get("version") or ""),
        hash=str(form.get("hash") or ""),
        state=str(form.get("state") or ""),
        versions=frozenset(str(each.get("version")) for each in client.versions(form_id)),
        files={str(each["name"]): str(each.get("hash") or "") for each in files},
        written=frozenset(str(each["name"]) for each in files if is_written_there(each)),
        filtered=filtered,
        draft=draft,
    )


def _draft_of(document: Document | None) -> Draft | None:
    if document is None:
        return None
    return Draft(str(document.get("version") or ""), str(document.get("hash") or ""))


def is_written_there(file: Document) -> bool:
    """Answer whether a server fills a file by itself: it is there, and nobody gave it."""
    given = file.get("blobExists") or file.get("datasetExists")
    return bool(file.get("exists")) and not given


def _is_filtered(dataset: Document | None) -> bool:
    return bool(dataset and dataset.get("accessFilter"))


def read_kobo(client: KoboPublisher, target: Target, asset_uid: str) -> KoboForm:
    """Answer a project as a KoboToolbox has it; `asset_uid` is empty before there was one."""
    if not asset_uid:
        if not client.account().get("username"):
            raise Refused(client.remote.server, "token tidak dikenal")
        return KoboForm(hook=not may_tell_key())
    try:
        asset = client.asset(asset_uid)
    except Missing:
        return KoboForm(hook=not may_tell_key())
    return KoboForm(
        exists=True,
        saved=str(asset.get("version_id") or ""),
        deployed=str(asset.get("deployed_version_id") or ""),
        active=bool(asset.get("deployment__active")),
        files=kobo_files(client, asset_uid),
        hook=not may_tell_key() or has_hook(client, target, asset_uid),
    )


def kobo_files(client: KoboPublisher, asset_uid: str) -> dict[str, str]:
    """Answer the files of a project's form by name, with MD5."""
    found: dict[str, str] = {}
    for each in client.form_files(asset_uid):
        about = each.get("metadata")
        if isinstance(about, dict):
            found[str(about.get("filename"))] = str(about.get("hash") or "").removeprefix("md5:")
    return found


def wanted_hook(target: Target) -> Document:
    """Answer the hook as it should be: the whole submission as JSON, with our key in a header."""
    return {
        "name": "Simpul",
        "endpoint": hook_address(target),
        "active": True,
        "export_type": "json",
        "auth_level": "no_auth",
        "settings": {"custom_headers": {KEY_HEADER: hook_key_of(target)}},
        "subset_fields": [],
        "email_notification": True,
    }


def find_hook(client: KoboPublisher, target: Target, asset_uid: str) -> Document | None:
    """Answer our hook at a project, or None."""
    ours = [
        each for each in client.hooks(asset_uid) if each.get("endpoint") == hook_address(target)
    ]
    return ours[0] if ours else None


def has_hook(client: KoboPublisher, target: Target, asset_uid: str) -> bool:
    """Answer whether our hook is at a project, and as it should be."""
    found = find_hook(client, target, asset_uid)
    if found is None:
        return False
    wanted = wanted_hook(target)
    return all(found.get(key) == wanted[key] for key in ("active", "export_type", "settings"))
