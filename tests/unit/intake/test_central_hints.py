"""What central-webhook says, as a hint where to look."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.central_hints import central_hint
from app.intake.webhooks import NOTHING, Hint

XML = '<data id="kes_bulanan" version="1"><meta><instanceID>uuid:abc</instanceID></meta></data>'


def body(**said: object) -> bytes:
    return json.dumps(said).encode()


def test_a_new_submission_names_itself_and_its_form() -> None:
    sent = body(type="submission.create", id="uuid:abc", data={"xml": XML})
    assert central_hint(sent) == Hint(None, "uuid:abc", "kes_bulanan")


def test_the_xml_tells_who_it_is_where_the_body_does_not() -> None:
    assert central_hint(body(type="submission.create", data={"xml": XML})) == Hint(
        None, "uuid:abc", "kes_bulanan"
    )


def test_a_review_names_the_submission_alone() -> None:
    sent = body(type="submission.update", id="uuid:abc", data={"reviewState": "approved"})
    assert central_hint(sent) == Hint(None, "uuid:abc", None)


def test_what_becomes_of_sasaran_there_is_no_hint() -> None:
    assert central_hint(body(type="entity.update.version", id="7c2f", data={})) is None


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"\xff",
        body(type="submission.create", data={"xml": "<!DOCTYPE a><a/>"}),
        body(type="submission.create", data="xml"),
    ],
)
def test_what_cannot_be_read_says_only_that_something_is_new(sent: bytes) -> None:
    assert central_hint(sent) == NOTHING


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["type", "id", "data", "xml"]), inner)
        ),
        max_leaves=8,
    )
)
def test_no_body_is_too_odd(said: object) -> None:
    found = central_hint(json.dumps(said).encode())
    assert found is None or isinstance(found, Hint)
