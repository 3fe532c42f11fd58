"""Endpoints of forms: imports, assets, their files, deployment."""

from __future__ import annotations

import base64
import hashlib
import json
import mimetypes
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from tests.kobo.forms import WORKBOOK, ImportFailed, NotDeployable, as_workbook, read_workbook
from tests.kobo.paging import paged
from tests.kobo.projects import MediaFile, Project
from tests.kobo.queries import searched
from tests.kobo.wire import Answer, Request, Stop, as_answer

if TYPE_CHECKING:
    from tests.kobo.stand_in import KoboStandIn

ALLOWED_MEDIA = (
    *("image", "audio", "video", "text/csv"),
    *("application/xml", "application/zip", "application/geo+json"),
)
FILE_TYPES = {"form_media", "map_layer"}
_TWO_WAYS = (
    "You cannot upload media file with two different ways at the same time. Please choose between "
    "binary upload, base64 or remote URL."
)


def account(kobo: KoboStandIn, _request: Request) -> Answer:
    """Answer who the token's account is."""
    return as_answer({"username": kobo.username, "first_name": "", "last_name": ""})


# -- imports


def start_import(kobo: KoboStandIn, request: Request) -> Answer:
    """Start an import; kpi always says `processing`, whatever was sent."""
    sent = request.data
    found = kobo.new_import(
        _uploaded(request),
        name=sent.get("name") or "",
        destination=sent.get("destination") or "",
        desired_type=sent.get("desired_type") or "survey",
    )
    url = f"{kobo.public_url}/api/v2/imports/{found['uid']}/"
    return as_answer({"uid": found["uid"], "url": url, "status": "processing"}, 201)


def _uploaded(request: Request) -> bytes | None:
    if "base64Encoded" in request.data:
        text = str(request.data["base64Encoded"])
        return base64.b64decode(text[text.index("base64") + 7 :])
    if "file" in request.files:
        return request.files["file"][1]
    return None


def run_import(kobo: KoboStandIn, source: bytes | None, task: dict[str, str]) -> dict[str, Any]:
    """Carry an import out as kpi's background task does; answer its messages or raise."""
    destination = _destination(kobo, task["destination"]) if task["destination"] else None
    if source is None:
        text = "ImportTask data must contain `base64Encoded`, `url`, or `single_xls_url`"
        raise ImportFailed("Exception", text)
    content = read_workbook(source)
    if destination is None:
        title = PurePath(task["name"]).stem
        project = kobo.new_project(title, asset_type=task["desired_type"])
        project.saves = 0
        verb = "created"
    else:
        project, verb = destination, "updated"
        kobo.remember(project, "replace-form", latest_version_uid=project.version_uid)
    project.save(content, kobo.now)
    row = {"uid": project.uid, "kind": "asset", "owner__username": kobo.username}
    return {verb: [row | {"summary": _summary(project)}]}


def _destination(kobo: KoboStandIn, url: str) -> Project:
    project = kobo.projects.get(url.rstrip("/").rpartition("/")[2])
    if project is None:
        raise ImportFailed("Resolver404", "Not found.")
    if "change_asset" not in project.rights:
        raise ImportFailed("PermissionDenied", "user cannot update asset")
    return project


def one_import(kobo: KoboStandIn, _request: Request, import_uid: str) -> Answer:
    """Answer how an import stands; it has to be asked `import_polls` times before it is done."""
    found = kobo.imports.get(import_uid)
    if found is None:
        raise Stop(404, "Not found.")
    found["polls"] += 1
    waiting = found["polls"] <= kobo.import_polls
    return as_answer(
        {
            "status": "processing" if waiting else found["status"],
            "uid": import_uid,
            "messages": {} if waiting else found["messages"],
            "date_created": found["date_created"],
        }
    )


def imports(kobo: KoboStandIn, request: Request) -> Answer:
    """Answer the account's imports."""
    hidden = {"polls"}
    rows = [
        {key: value for key, value in each.items() if key not in hidden}
        for each in kobo.imports.values()
    ]
    return as_answer(paged(kobo.public_url, request, rows))


# -- assets


def assets(kobo: KoboStandIn, request: Request) -> Answer:
    """Answer the projects the account may see; `q` filters them."""
    seen = [each for each in kobo.projects.values() if "view_asset" in each.rights]
    rows = [describe(kobo, each) for each in seen]
    found = [row for row in rows if searched(request.query.get("q", ""), row, "name")]
    return as_answer(paged(kobo.public_url, request, found))


def add_asset(kobo: KoboStandIn, request: Request) -> Answer:
    """Make a project from JSON."""
    sent = request.data
    project = kobo.new_project(sent.get("name") or "", asset_type=sent.get("asset_type") or "")
    if content := sent.get("content"):
        document = json.loads(content) if isinstance(content, str) else content
        project.saves = 0
        project.save(document, kobo.now)
    return as_answer(describe(kobo, project), 201)


