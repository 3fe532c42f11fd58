"""The `$metadata` of a form's tables and of a list's: what their columns are called and hold. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from app.central.answer_rows import parent_key
from app.central.schema_fields import REPEAT, STRUCTURE, Column, repeats_of, table_name
from app.central.wire import odata_name

EDMX = "http://docs.oasis-open.org/odata/ns/edmx"
EDM = "http://docs.oasis-open.org/odata/ns/edm"
SPACE = "org.opendatakit.user"
TYPES = {
    "int": "Edm.Int64",
    "decimal": "Edm.Decimal",
    "boolean": "Edm.Boolean",
    "geopoint": "Edm.GeographyPoint",
    "geotrace": "Edm.GeographyLineString",
    "geoshape": "Edm.GeographyPolygon",
    "date": "Edm.Date",
    "dateTime": "Edm.DateTimeOffset",
}
SUBMISSION = (
    *(("submissionDate", "DateTimeOffset"), ("updatedAt", "DateTimeOffset")),
    *(("deletedAt", "DateTimeOffset"), ("submitterId", "String"), ("submitterName", "String")),
    *(("attachmentsPresent", "Int64"), ("attachmentsExpected", "Int64"), ("status", "String")),
    *(("reviewState", "String"), ("deviceId", "String"), ("edits", "Int64")),
    ("formVersion", "String"),
)
ENTITY = (
    *(("createdAt", "DateTimeOffset"), ("creatorId", "String"), ("creatorName", "String")),
    *(("updates", "Int64"), ("updatedAt", "DateTimeOffset"), ("deletedAt", "DateTimeOffset")),
    *(("version", "Int64"), ("conflict", "String")),
)


def form_metadata(form_id: str, columns: Sequence[Column]) -> bytes:
    """Answer the metadata document of a form's tables."""
    root, services = _document()
    _system(services, "org.opendatakit.submission", SUBMISSION)
    space = f"{SPACE}.{odata_name(form_id)}"
    schema = _element(services, "Schema", Namespace=space)
    tables = ["Submissions"]
    main = _table(schema, "Submissions")
    _property(main, "__system", "org.opendatakit.submission.metadata")
    _columns(schema, main, columns, space)
    for repeat in repeats_of(list(columns)):
        tables.append(table_name(repeat))
        inner = _table(schema, table_name(repeat))
        _property(inner, parent_key(columns, repeat), "Edm.String")
        _columns(schema, inner, repeat.children, space)
    _container(schema, odata_name(form_id), tables, space)
    return _bytes(root)


def list_metadata(name: str, properties: Iterable[str]) -> bytes:
    """Answer the metadata document of a list of sasaran."""
    root, services = _document()
    _system(services, "org.opendatakit.entity", ENTITY)
    space = f"{SPACE}.{odata_name(name)}"
    schema = _element(services, "Schema", Namespace=space)
    table = _table(schema, "Entities")
    _property(table, "__system", "org.opendatakit.entity.metadata")
    for one in ("label", *properties):
        _property(table, odata_name(one), "Edm.String")
    _container(schema, odata_name(name), ["Entities"], space)
    return _bytes(root)


def _document() -> tuple[etree._Element, etree._Element]:
    root = etree.Element(f"{{{EDMX}}}Edmx", nsmap={"edmx": EDMX}, Version="4.0")
    return root, etree.SubElement(root, f"{{{EDMX}}}DataServices")


def _element(parent: etree._Element, tag: str, **words: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{EDM}}}{tag}", words, nsmap={None: EDM})


def _property(parent: etree._Element, name: str, kind: str) -> None:
    _element(parent, "Property", Name=name, Type=kind)


def _system(parent: etree._Element, space: str, columns: Iterable[tuple[str, str]]) -> None:
    schema = _element(parent, "Schema", Namespace=space)
    own = _element(schema, "ComplexType", Name="metadata")
    for name, kind in columns:
        _property(own, name, f"Edm.{kind}")


def _table(schema: etree._Element, name: str) -> etree._Element:
    table = _element(schema, "EntityType", Name=name)
    key = _element(table, "Key")
    _element(key, "PropertyRef", Name="__id")
    _property(table, "__id", "Edm.String")
    return table


def _columns(
    schema: etree._Element, parent: etree._Element, columns: Sequence[Column], space: str
) -> None:
    for column in columns:
        whole = table_name(column).removeprefix("Submissions.")
        if column.kind == REPEAT:
            kind = f"Collection({space}.{table_name(column)})"
            _element(parent, "NavigationProperty", Name=column.name, Type=kind)
        elif column.kind == STRUCTURE:
            _property(parent, column.name, f"{space}.{whole}")
            group = _element(schema, "ComplexType", Name=whole)
            _columns(schema, group, column.children, space)
        else:
            _property(parent, column.name, TYPES.get(column.type, "Edm.String"))


def _container(schema: etree._Element, name: str, tables: Sequence[str], space: str) -> None:
    container = _element(schema, "EntityContainer", Name=name)
    for table in tables:
        _element(container, "EntitySet", Name=table, EntityType=f"{space}.{table}")


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
