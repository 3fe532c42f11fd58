"""Posts near the limit: the server's memory does not grow with what phones send."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.integration.submissions import monthly_answers, new_id
from tests.journeys.running import Running

MEGABYTE = 1_000_000
LIMIT = 100 * MEGABYTE
GROWS_AT_MOST = 15 * MEGABYTE  # of the 90 that are sent; it takes some 2
PIECE = random.Random(13).randbytes(MEGABYTE)
NOTHING: list[int] = []


def highest_memory(running: Running) -> int:
    """The most bytes of memory that the server's own process ever held at once."""
    lines = Path(f"/proc/{running.server.pid}/status").read_text().splitlines()
    (line,) = (one for one in lines if one.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def body_of(xml: bytes, sizes: list[int]) -> Iterator[bytes]:
    """A multipart body with files of so many megabytes, piece by piece."""
    head = b'--batas\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n%s\r\n\r\n'
    yield head % (b"xml_submission_file", b"a.xml", b"Content-Type: text/xml") + xml + b"\r\n"
    for number, size in enumerate(sizes):
        name = b"film%d.mp4" % number
        yield head % (name, name, b"Content-Type: video/mp4")
        yield from (PIECE for _ in range(size))
        yield b"\r\n"
    yield b"--batas--\r\n"


def post(running: Running, door: str, sizes: list[int]) -> tuple[int, str]:
    """Post a submission with files, its length told beforehand as Collect does; status and number."""
    instance_id = new_id()
    xml = running.simpul.submission_xml("kes_bulanan", monthly_answers(), instance_id=instance_id)
    length = sum(len(part) for part in body_of(xml, sizes))
    assert length < LIMIT
    wire = HTTPConnection(urlsplit(running.address).netloc, timeout=120)
    wire.putrequest("POST", f"{door}/submission")
    wire.putheader("Content-Type", "multipart/form-data; boundary=batas")
    wire.putheader("Content-Length", str(length))
    wire.endheaders()
    for part in body_of(xml, sizes):
        wire.send(part)
    status = wire.getresponse().status
    wire.close()
    return status, instance_id


@pytest.mark.parametrize("sizes", [[89], [10] * 8 + [9]], ids=["one file", "nine files"])
def test_memory_stays_flat_while_ninety_megabytes_come(running: Running, sizes: list[int]) -> None:
    door = running.simpul.add_phone().door
    for _ in range(20):  # what any post needs, and every thread's own, is there from here on
        assert post(running, door, NOTHING)[0] == 201
    before = highest_memory(running)
    status, instance_id = post(running, door, sizes)
    assert status == 201
    assert highest_memory(running) - before < GROWS_AT_MOST

    held = running.simpul.query(
        "SELECT a.size, a.sha256 FROM attachment a JOIN submission s ON s.seq = a.seq"
        " WHERE s.instance_id = :id ORDER BY a.name",
        id=instance_id,
    )
    assert [tuple(row) for row in held] == [
        (size * MEGABYTE, hashlib.sha256(PIECE * size).hexdigest()) for size in sizes
    ]