def asset(kobo: KoboStandIn, _request: Request, project: Project) -> Answer:
    """Answer one project."""
    return as_answer(describe(kobo, project))


def rename(kobo: KoboStandIn, request: Request, project: Project) -> Answer:
    """Change the name of a project; nothing else of it is imitated."""
    project.name = str(request.data.get("name", project.name))
    project.modified_at = kobo.now
    return as_answer(describe(kobo, project))


def workbook(project: Project) -> Answer:
    """Answer the form as .xlsx (kpi's address says .xls), without what deployment adds."""
    name = (("Content-Disposition", f"attachment; filename={project.uid}.xlsx"),)
    return Answer(200, WORKBOOK, as_workbook(project.content), name)


def describe(kobo: KoboStandIn, project: Project) -> dict[str, Any]:
    """Answer a project as kpi's asset serializer does, as far as a client reads it."""
    url = f"{kobo.public_url}/api/v2/assets/{project.uid}/"
    deployed = project.deployments > 0
    return {
        "url": url,
        "uid": project.uid,
        "kind": "asset",
        "name": project.name,
        "asset_type": project.asset_type,
        "owner__username": kobo.username,
        "date_modified": f"{project.modified_at:%Y-%m-%dT%H:%M:%SZ}",
        "date_deployed": f"{project.deployed_at:%Y-%m-%dT%H:%M:%SZ}" if deployed else None,
        "summary": _summary(project),
        "content": project.content,
        "files": [_file_json(kobo, project, each) for each in project.media],
        "version_id": project.version_uid,
        "version_count": project.saves,
        "has_deployment": deployed,
        "deployed_version_id": project.deployed_version_uid,
        "deployment__active": deployed and project.active,
        "deployment__links": {"url": f"{kobo.public_url}/x/{project.uid}"} if deployed else {},
        "deployment__submission_count": len(project.submissions),
        "deployment__uuid": project.form_uuid if deployed else "",
        "deployment_status": _status(project),
        "xls_link": f"{url}xls/",
        "downloads": [{"format": "xls", "url": f"{url[:-1]}.xls"}],
        "effective_permissions": [{"codename": right} for right in project.rights],
    }


def _summary(project: Project) -> dict[str, Any]:
    return {"row_count": len(project.content.get("survey", [])), "languages": []}


def _status(project: Project) -> str:
    if not project.deployments:
        return "draft"
    return "deployed" if project.active else "archived"


# -- deployment


def deployment(kobo: KoboStandIn, _request: Request, project: Project) -> Answer:
    """Answer the deployment, 404 before the first."""
    if not project.deployments:
        raise Stop(404, "Not found.")
    return as_answer(_deployment(kobo, project))


def deploy(kobo: KoboStandIn, request: Request, project: Project) -> Answer:
    """Deploy for the first time; without `active` the form is deployed and closed at once."""
    _must_be_survey(project)
    if project.deployments:
        raise Stop(405, "Use PATCH to update an existing deployment")
    _must_be_current(request, project)
    _deploy(kobo, project, active=_is_true(request.data.get("active", False)))
    kobo.remember(project, "deploy", latest_deployed_version_uid=project.deployed_version_uid)
    return as_answer(_deployment(kobo, project))


def redeploy(kobo: KoboStandIn, request: Request, project: Project) -> Answer:
    """Deploy anew; with `active` alone only open or close the form."""
    _must_be_survey(project)
    if not project.deployments:
        raise Stop(405, "Use POST to create a new deployment")
    active = _is_true(request.data.get("active", project.active))
    if set(request.data) == {"active"}:
        project.active = active
        kobo.remember(project, "unarchive" if active else "archive")
        return as_answer(_deployment(kobo, project))
    _must_be_current(request, project)
    _deploy(kobo, project, active=active)
    kobo.remember(project, "redeploy", latest_deployed_version_uid=project.deployed_version_uid)
    return as_answer(_deployment(kobo, project))


def _deploy(kobo: KoboStandIn, project: Project, *, active: bool) -> None:
    try:
        project.deploy(kobo.now, active=active)
    except NotDeployable as error:
        raise Stop(400, {"error": str(error)}) from None


def _must_be_survey(project: Project) -> None:
    if project.asset_type != "survey":
        # BadAssetTypeException is caught nowhere: Django's own page for a failure.
        raise Stop(500, "Server Error (500)")


def _must_be_current(request: Request, project: Project) -> None:
    if request.data.get("version_id", project.version_uid) != project.version_uid:
        # NotImplementedError("Only the current version_id can be deployed") is caught nowhere.
        raise Stop(500, "Server Error (500)")


