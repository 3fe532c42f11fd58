"""HTTP as Collect's OkHttp speaks it: its headers, its cache, its multipart, a dropped link."""

from __future__ import annotations

import mimetypes
import select
import socket
import ssl
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

import requests
from requests.structures import CaseInsensitiveDict

USER_AGENT = (
    "org.odk.collect.android/v2026.3.1 Dalvik/2.1.0 (Linux; U; Android 13; SM-A145F Build/TP1A)"
)
CONNECT_TIMEOUT = 30
READ_TIMEOUT = 60
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
OWN_TYPES = {"amr": "audio/amr", "oga": "audio/ogg", "ogv": "video/ogg", "webm": "video/webm"}


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer. `cached` tells that the bytes came from the phone's own cache."""

    status: int
    reason: str
    headers: CaseInsensitiveDict[str]
    content: bytes
    cached: bool = False


@dataclass(frozen=True, slots=True)
class _Kept:
    reply: Reply
    fresh_until: float


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body; `filename` None is a plain form field."""

    name: str
    content: bytes
    filename: str | None = None
    content_type: str | None = None


class Transport:
    """One phone's connection: a session, a cache, and `deviceID` on every address."""

    def __init__(self, device_id: str, auth: requests.auth.AuthBase | None = None) -> None:
        self.device_id = device_id
        self._session = requests.Session()
        self._session.auth = auth
        self._session.trust_env = False
        self._session.headers.clear()
        self._cache: dict[str, _Kept] = {}

    def get(self, url: str) -> Reply:
        """GET with the phone's cache: fresh answers need no request, others are revalidated."""
        address = self.addressed(url)
        kept = self._cache.get(address)
        if kept is not None and time.monotonic() < kept.fresh_until:
            return _from_cache(kept.reply)
        headers = request_headers()
        if kept is not None:
            headers.update(_validators(kept.reply))
        reply = self._send("GET", address, headers)
        if reply.status == requests.codes.not_modified and kept is not None:
            return _from_cache(kept.reply)
        self._keep(address, reply)
        return reply

    def head(self, url: str) -> Reply:
        """HEAD, as before each submission."""
        return self._send("HEAD", self.addressed(url), request_headers())

    def post(self, url: str, parts: list[Part]) -> Reply:
        """POST a multipart body and read the answer."""
        content_type, body = multipart(parts)
        headers = {**request_headers(), "Content-Type": content_type}
        return self._send("POST", self.addressed(url), headers, body)

    def post_and_vanish(self, url: str, parts: list[Part]) -> None:
        """POST everything, wait until an answer is under way, and hang up without reading it.

        So the server has done its work and believes it answered; the phone knows nothing.
        """
        content_type, body = multipart(parts)
        address = self.addressed(url)
        headers = {**request_headers(), "Content-Type": content_type}
        with _connect(address) as link:
            link.sendall(_raw_post(address, headers, body))
            select.select([link], [], [], READ_TIMEOUT)

    def addressed(self, url: str) -> str:
        """The address with deviceID added to its query, once."""
        parts = urlsplit(url)
        device = f"deviceID={quote(self.device_id, safe='')}"
        if device in parts.query.split("&"):
            return url
        query = f"{parts.query}&{device}" if parts.query else device
        return parts._replace(query=query).geturl()

    def _send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Reply:
        answer = self._session.request(
            method,
            url,
            headers=dict(headers),
            data=body,
            timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
            allow_redirects=True,
        )
        return Reply(answer.status_code, answer.reason, answer.headers, answer.content)

    def _keep(self, address: str, reply: Reply) -> None:
        control = reply.headers.get("Cache-Control", "").lower()
        if reply.status != requests.codes.ok or "no-store" in control:
            self._cache.pop(address, None)
            return
        age = _max_age(control)
        if age or _validators(reply):
            self._cache[address] = _Kept(reply, time.monotonic() + age)


def request_headers(now: datetime | None = None) -> dict[str, str]:
    """The headers of every request. Date counts hours to twelve: Collect's own mistake."""
    now = now or datetime.now(UTC)
    day = f"{DAYS[now.weekday()]}, {now.day:02d} {MONTHS[now.month - 1]} {now.year}"
    hour = now.hour % 12 or 12
    return {
        "User-Agent": USER_AGENT,
        "X-OpenRosa-Version": "1.0",
        "Date": f"{day} {hour:02d}:{now.minute:02d}:{now.second:02d} GMT",
        "Accept-Encoding": "gzip",
        "Connection": "Keep-Alive",
    }


def content_type_of(filename: str) -> str:
    """The type Collect declares for a file, by its ending."""
    ending = filename.rpartition(".")[2].lower()
    guessed = mimetypes.guess_type(f"x.{ending}")[0]
    return OWN_TYPES.get(ending) or guessed or "application/octet-stream"


def multipart(parts: list[Part]) -> tuple[str, bytes]:
    """Content type and bytes of a multipart/form-data body, written as OkHttp 5 writes it:
    parts have no length of their own, only the boundary ends them."""
    boundary = str(uuid.uuid4())
    chunks = []
    for part in parts:
        disposition = f'Content-Disposition: form-data; name="{_quoted(part.name)}"'
        if part.filename is not None:
            disposition += f'; filename="{_quoted(part.filename)}"'
        lines = [f"--{boundary}", disposition]
        if part.content_type:
            lines.append(f"Content-Type: {part.content_type}")
        chunks.append("\r\n".join([*lines, "", ""]).encode() + part.content + b"\r\n")
    chunks.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(chunks)


def _quoted(name: str) -> str:
    return name.replace("\n", "%0A").replace("\r", "%0D").replace('"', "%22")


def _validators(reply: Reply) -> dict[str, str]:
    if etag := reply.headers.get("ETag"):
        return {"If-None-Match": etag}
    if changed := reply.headers.get("Last-Modified"):
        return {"If-Modified-Since": changed}
    return {}


def _max_age(control: str) -> int:
    # Without max-age OkHttp guesses from Last-Modified, but never for an address with a query,
    # and Collect's addresses always have one.
    if "no-cache" in control:
        return 0
    for directive in control.split(","):
        name, _, value = directive.strip().partition("=")
        if name == "max-age" and value.isdigit():
            return int(value)
    return 0


def _from_cache(reply: Reply) -> Reply:
    return Reply(reply.status, reply.reason, reply.headers, reply.content, cached=True)


def _connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    host = parts.hostname or ""
    link = socket.create_connection((host, parts.port or (443 if secure else 80)), CONNECT_TIMEOUT)
    return ssl.create_default_context().wrap_socket(link, server_hostname=host) if secure else link


def _raw_post(address: str, headers: Mapping[str, str], body: bytes) -> bytes:
    parts = urlsplit(address)
    target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    lines = [f"POST {target} HTTP/1.1", f"Host: {parts.netloc.rpartition('@')[2]}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body
