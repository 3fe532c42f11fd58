"""Reading a KoboToolbox account over its API v2, and setting what a review decided there.

Every failure leaves this file as a RemoteError; which kpi source file each behaviour rests on stands
in docs/interop.md. How the token is kept to its origin: app/exchange/remote_client.py.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import requests

from app.exchange.kobo_answers import Listed, RemoteFile, Verdict, judge, listed_files
from app.exchange.remote_client import Call, Remote
from app.exchange.remote_errors import Missing, RemoteError, Unreachable

# Kobo cuts a larger `limit` down to this by itself.
PAGE_SIZE = 1000
SERVER = "KoboToolbox"

# kpi routes take no dot and no slash in an id, so one that has them cannot exist there.
_ID = re.compile(r"[^/.\x00-\x20]{1,255}")

SubmissionKey = int | str


class KoboClient:
    """One KoboToolbox account. `pause` waits between tries (tests give one that does not).

    A `session` may be given to mount adapters on; the default one calls no private address.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        session: requests.Session | None = None,
        *,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`base_url` is the account's KPI address; ValueError when it is not plain http(s)."""
        self.remote = Remote(SERVER, base_url, session, pause=pause)
        self.remote.authorization = f"Token {token}"

    def asset(self, asset_uid: str) -> dict[str, Any]:
        """Answer the project as kpi describes it."""
        return self.document(asset_path(asset_uid))

    def verdict(self, asset_uid: str) -> Verdict:
        """Answer whether pulling from this project will work, and if not, why; raises nothing."""
        try:
            asset = self.asset(asset_uid)
        except RemoteError as error:
            reachable = not isinstance(error, Unreachable)
            return Verdict(reachable, None, None, (), (error.message,), error.message)
        return judge(asset)

    def submission(self, asset_uid: str, submission_id: SubmissionKey) -> dict[str, Any]:
        """Answer the submission as flat JSON. The key is Kobo's `_id` or the first instanceID."""
        return self.document(_submission_path(asset_uid, submission_id), format="json")

    def submission_xml(self, asset_uid: str, submission_id: SubmissionKey) -> bytes:
        """Answer the submission's own XML, with nothing around it but an XML declaration."""
        path = _submission_path(asset_uid, submission_id)
        response = self.remote.open(Call("GET", path, {"format": "xml"}, accept="application/xml"))
        body = self.remote.whole(response)
        if "xml" not in response.headers.get("Content-Type", ""):
            raise RemoteError(SERVER, "bukan XML", path=path)
        # kpi keeps whitespace that was sent before the declaration; it is not well-formed.
        return body.lstrip()

    def attachments(self, asset_uid: str, submission_id: SubmissionKey) -> list[RemoteFile]:
        """Answer the files Kobo holds now; more may come later, Kobo does not wait for them."""
        return self.files_of(asset_uid, self.submission(asset_uid, submission_id))

    def files_of(self, asset_uid: str, submission: dict[str, Any]) -> list[RemoteFile]:
        """Answer the files named in a submission that was already fetched as JSON."""
        folder = f"{_submission_path(asset_uid, str(submission.get('_id', 0)))}attachments/"
        return [
            RemoteFile(each.name, self._file_url(folder, each), each.mimetype, each.is_deleted)
            for each in listed_files(submission)
        ]

    def open_attachment(self, remote_file: RemoteFile) -> Iterator[bytes]:
        """Yield the file's bytes; asks at the first one. An answer cut short is Unreachable."""
        return self.remote.stream(Call("GET", remote_file.url))

    def submission_ids_after(self, asset_uid: str, after_id: int, limit: int) -> list[int]:
        """Answer up to `limit` (at most 1000) Kobo ids above `after_id`, smallest first.

        Ids are given before commit, so a smaller one may appear later: let the cursor overlap.
        """
        page = self.document(
            f"{asset_path(asset_uid)}data/",
            format="json",
            query=json.dumps({"_id": {"$gt": after_id}}),
            sort=json.dumps({"_id": 1}),
            fields=json.dumps(["_id"]),
            limit=str(max(1, min(limit, PAGE_SIZE))),
        )
        found = (row.get("_id") for row in _rows(page, asset_uid))
        return [number for number in found if isinstance(number, int)]

    def set_validation_status(
        self, asset_uid: str, submission_id: SubmissionKey, status_uid: str
    ) -> dict[str, Any]:
        """Set what a review decided, e.g. `validation_status_approved`; answer it as it stands."""
        path = f"{_submission_path(asset_uid, submission_id)}validation_status/"
        return self.send("PATCH", path, {"validation_status.uid": status_uid})

    def history(self, asset_uid: str, query: str, start: int, limit: int) -> list[dict[str, Any]]:
        """Answer entries of the project's history, newest first; the right to manage it is needed."""
        where = f"{asset_path(asset_uid)}history/"
        page = self.document(where, format="json", q=query, start=str(start), limit=str(limit))
        return _rows(page, asset_uid)

    def document(self, path: str, **query: str) -> dict[str, Any]:
        """Answer the JSON object at a path."""
        return self.object_of(Call("GET", path, query))

    def send(self, method: str, path: str, document: object) -> dict[str, Any]:
        """Send a JSON document whose repetition changes nothing; answer the object it gives."""
        headers = {"Content-Type": "application/json"}
        body = json.dumps(document).encode()
        repeatable = None if method == "POST" else True
        return self.object_of(Call(method, path, body=body, headers=headers, repeatable=repeatable))

    def object_of(self, call: Call) -> dict[str, Any]:
        """Answer the JSON object a call is answered with."""
        document = self.remote.json(call)
        if not isinstance(document, dict):
            raise RemoteError(SERVER, "JSON-nya bukan objek", path=call.path)
        return document

    def _file_url(self, folder: str, listed: Listed) -> str:
        if listed.uid:
            return f"{self.remote.base}{folder}{segment(listed.uid)}/"
        _, api, rest = listed.download_url.partition("/api/v2/")
        return f"{self.remote.base}{api}{rest}" if api else listed.download_url


def _rows(page: dict[str, Any], asset_uid: str) -> list[dict[str, Any]]:
    rows = page.get("results")
    if not isinstance(rows, list):
        raise RemoteError(SERVER, "daftar kiriman tidak ada di dalamnya", asset_uid=asset_uid)
    return [row for row in rows if isinstance(row, dict)]


def asset_path(asset_uid: str) -> str:
    """Answer the API path of a project."""
    return f"/api/v2/assets/{segment(asset_uid)}/"


def _submission_path(asset_uid: str, submission_id: SubmissionKey) -> str:
    key = str(submission_id).removeprefix("uuid:")
    return f"{asset_path(asset_uid)}data/{segment(key)}/"


def segment(text: str) -> str:
    """Answer an id as a part of a path; Missing when it cannot be one of Kobo's."""
    if not _ID.fullmatch(text):
        raise Missing(SERVER, "nomornya bukan nomor KoboToolbox")
    return quote(text, safe="")
