"""A form's questions as Central lists them, and as the columns of its tables. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.central.wire import odata_name
from xlsform.schema import Node, Schema

STRUCTURE, REPEAT = "structure", "repeat"
CHOSEN = {"select1", "select", "rank"}


@dataclass(slots=True)
class Column:
    """A node of a form: its path, its name in tables, its type as Central tells it, what is inside."""

    path: str
    name: str
    type: str
    kind: str  # question, structure, repeat
    several: bool = False
    children: list[Column] = field(default_factory=list)


def type_of(node: Node) -> str:
    """Answer Central's word for a node's type."""
    if node.kind == "group":
        return STRUCTURE
    if node.kind == "repeat":
        return REPEAT
    return "string" if node.type in CHOSEN else node.type


def fields_of(schema: Schema, *, odata: bool) -> list[dict[str, Any]]:
    """Answer the fields of a form in its order; with `odata` under the names of its tables."""
    return [_field(node, odata=odata) for node in schema.nodes.values()]


def _field(node: Node, *, odata: bool) -> dict[str, Any]:
    parts = node.path.split("/")
    names = [odata_name(part) for part in parts] if odata else parts
    return {
        "path": "/" + "/".join(names),
        "name": names[-1],
        "type": type_of(node),
        "binary": True if node.type == "binary" else None,
        "selectMultiple": True if node.type in {"select", "rank"} else None,
    }


def columns_of(schema: Schema) -> list[Column]:
    """Answer the columns of a form as a tree."""
    top: list[Column] = []
    inside: dict[str, Column] = {}
    for node in schema.nodes.values():
        above, _, name = node.path.rpartition("/")
        kind = STRUCTURE if node.kind == "group" else node.kind
        several = node.type in {"select", "rank"}
        column = Column(node.path, odata_name(name), type_of(node), kind, several)
        inside[node.path] = column
        (inside[above].children if above in inside else top).append(column)
    return top


def repeats_of(columns: list[Column]) -> Iterator[Column]:
    """Answer every repeat, outer ones first."""
    for column in columns:
        if column.kind == REPEAT:
            yield column
        yield from repeats_of(column.children)


def table_name(column: Column) -> str:
    """Answer the name of a repeat's table."""
    return ".".join(["Submissions", *(odata_name(part) for part in column.path.split("/"))])


def questions_of(columns: list[Column]) -> Iterator[Column]:
    """Answer the questions of one table: groups opened, repeats left out."""
    for column in columns:
        if column.kind == "question":
            yield column
        elif column.kind == STRUCTURE:
            yield from questions_of(column.children)


def chosen_columns(columns: list[Column], chosen: frozenset[str], above: str = "") -> list[Column]:
    """Answer the columns that stand in a list of names (`grup/isian`), with the groups around them."""
    found = []
    for column in columns:
        name = above + column.name
        if name in chosen:
            found.append(column)
        elif column.kind == STRUCTURE:
            inner = chosen_columns(column.children, chosen, name + "/")
            if inner:
                found.append(
                    Column(column.path, column.name, column.type, column.kind, children=inner)
                )
    return found


def names_of(columns: list[Column], above: str = "") -> Iterator[str]:
    """Answer the names by which columns of one table may be chosen."""
    for column in columns:
        yield above + column.name
        if column.kind == STRUCTURE:
            yield from names_of(column.children, f"{above}{column.name}/")
