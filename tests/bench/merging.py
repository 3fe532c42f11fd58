"""The bench of merging: a full rebuild, what it costs at size, its memory, and the profile page at size.

The log is written straight into its table, sealed as intake seals it: monthly health reports with all
questions answered, spread evenly over 821 Posyandu and ten years; what is more than one a month is the
same report sent again with other numbers. All of it counts as merged, and nothing that merging keeps is
there: a rebuild writes every strand and cell. The baseline opens the same answers, and does no more.
"""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from app.accounts import service as accounts
from app.accounts import store as accounts_store
from app.accounts.access import Grant
from app.config import read_settings
from app.extensions.database import close_connections, db, transaction
from app.extensions.vault import vault
from app.factory import create_app
from app.intake import queue_store
from app.intake.answers_service import read_answers
from app.intake.models import Submission
from app.merge.service import rebuild_place
from app.openrosa.answers import Document, dump
from tests.bench.installation import Installation, make_installation
from tests.bench.load import fill

MONTHS = 120
FIRST = datetime(2016, 1, 28, 1, tzinfo=UTC)
NUMBERS = 50  # the numbers in the answers differ this often before they are the same again
ROWS = 2000  # of one insert
PAGES = 200
MEGA = 1024  # kilobytes


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds of the whole, and the process' memory at its peak (MB)."""

    submissions: int
    rebuild: float
    reading: float
    peak: int

    @property
    def each(self) -> float:
        """Answer processor milliseconds for each submission."""
        return self.rebuild / self.submissions * 1000


def measure(folder: Path, url: str | None, sizes: Sequence[int]) -> Iterator[str]:
    """Grow to each size in turn, measure there, and answer the table line by line."""
    installation = make_installation(folder / "simpul", url)
    app = create_app(read_settings(installation.environ))
    codes = [code for _path, code in installation.senders]
    yield "| submissions | rebuild: CPU ms each | opening alone | peak MB | profile page: p50, p95 ms |"
    yield "|--:|--:|--:|--:|--:|"
    costs: list[Cost] = []
    with app.app_context():
        reports = _Reports(app, installation)
        for size in sizes:
            reports.grow_to(size)
            costs.append(_cost(codes, size))
            p50, p95 = _pages(app, codes)
            last = costs[-1]
            reading = last.reading / size * 1000
            yield (
                f"| {size:,} | {last.each:.3f} | {reading:.3f} | {last.peak} | {p50:.1f}, {p95:.1f} |"
            )
        close_connections()
    yield (
        f"\nA rebuild of {last.submissions:,} submissions in one process: {last.rebuild:.0f} s of CPU; "
        f"a submission costs {last.each / costs[0].each:.2f} of what it costs at "
        f"{costs[0].submissions:,}"
    )


class _Reports:
    """Monthly reports like one that a phone sent."""

    def __init__(self, app: Flask, installation: Installation) -> None:
        """Send as many as there are different numbers, to write the others after them."""
        self.codes = [code for _path, code in installation.senders]
        client = app.test_client()
        for number in range(NUMBERS):
            path, code = installation.senders[0]
            xml = io.BytesIO(fill(installation.xml, number, code, number))
            client.post(path, data={"xml_submission_file": (xml, "a.xml", "text/xml")})
        rows = db.session.execute(select(Submission.__table__)).mappings().all()
        self.rows: list[dict[str, Any]] = [{**row} for row in rows]
        self.answers = [read_answers(row["instance_id"], row["answers"]) for row in self.rows]
        db.session.rollback()
        self.count = len(rows)
        if self.count != NUMBERS:
            raise ValueError(f"{self.count} of {NUMBERS} reports were kept")

    def grow_to(self, size: int) -> None:
        """Write reports until there are so many."""
        while self.count < size:
            numbers = range(self.count, min(size, self.count + ROWS))
            with transaction():
                values = [self._row(number) for number in numbers]
                db.session.execute(insert(Submission.__table__), values)
            self.count += len(numbers)

    def _row(self, number: int) -> dict[str, Any]:
        round_number, place = divmod(number, len(self.codes))
        code, month = self.codes[place], round_number % MONTHS
        period = f"{FIRST.year + month // 12}-{month % 12 + 1:02d}"
        at = FIRST.replace(year=FIRST.year + month // 12, month=month % 12 + 1)
        at += timedelta(minutes=number // (len(self.codes) * MONTHS))
        instance_id, which = f"uuid:{uuid4()}", number % NUMBERS
        own: Document = {"kepala/kode_posyandu": code, "kepala/periode": f"{period}-01"}
        row = {**self.rows[which], "instance_id": instance_id, "root_instance_id": instance_id}
        row.pop("seq")
        sealed = vault.seal(dump(self.answers[which] | own), f"answers:{instance_id}")
        row |= {"posyandu_code": code, "sent_code": code, "period": period, "answers": sealed}
        row |= {"observed_at": at, "ended_at": at, "received_at": at}
        return row | {"merged": True, "merge_due": False, "examine_due": False}


def _cost(codes: Sequence[str], size: int) -> Cost:
    reading = _spent(codes, _open)
    rebuild = _spent(codes, rebuild_place)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGA
    return Cost(size, rebuild, reading, peak)


def _open(code: str) -> None:
    for row in queue_store.list_with_answers(Submission.posyandu_code == code):
        read_answers(row.instance_id, row.answers)


def _spent(codes: Iterable[str], work: Callable[[str], object]) -> float:
    begun = time.process_time()
    for code in codes:
        work(code)
        db.session.remove()
    return time.process_time() - begun


def _pages(app: Flask, codes: Sequence[str]) -> tuple[float, float]:
    """Answer the median and the 95th of a hundred of what profile pages take, in milliseconds."""
    visitor, took = _visitor(app), []
    for number in range(PAGES):
        begun = time.perf_counter()
        answer = visitor.get(f"/posyandu/{codes[number * 7 % len(codes)]}")
        took.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise ValueError(f"a profile was answered {answer.status_code}")
    hundredths = quantiles(took, n=100)
    return hundredths[49], hundredths[94]


def _visitor(app: Flask) -> FlaskClient:
    name = f"bench-{uuid4().hex[:6]}"
    accounts.add_user(name, uuid4().hex, [Grant("admin", "", "")])
    user = accounts_store.find_user(name)
    if user is None:
        raise LookupError(name)
    visitor = app.test_client()
    with visitor.session_transaction() as session:
        session["user_id"], session["mark"] = user.user_id, user.session_mark
    return visitor
