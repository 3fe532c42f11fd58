"""The load: some clients that post prepared submissions one after the other over kept connections.

A process of its own, so that it shares no interpreter with what it measures. It reads a plan (JSON)
on standard input and answers a report (JSON) on standard output:

    echo '{"port": 8000, ...}' | python -m tests.bench.load

Each submission is a new instanceID: the n-th goes to the n-th sender, round and round, one month
later at each round. All bodies are made before the first is sent.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from threading import Thread
from uuid import uuid4

BOUNDARY = "----simpul-bench"
MOST_PER_SECOND = 3000  # bodies made for each second of load
FIRST_YEAR = 2001


@dataclass(frozen=True, slots=True)
class Plan:
    """What to send: `senders` are (path, Posyandu), `xml` has the words of `fill` to replace.

    `rate`: how many a second, all clients together, whatever the server does; 0 for as many as it takes.
    """

    port: int
    clients: int
    seconds: float
    start: int
    xml: str
    senders: Sequence[tuple[str, str]]
    photo_bytes: int
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it: seconds each answered submission took, and answers that were not 201."""

    elapsed: float
    took: Sequence[float]
    refused: Sequence[str]


def fill(xml: str, number: int, posyandu: str, round_number: int) -> bytes:
    """Answer the XML of the n-th submission."""
    month = f"{FIRST_YEAR + round_number // 12}-{round_number % 12 + 1:02d}"
    words = {"@INSTANCE@": f"uuid:{uuid4()}", "@POSYANDU@": posyandu, "@MONTH@": month}
    words |= {"@DESA@": posyandu.rpartition(".")[0], "@KECAMATAN@": posyandu[:8]}
    words["@N@"] = str(10 + number % 50)
    for word, value in words.items():
        xml = xml.replace(word, value)
    return xml.encode()


def tail_of(photo_bytes: int) -> bytes:
    """Answer what ends every body: the photo's part, if any, and the last boundary."""
    end = f"\r\n--{BOUNDARY}--\r\n".encode()
    if not photo_bytes:
        return end
    head = (
        f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="foto.jpg"; '
        'filename="foto.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    )
    return head.encode() + b"\xff\xd8" + b"\x5a" * (photo_bytes - 2) + end


def request_of(plan: Plan, number: int, tail_length: int) -> bytes:
    """Answer all of the n-th request but its tail."""
    path, posyandu = plan.senders[number % len(plan.senders)]
    part = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="xml_submission_file"; '
        'filename="kiriman.xml"\r\nContent-Type: text/xml\r\n\r\n'
    ).encode() + fill(plan.xml, number, posyandu, number // len(plan.senders))
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{plan.port}\r\nX-OpenRosa-Version: 1.0\r\n"
        "User-Agent: org.odk.collect.android/v2026.1.0 Dalvik/2.1.0\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
        f"Content-Length: {len(part) + tail_length}\r\n\r\n"
    )
    return head.encode() + part


def read_answer(connection: socket.socket) -> bytes:
    """Answer the status line of an answer, having read it to its end."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return data or b"connection closed"
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    missing = length - len(body)
    while missing > 0:
        missing -= len(connection.recv(65536))
    return head.partition(b"\r\n")[0]


@dataclass(frozen=True, slots=True)
class Pace:
    """When a client sends: its first request, the time between two, and when it stops (seconds)."""

    first: float
    every: float
    end: float


def client(
    port: int, requests: Sequence[bytes], tail: bytes, pace: Pace, took: list[float], bad: list[str]
) -> None:
    """Send one after the other until the time is over; a refusal is noted and ends this client."""
    end = pace.end
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number, request in enumerate(requests):
            if pace.every:
                time.sleep(max(0.0, pace.first + number * pace.every - time.perf_counter()))
            begun = time.perf_counter()
            if begun >= end:
                return
            # Photos do not fit the socket's buffer, so sendmsg alone may send a part.
            sent = connection.sendmsg([request, tail])
            if sent < len(request) + len(tail):
                connection.sendall((request + tail)[sent:])
            status = read_answer(connection)
            if b" 201" not in status:
                bad.append(status.decode("latin-1"))
                return
            took.append(time.perf_counter() - begun)


def _pace(plan: Plan, number: int, begun: float) -> Pace:
    each = 1 / plan.rate if plan.rate else 0.0
    # A little late is not too late: the last at a rate still has its turn.
    end = begun + plan.seconds * (2 if plan.rate else 1)
    return Pace(begun + number * each, plan.clients * each, end)


def run(plan: Plan) -> Report:
    """Carry out a plan."""
    tail = tail_of(plan.photo_bytes)
    most = int(plan.seconds * MOST_PER_SECOND) // (4 if plan.photo_bytes else 1)
    if plan.rate:
        most = int(plan.seconds * plan.rate)
    requests = [request_of(plan, plan.start + n, len(tail)) for n in range(most)]
    took: list[float] = []
    bad: list[str] = []
    begun = time.perf_counter()
    threads = [
        Thread(
            target=client,
            args=(plan.port, requests[n :: plan.clients], tail, _pace(plan, n, begun), took, bad),
        )
        for n in range(plan.clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Report(time.perf_counter() - begun, took, bad)


if __name__ == "__main__":
    json.dump(asdict(run(Plan(**json.load(sys.stdin)))), sys.stdout)
