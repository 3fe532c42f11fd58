"""A hand on the stand-in's API: plain requests with the account's token, and forms to send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from tests.kobo.forms import as_workbook
from tests.kobo.stand_in import KoboStandIn

Row = dict[str, Any]
QUESTIONS: list[Row] = [
    {"type": "text", "name": "nama", "label": "Nama"},
    {"type": "begin_repeat", "name": "anak", "label": "Anak"},
    {"type": "integer", "name": "usia", "label": "Usia"},
    {"type": "end_repeat"},
]


def form(rows: list[Row] | None = None, **settings: str) -> bytes:
    """A workbook of these questions."""
    return as_workbook({"survey": rows or QUESTIONS, "settings": [settings or {"form_title": "A"}]})


@dataclass(frozen=True)
class Account:
    """Calls the API as the owner does."""

    kobo: KoboStandIn

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        """One request below /api/v2/."""
        headers = {"Authorization": f"Token {self.kobo.token}"}
        url = f"{self.kobo.url}/api/v2/{path}"
        return requests.request(method, url, headers=headers, timeout=20, **more)

    def get(self, path: str, **query: str) -> Any:
        """The document at a path."""
        answer = self.call("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def import_form(self, workbook: bytes, destination: str = "", **more: str) -> Row:
        """Import a workbook and wait for the end; answers the task."""
        data = {"name": "a.xlsx", "library": "false", "destination": destination, **more}
        files = {"file": ("a.xlsx", workbook)}
        started = self.call("POST", "imports/", data=data, files=files)
        assert started.status_code == 201, started.text
        assert started.json()["status"] == "processing"
        path = f"imports/{started.json()['uid']}/"
        task: Row = self.get(path)
        while task["status"] == "processing":
            task = self.get(path)
        return task

    def add_project(self, workbook: bytes | None = None) -> str:
        """Import a new project, not yet deployed; answers its uid."""
        task = self.import_form(workbook or form())
        uid: str = task["messages"]["created"][0]["uid"]
        return uid

    def deploy(self, uid: str, method: str = "POST", **words: Any) -> requests.Response:
        """Deploy, active unless said otherwise."""
        return self.call(method, f"assets/{uid}/deployment/", json={"active": True} | words)

    def add_file(self, uid: str, name: str, content: bytes) -> requests.Response:
        """Give the form a file."""
        data = {"file_type": "form_media", "description": "berkas formulir"}
        files = {"content": (name, content)}
        return self.call("POST", f"assets/{uid}/files/", data=data, files=files)
