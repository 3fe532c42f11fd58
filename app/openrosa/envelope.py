"""What a submission says of itself before anybody reads its answers: form, version, identity."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lxml import etree

from app.problems import Problem

LONGEST_ID = 120  # characters of an instanceID; Collect's have 41
_PROLOG = 4096  # bytes in which a DOCTYPE must begin


@dataclass(frozen=True, slots=True)
class Envelope:
    """One submission's identity; `root` is the parsed tree the answers are read from.

    `deprecated_id` names the submission this one replaces (an edit). `entity_id` is the UUID of the
    entity the form creates or updates, if it says one.
    """

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str | None
    entity_id: str | None
    root: etree._Element


def read_envelope(xml: bytes) -> Envelope:
    """Parse a submission; raise Problem for a DOCTYPE, broken XML, no or no usable instanceID."""
    root = parse(xml)
    meta = _child(root, "meta")
    instance_id = _text(meta, "instanceID") or root.get("instanceID") or ""
    if not instance_id:
        raise Problem("intake.missing_instance_id")
    deprecated_id = _text(meta, "deprecatedID")
    for one in (instance_id, deprecated_id or ""):
        if len(one) > LONGEST_ID or not one.isprintable():
            raise Problem("intake.bad_instance_id", limit=LONGEST_ID)
    entity = _child(meta, "entity")
    return Envelope(
        form_id=root.get("id") or local_name(root),
        version=root.get("version") or "",
        instance_id=instance_id,
        deprecated_id=deprecated_id,
        entity_id=_uuid(entity.get("id")) if entity is not None else None,
        root=root,
    )


def parse(xml: bytes) -> etree._Element:
    """Parse XML safely; raise Problem with the parser's place of the fault."""
    try:
        root = etree.fromstring(xml, _parser())
    except etree.XMLSyntaxError as error:
        if b"<!DOCTYPE" in xml[:_PROLOG].replace(b"\0", b"").upper():
            raise Problem("intake.doctype") from error
        line, column = error.position
        raise Problem("intake.malformed_xml", reason=f"baris {line} kolom {column}") from error
    except ValueError as error:
        raise Problem("intake.malformed_xml", reason="penyandian huruf") from error
    if root.getroottree().docinfo.doctype:
        raise Problem("intake.doctype")
    return root


def _parser() -> etree.XMLParser:
    """Entities are never expanded and nothing is fetched; a DOCTYPE is refused all the same."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def local_name(element: etree._Element) -> str:
    """Answer an element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _uuid(text: str | None) -> str | None:
    try:
        return str(UUID(text)) if text else None
    except ValueError:
        return None


def _child(parent: etree._Element | None, name: str) -> etree._Element | None:
    if parent is None:
        return None
    return next((child for child in parent if local_name(child) == name), None)


def _text(parent: etree._Element | None, name: str) -> str | None:
    child = _child(parent, name)
    text = (child.text or "").strip() if child is not None else ""
    return text or None
