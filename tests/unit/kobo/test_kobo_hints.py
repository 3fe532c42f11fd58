"""What a KoboToolbox hook body says: a table of bodies, and any bytes at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.webhooks import NOTHING, Hint, kobo_hint

JSON = "application/json"
XML = "application/xml"
WHOLE: dict[str, Any] = {
    "_id": 4711,
    "formhub/uuid": "f0",
    "meta/instanceID": "uuid:baru",
    "meta/rootUuid": "uuid:awal",
    "_uuid": "baru",
    "_xform_id_string": "aAsset1",
    "_status": "submitted_via_web",
    "anak": [{"anak/nama": "Ayu", "_id": 99}],
}
SUBMISSION_XML = (
    b"<?xml version='1.0' encoding='utf-8'?>\n"
    b"<aAsset1 id='aAsset1' version='1 (2026-01-05 01:00:00)'><formhub><uuid>f0</uuid></formhub>"
    b"<meta><instanceID>uuid:baru</instanceID></meta></aAsset1>"
)


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in WHOLE.items() if name not in names}


@pytest.mark.parametrize(
    ("document", "hint"),
    [
        pytest.param(WHOLE, Hint(4711, "uuid:awal", "aAsset1"), id="whole"),
        pytest.param(
            without("meta/rootUuid"), Hint(4711, "uuid:baru", "aAsset1"), id="before root uuids"
        ),
        pytest.param(
            without("meta/rootUuid", "meta/instanceID"),
            Hint(4711, "uuid:baru", "aAsset1"),
            id="uuid without a scheme",
        ),
        pytest.param(
            {"meta/instanceID": "uuid:baru", "kes/bb": "7"},
            Hint(None, "uuid:baru", None),
            id="subset fields without _id",
        ),
        pytest.param({"kes/bb": "7"}, NOTHING, id="subset fields with answers only"),
        pytest.param({"_id": "4711"}, Hint(4711, None, None), id="id as text"),
        pytest.param({"_id": True}, NOTHING, id="id is no number"),
        pytest.param({"_id": -1, "_uuid": "a\nb"}, NOTHING, id="ids that cannot be"),
        pytest.param({"_id": 10**30, "_xform_id_string": "../x"}, NOTHING, id="absurd ids"),
        pytest.param(
            {"_id": "x", "isi": {"muatan": [WHOLE]}},
            Hint(4711, "uuid:awal", "aAsset1"),
            id="template wraps, with an _id of its own",
        ),
        pytest.param([WHOLE], Hint(4711, "uuid:awal", "aAsset1"), id="template makes a list"),
        pytest.param(
            {"orx:meta/orx:instanceID": "uuid:baru"},
            Hint(None, "uuid:baru", None),
            id="meta with a prefix",
        ),
        pytest.param({}, NOTHING, id="nothing"),
    ],
)
def test_a_json_body_gives_what_is_left_in_it(document: object, hint: Hint) -> None:
    assert kobo_hint(json.dumps(document).encode(), JSON) == hint


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        pytest.param(SUBMISSION_XML, Hint(None, "uuid:baru", "aAsset1"), id="whole"),
        pytest.param(
            SUBMISSION_XML.replace(b"<meta>", b"<meta><rootUuid>uuid:awal</rootUuid>"),
            Hint(None, "uuid:awal", "aAsset1"),
            id="edited",
        ),
        pytest.param(b"<aA id='aA'><bb>7</bb></aA>", Hint(None, None, "aA"), id="subset, no meta"),
        pytest.param(
            b"<d id='aA' xmlns:orx='http://openrosa.org/xforms'><!-- c --><orx:meta>"
            b"<orx:instanceID> uuid:x </orx:instanceID></orx:meta></d>",
            Hint(None, "uuid:x", "aA"),
            id="meta with a prefix",
        ),
        pytest.param(b"<d id='aA' instanceID='uuid:x'/>", Hint(None, "uuid:x", "aA"), id="on root"),
        pytest.param("<d id='aA'/>".encode("utf-16"), Hint(None, None, "aA"), id="utf-16"),
        pytest.param(b"<html><body>502</body></html>", NOTHING, id="not a submission"),
        pytest.param(SUBMISSION_XML[:-5], NOTHING, id="cut short"),
    ],
)
def test_an_xml_body_gives_what_is_left_in_it(body: bytes, hint: Hint) -> None:
    assert kobo_hint(body, XML) == hint


def test_the_content_type_is_not_believed() -> None:
    assert kobo_hint(SUBMISSION_XML, JSON) == Hint(None, "uuid:baru", "aAsset1")
    assert kobo_hint(json.dumps(WHOLE).encode(), "text/xml").submission_id == 4711


@pytest.mark.parametrize(
    "doctype",
    ["<!DOCTYPE d [<!ENTITY e 'uuid:x'>]>", "<!doctype d SYSTEM 'file:///etc/passwd'>"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_doctype_is_not_read(doctype: str, encoding: str) -> None:
    xml = f"{doctype}<d id='aA'><meta><instanceID>&e;</instanceID></meta></d>"

    assert kobo_hint(xml.encode(encoding), XML) == NOTHING


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"7",
        b'"x"',
        b"\xff\xfe",
        b"{",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"<a>" * 5_000,
        b"\xef\xbb\xbf",
        b'{"_uuid": "\\ud800"}',
        b'{"_id": ' + b"9" * 5000 + b"}",
        b"<?xml version='1.0' encoding='ebcdic-x'?><a id='b'/>",
    ],
)
def test_a_malformed_body_is_a_hint_of_nothing(body: bytes) -> None:
    assert kobo_hint(body, JSON) == NOTHING


def test_a_body_of_very_many_objects_is_not_walked_to_its_end() -> None:
    body = json.dumps([[{}] * 30_000, {"deep": {"_id": 1}}]).encode()

    assert kobo_hint(body, JSON) == NOTHING


@given(body=st.binary(max_size=400), content_type=st.sampled_from([JSON, XML, "", "x/y; a=b"]))
def test_any_bytes_give_a_hint(body: bytes, content_type: str) -> None:
    assert isinstance(kobo_hint(body, content_type), Hint)


MARKUP = st.lists(
    st.sampled_from(
        [
            "<a id='x'>",
            "</a>",
            "<meta>",
            "</meta>",
            "<instanceID>",
            "</instanceID>",
            "<?xml ",
            "?>",
            "version='1.0'",
            "encoding='utf-7'",
            "<![CDATA[",
            "]]>",
            "&#0;",
            "&lt;",
            "<!--",
            "xmlns=",
            "<!DOCTYPE a [",
            "<!ENTITY x 'y'>",
            "]>",
            "&x;",
            "\0",
            "{",
            "}",
            '"_id":',
            "[",
            "1e999",
        ]
    ),
    max_size=14,
).map("".join)
ENCODINGS = ["utf-8", "utf-16", "utf-32", "cp037", "utf-7"]


@given(text=MARKUP, encoding=st.sampled_from(ENCODINGS))
def test_any_pile_of_markup_gives_a_hint(text: str, encoding: str) -> None:
    assert isinstance(kobo_hint(text.encode(encoding), XML), Hint)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(sorted(WHOLE)) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(document=VALUES)
def test_any_json_gives_a_hint_that_can_be_used(document: object) -> None:
    hint = kobo_hint(json.dumps(document).encode(), JSON)

    assert hint.submission_id is None or 0 < hint.submission_id < 2**63
    for text in (hint.instance_id, hint.asset_uid):
        assert text is None or (text.isprintable() and text.encode())
