"""Giving a KoboToolbox account a form: project, import, files, deployment and the hook.

Read in kobotoolbox/kpi; docs/interop.md says which file each behaviour rests on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from urllib3 import encode_multipart_formdata

from app.exchange.kobo_client import SERVER, KoboClient, asset_path, segment
from app.exchange.remote_client import Call
from app.exchange.remote_errors import RemoteError

DEPLOY_SECONDS = 120.0  # Kobo compiles the form while we wait
XLSX_NAME = "formulir.xlsx"

Document = dict[str, Any]


class KoboPublisher(KoboClient):
    """One KoboToolbox account whose projects we make and change."""

    def account(self) -> Document:
        """Answer whose token it is; without a `username` the server does not know it."""
        return self.document("/me/", format="json")

    def projects_named(self, mark: str) -> list[str]:
        """Answer the uids of projects whose name holds a mark, oldest first."""
        page = self.document("/api/v2/assets/", format="json", q=mark)
        rows = page.get("results")
        found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        return sorted(str(row["uid"]) for row in found if mark in str(row.get("name")))

    def create_project(self, name: str) -> str:
        """Make an empty project and answer its uid."""
        document = {"name": name, "asset_type": "survey"}
        return _uid(self.send("POST", "/api/v2/assets/", document))

    def start_import(self, asset_uid: str, workbook: bytes) -> str:
        """Replace a project's form by a workbook, in the background; answer the import's uid."""
        destination = f"{self.remote.base}{asset_path(asset_uid)}"
        fields = {"library": "false", "destination": destination, "name": XLSX_NAME}
        call = _multipart("POST", "/api/v2/imports/", fields, {"file": (XLSX_NAME, workbook)})
        return _uid(self.object_of(call))

    def import_state(self, import_uid: str) -> Document:
        """Answer how an import stands: `status`, and `messages` once it ended."""
        return self.document(f"/api/v2/imports/{segment(import_uid)}/", format="json")

    def form_files(self, asset_uid: str) -> list[Document]:
        """Answer the files of the form: uid, metadata with filename and hash."""
        where = f"{asset_path(asset_uid)}files/"
        page = self.document(where, format="json", file_type="form_media", limit="1000")
        rows = page.get("results")
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def add_file(self, asset_uid: str, name: str, content: bytes) -> None:
        """Give the form a file; Rejected when it has one of this name."""
        fields = {
            "file_type": "form_media",
            "description": "Simpul",
            "metadata": json.dumps({"filename": name}),
        }
        path = f"{asset_path(asset_uid)}files/"
        self.object_of(_multipart("POST", path, fields, {"content": (name, content)}))

    def remove_file(self, asset_uid: str, file_uid: str) -> None:
        """Take a file of the form away; Missing when it is not there."""
        self.remote.read(Call("DELETE", f"{asset_path(asset_uid)}files/{segment(file_uid)}/"))

    def deploy(self, asset_uid: str, version_id: str, *, first: bool) -> Document:
        """Deploy the current version, for the first time or anew; Rejected: Kobo cannot compile it."""
        method = "POST" if first else "PATCH"
        headers = {"Content-Type": "application/json"}
        body = json.dumps({"active": True, "version_id": version_id}).encode()
        path = f"{asset_path(asset_uid)}deployment/"
        return self.object_of(
            Call(method, path, body=body, headers=headers, read_seconds=DEPLOY_SECONDS)
        )

    def hooks(self, asset_uid: str) -> list[Document]:
        """Answer the REST services of a project."""
        page = self.document(f"{asset_path(asset_uid)}hooks/", format="json", limit="1000")
        rows = page.get("results")
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def add_hook(self, asset_uid: str, hook: Mapping[str, Any]) -> None:
        """Register a REST service."""
        self.send("POST", f"{asset_path(asset_uid)}hooks/", hook)

    def change_hook(self, asset_uid: str, hook_uid: str, hook: Mapping[str, Any]) -> None:
        """Change a REST service to what it should be."""
        self.send("PATCH", f"{asset_path(asset_uid)}hooks/{segment(hook_uid)}/", hook)


def _multipart(
    method: str, path: str, fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]
) -> Call:
    body, content_type = encode_multipart_formdata([*fields.items(), *files.items()])
    return Call(method, path, body=body, headers={"Content-Type": content_type})


def _uid(document: Document) -> str:
    uid = document.get("uid")
    if not isinstance(uid, str) or not uid:
        raise RemoteError(SERVER, "nomornya tidak ada di dalamnya")
    return uid
