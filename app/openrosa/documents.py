"""The XML Collect reads: form list, manifest, and the message shown after sending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lxml import etree

LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
RESPONSE = "http://openrosa.org/http/response"
CONTENT_TYPE = "text/xml; charset=utf-8"
_DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>\n"
_NOT_IN_XML = dict.fromkeys(set(range(32)) - {9, 10, 13})


@dataclass(frozen=True, slots=True)
class ListedForm:
    """One entry of a form list. `md5` is of the XForm bytes served at `download_url`, in hex."""

    form_id: str
    name: str
    version: str
    md5: str
    download_url: str
    manifest_url: str | None
    description: str = ""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One entry of a manifest. `md5` is of the bytes served at `download_url`, in hex.

    Of a list of entities (`kind` names the type) it is opaque, and `integrity_url` tells which of those
    made on the phone are gone.
    """

    name: str
    md5: str
    download_url: str
    kind: str = ""
    integrity_url: str = ""


def form_entry(form: ListedForm) -> bytes:
    """Write one entry of a form list; Collect drops the whole list if one lacks id, name or URL."""
    parts = [
        ("formID", form.form_id),
        ("name", form.name),
        ("version", form.version),
        ("hash", f"md5:{form.md5}"),
        ("descriptionText", form.description),
        ("downloadUrl", form.download_url),
        ("manifestUrl", form.manifest_url),
    ]
    inside = b"".join(
        f"<{name}>".encode() + escaped(text) + f"</{name}>".encode() for name, text in parts if text
    )
    return b"<xform>" + inside + b"</xform>"


def form_list(entries: Iterable[bytes]) -> bytes:
    """Write a form list of entries."""
    head = f"<?xml version='1.0' encoding='UTF-8'?>\n<xforms xmlns=\"{LIST}\">".encode()
    return head + b"".join(entries) + b"</xforms>"


def escaped(text: str) -> bytes:
    """Answer a text as it stands inside an element."""
    return escape(text).encode()


def manifest(files: Iterable[ListedFile]) -> bytes:
    """Write a manifest; only files that exist may be in it."""
    root = etree.Element(f"{{{MANIFEST}}}manifest", nsmap={None: MANIFEST})
    for file in files:
        entry = etree.SubElement(root, f"{{{MANIFEST}}}mediaFile")
        _put(entry, MANIFEST, "filename", file.name)
        _put(entry, MANIFEST, "hash", f"md5:{file.md5}")
        _put(entry, MANIFEST, "downloadUrl", file.download_url)
        if file.kind:
            entry.set("type", file.kind)
            _put(entry, MANIFEST, "integrityUrl", file.integrity_url)
    return _bytes(root)


def integrity(deleted: Mapping[str, bool]) -> bytes:
    """Write which entities are gone; Collect deletes those made on the phone that are."""
    root = etree.Element("data")
    entities = etree.SubElement(root, "entities")
    for entity_id, gone in deleted.items():
        entity = etree.SubElement(entities, "entity", id=entity_id)
        etree.SubElement(entity, "deleted").text = "true" if gone else "false"
    return _bytes(root)


def message(text: str, nature: str) -> bytes:
    """Write the answer to a submission; Collect shows the first message to the kader."""
    words = escape(text.translate(_NOT_IN_XML))
    head = f'<OpenRosaResponse xmlns="{RESPONSE}"><message nature="{nature}">'
    return f"{_DECLARATION}{head}{words}</message></OpenRosaResponse>".encode()


def _put(parent: etree._Element, namespace: str, name: str, text: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{namespace}}}{name}")
    child.text = text
    return child


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
