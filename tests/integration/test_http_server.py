"""What waitress answers by itself, and what a proxy in front of it may say."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest
import requests
from lxml import etree

from app.openrosa.documents import RESPONSE
from tests.app_fixtures import sqlite_only
from tests.integration.installation import Phone, Simpul


def raw(address: str, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes as they are; answer status, headers and body."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30) as wire:
        wire.sendall(request)
        answer = b""
        while more := wire.recv(65536):
            answer += more
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return int(first.split()[1]), {name.lower(): text for name, text in headers.items()}, body


@sqlite_only
@pytest.mark.parametrize(
    ("line", "status"),
    [("Content-Length: 900000000", 413), ("Transfer-Encoding: gzip", 501)],
)
def test_what_the_server_refuses_unread_is_told_in_openrosas_words(
    phone: Phone, live_server: str, line: str, status: int
) -> None:
    request = f"POST {phone.door}/submission HTTP/1.1\r\nHost: x\r\n{line}\r\n\r\n".encode()
    found, headers, body = raw(live_server, request)
    assert found == status
    assert headers["x-openrosa-version"] == "1.0"
    assert int(headers["x-openrosa-accept-content-length"]) > 0
    assert headers["date"].endswith("GMT")
    assert headers["content-type"].startswith("text/xml")
    message = etree.fromstring(body).find(f"{{{RESPONSE}}}message")
    assert message is not None
    assert message.text


@sqlite_only
@pytest.mark.simpul(SIMPUL_TRUST_PROXY="1")
def test_a_proxy_that_is_counted_is_believed(simpul: Simpul, live_server: str) -> None:
    door = simpul.add_phone().door
    told = {"X-Forwarded-Proto": "https"}
    text = requests.get(f"{live_server}{door}/formList", headers=told, timeout=30).text
    assert f"<downloadUrl>https://{urlsplit(live_server).netloc}{door}/" in text


@sqlite_only
def test_a_proxy_that_is_not_counted_is_not_believed(phone: Phone, live_server: str) -> None:
    told = {"X-Forwarded-Proto": "https"}
    text = requests.get(f"{live_server}{phone.door}/formList", headers=told, timeout=30).text
    assert f"<downloadUrl>{live_server}{phone.door}/" in text
