"""Endpoints of REST services: hooks, their logs, and trying again by hand."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.kobo.hooks import PLACEHOLDER, Hook, Log
from tests.kobo.paging import paged
from tests.kobo.projects import Project
from tests.kobo.wire import Answer, Request, Stop, as_answer

if TYPE_CHECKING:
    from tests.kobo.stand_in import KoboStandIn

_WORDS = {"name": 255, "endpoint": 500}
_CHOICES = {"export_type": {"json", "xml"}, "auth_level": {"no_auth", "basic_auth"}}
_FIELDS = (
    *("name", "endpoint", "active", "export_type", "auth_level", "settings"),
    *("subset_fields", "email_notification", "payload_template"),
)
_STATUS_NUMBERS = {"failed": 0, "pending": 1, "success": 2, "processing": 3}
# A log is tried again by hand only when nothing touched it for so long.
STALLED = timedelta(minutes=120)


def hooks(kobo: KoboStandIn, request: Request, project: Project) -> Answer:
    """Answer the hooks of a project by name."""
    rows = sorted(kobo.hooks_of(project.uid), key=lambda each: each.name)
    return as_answer(paged(kobo.public_url, request, [_describe(kobo, each) for each in rows]))


def add_hook(kobo: KoboStandIn, request: Request, project: Project) -> Answer:
    """Register a hook; only later submissions reach it."""
    for name in _WORDS:
        if not request.data.get(name):
            raise Stop(400, {name: ["This field is required."]})
    made = Hook(kobo.new_uid("h"), project.uid, name="", endpoint="")
    _change(kobo, made, request.data)
    kobo.add_hook(made)
    kobo.remember(project, "register-service", hook=_named(made))
    return as_answer(_describe(kobo, made), 201)


def hook(kobo: KoboStandIn, _request: Request, project: Project, hook_uid: str) -> Answer:
    """Answer one hook; its password and headers are told to everybody who may read it."""
    return as_answer(_describe(kobo, _found(kobo, project, hook_uid)))


def change_hook(kobo: KoboStandIn, request: Request, project: Project, hook_uid: str) -> Answer:
    """Change a hook."""
    found = _found(kobo, project, hook_uid)
    _change(kobo, found, request.data)
    kobo.remember(project, "modify-service", hook=_named(found))
    return as_answer(_describe(kobo, found))


def remove_hook(kobo: KoboStandIn, _request: Request, project: Project, hook_uid: str) -> Answer:
    """Take a hook away with all its logs."""
    found = _found(kobo, project, hook_uid)
    kobo.remove_hook(found)
    kobo.remember(project, "delete-service", hook=_named(found))
    return Answer(204)


def retry_all(kobo: KoboStandIn, _request: Request, project: Project, hook_uid: str) -> Answer:
    """Let everything that failed be sent again by the next `deliver`."""
    found = _found(kobo, project, hook_uid)
    if not found.active:
        raise Stop(400, "Cannot retry on disabled hooks")
    failed = [each for each in kobo.logs if each.hook is found and each.status == "failed"]
    if not failed:
        return Answer(304)
    for each in failed:
        each.status, each.due = "pending", kobo.now
    uids = [each.uid for each in failed]
    return as_answer({"detail": "Task successfully scheduled", "pending_uids": uids})


def logs(kobo: KoboStandIn, request: Request, project: Project, hook_uid: str) -> Answer:
    """Answer what became of each submission at a hook, newest first; `status` is 0 to 3."""
    found = _found(kobo, project, hook_uid)
    wanted = request.query.get("status")
    rows = [
        _describe_log(kobo, each)
        for each in reversed(kobo.logs)
        if each.hook is found and wanted in {None, str(_STATUS_NUMBERS[each.status])}
    ]
    return as_answer(paged(kobo.public_url, request, rows))


def log(
    kobo: KoboStandIn, _request: Request, project: Project, hook_uid: str, log_uid: str
) -> Answer:
    """Answer one log."""
    return as_answer(_describe_log(kobo, _found_log(kobo, project, hook_uid, log_uid)))


def retry_one(
    kobo: KoboStandIn, _request: Request, project: Project, hook_uid: str, log_uid: str
) -> Answer:
    """Send one again at once; what was touched within two hours is left alone, failed or not."""
    found = _found_log(kobo, project, hook_uid, log_uid)
    rested = kobo.now - found.modified_at > STALLED
    if not (found.hook.active and rested and found.status in {"failed", "pending"}):
        text = {"detail": "Data is being or has already been processed", "status_code": None}
        raise Stop(400, text)
    kobo.send(found)
    ok = found.status == "success"
    detail = found.message if ok else f"HTTP {found.status_code} - {found.message}"
    return as_answer({"detail": detail, "status_code": found.status_code}, 200 if ok else 400)


def _change(kobo: KoboStandIn, hook: Hook, data: dict[str, Any]) -> None:
    for name, longest in _WORDS.items():
        if len(str(data.get(name, ""))) > longest:
            text = f"Ensure this field has no more than {longest} characters."
            raise Stop(400, {name: [text]})
    for name, choices in _CHOICES.items():
        if name in data and data[name] not in choices:
            raise Stop(400, {name: [f'"{data[name]}" is not a valid choice.']})
    endpoint = str(data.get("endpoint", hook.endpoint))
    if not endpoint.startswith("http"):
        raise Stop(400, {"endpoint": ["Invalid scheme"]})
    if endpoint.startswith("http:") and not kobo.allow_http_hooks:
        raise Stop(400, {"endpoint": ["Unsecured endpoint is not allowed"]})
    _check_template(data)
    for name in _FIELDS:
        if name in data:
            setattr(hook, name, data[name])


def _check_template(data: dict[str, Any]) -> None:
    template = data.get("payload_template")
    if not template:
        return
    try:
        json.loads(template.replace(PLACEHOLDER, "{}"))
    except ValueError:
        raise Stop(400, {"payload_template": ["Invalid JSON"]}) from None
    if data.get("export_type", "json") != "json":
        text = "Can be used only with JSON submission format"
        raise Stop(400, {"payload_template": [text]})


def _found(kobo: KoboStandIn, project: Project, hook_uid: str) -> Hook:
    found = next((each for each in kobo.hooks_of(project.uid) if each.uid == hook_uid), None)
    if found is None:
        raise Stop(404, "Not found.")
    return found


def _found_log(kobo: KoboStandIn, project: Project, hook_uid: str, log_uid: str) -> Log:
    owner = _found(kobo, project, hook_uid)
    found = next((each for each in kobo.logs if each.hook is owner and each.uid == log_uid), None)
    if found is None:
        raise Stop(404, "Not found.")
    return found


def _named(hook: Hook) -> dict[str, Any]:
    return {"uid": hook.uid, "endpoint": hook.endpoint, "active": hook.active}


def _describe(kobo: KoboStandIn, hook: Hook) -> dict[str, Any]:
    url = f"{kobo.public_url}/api/v2/assets/{hook.asset_uid}/hooks/{hook.uid}/"
    mine = [each.status for each in kobo.logs if each.hook is hook]
    counts = {f"{word}_count": mine.count(word) for word in ("success", "failed", "pending")}
    words = {name: getattr(hook, name) for name in _FIELDS}
    return words | counts | {"uid": hook.uid, "url": url, "logs_url": f"{url}logs/"}


def _describe_log(kobo: KoboStandIn, log: Log) -> dict[str, Any]:
    hook = f"{kobo.public_url}/api/v2/assets/{log.hook.asset_uid}/hooks/{log.hook.uid}/"
    return {
        "url": f"{hook}logs/{log.uid}/",
        "uid": log.uid,
        "submission_id": log.submission_id,
        "tries": log.tries,
        "status": _STATUS_NUMBERS[log.status],
        "status_str": log.status,
        "status_code": log.status_code,
        "message": log.message,
        "date_modified": f"{log.modified_at:%Y-%m-%dT%H:%M:%SZ}",
    }
