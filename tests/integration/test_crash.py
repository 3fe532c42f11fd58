"""201 means safe: a server killed at any moment has lost nothing it had answered for."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from app.extensions.vault import vault
from tests.integration.installation import Phone, Simpul, opened
from tests.integration.submissions import MAWAR, monthly_answers, new_id, submission_xml

ROOT = Path(__file__).resolve().parents[2]
KILLS = {"sqlite": 2, "postgres": 1}
PHONES = 4
REPORTS = 300  # a phone has to send: more than the rounds take
LARGEST = 300_000  # bytes of a photo
START_SECONDS = 60


@dataclass(slots=True)
class Sender:
    """A phone that sends one report after the other, and sends again what was not answered."""

    phone: Phone
    outbox: list[tuple[str, bytes, bytes]]
    answered: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    statuses: set[int] = field(default_factory=set)

    def send_until_cut(self, address: str) -> None:
        """Send in order until all is sent or the server is gone."""
        while self.outbox:
            instance_id, xml, photo = self.outbox[0]
            try:
                status = post(address, self.phone, xml, photo)
            except requests.RequestException:
                return
            self.statuses.add(status)
            if status in {201, 202}:
                self.answered[instance_id] = (xml, photo)
                self.outbox.pop(0)


def post(address: str, phone: Phone, xml: bytes, photo: bytes) -> int:
    """Post one submission over the wire."""
    files = {
        "xml_submission_file": ("a.xml", xml, "text/xml"),
        "r.jpg": ("r.jpg", photo, "image/jpeg"),
    }
    url = f"{address}{phone.door}/submission"
    return requests.post(url, files=files, timeout=30).status_code


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def server(home: Path, url: str, **more: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`flask serve` in a process of its own, ready to answer; its address. `more` are settings."""
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SIMPUL_")}
    environ |= {
        "SIMPUL_HOME": str(home),
        "SIMPUL_DATABASE_URL": url,
        "SIMPUL_PORT": str(port),
        "SIMPUL_DEMO": "0",
        **more,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    with (home.parent / "serve.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", process, home.parent / "serve.log")
        yield f"http://127.0.0.1:{port}", process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for the health check."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with suppress(requests.RequestException):
            if requests.get(f"{address}/healthz", timeout=5).status_code == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"the server did not start: {log.read_text()[-2000:]}")


@pytest.fixture
def senders(simpul: Simpul) -> list[Sender]:
    """Phones with more to send than a round takes."""
    schema = simpul.schema("kes_bulanan")
    found = []
    for _ in range(PHONES):
        outbox = []
        for number in range(REPORTS):
            instance_id = new_id()
            answers = monthly_answers(skdn__balita_s_l=number, penutup__foto_register="r.jpg")
            xml = submission_xml(schema, answers, instance_id=instance_id)
            outbox.append((instance_id, xml, random.randbytes(random.randint(1, LARGEST))))
        found.append(Sender(simpul.add_phone(MAWAR), outbox))
    return found


def send_for(seconds: float, senders: list[Sender], address: str) -> list[threading.Thread]:
    """Let all phones send for a while."""
    threads = [
        threading.Thread(target=sender.send_until_cut, args=(address,)) for sender in senders
    ]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    return threads


def test_whatever_was_answered_is_there_after_kill_9_with_its_files(
    simpul: Simpul, senders: list[Sender], home: Path, database_url: str, database_kind: str
) -> None:
    for _ in range(KILLS[database_kind]):
        with server(home, database_url) as (address, process):
            threads = send_for(random.uniform(0.4, 1.5), senders, address)
            process.kill()
            for thread in threads:
                thread.join(timeout=60)
    unanswered = {sender.outbox[0][0] for sender in senders}
    with server(home, database_url) as (address, process):
        for sender in senders:
            del sender.outbox[1:]  # what was under way when the server died is sent again
            sender.send_until_cut(address)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    answered = {name: one for sender in senders for name, one in sender.answered.items()}
    assert unanswered <= answered.keys()
    assert {status for sender in senders for status in sender.statuses} <= {201, 202}
    with opened(home, database_url, {}) as after:
        assert_all_there(after, answered)


def assert_all_there(after: Simpul, answered: Mapping[str, tuple[bytes, bytes]]) -> None:
    """Every answered submission is there once, byte by byte, and every row has its file."""
    rows = after.submissions()
    assert sorted(row.instance_id for row in rows) == sorted(answered)
    for row in rows:
        xml, photo = answered[row.instance_id]
        sealed = after.submission(row.instance_id).xml
        assert vault.unseal(sealed, f"xml:{row.instance_id}") == xml
        assert after.files_of(row.instance_id) == {"r.jpg": photo}
    after.run_pending()
    assert after.differences() == []
    assert all(row.merged for row in after.submissions())
