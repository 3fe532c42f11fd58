"""Reading a server's OpenRosa documents with exactly Collect's strictness.

Rules are those of Collect's Kxml2OpenRosaResponseParser, OpenRosaClient and OkHttpConnection
(getodk/collect, August 2026): one entry without a required field voids the whole document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

LIST_NAMESPACE = "http://openrosa.org/xforms/xformsList"
MANIFEST_NAMESPACE = "http://openrosa.org/xforms/xformsManifest"
XFORMS = "http://www.w3.org/2002/xforms"
VERSION_HEADER = "X-OpenRosa-Version"
HASH_PREFIX = "md5:"
ENTITY_TYPES = ("entityList", "approvalEntityList")


class FetchFailed(Exception):
    """Collect could not use what the server answered.

    `kind` is Collect's own distinction: auth_required, unreachable (404, unknown host),
    server_error (another status), not_openrosa (header missing on the form list), parse_error
    (a document Collect does not accept), fetch_error (broken XML, wrong content type, no
    connection), no_hash, wrong_hash, bad_submission_url, not_listed.
    """

    def __init__(self, kind: str, message: str, status: int | None = None) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message
        self.status = status


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One <xform> of a form list. `hash` is the bare MD5, None when absent or not md5."""

    form_id: str
    name: str
    version: str | None
    hash: str | None
    download_url: str
    manifest_url: str | None


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One <mediaFile> of a manifest. `type` is None for a plain file, else the entity type."""

    name: str
    hash: str
    download_url: str
    type: str | None = None
    integrity_url: str | None = None


def check_document(headers: Mapping[str, str], what: str) -> None:
    """Refuse a content type that is not text/xml; no content type at all is accepted."""
    content_type = headers.get("Content-Type")
    if content_type is not None and "text/xml" not in content_type.lower():
        raise FetchFailed(
            "fetch_error",
            f"{what}: ContentType {content_type} is not text/xml. This is often caused by a "
            "network proxy. Do you need to login to your network?",
        )


def parse_form_list(content: bytes, headers: Mapping[str, str]) -> list[FormEntry]:
    """The entries of a form list; raises FetchFailed when Collect would show an error."""
    check_document(headers, "formList")
    root = _root(content, "formList")
    if VERSION_HEADER not in headers:
        raise FetchFailed("not_openrosa", f"formList: no {VERSION_HEADER} header")
    if not _is(root, "xforms", LIST_NAMESPACE):
        raise FetchFailed("parse_error", f"formList: root is {root.tag}")
    return [_form_entry(node) for node in _own(root, "xform", LIST_NAMESPACE)]


def parse_manifest(content: bytes, headers: Mapping[str, str]) -> tuple[MediaFile, ...]:
    """The files of a manifest; raises FetchFailed when Collect would drop the manifest."""
    check_document(headers, "manifest")
    root = _root(content, "manifest")
    if VERSION_HEADER not in headers:
        raise FetchFailed("parse_error", f"manifest: no {VERSION_HEADER} header")
    if not _is(root, "manifest", MANIFEST_NAMESPACE):
        raise FetchFailed("parse_error", f"manifest: root is {root.tag}")
    return tuple(_media_file(node) for node in _own(root, "mediaFile", MANIFEST_NAMESPACE))


def parse_integrity(content: bytes, headers: Mapping[str, str]) -> dict[str, bool]:
    """Which entities are gone; raises FetchFailed where Collect would drop the answer."""
    check_document(headers, "integrity")
    root = _root(content, "integrity")
    if VERSION_HEADER not in headers:
        raise FetchFailed("parse_error", f"integrity: no {VERSION_HEADER} header")
    if etree.QName(root).localname != "data":
        raise FetchFailed("parse_error", f"integrity: root is {root.tag}")
    found = {}
    for node in root.iter("entity"):
        said = node.findtext("deleted")
        if said not in {"true", "false"}:
            raise FetchFailed("parse_error", f"integrity: deleted is {said!r}")
        found[node.get("id", "")] = said == "true"
    return found


def parse_message(content: bytes) -> str | None:
    """The text of the first <message> of an OpenRosaResponse; None when there is none."""
    if b"OpenRosaResponse" not in content:
        return None
    try:
        root = etree.fromstring(content, _parser())
    except etree.XMLSyntaxError:
        return None
    # Java's getElementsByTagName compares the name with its prefix.
    for node in root.iter("{*}message"):
        if node.prefix is None:
            return "".join(node.itertext())
    return None


def submission_url(xform: bytes) -> str | None:
    """The form's own submission address; raises FetchFailed when it is not a web address."""
    for node in etree.fromstring(xform, _parser()).iter(f"{{{XFORMS}}}submission"):
        action = node.get("action")
        if action is not None and not re.match(r"https?://[^\s/?#]+", action):
            raise FetchFailed("bad_submission_url", f"submission action is {action!r}")
        return None if action is None else str(action)
    return None


