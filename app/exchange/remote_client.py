"""Speaking HTTP with another server: the one way all clients of this folder go.

The credential goes to one origin only: the scheme, host and port the server was entered with.
Addresses found in answers never decide where it goes: Kobo builds a file's `download_url` from a
setting of its own, which may name a host nobody here has checked. A file may be redirected to a
storage host; that is followed without the credential (a storage link carries its own signature),
over https, or over http to the same host when the server itself is http. From https to http is never
followed, for the file would cross the network in the clear. An API answer is never followed to
another origin, and nothing but a GET is ever redirected.

What is safe to repeat is tried a few times when the connection fails or a gateway says not now;
longer waiting is left to the job. Every failure leaves this file as a RemoteError.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

import requests
from requests.auth import AuthBase

from app.exchange.address_client import AddressRefused, guarded_session
from app.exchange.remote_errors import (
    Busy,
    Forbidden,
    Missing,
    Refused,
    Rejected,
    RemoteError,
    Unreachable,
)

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
TRIES = 3
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10  # a server that wants to be left alone for longer is left to the job
REDIRECTS = 3
CHUNK_BYTES = 65_536
DOCUMENT_BYTES = 20_000_000
FILE_BYTES = 200_000_000
REASON_BYTES = 1_000_000

_RETRIED = frozenset({502, 503, 504})
_REPEATABLE = frozenset({"GET", "PUT", "DELETE"})
_REFUSALS = {401: "sandi atau token tidak diterima", 403: "akun ini tidak berhak"}

Origin = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `repeatable`: doing it twice is the same as once; None goes by the method.

    `is_anonymous`: it goes without the credential.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    accept: str = "application/json"
    read_seconds: float = READ_SECONDS
    is_file: bool = False
    repeatable: bool | None = None
    is_anonymous: bool = False

    @property
    def may_repeat(self) -> bool:
        """Answer whether it may be sent again when nobody knows what became of it."""
        return self.method in _REPEATABLE if self.repeatable is None else self.repeatable


class Remote:
    """One other server. `authorization` is the header shown to its origin and to no other.

    A `session` may be given to mount adapters on; the default one calls no private address. Several
    threads may call at the same time, each on a connection of its own.
    """

    def __init__(
        self,
        server: str,
        base_url: str,
        session: requests.Session | None = None,
        *,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`server` is its name in sentences; ValueError when the address is not plain http(s)."""
        self.server = server
        self.base = base_url.rstrip("/")
        self.origin = origin_of(self.base)
        self.authorization = ""
        self._session = session or guarded_session()
        self._pause = pause

    def json(self, call: Call) -> object:
        """Answer the JSON document a call is answered with."""
        body = self.read(call)
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise RemoteError(self.server, "bukan JSON", path=_path_of(call)) from None

    def read(self, call: Call) -> bytes:
        """Answer the whole body, up to the bound of documents."""
        return self.whole(self.open(call))

    def whole(self, response: requests.Response) -> bytes:
        """Answer the whole body of an open response, up to the bound of documents."""
        return b"".join(self.chunks(response, DOCUMENT_BYTES))

    def stream(self, call: Call) -> Iterator[bytes]:
        """Yield a file's bytes; asks at the first one. An answer cut short is Unreachable."""
        yield from self.content(self.open(replace(call, is_file=True, accept="*/*")))

    def content(self, response: requests.Response) -> Iterator[bytes]:
        """Yield the bytes of an open response, up to the bound of files."""
        return self.chunks(response, FILE_BYTES)

    def open(self, call: Call) -> requests.Response:
        """Answer the open response of a call that went well, redirects followed as promised."""
        source, url = self.base, self.url(call)
        for _ in range(REDIRECTS + 1):
            if not self._may_follow(source, url, is_file=call.is_file):
                raise Unreachable(self.server, "dialihkan ke alamat lain", redirected_to=_host(url))
            response = self._ask(call, url)
            if not response.is_redirect:
                return self._accepted(response)
            response.close()
            if call.method != "GET":
                raise Unreachable(self.server, "dialihkan ke alamat lain", path=_path_of(call))
            source, url = url, _joined(url, response.headers["Location"])
        raise Unreachable(self.server, "dialihkan berputar-putar", redirected_to=_host(url))

    def url(self, call: Call) -> str:
        """Answer the whole address of a call; a path that is an address already stays as it is."""
        where = call.path if "://" in call.path else self.base + call.path
        return f"{where}?{urlencode(call.query, quote_via=quote)}" if call.query else where

    def _may_follow(self, source: str, target: str, *, is_file: bool) -> bool:
        """Answer as the module's docstring promises."""
        try:
            here, there = origin_of(source), origin_of(target)
        except ValueError:
            return False
        if here == there == self.origin:
            return True
        if not is_file:
            return False
        return there[0] == "https" or (here[0] == "http" and there[1] == self.origin[1])

    def _ask(self, call: Call, url: str) -> requests.Response:
        """Send, again after a pause when that is safe and may help."""
        tries = TRIES if call.may_repeat else 1
        for attempt in range(1, tries):
            wait: float = FIRST_PAUSE_SECONDS * 2 ** (attempt - 1)
            try:
                response = self._send(call, url)
            except Unreachable as error:
                if not error.details.get("again"):
                    raise
            else:
                asked = _retry_after(response)
                if response.status_code not in _RETRIED or (asked or 0) > LONGEST_PAUSE_SECONDS:
                    return response
                wait = max(wait, asked or 0)
                response.close()
            self._pause(wait)
        return self._send(call, url)

    def _send(self, call: Call, url: str) -> requests.Response:
        host = _host(url)
        try:
            response = self._exchange(call, url)
        except AddressRefused:
            reason = f"{host} beralamat di jaringan pribadi dan belum diizinkan pengelola server"
            raise Forbidden(self.server, reason, host=host) from None
        except requests.exceptions.SSLError:
            raise Unreachable(
                self.server, f"sertifikat TLS {host} tidak sah", host=host, tls=True
            ) from None
        except requests.ConnectionError:
            reason = f"sambungan ke {host} gagal"
            raise Unreachable(self.server, reason, host=host, again=True) from None
        except (requests.RequestException, ValueError) as error:
            # ValueError: urllib3 lets a host name that cannot be out as one.
            details = {"host": host, "kind": type(error).__name__}
            raise Unreachable(self.server, f"{host} tidak menjawab", **details) from None
        if not _tells_its_end(response):
            response.close()
            raise Unreachable(self.server, "jawabannya terputus", host=host, again=True)
        return response

    def _exchange(self, call: Call, url: str) -> requests.Response:
        """Send past `Session.send`, which reads a redirect's whole body and prepares the next."""
        headers = {"Accept": call.accept, "User-Agent": "Simpul", **call.headers}
        auth = _ForOrigin(self.origin, "" if call.is_anonymous else self.authorization)
        request = requests.Request(call.method, url, headers=headers, data=call.body, auth=auth)
        prepared = self._session.prepare_request(request)
        ways = self._session.merge_environment_settings(prepared.url, {}, True, None, None)
        return self._session.get_adapter(prepared.url or "").send(
            prepared,
            stream=True,
            timeout=(CONNECT_SECONDS, call.read_seconds),
            verify=ways["verify"] or True,
            proxies=ways["proxies"],
        )

    def _accepted(self, response: requests.Response) -> requests.Response:
        """Answer a response that went well; else close it and raise what its status means."""
        status, path = response.status_code, urlsplit(response.url).path
        if 200 <= status < 300:
            return response
        document = self._reason_of(response)
        code = document.get("code") if isinstance(document, dict) else None
        about: dict[str, Any] = {"status": status, "path": path, "code": code}
        if status in _REFUSALS:
            raise Refused(self.server, _REFUSALS[status], document=document, **about)
        if status == 404:
            raise Missing(self.server, path, document=document, **about)
        if status == 429 or status >= 500:
            about["retry_after"] = _retry_after(response)
            raise Busy(self.server, f"status {status}", document=document, **about)
        reason = f"status {status}" + (f" (kode {code})" if code else "")
        raise Rejected(self.server, reason, document=document, **about)

    def _reason_of(self, response: requests.Response) -> object:
        """Answer the JSON an error came with, None without one; closes the response."""
        try:
            return json.loads(b"".join(self.chunks(response, REASON_BYTES)))
        except (RemoteError, ValueError, RecursionError):
            return None

    def chunks(self, response: requests.Response, limit: int) -> Iterator[bytes]:
        """Yield a body of at most `limit` bytes; always closes the response."""
        taken = 0
        try:
            for chunk in response.iter_content(CHUNK_BYTES):
                taken += len(chunk)
                if taken > limit:
                    reason = f"lebih besar dari {limit // 1_000_000} MB"
                    raise RemoteError(self.server, reason, limit=limit)
                yield chunk
        except requests.RequestException as error:
            about = {"host": _host(response.url), "kind": type(error).__name__, "got": taken}
            raise Unreachable(self.server, "jawabannya terputus", **about) from None
        finally:
            response.close()


