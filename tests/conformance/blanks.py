"""Submissions made from a form's own blank instance, so that any server's forms can be filled."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from lxml import etree

from app.openrosa.answers import TEMPLATE
from app.openrosa.envelope import local_name

XF = "{http://www.w3.org/2002/xforms}"
SAVE_TO = "{http://www.opendatakit.org/xforms/entities}saveto"
ENTITIES_VERSION = "{http://www.opendatakit.org/xforms/entities}entities-version"
# Any answer will do there, and it changes nothing about where a submission belongs.
PLAIN_TYPES = ("string", None)
HEADS = ("kepala", "meta")


@dataclass(frozen=True, slots=True)
class Blank:
    """A form as it was served: its blank instance, and what its binds say of the questions."""

    xform: bytes
    root: etree._Element
    model: etree._Element

    @property
    def form_id(self) -> str:
        """Answer the form's id."""
        return self.root.get("id") or local_name(self.root)

    @property
    def photo(self) -> str:
        """Answer the path of the first question that takes a file; "" when there is none."""
        return next((path for path, bind in self._binds() if bind.get("type") == "binary"), "")

    @property
    def note(self) -> str:
        """Answer the path of a question any text may stand in; "" when there is none."""
        plain = [path for path, bind in self._binds() if _is_plain(path, bind)]
        return plain[-1] if plain else ""

    @property
    def entity(self) -> etree._Element | None:
        """Answer the entity at the top of the form, if there is one."""
        return find(self.root, "meta/entity")

    @property
    def saves(self) -> dict[str, str]:
        """Answer which question each property of the entity is saved from."""
        binds = self._binds()
        return {str(bind.get(SAVE_TO)): path for path, bind in binds if bind.get(SAVE_TO)}

    @property
    def files(self) -> set[str]:
        """Answer the names of the files the form says it needs."""
        sources = [one.get("src") or "" for one in self.model.iter(f"{XF}instance")]
        return {src.rpartition("/")[2] for src in sources if src.startswith("jr://file")}

    def _binds(self) -> list[tuple[str, etree._Element]]:
        prefix = f"/{local_name(self.root)}/"
        named = [(bind.get("nodeset") or "", bind) for bind in self.model.iter(f"{XF}bind")]
        return [
            (path.removeprefix(prefix), bind) for path, bind in named if path.startswith(prefix)
        ]

    def filled(
        self,
        answers: Mapping[str, str] | None = None,
        *,
        instance_id: str | None = None,
        replaces: str = "",
        version: str | None = None,
        form_id: str | None = None,
        entity: Mapping[str, str] | None = None,
    ) -> bytes:
        """Answer a submission: the blank instance with these answers, and an instanceID of its own.

        `instance_id=""` leaves the instanceID out. `entity` gives the attributes of `meta/entity` and,
        under `label`, its child; without it no entity is made or changed.
        """
        root = copy.deepcopy(self.root)
        for name, text in (("id", form_id), ("version", version)):
            if text is not None:
                root.set(name, text)
        for path, answer in (answers or {}).items():
            node = find(root, path)
            if node is not None:
                node.text = answer
        _write_meta(root, instance_id, replaces)
        _write_entity(root, entity)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def read_blank(xform: bytes) -> Blank:
    """Read a form as it was served."""
    tree = etree.fromstring(xform)
    model = next(tree.iter(f"{XF}model"))
    instance = next(model.iter(f"{XF}instance"))
    root = copy.deepcopy(next(iter(instance.iterchildren("*"))))
    for node in root.iter("*"):  # a submission's own nodes stand in no namespace
        node.tag = str(node.tag).removeprefix(XF)
    etree.cleanup_namespaces(root)
    for template in [node for node in root.iter("*") if node.get(TEMPLATE) is not None]:
        parent = template.getparent()
        if parent is not None:
            parent.remove(template)
    return Blank(xform, root, model)


def new_id() -> str:
    """Answer an instanceID no other submission has."""
    return f"uuid:{uuid4()}"


def find(root: etree._Element, path: str) -> etree._Element | None:
    """Answer the node at a path of local names."""
    node: etree._Element | None = root
    for name in path.split("/"):
        found = [child for child in node if local_name(child) == name] if node is not None else []
        node = found[0] if found else None
    return node


def _is_plain(path: str, bind: etree._Element) -> bool:
    free = bind.get("type") in PLAIN_TYPES and not bind.get("calculate") and not bind.get(SAVE_TO)
    return free and bind.get("readonly") is None and path.split("/")[0] not in HEADS


def _write_meta(root: etree._Element, instance_id: str | None, replaces: str) -> None:
    meta = find(root, "meta")
    if meta is None:
        meta = etree.SubElement(root, "meta")
    prefix = f"{{{etree.QName(meta).namespace}}}" if etree.QName(meta).namespace else ""
    node = find(meta, "instanceID")
    if node is None:
        node = etree.SubElement(meta, f"{prefix}instanceID")
    if instance_id == "":
        meta.remove(node)
    else:
        node.text = instance_id or new_id()
    old = find(meta, "deprecatedID")
    if replaces:
        node = etree.SubElement(meta, f"{prefix}deprecatedID") if old is None else old
        node.text = replaces


def _write_entity(root: etree._Element, entity: Mapping[str, str] | None) -> None:
    node = find(root, "meta/entity")
    if node is None:
        return
    for name in ("create", "update", "baseVersion", "trunkVersion", "branchId"):
        node.attrib.pop(name, None)
    for name, text in (entity or {}).items():
        if name != "label":
            node.set(name, text)
    label = find(node, "label")
    if label is not None and "label" not in (entity or {}):
        node.remove(label)
    elif entity and "label" in entity:
        namespace = etree.QName(node).namespace
        tag = f"{{{namespace}}}label" if namespace else "label"
        child = etree.SubElement(node, tag) if label is None else label
        child.text = entity["label"]
