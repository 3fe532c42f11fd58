"""A phone with Collect on it: refresh the list, download, open, send, send again.

    phone = Phone("http://127.0.0.1:8000/k/abc")
    phone.refresh()
    phone.download("kes_bulanan")
    filled = phone.open("kes_bulanan").auto_fill(seed=1).finalize()
    assert phone.send(filled).status == 201

Two places are stricter than Collect, because a test wants to know: `download` compares the MD5
of the form and of plain media files with the list's and the manifest's (Collect does not, it
would only offer the same "update" for ever), and a manifest that Collect silently ignores
fails the download.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import requests

from tests.collect.engine import DEVICE, FilledForm, Form
from tests.collect.entity_store import EntityStore
from tests.collect.openrosa import (
    FetchFailed,
    FormEntry,
    MediaFile,
    parse_form_list,
    parse_integrity,
    parse_manifest,
    parse_message,
    submission_url,
)
from tests.collect.transport import Part, Reply, Transport, content_type_of

__all__ = ["DeviceForm", "FetchFailed", "ListedForm", "MediaFile", "Phone", "Sent"]

ACCEPT_LENGTH = 10_000_000
FILES_PER_REQUEST = 101
ACCEPTED = (201, 202)


@dataclass(frozen=True, slots=True)
class ListedForm:
    """A form the server offers. `state` is Collect's word for how it stands to this phone:
    New, OnDevice, UpdatedVersion, UpdatedHash (same version, other bytes), UpdatedMedia."""

    entry: FormEntry
    manifest: tuple[MediaFile, ...] | None
    manifest_problem: FetchFailed | None
    state: str


@dataclass(frozen=True, slots=True)
class DeviceForm:
    """A blank form on the phone with its media.

    `entity_hashes` are the opaque hashes of its lists of entities, by file; the entities themselves lie
    in the phone's store, for they are shared by all forms.
    """

    form_id: str
    version: str | None
    name: str
    xform: bytes
    md5: str
    media: dict[str, bytes] = field(default_factory=dict)
    entity_hashes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """How sending went. `status` is the last HTTP status, None when no answer was read;
    `message` is what Collect shows; only 201 and 202 to every request count as `accepted`."""

    status: int | None
    message: str | None
    accepted: bool
    requests: int = 0


class Phone:
    """One phone, one project: `server_url` is what stands in Collect's settings."""

    def __init__(
        self,
        server_url: str,
        device_id: str = DEVICE,
        *,
        auth: requests.auth.AuthBase | None = None,
    ) -> None:
        self.server_url = server_url
        self.device_id = device_id
        self.listed: dict[str, ListedForm] = {}
        self.forms: dict[tuple[str, str | None], DeviceForm] = {}
        self.outbox: dict[str, FilledForm] = {}
        self.sent: dict[str, Sent] = {}
        self.entities = EntityStore()
        self._transport = Transport(device_id, auth)
        self._remapped: dict[str, str] = {}

    def refresh(self) -> list[ListedForm]:
        """Fetch the form list and every manifest, as Collect does; raises FetchFailed."""
        reply = self._get(self.server_url.rstrip("/") + "/formList")
        _check_status(reply, self.server_url, listing=True)
        entries = parse_form_list(reply.content, reply.headers)
        self.listed = {entry.form_id: self._listed(entry) for entry in entries}
        return list(self.listed.values())

    def download(self, form_id: str) -> DeviceForm:
        """Download a listed form with its media, hashes compared; raises FetchFailed."""
        listed = self.listed.get(form_id)
        if listed is None:
            raise FetchFailed("not_listed", f"{form_id} is not in the form list")
        if listed.manifest_problem is not None:
            raise listed.manifest_problem
        entry = listed.entry
        if entry.hash is None:
            raise FetchFailed("no_hash", f"{form_id} has no md5 hash in the form list")
        xform = self._fetch(entry.download_url)
        _check_md5(xform, entry.hash, form_id)
        submission_url(xform)
        media, entity_hashes = self._media(entry, listed.manifest or ())
        form = DeviceForm(
            form_id, entry.version, entry.name, xform, _md5(xform), media, entity_hashes
        )
        # The same id and version with other bytes replaces the older copy; to the end of the
        # dictionary, since the newest download is the one that opens.
        self.forms.pop((form_id, entry.version), None)
        self.forms[(form_id, entry.version)] = form
        return form

    def sync(self) -> list[ListedForm]:
        """Collect's match_exactly: download what is new or changed, delete what is not listed."""
        listed = self.refresh()
        changed = [one for one in listed if one.state != "OnDevice"]
        for one in changed:
            self.download(one.entry.form_id)
        self.forms = {key: form for key, form in self.forms.items() if key[0] in self.listed}
        return changed

    def open(self, form_id: str, version: str | None = None) -> Form:
        """Begin a blank form that is on the phone; without a version the newest download."""
        versions = [
            form
            for (own_id, own_version), form in self.forms.items()
            if own_id == form_id and version in (None, own_version)
        ]
        if not versions:
            raise FetchFailed("not_listed", f"{form_id} {version or ''} is not on the phone")
        newest = versions[-1]
        lists = {name: self.entities.csv(_list_name(name)) for name in newest.entity_hashes}
        return Form.open(newest.xform, newest.media | lists, device_id=self.device_id)

    def finish(self, form: Form) -> FilledForm:
        """Finalize a form and take over at once the entities it makes or changes, as Collect does."""
        filled = form.finalize()
        held = self.forms.get((filled.form_id, filled.version or None))
        if held is not None:
            self.entities.take(held.xform, filled.xml)
        return filled

    def send(
        self, filled: FilledForm, accept_length: int | None = None, *, lost_reply: bool = False
    ) -> Sent:
        """Send a finished form. With `lost_reply` the link drops before the answer is read:
        everything arrived, the phone does not know it, and will send again.

        `accept_length` stands for the server's X-OpenRosa-Accept-Content-Length.
        """
        # Collect marks a submission as failed before it sends and as sent only after success.
        self.outbox[filled.instance_id] = filled
        try:
            result = self._submit(filled, accept_length, lost_reply)
        except requests.RequestException as problem:
            result = Sent(None, f"Error: {problem}", accepted=False)
        self.sent[filled.instance_id] = result
        if result.accepted:
            del self.outbox[filled.instance_id]
        return result

    def resend(self) -> list[Sent]:
        """Send again, byte for byte, whatever has not been accepted."""
        return [self.send(filled) for filled in list(self.outbox.values())]

    def _submit(self, filled: FilledForm, accept_length: int | None, lost_reply: bool) -> Sent:
        url = (filled.submission_url or "").strip() or self._submission_url()
        if url in self._remapped:
            target, length = self._remapped[url], ACCEPT_LENGTH
        else:
            head = self._transport.head(url)
            if refused := _head_refusal(head, url):
                return refused
            target = self._remap(url, head)
            length = _accept_length(head)
            if urlsplit(target).hostname != urlsplit(url).hostname:
                text = f"Error: Unexpected redirection attempt to a different host: {target}"
                return Sent(head.status, text, accepted=False)
        batches = _batches(filled, length if accept_length is None else accept_length)
        return self._post_all(target, batches, lost_reply)

    def _post_all(self, target: str, batches: list[list[Part]], lost_reply: bool) -> Sent:
        for number, parts in enumerate(batches, start=1):
            if lost_reply and number == len(batches):
                self._transport.post_and_vanish(target, parts)
                return Sent(None, "Error: the link dropped", accepted=False, requests=number)
            reply = self._transport.post(target, parts)
            if reply.status not in ACCEPTED:
                return Sent(reply.status, _failure(reply, target), accepted=False, requests=number)
        return Sent(reply.status, parse_message(reply.content), accepted=True, requests=number)

    def _submission_url(self) -> str:
        return self.server_url.removesuffix("/") + "/submission"  # one slash, the list loses all

    def _remap(self, url: str, head: Reply) -> str:
        location = head.headers.get("Location")
        if head.status != requests.codes.no_content or location is None:
            return url
        target = unquote(location)
        if urlsplit(target).hostname == urlsplit(url).hostname:
            self._remapped[url] = target
        return target

    def _listed(self, entry: FormEntry) -> ListedForm:
        manifest, problem = None, None
        if entry.manifest_url is not None:
            try:
                reply = self._get(entry.manifest_url)
                _check_status(reply, entry.manifest_url)
                manifest = parse_manifest(reply.content, reply.headers)
            except FetchFailed as failed:  # Collect lists the form as if it had no manifest
                problem = failed
        return ListedForm(entry, manifest, problem, self._state(entry, manifest or ()))

    def _state(self, entry: FormEntry, manifest: tuple[MediaFile, ...]) -> str:
        mine = [form for form in self.forms.values() if form.form_id == entry.form_id]
        same = next((form for form in mine if form.md5 == entry.hash), None)
        if same is not None:
            hashes = {_md5(content) for content in same.media.values()}
            newer = any(
                media.hash not in hashes for media in manifest if not media.name.endswith(".zip")
            )
            return "UpdatedMedia" if newer else "OnDevice"
        if not mine:
            return "New"
        if entry.hash is None:
            return "OnDevice"
        versions = [form.version for form in mine]
        return "UpdatedHash" if entry.version in versions else "UpdatedVersion"

    def _media(
        self, entry: FormEntry, manifest: tuple[MediaFile, ...]
    ) -> tuple[dict[str, bytes], dict[str, str]]:
        mine = [form for form in self.forms.values() if form.form_id == entry.form_id]
        before = self.forms.get((entry.form_id, entry.version)) or (mine[-1] if mine else None)
        media: dict[str, bytes] = {}
        entity_hashes: dict[str, str] = {}
        for file in manifest:
            if file.type is not None:
                entity_hashes[file.name] = file.hash
                self._sync_entities(file)
                continue
            known = before.media.get(file.name) if before else None
            unchanged = known is not None and _md5(known) == file.hash
            content = known if known is not None and unchanged else self._fetch(file.download_url)
            _check_md5(content, file.hash, file.name)
            media[file.name] = content
        return media, entity_hashes

    def _sync_entities(self, file: MediaFile) -> None:
        name = _list_name(file.name)
        if self.entities.hash_of(name) != file.hash:
            content = self._fetch(file.download_url)
            self.entities.fill(name, content, file.hash, file.type or "")
        if file.integrity_url:
            self.entities.clean_up(name, lambda made: self._gone(file.integrity_url or "", made))

    def _gone(self, url: str, made: Sequence[str]) -> dict[str, bool]:
        reply = self._get(f"{url}{'&' if '?' in url else '?'}id={','.join(made)}")
        _check_status(reply, url)
        return parse_integrity(reply.content, reply.headers)

    def _fetch(self, url: str) -> bytes:
        reply = self._get(url)
        _check_status(reply, url)
        return reply.content

    def _get(self, url: str) -> Reply:
        try:
            return self._transport.get(url)
        except requests.RequestException as problem:
            raise FetchFailed("fetch_error", str(problem)) from problem


