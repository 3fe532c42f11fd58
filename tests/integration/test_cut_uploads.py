"""A line that breaks while a phone sends: nothing is half kept, and sending again works."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.app_fixtures import sqlite_only
from tests.collect.transport import Part, multipart, request_headers
from tests.integration.expect import assert_openrosa, assert_problem
from tests.integration.installation import Phone, Simpul
from tests.integration.photo_form import photo, photo_xml, release_photo_form
from tests.integration.submissions import new_id

NAMES = ["awal.jpg", "akhir.jpg"]
BIG = {name: photo(name) * 30 for name in NAMES}  # together more than waitress holds in memory
RESET = struct.pack("ii", 1, 0)  # hang up without a farewell, as a phone that lost its signal


@pytest.fixture(autouse=True)
def form(simpul: Simpul) -> None:
    """The form these submissions are of."""
    release_photo_form(simpul)


def request_of(simpul: Simpul, address: str, phone: Phone, instance_id: str) -> bytes:
    """All bytes of the post of a submission with its two photos."""
    xml = photo_xml(simpul, instance_id, NAMES)
    parts = [Part("xml_submission_file", xml, "kiriman.xml", "text/xml")]
    parts += [Part(name, content, name, "image/jpeg") for name, content in BIG.items()]
    content_type, body = multipart(parts)
    headers = {**request_headers(), "Content-Type": content_type, "Content-Length": str(len(body))}
    headers |= {"Host": urlsplit(address).netloc, "Connection": "close"}
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"POST {phone.door}/submission HTTP/1.1", *lines, "", ""]).encode() + body


def cut_points(whole: bytes) -> Mapping[str, int]:
    """Where the line may break, by what was under way then."""
    first, second = (whole.index(BIG[name]) for name in NAMES)
    return {
        "the head": whole.index(b"User-Agent") + 20,
        "the body has not begun": whole.index(b"\r\n\r\n") + 4,
        "the XML": whole.index(b"<titik>") + 3,
        "a boundary": first - 60,
        "the first photo": first + 1000,
        "between the photos": first + len(BIG[NAMES[0]]) + 2,
        "the second photo": second + len(BIG[NAMES[1]]) - 1,
        "the last boundary": len(whole) - 5,
        "the last byte": len(whole) - 1,
    }


def send(address: str, data: bytes, *, reset: bool) -> None:
    """Send bytes and hang up."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30) as wire:
        wire.sendall(data)
        if reset:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def status_of(address: str, data: bytes) -> int:
    """Send bytes and read the status of the answer."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30) as wire:
        wire.sendall(data)
        return int(wire.recv(65536).split(b" ")[1])


def open_handles() -> int:
    """How many files and connections this process, and so the server in it, holds open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def assert_let_go(before: int) -> None:
    """The server forgets a broken connection, and the file it laid its bytes in."""
    end = time.monotonic() + 10
    while open_handles() > before and time.monotonic() < end:
        time.sleep(0.05)
    assert open_handles() <= before


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
def test_an_upload_cut_anywhere_leaves_nothing_and_is_taken_when_sent_again(
    simpul: Simpul, phone: Phone, live_server: str, reset: bool
) -> None:
    warm = request_of(simpul, live_server, phone, new_id())
    assert status_of(live_server, warm) == 201  # what is opened once, is open from here on
    handles, count = open_handles(), 1
    for place, point in cut_points(warm).items():
        instance_id = new_id()
        whole = request_of(simpul, live_server, phone, instance_id)
        assert len(whole) == len(warm)
        before = simpul.counts(), simpul.stored_files()
        send(live_server, whole[:point], reset=reset)
        assert_let_go(handles)
        assert (simpul.counts(), simpul.stored_files()) == before, place
        assert status_of(live_server, whole) == 201, place
        assert simpul.files_of(instance_id) == BIG, place
        count += 1
    assert len(simpul.submissions()) == count
    assert len(simpul.attachments()) == len(simpul.stored_files()) == count * len(NAMES)
    assert simpul.quarantined() == []


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
def test_a_phone_that_hangs_up_before_the_answer_may_send_again(
    simpul: Simpul, phone: Phone, live_server: str, reset: bool
) -> None:
    instance_id = new_id()
    whole = request_of(simpul, live_server, phone, instance_id)
    send(live_server, whole, reset=reset)
    # Which of the two brings it depends on who is served first; both answers let the phone rest.
    assert status_of(live_server, whole) in {201, 202}
    assert status_of(live_server, whole) == 202
    assert simpul.files_of(instance_id) == BIG
    assert len(simpul.submissions()) == 1
    end = time.monotonic() + 10
    while len(simpul.stored_files()) > len(NAMES) and time.monotonic() < end:
        time.sleep(0.05)  # the post that came second may still be withdrawing its own copies
    assert len(simpul.stored_files()) == len(NAMES)


@sqlite_only
def test_a_body_that_a_proxy_cut_short_is_refused_whole_and_leaves_no_draft(
    simpul: Simpul, phone: Phone
) -> None:
    whole = request_of(simpul, "http://x", phone, new_id())
    head, _, body = whole.partition(b"\r\n\r\n")
    content_type = head.partition(b"Content-Type: ")[2].partition(b"\r\n")[0].decode()
    before = simpul.counts()
    for length in (len(body) - 3, len(body) // 2, 100):
        response = simpul.client().post(
            f"{phone.door}/submission", data=body[:length], content_type=content_type
        )
        assert_openrosa(response)
        assert_problem(response, "intake.no_xml")
        assert simpul.counts() == before
        assert simpul.stored_files() == []
