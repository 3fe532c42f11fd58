"""Fetching the next submissions of a page while the last one is being kept.

The other server works and the network carries while we seal and write, so a long history takes the time
of the slower of both and not of their sum. A few are fetched ahead, never a page.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from app.exchange.remote_rows import RemoteRow, Source
from app.intake.taking_service import Fetched, fetch

THREADS = 2
AHEAD = 6


class Ahead:
    """Rows whose content is wanted, in their order; what fails ahead is raised when its turn comes."""

    def __init__(self, source: Source, rows: Iterable[RemoteRow]) -> None:
        self._source = source
        self._rows = deque(rows)
        self._begun: deque[tuple[str, Future[Fetched]]] = deque()
        self._pool = ThreadPoolExecutor(THREADS)

    def __enter__(self) -> Self:
        """Begin."""
        self._fill()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Fetch no more."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def take(self, row: RemoteRow) -> Fetched:
        """Answer what was fetched of the next row; raises RemoteError."""
        remote_id, future = self._begun.popleft()
        assert remote_id == row.remote_id  # noqa: S101 - rows are taken in the order they were given
        self._fill()
        return future.result()

    def _fill(self) -> None:
        while self._rows and len(self._begun) < AHEAD:
            row = self._rows.popleft()
            self._begun.append((row.remote_id, self._pool.submit(fetch, self._source, row)))
