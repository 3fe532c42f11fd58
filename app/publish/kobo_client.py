"""Reading a KoboToolbox account over its API v2.

Every failure leaves this file as a `KoboError` or one of its four kinds; which kpi source file each
behaviour rests on stands in docs/interop.md.

The token goes to one origin only: the scheme, host and port the account was entered with. Addresses
found in answers never decide where it goes: Kobo builds a file's `download_url` from a setting of
its own, which may name a host nobody here has checked. A file may be redirected to a storage host;
that is followed without the token (a storage link carries its own signature), over https, or over
http to the same host when the account itself is http. From https to http is never followed, for the
file would cross the network in the clear. An API answer is never followed to another origin.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any, ClassVar
from urllib.parse import quote, urljoin, urlsplit

import requests
from requests.auth import AuthBase

from app.publish.kobo_answers import Listed, RemoteFile, Verdict, judge, listed_files

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
TRIES = 3
FIRST_PAUSE_SECONDS = 0.5
REDIRECTS = 3
CHUNK_BYTES = 65_536
DOCUMENT_BYTES = 20_000_000
FILE_BYTES = 200_000_000
# Kobo cuts a larger `limit` down to this by itself.
PAGE_SIZE = 1000

_RETRIED = frozenset({502, 503, 504})
_REFUSED = {401: "token tidak dikenal atau sudah diganti", 403: "akun ini tidak berhak"}
# kpi routes take no dot and no slash in an id, so one that has them cannot exist there.
_ID = re.compile(r"[^/.\x00-\x20]{1,255}")

SubmissionKey = int | str
_Origin = tuple[str, str, int]


class KoboError(Exception):
    """Kobo did not give what was asked. `message` is for people, `details` for machines.

    Details hold path, host, status and the like; never the token, a query or an answer.
    `retryable` says whether the same request may work later with nothing changed here.
    """

    retryable: ClassVar[bool] = False
    sentence: ClassVar[str] = "KoboToolbox memberi jawaban yang tidak dapat dipakai: {reason}."

    def __init__(self, reason: str = "", **details: object) -> None:
        """`reason` completes the class's sentence."""
        self.message = self.sentence.format(reason=reason)
        self.details = details
        super().__init__(self.message)


class KoboUnreachable(KoboError):
    """No answer, or an answer cut short: the network, the name, the certificate, the time."""

    retryable = True
    sentence = "Server KoboToolbox tidak dapat dihubungi: {reason}."


class KoboRefused(KoboError):
    """401: the token is not known. 403: its account may not do this."""

    sentence = "KoboToolbox menolak permintaan: {reason}."


class KoboMissing(KoboError):
    """404: it is not there, or the account may not know of it; Kobo does not tell them apart."""

    sentence = "Tidak ada di KoboToolbox, atau akun ini tidak berhak melihatnya: {reason}."


class KoboBusy(KoboError):
    """429 or 5xx: ask again later, in `details["retry_after"]` seconds when Kobo said so."""

    retryable = True
    sentence = "KoboToolbox sedang sibuk atau terganggu: {reason}."


