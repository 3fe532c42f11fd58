"""Answers as rows of Central's tables, as CSV, and what a table's address may ask."""

from __future__ import annotations

from typing import Any

import pytest

from app.central.answer_rows import Source, Style, main_row, repeat_rows
from app.central.csv_tables import main_cells, main_header, repeat_cells, repeat_header
from app.central.edmx import form_metadata
from app.central.geometry import as_geojson, as_wkt
from app.central.schema_fields import columns_of, fields_of, repeats_of, table_name
from app.central.table_query import (
    TableQuery,
    Token,
    next_link,
    read_query,
    read_token,
    write_token,
)
from app.central.versions import with_version
from app.central.wire import odata_name
from app.problems import Problem
from xlsform.schema import Node, Schema
from xlsform.workbook import read_workbook

NODES = [
    Node("umur", "question", "int"),
    Node("nama-anak", "question", "string"),
    Node("jenis", "question", "select"),
    Node("rumah", "group"),
    Node("rumah/titik", "question", "geopoint"),
    Node("rumah/kamar", "repeat"),
    Node("rumah/kamar/luas", "question", "decimal"),
    Node("rumah/kamar/lemari", "repeat"),
    Node("rumah/kamar/lemari/isi", "question", "string"),
    Node("waktu", "question", "dateTime"),
    Node("meta", "group"),
    Node("meta/instanceID", "question", "string"),
]
COLUMNS = columns_of(Schema("uji", "1", "data", {node.path: node for node in NODES}))
ANSWERS: dict[str, Any] = {
    "umur": "3",
    "nama-anak": "Ananda",
    "jenis": "a b",
    "waktu": "2026-11-25T08:00:00.000+08",
    "rumah/titik": "-0.5 117.25 10 4.5",
    "rumah/kamar": [
        {"rumah/kamar/luas": "7.5", "rumah/kamar/lemari": [{"rumah/kamar/lemari/isi": "buku"}]},
        {},
    ],
    "meta/instanceID": "uuid:1",
}
OPEN = Source("uuid:1", ANSWERS, None)
MASKED = Source("uuid:1", ANSWERS, frozenset({"umur", "nama-anak", "rumah/titik"}))


def test_a_row_has_its_types_its_groups_and_its_repeats() -> None:
    row = main_row(COLUMNS, OPEN, Style(expand=True))
    assert (row["umur"], row["nama_anak"], row["jenis"]) == (3, "Ananda", "a b")
    assert row["waktu"] == "2026-11-25T08:00:00.000+08:00"
    assert row["rumah"]["titik"]["coordinates"] == [117.25, -0.5, 10.0]
    rooms = row["rumah"]["kamar"]
    assert [room["luas"] for room in rooms] == [7.5, None]
    assert rooms[0]["lemari"][0]["isi"] == "buku"
    assert rooms[1]["lemari"] == []
    assert len({room["__id"] for room in rooms}) == 2


def test_without_expanding_a_repeat_is_a_link() -> None:
    house = main_row(COLUMNS, OPEN, Style())["rumah"]
    assert "kamar" not in house
    assert house["kamar@odata.navigationLink"].startswith("Submissions('uuid:1')")


def test_a_row_of_an_inner_repeat_names_the_row_around_it() -> None:
    rooms, cupboards = repeats_of(COLUMNS)
    assert [table_name(one) for one in (rooms, cupboards)] == [
        "Submissions.rumah.kamar",
        "Submissions.rumah.kamar.lemari",
    ]
    outer = list(repeat_rows(COLUMNS, rooms, OPEN, Style()))
    inner = list(repeat_rows(COLUMNS, cupboards, OPEN, Style()))
    assert [row["__Submissions-id"] for row in outer] == ["uuid:1", "uuid:1"]
    assert [row["__Submissions-rumah-kamar-id"] for row in inner] == [outer[0]["__id"]]


def test_what_tells_of_people_is_masked_and_its_number_is_not_told_at_all() -> None:
    row = main_row(COLUMNS, MASKED, Style())
    assert (row["umur"], row["nama_anak"]) == (None, "••••••")
    assert row["rumah"]["titik"] is None
    cells = main_cells(COLUMNS, MASKED, dict.fromkeys(_SYSTEM))
    assert "Ananda" not in cells
    assert "117.25" not in cells


_SYSTEM = (
    "submissionDate submitterId submitterName attachmentsPresent attachmentsExpected status "
    "reviewState deviceId edits formVersion"
).split()


def test_csv_has_a_line_for_each_row_and_keys_that_join_them() -> None:
    header = main_header(COLUMNS)
    cells = main_cells(COLUMNS, OPEN, dict.fromkeys(_SYSTEM, "x"))
    line = dict(zip(header, cells, strict=True))
    assert (line["umur"], line["nama-anak"], line["KEY"]) == ("3", "Ananda", "uuid:1")
    assert [line[f"rumah-titik-{part}"] for part in ("Latitude", "Accuracy")] == ["-0.5", "4.5"]
    inner = [
        (repeat.name, dict(zip(repeat_header(repeat), row, strict=True)))
        for repeat, row in repeat_cells(COLUMNS, OPEN)
    ]
    assert [(name, row["KEY"], row["PARENT_KEY"]) for name, row in inner] == [
        ("kamar", "uuid:1/rumah/kamar[1]", "uuid:1"),
        ("lemari", "uuid:1/rumah/kamar[1]/lemari[1]", "uuid:1/rumah/kamar[1]"),
        ("kamar", "uuid:1/rumah/kamar[2]", "uuid:1"),
    ]


