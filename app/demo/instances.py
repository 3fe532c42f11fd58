"""A filled form as the XML that Collect sends: the form's own nodes in the form's own order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from lxml import etree

from app.openrosa.answers import leaves
from xlsform.schema import Schema

# Path below the root -> text, as a phone stores it; a repeat's path -> its rows, each with whole paths.
Answers = dict[str, Any]
OPENROSA = "http://openrosa.org/xforms"
ENTITIES = "http://www.opendatakit.org/xforms/entities"


@dataclass(frozen=True, slots=True)
class Made:
    """A sasaran a form makes (version 0), or changes from the version the phone was given."""

    list_name: str
    entity_id: str
    label: str
    version: int


def write_instance(
    schema: Schema,
    answers: Answers,
    instance_id: str,
    replaces: str | None = None,
    makes: Made | None = None,
) -> bytes:
    """Answer a submission's XML; raise ValueError for an answer the form does not ask.

    Unanswered questions and their empty groups are left out. `replaces` makes it an edit of an
    earlier submission; `makes` is the sasaran it makes or changes.
    """
    strange = sorted(path for path, _text in leaves(answers) if not _is_question(schema, path))
    if strange:
        raise ValueError(f"{schema.form_id} does not ask {', '.join(strange)}")
    root = etree.Element(
        schema.root, {"id": schema.form_id, "version": schema.version}, nsmap={"orx": OPENROSA}
    )
    made = {"": root}
    _write(made, schema, answers)
    meta = etree.SubElement(root, "meta")
    etree.SubElement(meta, "instanceID").text = instance_id
    if replaces:
        etree.SubElement(meta, "deprecatedID").text = replaces
    if makes:
        _write_entity(meta, makes)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _write(made: dict[str, etree._Element], schema: Schema, answers: Answers) -> None:
    for path in schema.nodes:
        if path in schema.repeats:
            above, _, name = path.rpartition("/")
            for row in answers.get(path, ()):
                around = etree.SubElement(_element(made, above), name)
                _write({path: around}, schema, row)
        elif path in answers:
            _element(made, path).text = answers[path]


def _write_entity(meta: etree._Element, made: Made) -> None:
    said = {"dataset": made.list_name, "id": made.entity_id}
    if made.version:
        branch = UUID(int=uuid5(NAMESPACE_URL, f"{made.entity_id} {made.version}").int, version=4)
        number = str(made.version)
        said |= {"update": "1", "baseVersion": number, "trunkVersion": number}
        said |= {"branchId": str(branch)}
    else:
        said["create"] = "1"
    entity = etree.SubElement(meta, f"{{{ENTITIES}}}entity", said, nsmap={"entities": ENTITIES})
    etree.SubElement(entity, f"{{{ENTITIES}}}label").text = made.label


def _is_question(schema: Schema, path: str) -> bool:
    node = schema.nodes.get(path)
    return node is not None and node.kind == "question"


def _element(made: dict[str, etree._Element], path: str) -> etree._Element:
    if path not in made:
        above, _, name = path.rpartition("/")
        made[path] = etree.SubElement(_element(made, above), name)
    return made[path]


def in_group(group: str, **values: object) -> Answers:
    """Answer values as answers below a group; None is a question left open."""
    return {f"{group}/{name}": str(value) for name, value in values.items() if value is not None}


def stamp(moment: datetime) -> str:
    """Answer a moment as Collect writes it: `2026-11-03T09:12:44.120+08:00`."""
    return moment.isoformat(timespec="milliseconds")