class KoboClient:
    """One KoboToolbox account. `pause` waits between tries (tests give one that does not).

    A `session` may be given to mount adapters on, e.g. one that refuses private addresses.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        session: requests.Session | None = None,
        *,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`base_url` is the account's KPI address; ValueError when it is not plain http(s)."""
        self._base = base_url.rstrip("/")
        self._origin = _origin(self._base)
        self._auth = _TokenForOrigin(self._origin, token)
        self._session = session or requests.Session()
        self._pause = pause

    def asset(self, asset_uid: str) -> dict[str, Any]:
        """Answer the project as kpi describes it."""
        return self._json(_asset_path(asset_uid))

    def verdict(self, asset_uid: str) -> Verdict:
        """Answer whether pulling from this project will work, and if not, why; raises nothing."""
        try:
            asset = self.asset(asset_uid)
        except KoboError as error:
            reachable = not isinstance(error, KoboUnreachable)
            return Verdict(reachable, None, None, (), (error.message,), error.message)
        return judge(asset)

    def submission(self, asset_uid: str, submission_id: SubmissionKey) -> dict[str, Any]:
        """Answer the submission as flat JSON. The key is Kobo's `_id` or the first instanceID."""
        return self._json(_submission_path(asset_uid, submission_id), format="json")

    def submission_xml(self, asset_uid: str, submission_id: SubmissionKey) -> bytes:
        """Answer the submission's own XML, with nothing around it but an XML declaration."""
        path = _submission_path(asset_uid, submission_id)
        response = self._open(self._url(path, format="xml"), "application/xml")
        body = self._read(response)
        if "xml" not in response.headers.get("Content-Type", ""):
            raise KoboError("bukan XML", path=path)
        # kpi keeps whitespace that was sent before the declaration; it is not well-formed.
        return body.lstrip()

    def attachments(self, asset_uid: str, submission_id: SubmissionKey) -> list[RemoteFile]:
        """Answer the files Kobo holds now; more may come later, Kobo does not wait for them."""
        return self.files_of(asset_uid, self.submission(asset_uid, submission_id))

    def files_of(self, asset_uid: str, submission: dict[str, Any]) -> list[RemoteFile]:
        """Answer the files named in a submission that was already fetched as JSON."""
        folder = f"{_submission_path(asset_uid, str(submission.get('_id', 0)))}attachments/"
        return [
            RemoteFile(each.name, self._file_url(folder, each), each.mimetype, each.is_deleted)
            for each in listed_files(submission)
        ]

    def open_attachment(self, remote_file: RemoteFile) -> Iterator[bytes]:
        """Yield the file's bytes; asks at the first one. An answer cut short is KoboUnreachable."""
        response = self._open(remote_file.url, "*/*", is_file=True)
        yield from _chunks(response, FILE_BYTES)

    def submission_ids_after(self, asset_uid: str, after_id: int, limit: int) -> list[int]:
        """Answer up to `limit` (at most 1000) Kobo ids above `after_id`, smallest first.

        Ids are given before commit, so a smaller one may appear later: let the cursor overlap.
        """
        page = self._json(
            f"{_asset_path(asset_uid)}data/",
            format="json",
            query=json.dumps({"_id": {"$gt": after_id}}),
            sort=json.dumps({"_id": 1}),
            fields=json.dumps(["_id"]),
            limit=str(max(1, min(limit, PAGE_SIZE))),
        )
        rows = page.get("results")
        if not isinstance(rows, list):
            raise KoboError("daftar kiriman tidak ada di dalamnya", asset_uid=asset_uid)
        found = (row.get("_id") for row in rows if isinstance(row, dict))
        return [number for number in found if isinstance(number, int)]

    def _file_url(self, folder: str, listed: Listed) -> str:
        if listed.uid:
            return self._url(f"{folder}{_segment(listed.uid)}/")
        _, api, rest = listed.download_url.partition("/api/v2/")
        return self._url(f"{api}{rest}") if api else listed.download_url

    def _url(self, path: str, **query: str) -> str:
        prepared = requests.Request("GET", self._base + path, params=query).prepare()
        return prepared.url or ""

    def _json(self, path: str, **query: str) -> dict[str, Any]:
        body = self._read(self._open(self._url(path, **query), "application/json"))
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            raise KoboError("bukan JSON", path=path) from None
        if not isinstance(document, dict):
            raise KoboError("JSON-nya bukan objek", path=path)
        return document

    def _read(self, response: requests.Response) -> bytes:
        return b"".join(_chunks(response, DOCUMENT_BYTES))

    def _open(self, url: str, accept: str, *, is_file: bool = False) -> requests.Response:
        """Follow the redirects that may be followed; answer the open 200."""
        source = self._base
        for _ in range(REDIRECTS + 1):
            if not self._may_follow(source, url, is_file=is_file):
                raise KoboUnreachable("dialihkan ke alamat lain", redirected_to=_host(url))
            response = self._ask(url, accept)
            if not response.is_redirect:
                return _accepted(response)
            response.close()
            source, url = url, _joined(url, response.headers["Location"])
        raise KoboUnreachable("dialihkan berputar-putar", redirected_to=_host(url))

    def _may_follow(self, source: str, target: str, *, is_file: bool) -> bool:
        """Answer as the module's docstring promises."""
        try:
            here, there = _origin(source), _origin(target)
        except ValueError:
            return False
        if here == there == self._origin:
            return True
        if not is_file:
            return False
        return there[0] == "https" or (here[0] == "http" and there[1] == self._origin[1])

    def _ask(self, url: str, accept: str) -> requests.Response:
        """GET, again after a pause when the connection fails or a gateway says not now."""
        for attempt in range(1, TRIES):
            try:
                response = self._get(url, accept)
            except KoboUnreachable as error:
                if not error.details.get("again"):
                    raise
            else:
                if response.status_code not in _RETRIED:
                    return response
                response.close()
            self._pause(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
        return self._get(url, accept)

    def _get(self, url: str, accept: str) -> requests.Response:
        host = _host(url)
        try:
            return self._send(url, accept)
        except requests.exceptions.SSLError:
            raise KoboUnreachable(f"sertifikat TLS {host} tidak sah", host=host) from None
        except requests.ConnectionError:
            raise KoboUnreachable(f"sambungan ke {host} gagal", host=host, again=True) from None
        except (requests.RequestException, ValueError) as error:
            # ValueError: urllib3 lets a host name that cannot be out as one.
            details = {"host": host, "kind": type(error).__name__}
            raise KoboUnreachable(f"{host} tidak menjawab", **details) from None

    def _send(self, url: str, accept: str) -> requests.Response:
        """Send past `Session.send`, which reads a redirect's whole body and prepares the next."""
        headers = {"Accept": accept, "User-Agent": "Simpul"}
        request = requests.Request("GET", url, headers=headers, auth=self._auth)
        prepared = self._session.prepare_request(request)
        ways = self._session.merge_environment_settings(prepared.url, {}, True, None, None)
        return self._session.get_adapter(prepared.url or "").send(
            prepared,
            stream=True,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            verify=ways["verify"] or True,
            proxies=ways["proxies"],
        )


class _TokenForOrigin(AuthBase):
    """Puts the token on requests to one origin; being an `auth`, it also keeps ~/.netrc out."""

    def __init__(self, origin: _Origin, token: str) -> None:
        self._origin = origin
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if _origin(request.url or "") == self._origin:
            request.headers["Authorization"] = f"Token {self._token}"
        return request


def _origin(url: str) -> _Origin:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError("not a plain http(s) address")
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}[parts.scheme]