def test_metadata_names_every_table_and_column_once() -> None:
    text = form_metadata("uji", COLUMNS).decode()
    assert text.count('<EntitySet Name="Submissions.rumah.kamar.lemari"') == 1
    assert 'Name="umur" Type="Edm.Int64"' in text
    assert 'Name="titik" Type="Edm.GeographyPoint"' in text
    assert 'Name="__Submissions-rumah-kamar-id" Type="Edm.String"' in text


def test_fields_are_told_as_central_tells_them() -> None:
    schema = Schema("uji", "1", "data", {node.path: node for node in NODES})
    told = {one["path"]: one for one in fields_of(schema, odata=False)}
    assert told["/rumah"]["type"] == "structure"
    assert told["/rumah/kamar"]["type"] == "repeat"
    assert (told["/jenis"]["type"], told["/jenis"]["selectMultiple"]) == ("string", True)
    assert "/nama_anak" in {one["path"] for one in fields_of(schema, odata=True)}


@pytest.mark.parametrize(
    ("kind", "text", "geojson", "wkt"),
    [
        (
            "geopoint",
            "1 2 0 0.5",
            {"type": "Point", "coordinates": [2.0, 1.0, 0.0], "properties": {"accuracy": 0.5}},
            "POINT (2 1 0)",
        ),
        ("geopoint", "1.25 2", {"type": "Point", "coordinates": [2.0, 1.25]}, "POINT (2 1.25)"),
        (
            "geotrace",
            "1 2;3 4;",
            {"type": "LineString", "coordinates": [[2.0, 1.0], [4.0, 3.0]]},
            "LINESTRING (2 1,4 3)",
        ),
        (
            "geoshape",
            "1 2; 3 4; 1 2",
            {"type": "Polygon", "coordinates": [[[2.0, 1.0], [4.0, 3.0], [2.0, 1.0]]]},
            "POLYGON ((2 1,4 3,2 1))",
        ),
        ("geopoint", "bukan titik", None, None),
    ],
)
def test_places_are_written_both_ways(kind: str, text: str, geojson: Any, wkt: Any) -> None:
    assert as_geojson(kind, text) == geojson
    assert as_wkt(kind, text) == wkt


def test_a_next_page_is_asked_for_as_the_page_before() -> None:
    args = {"$top": "2", "$skip": "4", "$filter": "__id ne 'a b'"}
    link = next_link("http://x/Submissions", args, Token("uuid:1", "abc"))
    assert link.startswith(
        "http://x/Submissions?$top=2&$filter=__id%20ne%20%27a%20b%27&$skiptoken="
    )
    assert read_token(link.partition("$skiptoken=")[2].replace("%3D", "=")) == Token(
        "uuid:1", "abc"
    )
    assert read_token(write_token(Token("é"))) == Token("é")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"$expand": "kamar"}, "central.expand_all_only"),
        ({"$expand": "*", "$select": "umur"}, "central.select_or_expand"),
        ({"$orderby": "umur"}, "central.not_supported"),
        ({"$top": "-1"}, "central.unexpected_value"),
        ({"$top": "banyak"}, "central.unexpected_value"),
        ({"$skiptoken": "01e30"}, "central.bad_skiptoken"),
        ({"$skiptoken": "02abc"}, "central.bad_skiptoken"),
        ({"$skiptoken": "01%%%"}, "central.bad_skiptoken"),
    ],
)
def test_what_a_table_cannot_do_is_said(args: dict[str, str], code: str) -> None:
    with pytest.raises(Problem) as refused:
        read_query(args)
    assert refused.value.code == code


def test_what_is_asked_of_a_table_is_read() -> None:
    asked = read_query({"$top": "5", "$count": "True", "$wkt": "true", "$select": "umur, __id"})
    assert asked == TableQuery(top=5, count=True, wkt=True, select=frozenset({"umur", "__id"}))


@pytest.mark.parametrize(
    ("name", "clean"), [("nama", "nama"), ("a-b.c", "a_b_c"), ("1a", "_1a"), ("__id", "__id")]
)
def test_names_are_made_fit_for_odata(name: str, clean: str) -> None:
    assert odata_name(name) == clean


def test_a_workbook_gets_another_version_and_stays_itself() -> None:
    text = "| survey | type | name |\n| | text | a |\n\n| settings | form_id | version |\n| | f | 1 |\n"
    book = with_version(read_workbook(text.encode(), "uji.md"), "2")
    assert book.rows("settings")[0].cells == {"form_id": "f", "version": "2"}
    assert book.rows("survey")[0].get("name") == "a"
