"""What a webhook sends and what becomes of the answer; and that the receiver in the docs works."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import HTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from app.exchange.webhook_body import (
    REFUSED_AT_MOST,
    body_of,
    headers_of,
    outcome,
    pause_after,
    signature,
)
from app.outbox.events import FORM_RELEASED, PROFILE_CHANGED, SUBMISSION_CREATED, concerns

DOCUMENT = Path(__file__).resolve().parents[3] / "docs/webhooks.md"
MOMENT = datetime(2026, 11, 26, 2, 33, 5, 120_000, tzinfo=UTC)
BODY = body_of(4711, SUBMISSION_CREATED, MOMENT, {"posyandu": "64.02.06.1011.001"})


def test_the_body_says_what_when_and_about_whom_the_same_every_time() -> None:
    assert json.loads(BODY) == {
        "id": 4711,
        "event": "submission.created",
        "time": "2026-11-26T02:33:05.120Z",
        "data": {"posyandu": "64.02.06.1011.001"},
    }
    assert body_of(4711, SUBMISSION_CREATED, MOMENT, {"posyandu": "64.02.06.1011.001"}) == BODY


def test_the_signature_covers_time_and_body() -> None:
    # Made with: printf '1000.{"a":1}' | openssl dgst -sha256 -hmac rahasia
    made = signature(b"rahasia", 1000, b'{"a":1}')
    assert made == "sha256=0d0690f4340e719ac9339b4a645721c042424de9dd3c82e48abdb6918058a1d9"
    assert made != signature(b"rahasia", 1001, b'{"a":1}')
    assert made != signature(b"rahasia", 1000, b'{"a":2}')
    assert made != signature(b"lain", 1000, b'{"a":1}')


@pytest.mark.parametrize(
    ("status", "attempts", "became"),
    [
        (200, 1, "terkirim"),
        (204, 1, "terkirim"),
        (410, 1, "ditutup"),
        (None, 1000, "lagi"),
        (500, 1000, "lagi"),
        (429, 1000, "lagi"),
        (302, 1, "lagi"),
        (404, REFUSED_AT_MOST - 1, "lagi"),
        (404, REFUSED_AT_MOST, "dilewati"),
    ],
)
def test_what_becomes_of_an_answer(status: int | None, attempts: int, became: str) -> None:
    assert outcome(status, attempts) == became


def test_pauses_grow_to_an_hour_and_follow_the_receivers_wish_up_to_a_day() -> None:
    assert [pause_after(tries) for tries in (1, 2, 3, 6, 99)] == [10, 30, 120, 3600, 3600]
    assert pause_after(1, 77) == 77
    assert pause_after(6, 77) == 3600
    assert pause_after(1, 10_000_000) == 86_400


@pytest.mark.parametrize(
    ("area", "bidang", "event", "told"),
    [
        ("", "", (SUBMISSION_CREATED, "", "sosial"), True),
        ("64.02.06", "", (SUBMISSION_CREATED, "64.02.06.1011.001", "sosial"), True),
        ("64.02.06", "", (SUBMISSION_CREATED, "64.02.061.1011.001", "sosial"), False),
        ("64.02.06", "", (SUBMISSION_CREATED, "", "sosial"), False),
        ("64.02.06", "", (FORM_RELEASED, "", "sosial"), True),
        ("", "sosial", (PROFILE_CHANGED, "64.02.06.1011.001", "kesehatan sosial"), True),
        ("", "sosial", (PROFILE_CHANGED, "64.02.06.1011.001", "kesehatan"), False),
        ("", "", ("lain", "", ""), False),
    ],
)
def test_who_is_told_of_what(
    area: str, bidang: str, event: tuple[str, str, str], told: bool
) -> None:
    kinds = [SUBMISSION_CREATED, PROFILE_CHANGED, FORM_RELEASED]
    assert concerns(kinds, area, bidang, event) is told


@pytest.fixture
def receiver() -> Iterator[str]:
    """The receiver of the docs, as it is printed there but for its secret and its port."""
    found = re.search(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert found
    program, _, last = found[1].rstrip().rpartition("\n\n")
    assert last.startswith("http.server.HTTPServer(")
    names: dict[str, Any] = {}
    exec(program, names)  # noqa: S102 - our own docs
    names["SECRET"] = b"rahasia"
    names["Receiver"].log_message = lambda *_: None
    server = HTTPServer(("127.0.0.1", 0), names["Receiver"])
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_receiver_of_the_docs_takes_what_is_genuine_and_nothing_else(receiver: str) -> None:
    def send(secret: bytes = b"rahasia", age: int = 0, body: bytes = BODY) -> int:
        stamp = int(time.time()) - age
        headers = headers_of(secret, SUBMISSION_CREATED, "satu", stamp, BODY)
        return requests.post(receiver, data=body, headers=headers, timeout=9).status_code

    assert send() == 204
    assert send(secret=b"lain") == 401
    assert send(body=BODY.replace(b"4711", b"4712")) == 401
    assert send(age=600) == 401
