"""The schema read back from an XForm: kinds, types, repeats, files, entities."""

from __future__ import annotations

import pytest

from tests.unit.xlsform.forms import CLEAN, MEDIA, form_md
from xlsform.compile import compile_form
from xlsform.schema import EntityUse, Node, Schema, read_schema

NESTED = """
| survey  | type               | name  | label | relevant   | parameters      | save_to |
|         | audit              |       |       |            |                 |         |
|         | select_multiple ab | pilih | P     |            |                 |         |
|         | rank ab            | urut  | U     |            |                 |         |
|         | select_one ab      | acak  | A     |            | randomize=true  |         |
|         | geopoint           | titik | T     |            |                 |         |
|         | begin_repeat       | rumah | R     |            |                 |         |
|         | text               | warna | W     |            |                 | warna   |
|         | begin_repeat       | warga | W     | ${warna}='a' |               |         |
|         | audio              | suara | S     |            |                 |         |
|         | end_repeat         |       |       |            |                 |         |
|         | end_repeat         |       |       |            |                 |         |
| choices | list_name          | name  | label |
|         | ab                 | a     | A     |
|         | ab                 | b     | B     |
| entities | list_name | label    |
|          | rumah     | ${warna} |
"""


def _schema(text: str) -> Schema:
    compilation = compile_form(form_md(text), known_media=MEDIA)
    assert compilation.form, compilation.findings
    return compilation.form.schema


def test_kinds_and_types_of_every_node() -> None:
    nodes = _schema(CLEAN).nodes
    assert list(nodes.values()) == [
        Node("start", "question", "dateTime"),
        Node("kepala", "group"),
        Node("kepala/kode_desa", "question", "select1", "desa"),
        Node("kepala/kode_posyandu", "question", "select1", "posyandu"),
        Node("kepala/periode", "question", "date"),
        Node("status_laporan", "question", "select1", "status"),
        Node("anak", "repeat", relevant=True),
        Node("anak/nik", "question", "string"),
        Node("anak/bb", "question", "decimal"),
        Node("anak/foto", "question", "binary"),
        Node("jumlah", "question", "string"),
        Node("meta", "group"),
        Node("meta/instanceID", "question", "string"),
    ]


def test_the_root_names_form_and_version() -> None:
    schema = _schema(CLEAN)
    assert (schema.form_id, schema.version, schema.root) == ("coba", "2026112201", "data")


def test_repeats_and_files_are_at_hand() -> None:
    schema = _schema(NESTED)
    assert schema.repeats == {"rumah", "rumah/warga"}
    assert schema.binaries == {"rumah/warga/suara", "meta/audit"}


@pytest.mark.parametrize(
    ("path", "type_", "source"),
    [
        ("pilih", "select", "ab"),
        ("urut", "rank", "ab"),
        ("acak", "select1", "ab"),
        ("titik", "geopoint", None),
    ],
)
def test_choosing_questions_name_their_list(path: str, type_: str, source: str | None) -> None:
    node = _schema(NESTED).nodes[path]
    assert (node.type, node.list) == (type_, source)


def test_an_entity_names_its_list_and_what_is_saved_to_it() -> None:
    assert _schema(NESTED).entities == (
        EntityUse("rumah", "rumah/meta/entity", (("warna", "rumah/warna"),)),
    )


def test_files_of_lists_pictures_and_lookups_are_media() -> None:
    text = """
    | survey | type                          | name | label | image   | calculation               |
    |        | select_one_from_file desa.csv | d    | D     | peta.png |                          |
    |        | calculate                     | h    |       |         | pulldata('harga','a','b','c') |
    """
    compilation = compile_form(form_md(text), known_media={"desa.csv", "peta.png", "harga.csv"})
    assert compilation.form is not None
    assert compilation.form.media == ("desa.csv", "harga.csv", "peta.png")


def test_json_brings_the_same_schema_back() -> None:
    schema = _schema(NESTED)
    again = Schema.from_json(schema.as_json())
    assert again == schema
    assert list(again.nodes) == list(schema.nodes)
    assert again.repeats == schema.repeats
    assert again.as_json() == schema.as_json()


@pytest.mark.parametrize("source", [b"", b"<a/>", b"bukan xml", b"<!DOCTYPE a []><a/>"])
def test_what_is_no_xform_is_refused(source: bytes) -> None:
    with pytest.raises(ValueError, match="not an XForm"):
        read_schema(source)
