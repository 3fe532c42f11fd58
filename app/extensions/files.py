"""The store of attachments: sealed while they stream in, so that none is ever in the clear on disk.

A file is a head (format, key id, base nonce) and chunks of 256 KiB, each sealed by AES-GCM with the
base nonce plus its number; the last chunk is marked, so a cut file does not open. Memory stays flat
whatever the size. A stored file is named by a random id and never changes.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag

from app.extensions.vault import NONCE, Sealed, vault

FORMAT = b"SF1\x00"
HEAD = len(FORMAT) + 4 + NONCE
CHUNK = 256 * 1024
TAG = 16


class SealingFile(io.RawIOBase):
    """A write-only file object that seals as it is written; what an upload streams into.

    After `keep()` it is durable under `file_id`; without it `close()` leaves nothing behind.
    `size` (bytes) and `sha256` (hex) are of the clear content.
    """

    def __init__(self, folder: Path) -> None:
        """Open a fresh draft in the store's incoming folder."""
        super().__init__()
        self.file_id = secrets.token_hex(16)
        self.size = 0
        self._folder = folder
        self._draft = folder / "incoming" / self.file_id
        self._digest = hashlib.sha256()
        self._nonce = os.urandom(NONCE)
        self._key_id = vault.keys.current
        self._number = 0
        self._pending = bytearray()
        self._file = self._draft.open("xb")
        self._file.write(FORMAT + self._key_id.to_bytes(4, "big") + self._nonce)
        self._done = False
        self._kept = False

    @property
    def sha256(self) -> str:
        """Answer the hash of what was written so far, in hex."""
        return self._digest.hexdigest()

    def writable(self) -> bool:
        """Answer True: this is what an upload writes into."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take the next bytes; full chunks are sealed and leave memory."""
        self._digest.update(data)
        self.size += len(data)
        self._pending += data
        while len(self._pending) > CHUNK:
            self._seal(bytes(self._pending[:CHUNK]), last=False)
            del self._pending[:CHUNK]
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Take the rewind an upload parser does at a part's end as the end; nothing else.

        So of a post of a hundred files one is open at a time, whoever else is sending.
        """
        if (offset, whence) != (0, 0):
            raise io.UnsupportedOperation("a sealing file only goes forward")
        self._finish()
        return 0

    def read_back(self) -> Iterator[bytes]:
        """Answer what was written, clear, and end the writing; only before it is kept."""
        self._finish()
        with self._draft.open("rb") as file:
            yield from _open(file, self.file_id)

    def keep(self) -> str:
        """Finish, force to disk, move into place; answer the file id. A second call changes nothing."""
        if self._kept:
            return self.file_id
        self._finish()
        final = path_of(self._folder, self.file_id)
        if not final.parent.exists():
            final.parent.mkdir(parents=True, exist_ok=True)
            _sync_folder(self._folder)
        os.replace(self._draft, final)
        _sync_folder(final.parent)
        self._kept = True
        return self.file_id

    def withdraw(self) -> None:
        """Leave nothing behind, kept or not: no row names this file."""
        self._kept = False
        path_of(self._folder, self.file_id).unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """End the use of this object; what was not kept is dropped."""
        if not self._file.closed:
            self._file.close()
        if not self._kept:
            self._draft.unlink(missing_ok=True)
        super().close()

    def _finish(self) -> None:
        if self._done:
            return
        self._done = True
        self._seal(bytes(self._pending), last=True)
        self._pending.clear()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        nonce = _nonce_of(self._nonce, self._number)
        aad = self.file_id.encode() + (b"\x01" if last else b"\x00")
        self._file.write(vault.cipher(self._key_id).encrypt(nonce, chunk, aad))
        self._number += 1


class Files:
    """The folder of sealed files; bound by the factory."""

    def __init__(self) -> None:
        """Start unbound."""
        self._folder: Path | None = None

    def bind(self, folder: Path) -> None:
        """Take the folder, making it."""
        (folder / "incoming").mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Answer the bound folder."""
        if self._folder is None:
            raise RuntimeError("the file store is not bound to an installation")
        return self._folder

    def new(self) -> SealingFile:
        """Open a fresh sealed file to write into."""
        return SealingFile(self.folder)

    def add(self, content: bytes) -> SealingFile:
        """Write bytes at once; not yet kept."""
        file = self.new()
        file.write(content)
        return file

    def read(self, file_id: str) -> Iterator[bytes]:
        """Answer the clear content chunk by chunk; raise Sealed when damaged, cut or gone."""
        try:
            file = path_of(self.folder, file_id).open("rb")
        except FileNotFoundError as error:
            raise Sealed(f"file {file_id} is gone") from error
        with file:
            yield from _open(file, file_id)

    def sweep(self, older_than: float) -> int:
        """Drop drafts a killed process left, older than some seconds; answer how many."""
        before = time.time() - older_than
        old = [one for one in (self.folder / "incoming").iterdir() if one.stat().st_mtime < before]
        for draft in old:
            draft.unlink(missing_ok=True)
        return len(old)

    def remove(self, file_id: str) -> None:
        """Delete a file no row names any more."""
        path_of(self.folder, file_id).unlink(missing_ok=True)


def path_of(folder: Path, file_id: str) -> Path:
    """Answer where a file lives: 256 folders keep each one small."""
    return folder / file_id[:2] / file_id


def _open(file: io.BufferedReader, file_id: str) -> Iterator[bytes]:
    head = file.read(HEAD)
    if len(head) < HEAD or head[: len(FORMAT)] != FORMAT:
        raise Sealed(f"file {file_id} has no known format")
    key_id = int.from_bytes(head[len(FORMAT) : len(FORMAT) + 4], "big")
    yield from _open_chunks(file, file_id, key_id, head[-NONCE:])


def _open_chunks(
    file: io.BufferedReader, file_id: str, key_id: int, base: bytes
) -> Iterator[bytes]:
    cipher, number = vault.cipher(key_id), 0
    sealed = file.read(CHUNK + TAG)
    while True:
        following = file.read(CHUNK + TAG)
        aad = file_id.encode() + (b"\x00" if following else b"\x01")
        try:
            yield cipher.decrypt(_nonce_of(base, number), sealed, aad)
        except (InvalidTag, ValueError) as error:
            raise Sealed(f"file {file_id} is damaged or cut at chunk {number}") from error
        if not following:
            return
        sealed, number = following, number + 1


def _nonce_of(base: bytes, number: int) -> bytes:
    return (int.from_bytes(base, "big") ^ number).to_bytes(NONCE, "big")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


files = Files()
