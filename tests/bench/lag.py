"""The bench of lag: how long a report waits for its place in the profile while others keep coming.

Generator, server, worker and database share the machine. A report's lag is the time from its arrival to
the first look (20 a second) at which it waits no longer.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from sqlalchemy import Engine, create_engine, text

from tests.bench.installation import ROOT, Installation, make_installation
from tests.bench.load import Plan, Report
from tests.bench.servers import our_server

CLIENTS, THREADS = 8, 4
LOOKS = 0.05  # seconds between two looks
WARM_SECONDS = 3.0
HOT = 10  # each tenth report goes to one Posyandu
GIVES_UP = 60.0  # seconds after the last report
_WAITING = text("SELECT seq, received_at FROM submission WHERE merge_due")


@dataclass(frozen=True, slots=True)
class Lag:
    """What came of one turn; seconds, and submissions that were answered."""

    sent: int
    p50: float
    p99: float
    most: float
    answer: float  # p99 of the answers


def measure(folder: Path, url: str | None, rate: float, seconds: float) -> Iterator[str]:
    """Send at a rate, evenly and then with one Posyandu that gets a tenth; answer the table."""
    installation = make_installation(folder / "simpul", url)
    engine = create_engine(url or f"sqlite:///{folder / 'simpul' / 'simpul.sqlite3'}")
    cases = {"even": installation.senders, "a tenth to one": _uneven(installation.senders)}
    yield f"{rate:g} a second for {seconds:g} s"
    yield "| spread | sent | lag p50 s | p99 s | most s | answer p99 ms |\n|---|--:|--:|--:|--:|--:|"
    with our_server(installation.environ, THREADS, folder / "servers.log") as server:
        start = 0
        for name, senders in cases.items():
            start = _sent(server.port, installation, senders, start, rate, WARM_SECONDS, engine)[1]
            lag, start = _sent(server.port, installation, senders, start, rate, seconds, engine)
            yield (
                f"| {name} | {lag.sent} | {lag.p50:.2f} | {lag.p99:.2f} | {lag.most:.2f} "
                f"| {lag.answer * 1000:.0f} |"
            )
    engine.dispose()


def _uneven(senders: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for number, sender in enumerate(senders[1:]):
        if number % (HOT - 1) == 0:
            found.append(senders[0])
        found.append(sender)
    return found


def _sent(
    port: int,
    installation: Installation,
    senders: Sequence[tuple[str, str]],
    start: int,
    rate: float,
    seconds: float,
    engine: Engine,
) -> tuple[Lag, int]:
    plan = Plan(port, CLIENTS, seconds, start, installation.xml, senders, 0, rate)
    command = [sys.executable, "-m", "tests.bench.load"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as load:
        assert load.stdin
        assert load.stdout
        load.stdin.write(json.dumps(asdict(plan)))
        load.stdin.close()
        waited = _watch(engine, load)
        report = Report(**json.load(load.stdout))
    if report.refused:
        raise ValueError(f"a submission was answered {report.refused[0]}")
    count = len(report.took)
    # Who came and was merged between two looks was never seen waiting.
    lags = sorted([*waited, *[LOOKS] * (count - len(waited))])
    parts = quantiles(lags, n=100)
    answer = quantiles(report.took, n=100)[98]
    return Lag(count, parts[49], parts[98], lags[-1], answer), start + int(rate * seconds)


def _watch(engine: Engine, load: subprocess.Popen[str]) -> list[float]:
    """Look until everything sent is merged; answer how long each waited that was seen waiting."""
    waiting: dict[int, datetime] = {}
    lags: list[float] = []
    ended = 0.0
    while True:
        over = load.poll() is not None
        with engine.connect() as connection:
            now = {seq: _moment(at) for seq, at in connection.execute(_WAITING)}
        moment = datetime.now(UTC)
        lags += [(moment - waiting.pop(seq)).total_seconds() for seq in waiting.keys() - now.keys()]
        waiting |= now
        if over and not waiting:
            return lags
        ended = ended or (time.monotonic() if over else 0.0)
        if ended and time.monotonic() - ended > GIVES_UP:
            raise TimeoutError(f"{len(waiting)} reports are not merged")
        time.sleep(LOOKS)


def _moment(at: datetime | str) -> datetime:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
