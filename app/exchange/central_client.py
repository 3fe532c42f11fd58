"""An ODK Central as others need it: its projects, forms, lists and app users, and its submissions.

What a method answers is Central's own JSON. Every failure is a RemoteError; `code` of it is Central's
own (`409.3`), by which callers decide, never by its text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from app.exchange.central_session_client import SERVER, CentralSession, segment
from app.exchange.remote_client import Call
from app.exchange.remote_errors import Missing, RemoteError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENDED = {"X-Extended-Metadata": "true"}
CONVERT_SECONDS = 120.0  # Central converts the workbook while we wait
PAGE_SIZE = 250
LONGEST_NOTES = 6000  # a proxy takes 8 kB for one header
NAMELESS = "___"

Document = dict[str, Any]


class CentralClient(CentralSession):
    """One account in one project of an ODK Central."""

    # -- who and where

    def current_user(self) -> Document:
        """Answer the account, with what it may do on the whole server (`verbs`)."""
        return _object(self.get("/users/current", EXTENDED))

    def projects(self) -> list[Document]:
        """Answer the projects the account sees."""
        return _list(self.get("/projects"))

    def project_rights(self) -> Document:
        """Answer the project, with what the account may do in it (`verbs`)."""
        return _object(self.get(self.project, EXTENDED))

    # -- forms

    def forms(self) -> list[Document]:
        """Answer the forms of the project, with how many submissions each has."""
        return _list(self.get(f"{self.project}/forms", EXTENDED))

    def form(self, form_id: str) -> Document:
        """Answer a form as it is published; Missing when there is none."""
        return _object(self.get(self.form_path(form_id)))

    def find_form(self, form_id: str) -> Document | None:
        """Answer a form, or None where there is none."""
        return self._or_none(self.form_path(form_id))

    def find_draft(self, form_id: str) -> Document | None:
        """Answer the draft of a form, or None."""
        return self._or_none(self.form_path(form_id, "draft"))

    def versions(self, form_id: str) -> list[Document]:
        """Answer the versions ever published, newest first."""
        return _list(self.get(self.form_path(form_id, "versions")))

    def form_xml(self, form_id: str) -> bytes:
        """Answer the XForm as it is published."""
        return self.read(Call("GET", f"{self.form_path(form_id)}.xml", accept="*/*"))

    def version_xml(self, form_id: str, version: str) -> bytes:
        """Answer the XForm of a version that was ever published; one without a name is `___`."""
        path = f"{self.form_path(form_id, 'versions', version or NAMELESS)}.xml"
        return self.read(Call("GET", path, accept="*/*"))

    def form_xlsx(self, form_id: str) -> bytes:
        """Answer the workbook the form was made from; Missing when it was made from XML."""
        return self.read(Call("GET", f"{self.form_path(form_id)}.xlsx", accept="*/*"))

    def fields(self, form_id: str) -> list[Document]:
        """Answer the questions of the published form: path, name, type."""
        return _list(self.get(self.form_path(form_id, "fields")))

    def form_attachments(self, form_id: str, *, draft: bool = False) -> list[Document]:
        """Answer the files the form names: name, type, exists, blobExists, datasetExists, hash."""
        where = ("draft", "attachments") if draft else ("attachments",)
        return _list(self.get(self.form_path(form_id, *where)))

    def open_form_attachment(self, form_id: str, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file of the published form."""
        return self.stream(self.form_path(form_id, "attachments", name))

    # -- publishing

    def create_form(self, form_id: str, workbook: bytes) -> Document:
        """Make a form as a draft; Rejected 409.3 when there is one, 400.15 when it is not valid."""
        return _object(self._upload(f"{self.project}/forms", form_id, workbook, publish="false"))

    def create_draft(self, form_id: str, workbook: bytes | None = None) -> None:
        """Make a draft of a workbook, or without one a copy of what is published.

        Rejected 400.17 when a question changes its type. A draft there was is replaced, and what
        was sent to try it is deleted.
        """
        path = self.form_path(form_id, "draft")
        if workbook is None:
            self.call(Call("POST", path, repeatable=True))
        else:
            self._upload(path, form_id, workbook)

    def upload_attachment(
        self, form_id: str, name: str, content: bytes, content_type: str = ""
    ) -> None:
        """Put a file into the draft; Missing when the form names no such file."""
        path = self.form_path(form_id, "draft", "attachments", name)
        headers = {"Content-Type": content_type or "application/octet-stream"}
        self.call(Call("POST", path, body=content, headers=headers, repeatable=True))

    def link_attachment(self, form_id: str, name: str) -> None:
        """Let a CSV of the draft be filled by the entity list of its name."""
        path = self.form_path(form_id, "draft", "attachments", name)
        self.send("PATCH", path, {"dataset": True}, repeatable=True)

    def publish_draft(self, form_id: str, version: str = "") -> None:
        """Publish the draft, under another version when one is given; Rejected 409.6: it was used."""
        query = {"version": version} if version else {}
        self.call(Call("POST", self.form_path(form_id, "draft", "publish"), query))

    def set_state(self, form_id: str, state: str) -> None:
        """Set whether a form takes submissions: open, closing, closed."""
        self.send("PATCH", self.form_path(form_id), {"state": state}, repeatable=True)

    # -- app users

    def app_users(self) -> list[Document]:
        """Answer the app users of the project; the token is null once revoked."""
        return _list(self.get(f"{self.project}/app-users"))

    def create_app_user(self, name: str) -> Document:
        """Make an app user; its token is told now."""
        return _object(self.send("POST", f"{self.project}/app-users", {"displayName": name}))

    def assign_app_user(self, form_id: str, actor_id: int) -> None:
        """Let an app user fill in a form."""
        path = self.form_path(form_id, "assignments", "app-user", str(actor_id))
        self.call(Call("POST", path, repeatable=True))

    # -- lists

    def datasets(self) -> list[Document]:
        """Answer the entity lists of the project."""
        return _list(self.get(f"{self.project}/datasets"))

    def find_dataset(self, name: str) -> Document | None:
        """Answer a list with its properties and what filters it (`accessFilter`), or None."""
        return self._or_none(self._dataset(name))

    def create_dataset(self, name: str) -> Document:
        """Make an entity list; Rejected 409.3 when there is one."""
        return _object(self.send("POST", f"{self.project}/datasets", {"name": name}))

    def add_property(self, dataset: str, name: str) -> None:
        """Add a property to a list; Rejected 409.3 when it has it."""
        self.send("POST", f"{self._dataset(dataset)}/properties", {"name": name})

    def entities(self, dataset: str) -> list[Document]:
        """Answer the entities of a list, deleted ones not: uuid and currentVersion with its label."""
        return _list(self.get(f"{self._dataset(dataset)}/entities"))

    def entity(self, dataset: str, uuid: str) -> Document:
        """Answer one entity with its data."""
        return _object(self.get(f"{self._dataset(dataset)}/entities/{segment(uuid)}"))

    def entity_rows(self, dataset: str) -> Iterator[Document]:
        """Yield the entities of a list with their data, page by page."""
        return self._pages(f"{self._dataset(dataset)}.svc/Entities", {"$top": str(PAGE_SIZE)})

    def create_entities(self, dataset: str, rows: Sequence[Document], source: str) -> None:
        """Make entities of {uuid, label, data}; all or none. Rejected 409.3 when one is there."""
        document = {"entities": list(rows), "source": {"name": source, "size": len(rows)}}
        self.send("POST", f"{self._dataset(dataset)}/entities", document)

    def entity_versions(self, dataset: str, uuid: str) -> list[Document]:
        """Answer the versions of an entity, oldest first: version, creatorId, data, and its source.

        Of one that a submission made, `source` holds the submission; of one that was typed, nothing.
        """
        return _list(self.get(f"{self._dataset(dataset)}/entities/{segment(uuid)}/versions"))

    def update_entity(
        self, dataset: str, uuid: str, label: str, data: Document, base: int
    ) -> Document:
        """Write an entity of which a version was seen; Rejected 409.15 where it has another now."""
        path = f"{self._dataset(dataset)}/entities/{segment(uuid)}"
        body = json.dumps({"label": label, "data": data}).encode()
        headers = {"Content-Type": "application/json"}
        call = Call("PATCH", path, {"baseVersion": str(base)}, body, headers, repeatable=True)
        return _object(self.call(call))

    def delete_entity(self, dataset: str, uuid: str) -> None:
        """Delete an entity; Missing when it is not there."""
        self.call(Call("DELETE", f"{self._dataset(dataset)}/entities/{segment(uuid)}"))

    # -- submissions

    def submissions(self, form_id: str) -> list[Document]:
        """Answer all submissions in short: instanceId, createdAt, updatedAt, reviewState."""
        return _list(self.get(self.form_path(form_id, "submissions")))

    def submission(self, form_id: str, instance_id: str) -> Document:
        """Answer a submission in short, by its first instanceID."""
        return _object(self.get(self.form_path(form_id, "submissions", instance_id)))

    def submission_xml(self, form_id: str, instance_id: str) -> bytes:
        """Answer the XML of a submission as it stands now."""
        path = f"{self.form_path(form_id, 'submissions', instance_id)}.xml"
        return self.read(Call("GET", path, accept="*/*"))

    def submission_attachments(self, form_id: str, instance_id: str) -> list[Document]:
        """Answer the files a submission names: name, and whether Central has it (`exists`)."""
        return _list(self.get(self.form_path(form_id, "submissions", instance_id, "attachments")))

    def open_attachment(self, form_id: str, instance_id: str, name: str) -> Iterator[bytes]:
        """Yield the bytes of a submission's file."""
        return self.stream(self.form_path(form_id, "submissions", instance_id, "attachments", name))

    def submission_versions(self, form_id: str, instance_id: str) -> list[Document]:
        """Answer the states a submission had, newest first: instanceId, current, createdAt."""
        return _list(self.get(self.form_path(form_id, "submissions", instance_id, "versions")))

    def submission_version_xml(self, form_id: str, instance_id: str, version_id: str) -> bytes:
        """Answer the XML of one state of a submission."""
        path = self.form_path(form_id, "submissions", instance_id, "versions", version_id)
        return self.read(Call("GET", f"{path}.xml", accept="*/*"))

    def review(
        self, form_id: str, instance_id: str, state: str | None, notes: str = ""
    ) -> Document:
        """Set what a review decided (approved, hasIssues, rejected, or None for nothing), and why.

        The notes stand in the submission's log beside it, as where a person decides there.
        """
        path = self.form_path(form_id, "submissions", instance_id)
        headers = {"Content-Type": "application/json"}
        if notes:
            headers["X-Action-Notes"] = _header(notes)
        body = json.dumps({"reviewState": state}).encode()
        return _object(self.call(Call("PATCH", path, {}, body, headers, repeatable=True)))

    def comments(self, form_id: str, instance_id: str) -> list[Document]:
        """Answer what was remarked on a submission: body, createdAt and the actor."""
        path = self.form_path(form_id, "submissions", instance_id, "comments")
        return _list(self.get(path, EXTENDED))

    def rows(self, form_id: str, condition: str = "", top: int = PAGE_SIZE) -> Iterator[Document]:
        """Yield the rows of the table of submissions, newest first, repeats within them.

        `condition` is an OData `$filter`. A row that comes in meanwhile may be yielded or not.
        """
        query = {"$expand": "*", "$top": str(top)}
        if condition:
            query["$filter"] = condition
        return self._pages(f"{self.form_path(form_id)}.svc/Submissions", query)

    def page(self, path: str, query: dict[str, str]) -> tuple[list[Document], dict[str, str]]:
        """Answer one page of an OData table and the query of the next, empty at the end.

        Of the next link only the query is taken: it is built with the address Central thinks it has.
        """
        document = _object(self.call(Call("GET", path, query)))
        rows = _list(document.get("value"))
        link = str(document.get("@odata.nextLink") or "")
        found = parse_qs(urlsplit(link).query, keep_blank_values=True)
        return rows, {name: values[0] for name, values in found.items()}

    def _pages(self, path: str, query: dict[str, str]) -> Iterator[Document]:
        while query:
            rows, query = self.page(path, query)
            yield from rows

    def _dataset(self, name: str) -> str:
        return f"{self.project}/datasets/{segment(name)}"

    def _or_none(self, path: str) -> Document | None:
        try:
            return _object(self.get(path, EXTENDED))
        except Missing:
            return None

    def _upload(self, path: str, form_id: str, workbook: bytes, **query: str) -> object:
        headers = {"Content-Type": XLSX, "X-XlsForm-FormId-Fallback": form_id}
        call = Call(
            "POST",
            path,
            {"ignoreWarnings": "true", **query},
            workbook,
            headers,
            read_seconds=CONVERT_SECONDS,
        )
        return self.call(call)


def _header(text: str) -> str:
    """Answer a text as a header may hold it; what no proxy would let through is cut off."""
    written = quote(text, safe="")
    while len(written) > LONGEST_NOTES:
        text = text[: len(text) * 9 // 10]
        written = quote(f"{text}…", safe="")
    return written


def _object(document: object) -> Document:
    if not isinstance(document, dict):
        raise RemoteError(SERVER, "JSON-nya bukan objek")
    return document


def _list(document: object) -> list[Document]:
    if not isinstance(document, list) or not all(isinstance(each, dict) for each in document):
        raise RemoteError(SERVER, "JSON-nya bukan daftar objek")
    return document
