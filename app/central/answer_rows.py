"""A submission's answers as rows of Central's tables: nested, or one repeat alone. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.central.geometry import as_geojson, as_wkt
from app.central.schema_fields import REPEAT, STRUCTURE, Column
from app.intake.display import mask
from app.openrosa.answers import Document

_HOUR = re.compile(r"(T.*[+-]\d\d)$")
_ZONE = re.compile(r"(T.*[+-]\d\d)(\d\d)$")
GEO = frozenset({"geopoint", "geotrace", "geoshape"})


@dataclass(frozen=True, slots=True)
class Style:
    """How answers are written: repeats inside their rows or as links, places as text or GeoJSON."""

    expand: bool = False
    wkt: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A submission to write: its permanent id, its answers, and the paths nobody may read here."""

    instance_id: str
    answers: Document
    hidden: frozenset[str] | None  # None: everything may be read
    damaged: bool = False  # what was sealed does not open: nothing of it can be told


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a submission a row stands: the answers of it, its own id, its link and nearest repeat."""

    answers: Document
    row_id: str
    link: str


def main_row(columns: Sequence[Column], source: Source, style: Style) -> dict[str, Any]:
    """Answer the row of a submission, without what the server knows of it."""
    return _written(columns, source, _top(source), style)


def _top(source: Source) -> _Place:
    return _Place(source.answers, source.instance_id, f"Submissions('{source.instance_id}')")


def _written(
    columns: Sequence[Column], source: Source, place: _Place, style: Style
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in columns:
        if column.kind == STRUCTURE:
            row[column.name] = _written(column.children, source, place, style)
        elif column.kind == REPEAT:
            rows = place.answers.get(column.path, [])
            if rows:
                row[f"{column.name}@odata.navigationLink"] = _link(place, column)
            if style.expand:
                row[column.name] = [
                    _repeat_row(column, source, inner, style)
                    for inner in _inner(column, place, rows)
                ]
        else:
            row[column.name] = value_of(column, place.answers.get(column.path), source, style)
    return row


def _repeat_row(column: Column, source: Source, place: _Place, style: Style) -> dict[str, Any]:
    return _written(column.children, source, place, style) | {"__id": place.row_id}


def _link(place: _Place, column: Column) -> str:
    return f"{place.link}/{'/'.join(column.path.rsplit('/', 1)[-1:])}"


def _inner(column: Column, place: _Place, rows: Sequence[Document]) -> Iterator[_Place]:
    for number, answers in enumerate(rows):
        row_id = _id_of(place.row_id, column.path, number)
        yield _Place(answers, row_id, f"{_link(place, column)}('{row_id}')")


def _id_of(parent: str, path: str, number: int) -> str:
    return hashlib.sha256(f"{parent}/{path}[{number}]".encode()).hexdigest()[:40]


def repeat_rows(
    columns: Sequence[Column], repeat: Column, source: Source, style: Style
) -> Iterator[dict[str, Any]]:
    """Answer the rows of one repeat of a submission, each with its own id and that of the row above."""
    chain = [column for column in _way(columns, repeat) if column.kind == REPEAT]
    above = "-".join(["__Submissions", *_parent_names(columns, repeat)])
    for place, parent in _walk(chain, _top(source)):
        row = _written(repeat.children, source, place, style)
        yield {"__id": place.row_id, f"{above}-id": parent, **row}


def _walk(chain: Sequence[Column], place: _Place) -> Iterator[tuple[_Place, str]]:
    column, *deeper = chain
    for inner in _inner(column, place, place.answers.get(column.path, [])):
        if deeper:
            yield from _walk(deeper, inner)
        else:
            yield inner, place.row_id


def _way(columns: Sequence[Column], wanted: Column) -> list[Column]:
    for column in columns:
        if column.path == wanted.path:
            return [column]
        if wanted.path.startswith(column.path + "/"):
            return [column, *_way(column.children, wanted)]
    return []


def _parent_names(columns: Sequence[Column], repeat: Column) -> list[str]:
    """Answer the names on the way to the repeat around this one; none when it stands at the top."""
    way = _way(columns, repeat)[:-1]
    last = max((n for n, column in enumerate(way) if column.kind == REPEAT), default=-1)
    return [column.name for column in way[: last + 1]]


def parent_key(columns: Sequence[Column], repeat: Column) -> str:
    """Answer the column of a repeat's table that names the row above."""
    return "-".join(["__Submissions", *_parent_names(columns, repeat)]) + "-id"


def value_of(column: Column, text: object, source: Source, style: Style) -> Any:  # noqa: ANN401
    """Answer an answer in its column's type; None when there is none, or when it may not be read."""
    if not isinstance(text, str) or text == "":
        return None
    if source.hidden is not None and column.path in source.hidden:
        return mask(text) if column.type == "string" else None
    if column.type in GEO:
        return as_wkt(column.type, text) if style.wkt else as_geojson(column.type, text)
    if column.type in {"int", "decimal"}:
        return _number(column.type, text)
    if column.type == "boolean":
        return text == "true"
    # Phones write zones as +07 or +0700 too, which no client of OData reads.
    return _ZONE.sub(r"\1:\2", _HOUR.sub(r"\1:00", text)) if column.type == "dateTime" else text


def _number(kind: str, text: str) -> int | float | str:
    try:
        return int(text) if kind == "int" else float(text)
    except ValueError:
        return text


def instance_extras(instance_id: str, name: str | None) -> dict[str, str]:
    """Answer what a submission says of itself, by path, as answers stand in a document."""
    found = {"meta/instanceID": instance_id}
    return found | {"meta/instanceName": name} if name else found