def _list_name(filename: str) -> str:
    return filename.removesuffix(".csv")


def _check_status(reply: Reply, url: str, *, listing: bool = False) -> None:
    if reply.status == requests.codes.ok:
        return
    kinds = {401: "auth_required", 404: "unreachable"} if listing else {}
    kind = kinds.get(reply.status, "server_error")
    raise FetchFailed(kind, f"{reply.status} {reply.reason} at {url}", reply.status)


def _check_md5(content: bytes, expected: str, what: str) -> None:
    if _md5(content) != expected:
        raise FetchFailed("wrong_hash", f"{what}: {_md5(content)} received, {expected} announced")


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _head_refusal(head: Reply, url: str) -> Sent | None:
    if head.status == requests.codes.unauthorized:
        return Sent(401, "the server asks for credentials", accepted=False)
    if 200 <= head.status < 300 and head.status != requests.codes.no_content:
        text = f"Failed to send to {url}. Is this an OpenRosa submission endpoint?"
        return Sent(head.status, text, accepted=False)
    return None  # redirects and other errors are ignored: the POST will tell


def _accept_length(head: Reply) -> int:
    given = head.headers.get("X-OpenRosa-Accept-Content-Length", "")
    return int(given) if head.status == 204 and given.strip().isdigit() else ACCEPT_LENGTH


