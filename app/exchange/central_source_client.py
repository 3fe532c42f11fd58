"""A form of an ODK Central as pulling reads it: its table by time of change, its submissions whole.

The times Central gives are of the moment a row was written, not of its commit, so whoever asks lets the
time overlap. Late files change no time at all; rows that lack files are looked at again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from app.exchange.central_client import CentralClient
from app.exchange.central_session_client import SERVER
from app.exchange.remote_client import Call
from app.exchange.remote_errors import Missing, Refused, Rejected, RemoteError
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

# `edited` and `received` say that nobody has looked at it as it is now.
_WORDS: Mapping[str, str] = {
    "approved": ACCEPTED,
    "hasIssues": RETURNED,
    "rejected": REJECTED,
}
_STATES = {value: state for state, value in _WORDS.items()}
_SENT = "__system/submissionDate"
_CHANGED = f"({_SENT} ge {{0}} or __system/updatedAt ge {{0}})"
_DELETED = "__system/deletedAt ge {0}"
_COLUMNS = "__id,__system"
ROWS = 250
NOT_MODIFIED = 304


class CentralSource:
    """One form of a project of a Central."""

    door: ClassVar[str] = "central"
    counts_by_number: ClassVar[bool] = False
    keeps_versions: ClassVar[bool] = True
    at_once: ClassVar[int] = 4
    rows_again: ClassVar[int] = 10

    def __init__(self, client: CentralClient, form_id: str) -> None:
        """`form_id` is what Central calls our form."""
        self._client = client
        self._form_id = form_id
        self._user_id: object = None

    def page(self, way: str, since: str, position: str) -> Page:
        """Answer the next rows, oldest first; after them what was deleted since.

        The oldest come first over all pages: what phones say of one person builds on what was before.
        """
        place = _place_of(position)
        rows, _link = self._client.page(self._table, place.query(since))
        read = [row_of(row) for row in rows]
        place.check(rows)
        following = place.after(rows)
        if following is None and way == NEW and since and not place.deleted:
            following = _Place(deleted=True)
        met = frozenset(place.met)
        found = [row for row in read if row.remote_id not in met]
        total = None if since or position else self._count()
        return Page(found, json.dumps(asdict(following)) if following else "", total)

    def _count(self) -> int | None:
        """Answer how many there are in all: asked once, for each page would count them anew."""
        asked = Call("GET", self._table, {"$top": "0", "$count": "true"})
        document = self._client.call(asked)
        count = document.get("@odata.count") if isinstance(document, dict) else None
        return count if isinstance(count, int) else None

    @property
    def _table(self) -> str:
        return f"{self._client.form_path(self._form_id)}.svc/Submissions"

    def row(self, key: str) -> RemoteRow:
        """Answer a row by its first instanceID; Missing when there is none."""
        quoted = key.replace("'", "''")
        rows, _following = self._client.page(self._table, _query(f"__id eq '{quoted}'"))
        if not rows:
            raise Missing(SERVER, "kiriman itu tidak ada")
        return row_of(rows[0])

    def versions(self, row: RemoteRow) -> Sequence[RemoteVersion]:
        """Answer what it was and what counts now, oldest first."""
        first = RemoteVersion(row.remote_id, received_at=row.received_at)
        if row.mark == "0":
            return (first,)
        listed = self._client.submission_versions(self._form_id, row.remote_id)
        found: list[RemoteVersion] = []
        for one in reversed(listed):
            is_current = bool(one.get("current"))
            instance_id, at = str(one.get("instanceId") or ""), _moment(one.get("createdAt"))
            found.append(RemoteVersion(instance_id, is_current, at))
            if is_current:
                break
        return found or (first,)

    def xml(self, row: RemoteRow, version: RemoteVersion) -> bytes:
        """Answer a version as it was sent."""
        if version.is_current:
            return self._client.submission_xml(self._form_id, row.remote_id)
        version_id = version.instance_id
        return self._client.submission_version_xml(self._form_id, row.remote_id, version_id)

    def files(self, row: RemoteRow, version: RemoteVersion) -> Sequence[RemoteFile]:
        """Answer the files of a version that have arrived there."""
        if version.is_current and row.files == 0:
            return ()
        path = f"{self._path(row, version)}/attachments"
        try:
            listed = self._client.get(path)
        except Missing:
            if version.is_current:
                raise
            return ()  # it serves no files of older versions
        here = [one for one in listed if one.get("exists")] if isinstance(listed, list) else []
        names = [str(one.get("name")) for one in here]
        return [RemoteFile(name, "", name) for name in names]

    def files_named(
        self, row: RemoteRow, version: RemoteVersion, names: Sequence[str]
    ) -> Sequence[RemoteFile] | None:
        """Answer the files by the names they have in the answers, where all of them have arrived."""
        if not (version.is_current and row.has_all_files and row.files == len(names)):
            return None
        return [RemoteFile(name, "", name) for name in names]

    def open_file(
        self, row: RemoteRow, version: RemoteVersion, file: RemoteFile
    ) -> Iterator[bytes]:
        """Yield a file's bytes."""
        if version.is_current:
            return self._client.open_attachment(self._form_id, row.remote_id, file.key)
        of_version = ("versions", version.instance_id, "attachments", file.key)
        return self._client.stream(self._below(row.remote_id, *of_version))

    def files_again(self, held: Sequence[FilesHeld]) -> Iterator[FilesFound]:
        """Yield of each row which of its files are others there by now; what is not costs little."""
        for one in held:
            asked = one.read_md5().items()
            replaced = [name for name, md5 in asked if self._is_other(one.remote_id, name, md5)]
            yield FilesFound(one.remote_id, one.mark, tuple(replaced))

    def _is_other(self, remote_id: str, name: str, md5: str) -> bool:
        """Answer whether a file there is another: Central names each by the MD5 of its bytes."""
        path = self._below(remote_id, "attachments", name)
        try:
            return md5_of(self._client.stream(path, {"If-None-Match": f'"{md5}"'})) != md5
        except Missing:
            return False
        except Rejected as error:
            if error.details.get("status") != NOT_MODIFIED:
                raise
            return False

    def _path(self, row: RemoteRow, version: RemoteVersion) -> str:
        older = () if version.is_current else ("versions", version.instance_id)
        return self._below(row.remote_id, *older)

    def _below(self, remote_id: str, *parts: str) -> str:
        return self._client.form_path(self._form_id, "submissions", remote_id, *parts)

    # -- review

    def said(self, remote_id: str) -> Said:
        """Answer the review state; when and by whom the submission's log tells, where it is kept."""
        about = self._client.submission(self._form_id, remote_id)
        value = _WORDS.get(str(about.get("reviewState")), OPEN)
        act = self._last_review(remote_id)
        if act is None:
            return Said(value, _moment(about.get("updatedAt")))
        if self._user_id is None:
            self._user_id = self._client.current_user().get("id")
        actor = act.get("actor")
        name = actor.get("displayName") if isinstance(actor, Mapping) else ""
        is_ours = act.get("actorId") == self._user_id
        reason = str(act.get("notes") or "").strip()
        at = _moment(act.get("loggedAt"))
        return Said(value, at, str(name or ""), is_ours=is_ours, reason=reason)

    def _last_review(self, remote_id: str) -> Mapping[str, Any] | None:
        headers = {"X-Extended-Metadata": "true"}
        try:
            acts = self._client.get(self._below(remote_id, "audits"), headers)
        except (Missing, Refused):
            return None
        reviews = [
            act
            for act in (acts if isinstance(acts, list) else [])
            if act.get("action") == "submission.update"
            and "reviewState" in (act.get("details") or {})
        ]
        return max(reviews, key=lambda act: str(act.get("loggedAt")), default=None)

    def say(self, remote_id: str, value: str, reason: str = "") -> Said:
        """Set the review state, with the reason as its note; what cannot be taken back there stays."""
        try:
            self._client.review(self._form_id, remote_id, _STATES.get(value), reason)
        except Rejected:
            if value != OPEN:
                raise
        return self.said(remote_id)

    def remarks(self, remote_id: str) -> Sequence[Remark]:
        """Answer the comments about a submission."""
        found = []
        for one in self._client.comments(self._form_id, remote_id):
            actor = one.get("actor")
            name = actor.get("displayName") if isinstance(actor, Mapping) else ""
            body, at = str(one.get("body") or "").strip(), _moment(one.get("createdAt"))
            if body and at is not None:
                found.append(Remark(body, at, str(name or "")))
        return found

    def close(self) -> None:
        """End the session; that it cannot be ended is no reason to fail."""
        with suppress(RemoteError):
            self._client.log_out()


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a table was gone through: all that came there before a moment, and `met` at that moment.

    Pages are asked for by that moment and not by their number, so that what comes or goes meanwhile
    moves none of the others. `skip`: where one moment fills pages, how many rows of it are done; one
    that is deleted just then moves the rest, and the nightly comparison finds what that passed over.
    """

    moment: str = ""
    met: tuple[str, ...] = ()
    skip: int = 0
    deleted: bool = False

    def query(self, since: str) -> dict[str, str]:
        """Answer how to ask for what follows, of all there is or of what changed since."""
        conditions = [(_DELETED if self.deleted else _CHANGED).format(since)] if since else []
        if self.moment:
            conditions.append(f"{_SENT} ge {self.moment}")
        query = {"$top": str(ROWS), "$select": _COLUMNS, "$orderby": f"{_SENT} asc"}
        if self.skip:
            query["$skip"] = str(self.skip)
        return query | ({"$filter": " and ".join(conditions)} if conditions else {})

    def check(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Raise RemoteError where rows do not follow as asked: whoever went on would never end."""
        told = map(_moment, (self.moment, *map(_sent, rows)))
        moments = [moment for moment in told if moment]
        if moments != sorted(moments):
            raise RemoteError(
                SERVER,
                "barisnya tidak urut menurut waktu seperti yang diminta, jadi penarikan dihentikan agar "
                "tidak ada yang terlewat. Perbarui ODK Central di sana, lalu tarik lagi",
            )

    def after(self, rows: Sequence[Mapping[str, Any]]) -> _Place | None:
        """Answer where the next page begins once these rows are done; None at the end."""
        if len(rows) < ROWS:
            return None
        told = [(str(row["__id"]), _sent(row)) for row in rows]
        last = told[-1][1]
        if all(moment == self.moment for _id, moment in told):
            return replace(self, met=(), skip=self.skip + len(rows))
        return replace(
            self, moment=last, met=tuple(one for one, moment in told if moment == last), skip=0
        )


