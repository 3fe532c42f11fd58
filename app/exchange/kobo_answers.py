"""Reading KoboToolbox's JSON: a submission's files, a project's rights. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

NEEDED_RIGHTS = ("view_asset", "view_submissions")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a submission, still at Kobo. `name` is the one the answer in the XML gives.

    `is_deleted`: somebody deleted it at Kobo; it is listed but can no longer be fetched.
    """

    name: str
    url: str
    mimetype: str
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as a submission lists it; `uid` is empty in entries from before kpi had them."""

    uid: str
    name: str
    download_url: str
    mimetype: str
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an account can do with one project; pulling works when nothing is `missing`."""

    reachable: bool
    name: str | None
    deployed_version: str | None
    rights: tuple[str, ...]
    missing: tuple[str, ...]
    message: str


def listed_files(submission: Mapping[str, Any]) -> Iterator[Listed]:
    """Yield the files a submission names, in Kobo's order."""
    entries = submission.get("_attachments")
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            # `filename` is a path in Kobo's storage, where spaces became underscores.
            stored_as = str(entry.get("filename") or "").rpartition("/")[2]
            yield Listed(
                uid=str(entry.get("uid") or ""),
                name=str(entry.get("media_file_basename") or stored_as),
                download_url=str(entry.get("download_url") or ""),
                mimetype=str(entry.get("mimetype") or "application/octet-stream"),
                is_deleted=bool(entry.get("is_deleted")),
            )


def judge(asset: Mapping[str, Any]) -> Verdict:
    """Answer whether a project can be pulled from, after what kpi says of it to this account."""
    rights = tuple(sorted(_codenames(asset.get("effective_permissions"))))
    missing = [f"hak {right}" for right in NEEDED_RIGHTS if right not in rights]
    if not asset.get("has_deployment"):
        missing.append("proyek belum diterbitkan (deploy)")
    name = str(asset.get("name") or asset.get("uid") or "")
    message = f"Proyek {name} siap ditarik."
    if missing:
        message = f"Proyek {name} belum dapat ditarik; yang kurang: {', '.join(missing)}."
    version = asset.get("deployed_version_id")
    deployed = version if isinstance(version, str) else None
    return Verdict(True, name, deployed, rights, tuple(missing), message)


def _codenames(permissions: object) -> Iterator[str]:
    for permission in permissions if isinstance(permissions, list) else []:
        if isinstance(permission, dict) and isinstance(permission.get("codename"), str):
            yield permission["codename"]
