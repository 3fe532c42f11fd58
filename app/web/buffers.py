"""What the HTTP server sets aside on disk of a large request or answer: only ever as ciphertext.

waitress takes a body in whole before a view is called, and lays what is larger than half a megabyte in a
temporary file. An unlinked file still leaves its bytes on the disk, so a photo would lie there in the
clear. Here that file is encrypted (AES-CTR) under a key of its own that no disk ever sees.
"""

from __future__ import annotations

import io
import os
from tempfile import TemporaryFile

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from flask import Flask
from waitress.buffers import TempfileBasedBuffer

BLOCK = 16
COUNTERS = 1 << 128


def install(_app: Flask) -> None:
    """Make waitress keep what it sets aside in such files; for the whole process."""
    TempfileBasedBuffer.newfile = lambda _buffer: ScrambledFile()


class ScrambledFile(io.RawIOBase):
    """A temporary file of ciphertext that reads and writes clear bytes.

    Only for what is written once and in order, as waitress does: a place written twice with different
    bytes would give its cipher away.
    """

    def __init__(self) -> None:
        """Open it under a fresh key."""
        super().__init__()
        self._file = TemporaryFile("w+b")  # noqa: SIM115 - closed with this object
        self._key = AES(os.urandom(32))
        self._start = int.from_bytes(os.urandom(BLOCK), "big")

    def readable(self) -> bool:
        """Answer True."""
        return True

    def writable(self) -> bool:
        """Answer True."""
        return True

    def seekable(self) -> bool:
        """Answer True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read the next bytes, clear."""
        place = self._file.tell()
        sealed = self._file.read(len(buffer))
        buffer[: len(sealed)] = self._turn(place, sealed)
        return len(sealed)

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Write all of the bytes, scrambled."""
        return self._file.write(self._turn(self._file.tell(), bytes(data)))

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place; answer where that is."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Answer the place."""
        return self._file.tell()

    def close(self) -> None:
        """Close and forget it."""
        self._file.close()
        super().close()

    def _turn(self, place: int, data: bytes) -> bytes:
        """Answer bytes at a place scrambled or cleared, which is the same act."""
        block, skipped = divmod(place, BLOCK)
        counter = ((self._start + block) % COUNTERS).to_bytes(BLOCK, "big")
        stream = Cipher(self._key, CTR(counter)).encryptor()
        stream.update(bytes(skipped))
        return stream.update(data)
