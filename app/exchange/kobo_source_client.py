"""A KoboToolbox project as pulling reads it: rows by their number, edits by their uuid.

Kobo tells neither when a submission was edited nor which files are still to come; its history needs
rights that accounts for reading lack. `kobo_turns` says how a round finds reviews and edits; what was
deleted shows by counting.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from app.exchange.kobo_answers import RemoteFile as KoboFile
from app.exchange.kobo_answers import listed_files
from app.exchange.kobo_client import SERVER, KoboClient, asset_path, segment
from app.exchange.kobo_turns import NUMBERS, PAGE_SIZE, cursor_after, following, turn_of
from app.exchange.remote_client import Call
from app.exchange.remote_errors import RemoteError
from app.exchange.remote_rows import (
    ACCEPTED,
    NEW,
    OPEN,
    REJECTED,
    RETURNED,
    FilesFound,
    FilesHeld,
    Page,
    Remark,
    RemoteFile,
    RemoteRow,
    RemoteVersion,
    Said,
    md5_of,
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


class KoboSource:
    """One project of a KoboToolbox account."""

    door: ClassVar[str] = "kobo"
    counts_by_number: ClassVar[bool] = True
    keeps_versions: ClassVar[bool] = False
    at_once: ClassVar[int] = 1  # of how much it bears we know nothing
    rows_again: ClassVar[int] = 200

    def __init__(self, client: KoboClient, asset_uid: str) -> None:
        """`asset_uid` is what Kobo calls our form."""
        self._client = client
        self._asset_uid = asset_uid
        self._username: str | None = None
        # Rows that came with their files: those of the page under way, or asked for one by one.
        self._documents: dict[str, Mapping[str, Any]] = {}

    def page(self, way: str, since: str, position: str) -> Page:
        """Answer the next rows, smallest number first."""
        if way == NEW:
            return self._news(since, position)
        rows, document = self._list({"_id": {"$gt": int(position or 0)}}, _FIELDS, PAGE_SIZE)
        following = rows[-1].remote_id if len(rows) == PAGE_SIZE else ""
        return Page(rows, following, None if position else _count(document))

    def _news(self, since: str, position: str) -> Page:
        """Answer a page of what is new, judged or edited; the first rows of a round with their files."""
        turn = turn_of(since, position, int(time.time()))
        is_new = turn.of == NUMBERS
        fields = (*_FIELDS, _FILES) if is_new else _FIELDS
        rows, document = self._list(turn.query(), fields, turn.limit)
        listed = document["results"]
        if is_new:
            self._documents.update(zip((row.remote_id for row in rows), listed, strict=True))
        then = following(turn, listed, int(time.time()))
        total = None if position else _count(document)
        cursor = "" if then else cursor_after(turn, listed, int(time.time()))
        return Page(rows, then.written() if then else "", total, cursor)

    def _list(
        self, query: Mapping[str, Any], fields: Sequence[str], limit: int
    ) -> tuple[list[RemoteRow], dict[str, Any]]:
        self._documents.clear()
        where = f"{asset_path(self._asset_uid)}data/"
        document = self._client.document(where, **rows_query(query, fields, limit))
        listed = document.get("results")
        if not isinstance(listed, list):
            raise RemoteError(SERVER, "daftar kiriman tidak ada di dalamnya", path=where)
        return [row_of(each) for each in listed], document

    def count(self, after: int, upto: int, *, judged: bool) -> int:
        """Answer how many rows have a number between two; `judged`: those with a validation status."""
        query: dict[str, Any] = {"_id": {"$gt": after, "$lte": upto}}
        if judged:
            query["_validation_status.uid"] = {"$in": list(_WORDS)}
        _rows, document = self._list(query, ("_id",), 1)
        count = _count(document)
        if count is None:
            raise RemoteError(SERVER, "jumlah kiriman tidak ada di dalamnya")
        return count

    def between(self, after: int, upto: int) -> Sequence[RemoteRow]:
        """Answer the rows with a number between two, at most a page."""
        return self._list({"_id": {"$gt": after, "$lte": upto}}, _FIELDS, PAGE_SIZE)[0]

    def files_again(self, held: Sequence[FilesHeld]) -> Iterator[FilesFound]:
        """Yield of each row how its files stand: where none has another uid none is fetched."""
        by_id = {one.remote_id: one for one in held}
        fields = (*_FIELDS, _FILES)
        query = {"_id": {"$in": [int(number) for number in by_id]}}
        rows, document = self._list(query, fields, len(by_id))
        for row, listed in zip(rows, document["results"], strict=True):
            known = by_id[row.remote_id]
            changed = known.mark not in {"", row.files_mark}
            replaced = self._replaced(known.read_md5(), listed) if changed else ()
            yield FilesFound(row.remote_id, row.files_mark, replaced, changed)

    def _replaced(self, held: Mapping[str, str], document: Mapping[str, Any]) -> tuple[str, ...]:
        files = self._client.files_of(self._asset_uid, dict(document))
        return tuple(
            file.name
            for file in files
            if file.name in held
            and not file.is_deleted
            and md5_of(self._client.open_attachment(file)) != held[file.name]
        )

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
        files_mark=_files_mark(document),
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


def rows_query(query: Mapping[str, Any], fields: Sequence[str], limit: int) -> dict[str, str]:
    """Answer the query of rows that meet Mongo's words, smallest number first."""
    return {
        "format": "json",
        "query": json.dumps(query),
        "sort": json.dumps({"_id": 1}),
        "fields": json.dumps(list(fields)),
        "limit": str(limit),
    }


def _count(document: Mapping[str, Any]) -> int | None:
    count = document.get("count")
    return count if isinstance(count, int) else None


def _files_mark(document: Mapping[str, Any]) -> str:
    """Answer what changes when a file does: Kobo gives one that is put in place of another a new uid."""
    if _FILES not in document:
        return ""
    files = sorted(f"{one.uid} {one.name}" for one in listed_files(document) if not one.is_deleted)
    return hashlib.sha256("\n".join(files).encode()).hexdigest()