def _form_entry(node: Any) -> FormEntry:
    fields = _fields(node, LIST_NAMESPACE)
    missing = [name for name in ("formID", "name", "downloadUrl") if not fields.get(name)]
    if missing:
        raise FetchFailed("parse_error", f"formList: an entry lacks {', '.join(missing)}")
    if "hash" in fields and fields["hash"] is None:
        raise FetchFailed("parse_error", "formList: an empty hash element makes Collect fall")
    hash_text = fields.get("hash") or ""
    return FormEntry(
        form_id=str(fields["formID"]),
        name=str(fields["name"]),
        version=fields.get("version") or None,
        hash=hash_text[len(HASH_PREFIX) :] if hash_text.startswith(HASH_PREFIX) else None,
        download_url=str(fields["downloadUrl"]),
        manifest_url=fields.get("manifestUrl") or None,
    )


def _media_file(node: Any) -> MediaFile:
    fields = _fields(node, MANIFEST_NAMESPACE)
    missing = [name for name in ("filename", "hash", "downloadUrl") if not fields.get(name)]
    if missing:
        raise FetchFailed("parse_error", f"manifest: a file lacks {', '.join(missing)}")
    kind = node.get("type")
    return MediaFile(
        name=PurePosixPath(str(fields["filename"])).name,
        hash=str(fields["hash"])[len(HASH_PREFIX) :],  # cut unseen, whatever it begins with
        download_url=str(fields["downloadUrl"]),
        type=kind if kind in ENTITY_TYPES else None,
        integrity_url=fields.get("integrityUrl"),
    )


def _fields(node: Any, namespace: str) -> dict[str, str | None]:
    fields: dict[str, str | None] = {}
    for child in node:
        if isinstance(child.tag, str) and _namespace(child) == namespace.lower():
            written = "".join(child.itertext())
            fields[etree.QName(child).localname] = written.strip() if written else None
    return fields


def _own(root: Any, name: str, namespace: str) -> Iterator[Any]:
    # Elements of another namespace or name are somebody's extension: skipped, not refused.
    for node in root:
        known = isinstance(node.tag, str) and _namespace(node) == namespace.lower()
        if known and etree.QName(node).localname.lower() == name.lower():
            yield node


def _is(node: Any, name: str, namespace: str) -> bool:
    return etree.QName(node).localname == name and _namespace(node) == namespace.lower()


def _namespace(node: Any) -> str:
    return (etree.QName(node).namespace or "").lower()


def _root(content: bytes, what: str) -> Any:
    try:
        return etree.fromstring(content, _parser())
    except etree.XMLSyntaxError as problem:
        raise FetchFailed("fetch_error", f"{what}: {problem}") from problem


def _parser() -> etree.XMLParser:
    # Collect reads as UTF-8 whatever the document declares.
    return etree.XMLParser(resolve_entities=False, no_network=True, encoding="utf-8")
