"""Sending: the question before, the parts, the splitting, and which answers count."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage

import pytest

from tests.collect.engine import FilledForm, Form
from tests.collect.form_server import Asked, FormServer
from tests.collect.phone import Phone, Sent
from tests.collect.sample import note_form

OK = (
    '<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
    "<message>Ya</message></OpenRosaResponse>"
)

pytestmark = pytest.mark.collect


def filled(**files: bytes) -> FilledForm:
    form = Form.open(note_form()).fill({"isi": "halo"}).finalize()
    return replace(form, files={name.replace("_", "."): data for name, data in files.items()})


def parts(asked: Asked) -> list[tuple[str | None, str | None, str | None, bytes]]:
    """(name, filename, type, bytes) of each part of a multipart request."""
    head = f"Content-Type: {asked.headers['Content-Type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + asked.body, policy=email.policy.HTTP)
    assert isinstance(message, EmailMessage)
    return [
        (
            part.get_param("name", header="content-disposition"),  # type: ignore[misc]
            part.get_filename(),
            part.get_content_type() if part["content-type"] else None,
            part.get_payload(decode=True),
        )
        for part in message.iter_parts()
    ]


def test_one_request_carries_the_xml_and_the_files(server: FormServer, phone: Phone) -> None:
    form = filled(a_jpg=b"\xff\xd8gambar")
    sent = phone.send(form)
    assert sent == Sent(201, "Terima kasih", accepted=True, requests=1)
    assert [asked.method for asked in server.asked] == ["HEAD", "POST"]
    assert server.asked[1].path == "/k/token/submission"
    assert server.asked[1].query == "deviceID=collect%3Aabc"
    assert parts(server.asked[1]) == [
        ("xml_submission_file", form.xml_name, "text/xml", form.xml),
        ("a.jpg", "a.jpg", "image/jpeg", b"\xff\xd8gambar"),
    ]


def test_files_are_split_by_the_accepted_length(server: FormServer, phone: Phone) -> None:
    form = filled(a_jpg=b"a" * 600, b_jpg=b"b" * 600, c_jpg=b"c" * 600)
    server.head = (204, {"X-OpenRosa-Accept-Content-Length": str(len(form.xml) + 1300)})
    assert phone.send(form).requests == 2
    first, last = (parts(asked) for asked in server.requests("POST"))
    assert [part[0] for part in first[:-1]] == ["xml_submission_file", "a.jpg", "b.jpg"]
    assert first[-1] == ("*isIncomplete*", None, None, b"yes")
    assert [part[0] for part in last] == ["xml_submission_file", "c.jpg"]


def test_a_file_larger_than_the_accepted_length_goes_alone(phone: Phone) -> None:
    sent = phone.send(filled(a_jpg=b"a" * 600, b_jpg=b"b" * 600), accept_length=10)
    assert sent.requests == 2


def test_a_request_has_at_most_101_files(server: FormServer, phone: Phone) -> None:
    form = replace(filled(), files={f"{number}.jpg": b"x" for number in range(102)})
    assert phone.send(form).requests == 2
    first, last = (parts(asked) for asked in server.requests("POST"))
    assert (len(first), len(last)) == (103, 2)


@pytest.mark.parametrize("status", [200, 204, 400, 401, 404, 409, 413, 500, 503])
def test_other_answers_leave_the_form_in_the_outbox(
    server: FormServer, phone: Phone, status: int
) -> None:
    server.post = (status, OK)
    form = filled()
    sent = phone.send(form)
    assert (sent.status, sent.accepted) == (status, False)
    server.post = (202, OK)
    assert [again.accepted for again in phone.resend()] == [True]
    first, second = server.requests("POST")
    assert parts(first) == parts(second)
    assert phone.resend() == []


def test_a_failed_request_ends_the_chain(server: FormServer, phone: Phone) -> None:
    server.post = (413, OK)
    sent = phone.send(filled(a_jpg=b"a", b_jpg=b"b"), accept_length=1)
    assert (sent.status, sent.message, sent.requests) == (413, "Error: Ya", 1)
    assert len(server.requests("POST")) == 1


def test_200_to_head_is_fatal(server: FormServer, phone: Phone) -> None:
    server.head = (200, {})
    sent = phone.send(filled())
    assert (sent.status, sent.accepted) == (200, False)
    assert "OpenRosa submission endpoint" in str(sent.message)
    assert server.requests("POST") == []


def test_401_to_head_asks_for_credentials(server: FormServer, phone: Phone) -> None:
    server.head = (401, {})
    assert phone.send(filled()).status == 401
    assert server.requests("POST") == []


@pytest.mark.parametrize("status", [403, 404, 405, 500])
def test_other_errors_to_head_are_ignored(server: FormServer, phone: Phone, status: int) -> None:
    server.head = (status, {"X-OpenRosa-Accept-Content-Length": "1"})
    assert phone.send(filled(a_jpg=b"a", b_jpg=b"b")).requests == 1


def test_a_location_on_the_same_host_moves_the_submission(server: FormServer, phone: Phone) -> None:
    server.head = (204, {"Location": f"{server.url}/baru"})
    phone.send(filled())
    phone.send(filled())
    assert [asked.path for asked in server.requests("POST")] == ["/k/token/baru"] * 2
    assert len(server.requests("HEAD")) == 1


def test_a_location_on_another_host_is_not_followed(server: FormServer, phone: Phone) -> None:
    server.head = (204, {"Location": "http://example.org/submission"})
    assert not phone.send(filled()).accepted
    assert server.requests("POST") == []


def test_a_lost_reply_arrives_whole_and_is_sent_again(server: FormServer, phone: Phone) -> None:
    form = filled(a_jpg=b"a" * 200_000)
    sent = phone.send(form, lost_reply=True)
    assert (sent.status, sent.accepted) == (None, False)
    assert [again.status for again in phone.resend()] == [201]
    first, second = server.requests("POST")
    assert parts(first) == parts(second)


def test_no_connection_is_a_failure_not_an_exception() -> None:
    phone = Phone("http://127.0.0.1:9")
    sent = phone.send(filled())
    assert (sent.status, sent.accepted) == (None, False)
    assert len(phone.outbox) == 1
