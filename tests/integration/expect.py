"""What tests say of answers, in their own words."""

from __future__ import annotations

import html
import re

from lxml import etree
from werkzeug.test import TestResponse

from app.openrosa.documents import RESPONSE
from app.problems import CATALOGUE

_HOLE = re.compile(r"\\\{\w+\\\}")


def assert_problem(response: TestResponse, code: str) -> None:
    """The answer is this Problem: its status, and its words in the protocol of the address."""
    entry = CATALOGUE[code]
    assert response.status_code == entry.status, (response.status, response.text[-400:])
    assert _pattern(f"{entry.message} {entry.cure}").search(_words(response)), response.text[-900:]


def _pattern(template: str) -> re.Pattern[str]:
    """The sentence with any words in its holes, however it is wrapped."""
    escaped = _HOLE.sub(".+?", re.escape(template))
    return re.compile(escaped.replace(r"\ ", r"\s+"), re.DOTALL)


def _words(response: TestResponse) -> str:
    if response.mimetype == "text/xml":
        assert_openrosa(response)
        return message_of(response)
    if response.mimetype == "application/json":
        document = response.get_json()
        assert document.keys() == {"code", "message", "details"}
        return str(document["message"])
    assert response.mimetype == "text/html"
    return html.unescape(re.sub(r"<[^>]*>", " ", response.text))


def assert_openrosa(response: TestResponse) -> None:
    """The headers Collect needs on every answer, whatever its status."""
    assert response.headers["X-OpenRosa-Version"] == "1.0"
    assert int(response.headers["X-OpenRosa-Accept-Content-Length"]) > 0
    assert response.headers["Date"].endswith("GMT")


def message_of(response: TestResponse) -> str:
    """The first message of an OpenRosa answer: what Collect shows to the kader."""
    root = etree.fromstring(response.data)
    assert root.tag == f"{{{RESPONSE}}}OpenRosaResponse"
    message = root.find(f"{{{RESPONSE}}}message")
    assert message is not None
    assert message.text
    return message.text


def text_of(response: TestResponse) -> str:
    """The words of a page, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", response.text)).split())
