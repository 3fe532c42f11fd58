"""HTTP Digest, qop=auth, as RFC 7616 and OpenRosa's subset of RFC 2617 say. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

REALM = "Simpul"
# In order of offering: OpenRosa's clients know MD5; who knows better may choose better.
ALGORITHMS = {"MD5": "md5", "SHA-256": "sha256"}
QOP = "auth"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a client's Authorization header says, each part as text, empty when it is missing."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    algorithm: str
    qop: str
    nc: str
    cnonce: str


def read_shown(parameters: Mapping[str, str | None]) -> Shown:
    """Answer the parts of a parsed header; the algorithm is MD5 when none is named (RFC 2617)."""
    parts = {name: parameters.get(name) or "" for name in Shown.__slots__}
    parts["algorithm"] = parts["algorithm"].upper() or "MD5"
    return Shown(**parts)


def password_digests(username: str, password: str) -> dict[str, str]:
    """Answer what stands for a password, by algorithm (HA1); a digest is proven with it."""
    return {
        algorithm: _hash(algorithm, f"{username}:{REALM}:{password}") for algorithm in ALGORITHMS
    }


def proves(shown: Shown, method: str, digests: Mapping[str, str]) -> bool:
    """Answer whether the response could only be made by who knows the password."""
    digest = digests.get(shown.algorithm)
    if (
        digest is None
        or shown.realm != REALM
        or shown.qop != QOP
        or not (shown.nc and shown.cnonce)
    ):
        return False
    asked = _hash(shown.algorithm, f"{method}:{shown.uri}")
    proof = f"{digest}:{shown.nonce}:{shown.nc}:{shown.cnonce}:{QOP}:{asked}"
    expected = _hash(shown.algorithm, proof)
    return hmac.compare_digest(expected.encode(), shown.response.lower().encode())


def challenge(algorithm: str, nonce: str, domain: str, *, stale: bool) -> str:
    """Answer one value of WWW-Authenticate."""
    again = ", stale=true" if stale else ""
    return (
        f'Digest realm="{REALM}", domain="{domain}", qop="{QOP}", algorithm={algorithm}, '
        f'nonce="{nonce}"{again}'
    )


def _hash(algorithm: str, text: str) -> str:
    return hashlib.new(ALGORITHMS[algorithm], text.encode(), usedforsecurity=False).hexdigest()