class _ForOrigin(AuthBase):
    """Shows the credential to one origin only; being an `auth`, it also keeps ~/.netrc out."""

    def __init__(self, origin: Origin, authorization: str) -> None:
        self._origin = origin
        self._authorization = authorization

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._authorization and origin_of(request.url or "") == self._origin:
            request.headers["Authorization"] = self._authorization
        return request


def origin_of(url: str) -> Origin:
    """Answer the scheme, host and port of an address; ValueError when it is not plain http(s)."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError("not a plain http(s) address")
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}[parts.scheme]


def _host(url: str) -> str | None:
    try:
        return origin_of(url)[1]
    except ValueError:
        return None


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def _path_of(call: Call) -> str:
    return urlsplit(call.path).path


def _tells_its_end(response: requests.Response) -> bool:
    """Answer whether it can be known when all of a body has come.

    Python takes headers that are cut off for all the headers there are: a file would be an empty one.
    """
    if not 200 <= response.status_code < 300 or response.status_code == 204:
        return True
    length = response.headers.get("Content-Length", "").strip()
    return length.isdecimal() or response.headers.get("Transfer-Encoding", "").lower() == "chunked"


def _retry_after(response: requests.Response) -> int | None:
    """Answer the seconds of Retry-After; a date there is not used by the servers we know."""
    wait = response.headers.get("Retry-After", "")
    return int(wait) if wait.isdecimal() and len(wait) < 7 else None
