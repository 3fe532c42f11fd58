"""A small OpenRosa client: Collect's headers, `deviceID` on every address, and the plain answers."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from tests.collect.openrosa import (
    FormEntry,
    MediaFile,
    parse_form_list,
    parse_integrity,
    parse_manifest,
    parse_message,
)
from tests.collect.transport import request_headers
from tests.conformance.table import must

DEVICE = "collect:uji kesesuaian"
XML_PART = "xml_submission_file"
INCOMPLETE = "*isIncomplete*"
TIMEOUT = (30, 60)  # seconds Collect waits for a connection, and for an answer
UNREAD_TIMEOUT = 15
ACCEPTED = (201, 202)


@dataclass(frozen=True, slots=True)
class Reader:
    """One client of one server: `url` is what would stand in Collect's settings.

    `headers` are added to every request: what a proxy in front would say, or an Authorization.
    """

    url: str
    auth: AuthBase | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def list_url(self) -> str:
        """Where Collect asks for the list, without looking for it."""
        return self.url.rstrip("/") + "/formList"

    @property
    def submission_url(self) -> str:
        """Where Collect sends to."""
        return self.url.rstrip("/") + "/submission"

    # -- requests

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> requests.Response:
        """GET an address as Collect does."""
        return self._send("GET", addressed(url), {**request_headers(), **(headers or {})})

    def bare(self, url: str, method: str = "GET") -> requests.Response:
        """Ask as a client that shows no credentials and sends none of Collect's headers."""
        return replace(self, auth=None, headers={})._send(method, url, {})

    def without(self, url: str, name: str) -> requests.Response:
        """GET without one of Collect's headers."""
        said = {key: text for key, text in request_headers().items() if key != name}
        return self._send("GET", addressed(url), said)

    def head(self) -> requests.Response:
        """HEAD the place of submissions, as before each upload."""
        return self._send("HEAD", addressed(self.submission_url), request_headers())

    def post(
        self,
        xml: bytes | None,
        files: Mapping[str, bytes] | None = None,
        *,
        incomplete: bool = False,
        url: str = "",
    ) -> requests.Response:
        """POST a submission: its XML, then a part for each file, named as the file is."""
        parts: list[tuple[str, tuple[str | None, bytes, str]]] = []
        if xml is not None:
            parts.append((XML_PART, ("kiriman.xml", xml, "text/xml")))
        for name, content in (files or {}).items():
            parts.append((name, (name, content, "image/jpeg")))
        if incomplete or not parts:
            parts.append((INCOMPLETE, (None, b"yes", "text/plain")))
        target = addressed(url or self.submission_url)
        return self._send("POST", target, request_headers(), parts)

    def announce(self, length: int) -> tuple[int, Mapping[str, str], bytes]:
        """Begin a POST of so many bytes and send none: status, headers and body of the answer."""
        parts = urlsplit(addressed(self.submission_url))
        path = f"{parts.path}?{parts.query}"
        with _connection(parts.scheme, parts.netloc) as wire:
            wire.putrequest("POST", path)
            for name, text in {**request_headers(), **self.headers}.items():
                wire.putheader(name, text)
            wire.putheader("Content-Type", "multipart/form-data; boundary=batas")
            wire.putheader("Content-Length", str(length))
            wire.endheaders()
            try:
                answer = wire.getresponse()
                said = requests.structures.CaseInsensitiveDict(answer.getheaders())
                return answer.status, said, answer.read()
            except (TimeoutError, http.client.HTTPException, ConnectionError) as problem:
                raise requests.ConnectionError(problem) from problem

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        parts: object = None,
    ) -> requests.Response:
        with requests.Session() as session:  # one for each: rows ask from many threads
            session.trust_env = False
            session.headers.clear()
            return session.request(
                method,
                url,
                headers={**headers, **self.headers},
                files=parts,  # type: ignore[arg-type]
                auth=self.auth,
                timeout=TIMEOUT,
                allow_redirects=True,
            )

    # -- documents, read with Collect's strictness

    def forms(self, query: str = "") -> list[FormEntry]:
        """Answer the list's entries; raises FetchFailed where Collect would show an error."""
        answer = self.get(self.list_url + query)
        must(answer.status_code == 200, f"the form list is {told(answer)}")
        return parse_form_list(answer.content, answer.headers)

    def form(self, form_id: str, query: str = "") -> FormEntry:
        """Answer one entry of the list."""
        found = [one for one in self.forms(query) if one.form_id == form_id]
        must(len(found) == 1, f"{form_id} stands {len(found)} times in the list")
        return found[0]

    def manifest(self, entry: FormEntry) -> tuple[MediaFile, ...]:
        """Answer the files of a form; none where it names no manifest."""
        if entry.manifest_url is None:
            return ()
        answer = self.get(entry.manifest_url)
        must(answer.status_code == 200, f"the manifest of {entry.form_id} is {told(answer)}")
        return parse_manifest(answer.content, answer.headers)

    def fetch(self, url: str) -> bytes:
        """Answer the bytes of a form or a file."""
        answer = self.get(url)
        must(answer.status_code == 200, f"{urlsplit(url).path} is {told(answer)}")
        return answer.content

    def integrity(self, url: str, ids: list[str]) -> dict[str, bool]:
        """Answer which entities are gone, as Collect asks for it."""
        answer = self.get(f"{url}{'&' if '?' in url else '?'}id={','.join(ids)}")
        must(answer.status_code == 200, f"integrity of {len(ids)} ids is {told(answer)}")
        return parse_integrity(answer.content, answer.headers)


def addressed(url: str) -> str:
    """Answer an address with `deviceID` after whatever query it has."""
    return f"{url}{'&' if '?' in url else '?'}deviceID={quote(DEVICE, safe='')}"


def told(answer: requests.Response) -> str:
    """Answer a status and what the server said with it, in one line."""
    message = parse_message(answer.content) if answer.content else ""
    words = " ".join((message or answer.text or "").split())[:160]
    return f"{answer.status_code} {words}".strip()


def knock(url: str, user: str, password: str) -> AuthBase:
    """Answer how Collect shows a password here: by Digest, or by Basic where https offers no other."""
    challenge = Reader(url).bare(Reader(url).list_url).headers.get("WWW-Authenticate", "").lower()
    secure = urlsplit(url).scheme == "https"
    if "digest" not in challenge and "basic" in challenge and secure:
        return HTTPBasicAuth(user, password)
    return HTTPDigestAuth(user, password)


def _connection(scheme: str, place: str) -> _Closing:
    if scheme == "https":
        context = ssl.create_default_context()
        return _Closing(http.client.HTTPSConnection(place, timeout=UNREAD_TIMEOUT, context=context))
    return _Closing(http.client.HTTPConnection(place, timeout=UNREAD_TIMEOUT))


class _Closing:
    """A connection that is closed at the end of a `with`."""

    def __init__(self, wire: http.client.HTTPConnection) -> None:
        self.wire = wire

    def __enter__(self) -> http.client.HTTPConnection:
        return self.wire

    def __exit__(self, *_: object) -> None:
        self.wire.close()
