"""While an upload is under way: what has come so far lies in the clear nowhere but in memory."""

from __future__ import annotations

import io
import random
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from app.web.buffers import ScrambledFile
from tests.app_fixtures import sqlite_only
from tests.integration.installation import Phone, Simpul
from tests.integration.submissions import monthly_answers, new_id

SECRET = b"wajah anak di foto yang besar sekali "
BIG_PHOTO = b"\xff\xd8" + SECRET * 80_000  # some 3 MB: more than a server keeps in memory by itself


def multipart(xml: bytes) -> bytes:
    """The body of a post with a big photo."""
    parts = (
        (b'name="xml_submission_file"; filename="a.xml"', b"text/xml", xml),
        (b'name="r.jpg"; filename="r.jpg"', b"image/jpeg", BIG_PHOTO),
    )
    body = b"".join(
        b"--batas\r\nContent-Disposition: form-data; %s\r\nContent-Type: %s\r\n\r\n%s\r\n" % part
        for part in parts
    )
    return body + b"--batas--\r\n"


def open_files() -> Iterator[bytes]:
    """What can be read of every file this process holds open, deleted ones too."""
    for handle in Path("/proc/self/fd").iterdir():
        try:
            if handle.is_file():
                yield handle.read_bytes()
        except OSError:
            continue


def folder_files(folder: Path) -> Iterator[bytes]:
    """What can be read of every file in a folder."""
    return (path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def half_sent(
    simpul: Simpul, phone: Phone, live_server: str
) -> Iterator[tuple[socket.socket, bytes]]:
    """A connection over which all but the end of an upload was sent; and the end."""
    place = urlsplit(live_server)
    answers = monthly_answers(penutup__foto_register="r.jpg")
    body = multipart(simpul.submission_xml("kes_bulanan", answers, instance_id=new_id()))
    head = (
        f"POST {phone.door}/submission HTTP/1.1\r\nHost: {place.netloc}\r\n"
        f"Content-Type: multipart/form-data; boundary=batas\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(
        (place.hostname or "", place.port or 0), timeout=20
    ) as connection:
        connection.sendall(head.encode() + body[:-4000])
        time.sleep(0.5)
        yield connection, body[-4000:]


@sqlite_only
def test_no_temporary_file_holds_an_upload_in_the_clear(
    half_sent: tuple[socket.socket, bytes], simpul: Simpul
) -> None:
    connection, rest = half_sent
    found = [content for content in open_files() if SECRET in content]
    assert not found
    connection.sendall(rest)
    assert connection.recv(1000).startswith(b"HTTP/1.1 201")
    (row,) = simpul.submissions()
    assert simpul.files_of(row.instance_id) == {"r.jpg": BIG_PHOTO}
    assert not any(SECRET in content for content in folder_files(simpul.settings.home))


def test_a_scrambled_file_gives_back_what_was_written_from_any_place() -> None:
    file, plain = ScrambledFile(), io.BytesIO()
    for size in (0, 1, 15, 16, 17, 5000):
        piece = random.randbytes(size)
        for one in (file, plain):
            one.seek(0, io.SEEK_END)
            one.write(piece)
    for place in (0, 1, 16, 31, 33, 4000, 6000):
        for one in (file, plain):
            one.seek(place)
        assert file.read(100) == plain.read(100)
        assert file.read() == plain.read()
        assert file.tell() == plain.tell()
    file.close()


@sqlite_only
def test_an_upload_that_breaks_off_leaves_nothing(
    half_sent: tuple[socket.socket, bytes], simpul: Simpul
) -> None:
    connection, _ = half_sent
    connection.close()
    time.sleep(0.3)
    assert simpul.submissions() == []
    assert simpul.stored_files() == []


@sqlite_only
def test_a_big_photo_is_served_whole_and_leaves_no_clear_copy(
    half_sent: tuple[socket.socket, bytes], simpul: Simpul, live_server: str
) -> None:
    connection, rest = half_sent
    connection.sendall(rest)
    assert connection.recv(1000)
    (row,) = simpul.submissions()
    client = simpul.signed_in("admin")
    cookie = client.get_cookie("session")
    assert cookie is not None
    with requests.get(
        f"{live_server}/kiriman/{row.instance_id}/lampiran/r.jpg",
        cookies={"session": cookie.value},
        stream=True,
        timeout=20,
    ) as response:
        assert response.status_code == 200
        time.sleep(0.5)  # we read nothing yet, so the server holds it
        found = [content for content in open_files() if SECRET in content]
        assert response.content == BIG_PHOTO
    assert not found
