"""Speaking with other servers: which addresses are called, and what is sent twice."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from app.exchange.address_client import guarded_session
from app.exchange.addresses import PUBLIC_ONLY, read_allowed
from app.exchange.remote_client import Call, Remote
from app.exchange.remote_errors import (
    Busy,
    Forbidden,
    Missing,
    Refused,
    Rejected,
    RemoteError,
    Unreachable,
)
from tests.unit.exchange.scripted import Reply, Scripted, scripted

PRIVATE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1"),
    *("ff02::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
]


@pytest.fixture
def server() -> Iterator[Scripted]:
    """A server on this machine."""
    with scripted() as found:
        yield found


def remote(server: Scripted, **more: Any) -> Remote:
    """A client of it that may call this machine and does not really wait."""
    return Remote("Uji", server.url, requests.Session(), pause=lambda _seconds: None, **more)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_not_called(address: str) -> None:
    assert not PUBLIC_ONLY.takes("central.example", address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_an_address_of_the_internet_is_called(address: str) -> None:
    assert PUBLIC_ONLY.takes("central.example", address)


@pytest.mark.parametrize(
    ("host", "address", "taken"),
    [
        ("central.dinas.go.id", "10.9.9.9", True),
        ("CENTRAL.dinas.go.id", "10.9.9.9", True),
        ("lain.dinas.go.id", "10.9.9.9", False),
        ("lain.dinas.go.id", "10.12.200.1", True),
        ("10.13.0.1", "10.13.0.1", True),
        ("10.13.0.2", "10.13.0.2", False),
    ],
)
def test_what_the_operator_lists_is_called_and_no_more(
    host: str, address: str, *, taken: bool
) -> None:
    allowed = read_allowed(["central.dinas.go.id", "10.12.0.0/16", "10.13.0.1"])
    assert allowed.takes(host, address) is taken


def test_a_name_that_resolves_to_this_machine_is_refused_before_it_is_called(
    server: Scripted,
) -> None:
    named = server.url.replace("127.0.0.1", "localhost")

    with pytest.raises(Forbidden, match="belum diizinkan") as caught:
        Remote("Uji", named).json(Call("GET", "/x"))

    assert server.seen == []
    assert not caught.value.retryable


def test_a_name_that_resolves_otherwise_the_next_moment_gains_nothing(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["203.0.113.9", "127.0.0.1"])
    asked: list[str] = []
    connect = socket.socket.connect

    def resolve(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        # What is asked with an address is not looked up: that is the connection itself.
        found = host if host[0].isdigit() else next(answers)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port))]

    def note(self: socket.socket, address: Any) -> None:
        asked.append(address[0])
        if address[0] != "127.0.0.1":
            raise ConnectionRefusedError
        connect(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", note)
    allowed = read_allowed(["203.0.113.0/24"])
    port = server.url.rpartition(":")[2]
    client = Remote("Uji", f"http://ganti.example:{port}", guarded_session(allowed), pause=print)

    with pytest.raises(Forbidden):  # the second look-up is judged as the first was
        client.json(Call("GET", "/x"))

    assert asked == ["203.0.113.9"]
    assert server.seen == []


def test_what_is_listed_is_called_under_its_name(server: Scripted) -> None:
    server.on("GET /x", Reply(document={"a": 1}))
    session = guarded_session(read_allowed(["localhost"]))
    client = Remote("Uji", server.url.replace("127.0.0.1", "localhost"), session)

    assert client.json(Call("GET", "/x")) == {"a": 1}
    assert server.seen[0].headers["Host"].startswith("localhost:")


def test_a_proxy_is_not_asked_for_a_private_host(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url)

    with pytest.raises(Forbidden):
        Remote("Uji", "http://10.0.0.7").json(Call("GET", "/x"))

    assert server.seen == []


@pytest.mark.parametrize(
    ("call", "times"),
    [
        (Call("GET", "/x"), 3),
        (Call("POST", "/x", body=b"{}"), 1),
        (Call("PATCH", "/x", body=b"{}"), 1),
        (Call("POST", "/x", body=b"{}", repeatable=True), 3),
    ],
)
def test_only_what_may_be_done_twice_is_tried_again(
    server: Scripted, call: Call, times: int
) -> None:
    server.on(f"{call.method} /x", Reply(503))

    with pytest.raises(Busy):
        remote(server).json(call)

    assert len(server.seen) == times


def test_nothing_but_a_get_is_redirected(server: Scripted) -> None:
    server.on("POST /x", Reply(307, headers={"Location": "/y"}))

    with pytest.raises(Unreachable, match="dialihkan"):
        remote(server).json(Call("POST", "/x", body=b"rahasia"))

    assert server.lines() == ["POST /x"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Rejected), (401, Refused), (403, Refused), (404, Missing), (409, Rejected), (500, Busy)],
)
def test_an_error_keeps_the_servers_code_and_document_out_of_its_sentence(
    server: Scripted, status: int, kind: type[RemoteError]
) -> None:
    document = {"code": status + 0.3, "message": "Siti 6402061234567890"}
    server.on("GET /x", Reply(status, document))

    with pytest.raises(kind) as caught:
        remote(server).json(Call("GET", "/x", {"nik": "6402061234567890"}))

    assert (caught.value.code, caught.value.document) == (f"{status}.3", document)
    assert "6402061234567890" not in f"{caught.value} {caught.value.details}"


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n%s\r\n\r\n"


@pytest.mark.parametrize(
    "whole",
    [
        ANSWER % b"Content-Length: 12" + b"gambar rumah",
        ANSWER % b"Transfer-Encoding: chunked" + b"c\r\ngambar rumah\r\n0\r\n\r\n",
    ],
    ids=["length", "chunks"],
)
def test_an_answer_cut_anywhere_is_never_taken_for_a_whole_one(whole: bytes) -> None:
    cuts = iter(range(len(whole)))

    def answer(door: socket.socket) -> None:
        for cut in cuts:
            near, _ = door.accept()
            with near:
                near.recv(65_536)
                near.sendall(whole[:cut])

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=answer, args=(door,), daemon=True).start()
        remote = Remote("uji", f"http://127.0.0.1:{door.getsockname()[1]}", requests.Session())
        for _cut in range(len(whole)):
            call = Call("GET", "/foto", repeatable=False)
            try:
                assert remote.read(call) == b"gambar rumah"  # only what ends the body may lack
            except Unreachable:
                continue