def _host(url: str) -> str | None:
    try:
        return _origin(url)[1]
    except ValueError:
        return None


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def _asset_path(asset_uid: str) -> str:
    return f"/api/v2/assets/{_segment(asset_uid)}/"


def _submission_path(asset_uid: str, submission_id: SubmissionKey) -> str:
    key = str(submission_id).removeprefix("uuid:")
    return f"{_asset_path(asset_uid)}data/{_segment(key)}/"


def _segment(text: str) -> str:
    if not _ID.fullmatch(text):
        raise KoboMissing("nomornya bukan nomor KoboToolbox")
    return quote(text, safe="")


def _accepted(response: requests.Response) -> requests.Response:
    """Answer the response when it is 200; else close it and raise what its status means."""
    status = response.status_code
    if status == 200:
        return response
    response.close()
    path = urlsplit(response.url).path
    details = {"status": status, "path": path}
    if status in _REFUSED:
        raise KoboRefused(_REFUSED[status], **details)
    if status == 404:
        raise KoboMissing(path, **details)
    if status == 429 or status >= 500:
        wait = response.headers.get("Retry-After", "")
        seconds = int(wait) if wait.isdecimal() and len(wait) < 7 else None
        raise KoboBusy(f"status {status}", retry_after=seconds, **details)
    raise KoboError(f"status {status}", **details)


def _chunks(response: requests.Response, limit: int) -> Iterator[bytes]:
    """Yield a body of at most `limit` bytes; always closes the response."""
    host = _host(response.url)
    taken = 0
    try:
        for chunk in response.iter_content(CHUNK_BYTES):
            taken += len(chunk)
            if taken > limit:
                raise KoboError(f"lebih besar dari {limit // 1_000_000} MB", limit=limit)
            yield chunk
    except requests.RequestException as error:
        kind = type(error).__name__
        raise KoboUnreachable("jawabannya terputus", host=host, kind=kind, got=taken) from None
    finally:
        response.close()
