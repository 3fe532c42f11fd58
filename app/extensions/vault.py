"""The vault: seals what names people, so that a stolen disk tells nothing (design promise 11).

AES-256-GCM. A sealed blob is: format (1 byte), key id (4 bytes), nonce (12), ciphertext with tag. The
format tells whether the content was packed (zlib) before: answers shrink to a third, and a small
server's disk writes less. The context (table and row) is authenticated with it, so a blob moved to
another row does not open. NIK and No KK are matched by a keyed HMAC, never by a bare hash: 16
structured digits are guessable. Keys live in `SIMPUL_HOME/secret/keys.json` (mode 600), outside the
database and part of the backup.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import zlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

AS_IT_IS, PACKED = b"\x01", b"\x02"
WORTH_PACKING = 200  # bytes
FASTEST = 1  # of zlib's levels; the slower ones gain next to nothing on answers
HEAD = 5
NONCE = 12


class Sealed(Exception):
    """A blob that does not open: wrong key file, other row, or damaged."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of one installation: sealing keys by id, the matching key, the session key."""

    current: int
    sealing: dict[int, bytes]
    matching: bytes
    session: str


def load_keys(path: Path) -> Keys:
    """Read the key file, making it with fresh random keys at the first start."""
    if not path.exists():
        _write_keys(path)
    raw = json.loads(path.read_text())
    return Keys(
        current=raw["current"],
        sealing={int(key_id): base64.b64decode(key) for key_id, key in raw["sealing"].items()},
        matching=base64.b64decode(raw["matching"]),
        session=raw["session"],
    )


def _write_keys(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = {
        "current": 1,
        "sealing": {"1": base64.b64encode(secrets.token_bytes(32)).decode()},
        "matching": base64.b64encode(secrets.token_bytes(32)).decode(),
        "session": secrets.token_urlsafe(48),
    }
    # Written beside and linked into place: two processes starting at once agree on one file.
    draft = path.with_suffix(f".{os.getpid()}.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(fresh, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


class Vault:
    """Seals and unseals with the installation's keys; bound by the factory."""

    def __init__(self) -> None:
        """Start unbound: every use before `bind` fails loudly."""
        self._keys: Keys | None = None
        self._ciphers: dict[int, AESGCM] = {}

    def bind(self, keys: Keys) -> None:
        """Take the keys of this installation."""
        self._keys = keys
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.sealing.items()}

    @property
    def keys(self) -> Keys:
        """Answer the bound keys."""
        if self._keys is None:
            raise RuntimeError("the vault is not bound to an installation")
        return self._keys

    def seal(self, plain: bytes, context: str) -> bytes:
        """Seal bytes for one place (`submission.xml:uuid:...`)."""
        key_id = self.keys.current
        nonce = os.urandom(NONCE)
        kind = AS_IT_IS
        if len(plain) > WORTH_PACKING:
            kind, plain = PACKED, zlib.compress(plain, FASTEST)
        head = kind + key_id.to_bytes(4, "big")
        return head + nonce + self._ciphers[key_id].encrypt(nonce, plain, context.encode())

    def unseal(self, blob: bytes, context: str) -> bytes:
        """Open what `seal` made for the same context; raise Sealed when it does not open."""
        key_id = int.from_bytes(blob[1:HEAD], "big")
        cipher = self._ciphers.get(key_id)
        kind, nonce = blob[:1], blob[HEAD : HEAD + NONCE]
        if kind not in {AS_IT_IS, PACKED} or cipher is None:
            raise Sealed(f"no key {key_id} to open {context}")
        try:
            plain = cipher.decrypt(nonce, blob[HEAD + NONCE :], context.encode())
        except InvalidTag as error:
            raise Sealed(f"{context} does not open: wrong key, other row, or damaged") from error
        return zlib.decompress(plain) if kind == PACKED else plain

    def cipher(self, key_id: int) -> AESGCM:
        """Answer the cipher of a key id, for the chunked seal of files."""
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise Sealed(f"no key {key_id}")
        return cipher

    def fingerprint(self, kind: str, value: str) -> bytes:
        """Answer the keyed HMAC by which equal identities are found without being readable."""
        message = f"{kind}:{value}".encode()
        return hmac.new(self.keys.matching, message, hashlib.sha256).digest()[:20]

    def derive(self, purpose: str) -> bytes:
        """Answer the 32-byte key of one purpose; the same one every time it is asked."""
        return hmac.new(self.keys.matching, f"derive\0{purpose}".encode(), hashlib.sha256).digest()


vault = Vault()
