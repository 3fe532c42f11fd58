"""The entities a submission makes or changes, read from its XML. Pure.

Entities specification 2022.1 to 2025.1: one `meta/entity` at the top, or one in each row of a repeat or
in a group. What a submission does not send (a question that was not relevant) is not touched; an empty
answer it does send empties the property.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from app.openrosa.answers import TEMPLATE
from app.openrosa.envelope import local_name
from xlsform.schema import EntityUse, Schema

TRUE = frozenset({"1", "true"})
_UUID4 = re.compile(
    r"(?:uuid:)?([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,9}")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class EntityChange:
    """What a submission says about one entity.

    `base_version` and `trunk_version` are None where it says none; `label` is None where it names
    nothing. `fault` tells, as a word, what makes it unusable; empty when it can be applied.
    """

    list_name: str
    entity_id: str
    create: bool
    update: bool
    base_version: int | None = None
    trunk_version: int | None = None
    branch_id: str | None = None
    label: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    fault: str = ""


def read_entities(root: etree._Element, schema: Schema) -> list[EntityChange]:
    """Answer what a submission makes or changes, in the order of the form; nothing asked is left out."""
    changes = [
        change
        for use in schema.entities
        for scope in _scopes(root, use.path.removesuffix("meta/entity").strip("/"))
        if (change := _change(scope, use))
    ]
    return [change for change in changes if change.create or change.update]


def _scopes(root: etree._Element, path: str) -> Iterator[etree._Element]:
    """The containers of an entity: the root, or each row of the repeats along the path."""
    found = [root]
    for name in filter(None, path.split("/")):
        found = [child for parent in found for child in _children(parent, name)]
    yield from found


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in parent if local_name(child) == name and child.get(TEMPLATE) is None)


def _node(scope: etree._Element, path: str) -> etree._Element | None:
    return next(_scopes(scope, path), None)


def _change(scope: etree._Element, use: EntityUse) -> EntityChange | None:
    node = _node(scope, "meta/entity")
    if node is None:
        return None
    label = _node(node, "label")
    inside = use.path.removesuffix("meta/entity")
    sent = ((name, _node(scope, path.removeprefix(inside))) for name, path in use.saves)
    entity_id, branch_id = node.get("id", "").strip(), node.get("branchId", "").strip()
    base, trunk = node.get("baseVersion", "").strip(), node.get("trunkVersion", "").strip()
    return EntityChange(
        list_name=node.get("dataset", "").strip() or use.dataset,
        entity_id=_uuid(entity_id),
        create=node.get("create") in TRUE,
        update=node.get("update") in TRUE,
        base_version=int(base) if _NUMBER.fullmatch(base) else None,
        trunk_version=int(trunk) if _NUMBER.fullmatch(trunk) else None,
        branch_id=_uuid(branch_id) or None,
        label=_text(label).strip() or None if label is not None else None,
        values={name: _text(answer) for name, answer in sent if answer is not None},
        fault=_fault(entity_id, branch_id, base, trunk),
    )


def _fault(entity_id: str, branch_id: str, base: str, trunk: str) -> str:
    if not _uuid(entity_id):
        return "nomor_salah" if entity_id else "tanpa_nomor"
    if branch_id and not _uuid(branch_id):
        return "cabang_salah"
    if any(number and not _NUMBER.fullmatch(number) for number in (base, trunk)):
        return "versi_salah"
    return "cabang_salah" if trunk and not branch_id else ""


def _uuid(text: str) -> str:
    """A UUID of version 4 in small letters, or nothing."""
    match = _UUID4.fullmatch(text)
    return match[1].lower() if match else ""


def _text(element: etree._Element) -> str:
    return _UNSEEN.sub("", element.text or "")
