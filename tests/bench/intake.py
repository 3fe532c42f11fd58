"""The intake bench: our server with its worker against the bare baseline, turn by turn.

Both are started anew for every turn, so that our worker never works on while the baseline is measured;
what it left undone waits for it in our next turn, so it always has work. Noise of the machine hits
both: the ratio is the median over the rounds, each of which holds one turn of either.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles

from tests.bench.installation import ROOT, Installation, make_installation
from tests.bench.load import MOST_PER_SECOND, Plan, Report
from tests.bench.servers import Server, Spent, bare_server, our_server

THREADS = 4
WARM_SECONDS = 1.5
PHOTO_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Case:
    """What is sent, for how many seconds a turn."""

    name: str
    photo_bytes: int
    seconds: float
    clients: int
    rounds: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One server under load for some seconds. Times in milliseconds, processor time each submission."""

    rate: float
    p50: float
    p95: float
    p99: float
    server_cpu: float
    worker_cpu: float


@dataclass(frozen=True, slots=True)
class Result:
    """The turns of one case on one database; ours[n] and bare[n] ran one after the other."""

    database: str
    case: Case
    ours: Sequence[Turn]
    bare: Sequence[Turn]

    @property
    def ratio(self) -> float:
        """Answer our submissions a second in parts of the baseline's."""
        return median(our.rate / bare.rate for our, bare in zip(self.ours, self.bare, strict=True))


class Bench:
    """The two servers' data on one database."""

    def __init__(self, folder: Path, database: str, our_url: str | None, bare_url: str) -> None:
        self._database = database
        self._bare_url = bare_url
        self._log = folder / "servers.log"
        self._ours: Installation = make_installation(folder / "simpul", our_url)
        self._sent = 0

    def measure(self, case: Case) -> Result:
        """Carry out the rounds of a case."""
        ours, bare = [], []
        for _ in range(case.rounds):
            with our_server(self._ours.environ, THREADS, self._log) as server:
                ours.append(self._turn(server, case))
            with bare_server(self._bare_url, THREADS, self._log) as server:
                bare.append(self._turn(server, case))
            print(f"  {self._database}, {case.name}: {ours[-1].rate:.0f} / {bare[-1].rate:.0f}")
        return Result(self._database, case, ours, bare)

    def _turn(self, server: Server, case: Case) -> Turn:
        self._load(server, case, WARM_SECONDS)
        before = server.spent()
        report = self._load(server, case, case.seconds)
        return _turn_of(report, server.spent().since(before))

    def _load(self, server: Server, case: Case, seconds: float) -> Report:
        plan = Plan(
            port=server.port,
            clients=case.clients,
            seconds=seconds,
            start=self._sent,
            xml=self._ours.xml_with_photo if case.photo_bytes else self._ours.xml,
            senders=self._ours.senders,
            photo_bytes=case.photo_bytes,
        )
        self._sent += int(MOST_PER_SECOND * seconds)
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.load"],
            input=json.dumps(asdict(plan)).encode(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        )
        report = Report(**json.loads(done.stdout))
        if report.refused:
            log = self._log.read_text(errors="replace")[-3000:]
            raise ValueError(f"a submission was answered {report.refused[0]}; {log}")
        return report


def _turn_of(report: Report, spent: Spent) -> Turn:
    count = len(report.took)
    parts = quantiles(report.took, n=100)
    return Turn(
        rate=count / report.elapsed,
        p50=parts[49] * 1000,
        p95=parts[94] * 1000,
        p99=parts[98] * 1000,
        server_cpu=spent.server / count * 1000,
        worker_cpu=spent.worker / count * 1000,
    )


def rows_of(results: Sequence[Result]) -> Iterator[str]:
    """Answer the table, line by line, the ratios last."""
    yield "| database | case | server | per second | p50 ms | p95 ms | p99 ms | CPU ms | worker CPU ms |"
    yield "|---|---|---|--:|--:|--:|--:|--:|--:|"
    for result in results:
        for name, turns in (("bare", result.bare), ("simpul", result.ours)):
            values = [median(getattr(turn, part) for turn in turns) for part in Turn.__slots__]
            numbers = " | ".join([f"{values[0]:.0f}", *(f"{value:.2f}" for value in values[1:])])
            yield f"| {result.database} | {result.case.name} | {name} | {numbers} |"
    yield ""
    yield "| database | case | simpul / bare |"
    yield "|---|---|--:|"
    for result in results:
        yield f"| {result.database} | {result.case.name} | {result.ratio:.2f} |"