def _sent(row: Mapping[str, Any]) -> str:
    return str(row["__system"].get("submissionDate") or "")


def _place_of(position: str) -> _Place:
    """Read a place that was kept; one that another release wrote is the beginning."""
    try:
        return _Place(**json.loads(position)) if position else _Place()
    except TypeError:
        return _Place()


def _query(condition: str) -> dict[str, str]:
    return {"$top": str(ROWS), "$select": _COLUMNS, "$filter": condition}


def row_of(document: Mapping[str, Any]) -> RemoteRow:
    """Read a row of the table; RemoteError where it has no number."""
    system = document.get("__system")
    remote_id = document.get("__id")
    if not isinstance(system, Mapping) or not isinstance(remote_id, str):
        raise RemoteError(SERVER, "baris tabelnya tanpa nomor kiriman")
    moments = [_moment(system.get(name)) for name in ("submissionDate", "updatedAt")]
    changed = [one for one in moments if one]
    present, expected = (system.get(name) for name in ("attachmentsPresent", "attachmentsExpected"))
    return RemoteRow(
        remote_id=remote_id,
        root_id=remote_id,
        mark=str(system.get("edits") or 0),
        said=Said(
            _WORDS.get(str(system.get("reviewState")), OPEN), _moment(system.get("updatedAt"))
        ),
        changed_at=max(changed) if changed else None,
        deleted_at=_moment(system.get("deletedAt")),
        files=present if isinstance(present, int) else None,
        version=str(system.get("formVersion") or "")[:64],
        has_all_files=isinstance(present, int) and present == expected,
        may_be_talked_of=True,
        received_at=moments[0],
    )


def _moment(text: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
