"""The stand-in's API v2: who asks, what for, and the table of its endpoints."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.kobo import data_api, form_api, hook_api, versions_api
from tests.kobo.projects import Project
from tests.kobo.wire import (
    CUT,
    DROPPED,
    LOST,
    WEB_PAGE,
    Answer,
    Faults,
    Request,
    Stop,
    as_answer,
    error_answer,
)

if TYPE_CHECKING:
    from tests.kobo.stand_in import KoboStandIn

__all__ = ["CUT", "DROPPED", "LOST", "WEB_PAGE", "Faults", "respond"]

Endpoint = Callable[..., Answer]
_ASSET = r"/api/v2/assets/(?P<uid>[^/.]+)"
_DATA = rf"{_ASSET}/data"
_HOOK = rf"{_ASSET}/hooks/(?P<hook_uid>[^/.]+)"

# Method, path, right asked for, endpoint. Without the right the project does not exist (404), unless
# it may at least be looked at (403), as kpi's permission classes have it.
_ENDPOINTS: tuple[tuple[str, str, str, Endpoint], ...] = (
    ("GET", _ASSET, "view_asset", form_api.asset),
    ("PATCH", _ASSET, "change_asset", form_api.rename),
    ("GET", rf"{_ASSET}/deployment", "view_asset", form_api.deployment),
    ("POST", rf"{_ASSET}/deployment", "change_asset", form_api.deploy),
    ("PATCH", rf"{_ASSET}/deployment", "change_asset", form_api.redeploy),
    ("GET", rf"{_ASSET}/versions/(?P<version_uid>\w+)", "view_asset", versions_api.version),
    ("GET", rf"{_ASSET}/files", "view_asset", form_api.files),
    ("POST", rf"{_ASSET}/files", "change_asset", form_api.add_file),
    ("GET", rf"{_ASSET}/files/(?P<file_uid>\w+)", "view_asset", form_api.file),
    ("DELETE", rf"{_ASSET}/files/(?P<file_uid>\w+)", "change_asset", form_api.remove_file),
    ("GET", rf"{_ASSET}/files/(?P<file_uid>\w+)/content", "view_asset", form_api.file_content),
    ("GET", rf"{_ASSET}/history", "manage_asset", data_api.history),
    ("GET", _DATA, "view_submissions", data_api.page),
    ("PATCH", rf"{_DATA}/bulk", "change_submissions", data_api.edit_many),
    ("DELETE", rf"{_DATA}/bulk", "delete_submissions", data_api.delete_many),
    ("PATCH", rf"{_DATA}/validation_statuses", "validate_submissions", data_api.judge_many),
    ("GET", rf"{_DATA}/(?P<key>[^/.]+)", "view_submissions", data_api.submission),
    ("DELETE", rf"{_DATA}/(?P<key>[^/.]+)", "delete_submissions", data_api.delete),
    ("GET", rf"{_DATA}/(?P<key>[^/.]+)/attachments", "view_submissions", data_api.attachments),
    (
        "GET",
        rf"{_DATA}/(?P<key>[^/.]+)/attachments/(?P<att>\w+)",
        "view_submissions",
        data_api.attachment,
    ),
    *(
        (method, rf"{_DATA}/(?P<key>[^/.]+)/validation_status", right, endpoint)
        for method, right, endpoint in (
            ("GET", "view_submissions", data_api.validation),
            ("PATCH", "validate_submissions", data_api.judge),
            ("DELETE", "validate_submissions", data_api.unjudge),
        )
    ),
    ("GET", rf"{_ASSET}/hooks", "hooks", hook_api.hooks),
    ("POST", rf"{_ASSET}/hooks", "hooks", hook_api.add_hook),
    ("GET", _HOOK, "hooks", hook_api.hook),
    ("PATCH", _HOOK, "hooks", hook_api.change_hook),
    ("DELETE", _HOOK, "hooks", hook_api.remove_hook),
    ("PATCH", rf"{_HOOK}/retry", "hooks", hook_api.retry_all),
    ("GET", rf"{_HOOK}/logs", "hooks", hook_api.logs),
    ("GET", rf"{_HOOK}/logs/(?P<log_uid>\w+)", "hooks", hook_api.log),
    ("PATCH", rf"{_HOOK}/logs/(?P<log_uid>\w+)/retry", "hooks", hook_api.retry_one),
)
_OF_THE_ACCOUNT: tuple[tuple[str, str, Endpoint], ...] = (
    ("GET", "/me", form_api.account),
    ("GET", "/api/v2/assets", form_api.assets),
    ("POST", "/api/v2/assets", form_api.add_asset),
    ("GET", "/api/v2/imports", form_api.imports),
    ("POST", "/api/v2/imports", form_api.start_import),
    ("GET", r"/api/v2/imports/(?P<import_uid>\w+)", form_api.one_import),
)
# What `hooks` stands for: kpi asks for both, and hides all without them.
_RIGHTS = {"hooks": {"change_asset", "view_submissions"}}
_HIDDEN = {"hooks", "view_asset", "view_submissions"}


def respond(kobo: KoboStandIn, request: Request) -> Answer:
    """Answer one request."""
    if request.path in kobo.blobs:
        return Answer(200, "binary/octet-stream", kobo.blobs[request.path])
    try:
        if re.fullmatch(rf"{_ASSET}\.xls", request.path):
            return _workbook(kobo, request)
        if not request.path.endswith("/"):
            return _with_slash(request)
        return _route(kobo, request, request.path.rstrip("/"))
    except Stop as stop:
        return error_answer(stop, request.query.get("format", "json"))


def _with_slash(request: Request) -> Answer:
    query = urlsplit(request.target).query
    where = f"{request.path}/{'?' if query else ''}{query}"
    return Answer(301, "text/html", b"", (("Location", where),))


def _workbook(kobo: KoboStandIn, request: Request) -> Answer:
    known = _authenticate(kobo, request.authorization)
    uid = request.path.rpartition("/")[2].removesuffix(".xls")
    return form_api.workbook(_project(kobo, uid, "view_asset", known=known))


def _route(kobo: KoboStandIn, request: Request, path: str) -> Answer:
    if path == "/token":
        return _token(kobo, request.authorization)
    known = _authenticate(kobo, request.authorization)
    for method, pattern, endpoint in _OF_THE_ACCOUNT:
        if method == request.method and (found := re.fullmatch(pattern, path)):
            if not known:
                raise Stop(401, "Authentication credentials were not provided.")
            return endpoint(kobo, request, **found.groupdict())
    for method, pattern, right, endpoint in _ENDPOINTS:
        if method == request.method and (found := re.fullmatch(pattern, path)):
            words: dict[str, Any] = found.groupdict()
            project = _project(kobo, words.pop("uid"), right, known=known)
            return endpoint(kobo, request, project, **words)
    raise Stop(404, "Not found.")


def _token(kobo: KoboStandIn, authorization: str | None) -> Answer:
    """Basic user and password in, the token out; any other way is 401."""
    scheme, _, text = (authorization or "").partition(" ")
    try:
        pair = base64.b64decode(text).decode() if scheme == "Basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        pair = ""
    if pair != f"{kobo.username}:{kobo.password}":
        raise Stop(401, "Invalid username/password.")
    return as_answer({"token": kobo.token})


def _authenticate(kobo: KoboStandIn, authorization: str | None) -> bool:
    """Answer whether a token came; a wrong one is 401, none is an anonymous visitor."""
    if authorization is None:
        return False
    if authorization != f"Token {kobo.token}":
        raise Stop(401, "Invalid token.")
    return True


def _project(kobo: KoboStandIn, uid: str, right: str, *, known: bool) -> Project:
    project = kobo.projects.get(uid)
    wanted = _RIGHTS.get(right, {right})
    if project is None or not known:
        raise Stop(404, "Not found.")
    if wanted <= set(project.rights):
        return project
    sight = "view_submissions" if right.endswith("_submissions") else "view_asset"
    if right in _HIDDEN or sight not in project.rights:
        raise Stop(404, "Not found.")
    raise Stop(403, "You do not have permission to perform this action.")
