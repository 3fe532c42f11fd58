"""Passwords of phones, for OpenRosa clients that cannot hold a token in their address.

A password is random and shown once; what it is checked by is sealed. It opens what the phone's token
opens and nothing else: it is never a person's. A nonce is stateless: the moment, chance, and a keyed
hash over both, so that any process of any server knows its own; one that is too old is told to be
`stale`, and a client answers anew without asking its user. Within that time the same header can be
replayed for the same address: what is read is no secret to who heard it, and a submission is kept once.
"""

from __future__ import annotations

import hmac
import json
import secrets
import time
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from werkzeug.datastructures import Authorization

from app.accounts import digest, store
from app.accounts.models import Device
from app.accounts.service import log_act
from app.extensions.database import transaction
from app.extensions.vault import vault
from app.problems import Problem

NONCE_HOLDS = 300  # seconds
AHEAD = 5  # seconds the clocks of two servers may differ
DOMAIN = "/openrosa/"
PREFIX = "ponsel-"
# No letter that is read as another; 4 groups of 4 are some 79 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LONGEST_NUMBER = 9  # digits of a row's number that every database takes


@dataclass(frozen=True, slots=True)
class Asked:
    """The request a client proves its password for."""

    method: str
    path: str
    query: bytes
    secure: bool


def set_password(device_id: int, actor: str) -> tuple[str, str]:
    """Give a phone a new password; answer its user name and the password, which is shown this once."""
    username = f"{PREFIX}{device_id}"
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    digests = json.dumps(digest.password_digests(username, password)).encode()
    with transaction():
        if store.get_device(device_id) is None:
            raise Problem("web.not_found")
        store.save_password(device_id, vault.seal(digests, _context(device_id)))
        log_act(actor, "perangkat.sandi", f"device:{device_id}")
    return username, password


def challenges(*, stale: bool, secure: bool) -> list[str]:
    """Answer how a client may show its password; in the clear (Basic) over https only."""
    nonce = _new_nonce()
    found = [digest.challenge(name, nonce, DOMAIN, stale=stale) for name in digest.ALGORITHMS]
    return [*found, f'Basic realm="{digest.REALM}", charset="UTF-8"'] if secure else found


def device_of_authorization(shown: Authorization | None, asked: Asked) -> int:
    """Answer the number of the phone whose password is shown; else raise Problem with a challenge."""
    if shown is not None and shown.type == "digest":
        return _by_digest(digest.read_shown(shown.parameters), asked)
    if shown is not None and shown.type == "basic" and asked.secure:
        return _by_basic(shown.parameters.get("username") or "", shown.parameters.get("password"))
    raise Problem("accounts.password_needed")


def _by_digest(shown: digest.Shown, asked: Asked) -> int:
    device, digests = _known(shown.username)
    age = _age_of(shown.nonce)
    if not _is_same_place(shown.uri, asked) or not digest.proves(shown, asked.method, digests):
        raise Problem("accounts.password_needed")
    if age is None or not -AHEAD <= age <= NONCE_HOLDS:
        raise Problem("accounts.password_needed", stale=True)
    return device.device_id


def _by_basic(username: str, password: str | None) -> int:
    device, digests = _known(username)
    given = digest.password_digests(username, password or "")
    if not hmac.compare_digest(given["SHA-256"], digests["SHA-256"]):
        raise Problem("accounts.password_needed")
    return device.device_id


def _known(username: str) -> tuple[Device, dict[str, str]]:
    number = username.removeprefix(PREFIX)
    usable = username.startswith(PREFIX) and number.isdecimal() and len(number) <= LONGEST_NUMBER
    device = store.find_device_with_password(int(number)) if usable else None
    if device is None or device.password is None:
        raise Problem("accounts.password_needed")
    digests: dict[str, str] = json.loads(vault.unseal(device.password, _context(device.device_id)))
    return device, digests


def _context(device_id: int) -> str:
    return f"password:{device_id}"


def _is_same_place(uri: str, asked: Asked) -> bool:
    """A proof holds for one address alone; a proxy may have put its own host before it."""
    parts = urlsplit(uri)
    return unquote(parts.path) == asked.path and parts.query.encode() == asked.query


def _new_nonce() -> str:
    text = f"{int(time.time())}.{secrets.token_hex(8)}"
    return f"{text}.{vault.fingerprint('nonce', text).hex()}"


def _age_of(nonce: str) -> int | None:
    """Answer how many seconds ago we gave a nonce; None when it is none of ours."""
    text, _, mark = nonce.rpartition(".")
    given = vault.fingerprint("nonce", text).hex()
    if not hmac.compare_digest(mark.encode(), given.encode()):
        return None
    return int(time.time()) - int(text.partition(".")[0])