def _deployment(kobo: KoboStandIn, project: Project) -> dict[str, Any]:
    return {
        "backend": "openrosa",
        "active": project.active,
        "version_id": project.deployed_version_uid,
        "asset": describe(kobo, project),
    }


def _is_true(value: object) -> bool:
    return value is True or str(value).casefold() in {"true", "1", "t", "yes", "on"}


# -- files


def files(kobo: KoboStandIn, request: Request, project: Project) -> Answer:
    """Answer the files of the form; `file_type` filters them."""
    wanted = request.query.get("file_type")
    rows = [
        _file_json(kobo, project, each)
        for each in project.media
        if wanted in {None, each.file_type}
    ]
    return as_answer(paged(kobo.public_url, request, rows))


def add_file(kobo: KoboStandIn, request: Request, project: Project) -> Answer:
    """Take a file: in a multipart body or base64; a form's file name is unique."""
    file_type = str(request.data.get("file_type", ""))
    if file_type not in FILE_TYPES:
        raise Stop(400, {"file_type": [f'"{file_type}" is not a valid choice.']})
    if not request.data.get("description"):
        raise Stop(400, {"description": ["This field is required."]})
    field, name, content = _sent_file(request)
    kind = mimetypes.guess_type(name)[0] or ""
    if file_type == "form_media" and not kind.startswith(ALLOWED_MEDIA):
        allowed = "`, `".join(ALLOWED_MEDIA)
        raise Stop(400, {field: [f"Only `{allowed}` MIME types are allowed"]})
    if file_type == "form_media" and any(each.name == name for each in project.media):
        raise Stop(400, {field: ["File already exists"]})
    description = str(request.data["description"])
    made = MediaFile(kobo.new_uid("af"), name, content, description, file_type, kobo.now)
    project.media.append(made)
    named = {"uid": made.uid, "filename": name}
    kobo.remember(project, "add-media", **{"asset-file": named})
    return as_answer(_file_json(kobo, project, made), 201)


def _sent_file(request: Request) -> tuple[str, str, bytes]:
    """Answer the field a file came in, its name and its bytes."""
    metadata = request.data.get("metadata")
    try:
        words = json.loads(metadata) if isinstance(metadata, str) else metadata or {}
    except ValueError:
        raise Stop(400, {"metadata": ["JSON is invalid"]}) from None
    if "base64Encoded" in request.data and "content" in request.files:
        raise Stop(400, {"detail": [_TWO_WAYS]})
    if "content" in request.files:
        return ("content", *request.files["content"])
    text = str(request.data.get("base64Encoded", ""))
    if not text:
        raise Stop(400, {"content": ["No files have been submitted"]})
    if metadata is None:
        raise Stop(400, {"metadata": ["This field is required"]})
    if "filename" not in words:
        raise Stop(400, {"metadata": ["`filename` is required"]})
    if "base64" not in text:
        raise Stop(400, {"base64Encoded": ["Invalid content"]})
    return "base64Encoded", words["filename"], base64.b64decode(text[text.index("base64") + 7 :])


def file(kobo: KoboStandIn, _request: Request, project: Project, file_uid: str) -> Answer:
    """Answer what is known of a file."""
    return as_answer(_file_json(kobo, project, _found(project, file_uid)))


def file_content(_kobo: KoboStandIn, _request: Request, project: Project, file_uid: str) -> Answer:
    """Answer the bytes of a file."""
    found = _found(project, file_uid)
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    return Answer(200, kind, found.content)


def remove_file(kobo: KoboStandIn, _request: Request, project: Project, file_uid: str) -> Answer:
    """Take a file away; phones keep it until the next deployment."""
    found = _found(project, file_uid)
    project.media.remove(found)
    named = {"uid": found.uid, "filename": found.name}
    kobo.remember(project, "delete-media", **{"asset-file": named})
    return Answer(204)


def _found(project: Project, file_uid: str) -> MediaFile:
    found = next((each for each in project.media if each.uid == file_uid), None)
    if found is None:
        raise Stop(404, "Not found.")
    return found


def _file_json(kobo: KoboStandIn, project: Project, media: MediaFile) -> dict[str, Any]:
    url = f"{kobo.public_url}/api/v2/assets/{project.uid}/files/{media.uid}/"
    return {
        "uid": media.uid,
        "url": url,
        "asset": f"{kobo.public_url}/api/v2/assets/{project.uid}/",
        "user__username": kobo.username,
        "file_type": media.file_type,
        "description": media.description,
        "date_created": f"{media.made_at:%Y-%m-%dT%H:%M:%SZ}",
        "content": f"{url}content/",
        "metadata": {
            "filename": media.name,
            "mimetype": mimetypes.guess_type(media.name)[0],
            "hash": f"md5:{hashlib.md5(media.content, usedforsecurity=False).hexdigest()}",
        },
    }
