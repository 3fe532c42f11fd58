"""A KoboToolbox project as pulling reads it: rows by their number, edits by their uuid.

Kobo tells neither when a submission was edited nor which files are still to come; its history needs
rights that accounts for reading lack. So edits, reviews and deletions show when all of a project is gone
through, a thousand rows at a time with the four things that tell of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from app.exchange.kobo_answers import RemoteFile as KoboFile
from app.exchange.kobo_client import PAGE_SIZE, SERVER, KoboClient, asset_path, segment
from app.exchange.remote_client import Call
from app.exchange.remote_errors import RemoteError
from app.exchange.remote_rows import (
    ACCEPTED,
    NEW,
    OPEN,
    REJECTED,
    RETURNED,
    Page,
    Remark,
    RemoteFile,
    RemoteRow,
    RemoteVersion,
    Said,
)

_WORDS: Mapping[str, str] = {
    "validation_status_approved": ACCEPTED,
    "validation_status_not_approved": REJECTED,
    "validation_status_on_hold": RETURNED,
}
_STATUS = {value: uid for uid, value in _WORDS.items()}
_FIELDS = (
    "_id",
    "_uuid",
    "_submission_time",
    "_validation_status",
    "__version__",
    "meta/rootUuid",
)
_FILES = "_attachments"
NEWS = 200  # rows of one page where most of them are to be fetched


class KoboSource:
    """One project of a KoboToolbox account."""

    door: ClassVar[str] = "kobo"
    counts_by_number: ClassVar[bool] = True
    keeps_versions: ClassVar[bool] = False
    at_once: ClassVar[int] = 1  # of how much it bears we know nothing

    def __init__(self, client: KoboClient, asset_uid: str) -> None:
        """`asset_uid` is what Kobo calls our form."""
        self._client = client
        self._asset_uid = asset_uid
        self._username: str | None = None
        # Rows that came with their files: those of the page under way, or asked for one by one.
        self._documents: dict[str, Mapping[str, Any]] = {}

    def page(self, way: str, since: str, position: str) -> Page:
        """Answer the next rows, smallest number first."""
        after, limit = int(position or since or 0), NEWS if way == NEW else PAGE_SIZE
        self._documents.clear()
        where = f"{asset_path(self._asset_uid)}data/"
        fields = (*_FIELDS, _FILES) if way == NEW else _FIELDS
        document = self._client.document(where, **rows_query(after, fields, limit))
        listed = document.get("results")
        if not isinstance(listed, list):
            raise RemoteError(SERVER, "daftar kiriman tidak ada di dalamnya", path=where)
        rows = [row_of(each) for each in listed]
        if way == NEW:
            self._documents.update(zip((row.remote_id for row in rows), listed, strict=True))
        following = rows[-1].remote_id if len(rows) == limit else ""
        count = document.get("count")
        total = count if isinstance(count, int) and not position else None
        return Page(rows, following, total)

    def row(self, key: str) -> RemoteRow:
        """Answer a row by Kobo's number or the instanceID it first had."""
        document = self._client.submission(self._asset_uid, key)
        row = row_of(document)
        self._documents[row.remote_id] = document
        return row

    def versions(self, row: RemoteRow) -> Sequence[RemoteVersion]:
        """Answer the one version there is: Kobo keeps no older ones, nor when one was edited."""
        return (RemoteVersion(f"uuid:{row.mark}", received_at=row.received_at),)

    def xml(self, row: RemoteRow, version: RemoteVersion) -> bytes:
        """Answer the submission's own XML."""
        return self._client.submission_xml(self._asset_uid, row.remote_id)

    def files(self, row: RemoteRow, version: RemoteVersion) -> Sequence[RemoteFile]:
        """Answer the files Kobo holds now; more may come later."""
        document = self._documents.pop(row.remote_id, None)
        if document is None:
            document = self._client.submission(self._asset_uid, row.remote_id)
        return [
            RemoteFile(each.name, each.mimetype, each.url)
            for each in self._client.files_of(self._asset_uid, dict(document))
            if not each.is_deleted
        ]

    def files_named(
        self, row: RemoteRow, version: RemoteVersion, names: Sequence[str]
    ) -> Sequence[RemoteFile] | None:
        """Answer None: a file's address stands in its row."""
        return None

    def open_file(
        self, row: RemoteRow, version: RemoteVersion, file: RemoteFile
    ) -> Iterator[bytes]:
        """Yield a file's bytes."""
        return self._client.open_attachment(KoboFile(file.name, file.key, file.mimetype, False))

    def said(self, remote_id: str) -> Said:
        """Answer a submission's validation status, and who gave it."""
        return self._marked(said_of(self._client.document(self._status_path(remote_id))))

    def say(self, remote_id: str, value: str, reason: str = "") -> Said:
        """Give a submission a validation status, or take it away; no reason goes with it."""
        uid = _STATUS.get(value)
        if uid is None:
            self._client.remote.read(Call("DELETE", self._status_path(remote_id)))
        else:
            self._client.set_validation_status(self._asset_uid, remote_id, uid)
        return self.said(remote_id)

    def remarks(self, remote_id: str) -> Sequence[Remark]:
        """Answer nothing: nobody can write about a submission there."""
        return ()

    def close(self) -> None:
        """Forget the rows of the page under way: a token needs no ending."""
        self._documents.clear()

    def _status_path(self, remote_id: str) -> str:
        return f"{asset_path(self._asset_uid)}data/{segment(remote_id)}/validation_status/"

    def _marked(self, said: Said) -> Said:
        if not said.by:
            return said
        if self._username is None:
            self._username = str(self._client.document("/me/", format="json").get("username"))
        return Said(said.value, said.at, said.by, is_ours=said.by == self._username)


def row_of(document: Mapping[str, Any]) -> RemoteRow:
    """Read a row of Kobo's JSON; RemoteError where it has no number or uuid."""
    number, uuid = document.get("_id"), document.get("_uuid")
    if not isinstance(number, int) or not isinstance(uuid, str):
        raise RemoteError(SERVER, "kiriman di daftarnya tanpa nomor")
    root = document.get("meta/rootUuid") or uuid
    status = document.get("_validation_status")
    return RemoteRow(
        remote_id=str(number),
        root_id=root if ":" in str(root) else f"uuid:{root}",
        mark=uuid[:64],
        said=said_of(status if isinstance(status, Mapping) else {}),
        version=str(document.get("__version__") or "")[:64],
        received_at=_received(document.get("_submission_time")),
    )


def _received(text: object) -> datetime | None:
    """Read when Kobo received it first: UTC without saying so."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def said_of(status: Mapping[str, Any]) -> Said:
    """Read Kobo's validation status: an empty one says nothing."""
    at = status.get("timestamp")
    return Said(
        value=_WORDS.get(str(status.get("uid")), OPEN),
        at=datetime.fromtimestamp(at, UTC) if isinstance(at, int | float) else None,
        by=str(status.get("by_whom") or ""),
    )


def rows_query(after: int, fields: Sequence[str], limit: int) -> dict[str, str]:
    """Answer the query of rows after a number, smallest first."""
    return {
        "format": "json",
        "query": json.dumps({"_id": {"$gt": after}}),
        "sort": json.dumps({"_id": 1}),
        "fields": json.dumps(list(fields)),
        "limit": str(limit),
    }
