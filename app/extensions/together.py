"""Writing together on SQLite: who waits for a turn to write is kept in the transaction of who has it.

One submission's commit is one wait for the disk. While it lasts others arrive; the next of them that
gets the turn writes for all who wait, and every one of them is answered only after that commit.
PostgreSQL joins the commits of its connections itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar, cast

from flask import current_app

from app.extensions.database import is_sqlite, transaction

Result = TypeVar("Result")
MOST = 20  # in one transaction: a turn stays short
LINE = "simpul.together"


class _Piece(Generic[Result]):
    """One thread's writing, and what came of it."""

    def __init__(self, write: Callable[[], Result]) -> None:
        self.write = write
        self.is_done = False
        self.result: Result | None = None
        self.error: BaseException | None = None

    def do_alone(self) -> None:
        try:
            with transaction():
                self.result = self.write()
        except BaseException as error:  # noqa: BLE001 - raised to the one whose piece this is
            self.error = error
        self.is_done = True


class _Line:
    """Those of this process who wait for their turn."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.waiting: list[_Piece[object]] = []
        self.listing = threading.Lock()

    def take(self) -> list[_Piece[object]]:
        with self.listing:
            taken, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
        return taken


def write_together(write: Callable[[], Result]) -> Result:
    """Carry out a writing in a transaction, alone or with others; answer its result once committed.

    `write` may be called twice: when one of several fails, all are undone and each is done alone, so
    that nobody meets another's fault.
    """
    if not is_sqlite():
        with transaction():
            return write()
    line: _Line = current_app.extensions.setdefault(LINE, _Line())
    piece = _Piece(write)
    with line.listing:
        line.waiting.append(cast("_Piece[object]", piece))
    with line.turn:
        while not piece.is_done:
            _do(line.take())
    if piece.error is not None:
        raise piece.error
    return cast("Result", piece.result)


def _do(pieces: list[_Piece[object]]) -> None:
    if len(pieces) == 1 or not _done_together(pieces):
        for piece in pieces:
            piece.do_alone()


def _done_together(pieces: list[_Piece[object]]) -> bool:
    try:
        with transaction():
            results = [piece.write() for piece in pieces]
    # Whose fault it was shows when each is done alone, and is raised to that one.
    except BaseException:  # noqa: BLE001
        return False
    for piece, result in zip(pieces, results, strict=True):
        piece.result, piece.is_done = result, True
    return True
