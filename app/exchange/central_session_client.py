"""Being logged in to an ODK Central: sessions, and calls below `/v1` of one project.

Read in getodk/central-backend; docs/interop.md says which file each behaviour rests on.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Self
from urllib.parse import quote

import requests

from app.exchange.remote_client import Call, Remote
from app.exchange.remote_errors import Missing, Refused, RemoteError

SERVER = "ODK Central"
_VERSION = re.compile(r"\(?(v20\d\d\.\d+(?:\.\d+)?)")


class CentralSession:
    """An account of a Central. Logs in at the first call, and anew when a session has run out.

    Use it with `with`: a session begun is ended, for Central keeps one for 24 hours. Threads share it.
    """

    def __init__(
        self,
        base_url: str,
        email: str,
        password: str,
        session: requests.Session | None = None,
        *,
        project_id: int = 0,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`base_url` is the address without `/v1`; ValueError when it is not plain http(s)."""
        self.remote = Remote(SERVER, base_url.rstrip("/").removesuffix("/v1"), session, pause=pause)
        self.project_id = project_id
        self._email = email
        self._password = password
        self._entering = threading.Lock()

    def __enter__(self) -> Self:
        """Answer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the session; that it cannot be ended is no reason to fail."""
        try:
            self.log_out()
        except RemoteError:
            self.remote.authorization = ""

    def log_in(self) -> None:
        """Begin a session; Refused when the account or its password is not known."""
        body = json.dumps({"email": self._email, "password": self._password}).encode()
        headers = {"Content-Type": "application/json"}
        answer = self.remote.json(
            Call(
                "POST",
                "/v1/sessions",
                body=body,
                headers=headers,
                repeatable=True,
                is_anonymous=True,
            )
        )
        token = answer.get("token") if isinstance(answer, dict) else None
        if not isinstance(token, str):
            raise RemoteError(SERVER, "tidak ada token di dalamnya", path="/v1/sessions")
        self.remote.authorization = f"Bearer {token}"

    def log_out(self) -> None:
        """End the session, if there is one."""
        if self.remote.authorization:
            self.remote.read(Call("DELETE", "/v1/sessions/current"))
        self.remote.authorization = ""

    def version(self) -> str:
        """Answer the release the server says it is, "" when it does not tell."""
        try:
            text = self.remote.read(Call("GET", "/version.txt", accept="text/plain"))
        except RemoteError:
            return ""
        found = _VERSION.search(text[:2000].decode(errors="replace"))
        return found.group(1) if found else ""

    def call(self, call: Call) -> object:
        """Answer the JSON of a call below `/v1`; None for an answer without a body."""
        body = self.read(call)
        try:
            return json.loads(body) if body else None
        except (ValueError, RecursionError):
            raise RemoteError(SERVER, "bukan JSON", path=call.path) from None

    def read(self, call: Call) -> bytes:
        """Answer the body of a call below `/v1`."""
        return self.remote.whole(self._open(replace(call, path=f"/v1{call.path}")))

    def stream(self, path: str, headers: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """Yield a file's bytes; asks at the first one."""
        call = Call("GET", f"/v1{path}", accept="*/*", headers=headers or {}, is_file=True)
        yield from self.remote.content(self._open(call))

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: str) -> object:
        """Answer the JSON at a path."""
        return self.call(Call("GET", path, query, headers=headers or {}))

    def send(
        self, method: str, path: str, document: object, *, repeatable: bool | None = None
    ) -> object:
        """Send a JSON document and answer what comes back."""
        headers = {"Content-Type": "application/json"}
        body = json.dumps(document).encode()
        return self.call(Call(method, path, body=body, headers=headers, repeatable=repeatable))

    def _open(self, call: Call) -> requests.Response:
        fresh = self._enter("")
        shown = self.remote.authorization
        try:
            return self.remote.open(call)
        except Refused as error:
            if fresh or error.details.get("status") != 401:
                raise
        self._enter(shown)
        return self.remote.open(call)

    def _enter(self, spent: str) -> bool:
        """Log in where the session is the one that is spent, and no other thread has; answer whether."""
        if self.remote.authorization != spent:
            return False
        with self._entering:
            if self.remote.authorization != spent:
                return False
            self.log_in()
        return True

    @property
    def project(self) -> str:
        """Answer the path of the project."""
        return f"/projects/{self.project_id}"

    def form_path(self, form_id: str, *parts: str) -> str:
        """Answer a path below a form of the project."""
        return "/".join((f"{self.project}/forms", *map(segment, (form_id, *parts))))


def segment(text: str) -> str:
    """Answer a name or id as one part of a path (`uuid:...` too, which Central wants quoted)."""
    if text in {"", ".", ".."} or not text.isprintable():
        raise Missing(SERVER, "namanya tidak mungkin ada di sana")
    return quote(text, safe="")
