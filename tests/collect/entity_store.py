"""The entities on a phone, with the rules of Collect's LocalEntityUseCases (August 2026).

A finished form changes them at once: each local update counts the version up by one, while trunk and
branch stay. A list from the server wins where it is as new or newer; what the phone made itself and the
server does not list stays until the server says that it is gone.
"""

from __future__ import annotations

import csv
import io
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

ONLINE, OFFLINE = "ONLINE", "OFFLINE"
ENTITIES = "http://www.opendatakit.org/xforms/entities"
RESERVED = ("name", "label")
LOCAL_VERSIONS = ("2024.1", "2025.1")
APPROVAL = "approvalEntityList"
V4 = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)
TRUE = ("1", "true")


@dataclass(frozen=True, slots=True)
class LocalEntity:
    """One entity as the phone holds it; dirty when its version is not its trunk's."""

    entity_id: str
    label: str
    version: int
    properties: Mapping[str, str]
    state: str
    trunk: int | None
    branch: str

    @property
    def dirty(self) -> bool:
        """Whether the phone changed it since the server's version."""
        return self.version != self.trunk


@dataclass(slots=True)
class LocalList:
    """One list: the server's hash for it, whether it needs approval, its entities in order."""

    hash: str = ""
    needs_approval: bool = False
    entities: dict[str, LocalEntity] = field(default_factory=dict)


class EntityStore:
    """All lists of one project: two forms that attach the same list share it."""

    def __init__(self) -> None:
        self.lists: dict[str, LocalList] = {}

    def get(self, name: str, entity_id: str) -> LocalEntity | None:
        """One entity of a list, or None."""
        return self.lists[name].entities.get(entity_id) if name in self.lists else None

    def hash_of(self, name: str) -> str:
        """The hash the server gave with the list it was last filled from."""
        return self.lists[name].hash if name in self.lists else ""

    def csv(self, name: str) -> bytes:
        """A list as JavaRosa is given it: with version, trunk and branch of the phone's own."""
        held = list(self.lists[name].entities.values()) if name in self.lists else []
        columns = list(dict.fromkeys(key for one in held for key in one.properties))
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*RESERVED, "__version", "__trunkVersion", "__branchId", *columns])
        for one in held:
            trunk = "" if one.trunk is None else str(one.trunk)
            own = [one.properties.get(column, "") for column in columns]
            writer.writerow([one.entity_id, one.label, one.version, trunk, one.branch, *own])
        return out.getvalue().encode()

    # -- from the server

    def fill(self, name: str, content: bytes, hash_: str, kind: str) -> None:
        """Take a list from the server; the first bad row ends it, and nothing is taken then."""
        local = self.lists.setdefault(name, LocalList())
        rows = csv.DictReader(io.StringIO(content.decode()))
        missing = dict(local.entities)
        taken: dict[str, LocalEntity] = {}
        for row in rows:
            if not {"name", "label", "__version"} <= row.keys() or None in row.values():
                return
            try:
                version = int(row["__version"])
            except ValueError:
                return
            own = missing.pop(row["name"], None)
            server = _from_row(row, version)
            if own is None or own.version < version or (own.version == version and own.dirty):
                taken[server.entity_id] = server
            elif own.version > version and own.state == OFFLINE:
                taken[own.entity_id] = replace(own, state=ONLINE)
        for gone in missing.values():
            if gone.state == ONLINE:
                del local.entities[gone.entity_id]
        columns = {name for name in rows.fieldnames or () if not _is_reserved(name)}
        for one in (local.entities | taken).values():
            kept = {key: text for key, text in one.properties.items() if key in columns}
            properties = one.properties if one.entity_id in taken else kept
            local.entities[one.entity_id] = replace(one, properties=properties)
        local.hash, local.needs_approval = hash_, kind == APPROVAL

    def clean_up(self, name: str, gone: Callable[[Sequence[str]], Mapping[str, bool]]) -> None:
        """Ask the server which entities made on the phone are gone, and forget those."""
        held = self.lists.setdefault(name, LocalList()).entities
        made = [one.entity_id for one in held.values() if one.state == OFFLINE]
        for entity_id, is_gone in gone(made).items() if made else ():
            if is_gone:
                held.pop(entity_id, None)

    # -- from a finished form

    def take(self, xform: bytes, xml: bytes) -> None:
        """Create and update what a finished form says."""
        for change in form_entities(xform, xml):
            if not V4.fullmatch(change.entity_id):
                continue
            own = self.get(change.dataset, change.entity_id)
            if own is not None and (change.update or change.create):
                self._update(change, own)
            elif change.create and change.label.strip():
                self._create(change)

    def _create(self, change: FormEntity) -> None:
        local = self.lists.get(change.dataset)
        if local is not None and not local.needs_approval:
            local.entities[change.entity_id] = LocalEntity(
                change.entity_id, change.label, 1, change.properties, OFFLINE, None, _branch()
            )

    def _update(self, change: FormEntity, own: LocalEntity) -> None:
        if not change.update:  # an edit of what made it: as new, over the old one
            self._create(change)
            return
        self.lists[change.dataset].entities[own.entity_id] = replace(
            own,
            label=change.label if change.label.strip() else own.label,
            properties={**own.properties, **change.properties},
            version=own.version + 1,
        )


@dataclass(frozen=True, slots=True)
class FormEntity:
    """What a finished form says of one entity."""

    dataset: str
    entity_id: str
    label: str
    create: bool
    update: bool
    properties: Mapping[str, str]


def form_entities(xform: bytes, xml: bytes) -> Iterator[FormEntity]:
    """The entities of a finished form with the properties of their nearest group."""
    form = etree.fromstring(xform)
    model = next(form.iter("{*}model"))
    if not model.get(f"{{{ENTITIES}}}entities-version", "").startswith(LOCAL_VERSIONS):
        return
    saved = {
        bind.get("nodeset"): bind.get(f"{{{ENTITIES}}}saveto")
        for bind in model.iter("{*}bind")
        if bind.get(f"{{{ENTITIES}}}saveto")
    }
    root = etree.fromstring(xml)
    for scope in root.iter(etree.Element):
        node = scope.find("{*}meta/{*}entity[@dataset]")
        if node is not None:
            yield _form_entity(scope, node, saved)


def _form_entity(
    scope: etree._Element, node: etree._Element, saved: Mapping[str | None, str | None]
) -> FormEntity:
    properties = {
        str(saved[path]): child.text or ""
        for child in scope.iter(etree.Element)
        if (path := _path(child)) in saved and _scope_of(child) is scope
    }
    return FormEntity(
        dataset=node.get("dataset", ""),
        entity_id=node.get("id", ""),
        label=node.findtext("{*}label") or "",
        create=node.get("create", "") in TRUE,
        update=node.get("update", "") in TRUE,
        properties=properties,
    )


def _scope_of(element: etree._Element) -> etree._Element | None:
    """The nearest container around an element that holds an entity."""
    around = element.getparent()
    while around is not None and around.find("{*}meta/{*}entity") is None:
        around = around.getparent()
    return around


def _path(element: etree._Element) -> str:
    around = [etree.QName(one).localname for one in element.iterancestors()]
    return "/".join(["", *reversed(around), etree.QName(element).localname])


def _from_row(row: Mapping[str, str], version: int) -> LocalEntity:
    own = {name: text for name, text in row.items() if not _is_reserved(name)}
    return LocalEntity(row["name"], row["label"], version, own, ONLINE, version, _branch())


def _is_reserved(column: str) -> bool:
    return column in RESERVED or column.startswith("__")


def _branch() -> str:
    return str(uuid.uuid4())
