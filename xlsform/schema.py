"""What a compiled form asks, read back from the XForm itself: the key to every answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from lxml import etree

from xlsform.list_uses import ListUse, list_uses

Kind = Literal["group", "repeat", "question"]

_XF = "{http://www.w3.org/2002/xforms}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_ODK = "{http://www.opendatakit.org/xforms}"
_ENTITIES = "{http://www.opendatakit.org/xforms/entities}"
_CHOOSERS = {f"{_XF}select1": "select1", f"{_XF}select": "select", f"{_ODK}rank": "rank"}
_INSTANCE = re.compile(r"instance\('([^']+)'\)|randomize\(instance\('([^']+)'\)")
_MEDIA = re.compile(r"jr://(?:file|file-csv|images|audio|video)/(.+)")


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the answers. `type` is the bind's (`int`, `date`, `binary`), or `select1`,
    `select` (several, space-separated) and `rank`; empty for groups and repeats. `list` is the
    secondary instance a choice comes from.
    """

    path: str
    kind: Kind
    type: str = ""
    list: str | None = None
    relevant: bool = False


@dataclass(frozen=True, slots=True)
class EntityUse:
    """An entity that a submission makes or changes: its list, its node, (property, path) pairs."""

    dataset: str
    path: str
    saves: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """The nodes of a form by path, relative to the root (`kepala/periode`), in form order."""

    form_id: str
    version: str
    root: str
    nodes: dict[str, Node]
    media: tuple[str, ...] = ()
    entities: tuple[EntityUse, ...] = ()
    lists: tuple[ListUse, ...] = ()
    entities_version: str = ""
    repeats: frozenset[str] = field(init=False, compare=False)
    binaries: frozenset[str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the paths a decoder asks for at every node."""
        nodes = self.nodes.values()
        repeats = frozenset(node.path for node in nodes if node.kind == "repeat")
        binaries = frozenset(node.path for node in nodes if node.type == "binary")
        object.__setattr__(self, "repeats", repeats)
        object.__setattr__(self, "binaries", binaries)

    def as_json(self) -> str:
        """The schema as JSON text: the same schema always gives the same text."""
        shape = {
            "form_id": self.form_id,
            "version": self.version,
            "root": self.root,
            "nodes": [asdict(node) for node in self.nodes.values()],
            "media": self.media,
            "entities": [asdict(entity) for entity in self.entities],
            "lists": [asdict(use) for use in self.lists],
            "entities_version": self.entities_version,
        }
        return json.dumps(shape, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Schema:
        """The schema in the text that `as_json` wrote."""
        shape = json.loads(text)
        nodes = [Node(**node) for node in shape["nodes"]]
        return cls(
            form_id=shape["form_id"],
            version=shape["version"],
            root=shape["root"],
            nodes={node.path: node for node in nodes},
            media=tuple(shape["media"]),
            entities=tuple(
                EntityUse(use["dataset"], use["path"], tuple(map(tuple, use["saves"])))
                for use in shape["entities"]
            ),
            lists=tuple(
                ListUse(use["name"], tuple(use["words"])) for use in shape.get("lists", ())
            ),
            entities_version=shape.get("entities_version", ""),
        )


def read_schema(xform: bytes) -> Schema:
    """The schema of an XForm. Raises ValueError when the bytes are no XForm."""
    try:
        form = etree.fromstring(xform, _parser())
    except etree.XMLSyntaxError as error:
        raise ValueError(f"not an XForm: {error}") from error
    model = form.find(f"{_XHTML}head/{_XF}model")
    instance = None if model is None else model.find(f"{_XF}instance")
    if model is None or instance is None or not len(instance):
        raise ValueError("not an XForm: no primary instance")
    root = instance[0]
    binds = {bind.get("nodeset"): bind for bind in model.iter(f"{_XF}bind")}
    controls = _controls(form)
    nodes: dict[str, Node] = {}
    for path, element in _walk(root, ""):
        # A repeat stands twice: as template and as first instance.
        nodes.setdefault(path, _node(path, element, f"/{_local(root)}/{path}", binds, controls))
    return Schema(
        form_id=root.get("id", ""),
        version=root.get("version", ""),
        root=_local(root),
        nodes=nodes,
        media=tuple(dict.fromkeys(_media(model))),
        entities=tuple(_entities(root, binds)),
        lists=list_uses(form, _local(root)),
        entities_version=model.get(f"{_ENTITIES}entities-version", ""),
    )


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _controls(form: etree._Element) -> dict[str, etree._Element]:
    """The groups, repeats and choosing controls of the body, by the path they stand for.

    A repeat stands inside a group of the same path, and wins.
    """
    body = form.find(f"{_XHTML}body")
    found: dict[str, etree._Element] = {}
    for element in body.iter() if body is not None else ():
        if element.tag == f"{_XF}repeat":
            found[element.get("nodeset", "")] = element
        elif element.tag == f"{_XF}group" or element.tag in _CHOOSERS:
            found[element.get("ref", "")] = element
    return found


def _walk(parent: etree._Element, prefix: str) -> Iterator[tuple[str, etree._Element]]:
    for element in parent:
        path = prefix + _local(element)
        yield path, element
        yield from _walk(element, f"{path}/")


def _node(
    path: str,
    element: etree._Element,
    absolute: str,
    binds: Mapping[str | None, etree._Element],
    controls: Mapping[str, etree._Element],
) -> Node:
    bind, control = binds.get(absolute), controls.get(absolute)
    relevant = bind is not None and bind.get("relevant") is not None
    shown = str(control.tag) if control is not None else ""
    if shown == f"{_XF}repeat":
        return Node(path, "repeat", relevant=relevant)
    if control is not None and shown in _CHOOSERS:
        return Node(path, "question", _CHOOSERS[shown], list_of(control), relevant)
    if len(element) or bind is None or shown:
        return Node(path, "group", relevant=relevant)
    return Node(path, "question", bind.get("type", "string"), None, relevant)


def list_of(control: etree._Element) -> str | None:
    """The secondary instance a choosing control takes its choices from."""
    itemset = control.find(f"{_XF}itemset")
    match = _INSTANCE.search(itemset.get("nodeset", "")) if itemset is not None else None
    return (match[1] or match[2]) if match else None


def _media(model: etree._Element) -> Iterator[str]:
    """Files named by secondary instances and by pictures and sounds in the itext."""
    sources = [instance.get("src", "") for instance in model.iter(f"{_XF}instance")]
    values = [value.text or "" for value in model.iter(f"{_XF}value") if value.get("form")]
    for address in [*sources, *values]:
        match = _MEDIA.fullmatch(address.strip())
        if match:
            yield match[1]


def _entities(
    root: etree._Element, binds: Mapping[str | None, etree._Element]
) -> Iterator[EntityUse]:
    """The entity nodes, each with the questions saved to it.

    A question belongs to the entity of the nearest group or repeat around it (entities
    specification 2025.1).
    """
    prefix = f"/{_local(root)}/"
    found: dict[str, str] = {}
    for path, element in _walk(root, ""):
        if _local(element) == "entity" and element.get("dataset"):
            found.setdefault(path, element.get("dataset", ""))
    saves: dict[str, list[tuple[str, str]]] = {path: [] for path in found}
    for nodeset, bind in binds.items():
        saveto = bind.get(f"{_ENTITIES}saveto")
        if saveto:
            path = (nodeset or "").removeprefix(prefix)
            entity = _nearest_entity(path, found)
            if entity is not None:
                saves[entity].append((saveto.rpartition("#")[2], path))
    for path, dataset in found.items():
        yield EntityUse(dataset, path, tuple(saves[path]))


def _nearest_entity(path: str, entities: Iterable[str]) -> str | None:
    """The entity whose container (the parent of its meta) is deepest around the path, if any is."""
    scopes = {entity.removesuffix("meta/entity"): entity for entity in entities}
    around = [scope for scope in scopes if path.startswith(scope)]
    return scopes[max(around, key=len)] if around else None