def _batches(filled: FilledForm, accept_length: int) -> list[list[Part]]:
    """The requests of one submission: the XML in each, files until the next would not fit."""
    xml = Part("xml_submission_file", filled.xml, filled.xml_name, "text/xml")
    waiting = [
        Part(name, content, name, content_type_of(name)) for name, content in filled.files.items()
    ]
    batches: list[list[Part]] = []
    while waiting or not batches:
        batch, size = [xml], len(xml.content)
        while waiting:
            file = waiting.pop(0)
            batch.append(file)
            size += len(file.content)
            full = len(batch) - 1 >= FILES_PER_REQUEST
            if waiting and (full or size + len(waiting[0].content) > accept_length):
                batch.append(Part("*isIncomplete*", b"yes"))
                break
        batches.append(batch)
    return batches


def _failure(reply: Reply, url: str) -> str:
    message = parse_message(reply.content)
    if reply.status == requests.codes.no_content:
        return "Error: 204 is no answer to a submission"
    if reply.status == requests.codes.ok:
        return "Error: Network login failure? Again?"
    if message is not None and reply.status != requests.codes.unauthorized:
        return f"Error: {message}"
    if reply.status == requests.codes.bad_request:
        return "Please make sure the form is configured to accept submissions on the server"
    return f"Error: {reply.reason} ({reply.status}) at {url}"
