"""What another server says it holds: its rows, their versions and files, in words of our own. Pure.

Whatever kind of server it is, a row is one submission with all its edits. Its `mark` changes when its
answers do, so a row whose mark is known need not be fetched again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol, runtime_checkable

# What is said about a submission there, in the words of its states here; OPEN: nothing yet.
OPEN, ACCEPTED, RETURNED, REJECTED = "", "diterima", "dikembalikan", "ditolak"

LONGEST_NUMBER = 18  # digits that fit into 64 bits

# The two ways of going through a form there: what is new or changed since last time, and all of it.
NEW, ALL = "tarik", "banding"


@dataclass(frozen=True, slots=True)
class Said:
    """What was said about a submission, when, and by whom as that server names them ("" if unknown).

    `is_ours`: it is known to have been said by the account we come with. `reason`: why, where that
    server keeps it with what was said.
    """

    value: str = OPEN
    at: datetime | None = None
    by: str = ""
    is_ours: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person wrote about a submission there, when, and who as that server names them."""

    body: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class RemoteRow:
    """One submission as a list there tells of it.

    `remote_id` is its number there for good, `root_id` the instanceID it first had. `files` are how
    many files it holds, None where the list does not tell; `has_all_files`: as many as it tells of.
    `may_be_talked_of`: people may write about it there. `received_at`: when it came there first.
    `files_mark` changes when one of its files does, "" where the list does not tell.
    """

    remote_id: str
    root_id: str
    mark: str
    said: Said = Said()
    changed_at: datetime | None = None
    deleted_at: datetime | None = None
    files: int | None = None
    version: str = ""
    has_all_files: bool = False
    may_be_talked_of: bool = False
    files_mark: str = ""
    received_at: datetime | None = None

    @property
    def number(self) -> int | None:
        """Answer its number where numbers there grow, so that rows can be asked for after one.

        An instanceID may be made of digits too; one longer than any number kept here is none.
        """
        is_number = self.remote_id.isdecimal() and len(self.remote_id) <= LONGEST_NUMBER
        return int(self.remote_id) if is_number else None


@dataclass(frozen=True, slots=True)
class RemoteVersion:
    """One version of a row: its name, whether it is what counts there now, and when it came there."""

    instance_id: str
    is_current: bool = True
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a version, still there; `name` is the one the answer gives, `key` how to ask for it."""

    name: str
    mimetype: str
    key: str


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: its rows, where the next part begins ("" at the end), how many in all.

    `cursor`: what the last part leaves for the next time, beside the number asked from.
    """

    rows: Sequence[RemoteRow]
    following: str = ""
    total: int | None = None
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class FilesHeld:
    """The files of a row that are here: the mark they were taken under, and their MD5 by name."""

    remote_id: str
    mark: str
    read_md5: Callable[[], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class FilesFound:
    """How the files of a row stand there now: which of those held are others by now."""

    remote_id: str
    mark: str
    replaced: tuple[str, ...] = ()
    is_compared: bool = True


def md5_of(chunks: Iterable[bytes]) -> str:
    """Answer the MD5 of bytes as they come: other servers know their files by it."""
    digest = hashlib.md5(usedforsecurity=False)
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


class Source(Protocol):
    """A form of another server, as pulling reads it and reviewing speaks to it.

    Every failure is a `RemoteError`. `counts_by_number`: its rows have growing numbers, by which to ask
    for what is new; else it is asked by time. `keeps_versions`: a submission says the version of ours
    that it was made with. `at_once`: how many submissions may be fetched at the same time.
    `rows_again`: of how many rows the files are looked at again in one round.
    """

    door: ClassVar[str]
    counts_by_number: ClassVar[bool]
    keeps_versions: ClassVar[bool]
    at_once: ClassVar[int]
    rows_again: ClassVar[int]

    def page(self, way: str, since: str, position: str) -> Page:
        """Answer the next part: of all there is, or of what came or changed `since`."""

    def row(self, key: str) -> RemoteRow:
        """Answer one row, by its number there or by an instanceID."""

    def files_again(self, held: Sequence[FilesHeld]) -> Iterator[FilesFound]:
        """Yield of each row that is still there how its files stand now."""

    def versions(self, row: RemoteRow) -> Sequence[RemoteVersion]:
        """Answer its versions that can still be read, oldest first."""

    def xml(self, row: RemoteRow, version: RemoteVersion) -> bytes:
        """Answer a version as it was sent."""

    def files(self, row: RemoteRow, version: RemoteVersion) -> Sequence[RemoteFile]:
        """Answer the files of a version that can be fetched now."""

    def files_named(
        self, row: RemoteRow, version: RemoteVersion, names: Sequence[str]
    ) -> Sequence[RemoteFile] | None:
        """Answer the files of a version whose answers tell of these, where that need not be asked."""

    def open_file(
        self, row: RemoteRow, version: RemoteVersion, file: RemoteFile
    ) -> Iterator[bytes]:
        """Yield a file's bytes."""

    def said(self, remote_id: str) -> Said:
        """Answer what is said about a submission now, and by whom."""

    def say(self, remote_id: str, value: str, reason: str = "") -> Said:
        """Say it there, and why where that can be said; answer what is then noted there."""

    def remarks(self, remote_id: str) -> Sequence[Remark]:
        """Answer what people wrote about a submission there."""

    def close(self) -> None:
        """End what was begun with the server, such as a session there."""


@runtime_checkable
class Numbered(Protocol):
    """What a source of growing numbers can tell more: how many there are between two of them."""

    def count(self, after: int, upto: int, *, judged: bool) -> int:
        """Answer how many rows have a number between two; `judged`: of which something is said."""

    def between(self, after: int, upto: int) -> Sequence[RemoteRow]:
        """Answer the rows with a number between two, at most a thousand."""
